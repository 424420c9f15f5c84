import AdapterKit
import AdapterTesting
import Subsidy
import Synchronization
import Testing

@Suite struct HTTPCallTests {
    private let request = HTTPRequest("POST", "/calls", body: [1])
    private let asking = Asking("请核实")

    private func line(_ probe: any CrashProbe = NoCrash()) -> Line {
        Line(
            connection: Connection(name: "model", counterpart: .bank), wires: Wires(),
            now: Instant(milliseconds: 0), crash: probe)
    }

    private func wire(_ trouble: HTTPTrouble.Kind? = nil) -> ScriptedHTTP {
        ScriptedHTTP(trouble: trouble.map { HTTPTrouble(at: 0, $0) }) { _ in HTTPResponse(status: 200, body: [7]) }
    }

    private func word(_ outcome: Outcome) -> String {
        switch outcome {
        case .done(let evidence): "done \(evidence.answer ?? [])"
        case .refused(let refusal): "refused \(refusal.code) \(refusal.message)"
        case .retry(let time, let refusal): "retry \(time.components.seconds) \(refusal.code) \(refusal.message)"
        case .unknown(let asking): "unknown \(asking.how)"
        }
    }

    @Test func anAnswerIsTheOutcomesToRead() {
        let outcome = { (response: HTTPResponse) in Outcome.done(Evidence(answer: response.body)) }
        #expect(word(wire().ask(request, outcome)) == "done [7]")
        #expect(word(wire().hand(request, over: line(), asking, outcome)) == "done [7]")
    }

    @Test func aQuestionWithoutAnAnswerIsAskedAgain() {
        for trouble in [HTTPTrouble.Kind.unreachable, .answerLost] {
            #expect(word(wire(trouble).ask(request) { _ in .unknown(asking) }).hasPrefix("retry 60 wire."))
        }
    }

    @Test func whatMayHaveArrivedIsUnknownAndWhatNeverLeftGoesAgain() {
        #expect(word(wire(.answerLost).hand(request, over: line(), asking) { _ in .done(Evidence()) }) == "unknown 请核实")
        let outcome = wire(.unreachable).hand(request, over: line(), asking) { _ in .done(Evidence()) }
        #expect(word(outcome).hasPrefix("retry 60 wire.notSent"))
    }

    @Test func onlyWhatMayChangeSomethingPassesTheCrashPoints() {
        let probe = Passed()
        _ = wire().hand(request, over: line(probe), asking) { _ in .done(Evidence()) }
        #expect(probe.points == [.beforeSend, .afterSend])
        let lost = Passed()
        _ = wire(.answerLost).hand(request, over: line(lost), asking) { _ in .done(Evidence()) }
        #expect(lost.points == [.beforeSend])
    }

    @Test(arguments: [
        ("P-1_2.3~z", "P-1_2.3~z"), ("a b&c=d/%", "a%20b%26c%3Dd%2F%25"), ("\u{9}补", "%09%E8%A1%A5"), ("", ""),
    ])
    func aValueInAPathHoldsNothingThatAPathIsMadeOf(_ value: String, _ escaped: String) {
        #expect(HTTPRequest.escaped(value) == escaped)
    }

    @Test(arguments: [
        ("0", "done [9]"), ("400", "refused model.refused 请核对"), ("429", "retry 60 model.later 稍后"), ("777", nil),
        (nil, nil),
    ])
    func aCodeMeansWhatItsRowSays(_ code: String?, _ meaning: String?) {
        let codes = AnswerCodes(
            "model", [("0", .done), ("400", .refused("请核对")), ("429", .later(.seconds(60), "稍后")), ("400", .done)])
        #expect(codes.outcome(of: code, Evidence(answer: [9])).map(word) == meaning)
    }
}

/// Passed remembers the crash points that were passed.
private final class Passed: CrashProbe {
    private let seen = Mutex<[CrashPoint]>([])

    var points: [CrashPoint] { seen.withLock { $0 } }

    func pass(_ point: CrashPoint) { seen.withLock { $0.append(point) } }
}
