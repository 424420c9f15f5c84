import AdapterKit
import Subsidy

/// Faults says what each code of the budget system means for a dispatch. A code that is not here is never an end: a
/// business call stays unknown, a question is asked again later.
enum Faults {
    /// The `code` of an answer.
    private static let codes = AnswerCodes(
        "budget",
        [
            ("0", .done),
            // The number is known there: the answer is the first application's.
            ("1001", .done),
            // The number is not known there; the answer says so as a status.
            ("404", .done),
        ] + refusals)

    /// The HTTP status, where the body says nothing.
    private static let statuses = AnswerCodes("budget", refusals + [("413", .refused("请求超过预算系统允许的大小，请分批"))])

    private static let refusals: [(code: String, meaning: AnswerCodes.Meaning)] = [
        ("400", .refused("预算系统认为请求不合规范，请核对映射与参数")),
        ("401", .refused("预算系统签名校验失败，请核对应用标识与密钥")),
        ("403", .refused("预算系统没有授权本应用，请联系对方开通")),
        ("429", .later(.seconds(60), "预算系统限流，稍后再试")),
    ]

    static let unsupported = Refusal("exchange.unsupported", "预算系统接口没有这种交换")
    static let notConfigured = Refusal("connection.budget", "预算系统连接缺少 appId、secret 或 HTTP 通道，请检查配置")
    static let parameters = Refusal("dispatch.parameters", "下载指标须给出 kind、division、year")
    static let asking = Asking("以本系统申请编号查询预算系统的支付申请")

    /// A payment request's answer.
    static func business(_ response: HTTPResponse) -> Outcome { outcome(response) ?? .unknown(asking) }

    /// A page that was asked for. A cache may answer with another: that is no page of this pull, which is then not whole.
    static func page(_ asked: String?, _ response: HTTPResponse) -> Outcome {
        let outcome = question(response)
        guard case .done = outcome else { return outcome }
        guard let page = Frame(response.body)?.page, page == 0 || String(page) == asked ?? "1" else {
            return .retry(after: .seconds(300), Refusal("budget.page", "预算系统答复的页号不是所问的一页，稍后从头再取"))
        }
        return outcome
    }

    /// A question's answer.
    static func question(_ response: HTTPResponse) -> Outcome {
        outcome(response) ?? .retry(after: .seconds(300), Refusal("budget.unmapped", "预算系统的应答无法识别，稍后再问"))
    }

    private static func outcome(_ response: HTTPResponse) -> Outcome? {
        if response.status == 200 || response.status == 404, let frame = Frame(response.body) {
            return codes.outcome(of: frame.code, Evidence(answer: response.body, next: frame.next))
        }
        return statuses.outcome(of: String(response.status), Evidence())
    }
}
