import COpenSSL

/// MAC makes 32-byte message authentication codes: HMAC (RFC 2104, GB/T 15852.2) over SHA-256 or SM3.
package enum MAC {
    package static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { run(.sha256, key, bytes) }
    package static func hmacSM3(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { run(.sm3, key, bytes) }

    /// Compares in a time that depends on the lengths alone. Use it for every MAC, digest or password hash received.
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
    }

    static func run(_ algorithm: DigestAlgorithm, _ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        let mac = RunningMAC(algorithm, key: key)
        bytes.withUnsafeBytes { mac.update($0) }
        return mac.finish()
    }
}

/// RunningMAC holds one HMAC key and computes any number of codes with it, one after another, on one thread.
///
/// The states after the key's two blocks are kept and copied for each code.
final class RunningMAC {
    static let length = 32

    private let states: any KeyedStates
    private let result = UnsafeMutablePointer<UInt8>.allocate(capacity: RunningMAC.length)

    /// `prefix` stands before each text.
    init(_ algorithm: DigestAlgorithm, key: [UInt8], prefix: [UInt8] = []) {
        states =
            switch algorithm {
            case .sha256: SHA256States(key: key, prefix: prefix)
            case .sm3: SM3States(key: key, prefix: prefix)
            }
    }

    deinit { result.deallocate() }

    func update(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0 else { return }
        states.update(bytes)
    }

    /// The code of everything since the start, valid until the next call; starts anew under the same key.
    func finishInPlace() -> UnsafePointer<UInt8> {
        states.finish(into: result)
        return UnsafePointer(result)
    }

    /// The same in an array of its own.
    func finish() -> [UInt8] { Array(UnsafeBufferPointer(start: finishInPlace(), count: RunningMAC.length)) }
}

/// KeyedStates are the two states of a digest with which an HMAC's digests begin, and the one that runs.
private protocol KeyedStates: AnyObject {
    func update(_ bytes: UnsafeRawBufferPointer)
    /// Ends the inner digest, runs the outer one over it, and begins anew.
    func finish(into code: UnsafeMutablePointer<UInt8>)
}

/// libgcrypt's HMAC. It keeps no state behind a prefix, which fills the block that the text begins in anyway.
private final class SM3States: KeyedStates {
    private let context: SM3Context
    private let prefix: [UInt8]

    init(key: [UInt8], prefix: [UInt8]) {
        context = SM3Context(key: key)
        self.prefix = prefix
        begin()
    }

    private func begin() { prefix.withUnsafeBytes { context.update($0) } }

    func update(_ bytes: UnsafeRawBufferPointer) { context.update(bytes) }

    func finish(into code: UnsafeMutablePointer<UInt8>) {
        context.finish(into: code)
        begin()
    }
}

/// SHA-256's plain states: what copying libcrypto's contexts costs is twice what the HMAC of a short value does. What
/// fits into one block, as names, numbers and accounts do, is laid out here and goes through one transformation; the
/// digest of that, which always does, through another.
private final class SHA256States: KeyedStates {
    private static let block = 64
    /// Of the bits of a text, at the end of its last block.
    private static let lengthOffset = 56

