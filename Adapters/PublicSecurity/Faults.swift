import AdapterKit
import Subsidy

/// Faults says what each code of the platform means (domain.md 2.5). Everything here is a question: what no row names is
/// asked again, and is never taken for an answer about a person.
enum Faults {
    enum Meaning: Equatable {
        case refused(String)
        case later(Duration, String)
        /// Our clock is off: sign again with the platform's time.
        case clock
        /// The request secret is used up.
        case newKey
    }

    static let codes: [(codes: [String], meaning: Meaning)] = [
        (["1"], .refused("平台认为请求参数错误，请核对映射")),
        (["-2"], .refused("平台上没有本应用，请核对 rid")),
        (["-4", "-46", "-47"], .refused("平台没有放行本机地址，请联系平台")),
        (["-5"], .refused("平台签名校验失败，请核对应用密钥")),
        (["-20", "-49"], .refused("平台没有授权本应用调用该服务，请联系平台")),
        (["-45"], .refused("本应用在平台黑名单中，请联系平台")),
        (["-48"], .refused("平台上该服务没有发布，请核对 sid")),
        (["-19"], .clock),
        (["-50", "-21", "-22", "-41"], .newKey),
        (["-6", "12101"], .later(.seconds(60), "平台每分钟限次已满，稍后再试")),
        (["12102"], .later(.seconds(3600), "平台每小时限次已满，稍后再试")),
        (["12103"], .later(.seconds(6 * 3600), "平台当日限次已满，稍后再试")),
        (["12104"], .refused("平台总次数已满，请联系平台增加")),
        (["2010", "10000", "10014", "12000", "12100"], .later(.seconds(60), "平台或公安接口暂时不可用，稍后再试")),
    ]

    static let statuses: [(status: Int, meaning: Meaning)] = [
        (400, .refused("平台认为请求不合规范，请核对配置")),
        (401, .refused("平台没有认可本应用，请核对配置")),
        (403, .refused("平台没有认可本应用，请核对配置")),
        (404, .refused("平台上没有该服务地址，请核对 sid")),
    ]

    /// The register's own call status inside the package: the only values that make it an answer.
    static let callStatus = (element: "FHDM", good: ["10", "11"])

    static let unsupported = Refusal("exchange.unsupported", "公安接口没有这种交换")
    static let notConfigured = Refusal(
        "connection.publicSecurity",
        "公安连接缺少 rid、appKey、HTTP 通道，或该项业务的 sid、password（户籍比对为 sid.residents.compare、residents），请检查配置")
    static let parameters = Refusal("publicSecurity.parameters", "户籍比对缺少区划，或起点、时间不是数字")
    private static let unavailable = Refusal("publicSecurity.unavailable", "公安接口没有给出结果，稍后再问")

    static func outcome(_ response: HTTPResponse) -> Outcome {
        switch meaning(response) {
        case .refused(let message): return .refused(Refusal("publicSecurity.refused", message))
        case .later(let time, let message): return .retry(after: time, Refusal("publicSecurity.later", message))
        case .clock: return .retry(after: .seconds(60), Refusal("publicSecurity.clock", "本机时间与平台相差过大，请校时"))
        case .newKey: return .retry(after: .seconds(20), Refusal("publicSecurity.key", "请求密钥已失效，重新取得后再问"))
        case nil: break
        }
        guard response.status == 200, let package = SOAP.content(of: "out", in: response.body),
            let status = SOAP.content(of: callStatus.element, in: package),
            callStatus.good.contains(String(decoding: status, as: UTF8.self))
        else { return .retry(after: .seconds(300), unavailable) }
        return .done(Evidence(answer: package))
    }

    static func complainsOfClock(_ response: HTTPResponse) -> Bool { meaning(response) == .clock }
    static func needsNewKey(_ response: HTTPResponse) -> Bool { meaning(response) == .newKey }

    private static func meaning(_ response: HTTPResponse) -> Meaning? {
        if let frame = Frame(response.body) {
            return codes.first { $0.codes.contains(frame.code) }?.meaning
        }
        return statuses.first { $0.status == response.status }?.meaning
    }
}
