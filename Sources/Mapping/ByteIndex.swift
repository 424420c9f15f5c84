/// ByteIndex finds a number by the bytes of its key: open addressing over one flat buffer, no object for a key.
struct ByteIndex: Sendable {
    private var buffer: [UInt8] = []
    private var entries: [(start: Int, count: Int, value: Int)] = []
    /// Entry numbers by hash, -1 where there is none; a power of two, at least twice as many as entries.
    private var slots: [Int32]

    /// Of keys that are equal the first counts.
    init(_ keys: [(key: [UInt8], value: Int)]) {
        var size = 8
        while size < keys.count * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        for (key, value) in keys {
            key.withUnsafeBufferPointer { bytes in
                let slot = slot(for: bytes)
                guard slots[slot] < 0 else { return }
                slots[slot] = Int32(entries.count)
                entries.append((buffer.count, bytes.count, value))
                buffer.append(contentsOf: bytes)
            }
        }
    }

    var count: Int { entries.count }

    /// The value of a key, -1 when there is none.
    func find(_ key: UnsafeBufferPointer<UInt8>) -> Int { withView { $0.find(key) } }

    /// The slot that holds the key, or the empty one where it would go.
    private func slot(for key: UnsafeBufferPointer<UInt8>) -> Int { withView { $0.slot(for: key) } }

    /// Calls `body` with the index where it lies, for many keys.
    func withView<Result>(_ body: (View) throws -> Result) rethrows -> Result {
        try buffer.withUnsafeBufferPointer { buffer in
            try entries.withUnsafeBufferPointer { entries in
                try slots.withUnsafeBufferPointer { try body(View(buffer: buffer, entries: entries, slots: $0)) }
            }
        }
    }

    /// The index where it lies.
    struct View {
        fileprivate let buffer: UnsafeBufferPointer<UInt8>
        fileprivate let entries: UnsafeBufferPointer<(start: Int, count: Int, value: Int)>
        fileprivate let slots: UnsafeBufferPointer<Int32>

        @inline(__always)
        func find(_ key: UnsafeBufferPointer<UInt8>) -> Int {
            let entry = slots[slot(for: key)]
            return entry < 0 ? -1 : entries[Int(entry)].value
        }

        @inline(__always)
        fileprivate func slot(for key: UnsafeBufferPointer<UInt8>) -> Int {
            let mask = slots.count &- 1
            var slot = Int(truncatingIfNeeded: ByteIndex.hash(key)) & mask
            while slots[slot] >= 0 {
                let entry = entries[Int(slots[slot])]
                if entry.count == key.count {
                    guard let base = buffer.baseAddress, let start = key.baseAddress, entry.count > 0 else { break }
                    var index = 0
                    while index < entry.count, base[entry.start &+ index] == start[index] { index &+= 1 }
                    if index == entry.count { break }
                }
                slot = (slot &+ 1) & mask
            }
            return slot
        }
    }

    /// Over the length, the first and the last bytes: keys are short.
    @inline(__always)
    fileprivate static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let count = key.count
        guard let base = key.baseAddress, count > 0 else { return 0 }
        let raw = UnsafeRawPointer(base)
        var (first, last) = (UInt64(0), UInt64(0))
        if count >= 8 {
            first = raw.loadUnaligned(as: UInt64.self)
            last = raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        } else if count >= 4 {
            first = UInt64(raw.loadUnaligned(as: UInt32.self))
            last = UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
        } else {
            first = UInt64(base[0]) | UInt64(base[count &>> 1]) &<< 8 | UInt64(base[count &- 1]) &<< 16
        }
        let mixed = (first ^ (last &<< 32 | last &>> 32) ^ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed &>> 32
    }
}
