/// Suite is the family of algorithms that a gateway seals and digests with.
package enum Suite: String, Sendable, CaseIterable {
    /// 国密: SM4-GCM (GB/T 32907, GB/T 36624), HMAC-SM3 (GB/T 32905).
    case national
    /// AES-256-GCM, HMAC-SHA-256.
    case international

    /// The first byte of a sealed value. 2 was SM4-CTR with an HMAC, which nothing reads any more.
    var mark: UInt8 { self == .international ? 1 : 3 }

    init?(mark: UInt8) {
        switch mark {
        case 1: self = .international
        case 3: self = .national
        default: return nil
        }
    }

    var digest: DigestAlgorithm { self == .international ? .sha256 : .sm3 }
    static let nonceLength = 12
    static let tagLength = 16

    /// A key for one purpose, made from a master key: no two purposes or suites share one.
    func derive(_ master: Secret, _ purpose: String, _ more: [UInt8] = []) -> Secret {
        Secret(MAC.run(digest, master.bytes, prefixed("onecard \(rawValue) \(purpose)") + more))
    }

    /// The key of authenticated encryption, made from a master key for one purpose.
    func cipherKeys(_ master: Secret, _ purpose: String, _ more: [UInt8] = []) -> CipherKeys {
        let key = derive(master, "\(purpose) encryption", more)
        return CipherKeys(
            suite: self, encryption: self == .international ? key : Secret(Array(key.bytes[..<16])))
    }
}

/// Secret is key material that no description, dump or error shows.
struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var description: String { "(secret)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// CipherKeys are what one authenticated cipher is keyed with.
struct CipherKeys: Sendable {
    let suite: Suite
    let encryption: Secret
}
