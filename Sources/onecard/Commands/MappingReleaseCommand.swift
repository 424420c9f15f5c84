import ArgumentParser
import Foundation
import Gateway
import Mapping
import MappingTools

/// `onecard mapping release` shows what two people are about to release.
struct MappingReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "发布前核对：每个映射的摘要和测试情况，整套配置的摘要，以及两人怎样发布。",
        discussion: """
            映射连同它继承的文件和代码表、地区参数、日历、预警规则和 gateway.yaml 合为一个摘要，由两人发布；
            改动其中任何一个字，摘要就不同，网关在重新发布之前不再办理。本命令只查看，不发布。
            每个映射的摘要覆盖它自己、它继承的文件和它用到的代码表。
            有文件错误或测试未通过时退出码为 1。

            例：
              onecard mapping release --home onecard-home
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var fixtures: FixturesOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let hasHome = FileManager.default.fileExists(atPath: home.path + "/gateway.yaml")
        let place = try MappingFolder.locate(option: home.mappings, home: hasHome ? home.path : nil)
        let files = try MappingFolder.files(place)
        let library = try MappingLibrary(files: files)
        let digests = MappingFolder.digests(library, files)
        let bench = Workbench(files: DataFolder(place).yaml(), fixture: fixtures.folder(beside: place).bytes)
        let tests = Dictionary(grouping: bench.run(), by: \.mapping)
        let engine = hasHome ? try home.assembly().engine : nil
        let rows = library.names.map { name in
            Row(
                name: name, digest: digests[name] ?? "", tests: tests[name]?.count ?? 0,
                failed: tests[name]?.count { !$0.isPassed } ?? 0)
        }
        let isReleased = try engine?.isReleased()
        if json.isWanted {
            Output.say(MappingReleaseCommand.json(rows, bench.faults, engine?.configurationDigest, isReleased).line)
        } else {
            report(rows, bench.faults, engine?.configurationDigest, isReleased)
        }
        if !bench.faults.isEmpty || rows.contains(where: { $0.failed > 0 }) { throw ExitCode.failure }
    }

    private struct Row {
        let name: String
        let digest: String
        let tests: Int
        let failed: Int

        var state: String { tests == 0 ? "没有测试" : failed > 0 ? "\(failed) 个未通过" : "通过" }
    }

    private func report(_ rows: [Row], _ faults: [MappingFault], _ digest: String?, _ isReleased: Bool?) {
        var table = Table([("映射", .left), ("摘要", .left), ("测试", .right), ("情况", .left)])
        for row in rows { table.add([row.name, row.digest.prefix(16) + "…", "\(row.tests)", row.state]) }
        Output.say(table.text)
        for fault in faults { Output.say(fault.description) }
        let untested = rows.count { $0.tests == 0 }
        let failed = rows.count { $0.failed > 0 }
        Output.say("\n\(rows.count) 个映射：\(failed) 个有测试未通过，\(untested) 个没有测试；文件有 \(faults.count) 处错误")
        guard let digest else {
            return Output.say("没有 gateway.yaml，算不出整套配置的摘要；请用 --home 指定网关主目录")
        }
        Output.say("整套配置的摘要：\(digest)")
        guard isReleased == false else { return Output.say("该配置不必再发布：已由两人发布，或是演示用的主目录") }
        Output.say(
            """
            尚未发布。请两人先后以各自的账号办理，都写这个摘要：
              运维人员提请：POST /api/acts/release.propose  {"digest": "\(digest)"}
              财政复核批准：POST /api/acts/release.approve  {"digest": "\(digest)"}
            """)
    }

    private static func json(
        _ rows: [Row], _ faults: [MappingFault], _ digest: String?, _ isReleased: Bool?
    ) -> JSON {
        .object([
            "digest": digest.map(JSON.text) ?? .null, "released": isReleased.map(JSON.flag) ?? .null,
            "acts": .list([.text("release.propose"), .text("release.approve")]),
            "faults": .list(faults.map { .text($0.description) }),
            "mappings": .list(
                rows.map { row in
                    .object([
                        "name": .text(row.name), "digest": .text(row.digest), "tests": .integer(Int64(row.tests)),
                        "failed": .integer(Int64(row.failed)),
                    ])
                }),
        ])
    }
}
