package import AdapterKit
package import Subsidy
import Synchronization
import Trust

/// PublicSecurityAdapter asks the police register through the national data platform: about people (IM-11.3, IM-16.1a),
/// and for the people of a county (IM-33.1b); each call is signed with a key that is renewed every half hour
/// (domain.md 2).
package final class PublicSecurityAdapter: Adapter {
    package static let counterpart = Counterpart.publicSecurity
    package let exchanges: Set<Exchange> = [.identityVerify, .residentsCompare]

    /// What is kept between calls, by connection and service; it is rebuilt when it is lost.
    private let sessions = Mutex<[String: Session]>([:])

    package init() {}

    package func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        guard exchanges.contains(dispatch.exchange) else { return .refused(Faults.unsupported) }
        guard let http = line.wires.http, let envelope = Envelope(dispatch.exchange, line.connection) else {
            return .refused(Faults.notConfigured)
        }
        guard let question = envelope.question(dispatch) else { return .refused(Faults.parameters) }
        do {
            let first = try call(question, http, envelope, line)
            // Our clock is wrong by more than the platform allows: signed anew with its own time, once.
            guard first.skewed else { return first.outcome }
            return try call(question, http, envelope, line).outcome
        } catch {
            return error.question()
        }
    }

    /// Asking again changes nothing there.
    package func ask(_ dispatch: Dispatch, over line: Line) -> Outcome { send(dispatch, over: line) }

    /// Registers that cannot be asked for their people lay them into the county's folder, as files of the whole county.
    package func dropFolder(of exchange: Exchange, on connection: Connection) -> DropFolder? {
        guard exchange == .residentsCompare, let folder = connection.settings["collectFolder"] else { return nil }
        let pickup = Pickup(folder: folder, markerSuffix: connection.setting("collectMarker", default: ".ok"))
        return DropFolder(
            pickup, prefix: connection.setting("prefix.residents.compare", default: "RK_"),
            proves: connection.secrets["mac"].map(MarkerMAC.init)?.proves)
    }

    private func call(
        _ question: Envelope.Question, _ http: any HTTPWire, _ envelope: Envelope, _ line: Line
    ) throws(WireFault) -> (outcome: Outcome, skewed: Bool) {
        let key = "\(line.connection.name) \(envelope.sid)"
        var session = sessions.withLock { $0[key] } ?? Session()
        if session.secret == nil || session.expires <= line.now {
            let response = try http.send(envelope.refresh(at: line.now + session.skew))
            guard let fresh = envelope.session(response.body, skew: session.skew), response.status == 200 else {
                return (Faults.outcome(response), adjust(response, key, line))
            }
            session = fresh
            sessions.withLock { $0[key] = fresh }
        }
        let response = try http.send(
            envelope.sign(question.request, secret: session.secret ?? [], at: line.now + session.skew))
        let outcome = question.outcome(response)
        if case .done = outcome { return (outcome, false) }
        if Faults.needsNewKey(response) { sessions.withLock { $0[key]?.secret = nil } }
        return (outcome, adjust(response, key, line))
    }

    /// Takes over the platform's clock when the platform complains of ours.
    private func adjust(_ response: HTTPResponse, _ key: String, _ line: Line) -> Bool {
        guard Faults.complainsOfClock(response), let theirs = response.header("Date").flatMap(Envelope.date) else {
            return false
        }
        sessions.withLock { $0[key, default: Session()].skew = theirs - line.now }
        return true
    }
}

/// The request secret of one service, and how far the platform's clock is ahead of ours.
struct Session: Sendable {
    var secret: [UInt8]?
    var expires = Instant(milliseconds: 0)
    var skew = Duration.zero
}
