import AdapterKit
import Subsidy
import Trust

/// Envelope knows where the files of an exchange wait, how they are called, and what their marker proves.
struct Envelope {
    let pickup: Pickup
    let prefix: String
    /// An empty marker proves nothing. Where a key was agreed, the marker holds HMAC-SM3 of the file.
    let mac: MarkerMAC?

    /// Nil for an exchange that civil affairs does not have.
    init?(_ exchange: Exchange, _ connection: Connection) {
        switch exchange {
        case .deathSync: prefix = connection.setting("prefix.death.sync", default: "HH_")
        case .welfareSync: prefix = connection.setting("prefix.welfare.sync", default: "DB_")
        default: return nil
        }
        pickup = Pickup(
            folder: connection.setting("collectFolder", default: "civil"),
            markerSuffix: connection.setting("collectMarker", default: ".ok"))
        mac = connection.secrets["mac"].map(MarkerMAC.init)
    }
}
