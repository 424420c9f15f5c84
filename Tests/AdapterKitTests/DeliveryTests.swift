import AdapterKit
import AdapterTesting
import Subsidy
import Testing

@Suite struct DeliveryTests {
    private let bytes = Array("P|1|100\r\n".utf8)
    private let marker = (name: "req_1.txt.ok", bytes: Array("abc".utf8))

    private func line(_ files: ScriptedFiles?) -> Line {
        Line(
            connection: Connection(name: "bank-a", counterpart: .bank), wires: Wires(files: files),
            now: Instant(milliseconds: 0))
    }

    private func delivery(marked: Bool = true) -> Delivery {
        Delivery(folder: "in", name: "req_1.txt", marker: marked ? marker : nil)
    }

    private func word(_ outcome: Outcome) -> String {
        switch outcome {
        case .done: "done"
        case .refused: "refused"
        case .retry: "retry"
        case .unknown: "unknown"
        }
    }

    @Test func fileIsRenamedIntoPlaceAndItsMarkerComesLast() {
        let files = ScriptedFiles()
        #expect(word(delivery().deliver(bytes, over: line(files))) == "done")
        #expect(
            files.operations.filter { $0.changes != nil } == [
                .write("in/req_1.txt.tmp", bytes), .rename("in/req_1.txt.tmp", "in/req_1.txt"),
                .write("in/req_1.txt.ok", marker.bytes),
            ])
    }

    @Test func sendingAgainChangesNothing() {
        let files = ScriptedFiles()
        _ = delivery().deliver(bytes, over: line(files))
        files.heal()
        #expect(word(delivery().deliver(bytes, over: line(files))) == "done")
        #expect(files.operations.allSatisfy { $0.changes == nil })
    }

    @Test func otherBytesUnderTheSameNameAreRefused() {
        let files = ScriptedFiles(["in/req_1.txt": Array("other".utf8)])
        #expect(word(delivery().deliver(bytes, over: line(files))) == "refused")
        #expect(files.paths == ["in/req_1.txt"])
    }

    @Test func aFileWithoutItsMarkerGetsOnlyTheMarker() {
        let files = ScriptedFiles(["in/req_1.txt": bytes])
        #expect(word(delivery().deliver(bytes, over: line(files))) == "done")
        #expect(files.operations.filter { $0.changes != nil } == [.write("in/req_1.txt.ok", marker.bytes)])
    }

    @Test func withoutAFileWireItIsRefused() {
        #expect(word(delivery().deliver(bytes, over: line(nil))) == "refused")
    }

    /// Operations: list, write, rename, read back, marker.
    @Test(
        arguments: [(0, "retry"), (1, "retry"), (2, "retry"), (3, "retry"), (4, "unknown")],
        FileTrouble.Kind.allCases)
    func anInterruptionAnywhereEndsInTheSameTwoFiles(_ point: (Int, String), _ kind: FileTrouble.Kind) {
        let files = ScriptedFiles(trouble: FileTrouble(at: point.0, kind))
        #expect(word(delivery().deliver(bytes, over: line(files))) == point.1)
        files.heal()
        if files.bytes("in/req_1.txt.ok") == nil || files.bytes("in/req_1.txt.ok") == marker.bytes {
            #expect(word(delivery().deliver(bytes, over: line(files))) == "done")
            #expect(files.paths == ["in/req_1.txt", "in/req_1.txt.ok"])
            #expect(files.bytes("in/req_1.txt") == bytes)
            #expect(files.bytes("in/req_1.txt.ok") == marker.bytes)
        }
    }

    @Test func withoutAMarkerALostRenameIsUnknown() {
        let files = ScriptedFiles(trouble: FileTrouble(at: 2, .lostAfter))
        #expect(word(delivery(marked: false).deliver(bytes, over: line(files))) == "unknown")
    }
}
