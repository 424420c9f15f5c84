import Foundation
import Gateway
import Sandbox

/// DemoProcess is the sandbox's process.
struct DemoProcess {
    private let identifier: pid_t

    init(_ program: String, _ arguments: [String]) throws {
        guard let started = ChildProgram(program, arguments, errors: nil, hasOwnGroup: true) else {
            throw GatewayError(.configuration, "sandbox.start", "无法启动沙箱进程")
        }
        identifier = started.identifier
    }

    var isRunning: Bool { waitpid(identifier, nil, WNOHANG) == 0 }

    /// Asks it to end, and ends it when it does not within three seconds.
    func stop() {
        kill(identifier, SIGTERM)
        for _ in 0..<300 {
            guard isRunning else { return }
            usleep(10_000)
        }
        kill(-identifier, SIGKILL)
        waitpid(identifier, nil, 0)
    }
}
