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

/// SHA-256's plain states: what copying libcrypto's contexts costs is twice what the HMAC of a short value does.
private final class SHA256States: KeyedStates {
    private static let block = 64

    /// Inner, outer, running.
    private let states = UnsafeMutablePointer<SHA256_CTX>.allocate(capacity: 3)

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
        states[2] = states[0]
    }

    private static func cleanse(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    deinit {
        // They are as good as the key.
        OPENSSL_cleanse(states, 3 * MemoryLayout<SHA256_CTX>.stride)
        states.deallocate()
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        let done = onecard_SHA256_Update(states + 2, bytes.baseAddress, bytes.count)
        precondition(done == 1, "a started MAC takes bytes")
    }

    func finish(into code: UnsafeMutablePointer<UInt8>) {
        let isEnded = onecard_SHA256_Final(code, states + 2) == 1
        states[2] = states[1]
        let done =
            isEnded && onecard_SHA256_Update(states + 2, code, RunningMAC.length) == 1
            && onecard_SHA256_Final(code, states + 2) == 1
        states[2] = states[0]
        precondition(done, "a started MAC ends")
    }
}
