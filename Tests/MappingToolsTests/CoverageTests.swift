import Mapping
import MappingTools
import Testing

/// Coverage names what no test would notice.
@Suite struct CoverageTests {
    private func untouched(_ mapping: String, _ tests: String, more: [String: String] = [:]) -> [String] {
        let files = more.merging(["m.yaml": mapping, "m.tests.yaml": tests]) { first, _ in first }
        let bench = bench(files)
        #expect(bench.faults.isEmpty, "\(bench.faults)")
        #expect(bench.run().flatMap(\.failures) == [])
        return bench.coverage().flatMap { $0.untouched.map { "\($0.place.line) \($0.text)" } }
    }

    @Test func whatNoTestComparesIsNamedWithItsLine() {
        let tests = """
            tests:
              - name: 一笔
                input: |
                  P|1|10000
                  A1|\(Samples.account)|马某某|10000|S|0000||20260317|
                  ########
                records: [{serial: A1, outcome: ok, paidOn: 2026-03-17}]
                head: {count: "1"}
            """
        #expect(
            untouched(Samples.result, tests) == [
                "16 serial 缺失时退回", "17 account（账号）", "17 account 内容不对时退回", "18 holderName（户名）",
                "18 holderName 内容不对时退回", "19 amount（金额）", "19 amount 缺失时退回", "19 amount 内容不对时退回",
                "20 outcome 的未知代码保留为提示", "3 “F/3031” → nameMismatch", "3 “W/6051” → pending", "21 reasonText（原因）",
                "22 paidOn 的空值“00000000”", "22 paidOn 内容不对时退回", "24 表头 count 内容不对时退回", "25 表头 sum（总金额）",
                "25 表头 sum 内容不对时退回", "26 表头 batchNumber（批次号）", "29 控制 control.count header.count 不符时拒绝",
                "30 控制 control.sum header.sum 不符时拒绝",
            ])
    }

    @Test func rejectsEmptyTextsKeptCodesAndControlsAreTouched() {
        let tests = """
            tests:
              - name: 各种
                input: |
                  P|5|50000
                  A1|\(Samples.account)|马某某|10000|F|9999||00000000|
                  |6299991900000000013|马?某|10000|S|0000||2026|
                  A3|1|马某某|10000|W|6051|x|20260317|
                  A4|\(Samples.account)|马某某|10000|F|3031|x|20260317|
                  A5|\(Samples.account)|马某某|10000|S|0000|x|20260317|
                  ########
                parameters: {batch: B1}
                head: {count: "5", sum: "500", batchNumber: B1}
                records:
                  - {serial: A1, amount: "100", account: "\(Samples.account)", holderName: 马某某, outcome: ~, paidOn: ~}
                  - {reasonText: x, outcome: nameMismatch}
                  - {outcome: ok, paidOn: 2026-03-17}
                warnings: [{row: "1", field: outcome, code: code.unmapped}]
                rejects:
                  - {row: "2", field: serial, code: field.required}
                  - {row: "2", field: account, code: account.checkDigit}
                  - {row: "2", field: holderName, code: name.damaged}
                  - {row: "2", field: paidOn, code: date.format}
                  - {row: "3", field: account, code: account.length}
              - name: 控制
                input: |
                  P|2|30000
                  A1|\(Samples.account)|马某某|1|S|0000||20260317|
                  ########
                refused: [control.count, control.sum]
            """
        #expect(
            untouched(Samples.result, tests) == [
                "19 amount 缺失时退回", "19 amount 内容不对时退回", "3 “W/6051” → pending", "24 表头 count 内容不对时退回",
                "25 表头 sum 内容不对时退回",
            ])
    }

    @Test func writingTouchesWhatItWrites() {
        let tests = """
            tests:
              - name: 一笔
                write: {records: [{serial: A1, account: "\(Samples.account)", holderName: 马某某, amount: "1.00"}]}
                output: |
                  100010000001.00
                  2A1    6299991900000000012马某某  0000001.00
              - name: 缺户名
                write: {records: [{serial: A1, account: "\(Samples.account)", amount: "1.00"}]}
                rejects: [{row: "1", field: holderName, code: field.required}]
            """
        let written = Samples.batch.replacing("direction: both", with: "direction: out")
        #expect(
            untouched(written, tests) == [
                "25 serial 缺失时退回", "26 account 缺失时退回", "28 amount 缺失时退回", "31 表头 count（总笔数）", "32 表头 sum（总金额）",
                "34 控制 control.count header.count 不符时拒绝", "35 控制 control.sum header.sum 不符时拒绝",
            ])
    }

    @Test func groupsAndConditionsHaveTwoSides() {
        let mapping = """
            title: 婚姻
            counterpart: CivilAffairs
            exchange: welfare.sync
            direction: in
            record: DeathNotice
            document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [man, woman, state, date]}
            fields:
              deathDate: {from: date, as: date(yyyyMMdd), when: {state: ["1", "2"]}}
            groups:
              - {idNumber: man}
              - {idNumber: woman}
            """
        func tests(_ more: String = "") -> String {
            """
            tests:
              - name: 一行
                input: |
                  \(Samples.idNumber)||1|20260317
                records: [{idNumber: "\(Samples.idNumber)", deathDate: 2026-03-17}]
            \(more)
            """
        }
        #expect(
            untouched(mapping, tests()) == [
                "8 deathDate 内容不对时退回", "8 deathDate 的条件不成立", "10 idNumber 缺失时退回", "10 idNumber 内容不对时退回",
                "11 idNumber（身份号码）", "11 idNumber 缺失时退回", "11 idNumber 内容不对时退回", "10 第 1 组没有记录", "11 第 2 组有记录",
            ])
    }

    @Test func theReportCountsEachKind() throws {
        let tests = "tests: [{name: 空, input: '', refused: [document.empty]}]"
        let coverage = try #require(bench(["m.yaml": Samples.result, "m.tests.yaml": tests]).coverage().first)
        #expect(coverage.count(.field) == (0, 10))
        #expect(coverage.count(.code) == (0, 3))
        #expect(coverage.json.line.hasPrefix("{\"branches\":{\"all\":12,\"touched\":0},\"codes\":{\"all\":3,"))
    }
}
