import AdapterKit
import AdapterTesting
import PublicSecurityAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-33.1b")) struct ResidentTests {
    private static let appKey = Array("0123456789abcdef0123".utf8)
    private static let secret = Array("request-secret".utf8)
    private static let start = Instant(milliseconds: 1_772_409_600_000)
    private let ask = Dispatch(
        exchange: .residentsCompare, number: "residents-1-200",
        parameters: ["division": "159901", "since": "20260301083000", "start": "200"])

    private static func connection(_ dialect: String) -> Connection {
        Connection(
            name: "psb", counterpart: .publicSecurity,
            settings: ["rid": "R", "residents": dialect, "sid.residents.compare": "S", "residents.page": "100"],
            secrets: ["appKey": appKey])
    }

    /// A register that hands out a secret and then answers so.
    private static func register(_ body: String) -> ScriptedHTTP.Script {
        { request in
            guard !request.path.hasPrefix("/sysapi") else {
                let wrapped = (try? AES128.encryptECB(secret, key: Array(appKey.prefix(16)))) ?? []
                let end = (start + .seconds(1800)).milliseconds
                let data = "{\"secret\":\"\(base64(wrapped))\",\"secretEndTime\":\"\(end)\"}"
                return HTTPResponse(status: 200, body: Array("{\"code\":\"0\",\"data\":\(data)}".utf8))
            }
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }
    }

    private static let page = "{\"code\":\"0\",\"total\":301,\"count\":100,\"data\":[{\"XM\":\"买买提\"}]}"
    private static let last = "{\"code\":\"00\",\"total\":300,\"dataCount\":100,\"datas\":[{\"XM\":\"买买提\"}]}"

    private func send(_ dialect: String, _ wire: ScriptedHTTP) -> Outcome {
        PublicSecurityAdapter().send(
            ask, over: Line(connection: Self.connection(dialect), wires: Wires(http: wire), now: Self.start))
    }

    @Test func conforms() {
        let subject = ConformanceSubject(
            connection: Self.connection("platform"), now: Self.start,
            calls: [.init(ask, .question, answer: Self.register(Self.page))], planted: ["买买提"]
        ) { PublicSecurityAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test func eachDialectAsksAndSignsInItsOwnWay() throws {
        let time = "1772409600000"
        let sign = base64(MAC.hmacSHA256(key: Self.secret, Array("SR\(time)".utf8)))
        for dialect in ["platform", "gateway", "esb"] {
            let wire = ScriptedHTTP(Self.register(dialect == "esb" ? Self.last : Self.page))
            _ = send(dialect, wire)
            let request = try #require(wire.requests.last)
            let said = dialect == "esb" ? request.path : String(decoding: request.body, as: UTF8.self)
            #expect(request.method == (dialect == "esb" ? "GET" : "POST"))
            #expect(said.contains("159901") && said.contains("20260301083000") && said.contains("200"))
            let prefix = dialect == "gateway" ? "gateway_sig" : "gjgxjhpt_sign"
            #expect(request.headers.first { $0.name == prefix }?.value == sign)
            #expect(request.headers.contains { $0.name == "gjgxjhpt_sid" } == (dialect != "gateway"))
        }
    }

    @Test func thereIsANextPageAsLongAsTheRegisterHasMore() {
        for (dialect, body, next) in [("platform", Self.page, "300"), ("esb", Self.last, nil)]
            as [(String, String, String?)]
        {
            guard case .done(let evidence) = send(dialect, ScriptedHTTP(Self.register(body))) else {
                Issue.record("\(dialect) answered")
                continue
            }
            #expect(evidence.next == next)
            #expect(evidence.answer == Array(body.utf8))
        }
    }

    @Test(arguments: ["{\"code\":\"2010\"}", "<html>", "{\"code\":\"00\",\"data\":[]}"])
    func whatIsNoAnswerOfTheRegisterIsAskedAgain(_ body: String) {
        guard case .retry = send("platform", ScriptedHTTP(Self.register(body))) else {
            Issue.record("nothing was said about anybody")
            return
        }
    }

    @Test func whatIsNotConfiguredOrNotSaidIsRefused() {
        let wire = ScriptedHTTP(Self.register(Self.page))
        var half = Self.connection("platform")
        half.settings["sid.residents.compare"] = nil
        let nobody = Dispatch(exchange: .residentsCompare, number: "residents-1-0", parameters: [:])
        for (dispatch, connection) in [(ask, half), (nobody, Self.connection("platform"))] {
            let outcome = PublicSecurityAdapter().send(
                dispatch, over: Line(connection: connection, wires: Wires(http: wire), now: Self.start))
            guard case .refused = outcome else {
                Issue.record("nothing can be asked so")
                continue
            }
        }
        #expect(wire.requests.isEmpty)
    }
}
