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
        guard let files = line.wires.files, let envelope = Envelope(line.connection),
            let delivery = envelope.delivery(dispatch), let marker = delivery.marker
        else { return .unknown(Faults.asking) }
        do {
            let names = try files.list(delivery.folder).map(\.name)
            guard names.contains(delivery.name), names.contains(marker.name) else {
                return .retry(after: .zero, Faults.absent)
            }
            guard try files.read("\(delivery.folder)/\(delivery.name)") == dispatch.document else {
                return .unknown(Faults.asking)
            }
            let manifest = try files.read("\(delivery.folder)/\(marker.name)")
            guard envelope.proves(manifest, delivery.name, dispatch.document) else {
                return .retry(after: .zero, Faults.absent)
            }
            return .done(Evidence(reference: "\(delivery.folder)/\(delivery.name)"))
        } catch {
            return .unknown(Faults.asking)
        }
    }

    package func offers(of exchange: Exchange, over line: Line) -> Offers {
        guard exchange == .publicationReceipt, let envelope = Envelope(line.connection), let pickup = envelope.pickup
        else { return .ready([]) }
        return pickup.offers(of: exchange, prefix: envelope.prefix, over: line)
    }

    package func take(_ offer: Offer, over line: Line) -> Taking {
        guard let envelope = Envelope(line.connection), let pickup = envelope.pickup else {
            return .notYet(Faults.notHere)
        }
        return pickup.take(offer, over: line) { bytes, marker in envelope.proof(bytes, marker) }
    }

    package func clear(_ offer: Offer, over line: Line) -> Outcome {
        guard let envelope = Envelope(line.connection), let pickup = envelope.pickup else {
            return .refused(Faults.notConfigured)
        }
        return pickup.clear(offer, over: line)
    }
}
