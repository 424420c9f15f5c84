package import AdapterKit
package import Subsidy

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
        line.pass(.beforeSend)
        do {
            let response = try http.send(request)
            line.pass(.afterSend)
            return Faults.outcome(response)
        } catch {
            return error.business(ask: Faults.asking.how)
        }
    }

    /// A file that lies there with its marker has arrived. Otherwise a department has nothing to ask with: only what it
    /// declares repeatable (`repeatSafe`) is sent again, under the same number or name.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard let envelope = Envelope(line.connection) else { return .unknown(Faults.asking) }
        let otherwise = envelope.repeatSafe ? Outcome.retry(after: .zero, Faults.again) : .unknown(Faults.asking)
        guard !envelope.overHTTP else { return otherwise }
        guard let files = line.wires.files, let delivery = envelope.delivery(dispatch), let marker = delivery.marker
        else { return .unknown(Faults.asking) }
        do {
            let names = try files.list(delivery.folder).map(\.name)
            guard names.contains(delivery.name) else { return otherwise }
            guard try files.read("\(delivery.folder)/\(delivery.name)") == dispatch.document else {
                return .unknown(Faults.asking)
            }
            guard names.contains(marker.name) else { return .retry(after: .zero, Faults.again) }
            guard try files.read("\(delivery.folder)/\(marker.name)") == marker.bytes else {
                return .unknown(Faults.asking)
            }
            return .done(Evidence(reference: "\(delivery.folder)/\(delivery.name)"))
        } catch {
            return .unknown(Faults.asking)
        }
    }

    package func offers(of exchange: Exchange, over line: Line) -> Offers {
        guard [.listSubmit, .listChange, .findingIntake, .welfareSync].contains(exchange) else { return .ready([]) }
        guard let envelope = Envelope(line.connection) else {
            // A connection that collects and cannot prove what it finds would look like one where nothing ever comes.
            let collects = !line.connection.setting("collectFolder").isEmpty
            return collects ? .retry(after: .seconds(600), Faults.withoutKey) : .ready([])
        }
        guard let pickup = envelope.pickup, let prefix = envelope.prefix(of: exchange) else { return .ready([]) }
        return pickup.offers(of: exchange, prefix: prefix, over: line)
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
