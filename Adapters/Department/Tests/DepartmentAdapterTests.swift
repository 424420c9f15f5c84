import AdapterKit
import AdapterTesting
import DepartmentAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-16.0", "IM-33.2")) struct DepartmentAdapterTests {
    private static let key = Array("lincao-key".utf8)
    private let document = Array("H|2130135|2026|买买提\n".utf8)

    private func connection(_ settings: [String: String]) -> Connection {
        Connection(name: "lincao", counterpart: .department, settings: settings, secrets: ["mac": Self.key])
    }

    private func marker(_ bytes: [UInt8]) -> [UInt8] { Array(hex(MAC.hmacSM3(key: Self.key, bytes)).utf8) }

    @Test func conformsByFile() {
        let name = "QD_159901_2130135_2026_03.txt"
        let subject = ConformanceSubject(
            connection: connection(["mode": "file", "collectFolder": "dept/lincao"]),
            now: Instant(milliseconds: 1_772_409_600_000),
            drops: [
                .init(
                    Dispatch(exchange: .listReceipt, number: "R-1", fileName: "HZ_1.txt", document: document),
                    path: "dept/lincao/receipt/HZ_1.txt", marker: "dept/lincao/receipt/HZ_1.txt.ok"),
                .init(
                    Dispatch(exchange: .resultFeed, number: "F-1", fileName: "JG_1.txt", document: document),
                    path: "dept/lincao/result/JG_1.txt", marker: "dept/lincao/result/JG_1.txt.ok"),
            ],
            waiting: [
                .init(
                    .listSubmit, folder: "dept/lincao", name: name, bytes: document, marker: name + ".ok",
                    markerBytes: marker(document), proof: .mac),
                .init(
                    .findingIntake, folder: "dept/lincao", name: "FX_20260302_01.txt", bytes: document,
                    marker: "FX_20260302_01.txt.ok", markerBytes: marker(document), proof: .mac),
            ],
            planted: ["买买提"]
        ) { DepartmentAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    private let feed = Dispatch(exchange: .resultFeed, number: "F-1", document: Array("{\"rows\":[]}".utf8))

    @Test(arguments: [nil, "true"]) func conformsOverHTTP(_ repeatSafe: String?) {
        let subject = ConformanceSubject(
            connection: connection(["mode": "http"].merging(repeatSafe.map { ["repeatSafe": $0] } ?? [:]) { $1 }),
            now: Instant(milliseconds: 1_772_409_600_000),
            calls: [
                .init(feed, .business) { _ in
                    HTTPResponse(status: 200, body: Array("{\"code\":\"0\",\"receipt\":\"R9\"}".utf8))
                }
            ],
            planted: ["买买提"]
        ) { DepartmentAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    @Test func theResultIsSignedAndItsReceiptIsKept() {
        let wire = ScriptedHTTP { _ in
            HTTPResponse(status: 200, body: Array("{\"code\":\"0\",\"receipt\":\"R9\"}".utf8))
        }
        let line = Line(
            connection: connection(["mode": "http"]), wires: Wires(http: wire), now: Instant(milliseconds: 0))
        guard case .done(let evidence) = DepartmentAdapter().send(feed, over: line) else {
            Issue.record("the department took it")
            return
        }
        #expect(evidence.reference == "R9")
        #expect(wire.requests.map(\.path) == ["/api/results"])
        let sign = wire.requests[0].headers.first { $0.name == "X-Onecard-Sign" }?.value
        #expect(sign == hex(MAC.hmacSM3(key: Self.key, feed.document)))
    }
}
