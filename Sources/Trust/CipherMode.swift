import COpenSSL

/// CipherMode encrypts and authenticates in place under one key, on one thread.
protocol CipherMode: AnyObject {
    func seal(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>,
        associated: UnsafeRawBufferPointer)

    /// False when anything is not what was sealed.
    func open(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>,
        associated: UnsafeRawBufferPointer
    ) -> Bool
}

/// Makes a context that encrypts (1) or decrypts (0) under a key.
private func context(_ cipher: OpaquePointer, _ key: Secret, encrypting: Int32) -> OpaquePointer {
    guard let context = EVP_CIPHER_CTX_new() else { preconditionFailure("memory for a cipher") }
    let keyed = EVP_CipherInit_ex2(context, cipher, key.bytes, nil, encrypting, nil)
    precondition(keyed == 1, "a fetched cipher takes a key of its length")
    return context
}

private func fetch(_ name: String) -> OpaquePointer {
    guard let cipher = EVP_CIPHER_fetch(nil, name, nil) else { preconditionFailure("libcrypto has \(name)") }
    return cipher
}

/// AES-256-GCM.
final class GaloisCounter: CipherMode {
    private let encryptor: OpaquePointer
    private let decryptor: OpaquePointer

    // Fetched once, never freed, and constant: libcrypto lets any thread use it.
    private nonisolated(unsafe) static let cipher = fetch("AES-256-GCM")

    init(_ key: Secret) {
        encryptor = context(GaloisCounter.cipher, key, encrypting: 1)
        decryptor = context(GaloisCounter.cipher, key, encrypting: 0)
    }

    deinit {
        EVP_CIPHER_CTX_free(encryptor)
        EVP_CIPHER_CTX_free(decryptor)
    }

    func seal(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>,
        associated: UnsafeRawBufferPointer
    ) {
        var length: Int32 = 0
        let done =
            EVP_EncryptInit_ex2(encryptor, nil, nil, nonce, nil) == 1
            && GaloisCounter.take(EVP_EncryptUpdate, encryptor, associated)
            && GaloisCounter.run(EVP_EncryptUpdate, encryptor, text)
            && EVP_EncryptFinal_ex(encryptor, tag.baseAddress?.assumingMemoryBound(to: UInt8.self), &length) == 1
            && EVP_CIPHER_CTX_ctrl(encryptor, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress) == 1
        precondition(done, "a keyed cipher encrypts")
    }

    func open(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>,
        associated: UnsafeRawBufferPointer
    ) -> Bool {
        var length: Int32 = 0
        var none: UInt8 = 0
        let opened =
            EVP_DecryptInit_ex2(decryptor, nil, nil, nonce, nil) == 1
            && GaloisCounter.take(EVP_DecryptUpdate, decryptor, associated)
            && GaloisCounter.run(EVP_DecryptUpdate, decryptor, text)
            && EVP_CIPHER_CTX_ctrl(decryptor, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), tag.baseAddress) == 1
            && EVP_DecryptFinal_ex(decryptor, &none, &length) == 1
        if !opened { ERR_clear_error() }
        return opened
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
    private static func run(_ run: Update, _ context: OpaquePointer, _ text: UnsafeMutableRawBufferPointer) -> Bool {
        guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count > 0 else { return true }
        var length: Int32 = 0
        return run(context, base, &length, base, Int32(text.count)) == 1 && Int(length) == text.count
    }
}

/// SM4 in counter mode, then HMAC-SM3, with keys apart.
final class CounterThenMAC: CipherMode {
    private let stream: CounterStream
    private let mac: RunningMAC

    init(encryption: Secret, authentication: Secret) {
        stream = CounterStream(encryption)
        mac = RunningMAC(.sm3, key: authentication.bytes)
    }

    func seal(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>,
        associated: UnsafeRawBufferPointer
    ) {
        stream.apply(to: text, nonce: nonce)
        tag.copyMemory(from: code(nonce, associated, UnsafeRawBufferPointer(text)))
    }

