import AdapterKit
import AdapterTesting
import PlatformAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-29.1", "IM-3.1")) struct PlatformAdapterTests {
    private let connection = Connection(
        name: "platform", counterpart: .platform, settings: ["appId": "YKT"], secrets: ["secret": Array("s3".utf8)])
    private let now = Instant(milliseconds: 1_772_409_600_000)
    private let push = Dispatch(
        exchange: .resultPush, number: "F-1", document: Array("{\"pushNo\":\"F-1\",\"accountName\":\"买买提\"}".utf8))
    private let pull = Dispatch(
        exchange: .rosterPull, number: "R-1", parameters: ["county": "640199", "cursor": "20260302-7"])

    private func answer(_ text: String, status: Int = 200) -> ScriptedHTTP {
        ScriptedHTTP { _ in HTTPResponse(status: status, body: Array(text.utf8)) }
    }

    private func line(_ wire: ScriptedHTTP) -> Line { Line(connection: connection, wires: Wires(http: wire), now: now) }

    @Test func conforms() {
        let proper: ScriptedHTTP.Script = { _ in
            HTTPResponse(status: 200, body: Array("{\"code\":\"0\",\"data\":{\"nextCursor\":\"8\"}}".utf8))
        }
        let people = Dispatch(exchange: .beneficiarySync, number: "B-1", parameters: ["county": "640199"])
        let verdicts = Dispatch(
            exchange: .verdictPush, number: "V-1", document: Array("{\"pushNo\":\"V-1\",\"remark\":\"买买提\"}".utf8))
        let subject = ConformanceSubject(
            connection: connection, now: now,
            calls: [
                .init(push, .business, answer: proper), .init(verdicts, .business, answer: proper),
                .init(pull, .question, answer: proper), .init(people, .question, answer: proper),
            ],
            planted: ["买买提"]
        ) { PlatformAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test func aPageIsAskedForFromTheCursorAndTellsWhereTheNextOneStarts() {
        let wire = answer(#"{"code":"0","data":{"nextCursor":"20260302-8"}}"#)
        guard case .done(let evidence) = PlatformAdapter().send(pull, over: line(wire)) else {
            Issue.record("a page is an answer")
            return
        }
        #expect(evidence.next == "20260302-8" && evidence.answer != nil)
        #expect(wire.requests.map(\.path) == ["/rosters?divCode=640199&cursor=20260302-7"])
    }

    @Test func nothingNewIsDoneWithoutAnAnswer() {
        guard case .done(let evidence) = PlatformAdapter().send(pull, over: line(answer(#"{"code":"204"}"#))) else {
            Issue.record("nothing new is no fault")
            return
        }
        #expect(evidence.answer == nil && evidence.next == nil)
    }

    @Test(arguments: [#"{"code":"0","data":{"nextCursor":"8","lines":[{"li"#, "", #"{"code":"777"}"#])
    func aTornOrStrangePageIsAskedForAgain(_ body: String) {
        guard case .retry = PlatformAdapter().send(pull, over: line(answer(body))) else {
            Issue.record("half a page is none")
            return
        }
    }

    @Test(arguments: [#"{"code":"500"}"#, #"{"code":"777"}"#, #"{"co"#])
    func aPushWithoutAClearAnswerIsUnknown(_ body: String) {
        guard case .unknown = PlatformAdapter().send(push, over: line(answer(body))) else {
            Issue.record("something may have happened there")
            return
        }
    }

    @Test func aNumberThatIsKnownThereIsDone() {
        guard case .done = PlatformAdapter().send(push, over: line(answer(#"{"code":"1001"}"#))) else {
            Issue.record("it has what we sent")
            return
        }
    }

    @Test(arguments: [(200, true), (404, false)])
    func anUnknownPushIsAskedForByItsNumber(_ status: Int, _ arrived: Bool) {
        let wire = answer("{\"code\":\"\(arrived ? "0" : "404")\"}", status: status)
        let outcome = PlatformAdapter().ask(push, over: line(wire))
        #expect(wire.requests.map(\.path) == ["/pushes/F-1"] && wire.requests.map(\.method) == ["GET"])
        switch outcome {
        case .done: #expect(arrived)
        case .retry: #expect(!arrived)
        default: Issue.record("the answer is clear")
        }
    }
}
