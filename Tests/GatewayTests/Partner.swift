import AdapterKit
import Subsidy
import Synchronization

protocol PartnerKind: Sendable {
    static var counterpart: Counterpart { get }
}

enum Police: PartnerKind { static let counterpart = Counterpart.publicSecurity }
enum Cards: PartnerKind { static let counterpart = Counterpart.cardIssuer }
enum Treasury: PartnerKind { static let counterpart = Counterpart.budget }
enum Banking: PartnerKind { static let counterpart = Counterpart.bank }
enum Civil: PartnerKind { static let counterpart = Counterpart.civilAffairs }
enum Office: PartnerKind { static let counterpart = Counterpart.department }
enum Outside: PartnerKind { static let counterpart = Counterpart.portal }
enum Mirror: PartnerKind { static let counterpart = Counterpart.platform }
enum Web: PartnerKind { static let counterpart = Counterpart.publicity }
enum Carrier: PartnerKind { static let counterpart = Counterpart.notice }

/// What one counterpart was sent and asked, and what it will say: queued outcomes first, its habit afterwards.
final class Script: Sendable {
    struct State: Sendable {
        var sent: [Dispatch] = []
        var asked: [Dispatch] = []
        var outcomes: [Exchange: [Outcome]] = [:]
        var answers: [Outcome] = []
        var habit: @Sendable (Dispatch) -> Outcome = { _ in .done(Evidence()) }
        var waiting: [Offer] = []
        var files: [String: Arrival] = [:]
        /// Names of files that lie there without their marker.
        var unmarked: [String] = []
        /// Why nothing can be collected.
        var silence: Refusal?
        var cleared: [String] = []
        /// What lies where batches go.
        var delivered: [Offer] = []
    }

    private let state = Mutex(State())

    var sent: [Dispatch] { state.withLock { $0.sent } }
    var asked: [Dispatch] { state.withLock { $0.asked } }
    var cleared: [String] { state.withLock { $0.cleared } }

    func sent(_ exchange: Exchange) -> [Dispatch] { sent.filter { $0.exchange == exchange } }

    func keep(_ habit: @escaping @Sendable (Dispatch) -> Outcome) { state.withLock { $0.habit = habit } }

    /// The next send of this exchange ends so.
    func next(_ exchange: Exchange, _ outcome: Outcome) {
        state.withLock { $0.outcomes[exchange, default: []].append(outcome) }
    }

    /// The next question about an unknown outcome is answered so.
    func nextAnswer(_ outcome: Outcome) { state.withLock { $0.answers.append(outcome) } }

    /// What lies where we deliver.
    func lie(_ offers: [Offer]) { state.withLock { $0.delivered = offers } }
    fileprivate var lying: [Offer] { state.withLock { $0.delivered } }

    /// Lays a file out to be collected.
    func offer(_ exchange: Exchange, _ name: String, _ bytes: [UInt8], proof: Arrival.Proof = .mac) {
        state.withLock {
            $0.waiting.append(Offer(exchange: exchange, name: name, size: bytes.count))
            $0.files[name] = Arrival(name: name, bytes: bytes, proof: proof)
        }
    }

    fileprivate func send(_ dispatch: Dispatch) -> Outcome {
        let (queued, habit) = state.withLock { state -> (Outcome?, @Sendable (Dispatch) -> Outcome) in
            state.sent.append(dispatch)
            var queue = state.outcomes[dispatch.exchange] ?? []
            let outcome = queue.isEmpty ? nil : queue.removeFirst()
            state.outcomes[dispatch.exchange] = queue
            return (outcome, state.habit)
        }
        return queued ?? habit(dispatch)
    }

    fileprivate func ask(_ dispatch: Dispatch) -> Outcome {
        state.withLock { state in
            state.asked.append(dispatch)
            return state.answers.isEmpty ? .unknown(Asking("人工核实")) : state.answers.removeFirst()
        }
    }

    /// Lays files out without their markers.
    func leave(_ names: [String]) { state.withLock { $0.unmarked = names } }

    /// From now on nothing can be collected.
    func silence(_ refusal: Refusal?) { state.withLock { $0.silence = refusal } }

    fileprivate func offers(_ exchange: Exchange) -> Offers {
        state.withLock { state in
            if let refusal = state.silence { return .retry(after: .seconds(60), refusal) }
            return .ready(state.waiting.filter { $0.exchange == exchange }, waiting: state.unmarked)
        }
    }

    fileprivate func take(_ offer: Offer) -> Taking {
        state.withLock { $0.files[offer.name].map(Taking.arrival) ?? .notYet("尚未送达") }
    }

    fileprivate func clear(_ offer: Offer, ifTaken isTaken: (_ bytes: [UInt8]) -> Bool) -> Outcome {
        state.withLock { state in
            if let lying = state.files[offer.name], !isTaken(lying.bytes) { return .refused(.replaced) }
            state.waiting.removeAll { $0 == offer }
            state.cleared.append(offer.name)
            return .done(Evidence())
        }
    }
}

/// An adapter that speaks from a script and has no wire.
final class Partner<Kind: PartnerKind>: Adapter {
    static var counterpart: Counterpart { Kind.counterpart }
    let script: Script

    init(_ script: Script) { self.script = script }

    var exchanges: Set<Exchange> { Set(Exchange.allCases) }
    func send(_ dispatch: Dispatch, over line: Line) -> Outcome { script.send(dispatch) }
    func ask(_ dispatch: Dispatch, over line: Line) -> Outcome { script.ask(dispatch) }
    func offers(of exchange: Exchange, over line: Line) -> Offers { script.offers(exchange) }
    func delivered(over line: Line) -> Offers { .ready(script.lying) }
    func take(_ offer: Offer, over line: Line) -> Taking { script.take(offer) }

    func clear(_ offer: Offer, over line: Line, ifTaken isTaken: (_ bytes: [UInt8]) -> Bool) -> Outcome {
        script.clear(offer, ifTaken: isTaken)
    }
}