    func open(
        _ text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>,
        associated: UnsafeRawBufferPointer
    ) -> Bool {
        let made = code(nonce, associated, UnsafeRawBufferPointer(text))
        guard CRYPTO_memcmp(made.baseAddress, tag.baseAddress, Suite.tagLength) == 0 else { return false }
        stream.apply(to: text, nonce: nonce)
        return true
    }

    /// HMAC-SM3 over associated data (length first), nonce and ciphertext, cut to the tag's length; valid until the
    /// next call.
    private func code(
        _ nonce: UnsafePointer<UInt8>, _ associated: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        withUnsafeBytes(of: UInt64(associated.count).bigEndian) { mac.update($0) }
        mac.update(associated)
        mac.update(UnsafeRawBufferPointer(start: nonce, count: CounterStream.block))
        mac.update(text)
        return UnsafeRawBufferPointer(start: mac.finishInPlace(), count: Suite.tagLength)
    }
}

/// CounterStream is SM4 in counter mode (GB/T 17964, SP 800-38A): the nonce is the first counter block, big-endian.
///
/// It is made of the block cipher itself, some blocks at a time: libcrypto's counter mode of SM4 goes block by block,
/// and to begin a value costs it a third of what a short value takes.
final class CounterStream {
    static let block = 16

    private let cipher: OpaquePointer
    /// Counters, and then what they encrypt to.
    private let blocks = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * CounterStream.block, alignment: 16)

    // Fetched once, never freed, and constant: libcrypto lets any thread use it.
    private nonisolated(unsafe) static let blockCipher = fetch("SM4-ECB")

    init(_ key: Secret) {
        cipher = context(CounterStream.blockCipher, key, encrypting: 1)
        EVP_CIPHER_CTX_set_padding(cipher, 0)
    }

    deinit {
        EVP_CIPHER_CTX_free(cipher)
        OPENSSL_cleanse(blocks.baseAddress, blocks.count)
        blocks.deallocate()
    }

    /// Encrypts or decrypts in place.
    func apply(to text: UnsafeMutableRawBufferPointer, nonce: UnsafePointer<UInt8>) {
        let first = UnsafeRawPointer(nonce)
        var high = UInt64(bigEndian: first.loadUnaligned(as: UInt64.self))
        var low = UInt64(bigEndian: first.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        guard let text = text.baseAddress.map({ (start: $0, count: text.count) }), let blocks = blocks.baseAddress
        else { return }
        var done = 0
        while done < text.count {
            let count = min(text.count - done, self.blocks.count)
            var filled = 0
            while filled < count {
                blocks.storeBytes(of: high.bigEndian, toByteOffset: filled, as: UInt64.self)
                blocks.storeBytes(of: low.bigEndian, toByteOffset: filled &+ 8, as: UInt64.self)
                low &+= 1
                if low == 0 { high &+= 1 }
                filled &+= CounterStream.block
            }
            let bytes = blocks.assumingMemoryBound(to: UInt8.self)
            var length: Int32 = 0
            let isDone = EVP_EncryptUpdate(cipher, bytes, &length, bytes, Int32(filled)) == 1
            precondition(isDone && Int(length) == filled, "a keyed cipher encrypts whole blocks")
            CounterStream.mix(text.start + done, UnsafeRawPointer(blocks), count)
            done += count
        }
    }

    private static func mix(_ text: UnsafeMutableRawPointer, _ stream: UnsafeRawPointer, _ count: Int) {
        var place = 0
        while place &+ 8 <= count {
            let mixed =
                text.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                ^ stream.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            text.storeBytes(of: mixed, toByteOffset: place, as: UInt64.self)
            place &+= 8
        }
        while place < count {
            let mixed =
                text.load(fromByteOffset: place, as: UInt8.self) ^ stream.load(fromByteOffset: place, as: UInt8.self)
            text.storeBytes(of: mixed, toByteOffset: place, as: UInt8.self)
            place &+= 1
        }
    }
}
