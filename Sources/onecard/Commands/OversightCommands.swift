import ArgumentParser
import Gateway
import MappingTools
import Subsidy

/// `onecard indicator` follows budget indicators.
struct IndicatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indicator", abstract: "预算指标。", subcommands: [IndicatorListCommand.self])
}

struct IndicatorListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "指标 = 在途 + 已付 + 可用，退回的加回（IM-3.3）；追减过头、无人签收、闲置的都标明。",
        discussion: """
            状态：over 追减到已占用金额以下，unread 主管部门未签收，idle 已签收而没有支付单，used 使用中，
            withdrawn 已撤销或不可执行，void 已不在全量中、停止使用，voidCommitted 同前而仍有在途款，past 往年指标。只列带热点分类的指标，以及已有支付单的指标。“余额”是预算系统自己的说法，“可用”由本网关的账算出，两者应当一致。

            例：
              onecard indicator list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] {
        ["title", "projects", "totalFen", "onWayFen", "paidFen", "returnedFen", "freeFen", "balanceFen", "age"]
    }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.indicators(now: WallClock.now) }
}

/// `onecard exchange` looks at what runs by itself.
struct ExchangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchange", abstract: "定时运行的各项交换。", subcommands: [ExchangeListCommand.self])
}

struct ExchangeListCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "各项交换上次运行和上次收到的时间；久无音信的标为 silent，从未收到的标为 never。",
        discussion: """
            silent 是每日都应有数据的来源久无音信；quiet 是只在询问或有事时才有往来的，近来没有。
            等待文件：对方放下而没有收取的（没有标志文件、文件名不合要求、暂时读不到），以及最早的一个已等多少小时。

            例：
              onecard exchange list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["exchange", "connection", "every", "lastRun", "lastSuccess", "waiting", "waitingHours"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.exchanges(now: WallClock.now) }
}

/// `onecard score` says how banks and projects did.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "代发银行（NX-8.1）或补贴项目（NX-12.2）在一段日子里的笔数、成功率、退汇和迟延。",
        discussion: """
            例：
              onecard score banks --home onecard-home --from 2026-01-01 --through 2026-12-31
              onecard score projects --home onecard-home --json
            """)

    enum Subject: String, ExpressibleByArgument, CaseIterable { case banks, projects }

    @Argument(help: ArgumentHelp("banks（银行）或 projects（项目）", valueName: "对象")) var subject: Subject
    @Option(help: ArgumentHelp("起日；缺省为今年 1 月 1 日", valueName: "日期")) var from: String?
    @Option(help: ArgumentHelp("止日；缺省为今天", valueName: "日期")) var through: String?
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let now = WallClock.now
        let first = try day(from) ?? Day(year: now.day.year, month: 1, day: 1) ?? now.day
        let last = try day(through) ?? now.day
        let engine = try home.assembly().engine
        let scores =
            switch subject {
            case .banks: try engine.bankScores(from: first, through: last, now: now)
            case .projects: try engine.projectScores(from: first, through: last)
            }
        Output.say(json.isWanted ? Self.json(scores).line : Self.text(scores, subject))
    }

    private func day(_ text: String?) throws -> Day? {
        guard let text else { return nil }
        guard let day = Day(text.utf8) else { throw GatewayError(.invalid, "day.form", "日期应写成 2026-07-01") }
        return day
    }

    static func text(_ scores: [Score], _ subject: Subject) -> String {
        guard !scores.isEmpty else { return "这段日子里没有发放" }
        var table = Table([
            ("旗县", .left), (subject == .banks ? "银行" : "项目", .left), ("笔数", .right), ("金额", .right), ("成功", .right),
            ("成功率", .right), ("失败", .right), ("退汇", .right), ("未决", .right), ("超时限", .right),
        ])
        for score in scores {
            let rate = score.paidPerMille.map { "\($0 / 10).\($0 % 10)%" } ?? ""
            table.add([
                score.county, score.name, String(score.lines), score.sum.grouped, String(score.paid), rate,
                String(score.failed), String(score.lateReturned), String(score.open),
                subject == .banks ? "\(score.late)/\(score.terms)" : "",
            ])
        }
        return table.text
    }

    static func json(_ scores: [Score]) -> JSON {
        .list(
            scores.map { score in
                .object([
                    "county": .text(score.county), "name": .text(score.name), "lines": .integer(score.lines),
                    "sum": .text(score.sum.yuan), "paid": .integer(score.paid), "paidSum": .text(score.paidSum.yuan),
                    "paidPerMille": .optional(score.paidPerMille), "failed": .integer(score.failed),
                    "lateReturned": .integer(score.lateReturned), "open": .integer(score.open),
                    "terms": .integer(Int64(score.terms)), "late": .integer(Int64(score.late)),
                ])
            })
    }
}
