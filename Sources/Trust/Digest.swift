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
}

/// RunningDigest digests a stream piece by piece. It belongs to one thread; after `finish` it starts anew.
package final class RunningDigest {
    private enum Context {
        case sha256(OpaquePointer)
        case sm3(SM3Context)
    }

    private let context: Context

    // Fetched once, never freed, and constant: libcrypto lets any thread use it.
    private nonisolated(unsafe) static let sha256: OpaquePointer = {
        guard let digest = EVP_MD_fetch(nil, "SHA256", nil) else { preconditionFailure("libcrypto has SHA-256") }
        return digest
    }()

    package init(_ algorithm: DigestAlgorithm) {
        switch algorithm {
        case .sm3: context = .sm3(SM3Context())
        case .sha256:
            guard let made = EVP_MD_CTX_new() else { preconditionFailure("memory for a digest") }
            context = .sha256(made)
            RunningDigest.begin(made)
        }
    }

    deinit { if case .sha256(let context) = context { EVP_MD_CTX_free(context) } }

    private static func begin(_ context: OpaquePointer) {
        let done = EVP_DigestInit_ex2(context, sha256, nil)
        precondition(done == 1, "a fetched digest starts")
    }

    package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    package func update(_ bytes: UnsafeRawBufferPointer) {
        switch context {
        case .sm3(let context): context.update(bytes)
        case .sha256(let context):
            let done = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
            precondition(done == 1, "a started digest takes bytes")
        }
    }

    /// The 32 bytes of the digest of everything since the start.
    package func finish() -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        switch context {
        case .sm3(let context): context.finish(into: &result)
        case .sha256(let context):
            var length: UInt32 = 0
            let done = EVP_DigestFinal_ex(context, &result, &length)
            precondition(done == 1 && length == 32, "a started digest ends in 32 bytes")
            RunningDigest.begin(context)
        }
        return result
    }
}
