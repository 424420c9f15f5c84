import Foundation
import Synchronization

/// A refusal of the sharing platform: HTTP 200 with a code and a text.
struct PlatformFault: Error, Equatable {
    let code: String
    let message: String

    init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    var answer: RegisterAnswer { .json(.members(["code": .string(code), "msg": .string(message)])) }

    static func parameters(_ what: String) -> PlatformFault { PlatformFault("1", "请求参数错误：\(what)") }
    static let noApplication = PlatformFault("-2", "应用不存在")
    static let signature = PlatformFault("-5", "签名校验失败")
    static let clock = PlatformFault("-19", "rtime超时(10分钟)")
    static let unauthorised = PlatformFault("-20", "未授权")
    static let unpublished = PlatformFault("-48", "接口未发布")
    static let secretExpired = PlatformFault("-50", "密钥失效，20秒后重试")
    static let outage = PlatformFault("2010", "调用失败或超时")
    static let closed = PlatformFault("12100", "熔断：人口库服务时间为工作日9:00至17:00")
}

/// The sharing platform's door: identity, time, signature, and the request secrets it hands out.
///
/// A clock skew that the control API ordered makes the platform's clock fifteen minutes fast, in its `Date` header too,
/// until a check signed with its own time got through: only a caller that reads the header ever does.
final class PlatformGate: Sendable {
    /// Milliseconds.
    static let tolerance: Int64 = 600_000
    static let secretLife: Int64 = 1_800_000
    static let skew: Int64 = 900_000

    private struct Secret {
        let text: String
        let end: Int64
    }
    private struct State {
        var secrets: [Secret] = []
        var issued: Int64 = 0
        var skew: Int64 = 0
    }

    private let world: World
    private let state = Mutex(State())

    init(world: World) { self.world = world }

    /// The platform's own time, which its answers carry.
    var now: Int64 {
        if world.faults.takeClockSkew() { state.withLock { $0.skew = Self.skew } }
        return world.clock.now + state.withLock { $0.skew }
    }

    /// The four values of a call; a missing one is empty.
    struct Credentials {
        var rid: String
        var sid: String
        var rtime: String
        var sign: String
    }

    /// Who and when, before the signature.
    func admit(_ credentials: Credentials, at now: Int64) throws(PlatformFault) {
        guard !credentials.rid.isEmpty, !credentials.sid.isEmpty, !credentials.sign.isEmpty else {
            throw .parameters("缺少gjgxjhpt_rid、gjgxjhpt_sid或gjgxjhpt_sign")
        }
        guard credentials.rid == world.secrets.psbRequester else { throw .noApplication }
        guard [world.secrets.psbService, world.secrets.psbResidents].contains(credentials.sid) else {
            throw .unpublished
        }
        guard credentials.rtime.utf8.count == 13, let time = Int64(credentials.rtime), time > 0 else {
            throw .parameters("gjgxjhpt_rtime应为13位毫秒数")
        }
        guard abs(time - now) <= Self.tolerance else { throw .clock }
    }

    /// Checks a signature made with the application's key, and hands out a new request secret.
    func refresh(_ credentials: Credentials) throws(PlatformFault) -> (secret: String, end: Int64) {
        let key = world.secrets.psbAppKey
        guard credentials.sign == Self.sign(credentials, key: key) else { throw .signature }
        return state.withLock { state in
            state.issued += 1
            let seed = Array("request-secret-\(state.issued)".utf8)
            let secret = SandboxCrypto.hmacSHA256(Array(key.utf8), seed).prefix(16)
            // Rounded to the clock without skew: a secret lives by the platform's true time.
            let made = Secret(text: Array(secret).hex, end: world.clock.now + Self.secretLife)
            state.secrets = state.secrets.suffix(63) + [made]
            return (made.text, made.end)
        }
    }

    /// Checks a signature made with a request secret.
    func verify(_ credentials: Credentials) throws(PlatformFault) {
        let now = world.clock.now
        let secrets = state.withLock { $0.secrets }
        if let used = secrets.last(where: { credentials.sign == Self.sign(credentials, key: $0.text) }) {
            guard now < used.end else { throw .secretExpired }
            state.withLock { $0.skew = 0 }
            return
        }
        // With no living secret nobody could have signed rightly: what is wrong is the secret, not the caller.
        guard secrets.contains(where: { now < $0.end }) else { throw .secretExpired }
        throw .signature
    }

    static func sign(_ credentials: Credentials, key: String) -> String {
        let text = credentials.sid + credentials.rid + credentials.rtime
        return Data(SandboxCrypto.hmacSHA256(Array(key.utf8), Array(text.utf8))).base64EncodedString()
    }

    /// The request secret as it travels: AES-128-ECB under the first 16 bytes of the application's key, Base64.
    static func sealed(_ secret: String, key: String) -> String {
        let bytes = SandboxCrypto.aes128ECBEncrypt(key: Array(Array(key.utf8).prefix(16)), Array(secret.utf8))
        return Data(bytes).base64EncodedString()
    }
}
