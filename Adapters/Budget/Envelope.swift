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

    func application(_ document: [UInt8], at now: Instant) -> HTTPRequest {
        HTTPRequest(
            "POST", "/pay/applications", headers: headers(over: document, at: now) + [HTTPRequest.json], body: document)
    }
}

/// Frame is what surrounds every answer of the budget system.
struct Frame {
    var code: String
    /// Which page this is; 0 when there are none.
    var page: Int
    /// The page after this one; nil when this is the last, or when there are no pages.
    var next: String?

    /// Nil when the bytes are no answer of this system.
    init?(_ body: [UInt8]) {
        guard let members = JSONFrame.members("code", "data.page", "data.pages", of: body) else { return nil }
        page = Int(members[1]) ?? 0
        let pages = Int(members[2]) ?? 0
        code = members[0]
        next = page < pages ? String(page + 1) : nil
    }
}
