import COpenSSL

/// Digest makes 32-byte digests: SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016).
package enum Digest {
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { run(.sha256, bytes) }
    package static func sm3(_ bytes: [UInt8]) -> [UInt8] { run(.sm3, bytes) }

    static func run(_ algorithm: DigestAlgorithm, _ bytes: [UInt8]) -> [UInt8] {
        let running = RunningDigest(algorithm)
        running.update(bytes)
        return running.finish()
    }
}

/// The digest algorithms in use.
package enum DigestAlgorithm: String, Sendable, CaseIterable {
    case sha256, sm3

    var libraryName: StaticString { self == .sha256 ? "SHA256" : "SM3" }
    var fetched: OpaquePointer { self == .sha256 ? DigestAlgorithm.fetchedSHA256 : DigestAlgorithm.fetchedSM3 }

    // Fetched once, never freed, and constant: libcrypto lets any thread use them.
    private nonisolated(unsafe) static let fetchedSHA256 = fetch("SHA256")
    private nonisolated(unsafe) static let fetchedSM3 = fetch("SM3")

    private static func fetch(_ name: String) -> OpaquePointer {
        guard let digest = EVP_MD_fetch(nil, name, nil) else { preconditionFailure("libcrypto has \(name)") }
        return digest
    }
}

/// RunningDigest digests a stream piece by piece. It belongs to one thread; after `finish` it starts anew.
package final class RunningDigest {
    private let algorithm: DigestAlgorithm
    private let context: OpaquePointer

    package init(_ algorithm: DigestAlgorithm) {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("memory for a digest") }
        self.algorithm = algorithm
        self.context = context
        begin()
    }

    deinit { EVP_MD_CTX_free(context) }

    private func begin() {
        let done = EVP_DigestInit_ex2(context, algorithm.fetched, nil)
        precondition(done == 1, "a fetched digest starts")
    }

    package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    package func update(_ bytes: UnsafeRawBufferPointer) {
        let done = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(done == 1, "a started digest takes bytes")
    }

    /// The 32 bytes of the digest of everything since the start.
    package func finish() -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let done = EVP_DigestFinal_ex(context, &result, &length)
        precondition(done == 1 && length == 32, "a started digest ends in 32 bytes")
        begin()
        return result
    }
}
