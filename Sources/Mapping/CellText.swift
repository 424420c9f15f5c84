import Subsidy

/// CellText is the bytes of one cell as they lie in a batch, without their spaces. It must not outlive the batch.
struct CellText {
    var start: UnsafePointer<UInt8>
    var count: Int

    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
        self.start = start
        self.count = count
    }

    @inline(__always)
    subscript(index: Int) -> UInt8 { start[index] }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    /// A copy, for code that is not on the hot path.
    var copy: ArraySlice<UInt8> { ArraySlice(bytes) }

    @inline(__always)
    func equals(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard other.count == count else { return false }
        guard let base = other.baseAddress else { return true }
        var index = 0
        while index < count, base[index] == start[index] { index &+= 1 }
        return index == count
    }

    /// The text without ASCII white space and full-width spaces (U+3000) at both ends, as `ArraySlice.trimmed`.
    @inline(__always)
    var trimmed: CellText {
        guard count > 0 else { return self }
        let (first, last) = (start[0], start[count &- 1])
        // No other byte begins or ends a space.
        if first > 0x20, first != 0xE3, last > 0x20, last != 0x80 { return self }
        return trimmedSlowly()
    }

    @inline(never)
    private func trimmedSlowly() -> CellText {
        var (start, end) = (self.start, self.start + count)
        while start < end {
            if CellText.isSpace(start[0]) {
                start += 1
            } else if end - start >= 3, CellText.isWide(start) {
                start += 3
            } else {
                break
            }
        }
        while start < end {
            if CellText.isSpace(end[-1]) {
                end -= 1
            } else if end - start >= 3, CellText.isWide(end - 3) {
                end -= 3
            } else {
                break
            }
        }
        return CellText(start, end - start)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

    private static func isWide(_ bytes: UnsafePointer<UInt8>) -> Bool {
        bytes[0] == 0xE3 && bytes[1] == 0x80 && bytes[2] == 0x80
    }

    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        UnsafeRawPointer(start).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// The value of eight ASCII digits at `offset`; nil when one of them is no digit.
    @inline(__always)
    func eightDigits(at offset: Int) -> Int? {
        let word = word(at: offset)
        guard CellText.areDigits(word) else { return nil }
        // Pairs, then fours, then all eight, side by side in one word.
        let pairs = ((word & 0x0F0F_0F0F_0F0F_0F0F) &* 2561) &>> 8
        let fours = ((pairs & 0x00FF_00FF_00FF_00FF) &* 6_553_601) &>> 16
        return Int(((fours & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) &>> 32)
    }

    /// Whether each of the eight bytes is an ASCII digit.
    @inline(__always)
    static func areDigits(_ word: UInt64) -> Bool {
        (word & 0xF0F0_F0F0_F0F0_F0F0) | ((word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) &>> 4
            == 0x3333_3333_3333_3333
    }

    /// Whether all bytes of a text of eight or more are ASCII digits.
    @inline(__always)
    var isDigits: Bool {
        if count < 8 {
            for index in 0..<count where start[index] &- 0x30 > 9 { return false }
            return true
        }
        var offset = 0
        while offset &+ 8 <= count {
            guard CellText.areDigits(word(at: offset)) else { return false }
            offset &+= 8
        }
        return CellText.areDigits(word(at: count &- 8))
    }
}
