import AdapterKit
import AdapterTesting
import Subsidy
import Testing

@Suite struct PickupTests {
    private let pickup = Pickup(folder: "out", markerSuffix: ".chk")

    private func line(_ files: ScriptedFiles) -> Line {
        Line(
            connection: Connection(name: "bank-a", counterpart: .bank), wires: Wires(files: files),
            now: Instant(milliseconds: 0))
    }

    private func names(_ files: ScriptedFiles) -> [String] {
        guard case .ready(let offers, _) = pickup.offers(of: .batchResult, prefix: "res_", over: line(files)) else {
            return []
        }
        return offers.map(\.name)
    }

    @Test func onlyFilesOfThePrefixWithTheirMarkerAreOfferedInOrderOfNames() {
        let files = ScriptedFiles([
            "out/res_2": [1], "out/res_2.chk": [], "out/res_1": [1], "out/res_1.chk": [], "out/res_3": [1],
            "out/ret_1": [1], "out/ret_1.chk": [], "out/taken/res_0": [1], "out/taken/res_0.chk": [],
        ])
        #expect(names(files) == ["res_1", "res_2"])
    }

    @Test func aSecondFileOfOneNameDoesNotReplaceTheFirstAmongThoseTaken() {
        let files = ScriptedFiles(["out/res_1": [1], "out/res_1.chk": []])
        let offer = Offer(exchange: .batchResult, name: "res_1", size: 1, marker: "res_1.chk")
        _ = pickup.clear(offer, over: line(files)) { $0 == [1] }
        files.put("out/res_1", [2])
        files.put("out/res_1.chk", [])
        _ = pickup.clear(offer, over: line(files)) { $0 == [2] }
        #expect(files.bytes("out/taken/res_1") == [1])
        #expect(files.bytes("out/taken/res_1.2") == [2])
    }

    @Test func aFolderThatCannotBeListedIsTriedAgain() {
        let files = ScriptedFiles(["out/res_1": [1]], trouble: FileTrouble(at: 0, .lostBefore))
        guard case .retry = pickup.offers(of: .batchResult, prefix: "res_", over: line(files)) else {
            Issue.record("a failed listing is no empty folder")
            return
        }
    }
}
