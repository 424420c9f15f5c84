import AdapterKit
import Formats
import Subsidy
import Trust

/// Envelope signs questions and reads the `code` of answers.
struct Envelope {
    private let appID: String
    private let secret: [UInt8]

    /// Nil when the connection lacks `appId` or `secret`.
    init?(_ connection: Connection) {
        guard let appID = connection.settings["appId"], let secret = connection.secrets["secret"], !secret.isEmpty
        else {
            return nil
        }
        self.appID = appID
        self.secret = secret
    }

    /// `X-Sign` is HMAC-SM3 over application, local time and the SM3 digest of the body.
    func request(_ path: String, _ body: [UInt8], at now: Instant) -> HTTPRequest {
        let text = appID + now.compact + hex(Digest.sm3(body))
        return HTTPRequest(
            "POST", path,
            headers: [
                (name: "Content-Type", value: "application/json; charset=UTF-8"), (name: "X-App-Id", value: appID),
                (name: "X-Timestamp", value: now.compact),
                (name: "X-Sign", value: hex(MAC.hmacSM3(key: secret, Array(text.utf8)))),
            ], body: body)
    }

    /// The answer's code; nil when the bytes are no answer of this system.
    static func code(_ body: [UInt8]) -> String? {
        var shape = DocumentShape(format: .json, encoding: .utf8, columns: [.init(name: "code")])
        shape.recordPath = "."
        var code: String?
        let edges = try? DocumentReader(shape).read(body) { rows in
            for row in 0..<rows.count where !rows.isAbsent(row, 0) { code = rows.string(row, 0) }
        }
        return edges == nil ? nil : code
    }
}
