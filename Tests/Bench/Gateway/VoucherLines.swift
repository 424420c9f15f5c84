import Formats
import Mapping
import Subsidy

/// W4: the treasury's report of vouchers as JSON lines.
enum VoucherLines {
    /// What is written, in the kit's order; the amount, the status and the day have their own forms.
    private static let texts: [(key: StaticString, field: String)] = [
        ("\",\"type\":\"", "kind"), ("\",\"voucher_no\":\"", "serial"), ("\",\"unit_code\":\"", "agency"),
        ("\",\"unit\":\"", "agencyName"), ("\",\"function\":\"", "function"), ("\",\"economic\":\"", "economy"),
        ("\",\"project\":\"", "budgetProject"), ("\",\"name\":\"", "payeeName"), ("\",\"id_no\":\"", "payeeID"),
        ("\",\"account\":\"", "payeeAccount"), ("\",\"bank_code\":\"BK", "bank"),
    ]

    private struct Plan: Sendable {
        let mapping: CompiledMapping
        let sequence, amount, outcome, day, remark: Int
        let texts: [(key: StaticString, column: Int)]

        init(_ mapping: CompiledMapping) throws {
            self.mapping = mapping
            sequence = try mapping.column("sequence")
            amount = try mapping.column("amount")
            outcome = try mapping.column("outcome")
            day = try mapping.column("paidOn")
            remark = try mapping.column("remark")
            texts = try VoucherLines.texts.map { ($0.key, try mapping.column($0.field)) }
        }
    }

    private struct Lines: Sendable {
        var totals = Totals()
        var bytes: [UInt8] = []
    }

    static func run(file: String) throws -> Totals {
        let plan = try Plan(try BenchMapping.load("budget/voucher.bulk", codes: ["bank", "budget"]))
        var totals = Totals()
        let input = try InputFile(file)
        let edges = try DocumentReader(plan.mapping.shape).read(
            threads: 2, pull: { try input.read($0) }, worker: { { rows in lines(rows, plan) } }
        ) { lines in
            totals.good += lines.totals.good
            totals.bad += lines.totals.bad
            totals.goodSum += lines.totals.goodSum
            totals.paid += lines.totals.paid
            try lines.bytes.withUnsafeBytes { try OutputFile.standard.write($0) }
        }
        totals.bad += edges.faults.count
        var faults: [Fault] = []
        let head = plan.mapping.readHead(header: edges.header, trailer: nil, parameters: [:], faults: &faults)
        let stated = head?.records(LineResultHead.self).first
        totals.reconciled = stated?.count == Int64(totals.good) && stated?.sum?.fen == totals.goodSum
        return totals
    }

    private static func lines(_ rows: RowBatch, _ plan: Plan) -> Lines {
        var records = RecordBatch(plan.mapping.record)
        var faults: [Fault] = []
        plan.mapping.read(rows, into: &records, faults: &faults)
        var lines = Lines()
        lines.totals.good = records.count
        lines.totals.bad = rows.count - records.count
        var days = DayTexts()
        let columns = plan.texts.map(\.column) + [plan.remark]
        let escapes = columns.contains { LineBuffer.needsEscapes(records.columns[$0].text) }
        let room = records.count * 420 + columns.reduce(0) { $0 + records.columns[$1].text.count } * 2
        lines.bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            var out = LineBuffer(base)
            records.withMemory { memory in
                for record in 0..<records.count {
                    out.put("{\"line\":\"")
                    out.put(memory[plan.sequence].integers[record])
                    for text in plan.texts {
                        out.put(text.key)
                        let value = memory[text.column].value(record)
                        if escapes {
                            out.putEscaped(value.start, value.count)
                        } else {
                            out.put(value.start, value.count)
                        }
                    }
                    let amount = memory[plan.amount].integers[record]
                    out.put("\",\"amount_fen\":")
                    out.put(amount)
                    lines.totals.goodSum += amount
                    if memory[plan.outcome].value(record).count == 2 {
                        lines.totals.paid += 1
                        out.put(",\"status\":\"PAID\"")
                    } else {
                        let outcome = memory[plan.outcome].value(record)
                        let code = UnsafeBufferPointer(start: outcome.start, count: outcome.count)
                        out.put(",\"status\":\"FAILED\",\"reason\":\"")
                        out.put(KitWords.reason(code) ?? "")
                        out.put("\"")
                    }
                    out.put(",\"pay_date\":\"")
                    days.put(memory[plan.day].integers[record], to: base + out.count)
                    out.skip(DayTexts.length)
                    out.put("\",\"remark\":\"")
                    let remark = memory[plan.remark].value(record)
                    out.putEscaped(remark.start, remark.count)
                    out.put("\"}\n")
                }
            }
            count = out.count
        }
        return lines
    }
}
