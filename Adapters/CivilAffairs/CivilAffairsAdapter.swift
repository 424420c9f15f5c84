package import AdapterKit
package import Subsidy

/// CivilAffairsAdapter takes the files that civil affairs drops in the county's folder: cremations and the state of
/// welfare recipients (IM-16.1c–e; domain.md 3).
package struct CivilAffairsAdapter: Adapter {
    package static let counterpart = Counterpart.civilAffairs
    package let exchanges: Set<Exchange> = [.deathSync, .welfareSync]

    package init() {}

    /// Civil affairs is only listened to.
    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome { .refused(Faults.receivesOnly) }

    package func offers(of exchange: Exchange, over line: Line) -> Offers {
        guard let envelope = Envelope(exchange, line.connection) else { return .ready([]) }
        return envelope.pickup.offers(of: exchange, prefix: envelope.prefix, over: line)
    }

    package func take(_ offer: Offer, over line: Line) -> Taking {
        guard let envelope = Envelope(offer.exchange, line.connection) else { return .notYet(Faults.notHere) }
        return envelope.pickup.take(offer, over: line) { bytes, marker in envelope.proof(bytes, marker) }
    }

    package func clear(_ offer: Offer, over line: Line) -> Outcome {
        guard let envelope = Envelope(offer.exchange, line.connection) else { return .refused(Faults.unsupported) }
        return envelope.pickup.clear(offer, over: line)
    }
}
