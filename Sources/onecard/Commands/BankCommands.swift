import ArgumentParser
import Gateway

/// `onecard bank` looks at agent banks, and at what lies where batches go.
struct BankCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bank", abstract: "代发金融机构。",
        subcommands: [BankListCommand.self, BankFilesCommand.self])
}

struct BankListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出各旗县的代发金融机构、有效期和未完批次（NX-5.1.3）。",
        discussion: """
            状态：admitted 在名录中，future 尚未开始，ended 已退出，endedOpen 已退出而还有未完批次。

            例：
              onecard bank list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["name", "connection", "from", "until", "openBatches", "openFen"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.agentBanks(now: WallClock.now) }
}

struct BankFilesCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "files",
        abstract: "列出发送目录中来历不明或被改动的文件（NX-3.1）；未核清之前，核对不能通过。",
        discussion: """
            例：
              onecard bank files --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["connection", "name", "size", "reason", "received"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.strayFiles() }
}
