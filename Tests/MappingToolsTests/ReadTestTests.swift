import MappingTools
import Subsidy
import Testing

/// Tests that read a document: what passes, and what each kind of expectation says when it does not hold.
@Suite struct ReadTestTests {
    private static let input = """
            input: |
              P|2|30000
              A1|6299991900000000012|马某某|10000|S|0000||20260317|甲
              A2|6299991900000000012|阿依古丽·买买提|20000|F|3031|户名不符|00000000|
              ########
        """

    private func read(_ expectations: String, input: String = ReadTestTests.input) -> [String] {
        let lines = expectations.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return outcome(Samples.result, "tests:\n  - name: 两笔\n\(input)\n\(lines)")
    }

    @Test func expectationsThatHoldPass() {
        let failures = read(
            """
            parameters: {batch: B1}
            head: {count: "2", sum: "300", batchNumber: B1, paidCount: ~}
            records:
              - {serial: A1, amount: "100.00", outcome: ok, paidOn: 2026-03-17, reasonText: ~, ext: {extra: 甲}}
              - {serial: A2, amount: "200", outcome: nameMismatch, paidOn: ~, ext: {extra: ~}}
            count: "2"
            sums: {amount: "30000"}
            """)
        #expect(failures == [])
    }

    @Test func aDifferentValueNamesRecordFieldAndBoth() {
        let failures = read("records: [{amount: \"100.01\"}, {paidOn: 2026-03-17, ext: {extra: 乙}}]")
        #expect(
            failures == [
                "第 1 条记录 amount：应为 100.01，得到 100.00", "第 2 条记录 paidOn：应为 2026-03-17，得到 （无）",
                "第 2 条记录 ext.extra：应为 乙，得到 （无）",
            ])
    }

    @Test func textsAreComparedByBytes() {
        // U+F900 stands for the same character as U+8C48, and is another one in a register.
        let input = ReadTestTests.input.replacing("A1|6299991900000000012|马某某", with: "A1|6299991900000000012|\u{F900}")
        #expect(read("records: [{holderName: \u{8C48}}, {}]", input: input).count == 1)
        #expect(read("records: [{holderName: \u{F900}}, {}]", input: input) == [])
    }

    @Test func theNumberOfRecordsMustBeRight() {
        #expect(read("records: [{serial: A1}]") == ["应接受 1 条记录，得到 2 条"])
        #expect(read("count: \"3\"") == ["应接受 3 条记录，得到 2 条"])
    }

    @Test func sumsAreInFen() {
        #expect(read("sums: {amount: \"300\"}") == ["amount 的合计：应为 300，得到 30000"])
    }

    @Test func anUnlistedRejectFails() {
        let input = ReadTestTests.input.replacing("A2|6299991900000000012", with: "A2|6299991900000000013")
        #expect(read("count: \"1\"", input: input).contains { $0.contains("意外的退回：第 2 行 account account.checkDigit") })
        let listed = "count: \"1\"\nrejects: [{row: \"2\", field: account, code: account.checkDigit}]"
        #expect(read(listed, input: input) == [])
        #expect(read("rejects: [{row: \"2\", code: account.checkDigit}]", input: input) == [])
    }

    @Test func aRejectThatDoesNotComeFails() {
        let failures = read("rejects: [{row: \"2\", field: account, code: account.length}]")
        #expect(failures == ["应有退回：第 2 行 account account.length；没有得到"])
    }

    @Test func aKeptCodeIsAWarningAndMustBeListed() {
        let input = ReadTestTests.input.replacing("F|3031", with: "F|9999")
        #expect(read("count: \"2\"", input: input).contains { $0.contains("意外的提示：第 2 行 outcome code.unmapped") })
        let warned = "warnings: [{row: \"2\", field: outcome, code: code.unmapped}]\nrecords: [{}, {outcome: ~}]"
        #expect(read(warned, input: input) == [])
    }

    @Test func aRefusedDocumentIsExpectedWithItsCodes() {
        let input = ReadTestTests.input.replacing("P|2|30000", with: "P|3|30001")
        #expect(read("refused: [control.count, control.sum]", input: input) == [])
        #expect(
            read("refused: [control.count]", input: input) == [
                "整个文件应被拒绝：control.count；得到 header.count control.count、header.sum control.sum"
            ])
        #expect(read("count: \"2\"", input: input).count { $0.hasPrefix("整个文件被拒绝") } == 2)
        #expect(read("refused: [control.sum]") == ["整个文件应被拒绝：control.sum；得到 （无）"])
    }

    @Test func aRefusalMayNameTheFieldThatItIsOf() {
        let input = ReadTestTests.input.replacing("P|2|30000", with: "P|3|30000")
        #expect(read("refused: [{field: header.count, code: control.count}]", input: input) == [])
        #expect(
            read("refused: [{field: header.sum, code: control.count}]", input: input) == [
                "整个文件应被拒绝：header.sum control.count；得到 header.count control.count"
            ])
    }

    @Test func aGoldenFileIsComparedFieldByField() {
        let line = """
            {"$head":{"count":1,"sum":"1.00"}}
            {"account":"6299991900000000012","amount":"1.00","holderName":"马某某","outcome":"ok","serial":"A1"}
            """
        let tests = """
            tests:
              - name: 金样
                hex: "507C317C3130300D0A41317C363239393939313930303030303030303031327C C2EDC4B3C4B3
                  7C3130307C537C303030307C7C7C0D0A23232323232323230D0A"
                recordsFile: m.jsonl
            """
        #expect(outcome(Samples.result, tests, fixtures: ["m.jsonl": Array(line.utf8)]) == [])
        let other = Array(line.replacing("\"1.00\",\"holder", with: "\"2.00\",\"holder").utf8)
        #expect(
            outcome(Samples.result, tests, fixtures: ["m.jsonl": other]) == [
                "第 1 条记录 amount：应为 \"2.00\"，得到 \"1.00\""
            ])
    }

    @Test func aSheetIsWrittenAsAWorkbookOfTexts() {
        let tests = """
            tests:
              - name: 表格
                sheet:
                  - [流水号, 账号, 户名, 证件号]
                  - [A1, "\(Samples.account)", =马某某, "\(Samples.idNumber)"]
                  - [A2, "\(Samples.account)", ~, "\(Samples.idNumber)"]
                records: [{serial: A1, holderName: =马某某}]
                rejects: [{row: "2", field: holderName, code: field.required}]
            """
        #expect(outcome(Samples.sheet, tests) == [])
    }
}
