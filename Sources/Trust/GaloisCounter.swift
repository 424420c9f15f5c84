import CGcrypt

/// GaloisCounter encrypts and authenticates in place under one key, on one thread: AES-256 or SM4 in GCM (SP 800-38D,
/// GB/T 36624; RFC 8998).
final class GaloisCounter {
    private let handle: OpaquePointer

    init(_ keys: CipherKeys) {
        Gcrypt.start()
        let cipher = keys.suite == .international ? GCRY_CIPHER_AES256 : GCRY_CIPHER_SM4
        var opened: OpaquePointer?
        let status = gcry_cipher_open(&opened, Int32(cipher.rawValue), Int32(GCRY_CIPHER_MODE_GCM.rawValue), 0)
        guard status == 0, let opened else { preconditionFailure("libgcrypt has AES and SM4 in GCM") }
        handle = opened
        let keyed = gcry_cipher_setkey(handle, keys.encryption.bytes, keys.encryption.bytes.count)
        precondition(keyed == 0, "a cipher takes a key of its length")
    }

    deinit { gcry_cipher_close(handle) }

    /// Writes the tag of text and associated data beside.
    func seal(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>,
        associated: UnsafeRawBufferPointer
    ) {
        begin(nonce, associated)
        let done =
            (text.isEmpty || gcry_cipher_encrypt(handle, text.baseAddress, text.count, nil, 0) == 0)
            && gcry_cipher_gettag(handle, tag.baseAddress, tag.count) == 0
        precondition(done, "a keyed cipher encrypts")
    }

    /// False when anything is not what was sealed.
    func open(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>,
        associated: UnsafeRawBufferPointer
    ) -> Bool {
        begin(nonce, associated)
        let done = text.isEmpty || gcry_cipher_decrypt(handle, text.baseAddress, text.count, nil, 0) == 0
        precondition(done, "a keyed cipher decrypts")
        return gcry_cipher_checktag(handle, tag.baseAddress, tag.count) == 0
    }

    private func begin(_ nonce: UnsafePointer<UInt8>, _ associated: UnsafeRawBufferPointer) {
        let done =
            onecard_gcry_reset(handle) == 0 && gcry_cipher_setiv(handle, nonce, Suite.nonceLength) == 0
            && (associated.isEmpty
                || gcry_cipher_authenticate(handle, associated.baseAddress, associated.count) == 0)
        precondition(done, "a keyed cipher takes a nonce")
    }
}
