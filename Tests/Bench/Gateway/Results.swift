import Formats
import Mapping
import Subsidy

/// ResultFile reads W1's file through the product's reader and mapping, and says of each row that they reject what the
/// kit calls it: only the names and the order of these kinds are of this file, the checks are the product's.
struct ResultFile: Sendable {
    /// What the kit calls a rejected row.
    enum Kind: Int, Comparable {
        case columns, amount, seq, idChecksum, status, luhn, bank, date, duplicate

        var text: String {
            switch self {
            case .columns: "columns"
            case .amount: "amount"
            case .seq: "seq"
            case .idChecksum: "id_checksum"
            case .status: "status"
            case .luhn: "luhn"
            case .bank: "bank"
            case .date: "date"
            case .duplicate: "duplicate"
            }
        }

        /// The kit names the first of these that is wrong with a row.
        init?(field: String) {
            switch field {
            case "amount": self = .amount
            case "serial", "sequence": self = .seq
            case "holderID": self = .idChecksum
            case "outcome": self = .status
            case "account": self = .luhn
            case "bank": self = .bank
            case "paidOn": self = .date
            default: return nil
            }
        }

        static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
    }

    /// Columns of the records.
    struct Columns: Sendable {
        let sequence, name, id, account, bank, amount, outcome, day, note: Int

        init(_ mapping: CompiledMapping) throws {
            sequence = try mapping.column("sequence")
            name = try mapping.column("holderName")
            id = try mapping.column("holderID")
            account = try mapping.column("account")
            bank = try mapping.column("bank")
            amount = try mapping.column("amount")
            outcome = try mapping.column("outcome")
            day = try mapping.column("paidOn")
            note = try mapping.column("note")
        }
    }

    struct Rejected: Sendable {
        /// The row's number in the document; its line is the next one, after the header.
        var row: Int
        var kind: Kind
    }

    /// Some rows, mapped.
    struct Batch: Sendable {
        var records: RecordBatch
        var rejected: [Rejected] = []
        /// What the rejected rows whose amount can be read come to.
        var rejectedSum: Int64 = 0
    }

    let path: String
    let mapping: CompiledMapping
    let columns: Columns
    /// The batch number of the header, which stands in every row that is written.
    let number: [UInt8]

    init(_ path: String) throws {
        self.path = path
        mapping = try BenchMapping.load("bank/result.feedback", codes: ["bank"])
        columns = try Columns(mapping)
        number = try ResultFile.batchNumber(path, mapping)
    }

    /// Reads the first lines as a document of their own: the header of the real one is known only at its end.
    private static func batchNumber(_ path: String, _ mapping: CompiledMapping) throws -> [UInt8] {
        let start = try InputFile.bytes(path, first: 4096)
        guard let last = start.lastIndex(of: 0x0A) else { throw BenchError("no line") }
        var shape = mapping.shape
        shape.trailer = nil
        let edges = try DocumentReader(shape).read(Array(start[...last])) { _ in }
        var faults: [Fault] = []
        let head = mapping.readHead(header: edges.header, trailer: nil, parameters: [:], faults: &faults)
        guard let head, let column = mapping.head?.index("batchNumber") else { throw BenchError("no header") }
        return Array(head.text(0, column))
    }

    /// Reads the file on several threads. `worker` makes for each of them what is called with each batch, `deliver` is
    /// called in order with what came of it, and `seen` with the bytes of the file as they are read.
    func read<Product: Sendable>(
        seen: (UnsafeRawBufferPointer) throws -> Void = { _ in },
        worker: @escaping @Sendable () -> (Batch) throws -> Product, deliver: (Product) throws -> Void
    ) throws -> DocumentEdges {
        let file = try InputFile(path)
        return try DocumentReader(mapping.shape).read(
            threads: 2, window: 1 << 17,
            pull: { room in
                let count = try file.read(room)
                try seen(UnsafeRawBufferPointer(rebasing: room[..<count]))
                return count
            },
            worker: {
                let work = worker()
                return { rows in Result { try work(try map(rows)) } }
            },
            deliver: { try deliver(try $0.get()) })
    }

    private func map(_ rows: RowBatch) throws -> Batch {
        var batch = Batch(records: RecordBatch(mapping.record))
        var faults: [Fault] = []
        mapping.read(rows, into: &batch.records, faults: &faults)
        guard !faults.isEmpty else { return batch }
        var kinds: [Int: Kind] = [:]
        for fault in faults {
            guard let kind = Kind(field: fault.field) else { throw BenchError("unforeseen fault: \(fault.code)") }
            kinds[fault.row] = min(kind, kinds[fault.row] ?? kind)
        }
        var rejected = RowBatch(columns: rows.columns)
        for (position, row) in rows.rows.enumerated() {
            guard let kind = kinds[row] else { continue }
            batch.rejected.append(Rejected(row: row, kind: kind))
            if kind == .amount { continue }
            for column in 0..<rows.columns { rejected.cell(rows[position, column]) }
            rejected.end(row: row, range: 0..<0)
        }
        batch.rejectedSum = mapping.sum(of: "amount", rejected).total
        return batch
    }
}

