import ArgumentParser
import Gateway
import Subsidy

struct RosterRulesCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "一份清册适用哪些监督规则：开始时已有的、后来新增或修改的，适用与否都写明（IM-3.2）。",
        discussion: """
            例：
              onecard roster rules 1024 --home onecard-home
            """)
    @Argument(help: ArgumentHelp("清册的编号。", valueName: "编号"))
    var roster: Int64
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["rule", "colour", "parts", "standing", "received", "article", "message"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.rosterRules(roster) }
}

struct RosterTermsCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "terms",
        abstract: "一份清册开始时的地区参数与现行参数有何不同：kept 按原参数，adopted 改按现行参数（IM-38）。",
        discussion: """
            没有列出的参数两者相同。

            例：
              onecard roster terms 1024 --home onecard-home
            """)
    @Argument(help: ArgumentHelp("清册的编号。", valueName: "编号"))
    var roster: Int64
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["name", "before", "after", "from", "until"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.rosterTerms(roster) }
}
