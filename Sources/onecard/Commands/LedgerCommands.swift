import ArgumentParser
import Gateway

struct ListConflictsCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts",
        abstract: "同一对象来自几个来源或几份清册而暂缓的明细，两边的数并列（IM-16.0）。",
        discussion: """
            例：
              onecard list conflicts --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["name", "source", "amountFen", "otherSource", "otherFen", "otherState"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.sourceConflicts() }
}

/// `onecard plan` looks at allocation plans.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "资金分配方案。", subcommands: [PlanListCommand.self])
}

struct PlanListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出分配方案：总额、清册已占用、已生成支付单（NX-5.2.1、NX-6.2.6）。",
        discussion: """
            例：
              onecard plan list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["project", "period", "totalFen", "rosterFen", "orderedFen", "townships"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.plans() }
}

/// `onecard death` looks at deaths without a day.
struct DeathCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "death", abstract: "死亡日期不明而已有发放的人员。", subcommands: [DeathListCommand.self])
}

struct DeathListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出须查明死亡日期的人员、已发放的金额和已立案的金额（IM-16.1e）。",
        discussion: """
            例：
              onecard death list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["name", "day", "paidFen", "recoveryFen", "started"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.deathInquiries() }
}
