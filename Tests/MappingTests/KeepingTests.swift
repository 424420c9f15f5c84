import Mapping
import Subsidy
import TestSupport
import Testing

/// What leaves a field missing and is only told; what is compared though nothing is read from it.
@Suite struct KeepingTests {
    private func mapping(_ change: (String, String)...) throws -> CompiledMapping {
        try compiled(change.reduce(Samples.result) { $0.replacing($1.0, with: $1.1) })
    }

    @Test(.article("IM-16.1c")) func whatCannotBeReadIsKeptAsAWarningWhereTheFileSaysSo() throws {
        let keeps = try mapping(("empty: [\"00000000\"]}", "unreadable: keep}"))
        for cells in [Samples.row(date: "20261301"), Samples.row(date: "三月")] {
            let (records, faults) = read(keeps, [cells])
            #expect(faults.map(\.code) == ["date.format"])
            #expect(faults.allSatisfy { $0.isKept })
            #expect(records.records(LineResult.self).map(\.paidOn) == [nil])
        }
        #expect(read(try mapping(), [Samples.row(date: "20261301")]).records.isEmpty)
    }

    @Test func aKeptFaultDoesNotSaveARowThatHasAnother() throws {
        let keeps = try mapping(("empty: [\"00000000\"]}", "unreadable: keep}"))
        let (records, faults) = read(keeps, [Samples.row(account: "1", date: "x"), Samples.row(date: "x")])
        #expect(records.rows == [2])
        #expect(faults.map(\.code) == ["account.length", "date.format", "date.format"])
        #expect(faults.map(\.isKept) == [false, false, true])
    }

    @Test func aValueThatIsMissingIsToldWhereTheFileAsksForAWarning() throws {
        let warns = try mapping(("unmapped: keep}", "unmapped: keep, required: warn}"))
        let (records, faults) = read(warns, [Samples.row(flag: "", code: ""), Samples.row()])
        #expect(faults.map { "\($0.row) \($0.field) \($0.code)" } == ["1 outcome field.required"])
        #expect(faults.allSatisfy { $0.isKept })
        #expect(records.records(LineResult.self).map(\.outcome) == [nil, .ok])
        var absent = Samples.row()
        (absent[4], absent[5]) = (nil, nil)
        #expect(read(warns, [absent]).faults.map(\.code) == ["field.missingColumn"])
    }

    @Test func theWayOfOneRowIsTheWayOfAllInWhatIsKept() throws {
        let keeps = try mapping(
            ("empty: [\"00000000\"]}", "unreadable: keep}"), ("unmapped: keep}", "unmapped: keep, required: warn}"))
        let cells = [Samples.row(flag: "", code: "", date: "x"), Samples.row(flag: "Z"), Samples.row(account: "1")]
        let (records, faults) = read(keeps, cells)
        var (each, eachFaults) = (RecordBatch(keeps.record), [Fault]())
        keeps.readEachRow(rows(cells), into: &each, faults: &eachFaults)
        #expect(faults == eachFaults)
        #expect(records.rows == each.rows)
        #expect(keeps.trace(rows(cells), 0).joined().filter(\.isKept).map(\.field) == ["outcome", "paidOn"])
    }

    private static let both = """
        title: 往来
        counterpart: Bank
        exchange: statement
        direction: both
        record: StatementLine
        head: StatementHead
        document:
          format: delimited
          encoding: UTF-8
          delimiter: "|"
          header: {columns: [kind, account, from, through, opening, closing]}
          columns: [kind, serial, amount, direction, balance, day, spare]
        fields:
          serial: serial
          amount: {from: amount, as: yuan}
          direction: {from: direction, as: codes(ways)}
          balance: {from: balance, as: yuan}
          occurredOn: {from: day, as: date(yyyyMMdd)}
        headFields:
          account: header.account
          from: {from: header.from, as: date(yyyyMMdd)}
          through: {from: header.through, as: date(yyyyMMdd)}
          opening: {from: header.opening, as: yuan}
          closing: {from: header.closing, as: yuan}
        constants: {kind: "07", header.kind: H, spare: ""}
        because: {header.opening: 写出的文件没有余额可核, header.closing: 同上}
        """
    private static let ways = "title: 借贷\nset: debitCredit\ncodes: {D: debit, C: credit}\n"

    @Test func aRowWhoseConstantDiffersIsRejected() throws {
        let mapping = try compiled(KeepingTests.both, more: ["codes/ways.yaml": KeepingTests.ways])
        func row(_ kind: String?, _ spare: String = "") -> [String?] {
            [kind, "A1", "1.00", "D", "2.00", "20260317", spare]
        }
        let cells = [row(" 07 "), row("08"), row(nil), row("07", "x")]
        let (records, faults) = read(mapping, cells)
        #expect(records.rows == [1])
        #expect(
            faults.map { "\($0.row) \($0.field) \($0.code)" } == [
                "2 kind constant.differs", "3 kind constant.differs", "4 spare constant.differs",
            ])
        var (each, eachFaults) = (RecordBatch(mapping.record), [Fault]())
        mapping.readEachRow(rows(cells), into: &each, faults: &eachFaults)
        #expect(eachFaults == faults)
        #expect(each.rows == records.rows)
    }

    @Test func aHeadWhoseConstantDiffersRefusesTheDocument() throws {
        let mapping = try compiled(KeepingTests.both, more: ["codes/ways.yaml": KeepingTests.ways])
        let header = [Samples.account, "20260317", "20260317", "1.00", "0.00"]
        var faults: [Fault] = []
        let head = mapping.readHead(
            header: rows([["H"] + header]), trailer: nil, parameters: [:], faults: &faults)
        #expect(faults.isEmpty && head?.count == 1)
        let other = mapping.readHead(
            header: rows([["P"] + header]), trailer: nil, parameters: [:], faults: &faults)
        #expect(other == nil)
        #expect(faults.map { "\($0.row) \($0.field) \($0.code)" } == ["0 header.kind constant.differs"])
    }
}
