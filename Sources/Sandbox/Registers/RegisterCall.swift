import Foundation

/// One HTTP request as a register sees it, free of the server that carried it.
struct RegisterCall: Sendable {
    var method: String
    /// Below the register's prefix: `/services/s_1`.
    var path: String
    /// Decoded query; of a repeated name the last counts.
    var query: [String: String]
    /// By lower-case name.
    var headers: [String: String]
    var body: [UInt8]

    init(
        _ method: String, _ path: String, query: [String: String] = [:], headers: [String: String] = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = [:]
        self.body = body
        for (name, value) in headers { self.headers[name.lowercased()] = value }
    }

    func header(_ name: String) -> String { headers[name.lowercased()] ?? "" }

    /// The pairs of a query string; what is not valid percent encoding is left out.
    static func query(_ text: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for part in text.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = String(sides[0]).removingPercentEncoding else { continue }
            let value = sides.count == 2 ? String(sides[1]).replacingOccurrences(of: "+", with: " ") : ""
            pairs[name] = value.removingPercentEncoding
        }
        return pairs
    }
}

/// What a register answers.
struct RegisterAnswer: Sendable, Equatable {
    var status: Int
    var contentType: String
    var body: [UInt8]
    /// The register's own time in milliseconds, where it differs from the sandbox's clock.
    var clock: Int64?
    /// The work was done; the connection is closed before a byte of the answer leaves.
    var isLost = false

    static func json(_ body: JSONText, status: Int = 200) -> RegisterAnswer {
        RegisterAnswer(status: status, contentType: "application/json;charset=UTF-8", body: Array(body.text.utf8))
    }

    static func xml(_ body: String) -> RegisterAnswer {
        RegisterAnswer(status: 200, contentType: "text/xml; charset=UTF-8", body: Array(body.utf8))
    }

    /// A refusal of card issuer and budget: the code is the HTTP status too.
    static func refusal(_ status: Int, _ message: String) -> RegisterAnswer {
        .json(.members(["code": .string(String(status)), "msg": .string(message)]), status: status)
    }
}
