import AdapterKit
import Formats
import Subsidy
import Trust

extension AppSignature {
    /// Nil when the connection lacks `appId` or `secret`.
    init?(_ connection: Connection) { self.init(connection.settings["appId"], connection.secrets["secret"]) }

    func question(_ path: String, _ document: [UInt8], at now: Instant) -> HTTPRequest {
        HTTPRequest("POST", path, headers: [HTTPRequest.json] + headers(over: document, at: now), body: document)
    }
}

/// Envelope is what surrounds an answer.
enum Envelope {
    /// The answer's code, or its HTTP status; nil when the bytes are no answer of this system.
    static func code(_ response: HTTPResponse) -> String? {
        guard response.status == 200 else { return String(response.status) }
        return JSONFrame.members("code", of: response.body)?[0]
    }
}
