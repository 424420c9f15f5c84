import Formats
import Subsidy

/// What a test wants to know of a document: cells as text, nil for absent ones.
struct Reading: Equatable {
    var rows: [[String?]] = []
    var numbers: [Int] = []
    var ranges: [Range<Int>] = []
    var edges = DocumentEdges()

    init(_ bytes: [UInt8], _ shape: DocumentShape, batch: Int = 1024, limits: DocumentLimits = .standard) throws {
        var rows: [[String?]] = []
        var numbers: [Int] = []
        var ranges: [Range<Int>] = []
        edges = try DocumentReader(shape, limits: limits).read(bytes, batch: batch) { batch in
            for row in 0..<batch.count { rows.append(Self.cells(batch, row)) }
            numbers += batch.rows
            ranges += batch.ranges
        }
        (self.rows, self.numbers, self.ranges) = (rows, numbers, ranges)
    }

    init(_ text: String, _ shape: DocumentShape, batch: Int = 1024, limits: DocumentLimits = .standard) throws {
        try self.init(Array(text.utf8), shape, batch: batch, limits: limits)
    }

    var header: [String?] { edges.header.map { Self.cells($0, 0) } ?? [] }
    var trailer: [String?] { edges.trailer.map { Self.cells($0, 0) } ?? [] }
    /// Faults as `row:code:field`.
    var faults: [String] { edges.faults.map { "\($0.row):\($0.code):\($0.field)" } }

    static func cells(_ batch: RowBatch, _ row: Int) -> [String?] {
        (0..<batch.columns).map { batch.isAbsent(row, $0) ? nil : batch.string(row, $0) }
    }

    static func == (a: Reading, b: Reading) -> Bool { a.rows == b.rows && a.faults == b.faults }
}

/// The code of the Fault that refuses the document, nil when it is read.
func refusal(_ bytes: [UInt8], _ shape: DocumentShape, limits: DocumentLimits = .standard) -> String? {
    do {
        _ = try Reading(bytes, shape, limits: limits)
        return nil
    } catch {
        return (error as? Fault).map { $0.row == 0 ? $0.code : "row \($0.row)" } ?? "\(error)"
    }
}

func refusal(_ text: String, _ shape: DocumentShape, limits: DocumentLimits = .standard) -> String? {
    refusal(Array(text.utf8), shape, limits: limits)
}

func batch(_ rows: [[String?]], columns: Int? = nil) -> RowBatch {
    var batch = RowBatch(columns: columns ?? rows.first?.count ?? 0)
    for (index, row) in rows.enumerated() {
        for cell in row { if let cell { batch.cell(Array(cell.utf8)) } else { batch.missing() } }
        batch.end(row: index + 1, range: 0..<0)
    }
    return batch
}

func written(
    _ shape: DocumentShape, header: [String?]? = nil, _ rows: [[String?]], trailer: [String?]? = nil
) throws(DocumentFaults) -> [UInt8] {
    try DocumentWriter(shape).write(
        header: header.map { batch([$0]) }, rows: batch(rows, columns: shape.columns.count),
        trailer: trailer.map { batch([$0]) })
}

/// Faults of writing as `row:code:field`.
func writeFaults(_ shape: DocumentShape, header: [String?]? = nil, _ rows: [[String?]]) -> [String] {
    do throws(DocumentFaults) {
        _ = try written(shape, header: header, rows)
        return []
    } catch {
        return error.faults.map { "\($0.row):\($0.code):\($0.field)" }
    }
}
