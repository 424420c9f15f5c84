package import AdapterKit
package import Subsidy
import Trust

/// BankAdapter exchanges files with an agent bank: batches and account questions out; results, late returns, account
/// answers and statements in (IM-12.5, IM-20, IM-22.1; domain.md 6).
///
/// Folders, markers and names come from the connection, so another bank is configuration. One connection may send, or
/// collect, or do both.
package struct BankAdapter: Adapter {
    package static let counterpart = Counterpart.bank
    package let exchanges: Set<Exchange> = [
        .batchSend, .batchResult, .batchReturn, .statement, .accountVerify, .historyLookup, .historyAnswer,
        .serviceOffer,
    ]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard let envelope = Envelope(line.connection), let delivery = envelope.delivery(dispatch) else {
            return .refused(Envelope.sends(dispatch.exchange) ? Faults.notConfigured : Faults.unsupported)
        }
        return delivery.deliver(dispatch.document, over: line)
    }

    /// Looks whether the file lies at the bank's with its marker. A file that is gone may have been taken up: that is
    /// only an answer where the bank declares that a repeated name changes nothing there (`repeatSafe`).
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard let envelope = Envelope(line.connection), let delivery = envelope.delivery(dispatch) else {
            return .unknown(Faults.asking)
        }
        switch delivery.look(for: dispatch.document, over: line) {
        case .whole(let evidence): return .done(evidence)
        case .absent where line.connection.isRepeatSafe: return .retry(after: .zero, Faults.absent)
        // Without its marker nobody reads the file; but a bank may take the marker first and the file next.
        case .withoutMarker where line.connection.isRepeatSafe: return .retry(after: .zero, Faults.withoutMarker)
        case .tornMarker: return .unknown(Faults.tornMarker)
        case .absent, .withoutMarker, .other, .unseen: return .unknown(Faults.asking)
        }
    }

    package func offers(of exchange: Exchange, over line: Line) -> Offers {
        // A connection that collects and cannot prove what it finds would look like one where nothing ever comes.
        if Envelope(line.connection) == nil, line.connection.pickup != nil {
            return .retry(after: .seconds(600), Faults.withoutKey)
        }
        return waiting(of: exchange, over: line)
    }

    package func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder? {
        guard let envelope = Envelope(connection), let pickup = envelope.pickup(exchange) else { return nil }
        return DropFolder(pickup, prefix: envelope.prefix(collecting: exchange), proves: envelope.mac.proves)
    }

    package func delivered(over line: Line) -> Offers {
        guard let files = line.wires.files, let envelope = Envelope(line.connection) else { return .ready([]) }
        guard let folder = envelope.sendFolder else { return .ready([]) }
        guard let present = try? files.list(folder) else {
            return .retry(after: .seconds(600), Faults.absent)
        }
        var sizes: [String: Int] = [:]
        for file in present {
            guard let name = envelope.deliveredName(file.name) else { continue }
            // A marker or a temporary file says that there is, or was, a file; its own size says nothing.
            sizes[name] = name == file.name ? file.size : sizes[name] ?? -1
        }
        return .ready(
            sizes.sorted { $0.key < $1.key }.map { Offer(exchange: .batchSend, name: $0.key, size: $0.value) })
    }
}
