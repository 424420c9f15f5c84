import Formats
import Subsidy

/// W6: the result file as JSON lines.
enum ResultLines {
    private struct Lines: Sendable {
        var batch: ResultFile.Batch
        var bytes: [UInt8]
        /// Where the line of each record ends.
        var ends: [Int]
    }

    static func run(file: String) throws -> Totals {
        let input = try ResultFile(file)
        var ledger = ResultLedger(input.columns)
        let edges = try input.read {
            { batch in
                let (bytes, ends) = lines(batch.records, input)
                return Lines(batch: batch, bytes: bytes, ends: ends)
            }
        } deliver: { lines in
            for range in ledger.take(lines.batch) {
                let bytes =
                    (range.lowerBound == 0 ? 0 : lines.ends[range.lowerBound - 1])..<lines.ends[range.upperBound - 1]
                try lines.bytes.withUnsafeBytes {
                    try OutputFile.standard.write(UnsafeRawBufferPointer(rebasing: $0[bytes]))
                }
            }
        }
        ledger.close(edges)
        return ledger.totals
    }

    private static func lines(_ records: RecordBatch, _ input: ResultFile) -> (bytes: [UInt8], ends: [Int]) {
        let columns = input.columns
        var days = DayTexts()
        var ends: [Int] = []
        ends.reserveCapacity(records.count)
        let texts = [columns.name, columns.id, columns.account, columns.note].reduce(0) {
            $0 + records.columns[$1].text.count
        }
        let room = records.count * (300 + input.number.count) + texts * 2
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            var out = LineBuffer(base)
            records.withMemory { memory in
                input.number.withUnsafeBufferPointer { number in
                    let escapes = [columns.name, columns.id, columns.account, columns.note].contains {
                        LineBuffer.needsEscapes(records.columns[$0].text)
                    }
                    for record in 0..<records.count {
                        out.put("{\"batch_no\":\"")
                        if let number = number.baseAddress { out.put(number, input.number.count) }
                        out.put("\",\"seq\":")
                        out.put(memory[columns.sequence].integers[record])
                        put("\",\"name\":\"", memory[columns.name], record, escapes, skipping: 1, &out)
                        put("\",\"id_no\":\"", memory[columns.id], record, escapes, &out)
                        put("\",\"account\":\"", memory[columns.account], record, escapes, &out)
                        put("\",\"bank_code\":\"BK", memory[columns.bank], record, escapes, &out)
                        out.put("\",\"amount_fen\":")
                        out.put(memory[columns.amount].integers[record])
                        let outcome = memory[columns.outcome].value(record)
                        if outcome.count == 2 {
                            out.put(",\"status\":\"PAID\",\"reason\":null")
                        } else {
                            out.put(",\"status\":\"FAILED\",\"reason\":\"")
                            let code = UnsafeBufferPointer(start: outcome.start, count: outcome.count)
                            out.put(KitWords.reason(code) ?? "")
                            out.put("\"")
                        }
                        out.put(",\"pay_date\":\"")
                        days.put(memory[columns.day].integers[record], to: base + out.count)
                        out.skip(DayTexts.length)
                        put("\",\"remark\":\"", memory[columns.note], record, escapes, &out)
                        out.put("\",\"source_line\":")
                        out.put(Int64(records.rows[record] + 1))
                        out.put("}\n")
                        ends.append(out.count)
                    }
                }
            }
            count = out.count
        }
        return (bytes, ends)
    }

    /// A key, and the text of a record; `skipping` leaves the quote out that ends a text before it.
    @inline(__always)
    private static func put(
        _ key: StaticString, _ column: RecordBatch.Memory, _ record: Int, _ escapes: Bool, skipping: Int = 0,
        _ out: inout LineBuffer
    ) {
        out.put(key.utf8Start + skipping, key.utf8CodeUnitCount - skipping)
        let value = column.value(record)
        if escapes { out.putEscaped(value.start, value.count) } else { out.put(value.start, value.count) }
    }
}
