import AdapterKit
import Formats
import Subsidy
import Trust

extension AppSignature {
    /// Nil when the connection lacks `appId` or `secret`.
    init?(_ connection: Connection) { self.init(connection.settings["appId"], connection.secrets["secret"]) }

    func question(_ path: String, at now: Instant) -> HTTPRequest {
        HTTPRequest("GET", path, headers: headers(over: [], at: now))
    }

    func push(_ path: String, _ document: [UInt8], at now: Instant) -> HTTPRequest {
        HTTPRequest("POST", path, headers: headers(over: document, at: now) + [HTTPRequest.json], body: document)
    }
}

/// Frame is what surrounds every answer of the platform.
struct Frame {
    /// The answer's own, or its HTTP status.
    var code: String
    /// Where the next page starts; nil when there are no pages.
    var next: String?

    /// Nil when the bytes are no whole answer of this system: one that broke off is asked for again.
    init?(_ response: HTTPResponse) {
        guard response.status == 200 || response.status == 404 else {
            code = String(response.status)
            return
        }
        guard let members = JSONFrame.members("code", "data.nextCursor", of: response.body) else { return nil }
        code = members[0]
        next = members[1].isEmpty ? nil : members[1]
    }
}