    /// Inner, outer, running.
    private let states = UnsafeMutablePointer<SHA256_CTX>.allocate(capacity: 3)
    /// The last block of the inner digest and that of the outer one.
    private let blocks = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * SHA256States.block, alignment: 8)
    /// Bytes that stand in the whole blocks before the last; where the text begins in it, and how far it is filled.
    private let before: Int
    private let start: Int
    private var filled: Int
    /// It did not fit: the running state took it over.
    private var isLong = false

    init(key: [UInt8], prefix: [UInt8]) {
        var inner = [UInt8](repeating: 0x36, count: SHA256States.block)
        var outer = [UInt8](repeating: 0x5C, count: SHA256States.block)
        inner.reserveCapacity(SHA256States.block + prefix.count)
        var short = key.count <= SHA256States.block ? key : Digest.sha256(key)
        // They are as good as the key, and nobody else has them.
        defer {
            SHA256States.cleanse(&inner)
            SHA256States.cleanse(&outer)
            if key.count > SHA256States.block { SHA256States.cleanse(&short) }
        }
        for (index, byte) in short.enumerated() { (inner[index], outer[index]) = (byte ^ 0x36, byte ^ 0x5C) }
        inner += prefix
        states.initialize(repeating: SHA256_CTX(), count: 3)
        for (place, bytes) in [inner, outer].enumerated() {
            let done =
                onecard_SHA256_Init(states + place) == 1
                && onecard_SHA256_Update(states + place, bytes, bytes.count) == 1
            precondition(done, "SHA-256 takes a key")
        }
        start = prefix.count % SHA256States.block
        before = inner.count - start
        filled = start
        blocks.initializeMemory(as: UInt8.self, repeating: 0)
        blocks.copyBytes(from: prefix.suffix(start))
        SHA256States.close(outerBlock, at: RunningMAC.length, bytes: SHA256States.block + RunningMAC.length)
    }

    private static func cleanse(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    deinit {
        // They are as good as the key, and the text was somebody's.
        OPENSSL_cleanse(states, 3 * MemoryLayout<SHA256_CTX>.stride)
        OPENSSL_cleanse(blocks.baseAddress, blocks.count)
        states.deallocate()
        blocks.deallocate()
    }

    private var innerBlock: UnsafeMutableRawBufferPointer { .init(rebasing: blocks[..<SHA256States.block]) }
    private var outerBlock: UnsafeMutableRawBufferPointer { .init(rebasing: blocks[SHA256States.block...]) }

    /// Ends a text of `bytes` in all, whose last block is filled up to `end`.
    private static func close(_ block: UnsafeMutableRawBufferPointer, at end: Int, bytes: Int) {
        block[end] = 0x80
        if end + 1 < lengthOffset {
            UnsafeMutableRawBufferPointer(rebasing: block[(end + 1)..<lengthOffset])
                .initializeMemory(as: UInt8.self, repeating: 0)
        }
        block.storeBytes(of: UInt64(bytes * 8).bigEndian, toByteOffset: lengthOffset, as: UInt64.self)
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        if !isLong, filled + bytes.count < SHA256States.lengthOffset {
            UnsafeMutableRawBufferPointer(rebasing: innerBlock[filled...]).copyMemory(from: bytes)
            filled += bytes.count
            return
        }
        if !isLong { takeOver() }
        run(bytes)
    }

    /// What is too long for one block goes on in the running state, with what was laid out of it.
    private func takeOver() {
        isLong = true
        states[2] = states[0]
        run(UnsafeRawBufferPointer(rebasing: innerBlock[start..<filled]))
    }

    private func run(_ bytes: UnsafeRawBufferPointer) {
        let done = onecard_SHA256_Update(states + 2, bytes.baseAddress, bytes.count)
        precondition(done == 1, "a started MAC takes bytes")
    }

    func finish(into code: UnsafeMutablePointer<UInt8>) {
        if !isLong, filled >= SHA256States.lengthOffset { takeOver() }
        if isLong {
            let isEnded = onecard_SHA256_Final(outerBlock.bindMemory(to: UInt8.self).baseAddress, states + 2) == 1
            precondition(isEnded, "a started MAC ends")
        } else {
            SHA256States.close(innerBlock, at: filled, bytes: before + filled)
            transform(states, innerBlock, into: outerBlock)
        }
        transform(states + 1, outerBlock, into: UnsafeMutableRawBufferPointer(start: code, count: RunningMAC.length))
        filled = start
        isLong = false
    }

    /// One block after a state, and the eight words of what comes of it.
    private func transform(
        _ state: UnsafePointer<SHA256_CTX>, _ block: UnsafeMutableRawBufferPointer,
        into words: UnsafeMutableRawBufferPointer
    ) {
        states[2].h = state.pointee.h
        onecard_SHA256_Transform(states + 2, block.baseAddress)
        withUnsafeBytes(of: &states[2].h) { h in
            for word in 0..<RunningMAC.length / 4 {
                words.storeBytes(
                    of: h.load(fromByteOffset: word * 4, as: UInt32.self).bigEndian, toByteOffset: word * 4,
                    as: UInt32.self)
            }
        }
    }
}
