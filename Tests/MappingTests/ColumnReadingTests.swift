import Mapping
import Subsidy
import TestSupport
import Testing

/// Reading by columns gives what reading value by value gives, whatever the rows hold.
@Suite struct ColumnReadingTests {
    /// A field of every type, and every way to read one.
    private static let everything = """
        title: 全部
        counterpart: Bank
        exchange: batch.result
        direction: in
        record: LineResult
        document:
          format: delimited
          encoding: GB18030
          delimiter: "|"
          header: {tag: P, columns: [kind, count, sum, okCount, okSum, hash]}
          columns: [serial, account, name, amount, flag, code, reason, date, extra]
        fields:
          serial: {from: serial, slice: [0, 6]}
          bankSerial: {from: reason, split: "/", part: 2}
          account: account
          holderName: name
          amount: {from: amount, as: AMOUNT}
          paid: {from: amount, as: "yuan(absolute)", when: {flag: [S, F]}}
          outcome: {from: [flag, code], as: codes(results), unmapped: UNMAPPED}
          reasonCode: {from: code, empty: ["0000", " 无 "]}
          reasonText: {join: [code, reason], with: " "}
          batchNumber: {const: B7}
          paidOn: {from: date, as: DATE, empty: ["00000000"]}
        ext: [extra]
        ignored: [header.kind]
        controls:
          - count: header.count
          - {sum: amount, equals: header.sum, as: fen}
          - {count: header.okCount, where: {outcome: ok}}
          - {sum: amount, equals: header.okSum, as: fen, where: {outcome: [ok, pending]}}
          - {hashTotal: account, equals: header.hash}
        """

    private static let single = """
        title: 单列代码
        counterpart: CivilAffairs
        exchange: welfare.sync
        direction: in
        record: WelfareStatus
        document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [id, name, no, kind, state, from, until]}
        fields:
          idNumber: id
          name: name
          certificate: no
          kind: {from: kind, as: codes(kinds)}
          state: {from: state, as: codes(states)}
          from: {from: from, as: date(yyyy/MM/dd)}
          until: {from: until, as: "date(yyyyMM,last)"}
        """

    private static let codes = [
        "codes/kinds.yaml": """
        title: 类别
        set: welfareKind
        codes: {"1": lowIncome, "02": destitute, "低保": lowIncome, "残疾人两项补贴": disability}
        prefix: {"X": cremation}
        """,
        "codes/states.yaml": """
        title: 状态
        set: welfareState
        codes: {"1": active, "0": ended}
        """,
    ]

    private static let indicator = """
        title: 指标
        counterpart: Budget
        exchange: indicator.sync
        direction: in
        record: BudgetIndicator
        document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [a, b, c, d, e, f, g]}
        fields:
          sourceID: a
          budgetProject: b
          division: c
          year: {from: d, as: integer}
          amount: {from: e, as: "fen(positive)"}
          reduced: {from: e, as: "fen(negated)"}
          executable: {from: f, as: "flag(1|是,0|否)"}
          deleted: {from: g, as: "flag(true,false)"}
        """

    private static let list = """
        title: 清单
        counterpart: Department
        exchange: list.submit
        direction: in
        record: ApprovedListLine
        document: {format: delimited, encoding: UTF-8, delimiter: "|", columns: [a, b, c, d, e, f, g]}
        fields:
          sequence: a
          beneficiaryName: b
          beneficiaryID: c
          payeeName: b
          payeeID: c
          phone: d
          quantity: e
          rate: f
          amount: {from: f, as: yuan}
          filledOn: g
        """

    @Test(arguments: [UInt64(901), 902, 903, 904, 905, 906])
    func recordsFaultsAndTotalsAreThoseOfReadingValueByValue(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for text in [Self.everything, Self.single, Self.indicator, Self.list] {
            let mapping = try compiled(variant(text, &random), more: Self.codes)
            for _ in 0..<12 {
                let batch = Cells.batch(mapping.shape.columns.count, Int.random(in: 0...300, using: &random), &random)
                try compare(mapping, batch, seed)
            }
        }
    }

    @Test func recordsGoAfterThoseThatAreThere() throws {
        let mapping = try compiled(Samples.result)
        var (records, faults) = (RecordBatch(mapping.record), [Fault]())
        for cells in [
            [Samples.row(), Samples.row(serial: "")], [Samples.row(extra: "林班")], [Samples.row(amount: "x")],
        ] {
            mapping.read(rows(cells), into: &records, faults: &faults)
        }
        #expect(records.rows == [1, 1])
        #expect(records.extensions.map(\.count) == [0, 1])
        #expect(faults.map(\.code) == ["field.required", "money.format"])
        records.removeAll()
        #expect(records.isEmpty && records.extensions.isEmpty)
        mapping.read(rows([Samples.row(serial: "再")]), into: &records, faults: &faults)
        #expect(records.string(0, 0) == "再")
    }

