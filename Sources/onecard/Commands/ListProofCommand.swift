import ArgumentParser
import Gateway

/// `onecard list` looks at departments' lists.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "主管部门报送的清单。", subcommands: [ListProofCommand.self, ListConflictsCommand.self])
}

struct ListProofCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "逐份证明：补贴数据 = 发放数据（IM-29.3）；部门更正、撤回、追回、补发都计入。",
        discussion: """
            状态：equal 两边逐行相等，open 有差异而正在办理，differs 有差异而无人办理。给出清单编号时列出有差异的行。

            例：
              onecard list proof --home onecard-home
              onecard list proof --home onecard-home --list 12 --json
            """)
    @Option(help: ArgumentHelp("清单编号；列出其中有差异的行", valueName: "编号")) var list: Int64?
    @OptionGroup var options: ReportOptions
    var columns: [String] {
        list == nil
            ? ["project", "period", "rows", "dueFen", "paidFen", "differing"] : ["dueFen", "paidFen", "reason"]
    }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.listProofItems(list: list) }
}
