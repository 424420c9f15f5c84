import AdapterKit
import Subsidy
import Synchronization

/// Conformance tries every duty of `Must` on an adapter and tells all that it breaks.
package struct Conformance {

    var violations: [Violation] = []

    /// Every violation of the subject, in the order of the checks; empty for an adapter that keeps all its duties.
    package static func check(_ subject: ConformanceSubject) -> [Violation] {
        var conformance = Conformance()
        for call in subject.calls { conformance.check(call, subject) }
        for drop in subject.drops { conformance.check(drop, subject) }
        for waiting in subject.waiting { conformance.check(waiting, subject) }
        conformance.checkRefusals(subject)
        return conformance.violations
    }

    mutating func broken(_ must: Must, _ detail: String) {
        violations.append(Violation(must: must, detail: detail))
    }

    /// Every exchange that is not spoken, and every one that is without wires, settings and secrets.
    private mutating func checkRefusals(_ subject: ConformanceSubject) {
        let adapter = subject.make()
        let bare = Line(
            connection: Connection(name: "bare", counterpart: subject.connection.counterpart), wires: Wires(),
            now: subject.now)
        for exchange in Exchange.allCases {
            let dispatch = Dispatch(exchange: exchange, number: "N1", fileName: "f1")
            let spoken = adapter.exchanges.contains(exchange)
            let lines = spoken ? [bare] : [bare, subject.line(http: silent, files: ScriptedFiles())]
            for line in lines {
                if case .refused = adapter.send(dispatch, over: line) { continue }
                broken(
                    .refusesWhatItCannotDo, "\(exchange.rawValue): \(spoken ? "nothing is configured" : "not spoken")")
            }
            let offer = Offer(exchange: exchange, name: "f1", size: 1)
            _ = adapter.ask(dispatch, over: bare)
            if case .ready(let offers, _) = adapter.offers(of: exchange, over: bare), !offers.isEmpty {
                broken(.refusesWhatItCannotDo, "\(exchange.rawValue): offers without a wire")
            }
            if case .arrival = adapter.take(offer, over: bare) {
                broken(.refusesWhatItCannotDo, "\(exchange.rawValue): takes without a wire")
            }
            _ = adapter.clear(offer, over: bare) { _ in true }
        }
    }

    private var silent: ScriptedHTTP { ScriptedHTTP { _ in HTTPResponse(status: 404) } }

    /// Looks for planted values in what the adapter says.
    mutating func inspect(_ outcome: Outcome, _ subject: ConformanceSubject, _ place: String) {
        let words: [String]
        switch outcome {
        case .done(let evidence): words = [evidence.reference, evidence.next ?? ""]
        case .refused(let refusal), .retry(_, let refusal): words = [refusal.code, refusal.message]
        case .unknown(let asking): words = [asking.how]
        }
        inspect(words, subject, place)
    }

    mutating func inspect(_ words: [String], _ subject: ConformanceSubject, _ place: String) {
        for value in subject.planted where words.contains(where: { $0.contains(value) }) {
            broken(.noValueOutsideTheDocument, place)
        }
    }
}

/// The crash points passed, in order.
final class PassedPoints: CrashProbe {
    private let passed = Mutex<[CrashPoint]>([])
    func pass(_ point: CrashPoint) { passed.withLock { $0.append(point) } }
    var points: [CrashPoint] { passed.withLock { $0 } }
}

extension Outcome {
    var word: String {
        switch self {
        case .done: "done"
        case .refused(let refusal): "refused \(refusal.code)"
        case .retry(_, let refusal): "retry \(refusal.code)"
        case .unknown: "unknown"
        }
    }
    var isDone: Bool { if case .done = self { true } else { false } }
    var isRetry: Bool { if case .retry = self { true } else { false } }
    var isUnknown: Bool { if case .unknown = self { true } else { false } }
}
