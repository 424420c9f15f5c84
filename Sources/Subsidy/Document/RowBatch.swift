/// RowBatch is some rows of a document as decoded text: one UTF-8 buffer and the end of every cell.
///
/// A cell is a slice of the buffer; no String is made. `absent` cells (a JSON key or an XML element that is not
/// there) differ from empty ones.
package struct RowBatch: Sendable {
    package let columns: Int
    package private(set) var text: [UInt8] = []
    /// End offsets of the cells, row by row.
    private var ends: [Int] = []
    private var absent: [Bool] = []
    /// The row's number in its document, from 1, header and trailer not counted.
    package private(set) var rows: [Int] = []
    /// Where the row's bytes lie in the document; empty for formats without lines (XLSX).
    package private(set) var ranges: [Range<Int>] = []

    package init(columns: Int) { self.columns = columns }

    package var count: Int { rows.count }
    package var isEmpty: Bool { rows.isEmpty }

    /// Appends the next cell of the row under way.
    package mutating func cell(_ bytes: some Sequence<UInt8>) {
        text.append(contentsOf: bytes)
        ends.append(text.count)
        absent.append(false)
    }

    /// Appends the next cell, without the cost of a generic call across modules.
    package mutating func cell(_ bytes: UnsafeBufferPointer<UInt8>) {
        text.append(contentsOf: bytes)
        ends.append(text.count)
        absent.append(false)
    }

    /// Appends a cell that the document does not have.
    package mutating func missing() {
        ends.append(text.count)
        absent.append(true)
    }

    /// Closes the row under way, which must have exactly `columns` cells.
    package mutating func end(row: Int, range: Range<Int>) {
        precondition(ends.count == (rows.count + 1) * columns, "a row has as many cells as the batch has columns")
        rows.append(row)
        ranges.append(range)
    }

    /// Drops the cells of a row that was begun and not ended.
    package mutating func abandon() {
        ends.removeLast(ends.count - rows.count * columns)
        absent.removeLast(absent.count - rows.count * columns)
        text.removeLast(text.count - (ends.last ?? 0))
    }

    package mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        absent.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
    }

    package func range(_ row: Int, _ column: Int) -> Range<Int> {
        let index = row * columns + column
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// UTF-8 of a cell.
    package subscript(row: Int, column: Int) -> ArraySlice<UInt8> { text[range(row, column)] }

    package func isAbsent(_ row: Int, _ column: Int) -> Bool { absent[row * columns + column] }

    package func string(_ row: Int, _ column: Int) -> String { String(decoding: self[row, column], as: UTF8.self) }
}
