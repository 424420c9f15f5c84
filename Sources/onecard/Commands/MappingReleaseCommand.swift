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
            与上次发布相比新增、修改、删除了哪些文件，连同摘要一并列出，两人据此核对。
            有文件错误或测试未通过时逐条列出，不给出发布的办法，退出码为 1：网关自己不运行这些测试，只能在这里拦住。

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
        try fixtures.requireFolder(bench, beside: place)
        let engine = hasHome ? try home.assembly().engine : nil
        let hasRun = try engine?.isPrepared() ?? true
        let review = ReleaseReview(
            bench, digests: digests, digest: engine?.configurationDigest,
            isReleased: try hasRun ? engine?.isReleased() : false, hasRun: hasRun,
            changes: try hasRun ? MappingReleaseCommand.changes(engine) : .first)
        if json.isWanted {
            Output.say(review.json.line)
        } else {
            var table = Table([("映射", .left), ("摘要", .left), ("测试", .right), ("情况", .left)])
            for row in review.rows { table.add([row.name, row.digest.prefix(16) + "…", "\(row.tests)", row.state]) }
            Output.say(table.text)
            Output.say(review.lines.joined(separator: "\n"))
        }
        if !review.isSound { throw ExitCode.failure }
    }

    private static func changes(_ engine: Engine?) throws -> ReleaseReview.Changes {
        guard let engine, try engine.hasReleases() else { return .first }
        guard let last = try engine.lastRelease(), let manifest = engine.manifest else { return .unknown }
        return .since(manifest.changes(since: last))
    }
}
