import Subsidy

/// ConstantPlan is a column that holds the same text in every document of a mapping: written so, and compared when the
/// document is read.
struct ConstantPlan: Sendable {
    let column: ColumnRef
    /// As mapping files write it, for the fault.
    let name: String
    /// Trimmed.
    let text: [UInt8]

    func holds(_ cell: ArraySlice<UInt8>?) -> Bool { (cell ?? []).trimmed.elementsEqual(text) }

    func holds(_ rows: RowBatch, _ row: Int) -> Bool {
        holds(rows.isAbsent(row, column.index) ? nil : rows[row, column.index])
    }
}
