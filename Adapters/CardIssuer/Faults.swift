import AdapterKit
import Subsidy

/// Faults says what each code of the card issuer means. Everything here is a question: what no row names is asked again.
enum Faults {
    /// The `code` of an answer, or its HTTP status where the body says nothing.
    static let codes = AnswerCodes(
        "cardIssuer",
        [
            ("0", .done),
            ("400", .refused("发卡机构认为请求不合规范，请核对映射")),
            ("401", .refused("发卡机构签名校验失败，请核对应用标识与密钥")),
            ("403", .refused("发卡机构没有授权本应用，请联系对方开通")),
            ("413", .refused("请求超过发卡机构允许的大小，请分批")),
            ("429", .later(.seconds(60), "发卡机构限流，稍后再试")),
            ("503", .later(.seconds(300), "发卡机构暂停服务，稍后再试")),
        ])

    static let unsupported = Refusal("exchange.unsupported", "发卡机构接口没有这种交换")
    static let notConfigured = Refusal("connection.cardIssuer", "发卡机构连接缺少 appId、secret 或 HTTP 通道，请检查配置")

    static func outcome(_ response: HTTPResponse) -> Outcome {
        codes.outcome(of: Envelope.code(response), Evidence(answer: response.body))
            ?? .retry(after: .seconds(300), Refusal("cardIssuer.unmapped", "发卡机构的应答无法识别，稍后再问"))
    }
}
