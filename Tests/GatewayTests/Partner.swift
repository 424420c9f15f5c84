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
        var cleared: [String] = []
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

    fileprivate func offers(_ exchange: Exchange) -> [Offer] {
        state.withLock { state in state.waiting.filter { $0.exchange == exchange } }
    }

    fileprivate func take(_ offer: Offer) -> Taking {
        state.withLock { $0.files[offer.name].map(Taking.arrival) ?? .notYet("尚未送达") }
    }

    fileprivate func clear(_ offer: Offer) {
        state.withLock { state in
            state.waiting.removeAll { $0 == offer }
            state.cleared.append(offer.name)
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
    func offers(of exchange: Exchange, over line: Line) -> Offers { .ready(script.offers(exchange)) }
    func take(_ offer: Offer, over line: Line) -> Taking { script.take(offer) }

    func clear(_ offer: Offer, over line: Line) -> Outcome {
        script.clear(offer)
        return .done(Evidence())
    }
}
