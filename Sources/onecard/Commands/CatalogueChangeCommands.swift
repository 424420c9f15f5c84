import ArgumentParser
import Gateway
import Mapping
import MappingTools
import Subsidy
import Trust
import Workflow

/// `onecard catalogue diff` compares two versions of the catalogues.
struct CatalogueDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "两个版本的目录逐项比对：入库、变更、停用了什么（NX-5.1.2）。",
        discussion: """
            两个参数都是映射目录（其中有 catalogue/）。从目录中删去的项目标为“删去”：项目只能停用，删去的不能发布。
            有不同时退出码为 1。

            例：
              onecard catalogue diff Mappings.2025 Mappings
            """)
    @Argument(help: ArgumentHelp("旧的映射目录", valueName: "旧")) var old: String
    @Argument(help: ArgumentHelp("新的映射目录", valueName: "新")) var new: String
    @Option(help: ArgumentHelp("只看一个目录", valueName: "目录")) var name: String?
    @OptionGroup var json: JSONOption

    func run() throws {
        let (before, after) = (try library(old), try library(new))
        let names = Set(before.catalogueNames).union(after.catalogueNames).sorted().filter {
            name == nil || name == $0
        }
        let found = names.flatMap { name in
            CatalogueDifference.between(
                Self.entries(before.catalogue(name)), Self.entries(after.catalogue(name))
            ).map { (catalogue: name, difference: $0) }
        }
        Output.say(json.isWanted ? Self.json(found).line : Self.text(found))
        if !found.isEmpty { throw ExitCode.failure }
    }

    private func library(_ folder: String) throws -> MappingLibrary {
        try MappingLibrary(files: try MappingFolder.files(try MappingFolder.locate(option: folder, home: nil)))
    }

    static func entries(_ catalogue: Catalogue?) -> [String: String] {
        Dictionary(
            (catalogue?.projects ?? []).map { ($0.code, CatalogueEntry.text($0)) },
            uniquingKeysWith: { first, _ in first })
    }

    static func text(_ found: [(catalogue: String, difference: CatalogueDifference)]) -> String {
        guard !found.isEmpty else { return "两个版本的目录相同" }
        var table = Table([
            ("目录", .left), ("代码", .left), ("项目", .left), ("", .left), ("项", .left), ("原为", .left), ("改为", .left),
        ])
        for (catalogue, difference) in found {
            let kind = difference.kind?.zh ?? "删去"
            for field in difference.fields {
                table.add([
                    catalogue, difference.code, difference.title, kind, field.name, field.before, field.after,
                ])
            }
        }
        return table.text
    }

    static func json(_ found: [(catalogue: String, difference: CatalogueDifference)]) -> JSON {
        .list(
            found.map { catalogue, difference in
                .object([
                    "catalogue": .text(catalogue), "code": .text(difference.code), "title": .text(difference.title),
                    "kind": .text(difference.kind?.rawValue ?? "removed"),
                    "fields": .list(
                        difference.fields.map {
                            .object([
                                "name": .text($0.name), "before": .text($0.before), "after": .text($0.after),
                            ])
                        }),
                ])
            })
    }
}

/// `onecard catalogue entry` gives what a request names.
struct CatalogueEntryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entry", abstract: "目录中一个项目的条目及其摘要；变更申请（catalogue.request）按此摘要写明要改成什么。",
        discussion: """
            例：
              onecard catalogue entry demo 2080502 --mappings 新映射目录
            """)
    @Argument(help: ArgumentHelp("目录的名称", valueName: "目录")) var name: String
    @Argument(help: ArgumentHelp("项目代码", valueName: "代码")) var code: String
    @OptionGroup var mappings: MappingsOption
    @OptionGroup var json: JSONOption

    func run() throws {
        guard let project = try mappings.library().catalogue(name)?.project(code) else {
            throw GatewayError(.notFound, "project.unknown", "目录 \(name) 中没有项目 \(code)")
        }
        let text = CatalogueEntry.text(project)
        let digest = hex(Digest.sha256(Array(text.utf8)))
        Output.say(
            json.isWanted
                ? JSON.object(["entry": .text(text), "digest": .text(digest)]).line : "\(text)\n\n摘要 \(digest)")
    }
}

/// `onecard catalogue requests` lists the changes that are asked for.
struct CatalogueRequestsCommand: ReportCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "目录变更申请：材料、核验、备案和退回（IM-7.2、IM-7.3）。",
        discussion: """
            办理事项：catalogue.request（主管部门）、catalogue.verify（盟市财政）、catalogue.file（自治区财政）、
            catalogue.return、catalogue.resubmit、catalogue.withdraw。备案之后，含有该变更的目录方能由两人发布。

            例：
              onecard catalogue requests --home onecard-home
            """)
    @OptionGroup var options: ReportOptions
    var columns: [String] { ["catalogue", "project", "change", "level", "day", "papers", "returned", "entry"] }

    func rows(of engine: Engine) throws -> [WorkItem] { try engine.catalogueRequests() }
}
