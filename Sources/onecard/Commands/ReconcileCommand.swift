import ArgumentParser
import Gateway
import MappingTools
import Subsidy

/// `onecard reconcile` proves that no line and no fen is lost.
struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "逐级核对笔数和金额：清单、清册、支付单、批次、代发户。",
        discussion: """
            每个等式两边的笔数和金额都须相等，挂账须全部处理完。
            全部成立时退出码为 0，否则为 1。

            例：
              onecard reconcile --home onecard-home
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let proof = try home.assembly().engine.reconcile()
        Output.say(json.isWanted ? ReconcileCommand.json(proof).line : ReconcileCommand.text(proof))
        if !proof.holds { throw ExitCode.failure }
    }

    static func text(_ proof: Reconciliation) -> String {
        var table = Table([("", .left), ("对象", .left), ("等式", .left), ("左边", .left), ("右边", .left)])
        for equality in proof.equalities {
            table.add([
                equality.holds ? "相等" : "不等", equality.subject, equality.law, side(equality.left), side(equality.right),
            ])
        }
        var lines = table.isEmpty ? ["还没有可核对的业务"] : [table.text]
        lines += proof.open.map { "待处理：\($0)" }
        lines += proof.remarks.map { "说明：\($0)" }
        let failed = proof.equalities.count { !$0.holds }
        lines.append(
            proof.holds
                ? "\(proof.equalities.count) 个等式全部成立"
                : "对账不成立：\(failed) 个等式不等，\(proof.open.count) 项待处理，请先查明再继续发放")
        return lines.joined(separator: "\n")
    }

    private static func side(_ terms: [(term: String, lines: Int64?, sum: Money)]) -> String {
        terms.map { term in
            "\(term.term) " + (term.lines.map { "\($0) 笔 " } ?? "") + "\(term.sum.grouped)"
        }.joined(separator: " + ")
    }

    static func json(_ proof: Reconciliation) -> JSON {
        func side(_ terms: [(term: String, lines: Int64?, sum: Money)]) -> JSON {
            .list(
                terms.map { term in
                    .object([
                        "term": .text(term.term), "lines": .optional(term.lines), "sumFen": .integer(term.sum.fen),
                    ])
                })
        }
        return .object([
            "holds": .flag(proof.holds), "open": .list(proof.open.map(JSON.text)),
            "remarks": .list(proof.remarks.map(JSON.text)),
            "equalities": .list(
                proof.equalities.map { equality in
                    .object([
                        "subject": .text(equality.subject), "law": .text(equality.law), "holds": .flag(equality.holds),
                        "left": side(equality.left), "right": side(equality.right),
                    ])
                }),
        ])
    }
}
