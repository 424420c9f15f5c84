import AdapterKit
import Formats
import Subsidy

/// Register is how the police's register of residents is asked for its people, a page at a time: all of a county's, or
/// those who changed since a moment (IM-33.1b; domain.md 2.1, 2.4).
enum Register: String {
    /// The national platform: POST with its four headers.
    case platform
    /// A provincial gateway that renames them.
    case gateway
    /// A provincial service bus, asked by GET.
    case esb

    /// What the answer's code is when it is an answer.
    var good: String { self == .esb ? "00" : "0" }

    func headers(rid: String, sid: String, time: String, sign: String) -> [(name: String, value: String)] {
        guard self == .gateway else {
            return [
                (name: "gjgxjhpt_rid", value: rid), (name: "gjgxjhpt_sid", value: sid),
                (name: "gjgxjhpt_rtime", value: time), (name: "gjgxjhpt_sign", value: sign),
            ]
        }
        return [
            (name: "gateway_appid", value: rid), (name: "gateway_rtime", value: time),
            (name: "gateway_sig", value: sign),
        ]
    }

    /// Asks for the page that begins at `start`; where `since` is absent, for everybody. Nil for a dispatch that does not
    /// say whose people are wanted.
    func request(_ parameters: [String: String], sid: String, limit: Int) -> HTTPRequest? {
        guard let division = parameters["division"], Self.isPlain(division) else { return nil }
        var pairs = [("xzqhdm", division)]
        if let since = parameters["since"] {
            guard Self.isPlain(since) else { return nil }
            pairs.append(("gxsj", since))
        }
        let start = parameters["start"] ?? "0"
        guard Self.isPlain(start) else { return nil }
        pairs += [("start", start), ("limit", String(limit))]
        guard self == .esb else {
            let body = pairs.map { "\"\($0.0)\":\"\($0.1)\"" }.joined(separator: ",")
            return HTTPRequest(
                "POST", "/services/\(sid)", headers: [(name: "Content-Type", value: "application/json;charset=UTF-8")],
                body: Array("{\(body)}".utf8))
        }
        let query = pairs.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return HTTPRequest("GET", "/services/\(sid)?\(query)")
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A page, with the place where the next one begins. A body that is no answer of the register says nothing about
    /// anybody.
    func outcome(_ response: HTTPResponse, start: String) -> Outcome {
        guard response.status == 200, let frame = Self.frame(response.body), frame.code == good else {
            return Faults.outcome(response)
        }
        let next = (Int(start) ?? 0) + (frame.count ?? 0)
        let goesOn = frame.total.map { next < $0 && (frame.count ?? 0) > 0 } ?? false
        return .done(Evidence(answer: response.body, next: goesOn ? String(next) : nil))
    }

    private static func frame(_ body: [UInt8]) -> (code: String, total: Int?, count: Int?)? {
        JSONFrame.members("code", "total", "count", "dataCount", of: body).map {
            (code: $0[0], total: Int($0[1]), count: Int($0[2]) ?? Int($0[3]))
        }
    }
}
