import Mapping
import Subsidy
import TestSupport
import Testing

@Suite struct ControlTests {
    private let mapping: CompiledMapping

    init() throws { mapping = try compiled(Samples.result) }

    private func check(
        _ cells: [[String?]], header: [String?], trailer: [String?]? = nil, skipped: Int = 0,
        by other: CompiledMapping? = nil
    ) -> [String] {
        let mapping = other ?? mapping
        var tally = mapping.newTally()
        // One row at a time: totals run over batches.
        for row in cells { mapping.add(rows([row]), &tally) }
        tally.skipped = skipped
        return mapping.check(tally, header: rows([header]), trailer: trailer.map { rows([$0]) }).map(\.code)
    }

    private let two = [Samples.row(), Samples.row(flag: "F", code: "3031")]

    @Test func totalsThatAgreePass() {
        #expect(check(two, header: ["P", "2", "246900", "1"]) == [])
    }

    @Test func eachTotalThatDiffersIsAFaultOfTheDocument() {
        #expect(check(two, header: ["P", "3", "246900", "1"]) == ["control.count"])
        #expect(check(two, header: ["P", "2", "246901", "1"]) == ["control.sum"])
        #expect(check(two, header: ["P", "2", "246900", "2"]) == ["control.count"])
        #expect(check(two, header: ["P", "x", nil, "1"]) == ["control.count", "control.sum"])
    }

    @Test func rejectedRowsCountAsTheyWereSent() {
        let cells = [Samples.row(serial: ""), Samples.row(account: "1")]
        #expect(read(mapping, cells).records.isEmpty)
        #expect(check(cells, header: ["P", "2", "246900", "2"]) == [])
    }

    @Test func aSumThatCannotBeReadCannotBeProved() {
        #expect(check([Samples.row(amount: "1.5")], header: ["P", "1", "0", "1"]) == ["control.sum"])
    }

    @Test func rowsThatTheFormatSkippedCount() {
        #expect(check([Samples.row()], header: ["P", "2", "123450", "1"], skipped: 1) == ["control.sum"])
        #expect(
            check([Samples.row()], header: ["P", "1", "123450", "1"], skipped: 1) == ["control.count", "control.sum"])
    }

    @Test func withoutHeaderNothingIsProved() {
        var tally = mapping.newTally()
        mapping.add(rows(two), &tally)
        #expect(mapping.check(tally, header: nil, trailer: nil).count == 3)
    }

    @Test func aHashTotalIsTheSameForBothFormsOfANumber() throws {
        let text = """
            title: 名单
            counterpart: CivilAffairs
            exchange: death.sync
            direction: both
            record: DeathNotice
            document:
              format: delimited
              encoding: GBK
              delimiter: ","
              trailer: {columns: [hash]}
              columns: [id]
            fields: {idNumber: id}
            controls:
              - {hashTotal: idNumber, equals: trailer.hash}
            """
        let mapping = try compiled(text)
        let id = Samples.idNumber
        let legacy = String(id.prefix(6) + id.dropFirst(8).dropLast())
        let other = Samples.identity("15999919701231002")
        var notices = [DeathNotice(), DeathNotice()]
        notices[0].idNumber = id
        notices[1].idNumber = other
        var faults: [Fault] = []
        let edges = mapping.writeEdges(head: nil, records: RecordBatch(notices), faults: &faults)
        let hash = try #require(edges.trailer.map { $0.string(0, 0) })
        #expect(hash == String(80_412_001 + 1_231_002))
        #expect(check([[id], [other]], header: [], trailer: [hash], by: mapping) == [])
        #expect(check([[legacy], [other]], header: [], trailer: [hash], by: mapping) == [])
        #expect(check([[other], [other]], header: [], trailer: [hash], by: mapping) == ["control.hashTotal"])
    }

    /// No single amount may be nothing; what all paid ones come to may be, when none was paid.
    @Test func aTotalOfNothingIsReadWhereAnAmountMayNotBe() throws {
        let mapping = try compiled(
            Samples.result.replacing(
                "amount: {from: amount, as: fen}", with: "amount: {from: amount, as: fen(positive)}"
            )
            .replacing("okCount]}", with: "okCount, okSum]}")
            .replacing(
                "- {count: header.okCount",
                with: "- {sum: amount, equals: header.okSum, where: {outcome: ok}}\n  - {count: header.okCount"))
        let failed = [Samples.row(flag: "F", code: "3031")]
        #expect(check(failed, header: ["P", "1", "123450", "0", "0"], by: mapping) == [])
        #expect(check(failed, header: ["P", "1", "123450", "0", "1"], by: mapping) == ["control.sum"])
        #expect(read(mapping, [Samples.row(amount: "0")]).faults.map(\.code) == ["money.sign"])
    }

    @Test func aStatedTotalThatCannotBeReadSaysWhy() throws {
        func said(_ sum: String?) -> [String] {
            var tally = mapping.newTally()
            mapping.add(rows(two), &tally)
            return mapping.check(tally, header: rows([["P", "2", sum, "1"]]), trailer: nil).map(\.message)
        }
        #expect(said("一百").first?.contains("金额格式不对") == true)
        #expect(said(" ").first?.contains("没有这一项") == true && said(nil) == said(" "))
    }

    @Test func aTotalThatCannotBeWrittenIsNotLeftBlank() throws {
        let text = """
            title: 代发
            counterpart: Bank
            exchange: batch.send
            direction: out
            record: InstructionLine
            head: DisbursementBatchHead
            document: {format: delimited, encoding: UTF-8, delimiter: "|", header: {columns: [number, outer]}, columns: [serial, account, name, amount, inter]}
            fields: {serial: serial, account: account, holderName: name, amount: {from: amount, as: fen(positive)}, interbank: {from: inter, as: "flag(1,0)"}}
            headFields: {batchNumber: header.number}
            controls: [{sum: amount, equals: header.outer, as: fen(positive), where: {interbank: "true"}}]
            """
        var line = InstructionLine()
        line.serial = "S1"
        line.account = Samples.account
        line.holderName = "马某某"
        line.interbank = false
        line.amount = Money(fen: 100)
        var head = DisbursementBatchHead()
        head.batchNumber = "B1"
        func write(_ text: String) throws -> (sum: String?, codes: [String]) {
            var faults: [Fault] = []
            let edges = try compiled(text).writeEdges(
                head: RecordBatch([head]), records: RecordBatch([line]), faults: &faults)
            return (edges.header.map { $0.string(0, 1) }, faults.map(\.code))
        }
        #expect(try write(text).codes == ["control.sum"])
        let plain = try write(text.replacing("as: fen(positive), where", with: "where"))
        #expect(plain.sum == "0" && plain.codes == [])
    }

    /// The sign stands in a column of its own, which the control does not see.
    @Test func aControlReadsTheWholeNumberThatTheHeadReads() {
        let text = Samples.result.replacing(
            "columns: [kind, count, sum, okCount]", with: "columns: [kind, count, sign, sum, okCount]"
        )
        .replacing(
            "sum: {from: header.sum, as: fen}", with: "sum: {join: [header.sign, header.sum], with: \"\", as: fen}")
        #expect(faults(text, more: ["codes/results.yaml": Samples.codes]).map(\.code) == ["control.unit"])
    }
}
