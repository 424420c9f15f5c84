package import AdapterKit
package import Subsidy
import Trust

/// NoticeAdapter hands messages to a carrier of short messages and brings its receipts (IM-33.1a, IM-35; domain.md 10):
/// over HTTP, or by files.
///
/// A message goes out under our own number; what may have arrived is asked about, and never sent under another one.
package struct NoticeAdapter: Adapter {
    package static let counterpart = Counterpart.notice
    package let exchanges: Set<Exchange> = [.noticeSend, .noticeReceipt]

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard exchanges.contains(dispatch.exchange) else { return .refused(Faults.unsupported) }
        guard let envelope = Envelope(line.connection) else { return .refused(Faults.notConfigured) }
        if envelope.byFile {
            guard dispatch.exchange == .noticeSend else { return .refused(Faults.unsupported) }
            guard let delivery = envelope.delivery(dispatch) else { return .refused(Faults.notConfigured) }
            return delivery.deliver(dispatch.document, over: line)
        }
        guard let http = line.wires.http else { return .refused(Faults.notConfigured) }
        guard dispatch.exchange == .noticeSend else {
            // What became of the messages of one number: asking changes nothing there.
            return http.ask(envelope.request(Envelope.reports, envelope.number(dispatch), at: line.now), Faults.answer)
        }
        let messages = envelope.request(Envelope.messages, dispatch.document, at: line.now)
        return http.hand(messages, over: line, Faults.asking, Faults.outcome)
    }

    /// Whether the carrier has our number. That it has not is an answer only where it declares that a repeated number
    /// changes nothing there (`repeatSafe`): then the same one is sent again.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard let envelope = Envelope(line.connection), dispatch.exchange == .noticeSend else {
            return .unknown(Faults.asking)
        }
        guard !envelope.byFile else { return look(dispatch, envelope, line) }
        guard let http = line.wires.http else { return .unknown(Faults.asking) }
        do {
            let response = try http.send(envelope.request(Envelope.query, envelope.number(dispatch), at: line.now))
            switch Envelope.code(response) {
            case "0": return .done(Evidence(reference: dispatch.number))
            case "404" where line.connection.isRepeatSafe: return .retry(after: .zero, Faults.again)
            default: return .unknown(Faults.asking)
            }
        } catch {
            return .unknown(Faults.asking)
        }
    }

    private func look(_ dispatch: Dispatch, _ envelope: Envelope, _ line: Line) -> Outcome {
        switch envelope.delivery(dispatch)?.look(for: dispatch.document, over: line) {
        case .whole(let evidence): .done(evidence)
        case .absent where line.connection.isRepeatSafe: .retry(after: .zero, Faults.again)
        default: .unknown(Faults.asking)
        }
    }

    package func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder? {
        guard exchange == .noticeReceipt, let envelope = Envelope(connection), let pickup = envelope.pickup else {
            return nil
        }
        return DropFolder(pickup, prefix: envelope.prefix, proves: envelope.mac.proves)
    }
}
