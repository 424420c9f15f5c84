import Subsidy

/// RecordSlots gathers the cells of a JSON or XML record, which come in any order, and of the header.
struct RecordSlots {
    private(set) var text: [UInt8] = []
    private var slots: [Range<Int>?]
    private let columns: [DocumentShape.Column]

    init(_ columns: [DocumentShape.Column]) {
        self.columns = columns
        slots = Array(repeating: nil, count: columns.count)
    }

    mutating func clear() {
        text.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = nil }
    }

    func isSet(_ column: Int) -> Bool { slots[column] != nil }

    mutating func set(_ column: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
        let start = text.count
        text.append(contentsOf: bytes)
        slots[column] = start..<text.count
    }

    func append(to batch: inout RowBatch, row: Int, range: Range<Int>) {
        text.withUnsafeBufferPointer { text in
            for slot in slots {
                if let slot { batch.cell(UnsafeBufferPointer(rebasing: text[slot])) } else { batch.missing() }
            }
        }
        batch.end(row: row, range: range)
    }

    /// The slots as a batch of one row.
    func batch() -> RowBatch {
        var batch = RowBatch(columns: columns.count)
        append(to: &batch, row: 0, range: 0..<0)
        return batch
    }
}
