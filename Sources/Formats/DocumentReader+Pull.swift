package import Subsidy

extension DocumentReader {
    /// Fills the bytes, not necessarily all of them, and says how many it filled; 0 at the end of the document.
    package typealias Pull = (UnsafeMutableRawBufferPointer) throws -> Int

    /// Reads a document that is pulled piece by piece.
    ///
    /// A delimited or fixed-width document is never in memory as a whole: what is held is a batch and a window of at
    /// least `window` bytes, which grows only to the limit of a line. Other formats are gathered first. Else it is as
    /// `read` of bytes, with the same rows, faults and refusals; only that a document may be refused for its trailer
    /// after its rows were handed out.
    package func read(
        window: Int = 1 << 18, batch: Int = 1024, pull: Pull, rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        precondition(batch > 0 && window > 0, "a batch holds at least one row")
        return try withoutActuallyEscaping(pull) { pull in
            let source = try PulledSource(limits, window: window, pull)
            guard !source.bytes.isEmpty else { throw Fault.empty }
            switch shape.format {
            case .delimited, .fixed:
                var reader = try LineReader(shape, limits, source)
                return try reader.read(batch: batch, rows: rows)
            case .json, .xml, .xlsx:
                while !source.isComplete { try source.advance(keeping: 0..<source.bytes.count) }
                return try read(Array(source.bytes), batch: batch, rows: rows)
            }
        }
    }
}
