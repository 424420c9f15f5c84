/// Suite is the family of algorithms that a gateway seals and digests with.
package enum Suite: String, Sendable, CaseIterable {
    /// 国密: SM4-CTR (GB/T 32907) then HMAC-SM3 (GB/T 32905), keys apart.
    case national
    /// AES-256-GCM, HMAC-SHA-256.
    case international

    /// The first byte of a sealed value.
    var mark: UInt8 { self == .international ? 1 : 2 }

    init?(mark: UInt8) {
        switch mark {
        case 1: self = .international
        case 2: self = .national
        default: return nil
        }
    }

    var digest: DigestAlgorithm { self == .international ? .sha256 : .sm3 }
    var nonceLength: Int { self == .international ? 12 : 16 }
    static let longestNonce = 16
    static let tagLength = 16

    /// A key for one purpose, made from a master key: no two purposes or suites share one.
    func derive(_ master: Secret, _ purpose: String, _ more: [UInt8] = []) -> Secret {
        Secret(MAC.run(digest, master.bytes, prefixed("onecard \(rawValue) \(purpose)") + more))
    }

    /// The keys of authenticated encryption, made from a master key for one purpose.
    func cipherKeys(_ master: Secret, _ purpose: String, _ more: [UInt8] = []) -> CipherKeys {
        let encryption = derive(master, "\(purpose) encryption", more)
        return CipherKeys(
            suite: self,
            encryption: self == .international ? encryption : Secret(Array(encryption.bytes[..<16])),
            authentication: self == .international ? nil : derive(master, "\(purpose) authentication", more))
    }
}

/// Secret is key material that no description, dump or error shows.
struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var description: String { "(secret)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// CipherKeys are the keys of one authenticated cipher.
struct CipherKeys: Sendable {
    let suite: Suite
    let encryption: Secret
    /// The MAC key of the national suite, whose cipher does not authenticate by itself.
    let authentication: Secret?
}
