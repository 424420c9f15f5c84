/// UTF8Text reads well-formed UTF-8 (Unicode table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
enum UTF8Text {
    /// The scalar at `index` and its length in bytes; length 0 when the bytes are malformed or end too early.
    @inline(__always)
    static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(bytes[index])
        let left = bytes.count &- index
        if first < 0x80 { return (first, 1) }
        guard first >= 0xC2, first <= 0xF4, left >= 2 else { return (0, 0) }
        let second = UInt32(bytes[index &+ 1])
        guard second & 0xC0 == 0x80 else { return (0, 0) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | second & 0x3F, 2) }
        guard left >= 3 else { return (0, 0) }
        let third = UInt32(bytes[index &+ 2])
        guard third & 0xC0 == 0x80 else { return (0, 0) }
        if first < 0xF0 {
            let value = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
            return value >= 0x800 && (value < 0xD800 || value > 0xDFFF) ? (value, 3) : (0, 0)
        }
        guard left >= 4 else { return (0, 0) }
        let fourth = UInt32(bytes[index &+ 3])
        guard fourth & 0xC0 == 0x80 else { return (0, 0) }
        let value = (first & 0x07) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
        return value >= 0x10000 && value <= 0x10FFFF ? (value, 4) : (0, 0)
    }

    /// Where the first malformed character begins, nil when all is well-formed.
    static func firstFault(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let raw = UnsafeRawPointer(base)
        var index = 0
        while index < bytes.count {
            while index &+ 8 <= bytes.count,
                raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index &+= 8
            }
            guard index < bytes.count else { break }
            let length = scalar(bytes, at: index).length
            if length == 0 { return index }
            index &+= length
        }
        return nil
    }

    /// Whether the bytes from `index` are the beginning of a character whose rest is missing.
    static func isTorn(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        let first = bytes[index]
        guard first >= 0xC2, first <= 0xF4 else { return false }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        return bytes.count - index < length && bytes[(index + 1)...].allSatisfy { $0 & 0xC0 == 0x80 }
    }

    static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        if scalar < 0x80 {
            text.append(UInt8(scalar))
        } else if scalar < 0x800 {
            text.append(UInt8(0xC0 | scalar >> 6))
            text.append(UInt8(0x80 | scalar & 0x3F))
        } else {
            if scalar < 0x10000 {
                text.append(UInt8(0xE0 | scalar >> 12))
            } else {
                text.append(UInt8(0xF0 | scalar >> 18))
                text.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            }
            text.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            text.append(UInt8(0x80 | scalar & 0x3F))
        }
    }

    static func append(_ scalar: UInt32, to text: inout TextBuffer) {
        if scalar < 0x80 { return text.append(UInt8(scalar)) }
        if scalar < 0x800 {
            text.append(UInt8(0xC0 | scalar >> 6))
        } else {
            if scalar < 0x10000 {
                text.append(UInt8(0xE0 | scalar >> 12))
            } else {
                text.append(UInt8(0xF0 | scalar >> 18))
                text.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            }
            text.append(UInt8(0x80 | scalar >> 6 & 0x3F))
        }
        text.append(UInt8(0x80 | scalar & 0x3F))
    }
}
