import CGcrypt

/// SM3Context is SM3 (GB/T 32905), or HMAC with it when there is a key; any number of results one after another, on one
/// thread.
final class SM3Context {
    static let length = 32

    private let handle: UnsafeMutablePointer<gcry_md_handle>

    init(key: [UInt8]? = nil) {
        Gcrypt.start()
        var opened: UnsafeMutablePointer<gcry_md_handle>?
        let flags = key == nil ? 0 : GCRY_MD_FLAG_HMAC.rawValue
        let status = gcry_md_open(&opened, Int32(GCRY_MD_SM3.rawValue), UInt32(flags))
        guard status == 0, let opened else { preconditionFailure("libgcrypt has SM3") }
        handle = opened
        guard let key else { return }
        let keyed = gcry_md_setkey(handle, key, key.count)
        precondition(keyed == 0, "an HMAC takes a key of any length")
    }

    deinit { gcry_md_close(handle) }

    func update(_ bytes: UnsafeRawBufferPointer) { gcry_md_write(handle, bytes.baseAddress, bytes.count) }

    /// Writes the result of everything since the start, and starts anew.
    func finish(into result: UnsafeMutablePointer<UInt8>) {
        guard let made = gcry_md_read(handle, 0) else { preconditionFailure("a started SM3 ends") }
        result.update(from: made, count: SM3Context.length)
        gcry_md_reset(handle)
    }
}
