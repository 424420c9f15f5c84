package import Subsidy

/// DocumentEdges is what a document holds beside its rows.
package struct DocumentEdges: Sendable {
    /// One row whose columns are `shape.header.columns`; nil when there is no header or it is a literal.
    package var header: RowBatch?
    /// One row whose columns are `shape.trailer.columns`; nil when there is no trailer or it is a literal.
    package var trailer: RowBatch?
    /// XLSX: the last row of totals among those that are no records, its cells under the records' columns.
    package var totals: RowBatch?
    /// How many records the document has, skipped ones included.
    package var rows = 0
    /// Rows that were skipped, one Fault each, in their order.
    package var faults: [Fault] = []
    /// XLSX: the letters of each column's place in the sheet; empty for other formats.
    package var letters: [String] = []
    /// Whether the place of the records was there at all: an empty list says that there is nobody, no list says nothing.
    package var hasRecords = true

    /// The fault of a document that has no place for records and does not say why; its head may.
    package var noRecords: Fault? {
        hasRecords ? nil : .document("records", "没有约定的记录列表，请核对接口版本")
    }

    package init() {}

    /// Adds the fault of a row that is skipped.
    /// - Throws: a Fault of the document when there were as many as it may have.
    mutating func skip(_ fault: Fault, _ limits: DocumentLimits) throws(Fault) {
        guard faults.count < limits.faults else { throw .tooManyFaults(limits.faults) }
        faults.append(fault)
    }
}

/// DocumentReader reads the bytes of a document of a given shape.
///
/// A row that cannot be read is skipped and reported, and the rest goes on. A document that cannot be trusted as a
/// whole is refused. Rows are numbered from 1 as they stand in the document, skipped ones counted; in XLSX the
/// number is the distance from the title row.
///
/// Faults of a row: `row.columns` (count of cells), `row.length` (fixed width, bytes), `row.encoding`, `row.tag`,
/// `row.quote`, `row.control`, `row.tooLong`, `row.cell` (longer than the limit), `row.value` (a JSON or XML value
/// that is not a scalar), `row.duplicate` (a key, element or cell twice), `row.error` (an error value in a sheet),
/// `row.formula` (a formula that was never computed),
/// `row.precision` (a number in a sheet with more digits than a sheet keeps).
///
/// Faults of the document: `document.empty`, `.format` (bytes of another kind of file), `.truncated`, `.encoding`,
/// `.header`, `.trailer`, `.noTrailer`, `.quote`, `.json`, `.xml`, `.doctype`, `.depth`, `.duplicate`, `.value`,
/// `.records`, `.tooManyFaults`, `.xlsx`, `.xls`, `.sheet`, `.columns`, `.tooLarge`, `.outerLater` (XML: a `../` column stands after the
/// records that need it), `.shape` (the mapping file declares something impossible). Where the bytes look like another
/// encoding or format, the message says so.
package struct DocumentReader: Sendable {
    let shape: DocumentShape
    let limits: DocumentLimits

    /// A reader by the shape's own limits, if no others are given.
    package init(_ shape: DocumentShape, limits: DocumentLimits? = nil) {
        self.shape = shape
        self.limits = limits ?? shape.limits
    }

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - bytes: the document in the shape's encoding. A byte order mark is skipped; lines may end in LF or CRLF.
    ///   - batch: at most this many rows at a time, at least one.
    ///   - rows: receives the readable rows in order. What it throws ends the reading and is thrown on.
    /// - Returns: header, trailer, count and faults of rows.
    /// - Throws: a Fault with row 0 when the document is refused. Some of its rows may have been handed out by then:
    ///   nothing of a document counts before this method returns.
    package func read(
        _ bytes: [UInt8], batch: Int = 1024, rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        precondition(batch > 0, "a batch holds at least one row")
        guard bytes.count <= limits.bytes else { throw Fault.tooLarge("文件字节数") }
        guard !bytes.isEmpty else { throw Fault.empty }
        return try bytes.withUnsafeBufferPointer { source in
            try Stranger.refuse(source, isAll: true, shape)
            do {
                return try read(source, batch, rows)
            } catch let fault as Fault {
                throw Stranger(source, shape).explain(fault)
            }
        }
    }

    private func read(
        _ source: UnsafeBufferPointer<UInt8>, _ batch: Int, _ rows: (RowBatch) throws -> Void
    ) throws -> DocumentEdges {
        switch shape.format {
        case .delimited, .fixed:
            return try readLines(WholeSource(bytes: source), batch: batch, rows: rows)
        case .json: return try JSONReader.read(WholeSource(bytes: source), shape, limits, batch, rows)
        case .xml: return try XMLReader.read(WholeSource(bytes: source), shape, limits, batch, rows)
        case .xlsx: return try XLSXReader.read(source, shape, limits, batch, rows)
        }
    }
}
