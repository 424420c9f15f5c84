import Subsidy

/// LineReader reads delimited and fixed-width documents: a header line, record lines, a trailer line.
struct LineReader {
    private let shape: DocumentShape
    private let limits: DocumentLimits
    private let cutter: LineCutter
    private var parser: LineParser
    private var edges = DocumentEdges()

    init(_ shape: DocumentShape, _ limits: DocumentLimits, _ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) {
        self.shape = shape
        self.limits = limits
        cutter = LineCutter(bytes, shape.encoding)
        parser = try LineParser(shape, limits, cutter)
    }

    mutating func read(batch size: Int, rows: (RowBatch) throws -> Void) throws -> DocumentEdges {
        var start = cutter.markLength
        var end = cutter.contentEnd(from: start)
        guard start < end else { throw Fault.empty }
        try refuseTorn(from: start, to: end)
        try readTrailer(from: start, to: &end)
        try readHeader(from: &start, to: end)
        var batch = RowBatch(columns: shape.columns.count)
        while start < end {
            edges.rows += 1
            let line = cutter.line(from: start, to: end)
            do throws(Fault) {
                let row = try parser.record(line, edges.rows, shape.columns, end: end)
                start = row.next
                parser.append(row, edges.rows, to: &batch)
            } catch {
                guard error.row > 0 else { throw error }
                let isShort = error.code == "row.columns" || error.code == "row.length"
                if isShort, line.next == end, cutter.bytes.count == end {
                    // The last line has no end and is not whole: the rest of the document was lost with it.
                    throw Fault.truncated
                }
                edges.faults.append(error)
                start = line.next
            }
            if batch.count >= size {
                try rows(batch)
                batch.removeAll()
            }
        }
        if !batch.isEmpty { try rows(batch) }
        return edges
    }

    /// A document whose last byte is in mid-character was cut off.
    private mutating func refuseTorn(from start: Int, to end: Int) throws(Fault) {
        guard end == cutter.bytes.count else { return }
        let last = cutter.lastLine(from: start, to: end)
        guard end - last <= limits.line else { return }
        if parser.isTorn(last..<end) { throw .truncated }
    }

    private mutating func readTrailer(from start: Int, to end: inout Int) throws(Fault) {
        guard let trailer = shape.trailer else { return }
        let last = cutter.lastLine(from: start, to: end)
        guard shape.header == nil || last > start, end - last <= limits.line else { throw .noTrailer }
        let line = cutter.line(from: last, to: end)
        do throws(Fault) {
            edges.trailer = try parser.edge(line, trailer)
        } catch {
            if error.code == "row.tag" { throw .noTrailer }
            if end == cutter.bytes.count { throw .truncated }
            throw .document("trailer", "尾行格式与约定不符，请核对后重新报送", field: error.field)
        }
        end = last
    }

    private mutating func readHeader(from start: inout Int, to end: Int) throws(Fault) {
        guard let header = shape.header else { return }
        guard start < end else { throw .document("header", "缺少约定的首行，请核对后重新报送") }
        let line = cutter.line(from: start, to: end)
        do throws(Fault) {
            edges.header = try parser.edge(line, header)
        } catch {
            if error.code == "row.encoding" {
                throw .encoding(at: start, shape.encoding)
            }
            throw .document("header", "首行格式与约定不符，请核对后重新报送", field: error.field)
        }
        start = line.next
    }
}
