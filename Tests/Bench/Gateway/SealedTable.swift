import Formats
import Glibc
import Mapping
import Store
import StoreSQLite
import Subsidy
import Trust

/// W1s: W1 as the gateway stores it. The file itself is kept sealed, the person of each row is sealed, and the row is
/// found by keyed digests of identity number and account.
enum SealedTable {
    private static let schema: [SQLText] = [
        """
        CREATE TABLE bank_result (
            batch_no TEXT NOT NULL, seq INTEGER NOT NULL, sealed BLOB NOT NULL, account_digest BLOB NOT NULL,
            bank_code TEXT NOT NULL, amount_fen INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT,
            pay_date TEXT NOT NULL, remark TEXT, source_line INTEGER NOT NULL, PRIMARY KEY (batch_no, seq)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE bank_result_by_id (
            id_digest BLOB NOT NULL, batch_no TEXT NOT NULL, seq INTEGER NOT NULL,
            PRIMARY KEY (id_digest, batch_no, seq)
        ) WITHOUT ROWID
        """,
        ResultTable.rejectTable,
    ]

    /// What is sealed together.
    static let fields = "name,id,account"

    fileprivate struct Rows: Sendable {
        var batch: ResultFile.Batch
        var columns: [(name: String, values: StoreColumn)]
        var digests: [UInt8]
    }

    /// The keys of a table lie beside it: they are of this run alone.
    static func keys(_ table: String) -> String { table + ".keys" }

    static func run(file: String, table: String, suite name: String) throws -> Totals? {
        guard let suite = Suite(rawValue: name) else { return nil }
        let input = try ResultFile(file)
        let store = try ResultTable.create(table, schema)
        let sealer = Sealer(try newKeys(table), suite: suite)
        let raw = table + ".raw"
        unlink(raw)
        var ledger = ResultLedger(input.columns)
        var index = DigestRun()
        try store.write { connection in
            let vault = try SealedFileWriter(raw, document: 1, sealer: sealer)
            let edges = try input.read(seen: { try vault.append(Array($0)) }) { batch in
                let sealed = try seal(batch.records, input, sealer)
                return Rows(batch: batch, columns: sealed.columns, digests: sealed.digests)
            } deliver: { rows in
                for range in ledger.take(rows.batch) {
                    try connection.load("bank_result", rows.columns, rows: range)
                    try index.append(rows, range, input.columns) { run in try load(run, input, connection) }
                }
            }
            try vault.finish()
            try load(index.sorted(), input, connection)
            ledger.close(edges)
            try ResultTable.loadRejected(ledger.rejected, input, connection)
        }
        try store.close()
        return ledger.totals
    }

