import AdapterKit
import TestSupport

/// How a call over a wire ended.
enum Ending: Equatable { case done, notSent, interrupted, refused }

func ending<Result>(_ body: () throws(WireFault) -> Result) -> Ending {
    do { _ = try body() } catch {
        return switch error {
        case .notSent: .notSent
        case .interrupted: .interrupted
        case .refused: .refused
        }
    }
    return .done
}

/// The reason of the fault that `body` throws; empty when it throws none.
func reason<Result>(_ body: () throws(WireFault) -> Result) -> String {
    do { _ = try body() } catch {
        return switch error {
        case .notSent(let reason), .interrupted(let reason), .refused(let reason): reason
        }
    }
    return ""
}

/// Runs `body` with a real SSH server that is stopped afterwards.
func withSSHServer(_ keys: SSHServer.KeyType = .ed25519, _ body: (SSHServer) throws -> Void) throws {
    try withTemporaryFolder { folder in
        let server = try SSHServer(folder, keys: keys)
        defer { server.stop() }
        try body(server)
    }
}
