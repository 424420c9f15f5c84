import AdapterKit
import AdapterTesting
import Subsidy
import Testing

@Suite struct ConformanceTests {
    private static let name = "买买提"

    private func subject(breaking flaw: Must?) -> ConformanceSubject {
        let document = Array("1|\(Self.name)|100".utf8)
        let result = Array("1|\(Self.name)|S".utf8)
        let proper: ScriptedHTTP.Script = { _ in HTTPResponse(status: 200, body: Array("OK".utf8)) }
        return ConformanceSubject(
            connection: Connection(name: "model", counterpart: .bank),
            now: Instant(milliseconds: 1_772_409_600_000),
            calls: [
                .init(
                    Dispatch(exchange: .paymentRequest, number: "P-7", document: document), .business, answer: proper),
                .init(Dispatch(exchange: .paymentStatus, number: "P-7", document: document), .question, answer: proper),
            ],
            drops: [
                .init(
                    Dispatch(exchange: .batchSend, number: "B-7", fileName: "req_7.txt", document: document),
                    path: "in/req_7.txt", marker: "in/req_7.txt.ok")
            ],
            waiting: [
                .init(
                    .batchResult, folder: "out", name: "res_7.txt", bytes: result, marker: "res_7.txt.chk",
                    markerBytes: ModelAdapter.marker(result), proof: .mac)
            ],
            planted: [Self.name]
        ) { ModelAdapter(breaking: flaw) }
    }

    @Test func anAdapterThatKeepsEveryDutyPasses() {
        #expect(Conformance.check(subject(breaking: nil)) == [])
    }

    @Test(arguments: Must.allCases)
    func anAdapterThatBreaksADutyIsCaught(_ must: Must) {
        #expect(Conformance.check(subject(breaking: must)).contains { $0.must == must })
    }
}
