/// RowBatch is some rows of a document as decoded text: one UTF-8 buffer, and where every cell lies in it.
///
/// A cell is a slice of the buffer; no String is made. `absent` cells (a JSON key or an XML element that is not
/// there) differ from empty ones.
package struct RowBatch: Sendable {
    /// Where a cell lies in `text`. A batch holds less than 4 GiB of text.
    package struct Cell: Sendable {
        package var start: UInt32
        package var end: UInt32

        package init(start: UInt32, end: UInt32) {
            self.start = start
            self.end = end
        }

        /// A cell that the document does not have starts at `.max`.
        package static let absent = Cell(start: .max, end: .max)
        package var isAbsent: Bool { start == .max }
    }

    package let columns: Int
    /// The cells' text; between cells there may be bytes of none.
    package private(set) var text: [UInt8] = []
    /// Row by row.
    private var cells: [Cell] = []
    /// How much of `text` belongs to rows that are closed.
    private var closed = 0
    /// The row's number in its document, from 1, header and trailer not counted.
    package private(set) var rows: [Int] = []
    /// Where the row's bytes lie in the document; empty for formats without lines (XLSX).
    package private(set) var ranges: [Range<Int>] = []

    /// Cells of the line before the rows, where the reader had one by then; nil for one that the document does not
    /// have. They stay when the rows are removed.
    package var header: [[UInt8]?] = []

    package init(columns: Int) { self.columns = columns }

    package var count: Int { rows.count }
    package var isEmpty: Bool { rows.isEmpty }

    /// Appends the next cell of the row under way.
    package mutating func cell(_ bytes: some Sequence<UInt8>) {
        let start = text.count
        text.append(contentsOf: bytes)
        close(from: start)
    }

    /// Appends the next cell, without the cost of a generic call across modules.
    package mutating func cell(_ bytes: UnsafeBufferPointer<UInt8>) {
        let start = text.count
        text.append(contentsOf: bytes)
        close(from: start)
    }

    private mutating func close(from start: Int) {
        precondition(text.count < UInt32.max, "a batch holds less than 4 GiB of text")
        cells.append(Cell(start: UInt32(start), end: UInt32(text.count)))
    }

    /// Appends a cell that the document does not have.
    package mutating func missing() { cells.append(.absent) }

    /// Closes the row under way, which must have exactly `columns` cells.
    package mutating func end(row: Int, range: Range<Int>) {
        precondition(cells.count == (rows.count + 1) * columns, "a row has as many cells as the batch has columns")
        rows.append(row)
        ranges.append(range)
        closed = text.count
    }

    /// Drops the cells of a row that was begun and not ended.
    package mutating func abandon() {
        cells.removeLast(cells.count - rows.count * columns)
        text.removeLast(text.count - closed)
    }

    /// Where `fill` puts rows.
    package struct Room {
        package let text: UnsafeMutablePointer<UInt8>
        /// Where `text` lies in the batch's text: cells count from its beginning.
        package let origin: Int
        /// `columns` cells a row.
        package let cells: UnsafeMutablePointer<Cell>
        package let rows: UnsafeMutablePointer<Int>
        package let ranges: UnsafeMutablePointer<Range<Int>>
    }

    /// Appends whole rows at once: `body` writes at most `count` of them, with at most `bytes` bytes of text, and
    /// says how many rows and bytes there are.
    package mutating func fill(rows count: Int, bytes: Int, _ body: (Room) -> (rows: Int, bytes: Int)) {
        precondition(cells.count == rows.count * columns, "no row is under way")
        precondition(text.count + bytes < UInt32.max, "a batch holds less than 4 GiB of text")
        guard count > 0, columns > 0, bytes > 0 else { return }
        let origin = text.count
        let columns = self.columns
        text.extend(by: bytes) { text in
            var done = (rows: 0, bytes: 0)
            cells.extend(by: count * columns) { cells in
                rows.extend(by: count) { rows in
                    ranges.extend(by: count) { ranges in
                        done = body(Room(text: text, origin: origin, cells: cells, rows: rows, ranges: ranges))
                        return done.rows
                    }
                    return done.rows
                }
                return done.rows * columns
            }
            return done.bytes
        }
        closed = text.count
    }

    package mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
        closed = 0
    }

    /// Where a cell lies in `text`; empty when it is absent.
    package func range(_ row: Int, _ column: Int) -> Range<Int> {
        let cell = cells[row * columns + column]
        return cell.isAbsent ? 0..<0 : Int(cell.start)..<Int(cell.end)
    }

    /// UTF-8 of a cell.
    package subscript(row: Int, column: Int) -> ArraySlice<UInt8> { text[range(row, column)] }

    package func isAbsent(_ row: Int, _ column: Int) -> Bool { cells[row * columns + column].isAbsent }

    package func string(_ row: Int, _ column: Int) -> String { String(decoding: self[row, column], as: UTF8.self) }

    /// The text, and the cells row by row, for a reader that goes by columns.
    package func withCells<Result>(
        _ body: (_ text: UnsafeBufferPointer<UInt8>, _ cells: UnsafeBufferPointer<Cell>) throws -> Result
    ) rethrows -> Result {
        try text.withUnsafeBufferPointer { text in try cells.withUnsafeBufferPointer { try body(text, $0) } }
    }
}
