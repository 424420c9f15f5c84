import ArgumentParser
import Foundation
import Gateway
import MappingTools
import Subsidy
import Trust

/// `onecard inspect` looks at a past day.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "检查用的提取：某日 24 时的情况，按项目、按苏木乡镇逐级查看（NX-12.1、NX-5.2.2、IM-33.3）。",
        discussion: """
            同一天、同一范围，无论何时提取，数字和摘要都一样；只能提取已经过完的日子。
            报送 = 未造册 + 应发 + 暂缓 + 移出：主管部门的数与财政的数出自同一提取。有不等时退出码为 1。

            例：
              onecard inspect --home onecard-home --county 159901 --on 2026-03-31
              onecard inspect --home onecard-home --county 159901 --on 2026-03-31 --project 2080502
            """)
    @Option(help: ArgumentHelp("旗县代码", valueName: "旗县")) var county: String
    @Option(help: ArgumentHelp("哪一天", valueName: "日期")) var on: String
    @Option(help: ArgumentHelp("只看一个补贴项目", valueName: "代码")) var project: String = ""
    @Option(help: ArgumentHelp("只看一个苏木乡镇（村代码的前九位）", valueName: "代码")) var township: String = ""
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        guard let day = Day(on.utf8) else { throw GatewayError(.invalid, "day.form", "日期应写成 2026-03-31") }
        let scope = InspectionScope(county: county, on: day, project: project, township: township)
        let found = try home.assembly().engine.inspection(scope, now: WallClock.now)
        Output.say(json.isWanted ? Self.json(found).line : Self.text(found))
        if !found.holds { throw ExitCode.failure }
    }

    static func text(_ found: Inspection) -> String {
        guard !found.rows.isEmpty else { return "\(found.scope.on.text) 没有业务" }
        var table = Table([
            ("项目", .left), ("苏木乡镇", .left), ("报送", .right), ("报送金额", .right), ("未造册", .right), ("应发", .right),
            ("暂缓", .right), ("移出", .right), ("已下单", .right), ("已发", .right), ("已发金额", .right), ("", .left),
        ])
        for row in found.rows {
            let counts = [row.unrostered, row.payable, row.held, row.removed, row.ordered, row.paid].map(String.init)
            table.add(
                [row.project, row.township, String(row.listed), row.listedSum.grouped] + counts
                    + [row.paidSum.grouped, row.holds ? "" : "不等"])
        }
        return "\(found.scope.county) \(found.scope.on.text) 24 时，摘要 \(found.digest)\n\n\(table.text)"
    }

    static func json(_ found: Inspection) -> JSON {
        .object([
            "county": .text(found.scope.county), "on": .text(found.scope.on.text), "digest": .text(found.digest),
            "holds": .flag(found.holds),
            "rows": .list(
                found.rows.map { row in
                    .object([
                        "project": .text(row.project), "township": .text(row.township), "listed": .integer(row.listed),
                        "listedSumFen": .integer(row.listedSum.fen), "unrostered": .integer(row.unrostered),
                        "payable": .integer(row.payable), "held": .integer(row.held),
                        "removed": .integer(row.removed), "ordered": .integer(row.ordered),
                        "paid": .integer(row.paid), "paidSumFen": .integer(row.paidSum.fen),
                    ])
                }),
        ])
    }
}

/// `onecard finding` tells what lies still or looks wrong.
struct FindingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finding", abstract: "监督提示。", subcommands: [FindingList.self])
}

struct FindingList: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "资金滞留、指标压下或闲置、低于标准、扣款、多人共用账户、岗位空缺，列在一张单上（NX-14、IM-10.2、IM-31.3）。",
        discussion: """
            天数为工作日，界限见地区参数 oversight。提示不拦支付；原因消除后自行消失。

            例：
              onecard finding list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["title", "subject", "lines", "amountFen", "age", "owner", "article"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.findings(now: WallClock.now) }
}

/// `onecard extract` looks after what inspectors are given.
struct ExtractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract", abstract: "向纪检、审计提供的数据：范围、审核、提取都有记录（NX-12.3）。",
        subcommands: [ExtractList.self, ExtractVerify.self])
}

struct ExtractList: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "数据提供的申请：依据、范围、是否脱敏、行数和摘要。",
        discussion: """
            申请、审核和提取是接口上的办理事项：extract.request（审计）、extract.approve（财政）、extract.take（审计）。

            例：
              onecard extract list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["authority", "project", "township", "day", "open", "until", "lines", "received"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.extracts() }
}

struct ExtractVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "核对一份数据是否确由本网关提供、未被改动。",
        discussion: """
            签名不符时退出码为 1。

            例：
              onecard extract verify 提取.txt --signature 签名 --home onecard-home
            """)
    @Argument(help: ArgumentHelp("数据文件", valueName: "文件")) var file: String
    @Option(help: ArgumentHelp("提供时给出的签名（十六进制）", valueName: "签名")) var signature: String
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw GatewayError(.invalid, "file.missing", "读不到该文件")
        }
        guard let signature = bytes(hex: signature) else {
            throw GatewayError(.invalid, "signature.form", "签名应为十六进制")
        }
        let holds = try home.assembly().engine.isExtract(String(decoding: data, as: UTF8.self), signature: signature)
        Output.say(
            json.isWanted
                ? JSON.object(["holds": .flag(holds)]).line : holds ? "签名相符：确由本网关提供，未被改动" : "签名不符：不是本网关提供的，或已被改动")
        if !holds { throw ExitCode.failure }
    }
}

/// `onecard sample` looks at whom to visit.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "入户抽查：按种子随机抽样，任何人都能重抽核对（IM-32.2）。",
        subcommands: [SampleList.self, SampleShow.self])
}

struct SampleList: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "各次抽样：种子、范围、已走访、发现问题；重抽不一致的标为 differs。",
        discussion: """
            抽样和登记走访结果是接口上的办理事项：sample.draw、sample.visit（主管部门）。

            例：
              onecard sample list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["project", "township", "day", "seed", "frame", "lines", "visited", "findings"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.samples(now: WallClock.now) }
}

struct SampleShow: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "一次抽样的名单（脱敏）和走访结果。",
        discussion: """
            例：
              onecard sample show 3012 --home onecard-home
            """)
    @Argument(help: ArgumentHelp("抽样的编号", valueName: "编号")) var id: Int64
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["line", "village", "name", "amountFen", "visited"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.sampleLines(id) }
}
