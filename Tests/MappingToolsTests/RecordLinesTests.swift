import Formats
import Mapping
import MappingTools
import Subsidy
import Testing

/// Records that are written from JSON lines.
@Suite struct RecordLinesTests {
    private static let good =
        "{\"serial\":\"A1\",\"account\":\"\(Samples.account)\",\"holderName\":\"马某\",\"amount\":\"1.00\"}"

    private func read(_ lines: String...) throws -> (lines: RecordLines, mapping: CompiledMapping) {
        let mapping = try #require(bench(["m.yaml": Samples.batch]).library.mapping("m"))
        var records = RecordLines(mapping.record, head: mapping.head, parameters: [:], extras: [])
        records.read(Array(lines.joined(separator: "\n").utf8))
        return (records, mapping)
    }

    @Test func recordsAreCountedAndALineThatIsNoJSONComesFirst() throws {
        let (lines, _) = try read(
            "{\"$head\":{\"batchNumber\":\"B\"}}", Self.good, "", Self.good.replacing("\"1.00\"", with: "\"x\""),
            "{oops")
        #expect(lines.faults.map { "\($0.row) \($0.code)" } == ["3 record.json", "2 field.format"])
        #expect(lines.faults[0].message.contains("第 5 行"))
    }

    /// Which of two serials is meant nobody knows, and one of them may have been paid.
    @Test func aKeyThatIsGivenTwiceIsRefused() throws {
        let twice = Self.good.replacing("\"serial\":\"A1\"", with: "\"serial\":\"A1\",\"serial\":\"A2\"")
        let (lines, _) = try read("{\"$head\":{\"batchNumber\":\"B\"}}", Self.good, twice)
        #expect(lines.faults.map { "\($0.row) \($0.code)" } == ["2 record.duplicate"])
        let (head, _) = try read("{\"$head\":{\"batchNumber\":\"B\",\"batchNumber\":\"C\"}}", Self.good)
        #expect(head.faults.map(\.code) == ["record.duplicate"])
        let (heads, _) = try read(
            "{\"$head\":{\"batchNumber\":\"B\"}}", Self.good, "{\"$head\":{\"batchNumber\":\"C\"}}")
        #expect(heads.faults.map { "\($0.row) \($0.code)" } == ["0 record.duplicate"])
    }

    @Test func aColonWithinATextIsNoKey() throws {
        let (lines, _) = try read("{\"$head\":{\"batchNumber\":\"B:\\\"1\\\":\"}}", Self.good)
        #expect(lines.faults.isEmpty && lines.records.count == 1)
    }

    @Test func aBadRecordIsCountedAsItIsWhenItIsWritten() throws {
        let (lines, mapping) = try read(
            "{\"$head\":{\"batchNumber\":\"B\"}}", Self.good, Self.good.replacing("马某", with: "马某某某某"))
        #expect(lines.faults.isEmpty)
        let found = #expect(throws: DocumentFaults.self) {
            try DocumentRun(mapping).write(head: lines.head, records: lines.records)
        }
        #expect(found?.faults.map { "\($0.row) \($0.code)" } == ["2 cell.width"])
    }

    @Test func aBlankTextIsNoValue() throws {
        let mapping = Samples.batch.replacing("batchNumber: {parameter: batch}", with: "batchNumber: header.batch")
            .replacing(
                "- {name: kind, width: 1}\n      - {name: count",
                with: "- {name: kind, width: 1}\n      - {name: batch, width: 4}\n      - {name: count")
        let compiled = try #require(bench(["m.yaml": mapping]).library.mapping("m"))
        var lines = RecordLines(compiled.record, head: compiled.head, parameters: [:], extras: [])
        lines.read(Array("{\"$head\":{\"batchNumber\":\" \"}}\n\(Self.good)".utf8))
        let found = #expect(throws: DocumentFaults.self) {
            try DocumentRun(compiled).write(head: lines.head, records: lines.records)
        }
        #expect(found?.faults.map { "\($0.field) \($0.code)" } == ["batchNumber field.required"])
    }

    @Test func aHeadThatIsNotThereIsAskedFor() throws {
        let (lines, _) = try read(Self.good)
        let fault = Fault(row: 0, field: "batchNumber", code: "field.required", message: "批次号：不能为空")
        #expect(lines.explained([fault]).first?.message.contains("{\"$head\":{…}}") == true)
        let (headed, _) = try read("{\"$head\":{\"batchNumber\":\"B\"}}", Self.good)
        #expect(headed.explained([fault]).first?.message == fault.message)
    }
}
