import AdapterKit
import Subsidy

/// Faults says what each code of the platform means. A code that is not here ends nothing: a push stays unknown, a
/// question is asked again later.
enum Faults {
    /// The `code` of an answer, or its HTTP status.
    static let codes = AnswerCodes(
        "platform",
        [
            ("0", .done),
            // The number is known there: it has what we sent under it.
            ("1001", .done),
            ("400", .refused("平台认为请求不合规范，请核对映射与参数")),
            ("401", .refused("平台签名校验失败，请核对应用标识与密钥")),
            ("403", .refused("平台没有授权本应用，请联系对方开通")),
            ("429", .later(.seconds(60), "平台限流，稍后再试")),
            ("500", .later(.seconds(300), "平台繁忙，稍后再试")),
        ])

    /// Asked for a page: nothing new. Asked for a number: not known there.
    private static let nothing = ["204", "404"]

    static let unsupported = Refusal("exchange.unsupported", "平台接口没有这种交换")
    static let notConfigured = Refusal("connection.platform", "平台连接缺少 appId、secret 或 HTTP 通道，请检查配置")
    static let parameters = Refusal("dispatch.parameters", "向平台取数须给出 county")
    static let asking = Asking("以本方回传编号查询平台是否已收到")
    private static let unmapped = Refusal("platform.unmapped", "平台的应答不完整或无法识别，稍后再取")
    private static let absent = Refusal("platform.absent", "平台没有收到该回传，以同一编号再送一次")

    static func business(_ response: HTTPResponse) -> Outcome {
        switch codes.outcome(of: Frame(response)?.code, Evidence()) {
        // Only a call over the limit is sure to have done nothing there.
        case .retry where response.status != 429, nil: .unknown(asking)
        case let outcome?: outcome
        }
    }

    static func question(_ response: HTTPResponse) -> Outcome {
        let frame = Frame(response)
        if let code = frame?.code, nothing.contains(code) { return .done(Evidence()) }
        return codes.outcome(of: frame?.code, Evidence(answer: response.body, next: frame?.next))
            ?? .retry(after: .seconds(300), unmapped)
    }

    /// The answer to whether a number is known there.
    static func known(_ response: HTTPResponse) -> Outcome {
        let code = Frame(response)?.code
        if let code, nothing.contains(code) { return .retry(after: .zero, absent) }
        guard case .done(let evidence) = codes.outcome(of: code, Evidence()) else { return .unknown(asking) }
        return .done(evidence)
    }
}
