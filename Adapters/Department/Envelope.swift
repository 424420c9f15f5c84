import AdapterKit
import Formats
import Subsidy
import Trust

/// Envelope is what surrounds a department's documents: folders and markers, or a path and a signature header.
struct Envelope {
    private let connection: Connection
    private let key: [UInt8]

    /// Nil when the connection has no key.
    init?(_ connection: Connection) {
        guard let key = connection.secrets["mac"], !key.isEmpty else { return nil }
        self.connection = connection
        self.key = key
    }

    static func sends(_ exchange: Exchange) -> Bool { exchange == .listReceipt || exchange == .resultFeed }

    var overHTTP: Bool { connection.settings["mode"] == "http" }

    /// The department declares that the same number or name again changes nothing there.
    var repeatSafe: Bool { connection.settings["repeatSafe"] == "true" }

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

    /// Where lists wait; nil when none are collected here.
    var pickup: Pickup? {
        let folder = connection.setting("collectFolder")
        guard !folder.isEmpty else { return nil }
        return Pickup(folder: folder, markerSuffix: connection.setting("collectMarker", default: ".ok"))
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
            marker: (name: marker, bytes: MarkerMAC(key: key).marker(of: dispatch.document)))
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
                (name: "Content-Type", value: "application/json; charset=UTF-8"),
                (name: "X-Onecard-Number", value: dispatch.number),
                (name: "X-Onecard-Sign", value: hex(MAC.hmacSM3(key: key, dispatch.document))),
            ], body: dispatch.document)
    }

    func proof(_ bytes: [UInt8], _ told: [UInt8]) -> Arrival.Proof {
        MarkerMAC(key: key).proves(told, of: bytes) ? .mac : .broken
    }

    /// The department's code and its receipt's number; nil when the bytes are no answer of a department.
    static func read(_ body: [UInt8]) -> (code: String, receipt: String)? {
        var shape = DocumentShape(
            format: .json, encoding: .utf8, columns: [.init(name: "code"), .init(name: "receipt")])
        shape.recordPath = "."
        var answer: (code: String, receipt: String)?
        let edges = try? DocumentReader(shape).read(body) { rows in
            for row in 0..<rows.count where !rows.isAbsent(row, 0) {
                answer = (rows.string(row, 0), rows.string(row, 1))
            }
        }
        return edges == nil ? nil : answer
    }
}
