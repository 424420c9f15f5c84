package import AdapterKit
package import Subsidy
import Trust

/// DepartmentAdapter exchanges with a department that approves lists: its list in; receipt and result back, by file or
/// over HTTP (IM-16.0, IM-29.3, IM-33.2).
///
/// Lists that come over our own API or as an uploaded spreadsheet do not pass here.
package struct DepartmentAdapter: Adapter {
    package static let counterpart = Counterpart.department
    package let exchanges: Set<Exchange> = [
        .listSubmit, .listChange, .listReceipt, .resultFeed, .findingIntake, .welfareSync,
    ]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard Envelope.sends(dispatch.exchange) else { return .refused(Faults.unsupported) }
        guard let envelope = Envelope(line.connection) else { return .refused(Faults.notConfigured) }
        guard envelope.overHTTP else {
            guard let delivery = envelope.delivery(dispatch) else { return .refused(Faults.notConfigured) }
            return delivery.deliver(dispatch.document, over: line)
        }
        guard let http = line.wires.http, let request = envelope.request(dispatch) else {
            return .refused(Faults.notConfigured)
        }
        return http.hand(request, over: line, Faults.asking, Faults.outcome)
    }

    /// A file that lies there with its marker has arrived. Otherwise a department has nothing to ask with: only what it
    /// declares repeatable (`repeatSafe`) is sent again, under the same number or name.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard let envelope = Envelope(line.connection) else { return .unknown(Faults.asking) }
        let otherwise =
            line.connection.isRepeatSafe ? Outcome.retry(after: .zero, Faults.again) : .unknown(Faults.asking)
        guard !envelope.overHTTP else { return otherwise }
        switch envelope.delivery(dispatch)?.look(for: dispatch.document, over: line) {
        case .whole(let evidence): return .done(evidence)
        case .absent: return otherwise
        case .withoutMarker: return .retry(after: .zero, Faults.again)
        case .tornMarker, .other, .unseen, nil: return .unknown(Faults.asking)
        }
    }

    package func offers(of exchange: Exchange, over line: Line) -> Offers {
        guard [.listSubmit, .listChange, .findingIntake, .welfareSync].contains(exchange) else { return .ready([]) }
        // A connection that collects and cannot prove what it finds would look like one where nothing ever comes.
        if Envelope(line.connection) == nil, line.connection.pickup != nil {
            return .retry(after: .seconds(600), Faults.withoutKey)
        }
        return waiting(of: exchange, over: line)
    }

    package func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder? {
        guard let envelope = Envelope(connection), let pickup = connection.pickup,
            let prefix = envelope.prefix(of: exchange)
        else { return nil }
        return DropFolder(pickup, prefix: prefix, proves: envelope.mac.proves)
    }
}
