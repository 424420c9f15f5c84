import COpenSSL

/// AuthenticatedCipher is one key in use by one thread: its contexts are keyed once and take a new nonce for each value.
///
/// `@unchecked Sendable`: it is only handed out by `CipherPool`, whose lock gives it to one caller at a time, or made
/// and used within one call.
final class AuthenticatedCipher: @unchecked Sendable {
    private let suite: Suite
    private let encryptor: OpaquePointer
    private let decryptor: OpaquePointer
    private let mac: RunningMAC?
    private var nonces: [UInt8] = []
    private var nextNonce = 0

    // Fetched once, never freed, and constant: libcrypto lets any thread use them.
    private nonisolated(unsafe) static let aes = fetch("AES-256-GCM")
    private nonisolated(unsafe) static let sm4 = fetch("SM4-CTR")

    private static func fetch(_ name: String) -> OpaquePointer {
        guard let cipher = EVP_CIPHER_fetch(nil, name, nil) else { preconditionFailure("libcrypto has \(name)") }
        return cipher
    }

    init(_ keys: CipherKeys) {
        guard let encryptor = EVP_CIPHER_CTX_new(), let decryptor = EVP_CIPHER_CTX_new() else {
            preconditionFailure("memory for a cipher")
        }
        suite = keys.suite
        self.encryptor = encryptor
        self.decryptor = decryptor
        mac = keys.authentication.map { RunningMAC(.sm3, key: $0.bytes) }
        let cipher = keys.suite == .international ? AuthenticatedCipher.aes : AuthenticatedCipher.sm4
        let keyed =
            EVP_EncryptInit_ex2(encryptor, cipher, keys.encryption.bytes, nil, nil) == 1
            && EVP_DecryptInit_ex2(decryptor, cipher, keys.encryption.bytes, nil, nil) == 1
        precondition(keyed, "a fetched cipher takes a key of its length")
    }

    deinit {
        EVP_CIPHER_CTX_free(encryptor)
        EVP_CIPHER_CTX_free(decryptor)
    }

    /// A nonce never given before, from a reserve drawn 64 at a time: a draw for each value costs more than the cipher.
    func nonce() throws(TrustError) -> ArraySlice<UInt8> {
        let length = suite.nonceLength
        if nextNonce + length > nonces.count {
            nonces = try Random.bytes(64 * length)
            nextNonce = 0
        }
        defer { nextNonce += length }
        return nonces[nextNonce..<nextNonce + length]
    }

    /// Appends ciphertext and tag to `out`; `associated` is authenticated with them and not stored.
    func seal(
        _ plain: some RandomAccessCollection<UInt8>, nonce: [UInt8], associated: [UInt8], onto out: inout [UInt8]
    ) {
        let start = out.count
        out.append(contentsOf: plain)
        out.append(contentsOf: repeatElement(0, count: Suite.tagLength))
        let done = out.withUnsafeMutableBytes { buffer -> Bool in
            let text = UnsafeMutableRawBufferPointer(rebasing: buffer[start..<buffer.count - Suite.tagLength])
            let tag = UnsafeMutableRawBufferPointer(rebasing: buffer[(buffer.count - Suite.tagLength)...])
            guard EVP_EncryptInit_ex2(encryptor, nil, nil, nonce, nil) == 1 else { return false }
            guard mac == nil else {
                guard AuthenticatedCipher.update(EVP_EncryptUpdate, encryptor, text) else { return false }
                tag.copyBytes(from: code(nonce, associated, UnsafeRawBufferPointer(text)))
                return true
            }
            var length: Int32 = 0
            return EVP_EncryptUpdate(encryptor, nil, &length, associated, Int32(associated.count)) == 1
                && AuthenticatedCipher.update(EVP_EncryptUpdate, encryptor, text)
                && EVP_EncryptFinal_ex(encryptor, tag.baseAddress?.assumingMemoryBound(to: UInt8.self), &length) == 1
                && EVP_CIPHER_CTX_ctrl(encryptor, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress) == 1
        }
        precondition(done, "a keyed cipher encrypts")
    }

    /// The plain bytes, or nil when ciphertext, tag, nonce or associated data are not those that were sealed.
    func open(_ sealed: ArraySlice<UInt8>, nonce: [UInt8], associated: [UInt8]) -> [UInt8]? {
        guard sealed.count >= Suite.tagLength else { return nil }
        var text = Array(sealed.dropLast(Suite.tagLength))
        var tag = Array(sealed.suffix(Suite.tagLength))
        let opened = text.withUnsafeMutableBytes { text -> Bool in
            guard EVP_DecryptInit_ex2(decryptor, nil, nil, nonce, nil) == 1 else { return false }
            guard mac == nil else {
                return MAC.equal(code(nonce, associated, UnsafeRawBufferPointer(text)), tag)
                    && AuthenticatedCipher.update(EVP_DecryptUpdate, decryptor, text)
            }
            var length: Int32 = 0
            var none: UInt8 = 0
            return EVP_DecryptUpdate(decryptor, nil, &length, associated, Int32(associated.count)) == 1
                && AuthenticatedCipher.update(EVP_DecryptUpdate, decryptor, text)
                && EVP_CIPHER_CTX_ctrl(decryptor, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
                && EVP_DecryptFinal_ex(decryptor, &none, &length) == 1
        }
        if !opened { ERR_clear_error() }
        return opened ? text : nil
    }

    /// HMAC-SM3 over associated data (length first), nonce and ciphertext, cut to the tag's length.
    private func code(_ nonce: [UInt8], _ associated: [UInt8], _ text: UnsafeRawBufferPointer) -> [UInt8] {
        guard let mac else { preconditionFailure("the national suite has a MAC key") }
        (bigEndian(UInt64(associated.count)) + associated + nonce).withUnsafeBytes { mac.update($0) }
        mac.update(text)
        return Array(mac.finish()[..<Suite.tagLength])
    }

    private typealias Update = (
        OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?, UnsafePointer<UInt8>?, Int32
    ) -> Int32

    /// Runs the cipher in place.
    private static func update(_ run: Update, _ context: OpaquePointer, _ text: UnsafeMutableRawBufferPointer) -> Bool {
        precondition(text.count <= Int(Int32.max), "a sealed value is shorter than 2 GiB")
        guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count > 0 else { return true }
        var length: Int32 = 0
        return run(context, base, &length, base, Int32(text.count)) == 1 && Int(length) == text.count
    }
}
