import Formats
import Subsidy
import Testing

@Suite struct RecordLineTests {
    private func lines(_ records: RecordBatch) -> String {
        var lines: [UInt8] = []
        RecordLineWriter(records.schema).append(records, to: &lines)
        return String(decoding: lines, as: UTF8.self)
    }

    @Test func aRecordIsALineWithItsKeysSortedAndWithoutWhatIsMissing() {
        var record = LineResult()
        (record.serial, record.holderName) = ("A1", "阿卜杜·买买提")
        record.amount = Money(fen: -7)
        record.paid = Money(fen: 9_007_199_254_740_993)
        record.outcome = .nameMismatch
        record.paidOn = Day(year: 2026, month: 3, day: 2)
        record.sequence = .min
        #expect(
            lines(RecordBatch([record, LineResult()])) == """
                {"amount":"-0.07","holderName":"阿卜杜·买买提","outcome":"nameMismatch","paid":"90071992547409.93",\
                "paidOn":"2026-03-02","sequence":-9223372036854775808,"serial":"A1"}
                {}

                """)
    }

    @Test func flagsDecimalsAndInstantsAreWrittenAsTheyAreRead() {
        var line = ApprovedListLine()
        line.quantity = ExactDecimal(millionths: 97_321_500)
        var query = QueryHead()
        query.requestNumber = "R"
        query.sentAt = Day(year: 2026, month: 1, day: 31).map { Instant($0, hour: 8, minute: 5, second: 9) }
        query.sentAt?.milliseconds += 42
        var indicator = BudgetIndicator()
        (indicator.executable, indicator.deleted, indicator.year) = (true, false, 2026)
        #expect(lines(RecordBatch([line])) == "{\"quantity\":\"97.3215\"}\n")
        #expect(
            lines(RecordBatch([query])) == "{\"requestNumber\":\"R\",\"sentAt\":\"2026-01-31T08:05:09.042+08:00\"}\n")
        #expect(lines(RecordBatch([indicator])) == "{\"deleted\":false,\"executable\":true,\"year\":2026}\n")
    }

    @Test func whatJSONCannotHoldIsEscaped() {
        var records = [LineResult(), LineResult()]
        records[0].serial = "\"\\\n\r\t\u{1}\u{7F}\u{2028}\u{2029}\u{2027}—€"
        records[1].serial = "plain"
        #expect(
            lines(RecordBatch(records)) == """
                {"serial":"\\"\\\\\\n\\r\\t\\u0001\\u007f\\u2028\\u2029\u{2027}—€"}
                {"serial":"plain"}

                """)
    }

    @Test func extraColumnsStandInTheirBagAmongTheKeys() {
        var records = [LineResult(), LineResult()]
        (records[0].serial, records[0].bankSerial) = ("1", "2")
        var batch = RecordBatch(records)
        batch.extensions = [[(name: "乙", value: "\"b\""), (name: "a", value: "1"), (name: "a", value: "2")], []]
        #expect(
            lines(batch) == """
                {"bankSerial":"2","ext":{"a":"2","乙":"\\"b\\""},"serial":"1"}
                {}

                """)
    }

    @Test func theWorstTextHasRoom() {
        var record = LineResult()
        record.serial = String(repeating: "\u{1}", count: 1000)
        record.note = String(repeating: "\u{2028}", count: 1000)
        let batch = RecordBatch(Array(repeating: record, count: 50))
        #expect(lines(batch).utf8.count == 50 * (6000 + 6000 + "{\"note\":\"\",\"serial\":\"\"}\n".utf8.count))
    }

    @Test(arguments: [UInt64(61), 62])
    func everyDayAndAmountIsWrittenAsItsOwnTextIs(seed: UInt64) {
        var random = SplitMix(seed)
        for _ in 0..<500 {
            var record = LineResult()
            let day = Day(number: Int32(-70_000 + random.below(500_000)))
            let money = Money(fen: Int64(random.below(1 << 62)) >> Int64(random.below(62)))
            (record.paidOn, record.amount) = (day, money)
            #expect(
                lines(RecordBatch([record])) == "{\"amount\":\"\(money.yuan)\",\"paidOn\":\"\(day.text)\"}\n",
                "seed \(seed)")
        }
    }
}
