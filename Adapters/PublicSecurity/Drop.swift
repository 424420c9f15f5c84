import AdapterKit
import Subsidy
import Trust

/// Drop is the folder in which a register lays its people out as files (domain.md 2.4), and what their markers prove.
struct Drop {
    let pickup: Pickup
    let prefix: String
    private let key: [UInt8]?

    /// Nil for a connection without a folder.
    init?(_ connection: Connection) {
        guard let folder = connection.settings["collectFolder"] else { return nil }
        pickup = Pickup(folder: folder, markerSuffix: connection.setting("collectMarker", default: ".ok"))
        prefix = connection.setting("prefix.residents.compare", default: "RK_")
        key = connection.secrets["mac"]
    }

    /// Where no key was agreed, the marker proves nothing: people confirm the file.
    func proof(_ bytes: [UInt8], _ marker: [UInt8]) -> Arrival.Proof {
        guard let key else { return .none }
        let told = marker.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return MAC.equal(Array(hex(MAC.hmacSM3(key: key, bytes)).utf8), told) ? .mac : .broken
    }
}
