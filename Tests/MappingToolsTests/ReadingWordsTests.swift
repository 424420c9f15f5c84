import Formats
import Mapping
import MappingTools
import Subsidy
import Testing

/// What whoever tries a mapping is told, in which order, and what is never told.
@Suite struct ReadingWordsTests {
    private func faults(_ lines: [String], _ mapping: String = Samples.result) throws -> [Fault] {
        let compiled = try #require(bench(["m.yaml": mapping]).library.mapping("m"))
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        let reading = try DocumentRun(compiled).read(bytes, parameters: ["batch": "B1"]) { _, _ in }
        return reading.faultsInOrder
    }

    private static let plain = Samples.result.replacing("encoding: GB18030", with: "encoding: UTF-8")

    private func line(_ serial: String, _ fen: String, _ flag: String = "S", _ code: String = "0000") -> String {
        "\(serial)|\(Samples.account)|马某某|\(fen)|\(flag)|\(code)|好|20260317|"
    }

    @Test func repeatedRowsAreNamedWithTheRowThatCameFirst() throws {
        let mapping = Self.plain.replacing("controls:", with: "controls:\n  - {unique: serial}")
        let lines = ["P|4|400"] + ["A1", "A2", "A1", "A1"].map { line($0, "100") } + ["########"]
        let fault = try #require(try faults(lines, mapping).first { $0.code == "control.unique" })
        #expect(fault.message.contains("有 2 行") && fault.message.contains("第 3 行与第 1 行、第 4 行与第 1 行"))
        #expect(!fault.message.contains("A1"))
    }

    @Test func anUnknownCodeIsShownAndNothingThatCouldBeAPersons() throws {
        func message(_ flag: String, _ code: String) throws -> String {
            let found = try faults(["P|1|100", line("A1", "100", flag, code), "########"], Self.plain)
            return try #require(found.first { $0.code == "code.unmapped" }).message
        }
        #expect(try message("F", "9999").contains("“F/9999”"))
        #expect(try !message("F", "64019919680412001X").contains("6401"))
        #expect(try !message("F", "19680412").contains("1968"))
        #expect(try !message("F", "马某某").contains("马"))
    }

    @Test func rowsComeBeforeWhatTheWholeIsRefusedFor() throws {
        let found = try faults(["P|2|200", line("A1", "1x0"), line("A2", "100"), "########"], Self.plain)
        #expect(found.map(\.row) == [1, 0])
        #expect(found.map(\.code) == ["money.format", "control.sum"])
    }

    @Test func aTotalOfWhatWasPaidPointsToTheCodeTable() throws {
        let mapping = Self.plain.replacing(
            "header: {tag: P, columns: [kind, count, sum]}", with: "header: {tag: P, columns: [kind, count, sum, ok]}"
        )
        .replacing("controls:", with: "controls:\n  - {count: header.ok, where: {outcome: ok}}")
        let found = try faults(["P|1|100|1", line("A1", "100", "S", "9"), "########"], mapping)
        let control = try #require(found.first { $0.code == "control.count" })
        #expect(control.message.contains("有 1 行的代码不在代码表中"))
    }

    @Test func aFirstLineThatDiffersSaysWhatWasFoundAndExpected() throws {
        #expect(try faults(["P|2", "########"], Self.plain).first?.message.contains("列数为 2，应为 3") == true)
        let tag = try #require(try faults(["R|1|100", "########"], Self.plain).first).message
        #expect(tag.contains("应为“P”") && tag.contains("读到“R”"))
        #expect(try faults(["马某某|1|100", "########"], Self.plain).first?.message.contains("马") == false)
    }
}

/// Rows of a sheet are told as the sheet shows them.
@Suite struct SheetWordsTests {
    @Test func aFaultNamesTheCellOfTheSheet() throws {
        let mapping = Samples.sheet.replacing("format: xlsx,", with: "format: xlsx, titleRow: 2,")
        let compiled = try #require(bench(["m.yaml": mapping]).library.mapping("m"))
        var rows = RowBatch(columns: 4)
        for cell in ["A1", "6299991900000000013", "马某", Samples.idNumber] { rows.cell(Array(cell.utf8)) }
        rows.end(row: 1, range: 0..<0)
        let bytes = try DocumentWriter(compiled.shape).write(header: nil, rows: rows, trailer: nil)
        let reading = try DocumentRun(compiled).read(bytes) { _, _ in }
        let fault = try #require(reading.faultsInOrder.first)
        #expect(fault.code == "account.checkDigit" && fault.row == 1)
        #expect(fault.message.hasSuffix("（B3 格）"))
    }

    @Test func aTestsFileThatCannotBeParsedIsFoundWithoutItsMapping() {
        let files = [
            "a.tests.yaml": "tests: [", "b.tests.yaml": "test: []", "c.tests.yaml": "tests: []", "d.yaml": "[",
        ]
        let found = SuiteReader.syntax(files.mapValues { Array($0.utf8) })
        #expect(
            found.map { "\($0.file) \($0.code)" } == [
                "a.tests.yaml yaml.syntax", "b.tests.yaml key.missing", "b.tests.yaml key.unknown",
            ])
    }
}
