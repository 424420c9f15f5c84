import COpenSSL

/// The strangers' own cryptography over OpenSSL; it shares no line with the gateway's.
enum SandboxCrypto {
    static func sha256(_ bytes: [UInt8]) -> [UInt8] { digest("SHA256", bytes) }
    static func sm3(_ bytes: [UInt8]) -> [UInt8] { digest("SM3", bytes) }
    static func hmacSHA256(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { hmac("SHA256", key, bytes) }
    static func hmacSM3(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { hmac("SM3", key, bytes) }

    /// AES-128-ECB with PKCS#7 padding; the key must have 16 bytes.
    static func aes128ECBEncrypt(key: [UInt8], _ plain: [UInt8]) -> [UInt8] {
        precondition(key.count == 16, "AES-128 takes 16 bytes")
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        var out = [UInt8](repeating: 0, count: plain.count + 16)
        var first: Int32 = 0
        var last: Int32 = 0
        let done =
            EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), nil, key, nil) == 1
            && EVP_EncryptUpdate(context, &out, &first, plain, Int32(plain.count)) == 1
            && out.withUnsafeMutableBufferPointer {
                EVP_EncryptFinal_ex(context, $0.baseAddress.map { $0 + Int(first) }, &last) == 1
            }
        precondition(done, "AES-128-ECB is part of every OpenSSL")
        return Array(out.prefix(Int(first + last)))
    }

    private static func digest(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 64)
        var size = 0
        precondition(EVP_Q_digest(nil, name, nil, bytes, bytes.count, &out, &size) == 1, "OpenSSL has \(name)")
        return Array(out.prefix(size))
    }

    private static func hmac(_ name: String, _ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 64)
        var size = 0
        let made = EVP_Q_mac(
            nil, "HMAC", nil, name, nil, key, key.count, bytes, bytes.count, &out, out.count, &size)
        precondition(made != nil, "OpenSSL has HMAC-\(name)")
        return Array(out.prefix(size))
    }
}

extension [UInt8] {
    /// Lower-case hexadecimal text.
    var hex: String {
        let table = Array<UInt8>("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(count * 2)
        for byte in self {
            out.append(table[Int(byte >> 4)])
            out.append(table[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// An SM2 key pair of one department.
///
/// OpenSSL objects are immutable after generation, and signing makes a context of its own each time.
final class SandboxSM2Key: @unchecked Sendable {
    private let key: OpaquePointer

    /// A new pair; nil when this OpenSSL has no SM2.
    init?() {
        let context = EVP_PKEY_CTX_new_from_name(nil, "SM2", nil)
        defer { EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        // Not EVP_EC_gen("SM2"): that yields plain ECDSA, which ignores the signer's id.
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_generate(context, &made) == 1, let made,
            EVP_PKEY_is_a(made, "SM2") == 1
        else { return nil }
        key = made
    }

    deinit { EVP_PKEY_free(key) }

    /// Public point as hexadecimal 04‖X‖Y.
    var publicHex: String {
        var point = [UInt8](repeating: 0, count: 65)
        var size = 0
        let got = EVP_PKEY_get_octet_string_param(key, "encoded-pub-key", &point, point.count, &size)
        precondition(got == 1 && size == 65, "an SM2 key has an uncompressed public point")
        return point.hex
    }

    /// Raw r‖s, 64 bytes, SM2 with SM3 under the default id 1234567812345678; nil when OpenSSL fails.
    func sign(_ message: [UInt8]) -> [UInt8]? {
        let digest = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(digest) }
        var context: OpaquePointer?
        guard EVP_DigestSignInit_ex(digest, &context, "SM3", nil, nil, key, nil) == 1 else { return nil }
        var id = Array("1234567812345678".utf8)
        // OpenSSL keeps the pointer to the name, so it must outlive the call.
        let named = "distid".withCString { name in
            id.withUnsafeMutableBufferPointer { id in
                var parameters = [
                    OSSL_PARAM_construct_octet_string(name, id.baseAddress, id.count), OSSL_PARAM_construct_end(),
                ]
                return EVP_PKEY_CTX_set_params(context, &parameters)
            }
        }
        var size = 0
        guard named == 1, EVP_DigestSign(digest, nil, &size, message, message.count) == 1 else { return nil }
        var der = [UInt8](repeating: 0, count: size)
        guard EVP_DigestSign(digest, &der, &size, message, message.count) == 1 else { return nil }
        return Self.raw(Array(der.prefix(size)))
    }

    /// SEQUENCE { INTEGER r, INTEGER s } to r‖s of 32 bytes each.
    static func raw(_ der: [UInt8]) -> [UInt8]? {
        guard der.count > 8, der[0] == 0x30 else { return nil }
        var at = 2
        var out: [UInt8] = []
        for _ in 0..<2 {
            guard at + 2 <= der.count, der[at] == 0x02 else { return nil }
            let end = at + 2 + Int(der[at + 1])
            guard end <= der.count else { return nil }
            let number = der[(at + 2)..<end].drop { $0 == 0 }
            guard number.count <= 32 else { return nil }
            out += [UInt8](repeating: 0, count: 32 - number.count) + number
            at = end
        }
        return out
    }
}
