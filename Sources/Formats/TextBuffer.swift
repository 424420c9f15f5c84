import Glibc

/// TextBuffer is bytes that grow at their end: an array without a check of ownership at every append, for the loops
/// that run once per cell.
struct TextBuffer: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 4096) {
        self.capacity = max(capacity, 16)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        if capacity &- count < bytes.count { grow(by: bytes.count) }
        memcpy(base + count, source, bytes.count)
        count &+= bytes.count
    }

    mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        base[count] = byte
        count &+= 1
    }

    /// Drops the bytes from `count` on.
    mutating func truncate(to count: Int) { self.count = min(count, self.count) }

    mutating func removeAll() { count = 0 }

    private mutating func grow(by more: Int) {
        let room = max(capacity * 2, count + more)
        let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        memcpy(wider, base, count)
        base.deallocate()
        (base, capacity) = (wider, room)
    }
}
