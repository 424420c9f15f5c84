import Subsidy

/// CellSplitter cuts a decoded line of a delimited document into cells.
///
/// Without quotes a cell is a range of the line. With quotes (RFC 4180: a quote inside quotes is doubled, a quoted
/// cell may hold line ends) cells are gathered in `text`, and one record may take several lines.
struct CellSplitter {
    enum Outcome: Equatable {
        case whole
        /// The line ended inside quotes: feed the next one.
        case open
        case strayQuote
        case control
        case tooMany
    }

    private enum State { case start, plain, quoted, closed }

    private let delimiter: [UInt8]
    private let quote: UInt8?
    private let maximum: Int
    private(set) var cells: [Range<Int>] = []
    /// The text of a quoted dialect's cells.
    private(set) var text: [UInt8] = []
    private var state = State.start
    private var hasControl = false

    init(_ shape: DocumentShape, maximum: Int) throws(Fault) {
        delimiter = Array(shape.delimiter.utf8)
        let quotes = Array((shape.quote ?? "").utf8)
        guard !delimiter.isEmpty else { throw .shape("没有分隔符") }
        guard quotes.count <= 1 else { throw .shape("引号须为单个字符") }
        quote = quotes.first
        self.maximum = maximum
    }

    var isQuoted: Bool { quote != nil }

    /// Cuts the first line of a record; the cells are ranges of `line`, or of `text` when the dialect has quotes.
    mutating func split(_ line: UnsafeBufferPointer<UInt8>) -> Outcome {
        cells.removeAll(keepingCapacity: true)
        hasControl = false
        guard quote != nil else { return splitPlain(line) }
        text.removeAll(keepingCapacity: true)
        state = .start
        return splitQuoted(line)
    }

    /// Goes on with the next line of a record that is open.
    mutating func resume(_ line: UnsafeBufferPointer<UInt8>, afterReturn: Bool) -> Outcome {
        if afterReturn { text.append(0x0D) }
        text.append(0x0A)
        return splitQuoted(line)
    }

    private mutating func splitPlain(_ line: UnsafeBufferPointer<UInt8>) -> Outcome {
        let first = delimiter[0]
        let length = delimiter.count
        var (start, index) = (0, 0)
        while index < line.count {
            let byte = line[index]
            if byte == first, length == 1 || isDelimiter(line, index) {
                cells.append(start..<index)
                if cells.count > maximum { return .tooMany }
                index &+= length
                start = index
                continue
            }
            if byte < 0x20, byte != 0x09 { hasControl = true }
            index &+= 1
        }
        cells.append(start..<line.count)
        return hasControl ? .control : .whole
    }

    private func isDelimiter(_ line: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        index + delimiter.count <= line.count && delimiter.indices.allSatisfy { line[index + $0] == delimiter[$0] }
    }

    private mutating func splitQuoted(_ line: UnsafeBufferPointer<UInt8>) -> Outcome {
        guard let quote else { return .whole }
        var index = 0
        while index < line.count {
            let byte = line[index]
            if state == .quoted {
                if byte != quote {
                    note(byte)
                } else if index + 1 < line.count, line[index + 1] == quote {
                    text.append(quote)
                    index += 1
                } else {
                    state = .closed
                }
                index += 1
            } else if byte == delimiter[0], isDelimiter(line, index) {
                close()
                if cells.count > maximum { return .tooMany }
                index += delimiter.count
            } else if byte == quote {
                guard state == .start else { return .strayQuote }
                state = .quoted
                index += 1
            } else {
                guard state != .closed else { return .strayQuote }
                state = .plain
                note(byte)
                index += 1
            }
        }
        if state == .quoted { return .open }
        close()
        return hasControl ? .control : .whole
    }

    private mutating func note(_ byte: UInt8) {
        if byte < 0x20, byte != 0x09 { hasControl = true }
        text.append(byte)
    }

    private mutating func close() {
        cells.append((cells.last?.upperBound ?? 0)..<text.count)
        state = .start
    }
}
