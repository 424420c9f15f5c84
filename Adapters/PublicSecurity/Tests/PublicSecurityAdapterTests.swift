import AdapterKit
import AdapterTesting
import PublicSecurityAdapter
import Subsidy
import Synchronization
import TestSupport
import Testing
import Trust

@Suite(.article("IM-11.3", "IM-16.1a")) struct PublicSecurityAdapterTests {
    private static let appKey = Array("0123456789abcdef0123".utf8)
    private static let secret = Array("request-secret".utf8)
    private static let start = Instant(milliseconds: 1_772_409_600_000)
    private let question = Dispatch(
        exchange: .identityVerify, number: "I-1",
        document: Array("<PACKAGE><DATA><RECORD no=\"1\"><XM>买买提]]></XM></RECORD></DATA></PACKAGE>".utf8))
    private let connection = Connection(
        name: "psb", counterpart: .publicSecurity, settings: ["rid": "R", "sid": "S", "user": "u"],
        secrets: ["appKey": appKey, "password": Array("p&w".utf8)])

    private static func fresh(_ end: Instant) -> HTTPResponse {
        let wrapped = (try? AES128.encryptECB(secret, key: Array(appKey.prefix(16)))) ?? []
        let data = "{\"secret\":\"\(base64(wrapped))\",\"secretEndTime\":\"\(end.milliseconds)\"}"
        return HTTPResponse(status: 200, body: Array("{\"code\":\"0\",\"msg\":\"成功\",\"data\":\(data)}".utf8))
    }

    private static func answer(_ status: String) -> HTTPResponse {
        let package =
            "&lt;PACKAGE&gt;&lt;PACKAGEHEAD&gt;&lt;FHDM&gt;\(status)&lt;/FHDM&gt;&lt;/PACKAGEHEAD&gt;&lt;/PACKAGE&gt;"
        let body = "<soap:Body><ns1:R xmlns:ns1=\"w\"><ns1:out>\(package)</ns1:out></ns1:R></soap:Body>"
        return HTTPResponse(status: 200, body: Array("<soap:Envelope>\(body)</soap:Envelope>".utf8))
    }

    private static let proper: ScriptedHTTP.Script = { request in
        request.path.hasPrefix("/sysapi") ? fresh(start + .seconds(1800)) : answer("10")
    }

    private func line(_ wire: ScriptedHTTP, at now: Instant = start) -> Line {
        Line(connection: connection, wires: Wires(http: wire), now: now)
    }

    @Test func conforms() {
        let subject = ConformanceSubject(
            connection: connection, now: Self.start, calls: [.init(question, .question, answer: Self.proper)],
            planted: ["买买提"]
        ) { PublicSecurityAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test func theRequestSecretIsKeptUntilAMinuteBeforeItEnds() {
        let wire = ScriptedHTTP(Self.proper)
        let adapter = PublicSecurityAdapter()
        for seconds in [0, 1739, 1740] {
            _ = adapter.send(question, over: line(wire, at: Self.start + .seconds(seconds)))
        }
        let service = "/services/S"
        let refresh = "/sysapi/auth/refreshappsecret"
        #expect(wire.requests.map(\.path) == [refresh, service, service, refresh, service])
    }

    @Test func theQuestionIsSignedWithTheRequestSecretAndThePackageIsUnchanged() {
        let wire = ScriptedHTTP(Self.proper)
        _ = PublicSecurityAdapter().send(question, over: line(wire))
        let request = wire.requests[1]
        let sign = MAC.hmacSHA256(key: Self.secret, Array("SR1772409600000".utf8))
        #expect(request.headers.first { $0.name == "gjgxjhpt_sign" }?.value == base64(sign))
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains("<web:in0><![CDATA[<PACKAGE>"))
        #expect(body.contains("买买提]]]]><![CDATA[></XM>"))
        #expect(body.contains("<web:in2>p&amp;w</web:in2>"))
    }

    @Test func theAnswerIsThePackageWithoutItsEnvelope() {
        guard case .done(let evidence) = PublicSecurityAdapter().send(question, over: line(ScriptedHTTP(Self.proper)))
        else {
            Issue.record("the register answered")
            return
        }
        let package = "<PACKAGE><PACKAGEHEAD><FHDM>10</FHDM></PACKAGEHEAD></PACKAGE>"
        #expect(evidence.answer == Array(package.utf8))
    }

    @Test func aStrangersAnswerIsOpened() throws {
        let answer = try Fixtures.bytes("psb/check.response.xml")
        let wire = ScriptedHTTP { request in
            request.path.hasPrefix("/sysapi") ? Self.proper(request) : HTTPResponse(status: 200, body: answer)
        }
        guard case .done(let evidence) = PublicSecurityAdapter().send(question, over: line(wire)),
            let package = evidence.answer
        else {
            Issue.record("the register answered")
            return
        }
        #expect(package.starts(with: "<PACKAGE><PACKAGEHEAD><FFQQBH>".utf8))
        #expect(package.suffix(17).elementsEqual("</DATA></PACKAGE>".utf8))
    }

    @Test(arguments: ["99", ""]) func aCallThatDidNotSucceedIsNeverAnAnswer(_ status: String) {
        let wire = ScriptedHTTP { request in
            request.path.hasPrefix("/sysapi") ? Self.proper(request) : Self.answer(status)
        }
        guard case .retry = PublicSecurityAdapter().send(question, over: line(wire)) else {
            Issue.record("unavailable is not a verdict")
            return
        }
    }

    @Test func aClockThatIsOffIsPutRightByThePlatformsTime() {
        let theirs = "Mon, 02 Mar 2026 00:20:00 GMT"
        let wire = ScriptedHTTP { request in
            if request.path.hasPrefix("/sysapi") { return Self.proper(request) }
            let time = request.headers.first { $0.name == "gjgxjhpt_rtime" }?.value
            if time == "1772410800000" { return Self.answer("10") }
            return HTTPResponse(
                status: 200, headers: [(name: "Date", value: theirs)], body: Array("{\"code\":\"-19\"}".utf8))
        }
        guard case .done = PublicSecurityAdapter().send(question, over: line(wire)) else {
            Issue.record("signed anew with the platform's time")
            return
        }
    }

    @Test func aUsedUpSecretIsRenewedAtTheNextTry() {
        let spent = Mutex(true)
        let wire = ScriptedHTTP { request in
            if request.path.hasPrefix("/sysapi") { return Self.proper(request) }
            let first = spent.withLock { spent in
                defer { spent = false }
                return spent
            }
            return first ? HTTPResponse(status: 200, body: Array("{\"code\":\"-50\"}".utf8)) : Self.answer("11")
        }
        let adapter = PublicSecurityAdapter()
        guard case .retry(.seconds(20), _) = adapter.send(question, over: line(wire)),
            case .done = adapter.send(question, over: line(wire))
        else {
            Issue.record("the key is renewed after twenty seconds")
            return
        }
        #expect(wire.requests.filter { $0.path.hasPrefix("/sysapi") }.count == 2)
    }
}
