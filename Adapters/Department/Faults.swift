import AdapterKit
import Subsidy

/// Faults says what a department's answer means for a receipt or a result that was sent to it over HTTP.
enum Faults {
    /// The `code` of an answer, or its HTTP status where the body says nothing.
    static let codes = AnswerCodes(
        "department",
        [
            ("0", .done),
            ("400", .refused("部门系统认为内容不合规范，请核对映射")),
            ("401", .refused("部门系统签名校验失败，请核对密钥")),
            ("403", .refused("部门系统没有授权本系统，请联系部门开通")),
            ("404", .refused("部门系统没有该接口地址，请核对配置")),
            ("413", .refused("内容超过部门系统允许的大小，请分批")),
            ("429", .later(.seconds(60), "部门系统限流，稍后再试")),
            ("503", .later(.seconds(600), "部门系统暂停服务，稍后再试")),
        ])

    static let unsupported = Refusal("exchange.unsupported", "部门接口不发送这种文件")
    static let notConfigured = Refusal("connection.department", "部门连接缺少目录、文件名、通道或 mac 密钥，请检查配置")
    static let again = Refusal("department.again", "以同一编号再送一次")
    static let asking = Asking("请向部门核实是否已收到")
    static let withoutKey = Refusal("connection.mac", "部门连接没有 mac 密钥，到达的清单都不收取，请在 secrets.mac 配置与部门商定的密钥")

    static func outcome(_ response: HTTPResponse) -> Outcome {
        let answer = Envelope.read(response.body)
        let code = response.status == 200 ? answer?.code : String(response.status)
        return codes.outcome(of: code, Evidence(answer: response.body, reference: answer?.receipt ?? ""))
            ?? .unknown(asking)
    }
}
