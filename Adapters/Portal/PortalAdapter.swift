package import AdapterKit
package import Subsidy
import Trust

/// PortalAdapter fetches what people asked for on the internet side (IM-12.4, IM-13.2, NX-13.2): files that the host
/// there lays down, each with the MAC that proves where it comes from. The gateway calls; nobody calls it.
package struct PortalAdapter: Adapter {
    package static let counterpart = Counterpart.portal
    package let exchanges: Set<Exchange> = [.applicationIntake, .accountChange, .complaintIntake]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        .refused(exchanges.contains(dispatch.exchange) ? Faults.nothingGoesOut : Faults.unsupported)
    }

    package func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder? {
        guard let prefix = Envelope.prefix(exchange), let envelope = Envelope(connection) else { return nil }
        return DropFolder(
            envelope.pickup, prefix: connection.setting("prefix.\(exchange.rawValue)", default: prefix),
            proves: envelope.mac.proves)
    }
}
