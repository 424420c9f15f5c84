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
    private let signature: AppSignature
    let mac: MarkerMAC

    /// Nil when the connection has no `secret`.
    init?(_ connection: Connection) {
        guard let secret = connection.secrets["secret"],
            let signature = AppSignature(connection.setting("appId"), secret)
        else { return nil }
        self.connection = connection
        self.signature = signature
        mac = MarkerMAC(key: secret)
    }

    var byFile: Bool { connection.settings["mode"] == "file" }

    /// How names of receipts start.
    var prefix: String { connection.setting("prefix.notice.receipt", default: "RPT_") }

    func request(_ path: String, _ body: [UInt8], at now: Instant) -> HTTPRequest {
        HTTPRequest("POST", path, headers: [HTTPRequest.json] + signature.headers(over: body, at: now), body: body)
    }

    /// A question about one number, which is ours: letters and digits.
    func number(_ dispatch: Dispatch) -> [UInt8] { Array("{\"batchNo\":\"\(dispatch.number)\"}".utf8) }

    func delivery(_ dispatch: Dispatch) -> Delivery? {
        let folder = connection.setting("sendFolder")
        let name = dispatch.fileName.isEmpty ? "SMS_\(dispatch.number).txt" : dispatch.fileName
        guard !folder.isEmpty, !dispatch.number.isEmpty else { return nil }
        let marker = name + connection.setting("sendMarker", default: ".ok")
        return Delivery(
            folder: folder, name: name, marker: (name: marker, bytes: mac.marker(of: dispatch.document)))
    }

    /// Where receipts wait; nil when none are collected here.
    var pickup: Pickup? { byFile ? connection.pickup : nil }

    /// The code of an answer, or its HTTP status; nil when the bytes are no answer of a carrier.
    static func code(_ response: HTTPResponse) -> String? {
        guard response.status == 200 else { return String(response.status) }
        return JSONFrame.members("code", of: response.body)?[0]
    }
}
