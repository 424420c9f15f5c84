import Subsidy

/// LimitPlan is what a document may not go beyond: how many rows it holds, or that none comes twice.
struct LimitPlan: Sendable {
    enum Kind: Sendable {
        case atMost(Int64)
        /// No two rows hold the same value of this field; a missing value is nobody's double.
        case unique(Int)
    }

    let kind: Kind
    /// As mapping files write it, for the fault.
    let name: String

    func tooMany(_ found: Int64, most: Int64) -> Fault {
        Fault(
            row: 0, field: name, code: "control.atMost", message: "笔数：每份文件最多 \(most) 笔，这份有 \(found) 笔，请拆分后重新生成")
    }

    /// Says which rows they are: nobody finds two equal serials in a long document by looking.
    func repeated(_ seen: Seen) -> Fault {
        let pairs = seen.examples.map { "第 \($0.row) 行与第 \($0.first) 行" }.joined(separator: "、")
        let more = seen.repeated > seen.examples.count ? "等" : ""
        return Fault(
            row: 0, field: name, code: "control.unique",
            message: "重复：有 \(seen.repeated) 行与前面的行重复（\(pairs)\(more)），请核对后重新生成")
    }
}

/// Seen is the values of one field that a document has held so far, and how many came again.
struct Seen: Sendable, Equatable {
    /// A row whose value stood in an earlier one.
    struct Example: Sendable, Equatable {
        let row: Int
        let first: Int
    }

    /// The row that each value stood in first.
    private var texts: [ArraySlice<UInt8>: Int] = [:]
    private var integers: [Int64: Int] = [:]
    private(set) var repeated: Int64 = 0
    /// The first few rows that repeat another.
    private(set) var examples: [Example] = []
    private static let most = 5

    mutating func add(_ value: Decoded, row: Int) {
        switch value {
        case .integer(let number):
            if let first = integers[number] { note(row, first) } else { integers[number] = row }
        case .bytes(let text):
            // A copy: a slice would keep its whole batch of rows alive.
            if let first = texts[text] { note(row, first) } else { texts[Array(text)[...]] = row }
        case .missing, .fault: break
        }
    }

    private mutating func note(_ row: Int, _ first: Int) {
        repeated += 1
        if examples.count < Self.most { examples.append(Example(row: row, first: first)) }
    }

    /// Adds what was seen apart, in rows that come after these.
    mutating func add(_ other: Seen) {
        var found: [Example] = []
        // What came first there may have come before: by the row there, the row here.
        var earlier: [Int: Int] = [:]
        for (text, row) in other.texts { earlier[row] = texts[text] }
        for (number, row) in other.integers { earlier[row] = integers[number] }
        for (row, first) in earlier { found.append(Example(row: row, first: first)) }
        found += other.examples.map { Example(row: $0.row, first: earlier[$0.first] ?? $0.first) }
        texts.merge(other.texts) { first, _ in first }
        integers.merge(other.integers) { first, _ in first }
        repeated += other.repeated + Int64(earlier.count)
        examples = Array((examples + found.sorted { $0.row < $1.row }).prefix(Self.most))
    }
}

extension CompiledMapping {
    func add(limits rows: RowBatch, _ tally: inout Tally) {
        tally.rows += Int64(rows.count)
        for (index, limit) in limits.enumerated() {
            guard case .unique(let field) = limit.kind else { continue }
            for row in 0..<rows.count { tally.seen[index].add(value(field, rows, row), row: rows.rows[row]) }
        }
    }

    func add(limits records: RecordBatch, _ tally: inout Tally) {
        tally.rows += Int64(records.count)
        for (index, limit) in limits.enumerated() {
            guard case .unique(let field) = limit.kind else { continue }
            for row in 0..<records.count {
                tally.seen[index].add(fields[field].value(records, row), row: records.rows[row])
            }
        }
    }

    func limitFaults(_ tally: Tally) -> [Fault] {
        limits.enumerated().compactMap { index, limit in
            switch limit.kind {
            case .atMost(let most):
                let rows = tally.rows + Int64(tally.skipped)
                return rows > most ? limit.tooMany(rows, most: most) : nil
            case .unique: return tally.seen[index].repeated > 0 ? limit.repeated(tally.seen[index]) : nil
            }
        }
    }
}
