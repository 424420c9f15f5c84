import Subsidy

/// LineScanner reads the plain lines of a delimited document: it decodes them, cuts them into cells and finds where
/// they end in one pass over the bytes, many lines at a time.
///
/// A plain line is one that nothing is wrong with and that holds no quote. At any other it stops, and `LineParser`
/// reads that line and has the last word; so the scanner knows no faults.
struct LineScanner {
    enum Stop {
        /// There is no whole line more before the end.
        case end
        case full
        /// The next line is not plain.
        case odd
    }

    /// Bytes looked at with room for their text set aside at once.
    static let stretch = 1 << 16

    /// A batch with so much text is handed out before it has all its rows.
    static let textLimit = 1 << 24

    let isUTF8: Bool
    /// GB18030; else GBK, which has no four-byte characters.
    let hasFourByte: Bool
    let delimiter: UInt8
    let quote: UInt8?
    let tag: [UInt8]?
    let columns: Int
    let hasTrailingDelimiter: Bool
    let limits: DocumentLimits

    /// Nil when a document of this shape has no plain lines.
    init?(_ shape: DocumentShape, _ limits: DocumentLimits) {
        let delimiter = Array(shape.delimiter.utf8)
        let quote = Array((shape.quote ?? "").utf8)
        guard shape.format == .delimited, delimiter.count == 1, delimiter[0] < 0x80, delimiter[0] != 0x0A,
            delimiter[0] != 0x0D, quote.count <= 1, !shape.columns.isEmpty,
            shape.columns.count + (shape.trailingDelimiter ? 1 : 0) <= limits.columns
        else { return nil }
        guard shape.encoding != .utf16LE, shape.encoding != .utf16BE else { return nil }
        isUTF8 = shape.encoding == .utf8
        hasFourByte = shape.encoding == .gb18030
        self.delimiter = delimiter[0]
        self.quote = quote.first
        self.limits = limits
        tag = shape.recordTag.map { Array($0.utf8) }
        columns = shape.columns.count
        hasTrailingDelimiter = shape.trailingDelimiter
    }

    /// Reads lines from `start` on until the batch has `size` rows; `start` is then where the first line begins that
    /// was not read. No line is read beyond `end`; with `isLast` the line that ends there needs no line feed. `base`
    /// is the offset of the window in the document, `number` that of the record before the first.
    func scan(
        _ window: UnsafeBufferPointer<UInt8>, base: Int, from start: inout Int, to end: Int, isLast: Bool,
        after number: Int, into batch: inout RowBatch, size: Int
    ) -> Stop {
        var number = number
        while batch.count < size, batch.text.count < LineScanner.textLimit, start < end {
            let limit = min(end, start + LineScanner.stretch)
            var pass = LinePass(self, window, base: base, from: start, to: limit, end: end)
            let count = min(size - batch.count, (limit - start) / columns + 1)
            batch.fill(rows: count, bytes: GB18030Text.capacity(limit - start) + 16) { room in
                GB18030Table.standard.twoByte.withUnsafeBufferPointer { table in
                    pass.run(room, count, table, after: number, closes: isLast && limit == end)
                }
                return (pass.rows, pass.bytes)
            }
            start = pass.lineStart
            number += pass.rows
            if pass.isOdd { return .odd }
            if pass.rows < count, limit == end { return .end }
            // A line longer than a stretch is not plain.
            if pass.rows == 0 { return .odd }
        }
        return start < end ? .full : .end
    }
}
