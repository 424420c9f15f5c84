package import Subsidy

/// DocumentFaults are all the reasons why a document could not be written.
package struct DocumentFaults: Error {
    package var faults: [Fault]

    package init(_ faults: [Fault]) { self.faults = faults }
}

/// DocumentWriter writes rows as a document of a given shape; `DocumentReader` with the same shape reads them back.
///
/// Nothing is ever cut, replaced or left out to make a value fit. Faults of a cell: `cell.width` (fixed width, bytes
/// of the encoding), `cell.delimiter` (it holds the delimiter, or begins like a quoted cell, and the dialect has no
/// quotes), `cell.formula` (the dialect has quotes, so it is a CSV, and a spreadsheet program would compute the cell),
/// `cell.newline`, `cell.control`, `cell.unencodable`, `cell.tag`, `cell.number` (JSON, path ends in `#`), `cell.outer`
/// (a `../` column that is not the same in all rows).
/// Faults of the document: `document.header`, `document.trailer`, `document.records` (a shape whose document is the
/// record takes exactly one row), `document.shape`, `document.xlsx`.
package struct DocumentWriter: Sendable {
    private let shape: DocumentShape

    package init(_ shape: DocumentShape) { self.shape = shape }

    /// Writes a document.
    ///
    /// An absent cell is left out in JSON, XML and XLSX, and is empty in lines. The first column of a line with a tag
    /// may be empty: the tag is written. The same rows always give the same bytes.
    ///
    /// - Parameters:
    ///   - header: one row of `shape.header.columns`; nil when the shape has no header or a literal one.
    ///   - rows: all rows of the document, columns as in `shape.columns`.
    ///   - trailer: one row of `shape.trailer.columns`; nil when the shape has no trailer or a literal one.
    /// - Returns: the document's bytes in the shape's encoding.
    /// - Throws: every fault of every cell at once; a Fault's row is the row's number in `rows`, 0 for the edges.
    package func write(
        header: RowBatch?, rows: RowBatch, trailer: RowBatch?
    ) throws(DocumentFaults) -> [UInt8] {
        var faults: [Fault] = []
        DocumentWriter.check(header, shape.header, "header", "首行", &faults)
        DocumentWriter.check(trailer, shape.trailer, "trailer", "尾行", &faults)
        if rows.columns != shape.columns.count { faults.append(.shape("行的列数与映射文件不符")) }
        guard faults.isEmpty else { throw DocumentFaults(faults) }
        do throws(Fault) {
            let bytes: [UInt8]
            switch shape.format {
            case .delimited, .fixed:
                var writer = try LineWriter(shape)
                bytes = writer.write(header, rows, trailer)
                faults = writer.faults
            case .json:
                var writer = JSONWriter(shape, try PathTree(json: shape))
                bytes = try writer.write(header, rows)
                faults = writer.faults
            case .xml:
                var writer = XMLWriter(shape, try PathTree(xml: shape))
                bytes = try writer.write(header, rows)
                faults = writer.faults
            case .xlsx:
                var writer = XLSXWriter(shape)
                bytes = try writer.write(rows)
                faults = writer.faults
            }
            if faults.isEmpty { return bytes }
        } catch {
            faults.append(error)
        }
        throw DocumentFaults(faults)
    }

    /// Whether the line before or after the rows is there where it must be.
    fileprivate static func check(
        _ batch: RowBatch?, _ line: DocumentShape.Line?, _ code: String, _ name: String, _ faults: inout [Fault]
    ) {
        let isExpected = line != nil && line?.literal == nil && line?.columns.isEmpty == false
        if let batch {
            guard isExpected, batch.count == 1, batch.columns == line?.columns.count else {
                return faults.append(.document(code, "\(name)内容与映射文件不符，请联系系统管理员"))
            }
        } else if isExpected {
            faults.append(.document(code, "缺少\(name)内容，请联系系统管理员核对映射文件"))
        }
    }
}

/// LineDocument writes a delimited or fixed-width document piece by piece: what is held is what was not taken yet.
///
/// The bytes together are those that `DocumentWriter` writes at once. A call that throws leaves a document that must not
/// be used.
package struct LineDocument {
    private let shape: DocumentShape
    private var writer: LineWriter
    private var count = 0

    /// Begins the document with the line before its rows.
    ///
    /// - Throws: `document.shape` for other formats; faults of the header.
    package init(_ shape: DocumentShape, header: RowBatch?) throws(DocumentFaults) {
        guard shape.format == .delimited || shape.format == .fixed else {
            throw DocumentFaults([.shape("只有分隔符格式和定长格式可以分段写出")])
        }
        self.shape = shape
        do throws(Fault) { writer = try LineWriter(shape) } catch { throw DocumentFaults([error]) }
        var faults: [Fault] = []
        DocumentWriter.check(header, shape.header, "header", "首行", &faults)
        guard faults.isEmpty else { throw DocumentFaults(faults) }
        writer.write(header: header)
        try refuse()
    }

    /// Writes the next rows. A Fault's row counts from the first row of the document.
    package mutating func append(_ rows: RowBatch) throws(DocumentFaults) {
        guard rows.columns == shape.columns.count else { throw DocumentFaults([.shape("行的列数与映射文件不符")]) }
        writer.write(rows, after: count)
        count += rows.count
        try refuse()
    }

    /// Ends the document with the line after its rows.
    package mutating func end(trailer: RowBatch?) throws(DocumentFaults) {
        var faults: [Fault] = []
        DocumentWriter.check(trailer, shape.trailer, "trailer", "尾行", &faults)
        guard faults.isEmpty else { throw DocumentFaults(faults) }
        writer.write(edge: shape.trailer, trailer)
        try refuse()
    }

    /// The bytes since the last call. `spare` is a buffer to be used again for the next ones.
    package mutating func take(spare: consuming [UInt8] = []) -> [UInt8] { writer.take(spare: spare) }

    private func refuse() throws(DocumentFaults) {
        guard writer.faults.isEmpty else { throw DocumentFaults(writer.faults) }
    }
}

extension Fault {
    static func cell(_ row: Int, _ column: DocumentShape.Column, _ code: String, _ message: String) -> Fault {
        Fault(row: row, field: column.name, code: "cell.\(code)", message: message)
    }

    static func unencodable(_ row: Int, _ column: DocumentShape.Column, _ encoding: DocumentShape.Encoding) -> Fault {
        .cell(row, column, "unencodable", "含有 \(encoding.rawValue) 编码不支持的字符，请改用 GB18030 或核对生僻字")
    }
}
