import Glibc
import Mapping
import Store
import StoreSQLite
import Subsidy
import Trust

/// W5s: W5 from a table in which the person of each line is sealed, as the gateway's are.
enum SealedBatchFile {
    private static let context = "pay_line"
    private static let query: SQLText = """
        SELECT seq, sealed, bank_code, amount_fen, purpose FROM pay_line WHERE batch_no = $1 ORDER BY seq
        """

    /// Makes the sealed table of W5's; its keys lie beside it.
    static func prepare(from plain: String, to sealed: String, suite name: String) throws -> String? {
        guard let suite = Suite(rawValue: name) else { return nil }
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
        let sealer = Sealer(try SealedTable.newKeys(sealed), suite: suite)
        try target.write { connection in
            try source.read { plain in
                try plain.scan(
                    BatchFile.query, [.text(BatchFile.number)], as: BatchFile.kinds, rows: 4096
                ) { columns in
                    var people = StoreColumn(.bytes)
                    for row in 0..<columns[0].count {
                        let texts = [1, 2, 3].map { columns[$0].bytes(row) }
                        let context = SealContext(
                            table: context, row: columns[0].integers[row], fields: SealedTable.fields)
                        people.append(try sealer.seal(SealedTexts.encode(texts), context))
                    }
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
            let (names, ids, accounts) = try open(columns, sealer)
            var records = RecordBatch(mapping.record)
            let opened = [columns[0], names, ids, accounts, columns[2], columns[3], columns[4]]
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

    private static func open(
        _ columns: [StoreColumn], _ sealer: Sealer
    ) throws -> (names: StoreColumn, ids: StoreColumn, accounts: StoreColumn) {
        var people = (0..<3).map { _ in StoreColumn(.text) }
        for row in 0..<columns[0].count {
            let context = SealContext(table: context, row: columns[0].integers[row], fields: SealedTable.fields)
            let texts = SealedTexts.slices(try sealer.open(Array(columns[1].bytes(row)), context))
            guard texts.count == people.count else { throw BenchError("not three texts") }
            for (index, text) in texts.enumerated() { people[index].append(text) }
        }
        return (people[0], people[1], people[2])
    }
}
