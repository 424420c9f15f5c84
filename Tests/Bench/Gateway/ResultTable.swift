import Formats
import Glibc
import Mapping
import Store
import StoreSQLite
import Subsidy

/// W1: the result file into SQLite, in one transaction.
enum ResultTable {
    /// The kit's table. Its index by identity number is a table of its own, as an index on a table without row numbers
    /// is one inside SQLite: rows come in the order of the file, and what is in random order there goes in sorted.
    static let schema: [SQLText] = [
        """
        CREATE TABLE bank_result (
            batch_no TEXT NOT NULL, seq INTEGER NOT NULL, name TEXT NOT NULL, id_no TEXT NOT NULL,
            account TEXT NOT NULL, bank_code TEXT NOT NULL, amount_fen INTEGER NOT NULL, status TEXT NOT NULL,
            reason TEXT, pay_date TEXT NOT NULL, remark TEXT, source_line INTEGER NOT NULL,
            PRIMARY KEY (batch_no, seq)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE bank_result_by_id (
            id_no TEXT NOT NULL, batch_no TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (id_no, batch_no, seq)
        ) WITHOUT ROWID
        """,
        rejectTable,
    ]

    static let rejectTable: SQLText = """
        CREATE TABLE reject (
            batch_no TEXT NOT NULL, line_no INTEGER NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, raw TEXT,
            PRIMARY KEY (batch_no, line_no)
        ) WITHOUT ROWID
        """

    private struct Rows: Sendable {
        var batch: ResultFile.Batch
        var columns: [(name: String, values: StoreColumn)]
    }

    static func run(file: String, table: String) throws -> Totals {
        let input = try ResultFile(file)
        let store = try create(table, schema)
        var ledger = ResultLedger(input.columns)
        var index = IdentityRun()
        try store.write { connection in
            let edges = try input.read {
                { batch in Rows(batch: batch, columns: columns(batch.records, input)) }
            } deliver: { rows in
                for range in ledger.take(rows.batch) {
                    try connection.load("bank_result", rows.columns, rows: range)
                    try index.append(rows.batch.records, range, input.columns) { run in
                        try load(run, input, connection)
                    }
                }
            }
            try load(index.sorted(), input, connection)
            ledger.close(edges)
            try loadRejected(ledger.rejected, input, connection)
        }
        try store.close()
        return ledger.totals
    }

    /// A new file with these tables.
    static func create(_ path: String, _ schema: [SQLText]) throws -> SQLiteStore {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        let store = try SQLiteStore(path: path)
        try store.define(schema)
        return store
    }

    private static func columns(
        _ records: RecordBatch, _ input: ResultFile
    ) -> [(name: String, values: StoreColumn)] {
        let columns = input.columns
        func text(_ column: Int) -> StoreColumn {
            StoreColumn(.text, content: records.columns[column].text, ends: records.columns[column].ends)
        }
        let words = words(records, columns)
        return [
            ("batch_no", StoreColumn(.text, repeating: input.number)),
            ("seq", StoreColumn(integers: records.columns[columns.sequence].integers)),
            ("name", text(columns.name)),
            ("id_no", text(columns.id)),
            ("account", text(columns.account)),
            ("bank_code", words.bank),
            ("amount_fen", StoreColumn(integers: records.columns[columns.amount].integers)),
            ("status", words.status),
            ("reason", words.reason),
            ("pay_date", words.day),
            ("remark", text(columns.note)),
            ("source_line", StoreColumn(integers: records.rows.map { Int64($0 + 1) })),
        ]
    }

