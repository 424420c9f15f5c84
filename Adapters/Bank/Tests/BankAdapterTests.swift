import AdapterKit
import AdapterTesting
import BankAdapter
import Subsidy
import TestSupport
import Testing
import Trust

@Suite(.article("IM-20.1", "IM-20.2")) struct BankAdapterTests {
    private static let key = Array("bank-a-key".utf8)
    private let document = Array("PO|1|100\r\n7|629999|买买提|||100||\r\n########\r\n".utf8)
    private let result = Array("P|1|100|1|100\r\n7|B1|629999|买买提|100|S|0000|||\r\n########\r\n".utf8)

    private func connection(_ more: [String: String] = [:]) -> Connection {
        let settings = [
            "dialect": "cmbc", "sendFolder": "in", "sendMarker": ".ok", "collectFolder": "out",
            "collectMarker": ".chk", "prefix.batch.send": "req_", "suffix.batch.send": ".txt",
            "prefix.batch.result": "res_", "prefix.batch.return": "ret_", "prefix.statement": "stm_",
            "prefix.account.verify": "ver_", "prefix.account.verify.answer": "vres_",
            "prefix.history.lookup": "LS_", "prefix.history.answer": "LD_", "suffix.history.answer": ".txt",
            "prefix.service.offer": "FW_",
        ]
        return Connection(
            name: "bank-a", counterpart: .bank, settings: settings.merging(more) { $1 }, secrets: ["mac": Self.key])
    }

    private func line(_ files: ScriptedFiles, _ more: [String: String] = [:]) -> Line {
        Line(connection: connection(more), wires: Wires(files: files), now: Instant(milliseconds: 0))
    }

    private func marker(_ bytes: [UInt8]) -> [UInt8] { Array(hex(MAC.hmacSM3(key: Self.key, bytes)).utf8) }

    private func waiting(_ exchange: Exchange, _ name: String) -> ConformanceSubject.Waiting {
        .init(
            exchange, folder: "out", name: name, bytes: result, marker: name + ".chk", markerBytes: marker(result),
            proof: .mac)
    }

    @Test func conforms() {
        let subject = ConformanceSubject(
            connection: connection(), now: Instant(milliseconds: 1_772_409_600_000),
            drops: [
                .init(
                    Dispatch(exchange: .batchSend, number: "B-1", fileName: "req_20260305_001.txt", document: document),
                    path: "in/req_20260305_001.txt", marker: "in/req_20260305_001.txt.ok"),
                .init(
                    Dispatch(exchange: .accountVerify, number: "V-1", fileName: "ver_1.txt", document: document),
                    path: "in/ver_1.txt", marker: "in/ver_1.txt.ok"),
                .init(
                    Dispatch(exchange: .historyAnswer, number: "7", document: document), path: "in/LD_7.txt",
                    marker: "in/LD_7.txt.ok"),
            ],
            waiting: [
                waiting(.batchResult, "res_20260306_001.txt"), waiting(.batchReturn, "ret_20260306_001.txt"),
                waiting(.statement, "stm_20260306.txt"), waiting(.accountVerify, "vres_1.txt"),
                waiting(.historyLookup, "LS_1.txt"), waiting(.serviceOffer, "FW_1.json"),
            ],
            planted: ["买买提", "629999"]
        ) { BankAdapter() }
        #expect(Conformance.check(subject) == [])
    }

    private let dispatch = Dispatch(exchange: .batchSend, number: "20260305_001", document: Array("PO|0|0".utf8))

    @Test func markerHoldsTheMACOfTheFileAndTheNameComesFromTheDialect() {
        let files = ScriptedFiles()
        _ = BankAdapter().send(dispatch, over: line(files))
        #expect(files.bytes("in/req_20260305_001.txt.ok") == marker(dispatch.document))
    }

    @Test func askedAboutAFileThatLiesThereWithItsMarkerItIsDone() {
        let files = ScriptedFiles()
        _ = BankAdapter().send(dispatch, over: line(files))
        guard case .done = BankAdapter().ask(dispatch, over: line(files)) else {
            Issue.record("a whole delivery answers the question")
            return
        }
    }

    @Test func aFileWithoutItsMarkerMayBeSentAgainWhereRepeatsAreSafe() {
        let files = ScriptedFiles(["in/req_20260305_001.txt": dispatch.document])
        guard case .retry = BankAdapter().ask(dispatch, over: line(files, ["repeatSafe": "true"])) else {
            Issue.record("nobody reads a file without its marker")
            return
        }
    }

    @Test func aFileWithoutItsMarkerMayBeOnItsWayInWhereRepeatsAreNotSafe() {
        let files = ScriptedFiles(["in/req_20260305_001.txt": dispatch.document])
        guard case .unknown = BankAdapter().ask(dispatch, over: line(files)) else {
            Issue.record("the bank may have taken the marker first")
            return
        }
    }

    @Test(arguments: [(nil, false), ("true", true)])
    func absenceIsAnAnswerOnlyWhereTheBankDeclaresRepeatsSafe(_ setting: String?, _ again: Bool) {
        let outcome = BankAdapter().ask(
            dispatch, over: line(ScriptedFiles(), setting.map { ["repeatSafe": $0] } ?? [:]))
        switch outcome {
        case .retry: #expect(again)
        case .unknown: #expect(!again)
        default: Issue.record("absence is neither success nor refusal")
        }
    }

    @Test func aConnectionThatOnlyCollectsSendsNothing() {
        let files = ScriptedFiles()
        guard case .refused = BankAdapter().send(dispatch, over: line(files, ["sendFolder": ""])) else {
            Issue.record("there is no folder to send to")
            return
        }
        #expect(files.operations.isEmpty)
    }
}
