import Subsidy

/// RowBatches fills a batch within a parser's callbacks and hands it out there as soon as it is full: no more than one
/// is ever held, however many rows a parser finds in one piece of a document.
struct RowBatches: ~Copyable {
    private let size: Int
    private let textLimit: Int
    private let rows: (RowBatch) throws -> Void
    private var batch: RowBatch

    init(
        columns: Int, size: Int, textLimit: Int = LineScanner.textLimit, rows: @escaping (RowBatch) throws -> Void
    ) {
        self.size = size
        self.textLimit = textLimit
        self.rows = rows
        batch = RowBatch(columns: columns)
    }

    /// - Throws: what the receiver of the rows throws.
    mutating func append(_ slots: borrowing RecordSlots, row: Int, range: Range<Int>) throws {
        slots.append(to: &batch, row: row, range: range)
        if batch.count >= size || batch.text.count >= textLimit { try handOut() }
    }

    /// Hands out what there is.
    mutating func handOut() throws {
        guard !batch.isEmpty else { return }
        try rows(batch)
        batch.removeAll()
    }
}
