import COpenSSL

/// PasswordHash keeps a person's password as an scrypt hash (RFC 7914) with a salt.
///
/// Text form: `scrypt$LOG2N$R$P$SALT$HASH`, salt and hash in base64; it says its own cost, so the cost can be raised later.
package struct PasswordHash: Sendable, Hashable {
    /// Cost is what one guess costs: 128 · 2^log2N · r bytes of memory, p times.
    package struct Cost: Sendable, Hashable {
        package var log2N: Int
        package var r: Int
        package var p: Int

        package init(log2N: Int, r: Int = 8, p: Int = 1) {
            self.log2N = log2N
            self.r = r
            self.p = p
        }

        /// 32 MiB, some 0.1 s.
        package static let standard = Cost(log2N: 15)
        /// 1 MiB, some milliseconds: for tests.
        package static let light = Cost(log2N: 10)

        // A stored hash must not be able to ask for all memory.
        var isSane: Bool { (1...20).contains(log2N) && (1...32).contains(r) && (1...16).contains(p) }
    }

    /// What is stored.
    package let text: String
    package let cost: Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a password under a new salt. Throws `random`, `password.format` for a cost out of range.
    package init(password: [UInt8], cost: Cost = .standard) throws(TrustError) {
        let salt = try Random.bytes(16)
        self.init(cost: cost, salt: salt, hash: try PasswordHash.scrypt(password, salt, cost, length: 32))
    }

    /// Reads the stored text. Throws `password.format`.
    package init(text: String) throws(TrustError) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let log2N = Int(parts[1]), let r = Int(parts[2]),
            let p = Int(parts[3]), let salt = bytes(base64: String(parts[4])), salt.count >= 16,
            let hash = bytes(base64: String(parts[5])), hash.count == 32
        else { throw PasswordHash.format }
        let cost = Cost(log2N: log2N, r: r, p: p)
        guard cost.isSane else { throw PasswordHash.format }
        self.init(cost: cost, salt: salt, hash: hash)
    }

    private init(cost: Cost, salt: [UInt8], hash: [UInt8]) {
        text = "scrypt$\(cost.log2N)$\(cost.r)$\(cost.p)$\(base64(salt))$\(base64(hash))"
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Whether this is the password; compared in constant time.
    package func matches(_ password: [UInt8]) throws(TrustError) -> Bool {
        MAC.equal(try PasswordHash.scrypt(password, salt, cost, length: hash.count), hash)
    }

    private static var format: TrustError { TrustError("password.format", "口令摘要格式或强度参数不合规，请重置口令") }

    static func scrypt(_ password: [UInt8], _ salt: [UInt8], _ cost: Cost, length: Int) throws(TrustError) -> [UInt8] {
        guard cost.isSane else { throw format }
        let memory = UInt64(128 * cost.r) * ((UInt64(1) << UInt64(cost.log2N)) + UInt64(cost.p) + 4)
        var result = [UInt8](repeating: 0, count: length)
        // Empty arrays may have no address, and scrypt takes empty inputs.
        let done = (password + [0]).withUnsafeBytes { password in
            EVP_PBE_scrypt(
                password.baseAddress?.assumingMemoryBound(to: CChar.self), password.count - 1, salt + [0], salt.count,
                UInt64(1) << UInt64(cost.log2N), UInt64(cost.r), UInt64(cost.p), memory, &result, length)
        }
        guard done == 1 else {
            ERR_clear_error()
            throw TrustError("password.format", "口令摘要无法计算，请检查内存与强度参数")
        }
        return result
    }
}
