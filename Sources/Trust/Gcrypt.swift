import CGcrypt

/// Gcrypt is libgcrypt, which wants to be started before anything else of it is called.
///
/// SM4, SM3 and GCM are by libgcrypt: libcrypto has SM4 in GCM from its version 3.1 only; its SM4 goes block by block,
/// six times as slow, by tables whose lines in the processor's cache tell of the key; its SM3 takes half as long again;
/// and to begin a short value in its GCM costs more than the value. SM2, SHA-256 and random bytes are by libcrypto.
enum Gcrypt {
    private static let isStarted = onecard_gcry_start() == 1

    static func start() { precondition(isStarted, "libgcrypt can be used") }
}
