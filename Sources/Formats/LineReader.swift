import Subsidy

/// LineReader reads delimited and fixed-width documents: a header line, a line of titles, record lines, a trailer line.
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
    /// The document's mark and first line lie behind.
    private var hasBegun = false
    /// The lines before the rows that are still to be read.
    private var leading: [DocumentShape.Line]
    /// How many of them have not been seen: after a refusal they are not read, and the last line is still none of them.
    private var owed: Int

    init(_ shape: DocumentShape, _ limits: DocumentLimits, _ source: Source, _ sink: Sink) throws(Fault) {
        self.shape = shape
        self.limits = limits
        self.source = source
        self.sink = sink
        parser = try LineParser(shape, limits, LineCutter(source.bytes, shape.encoding))
        let titles = shape.titles.map { DocumentShape.Line(literal: $0) }
        leading = [shape.header, titles].compactMap { $0 }
        owed = leading.count
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
                    try readLeading(cutter, from: &start, to: last)
                } catch {
                    refusal = error
                }
                if refusal == nil, leading.isEmpty {
                    refusal = try sink.take(cutter, base: source.base, from: &start, to: last, isLast: false)
                }
            }
            if refusal != nil {
                while owed > 0, start < last {
                    start = cutter.line(from: start, to: last).next
                    owed -= 1
                }
                start = last
            }
            // Of a line that is too long in any case its beginning is enough. An even count leaves units whole.
            let longest = (limits.line + 3) / 2 * 2
            let isTooLong = content == cutter.bytes.count && content - last > longest
            let end = isTooLong ? last + longest : blankEnd(cutter, from: content)
            try source.advance(keeping: (hasBegun ? start : 0)..<end)
        }
        return try readEnd(refusal)
    }

    /// How many of the blank lines behind the content are kept. More than the faults that a document may have are as
    /// good as any number: with content behind them it is refused, at its end they do not count.
    private func blankEnd(_ cutter: LineCutter, from content: Int) -> Int {
        let end = cutter.bytes.count
        // Within quotes a blank line is content, and a single column may be empty.
        guard shape.quote == nil, shape.columns.count > 1 || shape.recordTag != nil else { return end }
        // The first ends the last line that is not blank.
        var (index, left) = (content, limits.faults + 2)
        while index < end, left > 0 {
            let line = cutter.line(from: index, to: end)
            if !line.isClosed { return end }
            index = line.next
            left -= 1
        }
        return left == 0 ? index : end
    }

    private mutating func readEnd(_ refusal: Fault?) throws -> DocumentEdges {
        let cutter = move()
        var start = hasBegun ? 0 : cutter.markLength
        var end = cutter.contentEnd(from: start)
        guard start < end else { throw Fault.empty }
        try refuseTorn(cutter, from: start, to: end)
        try readTrailer(cutter, from: start, to: &end)
        if let refusal { throw refusal }
        try readLeading(cutter, from: &start, to: end)
        if let line = leading.first { throw missing(line) }
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
        // The trailer is none of the lines before the rows.
        var (place, missing) = (start, owed)
        while missing > 0, place < last {
            place = cutter.line(from: place, to: last).next
            missing -= 1
        }
        guard missing == 0, end - last <= limits.line else { throw .noTrailer }
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

    /// Reads the lines before the rows, as far as they lie in the window.
    private mutating func readLeading(_ cutter: LineCutter, from start: inout Int, to end: Int) throws(Fault) {
        hasBegun = true
        while let kind = leading.first, start < end {
            let line = cutter.line(from: start, to: end)
            do throws(Fault) {
                if let header = try parser.edge(line, kind) {
                    edges.header = header
                    sink.begin((0..<header.columns).map { header.isAbsent(0, $0) ? nil : Array(header[0, $0]) })
                }
            } catch {
                if error.code == "row.encoding" {
                    throw .encoding(at: start, shape.encoding)
                }
                throw .edge("header", name(kind), error)
            }
            leading.removeFirst()
            owed -= 1
            start = line.next
        }
    }

    private func missing(_ line: DocumentShape.Line) -> Fault {
        .document("header", "缺少约定的\(name(line))，请核对后重新报送")
    }

    private func name(_ line: DocumentShape.Line) -> String { line == shape.header ? "首行" : "列名行" }
}
