import MappingTools
import Subsidy
import Testing

/// Tests that write a document, or read it and write it again.
@Suite struct WriteTestTests {
    private static let written = """
        100010000100.50
        2A1    6299991900000000012马某某  0000100.50

        """

    private static let record = "{serial: A1, account: \"\(Samples.account)\", holderName: 马某某, amount: \"100.50\"}"

    private func write(_ rest: String, record: String = WriteTestTests.record) -> [String] {
        outcome(Samples.batch, "tests:\n  - name: 一笔\n    write: {records: [\(record)]}\n    \(rest)")
    }

    @Test func outputIsComparedByteForByte() {
        let lines = WriteTestTests.written.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        #expect(write("output: |\n\(lines)\n") == [])
        let failures = write("output: |\n\(lines.replacing("马某某", with: "马某人"))\n")
        #expect(failures.count == 1)
        #expect(failures.first?.hasPrefix("写出的内容从第 2 行（第 47 字节）起不同") == true, "\(failures)")
    }

    @Test func whatCannotBeWrittenIsAReject() {
        let long = WriteTestTests.record.replacing("马某某", with: "阿依古丽")
        #expect(write("rejects: [{row: \"1\", field: holderName, code: cell.width}]", record: long) != [])
        let longer = WriteTestTests.record.replacing("马某某", with: "阿依古丽买")
        #expect(write("rejects: [{row: \"1\", field: holderName, code: cell.width}]", record: longer) == [])
    }

    @Test func aRoundTripGivesTheSameBytes() {
        let text = WriteTestTests.written.replacing("马某某  ", with: "Ma Mou  ")
        let tests = "tests:\n  - name: 往返\n    roundTrip: a.txt\n    parameters: {batch: B1}"
        #expect(outcome(Samples.batch, tests, fixtures: ["a.txt": Array(text.utf8)]) == [])
        let loose = text.replacing("100.50\n2", with: "100.50\r\n2")
        #expect(outcome(Samples.batch, tests, fixtures: ["a.txt": Array(loose.utf8)]).count == 1)
    }

    @Test func aSheetIsComparedAsItIsWritten() {
        let tests = """
            tests:
              - name: 表格
                write:
                  records: [{serial: A1, account: "\(Samples.account)", holderName: 马某某, idNumber: "\(Samples.idNumber)"}]
                outputSheet:
                  - [流水号, 账号, 户名, 证件号]
                  - [A1, "\(Samples.account)", 马某某, "\(Samples.idNumber)"]
            """
        #expect(outcome(Samples.sheet, tests) == [])
        #expect(outcome(Samples.sheet, tests.replacing("- [A1", with: "- [A2")).count == 1)
    }

    @Test func aMappingThatOnlyReadsHasNoWriteTests() {
        let tests = "tests:\n  - name: 写\n    write: {records: []}\n    rejects: []"
        #expect(outcome(Samples.result, tests) == ["m.tests.yaml:3:5 test.direction"])
    }
}
