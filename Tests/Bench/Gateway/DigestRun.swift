import Glibc
import Store
import Subsidy
import Trust

/// DigestRun gathers entries of an index by digest and gives them in the order of the digests. It holds so many and no
/// more; then they go in.
struct DigestRun {
    static let most = 1 << 20

    /// What a digest is sorted by. Digests are even: its first eight bytes decide but once in a great while.
    private struct Key {
        var first: UInt64
        var entry: Int
    }

    private var digests: [UInt8] = []
    private var sequences: [Int64] = []

    var count: Int { sequences.count }

    mutating func append(_ digests: [UInt8], _ sequences: [Int64], _ range: Range<Int>) {
        let length = DigestSession.length
        self.digests.append(contentsOf: digests[range.lowerBound * length..<range.upperBound * length])
        self.sequences.append(contentsOf: sequences[range])
    }

    mutating func removeAll() {
        digests.removeAll(keepingCapacity: true)
        sequences.removeAll(keepingCapacity: true)
    }

    /// Calls `body` with at most `piece` entries at a time.
    func forEach(
        piece: Int, _ body: (_ digests: [UInt8], _ sequences: [Int64]) throws -> Void
    ) rethrows {
        try digests.withUnsafeBytes { digests in
            guard let base = digests.baseAddress else { return }
            let keys = sorted(base)
            for start in stride(from: 0, to: keys.count, by: piece) {
                let some = keys[start..<min(start + piece, keys.count)]
                let length = DigestSession.length
                let bytes = [UInt8](unsafeUninitializedCapacity: some.count * length) { buffer, filled in
                    guard let target = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
                    for (place, key) in some.enumerated() {
                        (target + place * length).copyMemory(from: base + key.entry * length, byteCount: length)
                    }
                    filled = some.count * length
                }
                try body(bytes, some.map { sequences[$0.entry] })
            }
        }
    }

    /// By the first sixteen bits into places of their own, and within each, where few are, one after another.
    private func sorted(_ digests: UnsafeRawPointer) -> [Key] {
        let length = DigestSession.length
        func first(_ entry: Int) -> UInt64 { digests.loadUnaligned(fromByteOffset: entry * length, as: UInt64.self) }
        var starts = [Int](repeating: 0, count: 1 << 16 + 1)
        for entry in 0..<count { starts[Int(first(entry).bigEndian >> 48) + 1] += 1 }
        for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
        var keys = [Key](repeating: Key(first: 0, entry: 0), count: count)
        for entry in 0..<count {
            let key = Key(first: first(entry).bigEndian, entry: entry)
            let bucket = Int(key.first >> 48)
            let place = starts[bucket]
            starts[bucket] += 1
            keys[place] = key
        }
        keys.withUnsafeMutableBufferPointer { keys in
            for place in 1..<max(keys.count, 1) {
                let key = keys[place]
                var hole = place
                while hole > 0, DigestRun.isLess(key, keys[hole - 1], digests) {
                    keys[hole] = keys[hole - 1]
                    hole -= 1
                }
                keys[hole] = key
            }
        }
        return keys
    }

    /// Equal digests stay in the order of their rows.
    @inline(__always)
    private static func isLess(_ a: Key, _ b: Key, _ digests: UnsafeRawPointer) -> Bool {
        if a.first != b.first { return a.first < b.first }
        let length = DigestSession.length
        let order = memcmp(digests + a.entry * length, digests + b.entry * length, length)
        return order < 0 || order == 0 && a.entry < b.entry
    }
}
