import AdapterKit
import Subsidy

/// Dispatches over HTTP.
extension Conformance {
    mutating func check(_ call: ConformanceSubject.Call, _ subject: ConformanceSubject) {
        let good = ScriptedHTTP(call.answer)
        let adapter = subject.make()
        let outcome = adapter.send(call.dispatch, over: subject.line(http: good))
        inspect(outcome, subject, "\(name(call)): a good run")
        guard outcome.isDone else { return broken(.doneInTheEnd, "\(name(call)): \(outcome.word)") }
        inspect(good.requests, subject, call)
        let last = good.requests.count - 1
        guard last >= 0 else { return broken(.doneInTheEnd, "\(name(call)): done without a request") }
        checkNumber(good.requests[last], call)
        checkRepeat(adapter, good.requests[last], call, subject)
        for index in 0...last { checkTrouble(at: index, business: index == last, call, subject) }
        if call.meaning == .business { checkFailedAsk(call, subject) }
    }

    private func name(_ call: ConformanceSubject.Call) -> String { call.dispatch.exchange.rawValue }

    private mutating func checkNumber(_ request: HTTPRequest, _ call: ConformanceSubject.Call) {
        guard call.meaning == .business else { return }
        let places = [request.path, String(decoding: request.body, as: UTF8.self)] + request.headers.map(\.value)
        if !places.contains(where: { $0.contains(call.dispatch.number) }) {
            broken(.neverANewNumber, "\(name(call)): the number is not in the request")
        }
    }

    private mutating func checkRepeat(
        _ adapter: any Adapter, _ first: HTTPRequest, _ call: ConformanceSubject.Call, _ subject: ConformanceSubject
    ) {
        let again = ScriptedHTTP(call.answer)
        _ = adapter.send(call.dispatch, over: subject.line(http: again))
        guard let second = again.requests.last, second.body == first.body, second.path == first.path else {
            return broken(.sameBytesOnRepeat, "\(name(call)): the second request differs from the first")
        }
    }

    /// What may come instead of an answer.
    private func troubles(_ subject: ConformanceSubject) -> [(String, HTTPTrouble.Kind)] {
        let words = Array((["系统错误"] + subject.planted).joined(separator: " ").utf8)
        let json = Array("{\"code\":\"ERR\",\"msg\":\"\(String(decoding: words, as: UTF8.self))\"}".utf8)
        return [
            ("unreachable", .unreachable), ("answer lost", .answerLost),
            ("empty answer", .answers(HTTPResponse(status: 200))),
            ("an error page", .answers(HTTPResponse(status: 200, body: Array("<html>".utf8) + words))),
            ("an unknown code", .answers(HTTPResponse(status: 200, body: json))),
            ("a torn answer", .answers(HTTPResponse(status: 200, body: Array(json.prefix(9))))),
            ("bad bytes", .answers(HTTPResponse(status: 200, body: [0xFF, 0x00, 0xC0, 0x80]))),
            ("status 500", .answers(HTTPResponse(status: 500, body: words))),
            ("status 502", .answers(HTTPResponse(status: 502, body: json))),
            ("status 400", .answers(HTTPResponse(status: 400, body: json))),
            ("status 302", .answers(HTTPResponse(status: 302))),
        ]
    }

    private mutating func checkTrouble(
        at index: Int, business last: Bool, _ call: ConformanceSubject.Call, _ subject: ConformanceSubject
    ) {
        for (what, kind) in troubles(subject) {
            let place = "\(name(call)): \(what) at request \(index)"
            let wire = ScriptedHTTP(trouble: HTTPTrouble(at: index, kind), call.answer)
            let adapter = subject.make()
            let outcome = adapter.send(call.dispatch, over: subject.line(http: wire))
            inspect(outcome, subject, place)
            inspect(wire.requests, subject, call)
            judge(outcome, kind, business: last && call.meaning == .business, place)
            checkAsking(adapter, after: outcome, call, subject, place)
        }
    }

    private mutating func judge(_ outcome: Outcome, _ kind: HTTPTrouble.Kind, business: Bool, _ place: String) {
        switch kind {
        case .unreachable:
            if !outcome.isRetry { broken(.retryWhenUnreachable, "\(place): \(outcome.word)") }
        case .answerLost where business:
            if !outcome.isUnknown { broken(.unknownWhenAnswerLost, "\(place): \(outcome.word)") }
        case .answerLost:
            if !outcome.isRetry { broken(.questionMayBeAskedAgain, "\(place): \(outcome.word)") }
        case .answers(let response):
            if outcome.isDone { broken(.noSuccessOutOfNonsense, place) }
            if business, outcome.isRetry || (response.status < 400 && !outcome.isUnknown) {
                broken(.retryOnlyWhenNothingHappened, "\(place): \(outcome.word)")
            }
        }
    }

    /// After trouble the same adapter reaches the end: a retry is sent again, what is unknown is asked about.
    private mutating func checkAsking(
        _ adapter: any Adapter, after outcome: Outcome, _ call: ConformanceSubject.Call,
        _ subject: ConformanceSubject, _ place: String
    ) {
        let wire = ScriptedHTTP(call.answer)
        let line = subject.line(http: wire)
        switch outcome {
        case .retry:
            let second = adapter.send(call.dispatch, over: line)
            if !second.isDone { broken(.doneInTheEnd, "\(place), then a good far end: \(second.word)") }
        case .unknown:
            inspect(adapter.ask(call.dispatch, over: line), subject, place + ", asked")
            inspect(wire.requests, subject, call)
        case .done, .refused: break
        }
    }

    private mutating func checkFailedAsk(_ call: ConformanceSubject.Call, _ subject: ConformanceSubject) {
        for (what, kind) in troubles(subject) {
            let wire = ScriptedHTTP(trouble: HTTPTrouble(at: 0, kind), call.answer)
            let outcome = subject.make().ask(call.dispatch, over: subject.line(http: wire))
            // An adapter that may repeat without asking answers so without a request.
            if wire.requests.isEmpty || outcome.isUnknown { continue }
            broken(.failedAskSettlesNothing, "\(name(call)): asked, \(what): \(outcome.word)")
        }
    }

    private mutating func inspect(
        _ requests: [HTTPRequest], _ subject: ConformanceSubject, _ call: ConformanceSubject.Call
    ) {
        for request in requests {
            inspect([request.path] + request.headers.map(\.value), subject, "\(name(call)): path or header")
        }
    }
}
