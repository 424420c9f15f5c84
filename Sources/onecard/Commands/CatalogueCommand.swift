import ArgumentParser
import Gateway
import Mapping
import MappingTools
import Subsidy

/// `onecard catalogue` looks at catalogues, and at the changes that are asked for.
struct CatalogueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "补贴项目目录：查看、两个版本的比对、变更申请。",
        discussion: """
            例：
              onecard catalogue demo
              onecard catalogue diff 旧映射目录 新映射目录
              onecard catalogue requests --home onecard-home
            """,
        subcommands: [
            CatalogueShow.self, CatalogueDiffCommand.self, CatalogueEntryCommand.self, CatalogueRequestsCommand.self,
        ], defaultSubcommand: CatalogueShow.self)
}

/// `onecard catalogue show` shows what a county may pay on a day: projects, standards, who answers, and what is paid
/// elsewhere.
struct CatalogueShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "某日的补贴项目目录：项目、标准、主管部门，以及未纳入一卡通的项目及其依据。",
        discussion: """
            目录分自治区、盟市、旗县三级：下级从上级选用（select），不重新录入；旗县可以另有自己的项目。
            与地区参数不同之处（公示期、阶段、发放时限）都列在“特别规定”一栏。

            例：
              onecard catalogue
              onecard catalogue demo --on 2026-07-01
              onecard catalogue demo --json
            """)

    @Argument(help: ArgumentHelp("目录的名称；缺省为全部。", valueName: "目录"))
    var name: String?
    @Option(help: ArgumentHelp("看哪一天的目录，如 2026-07-01；缺省为今天。", valueName: "日期"))
    var on: String?
    @OptionGroup var mappings: MappingsOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let library = try mappings.library()
        guard let day = on == nil ? WallClock.now.day : Day((on ?? "").utf8) else {
            throw GatewayError(.invalid, "day.form", "日期应写成 2026-07-01")
        }
        let names = name.map { [$0] } ?? library.catalogueNames
        let catalogues = try names.map { name in
            guard let catalogue = library.catalogue(name) else {
                let known = library.catalogueNames.joined(separator: "、")
                throw GatewayError(.notFound, "catalogue.unknown", "没有目录 \(name)；现有：\(known)")
            }
            return (name: name, catalogue: catalogue)
        }
        if json.isWanted {
            return Output.say(JSON.list(catalogues.map { Self.json($0.name, $0.catalogue, day) }).line)
        }
        Output.say(catalogues.map { Self.text($0.name, $0.catalogue, day) }.joined(separator: "\n"))
    }

    static func text(_ name: String, _ catalogue: Catalogue, _ day: Day) -> String {
        var table = Table([
            ("代码", .left), ("项目", .left), ("级次", .left), ("标准", .left), ("主管部门", .left), ("联系", .left),
            ("情况", .left), ("特别规定", .left), ("指南、方案、流程", .left),
        ])
        for project in catalogue.projects {
            let office = catalogue.office(project.department)
            table.add([
                project.code, project.zh, project.level.zh, project.standard(on: day).zh, office?.zh ?? "",
                office.map { "\($0.contact) \($0.phone)" } ?? "", state(project, day), terms(project.local),
                papers(project.papers),
            ])
        }
        let published = catalogue.published[day.year].map { "\(day.year) 年清单公布于 \($0.text)" } ?? "\(day.year) 年清单未公布"
        return "\(catalogue.zh)（\(name)，\(catalogue.level.zh)，\(day.text)，\(published)）\n\n\(table.text)\n"
    }

    /// What is paid elsewhere is told as such, never as nothing (NX-2).
    static func state(_ project: Project, _ day: Day) -> String {
        guard project.excluded.isEmpty else { return "未纳入一卡通：\(project.excluded)" }
        if let from = project.from, day < from { return "自 \(from.text) 启用" }
        guard let until = project.until else { return "在用" }
        return day > until ? "已于 \(until.text) 停用" : "用至 \(until.text)"
    }

    static func terms(_ local: LocalTerms) -> String {
        [
            local.publicityDays.map { "公示 \($0) 个工作日" },
            local.phase.map { $0 == .library ? "按基础库发放" : "第一轮发放" },
            local.payWithin.map { "\($0) 个工作日内发放" },
        ].compactMap(\.self).joined(separator: "，")
    }

    /// By which documents a project goes (IM-32.1), and which are wanting.
    static func papers(_ papers: ProjectPapers) -> String {
        let known = [papers.guide, papers.plan, papers.flow].filter { !$0.isEmpty }.joined(separator: "、")
        let missing = papers.missing.isEmpty ? "" : "缺" + papers.missing.joined(separator: "、")
        return [known, missing].filter { !$0.isEmpty }.joined(separator: "；")
    }

    static func json(_ name: String, _ catalogue: Catalogue, _ day: Day) -> JSON {
        .object([
            "name": .text(name), "title": .text(catalogue.zh), "level": .text(catalogue.level.rawValue),
            "published": catalogue.published[day.year].map { .text($0.text) } ?? .null,
            "projects": .list(
                catalogue.projects.map { project in
                    let office = catalogue.office(project.department)
                    return .object([
                        "code": .text(project.code), "title": .text(project.zh), "level": .text(project.level.rawValue),
                        "standard": .text(project.standard(on: day).zh), "department": .text(office?.zh ?? ""),
                        "contact": .text(office?.contact ?? ""), "phone": .text(office?.phone ?? ""),
                        "excluded": .text(project.excluded), "from": project.from.map { .text($0.text) } ?? .null,
                        "until": project.until.map { .text($0.text) } ?? .null,
                        "publicityDays": project.local.publicityDays.map { .integer(Int64($0)) } ?? .null,
                        "phase": project.local.phase.map { .text($0.rawValue) } ?? .null,
                        "payWithin": project.local.payWithin.map { .integer(Int64($0)) } ?? .null,
                        "guide": .text(project.papers.guide), "plan": .text(project.papers.plan),
                        "flow": .text(project.papers.flow),
                    ])
                }),
        ])
    }
}
