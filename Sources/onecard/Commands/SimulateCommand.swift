import ArgumentParser
import Foundation
import Mapping
import Simulation

/// `onecard simulate`: months of a drawn country over the real engine, on simulated time.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "在模拟时间里让几个旗县运行数月，注入故障，逐步核对“不重发、不漏发”。",
        discussion: """
            人员、名册、故障、先后次序都由种子决定：同一种子，同一经过，同一摘要。
            发现问题时打印种子、日期、步骤、违反的保证和重现它的最短命令，并以非零状态结束。
            """)

    @Option(help: "种子。") var seed: UInt64 = 1
    @Option(help: "从该种子起，接连运行多少个。") var seeds = 1
    @Option(help: "有故障的天数；其后另有 40 天供各岗位清理。") var days = 60
    @Option(help: "补贴对象人数。") var beneficiaries = 300
    @Option(help: "故障：all、none，或以逗号分隔的名称。") var faults = "all"
    @Option(help: "映射目录。") var mappings: String?
    @Option(help: "把全部经过写入该文件，每行一事；只用于一个种子。") var history: String?
    @Option(help: "把逐日经过（每日各类变化的次数、每月底已发）写入该文件；只用于一个种子。") var diary: String?
    @Flag(help: "以 JSON 输出。") var json = false
    @Flag(name: .customLong("no-shrink"), help: "发现问题时不再寻找更短的重现。") var keepsLength = false

    func validate() throws {
        guard Fault.read(faults) != nil else {
            throw ValidationError("--faults 应为 all、none，或：\(Fault.allCases.map(\.rawValue).joined(separator: ","))")
        }
        guard seeds == 1 || (history == nil && diary == nil) else {
            throw ValidationError("--history 和 --diary 只用于一个种子，请去掉 --seeds")
        }
        guard (1...3_650).contains(days), (3...100_000).contains(beneficiaries) else {
            throw ValidationError("--days 应为 1 至 3650，--beneficiaries 应为 3 至 100000")
        }
    }

    func run() throws {
        let equipment = try Self.equipment(mappings)
        var failed = false
        for offset in 0..<UInt64(seeds) {
            let plan = SimulationPlan(
                seed: seed &+ offset, days: days, beneficiaries: beneficiaries, faults: Fault.read(faults) ?? [])
            let outcome = try Simulation.run(plan, equipment)
            Output.say(json ? try Self.json(outcome) : seeds == 1 ? Self.text(outcome) : Self.line(outcome))
            if let history {
                try outcome.history.joined(separator: "\n").write(toFile: history, atomically: true, encoding: .utf8)
            }
            if let diary { try outcome.diary.text.write(toFile: diary, atomically: true, encoding: .utf8) }
            guard outcome.breach != nil else { continue }
            failed = true
            if !keepsLength { shrink(outcome, equipment) }
        }
        if failed { throw ExitCode(3) }
    }

    /// Looks for the shortest run that still fails in the same way, and says how to start it.
    private func shrink(_ outcome: SimulationOutcome, _ equipment: Equipment) {
        let shortest = Shrinking.shortest(outcome) { plan in try? Simulation.run(plan, equipment) }
        Output.complain("最短的重现：\(shortest.plan.command)")
        if json || seeds > 1 { Output.complain(Self.text(shortest)) }
    }

    static func equipment(_ folder: String?) throws -> Equipment {
        let sources = CountryCatalogue.added(
            to: try MappingFolder.files(try MappingFolder.locate(option: folder, home: nil)))
        let library = try MappingLibrary(files: sources)
        return Equipment(
            library: library, mappingDigests: MappingFolder.digests(library, sources), adapters: { Assembly.adapters })
    }
}
