package import AdapterKit
package import Subsidy

/// PortalAdapter fetches what people asked for on the internet side (IM-12.4, IM-13.2, NX-13.2): files that the host
/// there lays down, each with the MAC that proves where it comes from. The gateway calls; nobody calls it.
package struct PortalAdapter: Adapter {
    package static let counterpart = Counterpart.portal
    package let exchanges: Set<Exchange> = [.applicationIntake, .accountChange, .complaintIntake]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        .refused(exchanges.contains(dispatch.exchange) ? Faults.nothingGoesOut : Faults.unsupported)
    }

    package func offers(of exchange: Exchange, over line: Line) -> Offers {
        guard let prefix = Envelope.prefix(exchange), let envelope = Envelope(line.connection) else {
            return .ready([])
        }
        return envelope.pickup.offers(
            of: exchange, prefix: line.connection.setting("prefix.\(exchange.rawValue)", default: prefix), over: line)
    }

    package func take(_ offer: Offer, over line: Line) -> Taking {
        guard let envelope = Envelope(line.connection) else { return .notYet(Faults.notHere) }
        return envelope.pickup.take(offer, over: line) { bytes, marker in envelope.proof(bytes, marker) }
    }

    package func clear(_ offer: Offer, over line: Line) -> Outcome {
        guard let envelope = Envelope(line.connection) else { return .refused(Faults.notConfigured) }
        return envelope.pickup.clear(offer, over: line)
    }
}
