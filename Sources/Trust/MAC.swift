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

/// RunningMAC holds one HMAC key and computes any number of codes with it, one after another.
///
/// Starting again without a key keeps the key's inner and outer states: that is what makes a short MAC cheap.
final class RunningMAC {
    private let context: OpaquePointer

    // Fetched once, never freed, and constant: libcrypto lets any thread use it.
    private nonisolated(unsafe) static let hmac: OpaquePointer = {
        guard let mac = EVP_MAC_fetch(nil, "HMAC", nil) else { preconditionFailure("libcrypto has HMAC") }
        return mac
    }()

    init(_ algorithm: DigestAlgorithm, key: [UInt8]) {
        guard let context = EVP_MAC_CTX_new(RunningMAC.hmac) else { preconditionFailure("memory for a MAC") }
        self.context = context
        let parameters = libraryParameters("digest", text: algorithm.libraryName)
        // An empty array may have no address, and no address would mean "keep the key".
        let done = (key + [0]).withUnsafeBufferPointer { EVP_MAC_init(context, $0.baseAddress, key.count, parameters) }
        precondition(done == 1, "HMAC takes any key")
    }

    deinit { EVP_MAC_CTX_free(context) }

    func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        let done = EVP_MAC_update(context, base.assumingMemoryBound(to: UInt8.self), bytes.count)
        precondition(done == 1, "a started MAC takes bytes")
    }

    /// The code of everything since the start; starts anew under the same key.
    func finish() -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        var length = 0
        let done = EVP_MAC_final(context, &result, &length, 32)
        precondition(done == 1 && length == 32, "a started MAC ends in 32 bytes")
        let again = EVP_MAC_init(context, nil, 0, nil)
        precondition(again == 1, "HMAC starts again under its key")
        return result
    }
}
