import Subsidy

/// RowBatches fills batches within a parser's callbacks, where nothing can be handed out, and hands out those that are
/// full when asked. Their room is used again.
struct RowBatches: ~Copyable {
    private let columns: Int
    private let size: Int
    private var batch: RowBatch
    private var ready: [RowBatch] = []
    private var spare: [RowBatch] = []

    init(columns: Int, size: Int) {
        self.columns = columns
        self.size = size
        batch = RowBatch(columns: columns)
    }

    mutating func append(_ slots: borrowing RecordSlots, row: Int, range: Range<Int>) {
        slots.append(to: &batch, row: row, range: range)
        guard batch.count >= size else { return }
        ready.append(batch)
        batch = spare.popLast() ?? RowBatch(columns: columns)
    }

    /// Hands out the full batches; `last` says that the one that is not full goes too.
    mutating func handOut(_ rows: (RowBatch) throws -> Void, last: Bool) throws {
        for index in ready.indices {
            try rows(ready[index])
            ready[index].removeAll()
        }
        spare.append(contentsOf: ready)
        ready.removeAll(keepingCapacity: true)
        if last, !batch.isEmpty { try rows(batch) }
    }
}
