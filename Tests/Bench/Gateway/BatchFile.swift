import Formats
import Mapping
import Store
import StoreSQLite
import Subsidy
import Synchronization
import Trust

/// W5: a batch out of SQLite into a fixed-width file, with its digests.
enum BatchFile {
    static let number = "B20261120900"
    static let query: SQLText = """
        SELECT seq, name, id_no, account, bank_code, amount_fen, purpose FROM pay_line WHERE batch_no = $1 ORDER BY seq
        """
    static let kinds: [StoreColumn.Kind] = [.integer, .text, .text, .text, .text, .integer, .text]
    static let fields = ["sequence", "holderName", "holderID", "account", "bankCode", "amount", "purpose"]

    static func run(table: String, file: String) throws -> String {
        let store = try SQLiteStore(path: table)
        let mapping = try BenchMapping.load("bank/batch.feedback", codes: [])
        let places = try fields.map { try mapping.column($0) }
        let digested = try DigestedFile(file)
        let spare = SpareBuffers()
        let lanes = Lanes<[UInt8], [UInt8]>(depth: 4) { bytes in
            try digested.append(bytes)
            return bytes
        }
        let head = try lanes.run(workers: 1) { push in
            try store.read { connection in
                let head = try BatchFile.head(connection, "pay_line")
                var draft = try BatchDraft(mapping, head)
                var records = RecordBatch(mapping.record)
                try connection.scan(query, [.text(number)], as: kinds, rows: 2048) { columns in
                    records.removeAll()
                    fill(&records, columns, places)
                    try draft.append(records)
                    try push(draft.take(spare.take()))
                }
                try draft.end()
                try push(draft.take([]))
                return head
            }
        } next: { bytes in
            spare.give(bytes)
        }
        return try digested.finish(head)
    }

    /// Count and sum of the lines, which the file states before them.
    static func head(_ connection: any StoreConnection, _ table: String) throws -> DisbursementBatchHead {
        let totals = try connection.rows(
            SQLText("SELECT count(*), CAST(sum(amount_fen) AS INTEGER) FROM \(table) WHERE batch_no = $1"),
            [.text(number)])
        var head = DisbursementBatchHead()
        head.batchNumber = number
        head.day = Day(year: 2026, month: 11, day: 20)
        head.count = totals.first?[0].integer
        head.sum = totals.first?[1].integer.map { Money(fen: $0) }
        return head
    }

    /// The columns of a query as those of canonical records; what no column gives is missing.
    static func fill(_ records: inout RecordBatch, _ columns: [StoreColumn], _ places: [Int]) {
        guard let count = columns.first?.count else { return }
        for place in records.columns.indices where !places.contains(place) {
            records.appendMissing(place, count: count)
        }
        for (column, place) in zip(columns, places) { records.append(place, column) }
        records.end(count: count)
    }
}

extension RecordBatch {
    /// Appends a column of a store.
    mutating func append(_ place: Int, _ column: StoreColumn) {
        let count = column.count
        switch column.kind {
        case .integer:
            append(place, count: count) { values, missing in
                for row in 0..<count {
                    values[row] = column.integers[row]
                    missing[row] = column.isMissing(row)
                }
            }
        case .text, .bytes:
            append(place, count: count, room: column.content.count) { text, ends, missing in
                column.content.withUnsafeBufferPointer { content in
                    if let base = content.baseAddress { text.initialize(from: base, count: content.count) }
                }
                for row in 0..<count {
                    ends[row] = column.ends[row]
                    missing[row] = column.isMissing(row)
                }
            }
        }
    }

    /// Closes `count` records, numbered on.
    mutating func end(count: Int) {
        for _ in 0..<count { end(row: self.count + 1) }
    }
}

/// BatchDraft is a document on its way: what it stated at its beginning is held against what was written at its end.
struct BatchDraft {
    private let mapping: CompiledMapping
    private let head: RecordBatch
    private var tally: Tally
    private var rows: RowBatch
    private var document: LineDocument

    init(_ mapping: CompiledMapping, _ head: DisbursementBatchHead) throws {
        self.mapping = mapping
        self.head = RecordBatch([head])
        tally = mapping.newTally()
        rows = RowBatch(columns: mapping.shape.columns.count)
        var faults: [Fault] = []
        let header = mapping.writeHeader(stating: self.head, faults: &faults)
        guard faults.isEmpty else { throw DocumentFaults(faults) }
        document = try LineDocument(mapping.shape, header: header)
    }

    mutating func append(_ records: RecordBatch) throws {
        var faults: [Fault] = []
        rows.removeAll()
        mapping.add(written: records, &tally)
        mapping.write(records, into: &rows, faults: &faults)
        guard faults.isEmpty else { throw DocumentFaults(faults) }
        try document.append(rows)
    }

    mutating func end() throws {
        var faults: [Fault] = []
        let edges = mapping.writeEdges(head: head, tally: tally, faults: &faults)
        guard faults.isEmpty else { throw DocumentFaults(faults) }
        try document.end(trailer: edges.trailer)
    }

    mutating func take(_ spare: consuming [UInt8]) -> [UInt8] { document.take(spare: spare) }
}

/// DigestedFile writes a file and digests what it writes.
///
/// `@unchecked Sendable`: one lane uses it, and the caller after that lane has ended.
final class DigestedFile: @unchecked Sendable {
    private let file: OutputFile
    private let sha256 = RunningDigest(.sha256)
    private let sm3 = RunningDigest(.sm3)

    init(_ path: String) throws { file = try OutputFile(path) }

    func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            try file.write(bytes)
            sha256.update(bytes)
            sm3.update(bytes)
        }
    }

    /// Brings the file to disk; the totals, and the beginning of both digests.
    func finish(_ head: DisbursementBatchHead) throws -> String {
        try file.sync()
        var totals = Totals()
        totals.good = Int(head.count ?? 0)
        totals.goodSum = head.sum?.fen ?? 0
        totals.paid = totals.good
        totals.reconciled = true
        return ([totals.line] + [sha256.finish(), sm3.finish()].map { hex(Array($0.prefix(8))) }).joined(separator: " ")
    }
}

/// SpareBuffers are given back by the lane that has written them.
final class SpareBuffers: Sendable {
    private let buffers = Mutex<[[UInt8]]>([])

    func take() -> [UInt8] { buffers.withLock { $0.popLast() ?? [] } }
    func give(_ buffer: consuming [UInt8]) {
        let buffer = buffer
        buffers.withLock { $0.append(buffer) }
    }
}
