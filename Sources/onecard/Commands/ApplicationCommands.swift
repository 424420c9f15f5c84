import ArgumentParser
import Gateway
import MappingTools
import Subsidy

/// `onecard application` looks at what is approved on this platform.
struct ApplicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "application", abstract: "在线审批的申请（IM-14.1）。",
        subcommands: [ApplicationListCommand.self, ApplicationTraceCommand.self, ApplicationFlowsCommand.self])
}

struct ApplicationListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出申请：现在哪一步、由哪个岗位办理、办理期限，退回或不批的原因；姓名掩码。",
        discussion: """
            状态：inReview 审批中，returned 退回补正，approved 已批准待汇总，listing 汇总核收中，listed 已成清单，
            refused 不予批准，withdrawn 已撤回。

            例：
              onecard application list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["number", "project", "period", "name", "amountFen", "step", "post", "until", "reason"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.applications(now: WallClock.now) }
}

struct ApplicationTraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "一件申请的来龙去脉：从申请、每一步审批，到清单、清册、支付和银行结果（IM-3.1）。",
        discussion: """
            办件编号见 onecard application list 的“编号”一栏；部门清单的一行也可以写作 QD清单编号-行号。

            例：
              onecard application trace SQ1599011024 --home onecard-home
            """)
    @Argument(help: ArgumentHelp("办件编号。", valueName: "编号"))
    var number: String
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws { TraceCommand.show(try home.assembly().engine.trace(case: number), asJSON: json.isWanted) }
}

struct ApplicationFlowsCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "flows",
        abstract: "列出审批流程的各个版本和仍按它办理的申请数：流程修改后，在办的申请按原流程办结。",
        discussion: """
            例：
              onecard application flows --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["project", "from", "cases", "steps"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.approvalFlows() }
}
