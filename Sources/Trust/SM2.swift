import COpenSSL

/// SM2PublicKey verifies signatures: SM2 with SM3 (GB/T 32918.2), on the curve of GB/T 32918.5.
package struct SM2PublicKey: Sendable, Hashable {
    /// The signer's identifier that GB/T 35276 prescribes when parties agreed on none.
    package static let defaultIdentifier = Array("1234567812345678".utf8)

    /// `04 ‖ X ‖ Y`, 65 bytes.
    package let point: [UInt8]
    private let key: SM2Key

    /// Takes `04 ‖ X ‖ Y`. Throws `key.format` when it is not a point of the curve.
    package init(point: [UInt8]) throws(TrustError) {
        key = try SM2Key(point: point, secret: nil)
        self.point = point
    }

    /// Whether the raw signature `r ‖ s` (64 bytes) over the message is by this key and identifier.
    package func verify(
        _ message: [UInt8], signature: [UInt8], identifier: [UInt8] = SM2PublicKey.defaultIdentifier
    ) -> Bool {
        guard let der = SM2Signature.der(raw: signature) else { return false }
        return key.verify(message, der: der, identifier: identifier)
    }

    /// The same for a DER signature; only its one strict form is accepted.
    package func verify(
        _ message: [UInt8], der signature: [UInt8], identifier: [UInt8] = SM2PublicKey.defaultIdentifier
    ) -> Bool {
        guard let raw = SM2Signature.raw(der: signature) else { return false }
        return verify(message, signature: raw, identifier: identifier)
    }

    package static func == (a: SM2PublicKey, b: SM2PublicKey) -> Bool { a.point == b.point }
    package func hash(into hasher: inout Hasher) { hasher.combine(point) }
}

/// SM2PrivateKey signs. Its description shows nothing of it.
package struct SM2PrivateKey: Sendable, CustomStringConvertible {
    package let publicKey: SM2PublicKey
    private let secret: Secret
    private let key: SM2Key

    /// The private number, 32 bytes, for storing in a protected place.
    package var bytes: [UInt8] { secret.bytes }
    package var description: String { "SM2PrivateKey(\(secret))" }

    /// A new key. Throws `random`.
    package static func generate() throws(TrustError) -> SM2PrivateKey {
        while true {
            let number = try Random.bytes(32)
            // Out of range once in 2^32 draws.
            if let key = try? SM2PrivateKey(bytes: number) { return key }
        }
    }

    /// Takes the private number. Throws `key.format` unless it is 32 bytes and within 1 … n − 2.
    package init(bytes: [UInt8]) throws(TrustError) {
        let point = try SM2Key.point(of: bytes)
        secret = Secret(bytes)
        publicKey = try SM2PublicKey(point: point)
        key = try SM2Key(point: point, secret: bytes)
    }

    /// Signs; the signature is raw `r ‖ s`, 64 bytes. Throws `random`.
    package func sign(
        _ message: [UInt8], identifier: [UInt8] = SM2PublicKey.defaultIdentifier
    ) throws(TrustError) -> [UInt8] {
        guard let raw = SM2Signature.raw(der: try signDER(message, identifier: identifier)) else {
            preconditionFailure("libcrypto writes strict DER")
        }
        return raw
    }

    /// Signs; the signature is DER, 70 to 72 bytes.
    package func signDER(
        _ message: [UInt8], identifier: [UInt8] = SM2PublicKey.defaultIdentifier
    ) throws(TrustError) -> [UInt8] {
        try key.sign(message, identifier: identifier)
    }
}