    private func variant(_ text: String, _ random: inout SplitMix64) -> String {
        func one(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
        return text.replacing("AMOUNT", with: one(["fen", "yuan", "\"yuan(positive)\"", "\"fen(negated)\""]))
            .replacing("UNMAPPED", with: one(["keep", "reject"]))
            .replacing("DATE", with: one(["date", "date(yyyyMMdd)", "date(yyyy-MM-dd)", "\"date(yyyy年MM月dd日)\""]))
    }

    private func compare(_ mapping: CompiledMapping, _ batch: RowBatch, _ seed: UInt64) throws {
        var (fast, slow) = (RecordBatch(mapping.record), RecordBatch(mapping.record))
        var (fastFaults, slowFaults) = ([Fault](), [Fault]())
        let summed = ["amount", "quantity", "name", "none"][batch.count % 4]
        var (fastTally, slowTally) = (mapping.newTally(summing: summed), mapping.newTally(summing: summed))
        var parts = mapping.newTally(summing: summed)
        for _ in 0..<2 {
            mapping.read(batch, into: &fast, faults: &fastFaults, tally: &fastTally)
            mapping.add(batch, &slowTally)
            var part = mapping.newTally(summing: summed)
            mapping.add(batch, &part)
            mapping.add(part, to: &parts)
            mapping.readEachRow(batch, into: &slow, faults: &slowFaults)
        }
        try #require(fastFaults == slowFaults, "seed \(seed)")
        #expect(fast.rows == slow.rows && fast.ranges == slow.ranges, "seed \(seed)")
        for (column, field) in mapping.record.fields.enumerated() {
            let (left, right) = (fast.columns[column], slow.columns[column])
            #expect(
                left.integers == right.integers && left.text == right.text && left.ends == right.ends
                    && left.missing == right.missing, "seed \(seed) \(field.name)")
        }
        #expect(fast.extensions.map { $0.map(\.value) } == slow.extensions.map { $0.map(\.value) }, "seed \(seed)")
        #expect(fastTally == slowTally && parts == slowTally, "seed \(seed)")
    }
}

/// Cells that are good, damaged, padded, empty, absent, or plain noise.
private enum Cells {
    static let good = [
        Samples.idNumber, Samples.identity("15999919701231002"), "640199680412001", Samples.account,
        Samples.card("629999000000000"), "051234567890123", "051-2345-67890123", "马某某", "阿卜杜热合曼·买买提", "\u{E81B}某",
        "欧阳\u{E000}", "马?", "1234.5", "1,234.50", "+0000000123450", "-12.30", "123450", "0", "00", "9000000000000000",
        "90000000000000.00", "90000000000000.01", "999999999999999", "9999999999999.99", "12345678901234567890", "12.",
        "97.3215", "-0.000001", "900000000000", "20260302", "2026-03-02", "2026/3/2", "2026/03/02", "2026.03.02",
        "2026年03月02日", "20260231", "00000000", "202602", "S", "F", "W", "0000", "3031", "3065", "6051", "7777", "1",
        "02",
        "低保", "残疾人两项补贴", "X9", "是", "否", "true", "无", "a/b/c", "13800000000", "0951-1234567", "１３８００００００００",
    ]

    static let spaces = ["", "", "", " ", "  ", "\t", "\u{3000}", " \u{3000} ", "\u{A0}", "\r"]

    static func batch(_ columns: Int, _ count: Int, _ random: inout SplitMix64) -> RowBatch {
        var batch = RowBatch(columns: columns)
        // Some batches are nearly all good, so that the common path is taken too.
        let noise = [0, 3, 30].randomElement(using: &random) ?? 0
        for row in 0..<count {
            for _ in 0..<columns {
                if let text = cell(noise, &random) { batch.cell(text) } else { batch.missing() }
            }
            batch.end(row: row * 2 + 1, range: row * 10..<row * 10 + 7)
        }
        return batch
    }

    private static func cell(_ noise: Int, _ random: inout SplitMix64) -> [UInt8]? {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<4: return nil
        case 4..<8: return []
        case 8..<8 + noise:
            var text = Array((good.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) where !text.isEmpty {
                let index = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: text[index] = UInt8.random(in: 0...255, using: &random)
                case 1: text.remove(at: index)
                default: text.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: index)
                }
            }
            return text
        default:
            let (before, after) = (spaces.randomElement(using: &random), spaces.randomElement(using: &random))
            return Array(((before ?? "") + (good.randomElement(using: &random) ?? "") + (after ?? "")).utf8)
        }
    }
}
