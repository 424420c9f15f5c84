package import AdapterKit
package import Subsidy

/// PublicityAdapter lays what is made public at an internet-side host, each file with its signed manifest, and brings
/// what channels say that they show (IM-8.1, IM-15.1, IM-25.1, NX-5.2.3).
///
/// The host needs nothing of ours to check a file: a digest and an SM2 signature stand beside it.
package struct PublicityAdapter: Adapter {
    package static let counterpart = Counterpart.publicity
    package let exchanges: Set<Exchange> = [.publication, .publicationReceipt]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard dispatch.exchange == .publication else { return .refused(Faults.unsupported) }
        guard let envelope = Envelope(line.connection), let delivery = envelope.delivery(dispatch) else {
            return .refused(Faults.notConfigured)
        }
        return delivery.deliver(dispatch.document, over: line)
    }

    /// A static file of one name and one content may be laid there again: without its manifest nobody shows it.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard let envelope = Envelope(line.connection), let delivery = envelope.delivery(dispatch) else {
            return .unknown(Faults.asking)
        }
        let presence = delivery.look(for: dispatch.document, over: line) { manifest in
            envelope.proves(manifest, delivery.name, dispatch.document)
        }
        switch presence {
        case .whole(let evidence): return .done(evidence)
        case .absent, .withoutMarker, .tornMarker: return .retry(after: .zero, Faults.absent)
        case .other, .unseen: return .unknown(Faults.asking)
        }
    }

    package func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder? {
        exchange == .publicationReceipt ? Envelope(connection)?.receipts : nil
    }
}
