import COpenSSL

/// AES128 decrypts what the police platform wraps its request secret in: AES-128-ECB with PKCS#7 padding.
///
/// Nothing of ours is ever sealed with it: ECB hides no pattern and proves no origin.
package enum AES128 {
    /// Throws `cipher.broken` when length or padding is wrong, which mostly means a wrong key; `key.format` for a key of
    /// other than 16 bytes.
    package static func decryptECB(_ bytes: [UInt8], key: [UInt8]) throws(TrustError) -> [UInt8] {
        try run(bytes, key, encrypting: 0)
    }

    /// The reverse, for tests of a conversation.
    package static func encryptECB(_ bytes: [UInt8], key: [UInt8]) throws(TrustError) -> [UInt8] {
        try run(bytes, key, encrypting: 1)
    }

    private static func run(_ bytes: [UInt8], _ key: [UInt8], encrypting: Int32) throws(TrustError) -> [UInt8] {
        guard key.count == 16 else { throw TrustError("key.format", "AES-128 密钥须为 16 字节") }
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        var result = [UInt8](repeating: 0, count: bytes.count + 16)
        var head: Int32 = 0
        var tail: Int32 = 0
        let done = result.withUnsafeMutableBufferPointer { out -> Bool in
            guard let base = out.baseAddress,
                EVP_CipherInit_ex(context, EVP_aes_128_ecb(), nil, key, nil, encrypting) == 1,
                EVP_CipherUpdate(context, base, &head, bytes, Int32(bytes.count)) == 1
            else { return false }
            return EVP_CipherFinal_ex(context, base + Int(head), &tail) == 1
        }
        guard done else {
            ERR_clear_error()
            throw TrustError("cipher.broken", "密文无法解开，请核对应用密钥")
        }
        return Array(result[..<Int(head + tail)])
    }
}
