import AdapterKit
import AdapterTesting
import BudgetAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-19.2", "IM-19.4")) struct BudgetAdapterTests {
    private let connection = Connection(
        name: "budget", counterpart: .budget, settings: ["appId": "YKT"], secrets: ["secret": Array("s3".utf8)])
    private let now = Instant(milliseconds: 1_772_409_600_000)
    private let payment = Dispatch(
        exchange: .paymentRequest, number: "P-1",
        document: Array("{\"pay_app_no\":\"P-1\",\"payee_acct_name\":\"买买提\"}".utf8))

    private func body(_ code: String, _ data: String = "{}") -> HTTPResponse {
        HTTPResponse(status: 200, body: Array("{\"code\":\"\(code)\",\"data\":\(data)}".utf8))
    }

    private func line(_ wire: ScriptedHTTP) -> Line { Line(connection: connection, wires: Wires(http: wire), now: now) }

    @Test func conforms() {
        let proper: ScriptedHTTP.Script = { _ in
            HTTPResponse(status: 200, body: Array("{\"code\":\"0\",\"data\":{\"pay_app_no\":\"P-1\"}}".utf8))
        }
        let topics = ["kind": "topics", "division": "159901000", "year": "2026", "page": "1"]
        let subject = ConformanceSubject(
            connection: connection, now: now,
            calls: [
                .init(payment, .business, answer: proper),
                .init(Dispatch(exchange: .paymentStatus, number: "P-1"), .question, answer: proper),
                .init(Dispatch(exchange: .batchResult, number: "P-1"), .question, answer: proper),
                .init(
                    Dispatch(exchange: .indicatorSync, number: "I-1", parameters: topics), .question, answer: proper),
            ],
            planted: ["买买提"]
        ) { BudgetAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test(.article("IM-10.4")) func anotherPageThanTheOneAskedForIsNoAnswer() {
        func ask(_ page: String, answered: Int) -> Outcome {
            let wire = ScriptedHTTP { _ in body("0", "{\"page\":\(answered),\"pages\":3,\"rows\":[]}") }
            let parameters = ["kind": "indicators", "division": "159901000", "year": "2026", "page": page]
            return BudgetAdapter().send(
                Dispatch(exchange: .indicatorSync, number: "I-\(page)", parameters: parameters), over: line(wire))
        }
        guard case .done(let evidence) = ask("2", answered: 2) else {
            Issue.record("page 2 of 3 is an answer")
            return
        }
        #expect(evidence.next == "3")
        for answered in [1, 3] {
            guard case .retry(_, let refusal) = ask("2", answered: answered) else {
                Issue.record("page \(answered) is none")
                continue
            }
            #expect(refusal.code == "budget.page")
        }
    }

    @Test func theSignatureCoversApplicationTimeAndBody() {
        let wire = ScriptedHTTP { _ in HTTPResponse(status: 200, body: Array("{\"code\":\"0\"}".utf8)) }
        _ = BudgetAdapter().send(payment, over: line(wire))
        let text = "YKT20260302080000" + hex(Digest.sm3(payment.document))
        let headers = wire.requests[0].headers
        #expect(headers.first { $0.name == "X-Timestamp" }?.value == "20260302080000")
        #expect(
            headers.first { $0.name == "X-Sign" }?.value == hex(MAC.hmacSM3(key: Array("s3".utf8), Array(text.utf8))))
    }

    @Test func theSameNumberAgainBringsTheFirstAnswer() {
        let wire = ScriptedHTTP { _ in self.body("1001") }
        guard case .done(let evidence) = BudgetAdapter().send(payment, over: line(wire)) else {
            Issue.record("a known number is an answer")
            return
        }
        #expect(evidence.answer == body("1001").body)
    }

    @Test(arguments: [200, 404]) func askedAboutANumberThatIsNotKnownItBringsThatAnswer(_ status: Int) {
        let answer = Array("{\"code\":\"404\",\"data\":{\"status\":\"0\"}}".utf8)
        let wire = ScriptedHTTP { _ in HTTPResponse(status: status, body: answer) }
        guard case .done(let evidence) = BudgetAdapter().ask(payment, over: line(wire)) else {
            Issue.record("not known is an answer")
            return
        }
        #expect(evidence.answer == answer)
        #expect(wire.requests.map(\.method) == ["GET"])
        #expect(wire.requests.map(\.path) == ["/pay/applications/P-1"])
    }

    @Test func aRefusedKeySettlesNothingWhenAsking() {
        let wire = ScriptedHTTP { _ in HTTPResponse(status: 401) }
        guard case .unknown = BudgetAdapter().ask(payment, over: line(wire)) else {
            Issue.record("whoever may not ask does not know")
            return
        }
    }

    @Test(arguments: [("1", "3", "2"), ("3", "3", nil)])
    func thePageAfterThisOneIsTold(_ page: String, _ pages: String, _ next: String?) {
        let wire = ScriptedHTTP { _ in self.body("0", "{\"page\":\(page),\"pages\":\(pages),\"rows\":[]}") }
        let dispatch = Dispatch(
            exchange: .indicatorSync, number: "I-1",
            parameters: ["kind": "indicators", "division": "159901000", "year": "2026", "page": page])
        guard case .done(let evidence) = BudgetAdapter().send(dispatch, over: line(wire)) else {
            Issue.record("a page is an answer")
            return
        }
        #expect(evidence.next == next)
        #expect(
            wire.requests[0].path == "/bgt/indicators?mof_div_code=159901000&fiscal_year=2026&page=\(page)&size=100")
    }
}
