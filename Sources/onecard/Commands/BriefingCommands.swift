import ArgumentParser
import Gateway
import MappingTools
import Subsidy
import Workflow

/// `onecard briefing` tells figures that stay as they were told.
struct BriefingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "briefing",
        abstract: "定期通报：冻结的数字，事后可按当时所知重新算出（IM-33.1d）。",
        subcommands: [BriefingMake.self, BriefingShow.self, BriefingList.self, BriefingVerify.self])
}

struct BriefingMake: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "生成并冻结一份通报：金额、成功、结余、未处理的失败、各责任方超时限的事项。",
        discussion: """
            只能通报已经过完的日子，截至止日 24 时所知；同一段日子只通报一次。--county * 为全部旗县。

            例：
              onecard briefing make --home onecard-home --county 159901 \\
                  --from 2026-03-01 --through 2026-03-31 --login czjb --password-file 密码文件
            """)
    @Option(help: ArgumentHelp("旗县代码，或 *", valueName: "旗县")) var county: String
    @Option(help: ArgumentHelp("起日", valueName: "日期")) var from: String
    @Option(help: ArgumentHelp("止日，须早于今天", valueName: "日期")) var through: String
    @OptionGroup var person: PersonOption
    @OptionGroup var home: HomeOption

    func run() throws {
        let made = try person.perform(
            .makeBriefing, ["county": county, "from": from, "through": through], home)
        Output.say(made.message)
    }
}

struct BriefingList: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "已有的通报及其摘要。",
        discussion: """
            例：
              onecard briefing list --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["from", "through", "received", "digest"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.briefings() }
}

struct BriefingShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "一份通报的全部数字，如当时所通报。",
        discussion: """
            例：
              onecard briefing show 1204 --home onecard-home
            """)
    @Argument(help: ArgumentHelp("通报的编号", valueName: "编号")) var id: Int64
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let briefing = try home.assembly().engine.briefing(id)
        if json.isWanted { return Output.say(BriefingText.json(briefing).line) }
        Output.say(BriefingText.head(briefing))
        Output.say(BriefingText.table(briefing.figures))
    }
}

struct BriefingVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "按当时所知重新算出一份通报，与冻结的数字逐一核对，并列出此后的变化。",
        discussion: """
            冻结的数字未被改动、重新算出的与之一致时退出码为 0，否则为 1。此后得知的变化单独列出，不算差异。

            例：
              onecard briefing verify 1204 --home onecard-home
            """)
    @Argument(help: ArgumentHelp("通报的编号", valueName: "编号")) var id: Int64
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let proof = try home.assembly().engine.verifyBriefing(id, now: WallClock.now)
        Output.say(json.isWanted ? BriefingText.json(proof).line : BriefingText.text(proof))
        if !proof.holds { throw ExitCode.failure }
    }
}

/// BriefingText writes briefings for people and for programs.
enum BriefingText {
    static func head(_ briefing: Briefing) -> String {
        "通报 \(briefing.id)：旗县 \(briefing.county)，\(briefing.from.text) 至 \(briefing.through.text)，"
            + "\(briefing.made.text) 冻结，摘要 \(briefing.digest)"
    }

    static func table(_ figures: [Figure]) -> String {
        guard !figures.isEmpty else { return "这段日子里没有业务" }
        var table = Table([("旗县", .left), ("对象", .left), ("项", .left), ("数量", .right), ("金额", .right)])
        for figure in figures {
            table.add([figure.county, figure.subject, figure.name, String(figure.count), figure.sum.grouped])
        }
        return table.text
    }

    static func text(_ proof: BriefingProof) -> String {
        var lines = [head(proof.briefing)]
        lines.append(proof.isUntouched ? "冻结的数字与审计链中的摘要一致" : "冻结的数字或摘要被改动过，请保全现场并报告")
        lines.append(
            proof.differences.isEmpty ? "按当时所知重新算出，数字全部一致" : "重新算出的数字与冻结的不一致：\n" + changes(proof.differences))
        lines.append(proof.since.isEmpty ? "此后没有变化" : "此后得知的变化：\n" + changes(proof.since))
        return lines.joined(separator: "\n")
    }

    private static func changes(_ changes: [FigureChange]) -> String {
        var table = Table([
            ("旗县", .left), ("对象", .left), ("项", .left), ("通报数量", .right), ("通报金额", .right), ("数量", .right),
            ("金额", .right),
        ])
        for change in changes {
            let figure = change.figure
            table.add(
                [figure.county, figure.subject, figure.name]
                    + [change.before, change.after].flatMap {
                        [$0.map { String($0.count) } ?? "", $0?.sum.grouped ?? ""]
                    })
        }
        return table.text
    }

    static func json(_ briefing: Briefing) -> JSON {
        .object([
            "id": .integer(briefing.id), "county": .text(briefing.county), "from": .text(briefing.from.text),
            "through": .text(briefing.through.text), "made": .text(InstantText.text(briefing.made)),
            "digest": .text(briefing.digest), "figures": .list(briefing.figures.map(json)),
        ])
    }

    static func json(_ proof: BriefingProof) -> JSON {
        func changes(_ changes: [FigureChange]) -> JSON {
            .list(
                changes.map {
                    .object(["before": $0.before.map(json) ?? .null, "after": $0.after.map(json) ?? .null])
                })
        }
        return .object([
            "id": .integer(proof.briefing.id), "holds": .flag(proof.holds), "untouched": .flag(proof.isUntouched),
            "differences": changes(proof.differences), "since": changes(proof.since),
        ])
    }

    private static func json(_ figure: Figure) -> JSON {
        .object([
            "county": .text(figure.county), "subject": .text(figure.subject), "name": .text(figure.name),
            "count": .integer(figure.count), "sumFen": .integer(figure.sum.fen),
        ])
    }
}
