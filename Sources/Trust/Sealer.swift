import Synchronization

/// SealContext is where a sealed value belongs; the seal authenticates it, so a value opens nowhere else.
package struct SealContext: Sendable, Hashable {
    package var table: String
    package var row: Int64
    /// The names of the fields sealed together, as the table names the set.
    package var fields: String

    package init(table: String, row: Int64, fields: String) {
        self.table = table
        self.row = row
        self.fields = fields
    }

    var encoded: [UInt8] { prefixed(table) + bigEndian(row) + prefixed(fields) }
}

/// Sealer seals personal fields at rest and makes the digests by which they are found.
///
/// A sealed value is: suite (1 byte), key version (4, big-endian), nonce (12), ciphertext, tag (16). Suite,
/// version and `SealContext` are authenticated with it. It writes in its own suite and opens values of both. Any
/// number of threads may use one sealer; who seals many rows makes a `SealingSession`.
package final class Sealer: Sendable {
    package let suite: Suite
    /// The key version that new values are sealed with.
    package let version: UInt32
    /// Suite and version, with which a value that is sealed now begins.
    let header: [UInt8]
    static let headerLength = 5
    private let keys: KeyRing
    private let writing: CipherPool
    private let reading: [[CipherPool]]
    private let finding: MACPool
    private let auditing: MACPool

    package init(_ keys: KeyRing, suite: Suite) {
        self.keys = keys
        self.suite = suite
        version = keys.version
        header = [suite.mark] + bigEndian(keys.version)
        reading = keys.sealing.map { key in
            Suite.allCases.map { CipherPool($0.cipherKeys(key.secret, "row"), version: key.version) }
        }
        writing = CipherPool(suite.cipherKeys(keys.latest.secret, "row"), version: keys.version)
        finding = MACPool(suite.digest, suite.derive(keys.digest, "find"))
        auditing = MACPool(suite.digest, suite.derive(keys.audit, "audit"))
    }

    /// Seals bytes for one place. Throws `random` only.
    package func seal(_ plain: [UInt8], _ context: SealContext) throws(TrustError) -> [UInt8] {
        let cipher = writing.take()
        defer { writing.give(cipher) }
        var nonce = [UInt8](repeating: 0, count: Suite.nonceLength)
        try cipher.drawNonce(to: &nonce)
        var out: [UInt8] = []
        out.reserveCapacity(header.count + nonce.count + plain.count + Suite.tagLength)
        out.append(contentsOf: header)
        out.append(contentsOf: nonce)
        cipher.seal(plain, nonce: nonce, associated: header + context.encoded, onto: &out)
        return out
    }

    /// Opens what was sealed for this place. Throws `seal.format` (not a sealed value), `seal.key` (its key version is
    /// not in the ring), `seal.broken` (edited, cut, or moved from another row, table or field set).
    package func open(_ sealed: [UInt8], _ context: SealContext) throws(TrustError) -> [UInt8] {
        let (suite, version) = try sealed.withUnsafeBufferPointer { sealed throws(TrustError) in
            try Sealer.mark(of: UnsafeRawBufferPointer(sealed))
        }
        let pool = try pool(suite, version)
        let cipher = pool.take()
        defer { pool.give(cipher) }
        let body = Sealer.headerLength + Suite.nonceLength
        let nonce = Array(sealed[Sealer.headerLength..<body])
        let associated = Array(sealed[..<Sealer.headerLength]) + context.encoded
        guard let plain = cipher.open(sealed[body...], nonce: nonce, associated: associated) else {
            throw Sealer.broken
        }
        return plain
    }

    /// Suite and key version of a sealed value. Throws `seal.format` when it is none.
    static func mark(of sealed: UnsafeRawBufferPointer) throws(TrustError) -> (Suite, UInt32) {
        guard sealed.count > headerLength, let suite = Suite(mark: sealed[0]),
            sealed.count >= headerLength + Suite.nonceLength + Suite.tagLength
        else { throw TrustError("seal.format", "不是加密后的数据，请检查数据库是否被改动") }
        return (suite, UInt32(bigEndian: sealed.loadUnaligned(fromByteOffset: 1, as: UInt32.self)))
    }

    static var broken: TrustError { TrustError("seal.broken", "加密数据已被改动或不属于这一行，请停止使用并核查") }

    /// The keyed digest by which a value is found without being opened. `kind` (`idNumber`, `account`, `name` …) is part
    /// of the input: equal bytes of two kinds have unrelated digests.
    package func digest(_ kind: String, _ value: [UInt8]) -> [UInt8] {
        Array(finding.run(prefixed(kind), value).prefix(Sealer.digestLength))
    }

    /// Half of the HMAC (RFC 2104, section 5): among a hundred million people two share a digest with a probability of
    /// one to 10 to the 22nd, and table and index are a sixth smaller than with the whole.
    package static let digestLength = 16

    /// The 32-byte MAC of an audit record, under a key that the database does not hold (G8).
    package func auditMAC(_ bytes: [UInt8]) -> [UInt8] { auditing.run([], bytes) }

    /// The cipher of one document's file: a key of its own, so that chunk numbers can be its nonces.
    func fileCipher(_ suite: Suite, _ version: UInt32, salt: [UInt8]) throws(TrustError) -> AuthenticatedCipher {
        guard let key = keys.sealing.first(where: { $0.version == version }) else {
            throw TrustError("seal.key", "缺少第 \(version) 版加密密钥，请恢复密钥文件")
        }
        return AuthenticatedCipher(suite.cipherKeys(key.secret, "file", salt))
    }

    /// A cipher of its own for whoever seals rows.
    func rowCipher() -> AuthenticatedCipher { writing.make() }

    /// A cipher of its own for whoever opens rows. Throws `seal.key`.
    func rowCipher(_ suite: Suite, _ version: UInt32) throws(TrustError) -> AuthenticatedCipher {
        try pool(suite, version).make()
    }

    /// A MAC of its own for the digests of one kind.
    func digester(_ kind: String) -> RunningMAC { finding.make(prefix: prefixed(kind)) }

    private func pool(_ suite: Suite, _ version: UInt32) throws(TrustError) -> CipherPool {
        let found = reading.joined().first { $0.version == version && $0.suite == suite }
        guard let found else { throw TrustError("seal.key", "缺少第 \(version) 版加密密钥，请恢复密钥文件") }
        return found
    }
}

