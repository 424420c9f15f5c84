import Glibc
import Subsidy

/// LineCutter finds the lines of a document in its own encoding, before anything is decoded.
///
/// In GB18030 no byte of a character is ever a line feed, carriage return or quote, so bytes can be searched; a
/// delimiter such as `|` cannot, because it may be the second byte of a character. UTF-16 is cut by units.
struct LineCutter {
    /// One line without its end; `next` is where the following line begins.
    struct Line {
        var range: Range<Int>
        var next: Int
        /// Whether the line had an end, and whether that was CRLF.
        var isClosed: Bool
        var hasReturn: Bool
    }

    let bytes: UnsafeBufferPointer<UInt8>
    let encoding: DocumentShape.Encoding
    let unit: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ encoding: DocumentShape.Encoding) {
        self.bytes = bytes
        self.encoding = encoding
        unit = encoding == .utf16LE || encoding == .utf16BE ? 2 : 1
    }

    /// Bytes of a byte order mark at the start.
    var markLength: Int {
        let mark: [UInt8] =
            switch encoding {
            case .utf8: [0xEF, 0xBB, 0xBF]
            case .utf16LE: [0xFF, 0xFE]
            case .utf16BE: [0xFE, 0xFF]
            case .gb18030: [0x84, 0x31, 0x95, 0x33]
            case .gbk: []
            }
        return bytes.starts(with: mark) ? mark.count : 0
    }

    /// Whether the unit at `index` is this ASCII character.
    func holds(_ character: UInt8, at index: Int) -> Bool {
        switch encoding {
        case .utf16LE: bytes[index] == character && bytes[index + 1] == 0
        case .utf16BE: bytes[index] == 0 && bytes[index + 1] == character
        default: bytes[index] == character
        }
    }

    /// The line that begins at `start`, which is below `end`.
    func line(from start: Int, to end: Int) -> Line {
        var stop = end
        if unit == 1 {
            if let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, end - start) {
                stop = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            }
        } else {
            var index = start
            while index + 1 < end, !holds(0x0A, at: index) { index += 2 }
            stop = index + 1 < end ? index : end
        }
        let isClosed = stop < end
        let hasReturn = isClosed && stop - unit >= start && holds(0x0D, at: stop - unit)
        let content = start..<(hasReturn ? stop - unit : stop)
        return Line(range: content, next: isClosed ? stop + unit : end, isClosed: isClosed, hasReturn: hasReturn)
    }

    /// How many lines begin from `start` on and below `end`.
    func lineCount(from start: Int, to end: Int) -> Int {
        var (count, index) = (0, start)
        while index < end {
            index = line(from: index, to: end).next
            count += 1
        }
        return count
    }

    /// Where the content ends when line ends (blank lines too) are taken off the end.
    func contentEnd(from start: Int) -> Int {
        var end = bytes.count
        while end - unit >= start, (end - start) % unit == 0, holds(0x0A, at: end - unit) || holds(0x0D, at: end - unit)
        {
            end -= unit
        }
        return end
    }

    /// Where the last line begins, when the content ends at `end`.
    func lastLine(from start: Int, to end: Int) -> Int {
        var index = end - (end - start) % unit
        while index - unit >= start, !holds(0x0A, at: index - unit) { index -= unit }
        return index
    }

    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[range]) }
}
