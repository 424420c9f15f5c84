import Subsidy

/// JSONBytes writes JSON to memory that has room for it; whoever makes one sees to that.
struct JSONBytes {
    /// Where the next byte goes.
    var next: UnsafeMutablePointer<UInt8>

    init(_ start: UnsafeMutablePointer<UInt8>) { next = start }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        next.initialize(to: byte)
        next += 1
    }

    @inline(__always)
    mutating func copy(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        next.initialize(from: base, count: bytes.count)
        next += bytes.count
    }

    /// Copies eight bytes at a time, and so reads and writes up to seven more than asked for.
    @inline(__always)
    mutating func copyWords(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        var offset = 0
        while offset < count {
            let word = UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            UnsafeMutableRawPointer(next).storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
            offset &+= 8
        }
        next += count
    }

    @inline(__always)
    mutating func copy(_ text: StaticString) {
        next.initialize(from: text.utf8Start, count: text.utf8CodeUnitCount)
        next += text.utf8CodeUnitCount
    }

    mutating func quote(_ text: String) {
        var text = text
        text.withUTF8 { quote($0, escapes: true) }
    }

    /// A text in quotes. Without `escapes` it holds no character that must be escaped.
    @inline(__always)
    mutating func quote(_ text: UnsafeBufferPointer<UInt8>, escapes: Bool) {
        put(UInt8(ascii: "\""))
        if escapes { escape(text) } else { copy(text) }
        put(UInt8(ascii: "\""))
    }

    @inline(never)
    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): copy("\\\"")
            case UInt8(ascii: "\\"): copy("\\\\")
            case 0x0A: copy("\\n")
            case 0x0D: copy("\\r")
            case 0x09: copy("\\t")
            case 0x00..<0x20, 0x7F: put(escaped: UInt16(byte))
            // The two line separators end a line for some readers of JSON lines.
            case 0xE2 where index + 1 < text.count && text[index] == 0x80 && text[index + 1] & 0xFE == 0xA8:
                put(escaped: 0x2028 + UInt16(text[index + 1] & 1))
                index += 2
            default: put(byte)
            }
        }
    }

    private mutating func put(escaped unit: UInt16) {
        copy("\\u")
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit &>> UInt16(shift)) & 0x0F
            put(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    /// Whether a byte of the text may begin a character that is escaped.
    static func needsEscapes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress else { return false }
        let raw = UnsafeRawPointer(base)
        var found: UInt64 = 0
        var index = 0
        while index &+ 8 <= text.count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let low = word & 0x7F7F_7F7F_7F7F_7F7F
            // The high bit of a byte stays clear where it is below a space, or one of these characters.
            let space = (low &+ 0x6060_6060_6060_6060) | word
            let others = differs(word, 0x22) & differs(word, 0x5C) & differs(word, 0x7F) & differs(word, 0xE2)
            found |= ~(space & others) & 0x8080_8080_8080_8080
            index &+= 8
        }
        if found != 0 { return true }
        return text[index...].contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F || $0 == 0xE2 }
    }

    /// The high bit of every byte that is another one than this.
    @inline(__always)
    private static func differs(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let other = word ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
        return ((other & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F) | other
    }
}

extension JSONBytes {
    @inline(__always)
    mutating func put(integer value: Int64) {
        if value < 0 { put(UInt8(ascii: "-")) }
        put(digits: value.magnitude)
    }

    /// `"1234.50"`.
    @inline(__always)
    mutating func put(money fen: Int64) {
        put(UInt8(ascii: "\""))
        if fen < 0 { put(UInt8(ascii: "-")) }
        let (yuan, rest) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
        put(digits: yuan)
        put(UInt8(ascii: "."))
        put(pair: Int(rest))
        put(UInt8(ascii: "\""))
    }

    /// `"2026-03-02"`.
    @inline(__always)
    mutating func put(day: Day) {
        put(UInt8(ascii: "\""))
        put(date: day)
        put(UInt8(ascii: "\""))
    }

    /// `"2026-03-02T08:30:00.000+08:00"`.
    mutating func put(instant: Instant) {
        let (hour, minute, second) = instant.time
        let rest = Int(((instant.milliseconds % 1000) + 1000) % 1000)
        put(UInt8(ascii: "\""))
        put(date: instant.day)
        put(UInt8(ascii: "T"))
        put(pair: hour)
        put(UInt8(ascii: ":"))
        put(pair: minute)
        put(UInt8(ascii: ":"))
        put(pair: second)
        put(UInt8(ascii: "."))
        put(UInt8(truncatingIfNeeded: 0x30 + rest / 100))
        put(pair: rest % 100)
        copy("+08:00\"")
    }

    private mutating func put(date day: Day) {
        let (year, month, number) = day.parts
        guard 1000...9999 ~= year else {
            for byte in day.text.utf8 { put(byte) }
            return
        }
        put(pair: year / 100)
        put(pair: year % 100)
        put(UInt8(ascii: "-"))
        put(pair: month)
        put(UInt8(ascii: "-"))
        put(pair: number)
    }

    /// Two digits of a number below 100.
    @inline(__always)
    private mutating func put(pair value: Int) {
        put(UInt8(truncatingIfNeeded: 0x30 &+ value / 10))
        put(UInt8(truncatingIfNeeded: 0x30 &+ value % 10))
    }

    @inline(__always)
    private mutating func put(digits value: UInt64) {
        var count = 1
        var limit: UInt64 = 10
        while count < 20, value >= limit {
            count &+= 1
            limit = count < 20 ? limit &* 10 : limit
        }
        var rest = value
        var index = count
        while index > 0 {
            index &-= 1
            next[index] = UInt8(truncatingIfNeeded: 0x30 &+ rest % 10)
            rest /= 10
        }
        next += count
    }
}
