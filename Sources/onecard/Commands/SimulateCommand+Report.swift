import Foundation
import Simulation

extension SimulateCommand {
    /// One seed among many.
    static func line(_ outcome: SimulationOutcome) -> String {
        let word = outcome.breach.map { "第 \($0.day) 天违反 \($0.law)：\($0.detail)" } ?? "成立"
        return "\(outcome.plan.seed)\t\(outcome.digest.prefix(16))\t\(outcome.paid.lines) 笔\t\(word)"
    }

    /// What a person reads.
    static func text(_ outcome: SimulationOutcome) -> String {
        let plan = outcome.plan
        var lines = [
            "种子 \(plan.seed)，\(plan.days) 天，\(plan.beneficiaries) 人，故障 \(Fault.text(plan.faults))",
            "事件 \(outcome.history.count)，办理 \(outcome.acts.values.reduce(0, +))，被拒 "
                + "\(outcome.refusals.values.reduce(0, +))，崩溃 \(outcome.crashes.values.reduce(0, +))",
            "已发 \(outcome.paid.lines) 笔 \(outcome.paid.fen) 分", "摘要 \(outcome.digest)",
        ]
        for (name, count) in outcome.remaining.sorted(by: { $0.key < $1.key }) { lines.append("  余 \(name)：\(count)") }
        guard let breach = outcome.breach else { return (lines + ["保证全部成立"]).joined(separator: "\n") }
        lines.append("第 \(breach.day) 天 \(breach.moment)，步骤 \(breach.step)，违反 \(breach.law)：\(breach.detail)")
        lines += outcome.history.suffix(12).map { "  · \($0)" }
        lines.append("重现：\(plan.command)")
        return lines.joined(separator: "\n")
    }

    /// What a program reads: one line, keys sorted.
    static func json(_ outcome: SimulationOutcome) throws -> String {
        struct Found: Encodable {
            var day: Int
            var moment, step, law, detail: String
        }
        struct Report: Encodable {
            var seed: UInt64
            var days, beneficiaries, events: Int
            var faults, digest, command: String
            var paidLines, paidFen: Int64
            var crashes, acts, refusals, remaining: [String: Int]
            var breach: Found?
            var tail: [String]?
        }
        let plan = outcome.plan
        let report = Report(
            seed: plan.seed, days: plan.days, beneficiaries: plan.beneficiaries, events: outcome.history.count,
            faults: Fault.text(plan.faults), digest: outcome.digest, command: plan.command,
            paidLines: outcome.paid.lines, paidFen: outcome.paid.fen, crashes: outcome.crashes, acts: outcome.acts,
            refusals: outcome.refusals, remaining: outcome.remaining,
            breach: outcome.breach.map {
                Found(day: $0.day, moment: $0.moment, step: $0.step, law: $0.law, detail: $0.detail)
            }, tail: outcome.breach == nil ? nil : outcome.history.suffix(200))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }
}