    /// The kit's words for canonical codes and days.
    static func words(
        _ records: RecordBatch, _ columns: ResultFile.Columns
    ) -> (bank: StoreColumn, status: StoreColumn, reason: StoreColumn, day: StoreColumn) {
        let count = records.count
        let width = 5
        var ends = (bank: [Int](), status: [Int](), reason: [Int](), day: [Int]())
        var (status, reason) = ([UInt8](), [UInt8]())
        var isMissing: [Bool] = []
        ends.bank = (0..<count).map { ($0 + 1) * width }
        ends.day = (0..<count).map { ($0 + 1) * DayTexts.length }
        ends.status.reserveCapacity(count)
        ends.reason.reserveCapacity(count)
        isMissing.reserveCapacity(count)
        status.reserveCapacity(count * 6)
        return records.withMemory { memory in
            let banks = [UInt8](unsafeUninitializedCapacity: count * width) { buffer, filled in
                guard let base = buffer.baseAddress else { return }
                var out = LineBuffer(base)
                for record in 0..<count {
                    let bank = memory[columns.bank].value(record)
                    out.put("BK")
                    out.put(bank.start, bank.count)
                }
                filled = out.count
            }
            var texts = DayTexts()
            let days = [UInt8](unsafeUninitializedCapacity: count * DayTexts.length) { buffer, filled in
                guard let base = buffer.baseAddress else { return }
                for record in 0..<count {
                    texts.put(memory[columns.day].integers[record], to: base + record * DayTexts.length)
                }
                filled = count * DayTexts.length
            }
            for record in 0..<count {
                let outcome = memory[columns.outcome].value(record)
                let isPaid = outcome.count == 2
                let word = isPaid ? KitWords.paid : KitWords.failed
                status.append(contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
                ends.status.append(status.count)
                if !isPaid {
                    let code = UnsafeBufferPointer(start: outcome.start, count: outcome.count)
                    let word = KitWords.reason(code) ?? ""
                    reason.append(contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
                }
                ends.reason.append(reason.count)
                isMissing.append(isPaid)
            }
            return (
                StoreColumn(.text, content: banks, ends: ends.bank),
                StoreColumn(.text, content: status, ends: ends.status),
                StoreColumn(.text, content: reason, ends: ends.reason, missing: isMissing),
                StoreColumn(.text, content: days, ends: ends.day)
            )
        }
    }

    private static func load(
        _ run: [IdentityRun.Entry], _ input: ResultFile, _ connection: any StoreConnection
    ) throws {
        var start = 0
        while start < run.count {
            let piece = run[start..<min(start + 8192, run.count)]
            let ids = [UInt8](unsafeUninitializedCapacity: piece.count * IdentityRun.length) { buffer, filled in
                guard var place = buffer.baseAddress else { return }
                for entry in piece {
                    entry.write(to: place)
                    place += IdentityRun.length
                }
                filled = piece.count * IdentityRun.length
            }
            let columns: [(name: String, values: StoreColumn)] = [
                (
                    "id_no",
                    StoreColumn(.text, content: ids, ends: (1...piece.count).map { $0 * IdentityRun.length })
                ),
                ("batch_no", StoreColumn(.text, repeating: input.number)),
                ("seq", StoreColumn(integers: piece.map(\.sequence))),
            ]
            try connection.load("bank_result_by_id", columns, rows: 0..<piece.count)
            start += piece.count
        }
    }

    /// The rejected lines as they stand in the file: found again by their numbers, because there are few.
    static func loadRejected(
        _ rejected: [ResultFile.Rejected], _ input: ResultFile, _ connection: any StoreConnection
    ) throws {
        var lines = RejectedLines(input.path)
        var values: [[SQLValue]] = []
        let number = String(decoding: input.number, as: UTF8.self)
        for reject in rejected {
            let raw = try TextCodec.decode(try lines.line(reject.row + 1), as: input.mapping.shape.encoding)
            values.append([
                .text(number), .integer(Int64(reject.row + 1)), .text(reject.kind.text), .text(reject.kind.text),
                .text(String(decoding: raw, as: UTF8.self)),
            ])
        }
        try connection.load("reject", columns: ["batch_no", "line_no", "kind", "reason", "raw"], values)
    }
}

/// IdentityRun sorts entries of the index by identity number. It holds so many and no more; then they go in, in order.
///
/// A number of 17 digits and one more or an X is held as a number to base 11, which is in the same order as its text.
struct IdentityRun {
    struct Entry {
        var key: UInt64
        var sequence: Int64

        func write(to place: UnsafeMutablePointer<UInt8>) {
            var rest = key
            for position in stride(from: IdentityRun.length - 1, through: 0, by: -1) {
                let digit = UInt8(truncatingIfNeeded: rest % 11)
                place[position] = digit == 10 ? UInt8(ascii: "X") : UInt8(ascii: "0") + digit
                rest /= 11
            }
        }
    }

    static let length = 18
    private static let most = 1 << 20
    private var entries: [Entry] = []

    mutating func append(
        _ records: RecordBatch, _ range: Range<Int>, _ columns: ResultFile.Columns, full: ([Entry]) throws -> Void
    ) throws {
        if entries.count + range.count > IdentityRun.most {
            try full(sorted())
            entries.removeAll(keepingCapacity: true)
        }
        records.withMemory { memory in
            for record in range {
                append(memory[columns.id].bytes(record), memory[columns.sequence].integers[record])
            }
        }
    }

    /// Takes one more, whose number has 18 places.
    @inline(__always)
    mutating func append(_ id: UnsafeRawBufferPointer, _ sequence: Int64) {
        var key: UInt64 = 0
        for byte in id { key = key &* 11 &+ UInt64(byte == UInt8(ascii: "X") ? 10 : byte &- UInt8(ascii: "0")) }
        entries.append(Entry(key: key, sequence: sequence))
    }

    /// By key, and for one key in the order of the file: by the digits of the key, the lowest first.
    mutating func sorted() -> [Entry] {
        let bits = 11
        var spare = [Entry](repeating: Entry(key: 0, sequence: 0), count: entries.count)
        for shift in stride(from: 0, to: 64, by: bits) {
            var starts = [Int](repeating: 0, count: 1 << bits)
            let mask = UInt64(1 << bits - 1)
            for entry in entries { starts[Int(entry.key >> UInt64(shift) & mask)] += 1 }
            // All in one place: nothing to move.
            if starts.contains(entries.count) { continue }
            var start = 0
            for index in starts.indices {
                let count = starts[index]
                starts[index] = start
                start += count
            }
            for entry in entries {
                let digit = Int(entry.key >> UInt64(shift) & mask)
                spare[starts[digit]] = entry
                starts[digit] += 1
            }
            swap(&entries, &spare)
        }
        return entries
    }
}

/// RejectedLines finds lines by number in one pass over the file.
struct RejectedLines {
    private let path: String
    private var file: InputFile?
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    private var (start, end) = (0, 0)
    private var next = 1

    init(_ path: String) { self.path = path }

    /// The line without its end. Numbers are asked for in ascending order.
    mutating func line(_ number: Int) throws -> [UInt8] {
        while true {
            let found = buffer.withUnsafeBytes { bytes -> Int? in
                guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, end - start) else {
                    return nil
                }
                return UnsafeRawPointer(found) - base
            }
            guard let found else {
                guard try fill() else { throw BenchError("no line \(number)") }
                continue
            }
            let line = start..<found
            start = found + 1
            next += 1
            if next == number + 1 {
                let hasReturn = !line.isEmpty && buffer[line.upperBound - 1] == 0x0D
                return Array(buffer[hasReturn ? line.dropLast() : line])
            }
        }
    }

    private mutating func fill() throws -> Bool {
        let file = try self.file ?? InputFile(path)
        self.file = file
        buffer.removeSubrange(..<start)
        end -= start
        start = 0
        buffer.append(contentsOf: repeatElement(0, count: max(1 << 18 - buffer.count, 1 << 16)))
        let got = try buffer.withUnsafeMutableBytes {
            try file.read(UnsafeMutableRawBufferPointer(rebasing: $0[end...]))
        }
        end += got
        return got > 0
    }
}
