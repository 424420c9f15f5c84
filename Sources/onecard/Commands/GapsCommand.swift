import ArgumentParser
import Gateway
import MappingTools
import Subsidy

/// `onecard gaps` compares what departments say is due with what was paid.
struct GapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gaps",
        abstract: "主管部门与财政核对：欠发、漏发、错发（IM-22.2、NX-10.2）。",
        discussion: """
            每张清单的应发金额 = 已发 + 在途 + 欠发 + 漏发 + 停发或另行补发，按行数和人数都列出。
            在途的行（审核中、国库或银行处理中）不算漏发，切勿为其另行补发。

            例：
              onecard gaps --home onecard-home
              onecard gaps --home onecard-home --project 2080502 --json
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption
    @Option(name: .long, help: ArgumentHelp("只看一个补贴项目", valueName: "代码")) var project: String?

    func run() throws {
        let found = try home.assembly().engine.gaps()
        let accounts = found.accounts.filter { project == nil || $0.project == project }
        let gaps = found.gaps.filter { project == nil || $0.project == project }
        Output.say(json.isWanted ? GapsCommand.json(accounts, gaps).line : GapsCommand.text(accounts, gaps))
    }

    static func text(_ accounts: [EntitlementAccount], _ gaps: [Gap]) -> String {
        guard !accounts.isEmpty else { return "还没有清单" }
        var table = Table(
            [
                ("清单", .right), ("旗县", .left), ("项目", .left), ("期次", .left), ("行数", .right), ("人数", .right),
                ("应发", .right),
            ] + GapKind.allCases.map { ($0.zh, .right) })
        for account in accounts {
            table.add(
                [
                    String(account.list), account.county, account.project, account.period, String(account.rows),
                    String(account.persons), account.due.grouped,
                ] + GapKind.allCases.map { (account.sums[$0] ?? .zero).grouped })
        }
        var lines = [table.text, ""]
        var rows = Table([
            ("", .left), ("清单", .right), ("行", .right), ("明细", .right), ("金额", .right), ("原因", .left),
        ])
        for gap in gaps {
            rows.add([
                gap.kind.zh, String(gap.list), String(gap.row), gap.line.map(String.init) ?? "", gap.sum.grouped,
                gap.reason,
            ])
        }
        lines.append(gaps.isEmpty ? "没有欠发、漏发、错发" : rows.text)
        return lines.joined(separator: "\n")
    }

    static func json(_ accounts: [EntitlementAccount], _ gaps: [Gap]) -> JSON {
        .object([
            "accounts": .list(
                accounts.map { account in
                    .object([
                        "list": .integer(account.list), "county": .text(account.county),
                        "project": .text(account.project), "period": .text(account.period),
                        "rows": .integer(account.rows), "persons": .integer(account.persons),
                        "dueFen": .integer(account.due.fen), "holds": .flag(account.holds),
                        "sumsFen": .object(
                            Dictionary(
                                uniqueKeysWithValues: GapKind.allCases.map {
                                    ($0.rawValue, JSON.integer((account.sums[$0] ?? .zero).fen))
                                })),
                    ])
                }),
            "gaps": .list(
                gaps.map { gap in
                    .object([
                        "kind": .text(gap.kind.rawValue), "county": .text(gap.county), "project": .text(gap.project),
                        "period": .text(gap.period), "list": .integer(gap.list), "row": .integer(gap.row),
                        "line": .optional(gap.line), "sumFen": .integer(gap.sum.fen), "reason": .text(gap.reason),
                    ])
                }),
        ])
    }
}
