import Subsidy

/// LineSource is where lines come from: a window of bytes that moves over the document.
protocol LineSource {
    var bytes: UnsafeBufferPointer<UInt8> { get }
    /// Offset in the document of the first byte.
    var base: Int { get }
    /// No byte comes after these.
    var isComplete: Bool { get }

    /// Keeps these bytes, drops the others, and gets more.
    mutating func advance(keeping range: Range<Int>) throws
}

/// A document that is in memory.
struct WholeSource: LineSource {
    let bytes: UnsafeBufferPointer<UInt8>
    let base = 0
    let isComplete = true

    mutating func advance(keeping range: Range<Int>) {}
}

/// A document that is pulled piece by piece; it is never in memory as a whole.
final class PulledSource: LineSource {
    private let pull: DocumentReader.Pull
    private let limits: DocumentLimits
    private var storage: UnsafeMutableRawBufferPointer
    private var count = 0
    /// Bytes that were pulled, and whether there are more than the limit allows: what lies before it is read all the
    /// same, so that what is said first does not depend on the window.
    private var total = 0
    private var isTooLarge = false
    /// The document's first bytes, and how many of them the window has had.
    private var head: [UInt8] = []
    private var headTaken = 0
    private(set) var base = 0
    private(set) var isComplete = false

    init(_ limits: DocumentLimits, window: Int, _ pull: @escaping DocumentReader.Pull) throws {
        self.pull = pull
        self.limits = limits
        // An even number, so that a window never ends within a unit of UTF-16.
        storage = .allocate(byteCount: (window + 1) / 2 * 2, alignment: 16)
        // One byte more, to know whether there is more.
        head = try [UInt8](unsafeUninitializedCapacity: Stranger.sample + 1) { buffer, count in
            while count < buffer.count, count <= limits.bytes {
                let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let pulled = try pull(room)
                precondition(0...room.count ~= pulled, "no more is pulled than there is room for")
                if pulled == 0 { break }
                count += pulled
            }
        }
        total = head.count
        guard total <= limits.bytes else { throw Fault.tooLarge("文件字节数") }
        try fill()
    }

    /// Refuses a document whose first bytes are certainly of another kind.
    func refuseStranger(_ shape: DocumentShape) throws(Fault) -> Stranger {
        let isAll = head.count <= Stranger.sample
        try head.withUnsafeBufferPointer { head throws(Fault) in try Stranger.refuse(head, isAll: isAll, shape) }
        return head.withUnsafeBufferPointer { Stranger($0, shape) }
    }

    deinit { storage.deallocate() }

    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: storage.baseAddress?.assumingMemoryBound(to: UInt8.self), count: count)
    }

    func advance(keeping range: Range<Int>) throws {
        if isTooLarge { throw Fault.tooLarge("文件字节数") }
        let kept = UnsafeRawBufferPointer(rebasing: storage[range])
        if range.count > storage.count / 2 {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: storage.count * 2, alignment: 16)
            larger.copyMemory(from: kept)
            storage.deallocate()
            storage = larger
        } else {
            storage.copyMemory(from: kept)
        }
        base += count - range.count
        count = range.count
        try fill()
    }

    /// The whole document, for formats that need it whole; valid as long as this instance.
    func gather() throws -> UnsafeBufferPointer<UInt8> {
        while !isComplete { try advance(keeping: 0..<count) }
        return bytes
    }

    private func fill() throws {
        while count < storage.count, !isComplete, !isTooLarge {
            let room = UnsafeMutableRawBufferPointer(rebasing: storage[count...])
            if headTaken < head.count {
                let piece = head[headTaken...].prefix(room.count)
                room.copyBytes(from: piece)
                headTaken += piece.count
                count += piece.count
                continue
            }
            // One byte beyond the limit, to know that it is passed.
            let left = limits.bytes - total
            let asked = room.count > left ? UnsafeMutableRawBufferPointer(rebasing: room.prefix(left + 1)) : room
            let pulled = head.count <= Stranger.sample ? 0 : try pull(asked)
            precondition(0...asked.count ~= pulled, "no more is pulled than there is room for")
            if pulled == 0 { isComplete = true }
            isTooLarge = pulled > left
            count += isTooLarge ? pulled - 1 : pulled
            total += pulled
        }
    }
}