/// SM2Key owns libcrypto's key. `@unchecked Sendable`: it is not changed after `init`, and each use has a context of
/// its own.
final class SM2Key: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(point: [UInt8], secret: [UInt8]?) throws(TrustError) {
        guard point.count == 65, point[0] == 4, let key = SM2Key.make(point, secret) else {
            ERR_clear_error()
            throw SM2Key.format
        }
        pointer = key
        // A key of type EC would sign plain ECDSA and ignore the identifier, silently.
        precondition(EVP_PKEY_is_a(key, "SM2") == 1, "the key is of type SM2")
    }

    deinit { EVP_PKEY_free(pointer) }

    static var format: TrustError { TrustError("key.format", "不是有效的 SM2 密钥，请核对（公钥为 04‖X‖Y 共 65 字节）") }

    private static func make(_ point: [UInt8], _ secret: [UInt8]?) -> OpaquePointer? {
        let builder = OSSL_PARAM_BLD_new()
        let context = EVP_PKEY_CTX_new_from_name(nil, "SM2", nil)
        let number = secret.map { BN_bin2bn($0, Int32($0.count), BN_secure_new()) }
        defer {
            OSSL_PARAM_BLD_free(builder)
            EVP_PKEY_CTX_free(context)
            if let number { BN_clear_free(number) }
        }
        guard OSSL_PARAM_BLD_push_utf8_string(builder, constant("group"), constant("SM2"), 0) == 1,
            OSSL_PARAM_BLD_push_octet_string(builder, constant("pub"), point, point.count) == 1
        else { return nil }
        if let number, OSSL_PARAM_BLD_push_BN(builder, constant("priv"), number) != 1 { return nil }
        let parameters = OSSL_PARAM_BLD_to_param(builder)
        defer { OSSL_PARAM_free(parameters) }
        var key: OpaquePointer?
        let selection = secret == nil ? onecard_EVP_PKEY_PUBLIC_KEY : onecard_EVP_PKEY_KEYPAIR
        guard EVP_PKEY_fromdata_init(context) == 1, EVP_PKEY_fromdata(context, &key, selection, parameters) == 1 else {
            return nil
        }
        return key
    }

    /// The public point of a private number: libcrypto does not work it out by itself.
    static func point(of secret: [UInt8]) throws(TrustError) -> [UInt8] {
        guard secret.count == 32, let group = EC_GROUP_new_by_curve_name(NID_sm2) else { throw format }
        let number = BN_bin2bn(secret, 32, BN_secure_new())
        let limit = BN_dup(EC_GROUP_get0_order(group))
        let point = EC_POINT_new(group)
        defer {
            BN_clear_free(number)
            BN_free(limit)
            EC_POINT_free(point)
            EC_GROUP_free(group)
        }
        var result = [UInt8](repeating: 0, count: 65)
        guard BN_sub_word(limit, 1) == 1, BN_is_zero(number) == 0, BN_cmp(number, limit) < 0,
            EC_POINT_mul(group, point, number, nil, nil, nil) == 1,
            EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, &result, 65, nil) == 65
        else {
            ERR_clear_error()
            throw format
        }
        return result
    }

    func sign(_ message: [UInt8], identifier: [UInt8]) throws(TrustError) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var inner: OpaquePointer?
        var length = 128
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSignInit_ex(context, &inner, "SM3", nil, nil, pointer, nil) == 1,
            SM2Key.identify(inner, identifier),
            EVP_DigestSign(context, &signature, &length, message, message.count) == 1
        else {
            ERR_clear_error()
            throw TrustError("random", "SM2 签名失败，请检查主机随机数")
        }
        return Array(signature[..<length])
    }

    func verify(_ message: [UInt8], der: [UInt8], identifier: [UInt8]) -> Bool {
        let context = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        var inner: OpaquePointer?
        return EVP_DigestVerifyInit_ex(context, &inner, "SM3", nil, nil, pointer, nil) == 1
            && SM2Key.identify(inner, identifier)
            && EVP_DigestVerify(context, der, der.count, message, message.count) == 1
    }

    // After init: OpenSSL 3.0 refuses the identifier among the parameters of init.
    private static func identify(_ context: OpaquePointer?, _ identifier: [UInt8]) -> Bool {
        var identifier = identifier
        return identifier.withUnsafeMutableBytes { bytes in
            let parameters = [
                OSSL_PARAM_construct_octet_string(constant("distid"), bytes.baseAddress, bytes.count),
                OSSL_PARAM_construct_end(),
            ]
            return EVP_PKEY_CTX_set_params(context, parameters) == 1
        }
    }
}
