import ArgumentParser
import Gateway
import Subsidy

/// `onecard document` looks at documents.
struct DocumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "收到和发出的文件。",
        subcommands: [DocumentListCommand.self, DocumentShowCommand.self])
}

struct DocumentShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "逐条列出一个文件里有误的行：行号、字段、代码和怎样改。",
        discussion: """
            行号从 1 起，不算标题行；0 是整个文件。不显示行里的内容：要看内容，请对照原文件。
            编号见 onecard document list。

            例：
              onecard document show 12 --home onecard-home
            """)
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption
    @Argument(help: ArgumentHelp("文件的编号。", valueName: "编号"))
    var number: Int64

    func run() throws {
        let engine = try home.assembly().engine
        guard let document = try engine.documents().first(where: { $0.id == number }) else {
            throw GatewayError(.notFound, "document.unknown", "没有编号为 \(number) 的文件，请用 onecard document list 查看编号")
        }
        let rejects = try engine.rejects(of: number)
        if !json.isWanted {
            let values = document.values
            Output.say(
                "\(values["exchange"] ?? "") \(values["name"] ?? "")（\(document.state)）：\(values["rows"] ?? "0") 行，"
                    + "退回 \(values["rejected"] ?? "0") 行\(values["reason"].map { $0.isEmpty ? "" : "；\($0)" } ?? "")")
        }
        WorkItems.show(rejects, ["row", "field", "code", "message"], json.isWanted)
    }
}

struct DocumentListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出收到和发出的文件：业务、连接、行数、退回行数、映射和原因。",
        discussion: """
            例：
              onecard document list --home onecard-home --json
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["received", "name", "exchange", "direction", "rows", "rejected", "mapping", "reason"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.documents() }
}

/// `onecard outbox` looks at what is to be sent.
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "待发和已发的请求。", subcommands: [OutboxListCommand.self])
}

struct OutboxListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出待发和已发的请求：送达、结果不明、被拒，以及已试次数。",
        discussion: """
            结果不明的请求不会重发：网关先向对方询问，问明之前不再付款。

            例：
              onecard outbox list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["exchange", "connection", "number", "tries", "reason"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.outbox() }
}

/// `onecard roster` looks at rosters.
struct RosterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "发放清册。",
        subcommands: [RosterListCommand.self, RosterRulesCommand.self, RosterTermsCommand.self])
}

struct RosterListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出发放清册：项目、期次、状态、应发笔数和金额。",
        discussion: """
            例：
              onecard roster list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["project", "period", "list", "disbursement", "payable", "payableFen"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.rosters() }
}

/// `onecard failure` looks at payments that failed.
struct FailureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failure", abstract: "发放失败的处理。", subcommands: [FailureListCommand.self])
}

struct FailureListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出发放失败：类别、责任方、起算时间、银行代码和结果。",
        discussion: """
            “明细”是清册明细的编号，可用 onecard trace 查看其来龙去脉。

            例：
              onecard failure list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["class", "owner", "started", "code", "outcome", "attemptState", "line"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.failures() }
}
