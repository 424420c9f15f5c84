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

    private let inner: OpaquePointer
    private let outer: OpaquePointer
    private let running: OpaquePointer
    private let result = UnsafeMutablePointer<UInt8>.allocate(capacity: RunningMAC.length)

    /// `prefix` stands before each text.
    init(_ algorithm: DigestAlgorithm, key: [UInt8], prefix: [UInt8] = []) {
        guard let inner = EVP_MD_CTX_new(), let outer = EVP_MD_CTX_new(), let running = EVP_MD_CTX_new() else {
            preconditionFailure("memory for a MAC")
        }
        self.inner = inner
        self.outer = outer
        self.running = running
        let short = key.count <= RunningMAC.block ? key : Digest.run(algorithm, key)
        let filled = short + [UInt8](repeating: 0, count: RunningMAC.block - short.count)
        RunningMAC.begin(inner, algorithm, filled.map { $0 ^ 0x36 } + prefix)
        RunningMAC.begin(outer, algorithm, filled.map { $0 ^ 0x5C })
        begin(inner)
    }

    deinit {
        for context in [inner, outer, running] { EVP_MD_CTX_free(context) }
        result.deallocate()
    }

    private static func begin(_ context: OpaquePointer, _ algorithm: DigestAlgorithm, _ bytes: [UInt8]) {
        let done =
            EVP_DigestInit_ex2(context, algorithm.fetched, nil) == 1
            && EVP_DigestUpdate(context, bytes, bytes.count) == 1
        precondition(done, "a fetched digest takes a key")
    }

    private func begin(_ state: OpaquePointer) {
        let done = EVP_MD_CTX_copy_ex(running, state)
        precondition(done == 1, "a digest is copied")
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0 else { return }
        let done = EVP_DigestUpdate(running, bytes.baseAddress, bytes.count)
        precondition(done == 1, "a started MAC takes bytes")
    }

    /// The code of everything since the start, valid until the next call; starts anew under the same key.
    func finishInPlace() -> UnsafePointer<UInt8> {
        end()
        begin(outer)
        update(UnsafeRawBufferPointer(start: result, count: RunningMAC.length))
        end()
        begin(inner)
        return UnsafePointer(result)
    }

    /// The same in an array of its own.
    func finish() -> [UInt8] { Array(UnsafeBufferPointer(start: finishInPlace(), count: RunningMAC.length)) }

    private func end() {
        var length: UInt32 = 0
        let done = EVP_DigestFinal_ex(running, result, &length)
        precondition(done == 1 && length == RunningMAC.length, "a started MAC ends in 32 bytes")
    }
}
