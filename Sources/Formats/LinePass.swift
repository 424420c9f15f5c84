import Subsidy

/// LinePass is one pass of a `LineScanner` over a stretch of bytes.
///
/// Eight bytes at a time are copied, and looked at for what matters in them: a delimiter, a control character (line
/// ends are), a quote. At a byte beyond ASCII the characters are decoded one by one until the next ASCII byte. So the
/// second byte of a character is never taken for a delimiter.
struct LinePass {
    private static let high: UInt64 = 0x8080_8080_8080_8080
    private static let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

    private let scanner: LineScanner
    private let window: UnsafeBufferPointer<UInt8>
    private let base: Int
    private let start: Int
    private let limit: Int
    private let end: Int

    /// Rows that were read, and bytes of their text.
    private(set) var rows = 0
    private(set) var bytes = 0
    /// Where the first line begins that was not read.
    private(set) var lineStart: Int
    /// That line is not plain.
    private(set) var isOdd = false

    init(
        _ scanner: LineScanner, _ window: UnsafeBufferPointer<UInt8>, base: Int, from start: Int, to limit: Int,
        end: Int
    ) {
        self.scanner = scanner
        self.window = window
        self.base = base
        self.start = start
        self.limit = limit
        self.end = end
        lineStart = start
    }

    /// Reads at most `count` lines. With `closes` the limit ends a line.
    mutating func run(
        _ room: RowBatch.Room, _ count: Int, _ table: UnsafeBufferPointer<UInt32>, after number: Int, closes: Bool
    ) {
        guard let source = window.baseAddress else { return }
        let raw = UnsafeRawPointer(source)
        let text = UnsafeMutableRawPointer(room.text)
        let delimiter = scanner.delimiter
        let delimiters = UInt64(delimiter) &* 0x0101_0101_0101_0101
        let quotes = UInt64(scanner.quote ?? delimiter) &* 0x0101_0101_0101_0101
        let hasQuote = scanner.quote != nil
        let columns = scanner.columns
        var (index, written) = (start, 0)
        var line = Line(sourceStart: start, textStart: 0, cellStart: 0, cells: room.cells, closed: 0)
        while index < limit {
            let word = LinePass.load(raw, index, limit)
            text.storeBytes(of: word, toByteOffset: written, as: UInt64.self)
            let beyond = word & LinePass.high
            let plain = min(beyond.trailingZeroBitCount &>> 3, limit &- index)
            var marks = LinePass.zeros(word ^ delimiters) | LinePass.controls(word)
            if hasQuote { marks |= LinePass.zeros(word ^ quotes) }
            if plain < 8 { marks &= (1 &<< UInt64(plain &<< 3)) &- 1 }
            while marks != 0 {
                let at = marks.trailingZeroBitCount &>> 3
                marks &= marks &- 1
                let byte = UInt8(truncatingIfNeeded: word &>> UInt64(at &<< 3))
                if byte == delimiter {
                    guard line.closed < columns else { return stop(line, odd: true) }
                    line.close(room.origin, written &+ at)
                    line.cellStart = written &+ at &+ 1
                } else if byte == 0x0A {
                    let feed = index &+ at
                    let mark = feed > line.sourceStart && source[feed &- 1] == 0x0D ? 1 : 0
                    guard finish(&line, room, feed &- mark, written &+ at &- mark, number) else {
                        return stop(line, odd: true)
                    }
                    line.begin(feed &+ 1, written &+ at &+ 1, columns)
                    if rows == count { return stop(line, odd: false) }
                } else if byte == 0x0D {
                    guard index &+ at &+ 1 < end, source[index &+ at &+ 1] == 0x0A else { return stop(line, odd: true) }
                } else if byte != 0x09 || byte == scanner.quote {
                    return stop(line, odd: true)
                }
            }
            index &+= plain
            written &+= plain
            guard plain < 8, beyond != 0 else { continue }
            guard decode(source, &index, text, &written, table) else { return stop(line, odd: true) }
        }
        if closes, index == end, line.sourceStart < end {
            guard finish(&line, room, end, written, number) else { return stop(line, odd: true) }
            line.begin(end, written, columns)
        }
        stop(line, odd: false)
    }

    private mutating func stop(_ line: Line, odd: Bool) {
        lineStart = line.sourceStart
        bytes = line.textStart
        isOdd = odd
    }

