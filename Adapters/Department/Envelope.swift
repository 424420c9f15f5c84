import AdapterKit
import Formats
import Subsidy
import Trust

/// Envelope is what surrounds a department's documents: folders and markers, or a path and a signature header.
struct Envelope {
    private let connection: Connection
    private let key: [UInt8]
    var mac: MarkerMAC { MarkerMAC(key: key) }

    /// Nil when the connection has no key.
    init?(_ connection: Connection) {
        guard let key = connection.secrets["mac"], !key.isEmpty else { return nil }
        self.connection = connection
        self.key = key
    }

    static func sends(_ exchange: Exchange) -> Bool { exchange == .listReceipt || exchange == .resultFeed }

    var overHTTP: Bool { connection.settings["mode"] == "http" }

    /// How names of lists start, and of what is said of them afterwards; nil for what a department does not send.
    func prefix(of exchange: Exchange) -> String? {
        switch exchange {
        case .listSubmit: connection.setting("prefix.list.submit", default: "QD_")
        case .listChange: connection.setting("prefix.list.change", default: "BG_")
        case .welfareSync: connection.setting("prefix.welfare.sync", default: "DX_")
        case .findingIntake: connection.setting("prefix.finding.intake", default: "FX_")
        default: nil
        }
    }

    /// How a receipt or a result leaves by file.
    func delivery(_ dispatch: Dispatch) -> Delivery? {
        let base = connection.setting("collectFolder")
        let folder =
            dispatch.exchange == .listReceipt
            ? connection.setting("receiptFolder", default: base.isEmpty ? "" : base + "/receipt")
            : connection.setting("resultFolder", default: base.isEmpty ? "" : base + "/result")
        guard Envelope.sends(dispatch.exchange), !folder.isEmpty, !dispatch.fileName.isEmpty else { return nil }
        let marker = dispatch.fileName + connection.setting("sendMarker", default: ".ok")
        return Delivery(
            folder: folder, name: dispatch.fileName,
            marker: (name: marker, bytes: mac.marker(of: dispatch.document)))
    }

    /// How a receipt or a result leaves over HTTP; our number goes along, so that the department can tell a repeat.
    func request(_ dispatch: Dispatch) -> HTTPRequest? {
        let name = "path.\(dispatch.exchange.rawValue)"
        let path = connection.setting(
            name, default: dispatch.exchange == .resultFeed ? "/api/results" : "/api/receipts")
        guard Envelope.sends(dispatch.exchange) else { return nil }
        return HTTPRequest(
            "POST", path,
            headers: [
                HTTPRequest.json, (name: "X-Onecard-Number", value: dispatch.number),
                (name: "X-Onecard-Sign", value: hex(MAC.hmacSM3(key: key, dispatch.document))),
            ], body: dispatch.document)
    }

    /// The department's code and its receipt's number; nil when the bytes are no answer of a department.
    static func read(_ body: [UInt8]) -> (code: String, receipt: String)? {
        JSONFrame.members("code", "receipt", of: body).map { (code: $0[0], receipt: $0[1]) }
    }
}
