import AdapterKit
import Formats
import Subsidy
import Trust

/// Envelope signs requests and reads the frame of answers: `code`, and where the next page starts.
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

    /// `X-Sign` is HMAC-SM3 over application, local time and the SM3 digest of the body, which is empty for GET.
    func request(_ method: String, _ path: String, _ body: [UInt8], at now: Instant) -> HTTPRequest {
        let text = appID + now.compact + hex(Digest.sm3(body))
        var headers = [
            (name: "X-App-Id", value: appID), (name: "X-Timestamp", value: now.compact),
            (name: "X-Sign", value: hex(MAC.hmacSM3(key: secret, Array(text.utf8)))),
        ]
        if !body.isEmpty { headers.append((name: "Content-Type", value: "application/json; charset=UTF-8")) }
        return HTTPRequest(method, path, headers: headers, body: body)
    }

    /// The frame of an answer.
    struct Frame {
        var code: String
        /// Where the next page starts; nil when there are no pages.
        var next: String?
    }

    /// Nil when the bytes are no whole answer of this system: one that broke off is asked for again.
    static func read(_ body: [UInt8]) -> Frame? {
        var shape = DocumentShape(
            format: .json, encoding: .utf8, columns: [.init(name: "code"), .init(name: "data.nextCursor")])
        shape.recordPath = "."
        var frames: [Frame] = []
        let edges = try? DocumentReader(shape).read(body) { rows in
            for row in 0..<rows.count where !rows.isAbsent(row, 0) {
                let next = rows.string(row, 1)
                frames.append(Frame(code: rows.string(row, 0), next: next.isEmpty ? nil : next))
            }
        }
        return edges == nil || frames.count != 1 ? nil : frames[0]
    }

    /// A value inside a URL: everything but letters, digits and `-_.~` as `%XX`.
    static func escaped(_ value: String) -> String {
        var text = ""
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + hex([byte]).uppercased()
            }
        }
        return text
    }
}