    /// Keys in place of those of a run before.
    static func newKeys(_ table: String) throws -> KeyRing {
        let folder = keys(table)
        for name in ["sealing-1", "digest", "audit"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
        return try KeyRing.create(at: folder)
    }

    private static func seal(
        _ records: RecordBatch, _ input: ResultFile, _ sealer: Sealer
    ) throws -> (columns: [(name: String, values: StoreColumn)], digests: [UInt8]) {
        let columns = input.columns
        let words = ResultTable.words(records, columns)
        var sealed = StoreColumn(.bytes)
        var accounts = StoreColumn(.bytes)
        var digests: [UInt8] = []
        digests.reserveCapacity(records.count * DigestRun.length)
        for record in 0..<records.count {
            let texts = [columns.name, columns.id, columns.account].map { records.text(record, $0) }
            let context = SealContext(
                table: "bank_result", row: records.integer(record, columns.sequence), fields: fields)
            sealed.append(try sealer.seal(SealedTexts.encode(texts), context))
            digests += sealer.digest("idNumber", Array(texts[1]))
            accounts.append(sealer.digest("account", Array(texts[2])))
        }
        return (
            [
                ("batch_no", StoreColumn(.text, repeating: input.number)),
                ("seq", StoreColumn(integers: records.columns[columns.sequence].integers)),
                ("sealed", sealed),
                ("account_digest", accounts),
                ("bank_code", words.bank),
                ("amount_fen", StoreColumn(integers: records.columns[columns.amount].integers)),
                ("status", words.status),
                ("reason", words.reason),
                ("pay_date", words.day),
                (
                    "remark",
                    StoreColumn(
                        .text, content: records.columns[columns.note].text, ends: records.columns[columns.note].ends)
                ),
                ("source_line", StoreColumn(integers: records.rows.map { Int64($0 + 1) })),
            ], digests
        )
    }

    private static func load(
        _ run: [DigestRun.Entry], _ input: ResultFile, _ connection: any StoreConnection
    ) throws {
        var start = 0
        while start < run.count {
            let piece = run[start..<min(start + 8192, run.count)]
            var digests = StoreColumn(.bytes)
            for entry in piece { withUnsafeBytes(of: entry.digest) { digests.append($0) } }
            let columns: [(name: String, values: StoreColumn)] = [
                ("id_digest", digests),
                ("batch_no", StoreColumn(.text, repeating: input.number)),
                ("seq", StoreColumn(integers: piece.map(\.sequence))),
            ]
            try connection.load("bank_result_by_id", columns, rows: 0..<piece.count)
            start += piece.count
        }
    }

    /// DigestRun sorts entries of the index by digest. It holds so many and no more; then they go in, in order.
    struct DigestRun {
        struct Entry {
            /// As it lies in memory.
            var digest: (UInt64, UInt64, UInt64, UInt64)
            var sequence: Int64

            /// Digests are even: the first eight bytes decide but once in a great while.
            static func < (a: Entry, b: Entry) -> Bool {
                let (left, right) = (a.digest.0.bigEndian, b.digest.0.bigEndian)
                if left != right { return left < right }
                return withUnsafeBytes(of: a.digest) { a in
                    withUnsafeBytes(of: b.digest) { b in a.lexicographicallyPrecedes(b) }
                }
            }
        }

        static let length = 32
        private static let most = 1 << 19
        private var entries: [Entry] = []

        fileprivate mutating func append(
            _ rows: Rows, _ range: Range<Int>, _ columns: ResultFile.Columns, full: ([Entry]) throws -> Void
        ) throws {
            if entries.count + range.count > DigestRun.most {
                try full(sorted())
                entries.removeAll(keepingCapacity: true)
            }
            rows.digests.withUnsafeBytes { digests in
                for record in range {
                    let digest = digests.loadUnaligned(
                        fromByteOffset: record * DigestRun.length, as: (UInt64, UInt64, UInt64, UInt64).self)
                    let sequence = rows.batch.records.integer(record, columns.sequence)
                    entries.append(Entry(digest: digest, sequence: sequence))
                }
            }
        }

        mutating func sorted() -> [Entry] {
            entries.sort { $0 < $1 }
            return entries
        }
    }

    /// Prints the rows as W1's table holds them, so that they can be compared; the rejects after them.
    static func dump(_ table: String) throws -> String {
        let store = try SQLiteStore(path: table)
        let sealer = Sealer(try KeyRing.load(from: keys(table)), suite: .international)
        var out: [UInt8] = []
        func put(_ values: [String]) throws {
            out.append(contentsOf: values.joined(separator: "|").utf8)
            out.append(0x0A)
            guard out.count > 1 << 20 else { return }
            try out.withUnsafeBytes { try OutputFile.standard.write($0) }
            out.removeAll(keepingCapacity: true)
        }
        try store.read { connection in
            let query: SQLText = """
                SELECT batch_no, seq, sealed, bank_code, amount_fen, status, reason, pay_date, remark, source_line
                FROM bank_result ORDER BY batch_no, seq
                """
            let kinds: [StoreColumn.Kind] = [
                .text, .integer, .bytes, .text, .integer, .text, .text, .text, .text, .integer,
            ]
            try connection.scan(query, [], as: kinds, rows: 4096) { columns in
                for row in 0..<columns[0].count {
                    var texts = columns.map { column -> String in
                        switch column.value(row) {
                        case .null: ""
                        case .integer(let number): String(number)
                        case .text(let text): text
                        case .bytes: ""
                        }
                    }
                    let context = SealContext(table: "bank_result", row: columns[1].integers[row], fields: fields)
                    let person = SealedTexts.decode(try sealer.open(Array(columns[2].bytes(row)), context))
                    texts.replaceSubrange(2...2, with: [person[0], person[1], person[2]])
                    try put(texts)
                }
            }
            let rejects: SQLText = "SELECT batch_no, line_no, kind, reason, raw FROM reject ORDER BY line_no"
            for row in try connection.rows(rejects) {
                try put(row.map { $0.text ?? $0.integer.map { String($0) } ?? "" })
            }
        }
        try out.withUnsafeBytes { try OutputFile.standard.write($0) }
        return "{}"
    }
}

/// Texts sealed together: each with its length before it.
enum SealedTexts {
    static func encode(_ texts: [ArraySlice<UInt8>]) -> [UInt8] {
        var bytes: [UInt8] = []
        for text in texts {
            withUnsafeBytes(of: UInt32(text.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: text)
        }
        return bytes
    }

    static func slices(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var texts: [ArraySlice<UInt8>] = []
        var index = 0
        while index + 4 <= bytes.count {
            let count = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
            index += 4
            guard count <= bytes.count - index else { break }
            texts.append(bytes[index..<index + count])
            index += count
        }
        return texts
    }

    static func decode(_ bytes: [UInt8]) -> [String] { slices(bytes).map { String(decoding: $0, as: UTF8.self) } }
}
