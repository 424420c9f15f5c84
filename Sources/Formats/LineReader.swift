import Subsidy

/// LineReader reads delimited and fixed-width documents: a header line, record lines, a trailer line.
///
/// It sees the document through a window. The last line that holds anything may be the trailer, so it is read when
/// the window has come to the end, and not before.
struct LineReader<Source: LineSource, Sink: LineSink> {
    private let shape: DocumentShape
    private let limits: DocumentLimits
    private var source: Source
    private var sink: Sink
    /// Reads header and trailer.
    private var parser: LineParser
    private var edges = DocumentEdges()
    /// The header, if there is one, was read.
    private var hasBegun = false

    init(_ shape: DocumentShape, _ limits: DocumentLimits, _ source: Source, _ sink: Sink) throws(Fault) {
        self.shape = shape
        self.limits = limits
        self.source = source
        self.sink = sink
        parser = try LineParser(shape, limits, LineCutter(source.bytes, shape.encoding))
    }

    mutating func read() throws -> DocumentEdges {
        // What is wrong with the end of a document comes before what is wrong with its middle.
        var refusal: Fault?
        while !source.isComplete {
            let cutter = move()
            var start = hasBegun ? 0 : cutter.markLength
            let content = cutter.contentEnd(from: start)
            let last = cutter.lastLine(from: start, to: content)
            if refusal == nil, last > start {
                do throws(Fault) {
                    if !hasBegun { try readHeader(cutter, from: &start, to: last) }
                } catch {
                    refusal = error
                }
                if refusal == nil {
                    refusal = try sink.take(cutter, base: source.base, from: &start, to: last, isLast: false)
                }
            }
            if refusal != nil { start = last }
            // Of a line that is too long in any case its beginning is enough. An even count leaves units whole.
            let longest = (limits.line + 3) / 2 * 2
            let isTooLong = content == cutter.bytes.count && content - last > longest
            try source.advance(keeping: (hasBegun ? start : 0)..<(isTooLong ? last + longest : cutter.bytes.count))
        }
        return try readEnd(refusal)
    }

    private mutating func readEnd(_ refusal: Fault?) throws -> DocumentEdges {
        let cutter = move()
        var start = hasBegun ? 0 : cutter.markLength
        var end = cutter.contentEnd(from: start)
        guard start < end else { throw Fault.empty }
        try refuseTorn(cutter, from: start, to: end)
        try readTrailer(cutter, from: start, to: &end)
        if let refusal { throw refusal }
        if !hasBegun { try readHeader(cutter, from: &start, to: end) }
        if let refusal = try sink.take(cutter, base: source.base, from: &start, to: end, isLast: true) { throw refusal }
        let result = try sink.finish()
        if let refusal = result.refusal { throw refusal }
        (edges.rows, edges.faults) = (result.rows, result.faults)
        return edges
    }

    /// Brings the parser under the window.
    private mutating func move() -> LineCutter {
        parser.cutter = LineCutter(source.bytes, shape.encoding)
        return parser.cutter
    }

    /// A document whose last byte is in mid-character was cut off.
    private mutating func refuseTorn(_ cutter: LineCutter, from start: Int, to end: Int) throws(Fault) {
        guard end == cutter.bytes.count else { return }
        let last = cutter.lastLine(from: start, to: end)
        guard end - last <= limits.line else { return }
        if parser.isTorn(last..<end) { throw .truncated }
    }

    private mutating func readTrailer(_ cutter: LineCutter, from start: Int, to end: inout Int) throws(Fault) {
        guard let trailer = shape.trailer else { return }
        let last = cutter.lastLine(from: start, to: end)
        guard hasBegun || shape.header == nil || last > start, end - last <= limits.line else { throw .noTrailer }
        let line = cutter.line(from: last, to: end)
        do throws(Fault) {
            edges.trailer = try parser.edge(line, trailer)
        } catch {
            if error.code == "row.tag" { throw .noTrailer }
            if end == cutter.bytes.count { throw .truncated }
            throw .edge("trailer", "尾行", error)
        }
        end = last
    }

    private mutating func readHeader(_ cutter: LineCutter, from start: inout Int, to end: Int) throws(Fault) {
        defer { hasBegun = true }
        guard let header = shape.header else { return }
        guard start < end else { throw .document("header", "缺少约定的首行，请核对后重新报送") }
        let line = cutter.line(from: start, to: end)
        do throws(Fault) {
            edges.header = try parser.edge(line, header)
        } catch {
            if error.code == "row.encoding" {
                throw .encoding(at: start, shape.encoding)
            }
            throw .edge("header", "首行", error)
        }
        start = line.next
    }
}
