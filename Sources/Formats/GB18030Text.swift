/// GB18030Text turns GB 18030-2022 into UTF-8 and back, strictly.
enum GB18030Text {
    /// How many bytes `decode` may write for a source of `count` bytes: two bytes become three, and the fast paths
    /// store eight at a time.
    static func capacity(_ count: Int) -> Int { count + count / 2 + 16 }

    /// Writes UTF-8 to `target`, which has room for `capacity(source.count)`. Without `fourByte` it is GBK, where a
    /// four-byte character is malformed.
    /// - Returns: how many bytes were written, or -1 - offset of the first malformed or unfinished character.
    static func decode(
        _ source: UnsafeBufferPointer<UInt8>, fourByte: Bool, into target: UnsafeMutableRawPointer
    ) -> Int {
        guard let base = source.baseAddress else { return 0 }
        let raw = UnsafeRawPointer(base)
        let table = GB18030Table.standard
        return table.twoByte.withUnsafeBufferPointer { two in
            var (index, written) = (0, 0)
            while index < source.count {
                while index &+ 8 <= source.count {
                    let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    if word & 0x8080_8080_8080_8080 != 0 { break }
                    target.storeBytes(of: word, toByteOffset: written, as: UInt64.self)
                    index &+= 8
                    written &+= 8
                }
                guard index < source.count else { break }
                let lead = source[index]
                if lead < 0x80 {
                    target.storeBytes(of: lead, toByteOffset: written, as: UInt8.self)
                    index &+= 1
                    written &+= 1
                    continue
                }
                guard lead != 0x80, lead != 0xFF, index &+ 1 < source.count else { return -1 - index }
                let trail = source[index &+ 1]
                if trail >= 0x40 {
                    let packed = two[Int(lead &- 0x81) &* 192 &+ Int(trail &- 0x40)]
                    if packed == 0 { return -1 - index }
                    target.storeBytes(of: packed, toByteOffset: written, as: UInt32.self)
                    written &+= Int(packed >> 24)
                    index &+= 2
                } else {
                    guard fourByte, let point = point(source, at: index, table) else { return -1 - index }
                    written &+= store(point, target + written)
                    index &+= 4
                }
            }
            return written
        }
    }

    /// Writes UTF-8 of the four-byte code at `source`, which has four bytes.
    /// - Returns: its length, nil when it is malformed.
    @inline(never)
    static func decodeFour(_ source: UnsafePointer<UInt8>, _ target: UnsafeMutableRawPointer) -> Int? {
        point(UnsafeBufferPointer(start: source, count: 4), at: 0, GB18030Table.standard).map { store($0, target) }
    }

    /// The code point of the four-byte code at `index`.
    private static func point(
        _ source: UnsafeBufferPointer<UInt8>, at index: Int, _ table: GB18030Table
    ) -> UInt32? {
        guard index + 3 < source.count else { return nil }
        let (first, second) = (Int(source[index]), Int(source[index + 1]))
        let (third, fourth) = (Int(source[index + 2]), Int(source[index + 3]))
        guard 0x30...0x39 ~= second, 0x81...0xFE ~= third, 0x30...0x39 ~= fourth else { return nil }
        let linear = (first - 0x81) * 12_600 + (second - 0x30) * 1260 + (third - 0x81) * 10 + fourth - 0x30
        if linear < table.fourByte.count { return UInt32(table.fourByte[linear]) }
        guard 189_000...189_000 + 0xFFFFF ~= linear else { return nil }
        return UInt32(linear - 189_000 + 0x10000)
    }

    private static func store(_ point: UInt32, _ target: UnsafeMutableRawPointer) -> Int {
        func put(_ offset: Int, _ value: UInt32) {
            target.storeBytes(of: UInt8(value), toByteOffset: offset, as: UInt8.self)
        }
        let last = 0x80 | point & 0x3F
        if point < 0x800 {
            put(0, 0xC0 | point >> 6)
            put(1, last)
            return 2
        }
        let third = 0x80 | point >> 6 & 0x3F
        if point < 0x10000 {
            put(0, 0xE0 | point >> 12)
            put(1, third)
            put(2, last)
            return 3
        }
        put(0, 0xF0 | point >> 18)
        put(1, 0x80 | point >> 12 & 0x3F)
        put(2, third)
        put(3, last)
        return 4
    }

    /// Writes the code of a scalar beyond ASCII, at most four bytes.
    /// - Returns: how many bytes it takes; 0 when there is no code, or only one of four bytes and `fourByte` is false.
    @inline(__always)
    static func store(code scalar: UInt32, fourByte: Bool, _ target: UnsafeMutableRawPointer) -> Int {
        let table = GB18030Table.standard
        var linear = Int(scalar) - 0x10000 + 189_000
        if scalar < 0x10000 {
            let code = table.codes[Int(scalar)]
            if code != 0 {
                target.storeBytes(of: code.bigEndian, as: UInt16.self)
                return 2
            }
            linear = Int(table.linear[Int(scalar)])
        }
        guard fourByte, linear != 0xFFFF else { return 0 }
        let bytes = (
            UInt8(0x81 + linear / 12_600), UInt8(0x30 + linear / 1260 % 10), UInt8(0x81 + linear / 10 % 126),
            UInt8(0x30 + linear % 10)
        )
        target.storeBytes(of: bytes.0, as: UInt8.self)
        target.storeBytes(of: bytes.1, toByteOffset: 1, as: UInt8.self)
        target.storeBytes(of: bytes.2, toByteOffset: 2, as: UInt8.self)
        target.storeBytes(of: bytes.3, toByteOffset: 3, as: UInt8.self)
        return 4
    }

    /// Appends the code of one scalar.
    /// - Returns: false when GBK has no code for it.
    static func append(_ scalar: UInt32, fourByte: Bool, to bytes: inout [UInt8]) -> Bool {
        if scalar < 0x80 {
            bytes.append(UInt8(scalar))
            return true
        }
        let table = GB18030Table.standard
        var linear = Int(scalar) - 0x10000 + 189_000
        if scalar < 0x10000 {
            let code = table.codes[Int(scalar)]
            if code != 0 {
                bytes.append(UInt8(code >> 8))
                bytes.append(UInt8(code & 0xFF))
                return true
            }
            linear = Int(table.linear[Int(scalar)])
        }
        guard fourByte, linear != 0xFFFF else { return false }
        bytes.append(UInt8(0x81 + linear / 12_600))
        bytes.append(UInt8(0x30 + linear / 1260 % 10))
        bytes.append(UInt8(0x81 + linear / 10 % 126))
        bytes.append(UInt8(0x30 + linear % 10))
        return true
    }

    /// Whether the bytes from `index` are the beginning of a character whose rest is missing.
    static func isTorn(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, fourByte: Bool) -> Bool {
        let left = bytes.count - index
        guard 0x81...0xFE ~= bytes[index], left < 4 else { return false }
        if left == 1 { return true }
        guard fourByte, 0x30...0x39 ~= bytes[index + 1] else { return false }
        return left == 2 || 0x81...0xFE ~= bytes[index + 2]
    }
}
