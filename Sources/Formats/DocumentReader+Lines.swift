package import Subsidy

extension DocumentReader {
    /// Reads a delimited or fixed-width document. Without a scanner every line is read by a `LineParser`: more slowly,
    /// and with the same result.
    func readLines(
        _ source: some LineSource, batch: Int, scans: Bool = true, rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        try withoutActuallyEscaping(rows) { rows in
            let lines = try LineRows(shape, limits, LineCutter(source.bytes, shape.encoding), scans: scans)
            let sink = RowSink(lines, columns: shape.columns.count, size: batch, rows: rows)
            var reader = try LineReader(shape, limits, source, sink)
            return try reader.read()
        }
    }

    /// Fills the bytes, not necessarily all of them, and says how many it filled; 0 at the end of the document.
    package typealias Pull = (UnsafeMutableRawBufferPointer) throws -> Int

    /// Reads a document that is pulled piece by piece.
    ///
    /// The document is never in memory as a whole: what is held is a batch and a window of at least `window` bytes,
    /// which grows only to the limit of a line, a JSON value or an XML tag; where a JSON field around the records
    /// stands after them, up to that field. Of a workbook the container is gathered, and inflated piece by piece.
    ///
    /// Rows, faults and refusals are those of `read` of bytes, whatever the window; only that a document may be
    /// refused for its trailer after its rows were handed out, and that one with too many bytes is refused for what
    /// is wrong before the limit, if anything is.
    package func read(
        window: Int = 1 << 18, batch: Int = 1024, pull: Pull, rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        precondition(batch > 0 && window > 0, "a batch holds at least one row")
        return try withSource(window, pull) { source in
            try read(source, batch: batch, rows: rows)
        }
    }

    private func read(
        _ source: PulledSource, batch: Int, rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        switch shape.format {
        case .delimited, .fixed: try readLines(source, batch: batch, rows: rows)
        case .json: try JSONReader.read(source, shape, limits, batch, rows)
        case .xml: try XMLReader.read(source, shape, limits, batch, rows)
        case .xlsx:
            try withExtendedLifetime(source) { try XLSXReader.read(source.gather(), shape, limits, batch, rows) }
        }
    }

    /// Calls `body` with the document, unless it is certainly of another kind; words its refusal.
    private func withSource(
        _ window: Int, _ pull: Pull, _ body: (PulledSource) throws -> DocumentEdges
    ) throws -> DocumentEdges {
        try withoutActuallyEscaping(pull) { pull in
            let source = try PulledSource(limits, window: window, pull)
            guard !source.bytes.isEmpty else { throw Fault.empty }
            guard shape.format != .xlsx else { return try body(source) }
            let stranger = try source.refuseStranger(shape)
            do {
                return try body(source)
            } catch let fault as Fault {
                throw stranger.explain(fault)
            }
        }
    }

    /// Reads a document that is pulled piece by piece, on several threads.
    ///
    /// - Parameters:
    ///   - threads: how many turn rows into outputs, beside the caller's own.
    ///   - window: bytes that a thread reads at a time.
    ///   - batch: at most this many rows at a time.
    ///   - pull: called on the caller's thread.
    ///   - worker: called once on each thread. What it returns is called there for each batch, and may keep what it
    ///     needs from one batch to the next.
    ///   - deliver: receives the outputs in the order of the rows, on the caller's thread. What it throws ends the
    ///     reading and is thrown on.
    /// - Returns: header, trailer, count and faults of rows.
    /// - Throws: as `read` of bytes.
    package func read<Output: Sendable>(
        threads: Int, window: Int = 1 << 18, batch: Int = 1024, pull: Pull,
        worker: @escaping @Sendable () -> (RowBatch) -> Output, deliver: (Output) throws -> Void
    ) throws -> DocumentEdges {
        precondition(threads > 0 && batch > 0 && window > 0, "a batch holds at least one row")
        let (shape, limits) = (shape, limits)
        let crew = Crew<CrewInput, CrewOutput<Output>>(threads) {
            CrewHand(shape, limits, size: batch, worker()).run
        }
        defer { crew.dismiss() }
        return try withoutActuallyEscaping(deliver) { deliver in
            func receive(_ output: CrewOutput<Output>) throws { for output in output.outputs { try deliver(output) } }
            return try withSource(window, pull) { source in
                if isOfLines, shape.quote == nil {
                    let sink = BlockSink(crew, limits, size: window, deliver: deliver)
                    var reader = try LineReader(shape, limits, source, sink)
                    return try reader.read()
                }
                let edges = try read(source, batch: batch) { try crew.submit(.rows($0), deliver: receive) }
                try crew.finish(deliver: receive)
                return edges
            }
        }
    }

    private var isOfLines: Bool { shape.format == .delimited || shape.format == .fixed }
}
