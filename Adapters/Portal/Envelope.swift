import AdapterKit
import Subsidy
import Trust

/// Envelope is what surrounds a file of requests: its folder, its name's beginning, and the marker with its MAC.
struct Envelope {
    let pickup: Pickup
    let mac: MarkerMAC

    /// Nil when the connection has no folder or no key.
    init?(_ connection: Connection) {
        guard let pickup = connection.pickup, let key = connection.secrets["mac"], !key.isEmpty else { return nil }
        self.pickup = pickup
        mac = MarkerMAC(key: key)
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
}
