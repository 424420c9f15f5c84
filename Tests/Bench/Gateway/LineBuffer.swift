import Glibc
import Subsidy

/// LineBuffer writes JSON lines into memory that was made large enough beforehand.
struct LineBuffer {
    private let base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    init(_ base: UnsafeMutablePointer<UInt8>) { self.base = base }

    mutating func put(_ text: StaticString) { put(text.utf8Start, text.utf8CodeUnitCount) }

    @inline(__always)
    mutating func put(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
        (base + count).initialize(from: bytes, count: length)
        count &+= length
    }

    /// Whether a text among these must be escaped.
    static func needsEscapes(_ text: [UInt8]) -> Bool {
        text.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return false }
            return memchr(base, 0x22, text.count) != nil || memchr(base, 0x5C, text.count) != nil
        }
    }

    /// The text with what JSON does not let stand as it is escaped: at most twice as long, because no control character
    /// comes through a reader.
    mutating func putEscaped(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
        for index in 0..<length {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { putByte(UInt8(ascii: "\\")) }
            putByte(byte)
        }
    }

    @inline(__always)
    mutating func putByte(_ byte: UInt8) {
        (base + count).initialize(to: byte)
        count &+= 1
    }

    /// Bytes that were written by other means.
    mutating func skip(_ length: Int) { count &+= length }

    mutating func put(_ number: Int64) {
        var magnitude = number.magnitude
        if number < 0 { putByte(UInt8(ascii: "-")) }
        var length = 1
        var rest = magnitude / 10
        while rest > 0 {
            length &+= 1
            rest /= 10
        }
        var position = count &+ length
        count = position
        repeat {
            position &-= 1
            (base + position).initialize(to: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
    }
}

extension RecordBatch.Memory {
    /// Where the text of a record lies, and how long it is.
    @inline(__always)
    func value(_ record: Int) -> (start: UnsafePointer<UInt8>, count: Int) {
        let start = record == 0 ? 0 : ends[record &- 1]
        return (text + start, ends[record] &- start)
    }
}

/// DayTexts writes days as `2026-11-28`. Few days stand in one file, so each is made once.
struct DayTexts {
    static let length = 10
    private var days = [Int64](repeating: .min, count: 64)
    private var texts = [UInt8](repeating: 0, count: 64 * length)

    mutating func put(_ day: Int64, to target: UnsafeMutablePointer<UInt8>) {
        let slot = Int(truncatingIfNeeded: day & 63)
        if days[slot] != day {
            days[slot] = day
            for (index, byte) in Day(number: Int32(clamping: day)).text.utf8.prefix(DayTexts.length).enumerated() {
                texts[slot * DayTexts.length + index] = byte
            }
        }
        texts.withUnsafeBufferPointer { texts in
            guard let base = texts.baseAddress else { return }
            target.initialize(from: base + slot * DayTexts.length, count: DayTexts.length)
        }
    }
}
