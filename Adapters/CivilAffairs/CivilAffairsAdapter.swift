package import AdapterKit
package import Subsidy
import Trust

/// CivilAffairsAdapter takes the files that civil affairs drops in the county's folder: cremations and the state of
/// welfare recipients (IM-16.1c–e; domain.md 3).
package struct CivilAffairsAdapter: Adapter {
    package static let counterpart = Counterpart.civilAffairs
    package let exchanges: Set<Exchange> = [.deathSync, .welfareSync]

    package init() {}

    /// Civil affairs is only listened to.
    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome { .refused(Faults.receivesOnly) }

    package func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder? {
        guard let envelope = Envelope(exchange, connection) else { return nil }
        return DropFolder(envelope.pickup, prefix: envelope.prefix, proves: envelope.mac?.proves)
    }
}
