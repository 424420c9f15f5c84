import ArgumentParser
import Gateway

/// `onecard consent` looks at what people allowed banks to ask.
struct ConsentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "本人给银行的查询授权。", subcommands: [ConsentListCommand.self])
}

struct ConsentListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出授权：银行、用途、期间、有效期、可查和已查的次数；不显示是谁（IM-27.1）。",
        discussion: """
            状态：given 有效，expired 已过期，spent 次数已用完，withdrawn 已撤回。

            例：
              onecard consent list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["number", "bank", "purpose", "from", "through", "until", "uses", "used", "channel"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.consents(now: WallClock.now) }
}

/// `onecard lookup` looks at what banks asked about people.
struct LookupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup", abstract: "银行对到账历史的查询。",
        subcommands: [LookupListCommand.self, LookupStopsCommand.self])
}

struct LookupListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "逐笔列出银行的查询：授权、用途、答复和真正的原因；不显示查的是谁（IM-27.1）。",
        discussion: """
            例：
              onecard lookup list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["received", "bank", "serial", "number", "purpose", "outcome", "reason"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.lookups() }
}

struct LookupStopsCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "stops",
        abstract: "列出因无权查询或查询过多而停止的银行（IM-27.1）；两人核实之前不再答复。",
        discussion: """
            例：
              onecard lookup stops --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["bank", "reason", "lines", "missed", "received"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.lookupStops() }
}

/// `onecard service` looks at what banks offer.
struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "银行报送的金融服务信息。", subcommands: [ServiceListCommand.self])
}

struct ServiceListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "列出银行报送的金融服务信息：版次、类别、期限和处理情况（IM-27.2）。",
        discussion: """
            状态：offered 待人审看，released 已同意发布，replaced 已有新版，refused 不予发布，withdrawn 已撤回。
            夹带广告、搭售的行不进入此列，见 onecard document show。

            例：
              onecard service list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["bank", "number", "version", "category", "title", "from", "until", "received", "reason"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.bankServices() }
}
