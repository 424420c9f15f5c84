import Glibc
import Mapping
import Store
import StoreSQLite
import Subsidy
import Trust

/// W5s: W5 from a table in which the person of each line is sealed, as the gateway's are.
enum SealedBatchFile {
    private static let name = "pay_line"
    private static let query: SQLText = """
        SELECT seq, sealed, bank_code, amount_fen, purpose FROM pay_line WHERE batch_no = $1 ORDER BY seq
        """

    /// Makes the sealed table of W5's; its keys lie beside it.
    static func prepare(from plain: String, to sealed: String, suite word: String) throws -> String? {
        guard let suite = Suite(rawValue: word) else { return nil }
        let source = try SQLiteStore(path: plain)
        let target = try ResultTable.create(
            sealed,
            [
                """
                CREATE TABLE pay_line (
                    batch_no TEXT NOT NULL, seq INTEGER NOT NULL, sealed BLOB NOT NULL, bank_code TEXT NOT NULL,
                    amount_fen INTEGER NOT NULL, purpose TEXT NOT NULL, PRIMARY KEY (batch_no, seq)
                ) WITHOUT ROWID
                """
            ])
        let sealer = PersonSealer(Sealer(try SealedTable.newKeys(sealed), suite: suite), table: name)
        try target.write { connection in
            try source.read { plain in
                try plain.scan(
                    BatchFile.query, [.text(BatchFile.number)], as: BatchFile.kinds, rows: 4096
                ) { columns in
                    let people = try sealer.seal(
                        names: columns[1], ids: columns[2], accounts: columns[3], rows: columns[0].integers)
                    let lines: [(name: String, values: StoreColumn)] = [
                        ("batch_no", StoreColumn(.text, repeating: Array(BatchFile.number.utf8))),
                        ("seq", columns[0]), ("sealed", people), ("bank_code", columns[4]), ("amount_fen", columns[5]),
                        ("purpose", columns[6]),
                    ]
                    try connection.load("pay_line", lines, rows: 0..<columns[0].count)
                }
            }
        }
        try target.close()
        return "{}"
    }

    static func run(table: String, file: String) throws -> String {
        let store = try SQLiteStore(path: table)
        let mapping = try BenchMapping.load("bank/batch.feedback", codes: [])
        let places = try BatchFile.fields.map { try mapping.column($0) }
        let sealer = Sealer(try KeyRing.load(from: SealedTable.keys(table)), suite: .international)
        let digested = try DigestedFile(file)
        let head = try store.read { try BatchFile.head($0, "pay_line") }
        let lanes = Lanes<[StoreColumn], RecordBatch> { columns in
            let people = try PersonOpener(sealer, table: name).open(columns[1], rows: columns[0].integers)
            var records = RecordBatch(mapping.record)
            let opened = [
                columns[0], people.names.column, people.ids.column, people.accounts.column, columns[2], columns[3],
                columns[4],
            ]
            BatchFile.fill(&records, opened, places)
            return records
        }
        var draft = try BatchDraft(mapping, head)
        try lanes.run { push in
            try store.read { connection in
                let kinds: [StoreColumn.Kind] = [.integer, .bytes, .text, .integer, .text]
                try connection.scan(query, [.text(BatchFile.number)], as: kinds, rows: 2048, push)
            }
        } next: { records in
            try draft.append(records)
            try digested.append(draft.take([]))
        }
        try draft.end()
        try digested.append(draft.take([]))
        return try digested.finish(head)
    }
}
