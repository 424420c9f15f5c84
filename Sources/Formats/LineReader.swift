import Subsidy

/// LineReader reads delimited and fixed-width documents: a header line, record lines, a trailer line.
///
/// It sees the document through a window. The last line that holds anything may be the trailer, so it is read when
/// the window has come to the end, and not before.
struct LineReader<Source: LineSource> {
    private let shape: DocumentShape
    private let limits: DocumentLimits
    private var source: Source
    private var lines: LineRows
    private var edges = DocumentEdges()
    private var batch: RowBatch
    /// The header, if there is one, was read.
    private var hasBegun = false

    /// Without a scanner every line is read by a `LineParser`: more slowly, and with the same result.
    init(
        _ shape: DocumentShape, _ limits: DocumentLimits, _ source: Source, scans: Bool = true
    ) throws(Fault) {
        self.shape = shape
        self.limits = limits
        self.source = source
        lines = try LineRows(shape, limits, LineCutter(source.bytes, shape.encoding), scans: scans)
        batch = RowBatch(columns: shape.columns.count)
    }

    mutating func read(batch size: Int, rows: (RowBatch) throws -> Void) throws -> DocumentEdges {
        // What is wrong with the end of a document comes before what is wrong with its middle.
        var refusal: Fault?
        while !source.isComplete {
            let cutter = move()
            var start = hasBegun ? 0 : cutter.markLength
            let content = cutter.contentEnd(from: start)
            let last = cutter.lastLine(from: start, to: content)
            if refusal == nil, last > start {
                do throws(Fault) {
                    if !hasBegun { try readHeader(from: &start, to: last) }
                } catch {
                    refusal = error
                }
                if refusal == nil {
                    refusal = try readRows(from: &start, to: last, isLast: false, size: size, rows: rows)
                }
            }
            if refusal != nil { start = last }
            // Of a line that is too long in any case its beginning is enough. An even count leaves units whole.
            let longest = (limits.line + 3) / 2 * 2
            let isTooLong = content == cutter.bytes.count && content - last > longest
            try source.advance(keeping: (hasBegun ? start : 0)..<(isTooLong ? last + longest : cutter.bytes.count))
        }
        return try readEnd(refusal, size: size, rows: rows)
    }

    private mutating func readEnd(
        _ refusal: Fault?, size: Int, rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        let cutter = move()
        var start = hasBegun ? 0 : cutter.markLength
        var end = cutter.contentEnd(from: start)
        guard start < end else { throw Fault.empty }
        try refuseTorn(cutter, from: start, to: end)
        try readTrailer(cutter, from: start, to: &end)
        if let refusal { throw refusal }
        if !hasBegun { try readHeader(from: &start, to: end) }
        if let refusal = try readRows(from: &start, to: end, isLast: true, size: size, rows: rows) { throw refusal }
        if !batch.isEmpty { try rows(batch) }
        edges.rows = lines.number
        edges.faults = lines.faults
        return edges
    }

    /// Brings the lines under the window.
    private mutating func move() -> LineCutter {
        let cutter = LineCutter(source.bytes, shape.encoding)
        lines.move(to: cutter, base: source.base)
        return cutter
    }

    /// Reads records and hands out full batches; a fault of the document is returned, what `rows` throws is thrown.
    private mutating func readRows(
        from start: inout Int, to end: Int, isLast: Bool, size: Int, rows: (RowBatch) throws -> Void
    ) throws -> Fault? {
        while true {
            let stop: LineRows.Stop
            do throws(Fault) {
                stop = try lines.read(from: &start, to: end, isLast: isLast, into: &batch, size: size)
            } catch {
                return error
            }
            guard stop == .full else { return nil }
            try rows(batch)
            batch.removeAll()
        }
    }

    /// A document whose last byte is in mid-character was cut off.
    private mutating func refuseTorn(_ cutter: LineCutter, from start: Int, to end: Int) throws(Fault) {
        guard end == cutter.bytes.count else { return }
        let last = cutter.lastLine(from: start, to: end)
        guard end - last <= limits.line else { return }
        if lines.isTorn(last..<end) { throw .truncated }
    }

    private mutating func readTrailer(_ cutter: LineCutter, from start: Int, to end: inout Int) throws(Fault) {
        guard let trailer = shape.trailer else { return }
        let last = cutter.lastLine(from: start, to: end)
        guard hasBegun || shape.header == nil || last > start, end - last <= limits.line else { throw .noTrailer }
        let line = cutter.line(from: last, to: end)
        do throws(Fault) {
            edges.trailer = try lines.edge(line, trailer)
        } catch {
            if error.code == "row.tag" { throw .noTrailer }
            if end == cutter.bytes.count { throw .truncated }
            throw .document("trailer", "尾行格式与约定不符，请核对后重新报送", field: error.field)
        }
        end = last
    }

    private mutating func readHeader(from start: inout Int, to end: Int) throws(Fault) {
        defer { hasBegun = true }
        guard let header = shape.header else { return }
        guard start < end else { throw .document("header", "缺少约定的首行，请核对后重新报送") }
        let line = lines.line(from: start, to: end)
        do throws(Fault) {
            edges.header = try lines.edge(line, header)
        } catch {
            if error.code == "row.encoding" {
                throw .encoding(at: start, shape.encoding)
            }
            throw .document("header", "首行格式与约定不符，请核对后重新报送", field: error.field)
        }
        start = line.next
    }
}
