package import AdapterKit
package import Subsidy
import Synchronization

/// PublicSecurityAdapter asks the police register through the national data platform: a signed SOAP call whose key is
/// renewed every half hour (IM-11.3, IM-16.1a; domain.md 2).
package final class PublicSecurityAdapter: Adapter {
    package static let counterpart = Counterpart.publicSecurity
    package let exchanges: Set<Exchange> = [.identityVerify]

    /// What is kept between calls, by connection; it is rebuilt when it is lost.
    private let sessions = Mutex<[String: Session]>([:])

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard exchanges.contains(dispatch.exchange) else { return .refused(Faults.unsupported) }
        guard let http = line.wires.http, let envelope = Envelope(line.connection) else {
            return .refused(Faults.notConfigured)
        }
        do {
            let first = try call(dispatch, http, envelope, line)
            // Our clock is wrong by more than the platform allows: signed anew with its own time, once.
            guard first.skewed else { return first.outcome }
            return try call(dispatch, http, envelope, line).outcome
        } catch {
            return error.question()
        }
    }

    /// Asking again changes nothing there.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome { send(dispatch, over: line) }

    private func call(
        _ dispatch: Dispatch, _ http: any HTTPWire, _ envelope: Envelope, _ line: Line
    ) throws(WireFault) -> (outcome: Outcome, skewed: Bool) {
        var session = sessions.withLock { $0[line.connection.name] } ?? Session()
        if session.secret == nil || session.expires <= line.now {
            let response = try http.send(envelope.refresh(at: line.now + session.skew))
            guard let fresh = envelope.session(response.body, skew: session.skew), response.status == 200 else {
                return (Faults.outcome(response), adjust(response, line))
            }
            session = fresh
            sessions.withLock { $0[line.connection.name] = fresh }
        }
        let request = envelope.question(dispatch.document, secret: session.secret ?? [], at: line.now + session.skew)
        let response = try http.send(request)
        let outcome = Faults.outcome(response)
        if Faults.needsNewKey(response) { sessions.withLock { $0[line.connection.name]?.secret = nil } }
        return (outcome, adjust(response, line))
    }

    /// Takes over the platform's clock when the platform complains of ours.
    private func adjust(_ response: HTTPResponse, _ line: Line) -> Bool {
        guard Faults.complainsOfClock(response), let theirs = response.header("Date").flatMap(Envelope.date) else {
            return false
        }
        sessions.withLock { $0[line.connection.name, default: Session()].skew = theirs - line.now }
        return true
    }
}

/// The request secret of one connection, and how far the platform's clock is ahead of ours.
struct Session: Sendable {
    var secret: [UInt8]?
    var expires = Instant(milliseconds: 0)
    var skew = Duration.zero
}
