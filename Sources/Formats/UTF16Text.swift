/// UTF16Text turns UTF-16 of a stated byte order into UTF-8 and back. Lone surrogates are malformed.
enum UTF16Text {
    /// Appends UTF-8 to `text`. Returns where the first malformed or unfinished character begins, nil when all is well.
    static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, bigEndian: Bool, into text: inout [UInt8]
    ) -> Int? {
        func unit(_ index: Int) -> UInt32 {
            let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
            return bigEndian ? first << 8 | second : second << 8 | first
        }
        var index = 0
        while index < bytes.count {
            guard index + 1 < bytes.count else { return index }
            let high = unit(index)
            if high < 0xD800 || high > 0xDFFF {
                UTF8Text.append(high, to: &text)
                index += 2
                continue
            }
            guard high < 0xDC00, index + 3 < bytes.count else { return index }
            let low = unit(index + 2)
            guard low >= 0xDC00, low <= 0xDFFF else { return index }
            UTF8Text.append(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), to: &text)
            index += 4
        }
        return nil
    }

    static func append(_ scalar: UInt32, bigEndian: Bool, to bytes: inout [UInt8]) {
        func put(_ unit: UInt32) {
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            bytes.append(bigEndian ? high : low)
            bytes.append(bigEndian ? low : high)
        }
        if scalar < 0x10000 {
            put(scalar)
        } else {
            put(0xD800 + (scalar - 0x10000) >> 10)
            put(0xDC00 + (scalar - 0x10000) & 0x3FF)
        }
    }

    /// Whether the bytes from `index` are the beginning of a character whose rest is missing.
    static func isTorn(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, bigEndian: Bool) -> Bool {
        let left = bytes.count - index
        guard left > 1 else { return true }
        let high = bytes[bigEndian ? index : index + 1]
        return left < 4 && high >= 0xD8 && high <= 0xDB
    }
}
