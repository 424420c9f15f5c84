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

    func fault(_ found: Int64) -> Fault {
        switch kind {
        case .atMost(let most):
            Fault(
                row: 0, field: name, code: "control.atMost",
                message: "笔数：每份文件最多 \(most) 笔，这份有 \(found) 笔，请拆分后重新生成")
        case .unique:
            Fault(row: 0, field: name, code: "control.unique", message: "重复：有 \(found) 行与前面的行重复，请核对后重新生成")
        }
    }
}

/// Seen is the values of one field that a document has held so far, and how many came again.
struct Seen: Sendable, Equatable {
    private var texts: Set<ArraySlice<UInt8>> = []
    private var integers: Set<Int64> = []
    private(set) var repeated: Int64 = 0

    mutating func add(_ value: Decoded) {
        let isNew =
            switch value {
            case .integer(let number): integers.insert(number).inserted
            // A copy: a slice would keep its whole batch of rows alive.
            case .bytes(let text): texts.contains(text) ? false : texts.insert(Array(text)[...]).inserted
            case .missing, .fault: true
            }
        if !isNew { repeated += 1 }
    }

    /// Adds what was seen apart, in rows that come after these.
    mutating func add(_ other: Seen) {
        repeated += other.repeated + Int64(other.texts.count { texts.contains($0) })
        repeated += Int64(other.integers.count { integers.contains($0) })
        texts.formUnion(other.texts)
        integers.formUnion(other.integers)
    }
}

extension CompiledMapping {
    func add(limits rows: RowBatch, _ tally: inout Tally) {
        tally.rows += Int64(rows.count)
        for (index, limit) in limits.enumerated() {
            guard case .unique(let field) = limit.kind else { continue }
            for row in 0..<rows.count { tally.seen[index].add(value(field, rows, row)) }
        }
    }

    func add(limits records: RecordBatch, _ tally: inout Tally) {
        tally.rows += Int64(records.count)
        for (index, limit) in limits.enumerated() {
            guard case .unique(let field) = limit.kind else { continue }
            for row in 0..<records.count { tally.seen[index].add(fields[field].value(records, row)) }
        }
    }

    func limitFaults(_ tally: Tally) -> [Fault] {
        limits.enumerated().compactMap { index, limit in
            switch limit.kind {
            case .atMost(let most):
                let rows = tally.rows + Int64(tally.skipped)
                return rows > most ? limit.fault(rows) : nil
            case .unique: return tally.seen[index].repeated > 0 ? limit.fault(tally.seen[index].repeated) : nil
            }
        }
    }
}
