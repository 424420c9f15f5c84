import Subsidy

/// LineSink is what becomes of the record lines that a `LineReader` finds.
protocol LineSink {
    /// Takes the cells of the line before the rows, before any of these.
    mutating func begin(_ header: [[UInt8]?])

    /// Takes lines from `start` on; `start` is then where the first record begins that was not taken, because it goes
    /// on beyond `end`. With `isLast` nothing but line ends and a trailer comes after `end` in the document.
    /// - Returns: a Fault of the document; then nothing more is taken.
    mutating func take(_ cutter: LineCutter, base: Int, from start: inout Int, to end: Int, isLast: Bool) throws
        -> Fault?

    /// After the last line.
    /// - Returns: how many records there were and the faults of those that were skipped, or a Fault of the document.
    mutating func finish() throws -> (rows: Int, faults: [Fault], refusal: Fault?)
}

/// Reads the lines at once and hands out their rows.
struct RowSink: LineSink {
    private var lines: LineRows
    private var batch: RowBatch
    private let size: Int
    private let rows: (RowBatch) throws -> Void

    init(_ lines: LineRows, columns: Int, size: Int, rows: @escaping (RowBatch) throws -> Void) {
        self.lines = lines
        self.size = size
        self.rows = rows
        batch = RowBatch(columns: columns)
    }

    mutating func begin(_ header: [[UInt8]?]) { batch.header = header }

    mutating func take(
        _ cutter: LineCutter, base: Int, from start: inout Int, to end: Int, isLast: Bool
    ) throws -> Fault? {
        lines.move(to: cutter, base: base)
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

    mutating func finish() throws -> (rows: Int, faults: [Fault], refusal: Fault?) {
        if !batch.isEmpty { try rows(batch) }
        return (lines.number, lines.faults, nil)
    }
}

/// Cuts the lines into blocks that a crew reads. It serves documents whose records are one line each, so that a block
/// can be cut at any line end.
struct BlockSink<Output: Sendable>: LineSink {
    private let size: Int
    private let limits: DocumentLimits
    private let crew: Crew<CrewInput, CrewOutput<Output>>
    private let deliver: (Output) throws -> Void
    private var header: [[UInt8]?] = []
    private var number = 0
    private var faults: [Fault] = []
    private var refusal: Fault?

    init(
        _ crew: Crew<CrewInput, CrewOutput<Output>>, _ limits: DocumentLimits, size: Int,
        deliver: @escaping (Output) throws -> Void
    ) {
        self.crew = crew
        self.limits = limits
        self.size = size
        self.deliver = deliver
    }

    mutating func begin(_ header: [[UInt8]?]) { self.header = header }

    mutating func take(
        _ cutter: LineCutter, base: Int, from start: inout Int, to end: Int, isLast: Bool
    ) throws -> Fault? {
        while start < end, refusal == nil {
            let stop = end - start > size ? cutter.line(from: start + size / 2 * 2, to: end).next : end
            let isLast = isLast && stop == end
            // With the last block come the line ends behind it: without any the document was perhaps cut off.
            let bytes = Array(cutter.slice(start..<(isLast ? cutter.bytes.count : stop)))
            let block = LineBlock(
                bytes: bytes, count: stop - start, base: base + start, number: number, isLast: isLast, header: header)
            number += cutter.lineCount(from: start, to: stop)
            start = stop
            try crew.submit(.block(block)) { try receive($0) }
        }
        return refusal
    }

    mutating func finish() throws -> (rows: Int, faults: [Fault], refusal: Fault?) {
        try crew.finish { try receive($0) }
        return (number, faults, refusal)
    }

    private mutating func receive(_ output: CrewOutput<Output>) throws {
        guard refusal == nil else { return }
        faults += output.faults
        refusal = faults.count > limits.faults ? .tooManyFaults(limits.faults) : output.refusal
        for output in output.outputs { try deliver(output) }
    }
}

/// LineBlock is some whole lines of a document.
struct LineBlock: Sendable {
    let bytes: [UInt8]
    /// The lines end here; what follows is line ends.
    let count: Int
    /// Offset of the first byte in the document.
    let base: Int
    /// Of the record before the first.
    let number: Int
    let isLast: Bool
    /// Cells of the line before the rows.
    let header: [[UInt8]?]
}

enum CrewInput: Sendable {
    case rows(RowBatch)
    case block(LineBlock)
}

struct CrewOutput<Output: Sendable>: Sendable {
    var outputs: [Output] = []
    var faults: [Fault] = []
    var refusal: Fault?
}

/// CrewHand is what one thread of a crew does: it reads blocks into rows, and turns rows into what the caller wants.
final class CrewHand<Output: Sendable> {
    private let shape: DocumentShape
    private let limits: DocumentLimits
    private let size: Int
    private let work: (RowBatch) -> Output
    private var batch: RowBatch

    init(_ shape: DocumentShape, _ limits: DocumentLimits, size: Int, _ work: @escaping (RowBatch) -> Output) {
        self.shape = shape
        self.limits = limits
        self.size = size
        self.work = work
        batch = RowBatch(columns: shape.columns.count)
    }

    func run(_ input: CrewInput) -> CrewOutput<Output> {
        switch input {
        case .rows(let rows): return CrewOutput(outputs: [work(rows)])
        case .block(let block):
            var output = CrewOutput<Output>()
            do {
                try block.bytes.withUnsafeBufferPointer { try read($0, block, &output) }
            } catch let fault as Fault {
                output.refusal = fault
            } catch {
                preconditionFailure("lines throw nothing but a Fault")
            }
            return output
        }
    }

    private func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ block: LineBlock, _ output: inout CrewOutput<Output>
    ) throws {
        batch.header = block.header
        var lines = try LineRows(shape, limits, LineCutter(bytes, shape.encoding), after: block.number)
        lines.move(to: LineCutter(bytes, shape.encoding), base: block.base)
        // Also those before a line that refuses the document.
        defer { output.faults = lines.faults }
        var start = 0
        var stop = LineRows.Stop.full
        while stop == .full {
            batch.removeAll()
            stop = try lines.read(from: &start, to: block.count, isLast: block.isLast, into: &batch, size: size)
            if !batch.isEmpty { output.outputs.append(work(batch)) }
        }
    }
}
