import AdapterKit
import Subsidy
import Trust

/// Envelope is what surrounds a bank's files: folders, names, and the marker that holds HMAC-SM3 of the file.
struct Envelope {
    private let connection: Connection
    let mac: MarkerMAC

    /// Nil when the connection has no key: a file whose origin cannot be proved moves no money.
    init?(_ connection: Connection) {
        guard let key = connection.secrets["mac"], !key.isEmpty else { return nil }
        self.connection = connection
        mac = MarkerMAC(key: key)
    }

    static func sends(_ exchange: Exchange) -> Bool {
        [.batchSend, .accountVerify, .historyAnswer].contains(exchange)
    }

    /// How a dispatch leaves; nil for what is not sent, or when the folder is not configured.
    func delivery(_ dispatch: Dispatch) -> Delivery? {
        let folder = connection.setting("sendFolder")
        let suffix = connection.setting("sendMarker")
        let name = fileName(dispatch)
        guard Envelope.sends(dispatch.exchange), !folder.isEmpty, !suffix.isEmpty, !name.isEmpty else { return nil }
        return Delivery(
            folder: folder, name: name, marker: (name: name + suffix, bytes: mac.marker(of: dispatch.document)))
    }

    /// The dispatch's own name, or the dialect's prefix, our number and the dialect's suffix.
    private func fileName(_ dispatch: Dispatch) -> String {
        guard dispatch.fileName.isEmpty else { return dispatch.fileName }
        let exchange = dispatch.exchange.rawValue
        guard let prefix = connection.settings["prefix.\(exchange)"], !dispatch.number.isEmpty else { return "" }
        return prefix + dispatch.number + connection.setting("suffix.\(exchange)")
    }

    /// Where batches go; nil when nothing is sent here.
    var sendFolder: String? {
        let folder = connection.setting("sendFolder")
        return folder.isEmpty ? nil : folder
    }

    /// The name under which a delivery left what lies in the folder of batches; nil for what the bank itself lays there.
    func deliveredName(_ name: String) -> String? {
        if connection.setting("sendFolder") == connection.setting("collectFolder") {
            for exchange in [
                Exchange.batchResult, .batchReturn, .statement, .accountVerify, .historyLookup, .serviceOffer,
            ] {
                let prefix = prefix(collecting: exchange)
                if !prefix.isEmpty, name.hasPrefix(prefix) { return nil }
            }
        }
        for ending in [connection.setting("sendMarker"), connection.setting("takenEnding"), ".tmp"]
        where !ending.isEmpty && name.hasSuffix(ending) {
            return String(name.dropLast(ending.count))
        }
        return name
    }

    /// Where files of this exchange wait; nil for what does not come in, or when nothing is collected here.
    func pickup(_ exchange: Exchange) -> Pickup? {
        let folder = connection.setting("collectFolder")
        guard ![.batchSend, .historyAnswer].contains(exchange), !folder.isEmpty,
            !prefix(collecting: exchange).isEmpty
        else { return nil }
        return Pickup(folder: folder, markerSuffix: connection.setting("collectMarker"))
    }

    func prefix(collecting exchange: Exchange) -> String {
        connection.setting(
            exchange == .accountVerify ? "prefix.account.verify.answer" : "prefix.\(exchange.rawValue)")
    }
}
