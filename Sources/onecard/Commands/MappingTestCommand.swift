import ArgumentParser
import Foundation
import Gateway
import Mapping
import MappingTools

/// `onecard mapping test` runs the tests that stand beside the mappings.
struct MappingTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "运行映射旁的测试（.tests.yaml），并说明哪些字段、代码和分支没有测试。",
        discussion: """
            --mutate 逐处改坏映射（单位、转换、宽度、列序、代码、控制、编码……），报告没有测试发现的改动；金额、账号、
            身份号码、结果字段上的，退出码为 1。不影响结果的改动写入测试文件的 equivalent，并写明理由。

            测试文件与映射同名：bank/result.cmbc.yaml 的测试是 bank/result.cmbc.tests.yaml，写法见 Mappings/README.md。
            未通过的测试写明文件、行、测试名、应得什么、得到什么。全部通过且文件无误时退出码为 0，否则为 1。

            例：
              onecard mapping test
              onecard mapping test bank/result.cmbc --untouched
              onecard mapping test bank --mutate
            """)

    @Argument(help: ArgumentHelp("映射或目录，如 bank/result.cmbc、bank；缺省为全部。", valueName: "映射"))
    var names: [String] = []
    @OptionGroup var mappings: MappingsOption
    @OptionGroup var fixtures: FixturesOption
    @Flag(help: "逐行列出没有测试到的字段、代码和分支。")
    var untouched = false
    @Flag(help: "逐处改坏映射，报告没有测试发现的改动。")
    var mutate = false
    @OptionGroup var json: JSONOption

    func run() throws {
        let bench = try mappings.bench(fixtures, names)
        guard !bench.isEmpty else {
            throw GatewayError(.notFound, "mapping.unknown", "没有映射也没有测试，请检查映射目录")
        }
        let results = bench.run()
        let coverage = bench.coverage()
        let mutations = mutate ? bench.mutate() : nil
        if json.isWanted {
            Output.say(bench.json(results, coverage, mutations).line)
        } else {
            for fault in bench.faults { Output.say(fault.description) }
            for result in results where !result.isPassed { Output.say(result.description) }
            report(bench, results, coverage)
            if let mutations { report(mutations) }
        }
        let isPassed = results.allSatisfy(\.isPassed) && mutations?.allSatisfy(\.isPassed) != false
        if !bench.faults.isEmpty || !isPassed { throw ExitCode.failure }
    }

    private func report(_ mutations: [MutationReport]) {
        var table = Table(
            [("映射", .left), ("改动", .right), ("检查发现", .right), ("测试发现", .right), ("等价", .right), ("未发现", .right)])
        for one in mutations {
            let counts = [one.count, one.checked, one.noticed, one.equivalent, one.survivors.count]
            table.add([one.mapping] + counts.map(String.init))
        }
        Output.say("\n" + table.text)
        for one in mutations {
            if one.failing > 0 { Output.say("\(one.mapping)：有 \(one.failing) 个测试未通过，没有改坏它；请先改正") }
            for survivor in one.survivors {
                let place = "\(survivor.place.file):\(survivor.place.line)"
                Output.say("\(place): \(survivor.isCritical ? "未发现" : "提示，未发现")：\(survivor.text)")
            }
            for fault in one.faults { Output.say(fault.description) }
        }
        let survivors = mutations.flatMap(\.survivors)
        Output.say(
            "共 \(mutations.reduce(0) { $0 + $1.count }) 处改动，\(survivors.count) 处没有测试发现，"
                + "其中 \(survivors.count { $0.isCritical }) 处涉及金额、账号、身份号码或结果")
    }

    private func report(_ bench: Workbench, _ results: [TestResult], _ coverage: [Coverage]) {
        var table = Table([("映射", .left), ("测试", .right), ("字段", .right), ("代码", .right), ("分支", .right)])
        for one in coverage {
            let counts = CoverageItem.Kind.allCases.map { kind in
                let (touched, all) = one.count(kind)
                return all == 0 ? "-" : "\(touched)/\(all)"
            }
            table.add([one.mapping, "\(one.tests)"] + counts)
        }
        for name in bench.untested { table.add([name, "0", "", "", ""]) }
        Output.say(table.text)
        if untouched {
            for item in coverage.flatMap(\.untouched) {
                Output.say("\(item.place.file):\(item.place.line): 没有测试：\(item.text)")
            }
        }
        let failed = results.count { !$0.isPassed }
        Output.say(
            "共 \(results.count) 个测试，\(failed) 个未通过；文件有 \(bench.faults.count) 处错误；\(bench.untested.count) 个映射没有测试")
    }
}
