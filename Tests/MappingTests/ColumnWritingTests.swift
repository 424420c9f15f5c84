import Mapping
import Subsidy
import TestSupport
import Testing

/// Writing by columns gives what writing value by value gives, whatever the records hold.
@Suite struct ColumnWritingTests {
    /// A field of every type that can be written, in a fixed document (where numbers are padded) and in JSON (where a
    /// missing value is no key).
    private static let line = """
        title: 全部
        counterpart: Bank
        exchange: batch.result
        direction: out
        record: LineResult
        document:
        DOCUMENT
        fields:
          serial: serial
          account: account
          holderName: {from: name, required: true}
          sequence: {from: sequence, as: integer, empty: ["0", ""]}
          amount: {from: amount, as: AMOUNT}
          paid: {from: paid, as: fen, empty: ["-"]}
          outcome: {from: flag, as: codes(flags)}
          reasonText: reason
          paidOn: {from: day, as: DATE, empty: ["00000000"]}
          batchNumber: {const: B7}
        constants: {mode: "4"}
        """

    private static let fixed = """
          format: fixed
          encoding: GB18030
          columns: [{name: serial, width: 10}, {name: mode, width: 1}, {name: account, width: 22}, \
        {name: name, width: 20}, {name: sequence, width: 6, pad: "0", align: right}, \
        {name: amount, width: 12, pad: "0", align: right}, {name: paid, width: 9, align: right}, \
        {name: flag, width: 2}, {name: reason, width: 12}, {name: day, width: 10}]
        """

    private static let json = """
          format: json
          encoding: UTF-8
          records: list
          columns: [serial, mode, account, name, sequence, amount, paid, flag, reason, day]
        """

    private static let flags = [
        "codes/flags.yaml": """
        title: 标志
        set: outcome
        codes: {"00": ok, "01": nameMismatch, "02": closed}
        """
    ]

    private static func record(_ random: inout SplitMix64) -> LineResult {
        var line = LineResult()
        func pick<Value>(_ values: [Value]) -> Value {
            values[Int.random(in: values.indices, using: &random)]
        }
        line.serial = pick(["S1", "A-123456", "", "1"])
        line.account = pick([Samples.account, ""])
        line.holderName = pick(["马某某", "阿依古丽·买买提", "", "𠮷田"])
        line.sequence = pick([nil, Int64(0), 7, -3, 123_456, 99_999_999])
        line.amount = pick([nil, Int64(0), 1, 10, 100, -1, -12_345, 987_654_321_012, .max, -.max]).map {
            Money(fen: $0)
        }
        line.paid = pick([nil, Int64(5), 100_000, -20]).map { Money(fen: $0) }
        line.outcome = pick([nil, OutcomeCode.ok, .nameMismatch, .closed, .unknown])
        line.reasonText = pick(["", "账号不存在", "no such account"])
        line.paidOn = pick([
            nil, Day(year: 2026, month: 2, day: 28), Day(number: 0), Day(number: .max), Day(number: -90_000),
        ])
        line.batchNumber = pick(["B7", "B7", "B7", "B8"])
        return line
    }

    private static func cells(_ rows: RowBatch) -> [[String?]] {
        (0..<rows.count).map { row in
            (0..<rows.columns).map { rows.isAbsent(row, $0) ? nil : rows.string(row, $0) }
        }
    }

    @Test(arguments: [fixed, json], ["yuan", "fen", "yuan(positive)", "fen(negated)"])
    func columnsAreWrittenAsValuesAre(document: String, amount: String) throws {
        for date in ["date(yyyyMMdd)", "date(yyyy-MM-dd)"] {
            let text = Self.line.replacing("DOCUMENT", with: document).replacing("AMOUNT", with: amount)
                .replacing("DATE", with: date)
            let mapping = try compiled(text, more: Self.flags)
            var random = SplitMix64(seed: 20_261_121)
            let records = RecordBatch((0..<400).map { _ in Self.record(&random) })
            var faults: [Fault] = []
            var expectedFaults: [Fault] = []
            let rows = mapping.write(records, faults: &faults)
            let expected = mapping.writeEachRow(records, faults: &expectedFaults)
            #expect(Self.cells(rows) == Self.cells(expected))
            #expect(rows.rows == expected.rows)
            #expect(faults == expectedFaults)
            #expect(!rows.isEmpty && !faults.isEmpty, "both plain and faulty records are among them")
        }
    }

    @Test func aDocumentThatIsWrittenPieceByPieceStatesItsTotalsFirstAndIsHeldToThem() throws {
        let mapping = try compiled(
            """
            title: 代发
            counterpart: Bank
            exchange: batch.send
            direction: out
            record: InstructionLine
            head: DisbursementBatchHead
            document:
              format: delimited
              encoding: UTF-8
              delimiter: "|"
              header: {tag: H, columns: [kind, batch, count, sum]}
              columns: [serial, account, name, amount]
            fields: {serial: serial, account: account, holderName: name, amount: {from: amount, as: fen}}
            headFields:
              batchNumber: header.batch
              count: {from: header.count, as: integer}
              sum: {from: header.sum, as: fen}
            controls:
              - count: header.count
              - {sum: amount, equals: header.sum, as: fen}
              - {unique: serial}
            """)
        func line(_ serial: String, _ fen: Int64) -> InstructionLine {
            var line = InstructionLine()
            (line.serial, line.account, line.holderName) = (serial, Samples.account, "马某某")
            line.amount = Money(fen: fen)
            return line
        }
        func faults(_ head: DisbursementBatchHead, _ pieces: [[InstructionLine]]) -> [String] {
            var faults: [Fault] = []
            _ = mapping.writeHeader(stating: RecordBatch([head]), faults: &faults)
            var tally = mapping.newTally()
            for piece in pieces {
                _ = mapping.write(RecordBatch(piece), faults: &faults)
                mapping.add(written: RecordBatch(piece), &tally)
            }
            _ = mapping.writeEdges(head: RecordBatch([head]), tally: tally, faults: &faults)
            return faults.map(\.code)
        }
        var head = DisbursementBatchHead()
        (head.batchNumber, head.count, head.sum) = ("B1", 3, Money(fen: 600))
        let pieces = [[line("S1", 100), line("S2", 200)], [line("S3", 300)]]
        #expect(faults(head, pieces).isEmpty)
        #expect(faults(head, [pieces[0]]) == ["control.count", "control.sum"])
        #expect(faults(head, [pieces[0], [line("S1", 300)]]) == ["control.unique"])
        head.sum = nil
        #expect(faults(head, pieces).first == "control.sum", "a total that is not stated cannot stand before its rows")
    }
}
