import Formats
import Mapping
import Subsidy
import Testing

/// Fields of a record that stand once for all of them, in the line before the rows.
struct HeaderColumnTests {
    private let text = """
        title: 全文件一个记账日期
        counterpart: Bank
        exchange: batch.result
        direction: in
        record: LineResult
        head: LineResultHead
        document:
          format: delimited
          encoding: UTF-8
          delimiter: "|"
          header: {columns: [day, batch]}
          trailer: {columns: [mark]}
          titles: 流水号|账号|户名|金额|状态
          columns: [serial, account, name, amount, state]
        fields:
          serial: serial
          account: account
          holderName: {from: name, as: text}
          amount: {from: amount, as: yuan}
          outcome: {from: state, as: codes(results), unmapped: keep}
          batchNumber: header.batch
          paidOn: {from: header.day, as: date(yyyyMMdd), when: {state: S}}
        headFields:
          batchNumber: header.batch
        ignored: [trailer.mark]
        """
    private let codes = "title: 结果\nset: outcome\ncodes: {S: ok, F: nameMismatch}\n"

    private func document(_ day: String) -> [UInt8] {
        Array(
            "\(day)|B7\n流水号|账号|户名|金额|状态\nA1|\(Samples.account)|张三|1.00|S\nA2|\(Samples.account)|李四|2.00|F\nend\n".utf8)
    }

    private func read(_ mapping: CompiledMapping, _ bytes: [UInt8], eachRow: Bool) throws -> (RecordBatch, [Fault]) {
        var records = RecordBatch(mapping.record)
        var faults: [Fault] = []
        _ = try DocumentReader(mapping.shape).read(bytes) { rows in
            if eachRow {
                mapping.readEachRow(rows, into: &records, faults: &faults)
            } else {
                mapping.read(rows, into: &records, faults: &faults)
            }
        }
        return (records, faults)
    }

    @Test(arguments: [false, true]) func aFieldMayBeReadFromTheLineBeforeTheRows(eachRow: Bool) throws {
        let mapping = try compiled(text, codes: codes)
        let (records, faults) = try read(mapping, document("20260317"), eachRow: eachRow)
        #expect(faults.isEmpty)
        let results = records.records(LineResult.self)
        #expect(results.map(\.batchNumber) == ["B7", "B7"])
        #expect(results.map(\.paidOn) == [Day(year: 2026, month: 3, day: 17), nil])
    }

    @Test(arguments: [false, true]) func whatCannotBeReadThereIsAFaultOfEachRowThatAsks(eachRow: Bool) throws {
        let mapping = try compiled(text, codes: codes)
        let (records, faults) = try read(mapping, document("2026"), eachRow: eachRow)
        #expect(faults.map(\.code) == ["date.format"] && faults.map(\.row) == [1])
        #expect(records.rows == [2])
    }

    @Test func aTraceTellsOfTheHeaderColumn() throws {
        let mapping = try compiled(text, codes: codes)
        var traces: [FieldTrace] = []
        _ = try DocumentReader(mapping.shape).read(document("20260317")) { traces = mapping.trace($0, 0)[0] }
        let trace = try #require(traces.first { $0.field == "batchNumber" })
        #expect(trace.outcome == .text(Array("B7".utf8)))
        guard case .cell("header.batch", let cell?) = trace.steps.first else {
            Issue.record("the first step is no cell of the header")
            return
        }
        #expect(cell == Array("B7".utf8))
    }

    private func codesOf(_ text: String) -> [String] { faults(text, more: ["codes/results.yaml": codes]).map(\.code) }

    @Test func aColumnOfTheLineAfterTheRowsIsUnknownToThem() {
        #expect(codesOf(text).isEmpty)
        #expect(
            codesOf(text.replacing("batchNumber: header.batch\n  paidOn", with: "batchNumber: trailer.mark\n  paidOn"))
                == ["column.unknown"])
    }

    @Test func whatJSONHasAroundTheRecordsIsReadByAPathInstead() {
        let json = """
            title: JSON
            counterpart: Bank
            exchange: statement
            direction: in
            record: LineResult
            document: {format: json, header: {columns: [batch]}, records: list, columns: [serial, amount]}
            fields: {serial: serial, amount: {from: amount, as: yuan}, batchNumber: header.batch}
            """
        #expect(codesOf(json).contains("column.unknown"))
    }

    @Test func aRecordCannotBeWrittenIntoTheHeader() {
        let both = text.replacing("direction: in", with: "direction: both")
        let refused = faults(both, more: ["codes/results.yaml": codes]).filter { $0.code == "codec.notInvertible" }
        #expect(refused.contains { $0.path == "fields.batchNumber" })
    }

    @Test(arguments: [
        "document: {format: delimited, encoding: UTF-8, delimiter: \",\", titles: a, columns: [a, b]}",
        "document: {format: json, records: list, header: {columns: [c]}, titles: a, columns: [a, b]}",
    ])
    func titlesGoWithAHeaderOfALineDocument(document: String) {
        let text = Samples.one("LineResult", "serial", "a").split(separator: "\n").map {
            $0.hasPrefix("document:") ? document : String($0)
        }.joined(separator: "\n")
        #expect(faults(text).map(\.code).contains("document.titles"))
    }
}
