import AdapterKit
import Subsidy

/// Faults says what each code of a carrier means.
enum Faults {
    /// The `code` of an answer, or its HTTP status where the body says nothing. 409: it has this number already.
    static let codes = AnswerCodes(
        "notice",
        [
            ("0", .done), ("409", .done),
            ("400", .refused("短信服务商认为请求不合规范，请核对映射和模板")),
            ("401", .refused("短信服务商签名校验失败，请核对应用标识与密钥")),
            ("402", .refused("短信余量不足，请与服务商结算后重新排队")),
            ("403", .refused("短信服务商没有开通本应用或签名，请联系对方")),
            ("413", .refused("请求超过短信服务商允许的大小，请分批")),
            ("429", .later(.seconds(60), "短信服务商限流，稍后再试")),
        ])

    static let unsupported = Refusal("exchange.unsupported", "短信接口没有这种交换")
    static let notConfigured = Refusal("connection.notice", "短信连接缺少 appId、secret、目录或通道，请检查配置")
    static let again = Refusal("notice.again", "服务商没有这一批次号，以同一批次号再送一次")
    static let asking = Asking("请向短信服务商核实是否已收到这一批次号，不要换号重发")

    /// The answer to messages: they may be on their way to people already.
    static func outcome(_ response: HTTPResponse) -> Outcome {
        codes.outcome(of: Envelope.code(response), Evidence()) ?? .unknown(asking)
    }

    /// The answer to a question: what no row names is asked again, and that it has the number already is no receipt.
    static func answer(_ response: HTTPResponse) -> Outcome {
        let outcome = codes.outcome(of: Envelope.code(response), Evidence(answer: response.body))
        guard let outcome, response.status != 409 else {
            return .retry(after: .seconds(600), Refusal("notice.later", "短信服务商暂无回执，稍后再问"))
        }
        return outcome
    }
}
