import Subsidy

/// JSONScanner reads the tokens of a JSON text (RFC 8259), strictly. Whether the bytes of a string are well-formed
/// UTF-8 is for the caller to ask.
struct JSONScanner {
    /// A string as it stands between its quotes.
    struct Text {
        var range: Range<Int>
        var isEscaped: Bool
        /// Whether a byte is not ASCII, so that the text must be proved to be UTF-8.
        var hasHighBytes: Bool
    }

    private let text: JSONText
    /// The byte at an offset is `bytes[offset]`; only those from the window are there.
    private var bytes: UnsafePointer<UInt8>
    private var end: Int
    /// Offsets are the text's.
    var index: Int
    /// What lies from here on is kept; beyond everything when nothing needs to be.
    private var held = Int.max
    /// Where the last string began.
    private var stringStart: Int
    /// Bytes of a string that are not read any further.
    private let longest: Int

    init(_ text: JSONText, longest: Int) {
        self.text = text
        self.longest = longest
        bytes = text.base - text.first
        (index, end, stringStart) = (text.first, text.end, text.first)
    }

    /// Scans bytes that are there as a whole.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.init(PieceOfJSON(bytes), longest: .max)
    }

    /// Keeps what comes, so that it can be read once more; false when something before it is kept already.
    mutating func hold(_ offset: Int) -> Bool {
        guard held == .max else { return false }
        held = offset
        return true
    }

    mutating func release() { held = .max }

    /// Gets more text and keeps that from `start` on; false at the end of the document.
    private mutating func more(keeping start: Int) throws -> Bool {
        guard try text.grow(keeping: min(start, held, index)) else { return false }
        bytes = text.base - text.first
        end = text.end
        return true
    }

    /// The bytes of a token; valid until the scanner moves on.
    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count)
    }

    /// Where the string that was begun last is no UTF-8, as far as it was read; nil when it is well-formed.
    var encodingFault: Int? {
        let start = max(stringStart, text.first)
        guard start < end else { return nil }
        let string = slice(start..<min(end, max(index, start)))
        guard let offset = UTF8Text.firstFault(string), !UTF8Text.isTorn(string, at: offset) else { return nil }
        return start + offset
    }

    /// The next byte that is not white space, which is not consumed.
    @inline(__always)
    mutating func peek() throws -> UInt8 {
        if index < end, bytes[index] > 0x20 { return bytes[index] }
        guard try !isAtEnd() else { throw Fault.truncated }
        return bytes[index]
    }

    /// Goes over white space; whether the document ends there.
    mutating func isAtEnd() throws -> Bool {
        while true {
            while index < end {
                switch bytes[index] {
                case 0x20, 0x0A, 0x0D, 0x09: index &+= 1
                default: return false
                }
            }
            guard try more(keeping: index) else { return true }
        }
    }

    @inline(__always)
    mutating func expect(_ byte: UInt8) throws {
        if index < end, bytes[index] == byte {
            index &+= 1
            return
        }
        guard try peek() == byte else { throw malformed() }
        index &+= 1
    }

    /// Whether there is a byte at `index`, more text being got where needed, that from `start` on being kept.
    @inline(__always)
    private mutating func has(_ start: Int) throws -> Bool {
        if index < end { return true }
        return try more(keeping: start)
    }

    /// A string, from its opening quote.
    mutating func string() throws -> Text {
        try expect(0x22)
        let start = index
        stringStart = start
        var (isEscaped, high) = (false, UInt64(0))
        while true {
            high |= skipPlain()
            guard try has(start) else { throw Fault.truncated }
            if index &- start > longest { throw Fault.tooLarge("JSON 单个字符串的长度") }
            let byte = bytes[index]
            if byte == 0x22 {
                index &+= 1
                return Text(
                    range: start..<index - 1, isEscaped: isEscaped, hasHighBytes: high & 0x8080_8080_8080_8080 != 0)
            }
            if byte < 0x20 { throw malformed() }
            if byte == 0x5C {
                isEscaped = true
                index &+= 1
                guard try has(start) else { throw Fault.truncated }
            }
            high |= UInt64(bytes[index])
            index &+= 1
        }
    }

    /// Goes over bytes that mean nothing in a string, eight at a time; they come back combined by or.
    @inline(__always)
    private mutating func skipPlain() -> UInt64 {
        let raw = UnsafeRawPointer(bytes)
        var high: UInt64 = 0
        while index &+ 8 <= end {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            // A byte's top bit is set below where the byte is a quote, a backslash or below a space; beyond the first
            // such byte there may be false ones.
            let quote = word ^ 0x2222_2222_2222_2222
            let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let found =
                (quote &- 0x0101_0101_0101_0101) & ~quote | (slash &- 0x0101_0101_0101_0101) & ~slash
                | (word &- 0x2020_2020_2020_2020) & ~word
            let special = UInt64(littleEndian: found) & 0x8080_8080_8080_8080
            if special == 0 {
                high |= word
                index &+= 8
                continue
            }
            let plain = special.trailingZeroBitCount >> 3
            if plain > 0 { high |= UInt64(littleEndian: word) << UInt64(64 - 8 * plain) }
            index &+= plain
            break
        }
        return high
    }

    /// Goes over one value, looking at its strings and brackets only.
    mutating func skipValue() throws {
        var depth = 0
        while true {
            switch try peek() {
            case 0x22: _ = try string()
            case 0x7B, 0x5B:
                depth += 1
                index += 1
                continue
            case 0x7D, 0x5D:
                guard depth > 0 else { throw malformed() }
                depth -= 1
                index += 1
            case 0x2C, 0x3A:
                guard depth > 0 else { throw malformed() }
                index += 1
                continue
            default:
                let start = index
                while try has(start), isWord(bytes[index]) { try step(from: start) }
                guard index > start else { throw malformed() }
            }
            if depth == 0 { return }
        }
    }

    /// A byte of a number or of `true`, `false`, `null`.
    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
        default: false
        }
    }

    /// A number; its text is kept as written.
    mutating func number() throws -> Range<Int> {
        let start = index
        if try has(start), bytes[index] == 0x2D { index += 1 }
        if try has(start), bytes[index] == 0x30 { index += 1 } else { try digits(start) }
        if try has(start), bytes[index] == 0x2E {
            index += 1
            try digits(start)
        }
        if try has(start), bytes[index] | 0x20 == 0x65 {
            index += 1
            if try has(start), bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
            try digits(start)
        }
        return start..<index
    }

    private mutating func digits(_ start: Int) throws {
        let first = index
        while try has(start), 0x30...0x39 ~= bytes[index] { try step(from: start) }
        if index == first { throw try has(start) ? malformed() : .truncated }
    }

    /// Goes on by one byte of a number or word that began at `start`.
    @inline(__always)
    private mutating func step(from start: Int) throws {
        index &+= 1
        if index &- start > longest { throw Fault.tooLarge("JSON 单个数字的长度") }
    }

    /// One of the words `true`, `false` and `null`.
    mutating func word(_ word: StaticString) throws -> Range<Int> {
        let start = index
        for offset in 0..<word.utf8CodeUnitCount {
            guard try has(start) else { throw Fault.truncated }
            guard bytes[index] == word.utf8Start[offset] else { throw malformed() }
            index += 1
        }
        return start..<index
    }

    /// Appends a string with its escapes resolved.
    mutating func unescape(_ string: Text, into text: inout TextBuffer) throws(Fault) {
        let end = index
        index = string.range.lowerBound
        while index < string.range.upperBound {
            let start = index
            while index < string.range.upperBound, bytes[index] != 0x5C { index &+= 1 }
            text.append(slice(start..<index))
            guard index < string.range.upperBound else { break }
            index &+= 1
            guard index < string.range.upperBound else { throw malformed() }
            let escape = bytes[index]
            index += 1
            switch escape {
            case 0x22, 0x5C, 0x2F: text.append(escape)
            case 0x62: text.append(0x08)
            case 0x66: text.append(0x0C)
            case 0x6E: text.append(0x0A)
            case 0x72: text.append(0x0D)
            case 0x74: text.append(0x09)
            case 0x75: UTF8Text.append(try escapedScalar(string.range.upperBound), to: &text)
            default: throw malformed()
            }
        }
        index = end
    }

    private mutating func escapedScalar(_ end: Int) throws(Fault) -> UInt32 {
        let high = try fourHex(end)
        guard 0xD800...0xDFFF ~= high else { return high }
        guard high < 0xDC00, index + 2 <= end, bytes[index] == 0x5C, bytes[index + 1] == 0x75 else { throw malformed() }
        index += 2
        let low = try fourHex(end)
        guard 0xDC00...0xDFFF ~= low else { throw malformed() }
        return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }

    private mutating func fourHex(_ end: Int) throws(Fault) -> UInt32 {
        guard index + 4 <= end else { throw malformed() }
        var value: UInt32 = 0
        for _ in 0..<4 {
            switch bytes[index] {
            case 0x30...0x39: value = value << 4 | UInt32(bytes[index] - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(bytes[index] - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(bytes[index] - 0x57)
            default: throw malformed()
            }
            index += 1
        }
        return value
    }

    /// A syntax fault at the current place.
    func malformed() -> Fault {
        var line = text.lines + 1
        for place in text.first..<max(text.first, min(index, end)) where bytes[place] == 0x0A { line += 1 }
        return .document("json", "JSON 第 \(line) 行（第 \(index + 1) 字节）格式有误，请核对后重新报送")
    }
}
