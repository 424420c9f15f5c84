import ArgumentParser
import Gateway
import Subsidy

/// `onecard notice` looks at what people were told.
struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "短信告知。", subcommands: [NoticeListCommand.self])
}

struct NoticeListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出短信告知：类别、项目、金额、模板、回执和未能发出的原因；不显示姓名和号码。",
        discussion: """
            状态：posted 待发或结果不明，accepted 服务商已受理，delivered 已送达，undelivered 未送达，
            refused 未发出（phone.missing 没有手机号码，carrier.refused 服务商拒绝）。未送达的须另行通知本人。

            例：
              onecard notice list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["kind", "number", "project", "amountFen", "received", "receiptAt", "code", "reason"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.notices() }
}

/// `onecard publication` looks at what was made public.
struct PublicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publication", abstract: "对外公开的政策和公示。", subcommands: [PublicationListCommand.self])
}

struct PublicationListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出每一版对外公开的政策清单和公示，以及内容不一致的渠道。",
        discussion: """
            “不一致”列出的渠道仍挂着旧内容、已撤下的内容，或与本系统不同的内容（IM-9.1、IM-25.1、IM-28.1）。

            例：
              onecard publication list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["kind", "roster", "version", "number", "rows", "received", "channels", "differing"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.publications() }
}

/// `onecard complaint` looks at what `Engine.complaints` gives.
struct ComplaintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complaint", abstract: "投诉举报。", subcommands: [ComplaintListCommand.self])
}

struct ComplaintListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出投诉举报：渠道、所涉明细当时和现在的情形、责任方、已过工作日和结果；不显示内容和投诉人。",
        discussion: """
            例：
              onecard complaint list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["number", "channel", "project", "line", "stood", "standing", "owner", "age", "outcome"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.complaints(now: WallClock.now) }
}

/// `onecard archive` looks at what `Engine.archives` gives.
struct ArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "办结业务的归档。", subcommands: [ArchiveListCommand.self])
}

struct ArchiveListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "逐份打开归档包，与登记的摘要核对：whole 完好，broken 被改动，missing 不在。",
        discussion: """
            例：
              onecard archive list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["number", "version", "rows", "size", "received", "digest"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.archives() }
}

/// `onecard risk` looks at what `Engine.risks` gives.
struct RiskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "risk", abstract: "监管部门的排查发现。", subcommands: [RiskListCommand.self])
}

struct RiskListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出排查发现和受影响的明细数；涉及何人何户不显示。",
        discussion: """
            例：
              onecard risk list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["number", "kind", "grave", "day", "lines"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.risks() }
}

/// `onecard request` looks at what people asked for online.
struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "互联网侧的申请。", subcommands: [RequestListCommand.self])
}

struct RequestListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出在线申请和账户变更申请：状态、附件数和退回原因；不显示申请人。",
        discussion: """
            例：
              onecard request list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["number", "kind", "project", "period", "tail", "received", "papers", "reason"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.portalRequests() }
}
