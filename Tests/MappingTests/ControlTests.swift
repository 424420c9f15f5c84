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
}
