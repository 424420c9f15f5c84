import AdapterKit
import Formats
import Subsidy
import Trust

/// Envelope is what surrounds messages and receipts: a signed request, or a file with its marker.
struct Envelope {
    static let messages = "/api/sms/send"
    static let query = "/api/sms/query"
    static let reports = "/api/sms/report"

    private let connection: Connection
    private let secret: [UInt8]

    /// Nil when the connection has no `secret`.
    init?(_ connection: Connection) {
        guard let secret = connection.secrets["secret"], !secret.isEmpty else { return nil }
        self.connection = connection
        self.secret = secret
    }

    var byFile: Bool { connection.settings["mode"] == "file" }

    /// The carrier declares that a number that it has seen changes nothing there.
    var repeatSafe: Bool { connection.settings["repeatSafe"] == "true" }

    /// How names of receipts start.
    var prefix: String { connection.setting("prefix.notice.receipt", default: "RPT_") }

    /// `X-Sign` is HMAC-SM3 over application, local time and the SM3 digest of the body.
    func request(_ path: String, _ body: [UInt8], at now: Instant) -> HTTPRequest {
        let application = connection.setting("appId")
        let text = application + now.compact + hex(Digest.sm3(body))
        return HTTPRequest(
            "POST", path,
            headers: [
                (name: "Content-Type", value: "application/json; charset=UTF-8"),
                (name: "X-App-Id", value: application), (name: "X-Timestamp", value: now.compact),
                (name: "X-Sign", value: hex(MAC.hmacSM3(key: secret, Array(text.utf8)))),
            ], body: body)
    }

    /// A question about one number, which is ours: letters and digits.
    func number(_ dispatch: Dispatch) -> [UInt8] { Array("{\"batchNo\":\"\(dispatch.number)\"}".utf8) }

    func delivery(_ dispatch: Dispatch) -> Delivery? {
        let folder = connection.setting("sendFolder")
        let name = dispatch.fileName.isEmpty ? "SMS_\(dispatch.number).txt" : dispatch.fileName
        guard !folder.isEmpty, !dispatch.number.isEmpty else { return nil }
        let marker = name + connection.setting("sendMarker", default: ".ok")
        return Delivery(
            folder: folder, name: name,
            marker: (name: marker, bytes: MarkerMAC(key: secret).marker(of: dispatch.document)))
    }

    /// Where receipts wait; nil when none are collected here.
    var pickup: Pickup? {
        let folder = connection.setting("collectFolder")
        guard byFile, !folder.isEmpty else { return nil }
        return Pickup(folder: folder, markerSuffix: connection.setting("collectMarker", default: ".ok"))
    }

    func proof(_ bytes: [UInt8], _ told: [UInt8]) -> Arrival.Proof {
        MarkerMAC(key: secret).proves(told, of: bytes) ? .mac : .broken
    }

    /// The code of an answer, or its HTTP status; nil when the bytes are no answer of a carrier.
    static func code(_ response: HTTPResponse) -> String? {
        guard response.status == 200 else { return String(response.status) }
        var shape = DocumentShape(format: .json, encoding: .utf8, columns: [.init(name: "code")])
        shape.recordPath = "."
        var code: String?
        let edges = try? DocumentReader(shape).read(response.body) { rows in
            for row in 0..<rows.count where !rows.isAbsent(row, 0) { code = rows.string(row, 0) }
        }
        return edges == nil ? nil : code
    }
}
