import AdapterKit
import AdapterTesting
import CardIssuerAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-12.2")) struct CardIssuerAdapterTests {
    private let connection = Connection(
        name: "card", counterpart: .cardIssuer, settings: ["appId": "YKT"], secrets: ["secret": Array("s3".utf8)])
    private let now = Instant(milliseconds: 1_772_409_600_000)
    private let question = Dispatch(
        exchange: .cardVerify, number: "C-1", document: Array("{\"batchNo\":\"C-1\",\"list\":[\"买买提\"]}".utf8))

    private func send(_ response: HTTPResponse) -> Outcome {
        let wire = ScriptedHTTP { _ in response }
        return CardIssuerAdapter().send(
            question, over: Line(connection: connection, wires: Wires(http: wire), now: now))
    }

    @Test func conforms() {
        let subject = ConformanceSubject(
            connection: connection, now: now,
            calls: [
                .init(question, .question) { _ in
                    HTTPResponse(status: 200, body: Array("{\"code\":\"0\",\"list\":[]}".utf8))
                }
            ],
            planted: ["买买提"]
        ) { CardIssuerAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test(arguments: [429, 503]) func aBusyIssuerIsAskedAgain(_ status: Int) {
        guard case .retry = send(HTTPResponse(status: status)) else {
            Issue.record("nothing happened there")
            return
        }
    }

    @Test(arguments: [200, 401]) func aWrongKeyIsRefused(_ status: Int) {
        guard case .refused = send(HTTPResponse(status: status, body: Array("{\"code\":\"401\"}".utf8))) else {
            Issue.record("a wrong key stays wrong")
            return
        }
    }
}
