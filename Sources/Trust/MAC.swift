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
/// The states after the key's two blocks are kept and copied for each code: libcrypto's own HMAC does the same and
/// takes a third longer for a short text, most of it in looking after itself.
final class RunningMAC {
    static let length = 32
    private static let block = 64

    private let states: any KeyedStates
    private let result = UnsafeMutablePointer<UInt8>.allocate(capacity: RunningMAC.length)

    /// `prefix` stands before each text.
    init(_ algorithm: DigestAlgorithm, key: [UInt8], prefix: [UInt8] = []) {
        var inner = [UInt8](repeating: 0x36, count: RunningMAC.block)
        var outer = [UInt8](repeating: 0x5C, count: RunningMAC.block)
        inner.reserveCapacity(RunningMAC.block + prefix.count)
        // They are as good as the key, and nobody else has them.
        defer {
            RunningMAC.cleanse(&inner)
            RunningMAC.cleanse(&outer)
        }
        if key.count <= RunningMAC.block {
            for (index, byte) in key.enumerated() { (inner[index], outer[index]) = (byte ^ 0x36, byte ^ 0x5C) }
        } else {
            var short = Digest.run(algorithm, key)
            for (index, byte) in short.enumerated() { (inner[index], outer[index]) = (byte ^ 0x36, byte ^ 0x5C) }
            RunningMAC.cleanse(&short)
        }
        inner += prefix
        switch algorithm {
        case .sha256: states = SHA256States(inner: inner, outer: outer)
        case .sm3: states = LibraryStates(algorithm, inner: inner, outer: outer)
        }
    }

    deinit { result.deallocate() }

    private static func cleanse(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

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

/// Contexts of libcrypto, for any digest.
private final class LibraryStates: KeyedStates {
    private let inner: OpaquePointer
    private let outer: OpaquePointer
    private let running: OpaquePointer

    init(_ algorithm: DigestAlgorithm, inner: [UInt8], outer: [UInt8]) {
        guard let first = EVP_MD_CTX_new(), let second = EVP_MD_CTX_new(), let running = EVP_MD_CTX_new() else {
            preconditionFailure("memory for a MAC")
        }
        self.inner = first
        self.outer = second
        self.running = running
        for (context, bytes) in [(first, inner), (second, outer)] {
            let done =
                EVP_DigestInit_ex2(context, algorithm.fetched, nil) == 1
                && EVP_DigestUpdate(context, bytes, bytes.count) == 1
            precondition(done, "a fetched digest takes a key")
        }
        begin(first)
    }

    deinit { for context in [inner, outer, running] { EVP_MD_CTX_free(context) } }

    private func begin(_ state: OpaquePointer) {
        let done = EVP_MD_CTX_copy_ex(running, state)
        precondition(done == 1, "a digest is copied")
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        let done = EVP_DigestUpdate(running, bytes.baseAddress, bytes.count)
        precondition(done == 1, "a started MAC takes bytes")
    }

    func finish(into code: UnsafeMutablePointer<UInt8>) {
        end(into: code)
        begin(outer)
        update(UnsafeRawBufferPointer(start: code, count: RunningMAC.length))
        end(into: code)
        begin(inner)
    }

    private func end(into digest: UnsafeMutablePointer<UInt8>) {
        var length: UInt32 = 0
        let done = EVP_DigestFinal_ex(running, digest, &length)
        precondition(done == 1 && length == RunningMAC.length, "a started MAC ends in 32 bytes")
    }
}

/// SHA-256's plain states: what copying contexts costs is twice what the HMAC of a short value does.
private final class SHA256States: KeyedStates {
    /// Inner, outer, running.
    private let states = UnsafeMutablePointer<SHA256_CTX>.allocate(capacity: 3)

    init(inner: [UInt8], outer: [UInt8]) {
        states.initialize(repeating: SHA256_CTX(), count: 3)
        for (place, bytes) in [inner, outer].enumerated() {
            let done =
                onecard_SHA256_Init(states + place) == 1
                && onecard_SHA256_Update(states + place, bytes, bytes.count) == 1
            precondition(done, "SHA-256 takes a key")
        }
        states[2] = states[0]
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
