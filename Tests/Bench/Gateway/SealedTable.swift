import Formats
import Glibc
import Mapping
import Store
import StoreSQLite
import Subsidy
import Trust

/// W1s: W1 as the gateway stores it. The file itself is kept sealed, the person of each row is sealed, and the row is
/// found by keyed digests of identity number and account. As in the store, rows name their batch by an integer.
enum SealedTable {
    private static let schema: [SQLText] = [
        """
        CREATE TABLE batch (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE)
        """,
        """
        CREATE TABLE bank_result (
            batch INTEGER NOT NULL, seq INTEGER NOT NULL, sealed BLOB NOT NULL, account_digest BLOB NOT NULL,
            bank_code TEXT NOT NULL, amount_fen INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT,
            pay_date TEXT NOT NULL, remark TEXT, source_line INTEGER NOT NULL, PRIMARY KEY (batch, seq)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE bank_result_by_id (
            id_digest BLOB NOT NULL, batch INTEGER NOT NULL, seq INTEGER NOT NULL,
            PRIMARY KEY (id_digest, batch, seq)
        ) WITHOUT ROWID
        """,
        ResultTable.rejectTable,
    ]

    /// What is sealed together.
    static let fields = "name,id,account"
    private static let batch: Int64 = 1

    private struct Rows: Sendable {
        var batch: ResultFile.Batch
        var columns: [(name: String, values: StoreColumn)]
        /// Of the identity numbers.
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
            try connection.execute(
                "INSERT INTO batch (id, number) VALUES ($1, $2)",
                [.integer(batch), .text(String(decoding: input.number, as: UTF8.self))])
            let vault = try SealedFileWriter(raw, document: 1, sealer: sealer)
            let edges = try input.read(seen: { try vault.append($0) }) {
                let people = PersonSealer(sealer, table: "bank_result")
                return { batch in
                    let sealed = try people.seal(batch.records, input.columns)
                    return Rows(batch: batch, columns: columns(batch.records, sealed, input), digests: sealed.ids)
                }
            } deliver: { rows in
                for range in ledger.take(rows.batch) {
                    try connection.load("bank_result", rows.columns, rows: range)
                    if index.count + range.count > DigestRun.most {
                        try load(index, connection)
                        index.removeAll()
                    }
                    index.append(rows.digests, rows.batch.records.columns[input.columns.sequence].integers, range)
                }
            }
            try vault.finish()
            try load(index, connection)
            ledger.close(edges)
            try ResultTable.loadRejected(ledger.rejected, input, connection)
        }
        try store.close()
        return ledger.totals
    }

    /// Keys in place of those of a run before.
    static func newKeys(_ table: String) throws -> KeyRing {
        let folder = keys(table)
        for name in ["sealing-1", "digest", "audit"] { unlink("\(folder)/\(name).key") }
        rmdir(folder)
        return try KeyRing.create(at: folder)
    }

    private static func columns(
        _ records: RecordBatch, _ sealed: PersonSealer.Sealed, _ input: ResultFile
    ) -> [(name: String, values: StoreColumn)] {
        let columns = input.columns
        let words = ResultTable.words(records, columns)
        return [
            ("batch", StoreColumn(integers: [Int64](repeating: batch, count: records.count))),
            ("seq", StoreColumn(integers: records.columns[columns.sequence].integers)),
            ("sealed", sealed.people),
            ("account_digest", sealed.accounts),
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
        ]
    }

    private static func load(_ run: DigestRun, _ connection: any StoreConnection) throws {
        try run.forEach(piece: 8192) { digests, sequences in
            let ends = (0..<sequences.count).map { ($0 + 1) * DigestSession.length }
            let columns: [(name: String, values: StoreColumn)] = [
                ("id_digest", StoreColumn(.bytes, content: digests, ends: ends)),
                ("batch", StoreColumn(integers: [Int64](repeating: batch, count: sequences.count))),
                ("seq", StoreColumn(integers: sequences)),
            ]
            try connection.load("bank_result_by_id", columns, rows: 0..<sequences.count)
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
                SELECT number, seq, sealed, bank_code, amount_fen, status, reason, pay_date, remark, source_line
                FROM bank_result JOIN batch ON batch.id = bank_result.batch ORDER BY bank_result.batch, seq
                """
            let kinds: [StoreColumn.Kind] = [
                .text, .integer, .bytes, .text, .integer, .text, .text, .text, .text, .integer,
            ]
            let opener = PersonOpener(sealer, table: "bank_result")
            try connection.scan(query, [], as: kinds, rows: 4096) { columns in
                let people = try opener.open(columns[2], rows: columns[1].integers)
                let opened = [people.names, people.ids, people.accounts].map(\.column)
                for row in 0..<columns[0].count {
                    var texts = columns.map { column -> String in
                        switch column.value(row) {
                        case .null: ""
                        case .integer(let number): String(number)
                        case .text(let text): text
                        case .bytes: ""
                        }
                    }
                    texts.replaceSubrange(2...2, with: opened.map { String(decoding: $0.bytes(row), as: UTF8.self) })
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
