import AdapterKit
import Subsidy
import Trust

/// Envelope is what surrounds a file of requests: its folder, its name's beginning, and the marker with its MAC.
struct Envelope {
    let pickup: Pickup
    private let key: [UInt8]

    /// Nil when the connection has no folder or no key.
    init?(_ connection: Connection) {
        let folder = connection.setting("collectFolder")
        guard !folder.isEmpty, let key = connection.secrets["mac"], !key.isEmpty else { return nil }
        pickup = Pickup(folder: folder, markerSuffix: connection.setting("collectMarker", default: ".ok"))
        self.key = key
    }

    /// How names of files start; nil for what does not come from here.
    static func prefix(_ exchange: Exchange) -> String? {
        switch exchange {
        case .applicationIntake: "SQ_"
        case .accountChange: "BG_"
        case .complaintIntake: "TS_"
        default: nil
        }
    }

    func proof(_ bytes: [UInt8], _ told: [UInt8]) -> Arrival.Proof {
        let told = told.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return MAC.equal(Array(hex(MAC.hmacSM3(key: key, bytes)).utf8), told) ? .mac : .broken
    }
}