/// ResultLedger takes the batches in their order: what depends on the rows before is decided here.
struct ResultLedger {
    private(set) var totals = Totals()
    private(set) var rejected: [ResultFile.Rejected] = []
    private var rejectedSum: Int64 = 0
    private var seen = SeenNumbers()
    private let columns: ResultFile.Columns

    init(_ columns: ResultFile.Columns) { self.columns = columns }

    /// Takes a batch; returns the ranges of its records that count. Of two rows with one sequence the first does.
    mutating func take(_ batch: ResultFile.Batch) -> [Range<Int>] {
        rejected += batch.rejected
        rejectedSum += batch.rejectedSum
        var ranges: [Range<Int>] = []
        batch.records.withMemory { memory in
            let (numbers, amounts) = (memory[columns.sequence].integers, memory[columns.amount].integers)
            let outcome = memory[columns.outcome]
            var start = 0
            var left: [(record: Int, kind: ResultFile.Kind)] = []
            for record in 0..<batch.records.count {
                // The mapping lets such an amount through, because money that a bank is wrong about must be seen.
                if amounts[record] <= 0 {
                    left.append((record, .amount))
                    continue
                }
                guard seen.insert(numbers[record]) else {
                    left.append((record, .duplicate))
                    rejectedSum += amounts[record]
                    continue
                }
                totals.goodSum += amounts[record]
                // "ok" is the only code of two letters.
                let first = record == 0 ? 0 : outcome.ends[record - 1]
                if outcome.ends[record] - first == 2 { totals.paid += 1 }
            }
            for (record, kind) in left {
                rejected.append(ResultFile.Rejected(row: batch.records.rows[record], kind: kind))
                if start < record { ranges.append(start..<record) }
                start = record + 1
            }
            if start < batch.records.count { ranges.append(start..<batch.records.count) }
        }
        totals.good += ranges.reduce(0) { $0 + $1.count }
        return ranges
    }

    /// Adds the rows that could not be cut, and compares the document with what it says of itself.
    mutating func close(_ edges: DocumentEdges) {
        rejected += edges.faults.map { ResultFile.Rejected(row: $0.row, kind: .columns) }
        rejected.sort { $0.row < $1.row }
        totals.bad = rejected.count
        func number(_ line: RowBatch?, _ column: Int) -> Int64? { line.flatMap { Int64($0.string(0, column)) } }
        // Both lines have the kind, the batch, the count and the sum in fen first.
        let expected = (Int64(edges.rows), totals.goodSum + rejectedSum)
        totals.reconciled = [edges.header, edges.trailer].allSatisfy { line in
            number(line, 2) == expected.0 && number(line, 3) == expected.1
        }
    }
}

/// SeenNumbers is a set of small whole numbers: a bit for each.
struct SeenNumbers {
    private var words: [UInt64] = []
    private var beyond: Set<Int64> = []
    private static let limit: Int64 = 1 << 28

    /// False when the number was there.
    mutating func insert(_ number: Int64) -> Bool {
        guard number >= 0, number < SeenNumbers.limit else { return beyond.insert(number).inserted }
        let (word, bit) = (Int(number >> 6), UInt64(1) << UInt64(number & 63))
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: max(word + 1 - words.count, 1024)))
        }
        guard words[word] & bit == 0 else { return false }
        words[word] |= bit
        return true
    }
}

/// The kit's words for what became of a line.
enum KitWords {
    static let paid: StaticString = "PAID"
    static let failed: StaticString = "FAILED"

    /// The kit's reason of a canonical outcome; nil for money that arrived.
    static func reason(_ outcome: OutcomeCode) -> StaticString? {
        switch outcome {
        case .accountNotFound: "ACCOUNT_NOT_FOUND"
        case .nameMismatch: "NAME_MISMATCH"
        case .closed: "ACCOUNT_CLOSED"
        case .frozen: "ACCOUNT_FROZEN"
        case .lost: "CARD_LOST"
        case .stateAbnormal: "LIMIT_EXCEEDED"
        case .dormant: "DORMANT_ACCOUNT"
        case .wrongType: "CURRENCY_MISMATCH"
        case .pending: "BANK_TIMEOUT"
        case .ok: nil
        default: "OTHER"
        }
    }

    /// By the bytes of the canonical code; made once, looked up for each line that failed.
    static let reasons: [(code: [UInt8], reason: StaticString?)] = OutcomeCode.allCases.map {
        (Array($0.rawValue.utf8), reason($0))
    }

    static func reason(_ code: UnsafeBufferPointer<UInt8>) -> StaticString? {
        reasons.first { $0.code.count == code.count && code.elementsEqual($0.code) }?.reason
    }
}
