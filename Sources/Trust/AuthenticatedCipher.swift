/// AuthenticatedCipher is one key in use by one thread: its contexts are keyed once and take a new nonce for each value.
///
/// `@unchecked Sendable`: it is only handed out by `CipherPool`, whose lock gives it to one caller at a time, or kept by
/// what one thread made it for.
final class AuthenticatedCipher: @unchecked Sendable {
    private let mode: GaloisCounter
    private var nonces: [UInt8] = []
    private var nextNonce = 0

    init(_ keys: CipherKeys) {
        mode = GaloisCounter(keys)
    }

    /// Writes a nonce never given before, from a reserve drawn 256 at a time: a draw for each value costs more than the
    /// cipher.
    func drawNonce(to place: UnsafeMutablePointer<UInt8>) throws(TrustError) {
        let length = Suite.nonceLength
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
        precondition(text.count <= Int(Int32.max), "a sealed value is shorter than 2 GiB")
        let (text, tag) = AuthenticatedCipher.parts(text)
        mode.seal(text, tag: tag, nonce: nonce, associated: associated)
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
        guard text.count <= Int(Int32.max) else { return false }
        let (text, tag) = AuthenticatedCipher.parts(text)
        return mode.open(text, tag: tag, nonce: nonce, associated: associated)
    }

    private static func parts(
        _ text: UnsafeMutableRawBufferPointer
    ) -> (text: UnsafeMutableRawBufferPointer, tag: UnsafeMutableRawBufferPointer) {
        let end = text.count - Suite.tagLength
        return (
            UnsafeMutableRawBufferPointer(rebasing: text[..<end]), UnsafeMutableRawBufferPointer(rebasing: text[end...])
        )
    }
}
