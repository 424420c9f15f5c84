import ArgumentParser
import Gateway
import Subsidy

/// `onecard platform` looks at what the platform beside us said, and at what our checks have against it.
struct PlatformCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "platform", abstract: "与本网关并行的一卡通平台。",
        subcommands: [PlatformListCommand.self, PlatformShowCommand.self])
}

struct PlatformListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出平台关于每本清册的每一版说法，以及本方是否照录。",
        discussion: """
            状态：mirrored 已照录，waiting 等待本方办理的步骤，objected 本方核对不符（须由财政核实，期间不付款），
            explained 已登记核实情况、待第二人确认，accepted 已采信，superseded 已有更新的版次，dismissed 已作废。
            不符的版次，等平台更正后重新发送；或由一人 word.explain、另一人 word.accept 或 word.dismiss。红灯不可采信。

            例：
              onecard platform list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] {
        ["number", "version", "what", "roster", "rows", "amountFen", "received", "owner", "differing", "message"]
    }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.platformWords() }
}

struct PlatformShowCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "逐行列出平台的一版说法与本方不一致之处。",
        discussion: """
            例：
              onecard platform show 1024 --home onecard-home
            """)
    @Argument(help: ArgumentHelp("onecard platform list 的“编号”。", valueName: "编号"))
    var word: Int64
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["row", "line", "message"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.platformFindings(word: word) }
}
