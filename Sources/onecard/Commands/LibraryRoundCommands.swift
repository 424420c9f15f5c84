import ArgumentParser
import Foundation
import Gateway
import MappingTools
import Subsidy
import Trust
import Workflow

struct LibraryRoundsCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "rounds",
        abstract: "基础库确认：各旗县已确认、更正、待批准、暂不发放的人数（NX-7.2）。",
        discussion: """
            例：
              onecard library rounds --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] {
        ["people", "asked", "told", "confirmed", "corrected", "aside", "started", "ended", "reason"]
    }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.libraryRounds() }
}

struct LibraryEntriesCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "entries",
        abstract: "开展中的基础库确认，逐人：所在乡镇、是否已导出、确认渠道（NX-7.2）。",
        discussion: """
            例：
              onecard library entries --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] {
        [
            "township", "village", "name", "idNumber", "account", "channel", "by", "corrections", "exported",
            "reason",
        ]
    }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.libraryEntries() }
}

struct LibraryExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "导出待本人确认的基础人员信息（含完整号码，记入审计），每个乡镇一份（NX-7.2）。",
        discussion: """
            XLSX 供打印签字；--form department/confirmation.json 为 JSON。已确认或已登记的人不再导出。

            例：
              onecard library export 301 --home onecard-home --township 159901101 --reason 基础库确认 \\
                  --output 确认表.xlsx --login xzjb --password-file 密码文件
            """)
    @Argument(help: ArgumentHelp("确认的编号", valueName: "编号")) var round: Int64
    @Option(help: ArgumentHelp("乡镇代码前九位；不写为全旗县", valueName: "代码")) var township: String?
    @Option(help: ArgumentHelp("确认表的映射", valueName: "映射")) var form = "department/confirmation"
    @Option(help: ArgumentHelp("取出完整号码的事由", valueName: "事由")) var reason: String
    @Option(help: ArgumentHelp("写到的文件，只有本人可读", valueName: "文件")) var output: String
    @OptionGroup var person: PersonOption
    @OptionGroup var home: HomeOption

    func run() throws {
        let made = try person.perform(
            .exportRound,
            ["round": String(round), "township": township ?? "", "form": form, "reason": reason], home)
        guard let content = bytes(base64: made.values["content"] ?? ""),
            FileManager.default.createFile(
                atPath: output, contents: Data(content), attributes: [.posixPermissions: 0o600])
        else { throw GatewayError(.invalid, "file.write", "写不了文件，请核对 --output") }
        Output.say(made.message)
    }
}
