import AdapterKit
import AdapterTesting
import NoticeAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-33.1a")) struct NoticeAdapterTests {
    private static let key = Array("sms-key".utf8)
    private let now = Instant(milliseconds: 1_772_409_600_000)
    private let messages = Dispatch(
        exchange: .noticeSend, number: "DX7",
        document: Array("{\"batchNo\":\"DX7\",\"messages\":[{\"mobile\":\"19900000101\"}]}".utf8))
    private let receipts = Dispatch(exchange: .noticeReceipt, number: "DX7")

    private func connection(_ settings: [String: String] = [:]) -> Connection {
        Connection(
            name: "sms", counterpart: .notice, settings: ["appId": "YKT"].merging(settings) { $1 },
            secrets: ["secret": Self.key])
    }

    private func line(_ wires: Wires, _ settings: [String: String] = [:]) -> Line {
        Line(connection: connection(settings), wires: wires, now: now)
    }

    private static func answer(_ code: String) -> HTTPResponse {
        HTTPResponse(status: 200, body: Array("{\"code\":\"\(code)\",\"reports\":[]}".utf8))
    }

    @Test func conformsOverHTTP() {
        let subject = ConformanceSubject(
            connection: connection(), now: now,
            calls: [
                .init(messages, .business) { _ in Self.answer("0") },
                .init(receipts, .question) { _ in Self.answer("0") },
            ],
            planted: ["19900000101"]
        ) { NoticeAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test func conformsByFile() {
        let settings = ["mode": "file", "sendFolder": "out", "collectFolder": "in"]
        let report = Array("RPT|+|DX7|+|0\r\nEND\r\n".utf8)
        let subject = ConformanceSubject(
            connection: connection(settings), now: now,
            drops: [.init(messages, path: "out/SMS_DX7.txt", marker: "out/SMS_DX7.txt.ok")],
            waiting: [
                .init(
                    .noticeReceipt, folder: "in", name: "RPT_DX7.txt", bytes: report, marker: "RPT_DX7.txt.ok",
                    markerBytes: Array(hex(MAC.hmacSM3(key: Self.key, report)).utf8), proof: .mac)
            ],
            planted: ["19900000101"]
        ) { NoticeAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test(arguments: [("0", nil), ("404", nil), ("404", "true"), ("500", "true")])
    func whatMayHaveArrivedIsAskedAboutByItsNumber(code: String, repeatSafe: String?) {
        let wire = ScriptedHTTP { request in
            #expect(request.path == "/api/sms/query")
            #expect(String(decoding: request.body, as: UTF8.self) == "{\"batchNo\":\"DX7\"}")
            return Self.answer(code)
        }
        let settings = repeatSafe.map { ["repeatSafe": $0] } ?? [:]
        switch NoticeAdapter().ask(messages, over: line(Wires(http: wire), settings)) {
        case .done: #expect(code == "0")
        case .retry: #expect(code == "404" && repeatSafe == "true")
        case .unknown: #expect(code == "500" || code == "404" && repeatSafe == nil)
        case .refused: Issue.record("a question refuses nothing")
        }
    }

    @Test func aNumberThatTheCarrierHasAlreadyIsDone() {
        let wire = ScriptedHTTP { _ in HTTPResponse(status: 409) }
        guard case .done = NoticeAdapter().send(messages, over: line(Wires(http: wire))) else {
            Issue.record("the carrier has these messages")
            return
        }
    }

    @Test func anAnswerThatNobodyUnderstandsIsNotTakenForARefusal() {
        let wire = ScriptedHTTP { _ in HTTPResponse(status: 200, body: Array("busy".utf8)) }
        guard case .unknown = NoticeAdapter().send(messages, over: line(Wires(http: wire))) else {
            Issue.record("the messages may be on their way")
            return
        }
    }
}
