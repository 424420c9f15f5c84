package import Gateway
package import Subsidy
package import Trust

/// SignedCall is what the four headers of a machine's call say, checked step by step: form and time before the body is
/// read, the signature over the body, and only then is the nonce used up.
package struct SignedCall: Sendable {
    /// How far a caller's clock may be from ours, either way.
    package static let tolerance = Duration.seconds(600)

    package let key: String
    package let nonce: String
    private let time: String
    private let signature: [UInt8]

    /// Throws `unauthenticated`: `sign.header` for a header that is missing or malformed, `sign.time` for a time further
    /// than ``tolerance`` from now.
    ///
    /// `time` is milliseconds since 1970 in decimal digits, `nonce` 16 to 64 printable ASCII characters without space,
    /// `sign` Base64 of the raw signature `r ‖ s`, 64 bytes.
    package init(key: String?, time: String?, nonce: String?, sign: String?, now: Instant) throws {
        guard let key, !key.isEmpty, let time, time.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let milliseconds = Int64(time), let nonce, (16...64).contains(nonce.utf8.count),
            nonce.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let signature = sign.flatMap(bytes(base64:)),
            signature.count == 64
        else {
            throw GatewayError(
                .unauthenticated, "sign.header",
                "缺少签名头或格式不对：X-Onecard-Key、X-Onecard-Time（毫秒）、X-Onecard-Nonce（16–64 位）、X-Onecard-Sign（Base64）")
        }
        let (distance, overflow) = milliseconds.subtractingReportingOverflow(now.milliseconds)
        guard !overflow, Duration.milliseconds(distance) <= SignedCall.tolerance,
            Duration.milliseconds(distance) >= .zero - SignedCall.tolerance
        else {
            throw GatewayError(.unauthenticated, "sign.time", "X-Onecard-Time 与本系统时间相差超过 10 分钟，请校时后重新签名")
        }
        self.key = key
        self.nonce = nonce
        self.time = time
        self.signature = signature
    }

    /// What is signed: `POST\n<path>\n<time>\n<nonce>\n<lower-case hex of SHA-256(body)>`.
    package static func text(path: String, time: String, nonce: String, body: [UInt8]) -> String {
        "POST\n\(path)\n\(time)\n\(nonce)\n\(hex(Digest.sha256(body)))"
    }

    /// Throws `unauthenticated` with `sign.wrong` unless the key signed this body for this path.
    package func verify(path: String, body: [UInt8], by publicKey: SM2PublicKey) throws {
        let text = SignedCall.text(path: path, time: time, nonce: nonce, body: body)
        guard publicKey.verify(Array(text.utf8), signature: signature) else {
            throw SignedCall.refusal
        }
    }

    /// The same words for an unknown key and a wrong signature: a stranger does not learn which keys exist.
    package static let refusal = GatewayError(
        .unauthenticated, "sign.wrong", "密钥编号或签名不正确，请核对密钥、签名原文和正文")
}
