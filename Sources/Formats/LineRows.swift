import Subsidy

/// LineRows reads the record lines of a stretch of a document: the plain ones by a `LineScanner`, any other by a
/// `LineParser`.
struct LineRows {
    enum Stop {
        case end
        case full
        /// A record goes on beyond the end.
        case open
    }

    private let shape: DocumentShape
    private let limits: DocumentLimits
    private let scanner: LineScanner?
    private var parser: LineParser
    /// Offset in the document of the first of the parser's bytes.
    private var base = 0
    /// Records so far, skipped ones too.
    private(set) var number: Int
    /// Rows that were skipped.
    private(set) var faults: [Fault] = []

    /// The first record gets the number after `number`.
    init(
        _ shape: DocumentShape, _ limits: DocumentLimits, _ cutter: LineCutter, after number: Int = 0,
        scans: Bool = true
    ) throws(Fault) {
        self.shape = shape
        self.limits = limits
        self.number = number
        scanner = scans ? LineScanner(shape, limits) : nil
        parser = try LineParser(shape, limits, cutter)
    }

    /// Goes on with other bytes of the document.
    mutating func move(to cutter: LineCutter, base: Int) {
        parser.cutter = cutter
        self.base = base
    }

    /// Reads records from `start` on until the batch has `size` rows; `start` is then where the first record begins
    /// that was not read. The last line ends at `end`; with `isLast` nothing but line ends and a trailer comes after it
    /// in the document.
    /// - Throws: a Fault of the document.
    mutating func read(
        from start: inout Int, to end: Int, isLast: Bool, into batch: inout RowBatch, size: Int
    ) throws(Fault) -> Stop {
        while start < end {
            if let scanner {
                let before = batch.count
                let stop = scanner.scan(
                    parser.cutter.bytes, base: base, from: &start, to: end, isLast: isLast, after: number, into: &batch,
                    size: size)
                number += batch.count - before
                if stop == .full { return .full }
                if start >= end { break }
            }
            guard try readOne(from: &start, to: end, isLast: isLast, into: &batch) else { return .open }
            if batch.count >= size || batch.text.count > LineScanner.textLimit { return .full }
        }
        return batch.count >= size ? .full : .end
    }

    /// Reads one record; false when it goes on beyond the end.
    private mutating func readOne(
        from start: inout Int, to end: Int, isLast: Bool, into batch: inout RowBatch
    ) throws(Fault) -> Bool {
        let line = parser.cutter.line(from: start, to: end)
        do throws(Fault) {
            guard let record = try parser.record(line, number + 1, shape.columns, end: end, isLast: isLast) else {
                return false
            }
            number += 1
            start = record.next
            parser.append(record, number, base: base, to: &batch)
        } catch {
            guard error.row > 0 else { throw error }
            let isShort = error.code == "row.columns" || error.code == "row.length"
            if isShort, isLast, line.next == end, parser.cutter.bytes.count == end {
                // The last line has no end and is not whole: the rest of the document was lost with it.
                throw Fault.truncated
            }
            number += 1
            guard faults.count < limits.faults else { throw .tooManyFaults(limits.faults) }
            faults.append(error)
            start = line.next
        }
        return true
    }
}
