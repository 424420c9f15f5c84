import COpenSSL

/// AuthenticatedCipher is one key in use by one thread: its contexts are keyed once and take a new nonce for each value.
///
/// `@unchecked Sendable`: it is only handed out by `CipherPool`, whose lock gives it to one caller at a time, or kept by
/// what one thread made it for.
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

    /// Writes a nonce never given before, from a reserve drawn 256 at a time: a draw for each value costs more than the
    /// cipher.
    func drawNonce(to place: UnsafeMutablePointer<UInt8>) throws(TrustError) {
        let length = suite.nonceLength
        if nextNonce + length > nonces.count {
            if nonces.isEmpty { nonces = [UInt8](repeating: 0, count: 256 * length) }
            // Spent until it is filled anew: a nonce of a source that failed is none.
            nextNonce = nonces.count
            try Random.fill(&nonces)
            nextNonce = 0
        }
        nonces.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: place, count: length).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: $0[nextNonce..<nextNonce + length]))
        }
        nextNonce += length
    }

    /// Appends ciphertext and tag to `out`; `associated` is authenticated with them and not stored.
    func seal(
        _ plain: some RandomAccessCollection<UInt8>, nonce: [UInt8], associated: [UInt8], onto out: inout [UInt8]
    ) {
        let start = out.count
        out.append(contentsOf: plain)
        out.append(contentsOf: repeatElement(0, count: Suite.tagLength))
        out.withUnsafeMutableBytes { buffer in
            associated.withUnsafeBytes { associated in
                seal(UnsafeMutableRawBufferPointer(rebasing: buffer[start...]), nonce: nonce, associated: associated)
            }
        }
    }

    /// Seals text in its place; behind it `text` has room for the tag.
    func seal(_ text: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>, associated: UnsafeRawBufferPointer) {
        let tag = UnsafeMutableRawBufferPointer(rebasing: text[(text.count - Suite.tagLength)...])
        let text = UnsafeMutableRawBufferPointer(rebasing: text[..<(text.count - Suite.tagLength)])
        var length: Int32 = 0
        var done = EVP_EncryptInit_ex2(encryptor, nil, nil, nonce, nil) == 1
        if mac == nil {
            done =
                done && AuthenticatedCipher.take(EVP_EncryptUpdate, encryptor, associated)
                && AuthenticatedCipher.update(EVP_EncryptUpdate, encryptor, text)
                && EVP_EncryptFinal_ex(encryptor, tag.baseAddress?.assumingMemoryBound(to: UInt8.self), &length) == 1
                && EVP_CIPHER_CTX_ctrl(encryptor, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress) == 1
        } else {
            done = done && AuthenticatedCipher.update(EVP_EncryptUpdate, encryptor, text)
            tag.copyMemory(from: code(nonce, associated, UnsafeRawBufferPointer(text)))
        }
        precondition(done, "a keyed cipher encrypts")
    }

    /// The plain bytes, or nil when ciphertext, tag, nonce or associated data are not those that were sealed.
    func open(_ sealed: ArraySlice<UInt8>, nonce: [UInt8], associated: [UInt8]) -> [UInt8]? {
        guard sealed.count >= Suite.tagLength else { return nil }
        var bytes = Array(sealed)
        let opened = bytes.withUnsafeMutableBytes { bytes in
            associated.withUnsafeBytes { open(bytes, nonce: nonce, associated: $0) }
        }
        guard opened else { return nil }
        bytes.removeLast(Suite.tagLength)
        return bytes
    }

    /// Opens text in its place; the tag stands behind it. When it says no, what stands there then is nothing to look at.
    func open(
        _ text: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>, associated: UnsafeRawBufferPointer
    ) -> Bool {
        let tag = UnsafeMutableRawBufferPointer(rebasing: text[(text.count - Suite.tagLength)...])
        let text = UnsafeMutableRawBufferPointer(rebasing: text[..<(text.count - Suite.tagLength)])
        var length: Int32 = 0
        var none: UInt8 = 0
        let opened: Bool
        if mac == nil {
            opened =
                EVP_DecryptInit_ex2(decryptor, nil, nil, nonce, nil) == 1
                && AuthenticatedCipher.take(EVP_DecryptUpdate, decryptor, associated)
                && AuthenticatedCipher.update(EVP_DecryptUpdate, decryptor, text)
                && EVP_CIPHER_CTX_ctrl(decryptor, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), tag.baseAddress) == 1
                && EVP_DecryptFinal_ex(decryptor, &none, &length) == 1
        } else {
            let made = code(nonce, associated, UnsafeRawBufferPointer(text))
            opened =
                CRYPTO_memcmp(made.baseAddress, tag.baseAddress, Suite.tagLength) == 0
                && EVP_DecryptInit_ex2(decryptor, nil, nil, nonce, nil) == 1
                && AuthenticatedCipher.update(EVP_DecryptUpdate, decryptor, text)
        }
        if !opened { ERR_clear_error() }
        return opened
    }

    /// HMAC-SM3 over associated data (length first), nonce and ciphertext, cut to the tag's length; valid until the
    /// next call.
    private func code(
        _ nonce: UnsafePointer<UInt8>, _ associated: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        guard let mac else { preconditionFailure("the national suite has a MAC key") }
        withUnsafeBytes(of: UInt64(associated.count).bigEndian) { mac.update($0) }
        mac.update(associated)
        mac.update(UnsafeRawBufferPointer(start: nonce, count: suite.nonceLength))
        mac.update(text)
        return UnsafeRawBufferPointer(start: mac.finishInPlace(), count: Suite.tagLength)
    }

    private typealias Update = (
        OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?, UnsafePointer<UInt8>?, Int32
    ) -> Int32

    /// Gives the cipher what it is to authenticate and not to write.
    private static func take(_ run: Update, _ context: OpaquePointer, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var length: Int32 = 0
        let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return bytes.count == 0 || run(context, nil, &length, base, Int32(bytes.count)) == 1
    }

    /// Runs the cipher in place.
    private static func update(_ run: Update, _ context: OpaquePointer, _ text: UnsafeMutableRawBufferPointer) -> Bool {
        precondition(text.count <= Int(Int32.max), "a sealed value is shorter than 2 GiB")
        guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count > 0 else { return true }
        var length: Int32 = 0
        return run(context, base, &length, base, Int32(text.count)) == 1 && Int(length) == text.count
    }
}
