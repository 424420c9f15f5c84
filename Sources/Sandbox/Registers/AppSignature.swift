/// Header signature of card issuer and budget: `X-App-Id`, `X-Timestamp`, `X-Sign`.
struct AppSignature {
    let appID: String
    let secret: String

    /// Lower-case hex of HMAC-SM3(secret, appId + timestamp + hex SM3(body)); an empty body is digested too.
    func sign(_ timestamp: String, _ body: [UInt8]) -> String {
        let text = appID + timestamp + SandboxCrypto.sm3(body).hex
        return SandboxCrypto.hmacSM3(Array(secret.utf8), Array(text.utf8)).hex
    }

    /// The refusal to answer with, or nil when the call is signed well and within ten minutes.
    func refusal(of call: RegisterCall, now: Int64) -> RegisterAnswer? {
        guard call.header("X-App-Id") == appID else { return .refusal(401, "应用标识不存在") }
        let timestamp = call.header("X-Timestamp")
        guard let time = Self.instant(timestamp) else { return .refusal(401, "X-Timestamp应为yyyyMMddHHmmss") }
        guard abs(time - now) <= PlatformGate.tolerance else { return .refusal(401, "X-Timestamp与服务器时间相差超过10分钟") }
        guard call.header("X-Sign") == sign(timestamp, call.body) else { return .refusal(401, "签名校验失败") }
        return nil
    }

    /// Milliseconds of a local `yyyyMMddHHmmss`; nil when it is anything else.
    static func instant(_ text: String) -> Int64? {
        guard text.utf8.count == 14, text.utf8.allSatisfy({ (48...57).contains($0) }),
            let day = CivilDay(String(text.prefix(8))), let time = Int64(text.suffix(6)),
            time / 10_000 < 24, time / 100 % 100 < 60, time % 100 < 60
        else { return nil }
        return day.at(time / 10_000, time / 100 % 100) + time % 100 * 1_000
    }
}
