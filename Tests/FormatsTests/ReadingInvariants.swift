import Subsidy

@testable import Formats

/// ReadingInvariants are what must hold of reading any bytes: they are read or refused, always in the same way, and
/// what was read can be written and read again.
struct ReadingInvariants {
    private struct Outcome: Equatable {
        var rows: [[[UInt8]?]] = []
        var numbers: [Int] = []
        var ranges: [Range<Int>] = []
        var header: [[UInt8]?] = []
        var trailer: [[UInt8]?] = []
        var count = 0
        var faults: [Fault] = []
        var refusal: Fault?
        /// Something that is neither a row nor a Fault.
        var stranger: String?
    }

    private let shape: DocumentShape
    private let batch: Int

    init(_ shape: DocumentShape, batch: Int) {
        self.shape = shape
        self.batch = batch
    }

    /// What does not hold; nil when all is well.
    func violation(_ document: [UInt8]) -> String? {
        let whole = outcome { try DocumentReader(shape).read(document, batch: 1024, rows: $0) }
        if let violation = violation(whole, document.count) { return violation }
        let little = outcome { try DocumentReader(shape).read(document, batch: batch, rows: $0) }
        if !same(little, whole) { return "rows depend on the size of a batch" }
        var first: Outcome?
        // Through a small window a few bytes at a time, in pieces of an odd length, and all at once.
        for (window, piece) in [(64, 1 + batch * 5), (2 + batch * 31, 1000), (document.count + 1, document.count)] {
            let pulled = outcome { rows in
                try DocumentReader(shape).read(
                    window: window, batch: batch, pull: Pieces(document, piece).pull, rows: rows)
            }
            if !same(pulled, whole) { return "what is pulled is read otherwise: \(pulled.refusal?.code ?? "read")" }
            if pulled.refusal != (first ?? pulled).refusal { return "a refusal depends on the window" }
            first = first ?? pulled
        }
        return roundTrip(whole)
    }

    private func outcome(
        _ read: ((RowBatch) throws -> Void) throws -> DocumentEdges
    ) -> Outcome {
        var result = Outcome()
        do {
            let edges = try read { rows in
                for row in 0..<rows.count {
                    result.rows.append(Self.cells(rows, row))
                    result.numbers.append(rows.rows[row])
                    result.ranges.append(rows.ranges[row])
                }
            }
            (result.count, result.faults) = (edges.rows, edges.faults)
            result.header = edges.header.map { Self.cells($0, 0) } ?? []
            result.trailer = edges.trailer.map { Self.cells($0, 0) } ?? []
        } catch let fault as Fault {
            result.refusal = fault
        } catch {
            result.stranger = "\(error)"
        }
        return result
    }

    private static func cells(_ rows: RowBatch, _ row: Int) -> [[UInt8]?] {
        (0..<rows.columns).map { rows.isAbsent(row, $0) ? nil : Array(rows[row, $0]) }
    }

    /// A refused document may have handed out more or fewer rows by then. One with too many bytes is refused at once
    /// when it is in memory; when it is pulled, something before the limit may be wrong too.
    private func same(_ one: Outcome, _ other: Outcome) -> Bool {
        guard let refusal = one.refusal else { return one == other }
        return refusal == other.refusal || other.refusal == Fault.tooLarge("文件字节数")
    }

    private func violation(_ outcome: Outcome, _ size: Int) -> String? {
        if let stranger = outcome.stranger { return "an error that is no Fault: \(stranger)" }
        if let refusal = outcome.refusal {
            return refusal.row == 0 && refusal.code.hasPrefix("document.") && !refusal.message.isEmpty
                ? nil : "a refusal that is none: \(refusal.code)"
        }
        if outcome.faults.contains(where: { $0.row < 1 || !$0.code.hasPrefix("row.") || $0.message.isEmpty }) {
            return "a fault that is of no row"
        }
        let seen = outcome.numbers + outcome.faults.map(\.row)
        if Set(seen).count != seen.count { return "a row counts twice" }
        if seen.count != outcome.count { return "\(outcome.count) rows, but \(seen.count) were read or reported" }
        if !(Swift.zip(outcome.numbers, outcome.numbers.dropFirst()).allSatisfy { $0 < $1 }) {
            return "rows are out of order"
        }
        if outcome.rows.contains(where: { $0.count != shape.columns.count }) { return "a row has too many cells" }
        for range in outcome.ranges where range.lowerBound < 0 || range.upperBound > size {
            return "a row lies outside of the document"
        }
        for cell in (outcome.rows + [outcome.header, outcome.trailer]).joined() {
            guard let cell else { continue }
            if cell.count > shape.limits.cell { return "a cell is longer than the limit" }
            if cell.withUnsafeBufferPointer({ UTF8Text.firstFault($0) }) != nil { return "a cell is no UTF-8" }
        }
        return nil
    }

    /// What can be written is read back as it was.
    private func roundTrip(_ outcome: Outcome) -> String? {
        guard outcome.refusal == nil, outcome.faults.isEmpty else { return nil }
        let header = shape.header.flatMap { $0.columns.isEmpty ? nil : batch([outcome.header], $0.columns.count) }
        let trailer = shape.trailer.flatMap { $0.columns.isEmpty ? nil : batch([outcome.trailer], $0.columns.count) }
        let rows = batch(outcome.rows, shape.columns.count)
        guard let bytes = try? DocumentWriter(shape).write(header: header, rows: rows, trailer: trailer) else {
            return nil
        }
        let again = self.outcome { try DocumentReader(shape).read(bytes, batch: 1024, rows: $0) }
        // A written document may be longer than it was, and an empty one is no document.
        if let refusal = again.refusal {
            let isAllowed = ["document.tooLarge", "document.empty", "document.depth"].contains(refusal.code)
            return isAllowed || shape.limits != .standard ? nil : "what was written is refused: \(refusal.code)"
        }
        if !again.faults.isEmpty { return shape.limits == .standard ? "what was written has faults" : nil }
        if again.rows != outcome.rows { return "rows are not read back as they were" }
        return again.header == outcome.header && again.trailer == outcome.trailer ? nil : "edges are not read back"
    }

    private func batch(_ rows: [[[UInt8]?]], _ columns: Int) -> RowBatch {
        var batch = RowBatch(columns: columns)
        for (index, row) in rows.enumerated() {
            for cell in row { if let cell { batch.cell(cell) } else { batch.missing() } }
            batch.end(row: index + 1, range: 0..<0)
        }
        return batch
    }
}

/// Pieces are a document in pieces of a length, as `DocumentReader` pulls them.
final class Pieces {
    private var rest: ArraySlice<UInt8>
    private let length: Int

    init(_ document: [UInt8], _ length: Int) {
        rest = document[...]
        self.length = length
    }

    func pull(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(min(room.count, length))
        room.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}