    /// Ends a row; false when something is not plain about it.
    @inline(__always)
    private mutating func finish(
        _ line: inout Line, _ room: RowBatch.Room, _ sourceEnd: Int, _ textEnd: Int, _ number: Int
    ) -> Bool {
        if scanner.hasTrailingDelimiter {
            guard line.closed == scanner.columns, line.cellStart == textEnd else { return false }
        } else {
            guard line.closed == scanner.columns &- 1 else { return false }
            line.close(room.origin, textEnd)
        }
        guard textEnd &- line.textStart <= scanner.limits.cell, sourceEnd &- line.sourceStart <= scanner.limits.line
        else { return false }
        if let tag = scanner.tag {
            let first = line.cells[0]
            guard
                UnsafeBufferPointer(start: room.text + line.textStart, count: Int(first.end &- first.start))
                    .elementsEqual(tag)
            else { return false }
        }
        room.rows.advanced(by: rows).initialize(to: number &+ rows &+ 1)
        room.ranges.advanced(by: rows).initialize(to: base &+ line.sourceStart..<base &+ sourceEnd)
        rows &+= 1
        return true
    }

    /// Decodes characters beyond ASCII until an ASCII byte; false when one is malformed or unfinished.
    @inline(__always)
    private func decode(
        _ source: UnsafePointer<UInt8>, _ index: inout Int, _ text: UnsafeMutableRawPointer, _ written: inout Int,
        _ table: UnsafeBufferPointer<UInt32>
    ) -> Bool {
        if scanner.isUTF8 { return decodeUTF8(&index, source, text, &written) }
        while index < limit {
            let lead = source[index]
            if lead < 0x80 { break }
            guard lead != 0x80, lead != 0xFF, index &+ 1 < end else { return false }
            let trail = source[index &+ 1]
            if trail >= 0x40 {
                let packed = table[Int(lead &- 0x81) &* 192 &+ Int(trail &- 0x40)]
                if packed == 0 { return false }
                text.storeBytes(of: packed, toByteOffset: written, as: UInt32.self)
                written &+= Int(packed &>> 24)
                index &+= 2
            } else {
                guard scanner.hasFourByte, index &+ 3 < end,
                    let length = GB18030Text.decodeFour(source + index, text + written)
                else { return false }
                written &+= length
                index &+= 4
            }
        }
        return true
    }

    private func decodeUTF8(
        _ index: inout Int, _ source: UnsafePointer<UInt8>, _ text: UnsafeMutableRawPointer, _ written: inout Int
    ) -> Bool {
        let bytes = UnsafeBufferPointer(start: source, count: end)
        while index < limit, source[index] >= 0x80 {
            let length = UTF8Text.scalar(bytes, at: index).length
            guard length > 0 else { return false }
            for offset in 0..<length {
                text.storeBytes(of: source[index &+ offset], toByteOffset: written &+ offset, as: UInt8.self)
            }
            index &+= length
            written &+= length
        }
        return true
    }

    /// Eight bytes from `index`, those from `limit` on as zeros.
    @inline(__always)
    private static func load(_ raw: UnsafeRawPointer, _ index: Int, _ limit: Int) -> UInt64 {
        if limit &- index >= 8 { return raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) }
        var word: UInt64 = 0
        for offset in 0..<limit &- index {
            word |= UInt64(raw.load(fromByteOffset: index &+ offset, as: UInt8.self)) &<< UInt64(offset &<< 3)
        }
        return word
    }

    /// The high bit of every byte that is zero.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { ~(((word & low) &+ low) | word | low) }

    /// The high bit of every byte below a space.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 {
        ~(((word & low) &+ 0x6060_6060_6060_6060) | word) & high
    }

    /// The line under way. Offsets of text are in the stretch's own.
    private struct Line {
        var sourceStart: Int
        var textStart: Int
        var cellStart: Int
        /// Of this row.
        var cells: UnsafeMutablePointer<RowBatch.Cell>
        /// How many cells have ended.
        var closed: Int

        @inline(__always)
        mutating func close(_ origin: Int, _ textEnd: Int) {
            // As one word: a cell is its start and its end.
            let word =
                UInt64(truncatingIfNeeded: origin &+ cellStart) | UInt64(truncatingIfNeeded: origin &+ textEnd) &<< 32
            UnsafeMutableRawPointer(cells + closed).storeBytes(of: word.littleEndian, as: UInt64.self)
            closed &+= 1
        }

        @inline(__always)
        mutating func begin(_ source: Int, _ text: Int, _ columns: Int) {
            sourceStart = source
            textStart = text
            cellStart = text
            cells += columns
            closed = 0
        }
    }
}