/// CipherPool lends ciphers of one key, so that each thread has one of its own and none is keyed twice.
private final class CipherPool: Sendable {
    let suite: Suite
    let version: UInt32
    private let keys: CipherKeys
    private let idle = Mutex<[AuthenticatedCipher]>([])

    init(_ keys: CipherKeys, version: UInt32) {
        suite = keys.suite
        self.version = version
        self.keys = keys
    }

    func make() -> AuthenticatedCipher { AuthenticatedCipher(keys) }
    func take() -> AuthenticatedCipher { idle.withLock { $0.popLast() } ?? make() }
    func give(_ cipher: AuthenticatedCipher) { idle.withLock { $0.append(cipher) } }
}

/// MACPool lends MAC contexts of one key in the same way.
private final class MACPool: Sendable {
    /// `@unchecked Sendable`: only the holder that took it out of `idle` uses it.
    private struct Idle: @unchecked Sendable { let mac: RunningMAC }

    private let algorithm: DigestAlgorithm
    private let key: Secret
    private let idle = Mutex<[Idle]>([])

    init(_ algorithm: DigestAlgorithm, _ key: Secret) {
        self.algorithm = algorithm
        self.key = key
    }

    func make(prefix: [UInt8]) -> RunningMAC { RunningMAC(algorithm, key: key.bytes, prefix: prefix) }

    func run(_ head: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        let taken = idle.withLock { $0.popLast() } ?? Idle(mac: make(prefix: []))
        defer { idle.withLock { $0.append(taken) } }
        head.withUnsafeBytes { taken.mac.update($0) }
        bytes.withUnsafeBytes { taken.mac.update($0) }
        return taken.mac.finish()
    }
}
