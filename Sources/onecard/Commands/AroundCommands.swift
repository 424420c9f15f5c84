import ArgumentParser
import Gateway
import Subsidy

/// `onecard notice` looks at what people were told.
struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "短信告知。", subcommands: [NoticeListCommand.self])
}

struct NoticeListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出短信告知：类别、项目、金额、模板、回执和未能发出的原因；不显示姓名和号码。",
        discussion: """
            状态：posted 待发或结果不明，accepted 服务商已受理，delivered 已送达，undelivered 未送达，
            refused 未发出（phone.missing 没有手机号码，carrier.refused 服务商拒绝）。未送达的须另行通知本人。

            例：
              onecard notice list --home onecard-home
            """)
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        WorkItems.show(
            try home.assembly().engine.notices(),
            ["kind", "number", "project", "amountFen", "received", "receiptAt", "code", "reason"], json.isWanted)
    }
}

/// `onecard publication` looks at what was made public.
struct PublicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publication", abstract: "对外公开的政策和公示。", subcommands: [PublicationListCommand.self])
}

struct PublicationListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出每一版对外公开的政策清单和公示，以及内容不一致的渠道。",
        discussion: """
            “不一致”列出的渠道仍挂着旧内容、已撤下的内容，或与本系统不同的内容（IM-9.1、IM-25.1、IM-28.1）。

            例：
              onecard publication list --home onecard-home
            """)
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        WorkItems.show(
            try home.assembly().engine.publications(),
            ["kind", "roster", "version", "number", "rows", "received", "channels", "differing"], json.isWanted)
    }
}
