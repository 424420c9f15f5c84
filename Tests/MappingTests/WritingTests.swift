import Mapping
import Subsidy
import TestSupport
import Testing

@Suite struct WritingTests {
    private let batch = """
        title: 代发明细
        counterpart: Bank
        exchange: batch.send
        direction: out
        record: InstructionLine
        head: DisbursementBatchHead
        document:
          format: fixed
          encoding: GBK
          newline: LF
          recordLength: 60
          recordTag: "2"
          header: {tag: "1", columns: [{name: kind, width: 1}, {name: number, width: 12}, {name: mode, width: 1}, {name: count, width: 10, pad: "0", align: right}, {name: sum, width: 17, pad: "0", align: right}, {name: spare, width: 19}]}
          columns: [{name: kind, width: 1}, {name: serial, width: 10}, {name: account, width: 22}, {name: holder, width: 10}, {name: amount, width: 17, pad: "0", align: right}]
        fields:
          serial: serial
          account: account
          holderName: holder
          amount: {from: amount, as: yuan}
        headFields:
          batchNumber: header.number
          count: {from: header.count, as: integer}
        ignored: [header.spare]
        constants: {header.mode: "4"}
        controls:
          - count: header.count
          - {sum: amount, equals: header.sum, as: yuan}
        """

    private func lines(_ count: Int) -> [InstructionLine] {
        (1...count).map { index in
            var line = InstructionLine()
            line.serial = "S\(index)"
            line.account = Samples.account
            line.holderName = "马某某"
            line.amount = Money(fen: Int64(index) * 10_050)
            return line
        }
    }

    private func head(count: Int64?) -> RecordBatch {
        var head = DisbursementBatchHead()
        head.batchNumber = "req_7"
        head.count = count
        return RecordBatch([head])
    }

    @Test(.article("IM-20.1")) func recordsBecomeRowsWithTagsZerosAndConstants() throws {
        let mapping = try compiled(batch)
        var faults: [Fault] = []
        let rows = mapping.write(RecordBatch(lines(2)), faults: &faults)
        let edges = mapping.writeEdges(head: head(count: 2), records: RecordBatch(lines(2)), faults: &faults)
        #expect(faults.isEmpty)
        #expect(cells(rows)[0] == ["2", "S1", Samples.account, "马某某", "00000000000100.50"])
        #expect(cells(rows)[1][4] == "00000000000201.00")
        #expect(edges.header.map(cells) == [["1", "req_7", "4", "0000000002", "00000000000301.50", ""]])
        #expect(edges.trailer == nil)
    }

    @Test func theSignStandsBeforeTheZeros() throws {
        var line = lines(1)
        line[0].amount = Money(fen: -7)
        var faults: [Fault] = []
        #expect(cells(try compiled(batch).write(RecordBatch(line), faults: &faults))[0][4] == "-0000000000000.07")
    }

    @Test func aHeadThatContradictsItsRecordsIsAFault() throws {
        var faults: [Fault] = []
        _ = try compiled(batch).writeEdges(head: head(count: 3), records: RecordBatch(lines(2)), faults: &faults)
        #expect(faults.map(\.code) == ["control.count"])
        #expect(faults.first?.row == 0)
    }

    @Test func aHeadWithoutACountIsCounted() throws {
        var faults: [Fault] = []
        let edges = try compiled(batch).writeEdges(
            head: head(count: nil), records: RecordBatch(lines(3)), faults: &faults)
        #expect(faults.isEmpty)
        #expect(edges.header?.string(0, 3) == "0000000003")
    }

    @Test func aRecordWithoutWhatIsRequiredIsNotWritten() throws {
        var broken = lines(2)
        broken[0].holderName = ""
        broken[0].amount = nil
        var faults: [Fault] = []
        let rows = try compiled(batch).write(RecordBatch(broken), faults: &faults)
        #expect(rows.count == 1)
        #expect(faults.map(\.field) == ["holderName", "amount"])
        #expect(faults.allSatisfy { $0.code == "field.required" && $0.row == 1 })
    }

    @Test func aCodeOfSeveralColumnsIsTakenApartAgain() throws {
        let text = Samples.one("LineResult", "outcome", "{from: [a, b], as: codes(results)}")
            .replacing("ignored: [b]", with: "").replacing("direction: both", with: "direction: out")
        let mapping = try compiled(text)
        var results = [LineResult(), LineResult(), LineResult(), LineResult()]
        results[0].outcome = .nameMismatch
        results[1].outcome = .ok
        results[3].outcome = .closed
        var faults: [Fault] = []
        let rows = mapping.write(RecordBatch(results), faults: &faults)
        #expect(cells(rows) == [["F", "3031"], ["S", "0000"], ["", ""]])
        #expect(faults.map(\.code) == ["code.unwritable"])
    }

    @Test func missingIsNoKeyInJSONAndAnEmptyCellElsewhere() throws {
        let text = Samples.one("StatementLine", "time", "a").replacing("direction: both", with: "direction: out")
        let json = text.replacing(
            "format: delimited, encoding: UTF-8, delimiter: \"|\"", with: "format: json, records: list")
        var faults: [Fault] = []
        #expect(cells(try compiled(text).write(RecordBatch([StatementLine()]), faults: &faults)) == [["", ""]])
        #expect(cells(try compiled(json).write(RecordBatch([StatementLine()]), faults: &faults)) == [[nil, ""]])
        #expect(faults.isEmpty)
    }

    @Test func aConstantIsCheckedWhenWriting() throws {
        let text = Samples.one("WelfareStatus", "kind", "{const: cremation}\n  state: {const: ended}\n  idNumber: a")
        var record = WelfareStatus()
        record.idNumber = Samples.idNumber
        record.kind = .cremation
        record.state = .active
        var faults: [Fault] = []
        #expect(try compiled(text).write(RecordBatch([record]), faults: &faults).isEmpty)
        #expect(faults.map(\.code) == ["const.differs"])
        #expect(faults.map(\.field) == ["state"])
    }

    @Test func theBagIsWrittenBack() throws {
        let text = Samples.one("StatementLine", "time", "a", more: "ext: [b]").replacing("ignored: [b]", with: "")
            .replacing("direction: both", with: "direction: out")
        var records = RecordBatch([StatementLine(), StatementLine()])
        records.extensions = [[(name: "b", value: "草原证 9")], []]
        var faults: [Fault] = []
        #expect(cells(try compiled(text).write(records, faults: &faults)).map { $0[1] } == ["草原证 9", ""])
    }
}
