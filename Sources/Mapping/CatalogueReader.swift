import Subsidy

/// CatalogueReader reads the catalogues of all levels: each lists projects of its own and selects from the one above,
/// which are not typed again (IM-7.1).
final class CatalogueReader {
    static let keys = ["title", "level", "extends", "select", "published", "departments", "projects"]
    static let localKeys = [
        "publicityDays", "phase", "payWithin", "qualificationDays", "closes", "planned", "mode", "approvalFlow",
    ]
    static let projectKeys =
        [
            "code", "zh", "department", "unit", "onDeath", "repeatable", "confidential", "welfare", "standard",
            "excluded",
            "from", "until", "papers",
        ] + localKeys
    static let standardKeys = ["from", "rate", "per", "rounding", "step", "cap", "floor", "tolerance"]

    private let loader: LibraryLoader
    private let findings: Findings
    private var known: [String: Catalogue?] = [:]
    /// What is being read just now, from the first to the one that it extends.
    private var chain: [String] = []

    init(_ loader: LibraryLoader, _ findings: Findings) {
        self.loader = loader
        self.findings = findings
    }

    /// Every catalogue without a fault, by name.
    func all() -> [String: Catalogue] {
        var all: [String: Catalogue] = [:]
        for name in loader.names("catalogue/") { all[name] = catalogue(name) }
        return all
    }

    private func catalogue(_ name: String) -> Catalogue? {
        if let read = known[name] { return read }
        chain.append(name)
        defer { chain.removeLast() }
        let read = (loader.trees["catalogue/\(name).yaml"] ?? nil).flatMap(self.read)
        known[name] = .some(read)
        return read
    }

    private func read(_ tree: Tree) -> Catalogue? {
        guard let file = Section(tree, path: "", findings: findings, keys: CatalogueReader.keys) else { return nil }
        let level = file.choice("level", Catalogue.Level.self) ?? .county
        guard file.has("projects") || file.has("select") || file.isPresent("projects") else { return nil }
        var catalogue = Catalogue(
            zh: file.text("title") ?? "", level: level, projects: [], departments: [], published: published(file))
        if let above = above(file, level) {
            catalogue.departments = above.departments
            catalogue.projects = selected(file, above)
        }
        departments(file, &catalogue)
        for entry in file.list("projects") ?? [] {
            guard let project = project(entry, level, catalogue) else { continue }
            if catalogue.project(project.code) != nil {
                findings.add(
                    entry.place, "projects.code", "key.duplicate", "项目代码“\(project.code)”重复", "project is given twice")
            }
            catalogue.projects.append(project)
        }
        return catalogue
    }

    private func above(_ file: Section, _ level: Catalogue.Level) -> Catalogue? {
        guard let name = file.text("extends") else {
            if file.has("select") {
                file.fault("select", "catalogue.select", "没有上级目录可选，请写 extends", "there is nothing to select from")
            }
            return nil
        }
        let names = loader.names("catalogue/")
        guard name.hasPrefix("catalogue/"), names.contains(String(name.dropFirst(10))) else {
            file.fault(
                "extends", "extends.unknown", "没有上级目录“\(name)”", "unknown catalogue",
                hint: Nearest.hint(name, among: names.map { "catalogue/\($0)" }))
            return nil
        }
        guard !chain.contains(String(name.dropFirst(10))) else {
            file.fault("extends", "extends.cycle", "extends 成环：\(name) 又回到自己", "extends runs in a circle")
            return nil
        }
        guard let above = catalogue(String(name.dropFirst(10))) else { return nil }
        let levels = Catalogue.Level.allCases
        guard let upper = levels.firstIndex(of: above.level), let own = levels.firstIndex(of: level), upper < own else {
            file.fault(
                "extends", "catalogue.level", "\(level.zh)目录只能选自更高一级的目录", "a catalogue selects from a higher level")
            return nil
        }
        return above
    }

    /// What is chosen from above: a code, or a code with what the county says otherwise.
    private func selected(_ file: Section, _ above: Catalogue) -> [Project] {
        var projects: [Project] = []
        for entry in file.list("select") ?? [] {
            let section =
                entry.pairs == nil
                ? nil
                : Section(
                    entry, path: "select", findings: findings,
                    keys: ["code", "department"] + CatalogueReader.localKeys)
            guard let code = entry.text ?? section?.required("code") else { continue }
            guard var project = above.project(code) else {
                findings.add(
                    entry.place, "select", "catalogue.select", "上级目录没有项目“\(code)”",
                    "the level above has no such project",
                    hint: Nearest.hint(code, among: above.projects.map(\.code)))
                continue
            }
            guard !projects.contains(where: { $0.code == code }) else {
                findings.add(entry.place, "select", "key.duplicate", "项目代码“\(code)”重复", "project is given twice")
                continue
            }
            if let section {
                project.department = section.text("department") ?? project.department
                project.local = local(section, over: project.local)
            }
            projects.append(project)
        }
        return projects
    }

    /// `published: {"2026": 2025-12-19}`.
    private func published(_ file: Section) -> [Int: Day] {
        guard let section = file.section("published") else { return [:] }
        var published: [Int: Day] = [:]
        for pair in section.tree.pairs ?? [] {
            guard let year = Int(pair.key), (2000...2999).contains(year) else {
                section.fault(pair.key, "value.integer", "“\(pair.key)”不是年度", "a year is expected")
                continue
            }
            published[year] = section.day(pair.key)
        }
        return published
    }

    private func departments(_ file: Section, _ catalogue: inout Catalogue) {
        guard let section = file.section("departments") else { return }
        for pair in section.tree.pairs ?? [] {
            let keys = ["zh", "contact", "phone", "mergedInto"]
            guard let entry = section.section(pair.key, keys: keys), let zh = entry.required("zh") else { continue }
            let merged = entry.text("mergedInto")
            guard let contact = merged == nil ? entry.required("contact") : "",
                let phone = merged == nil ? entry.required("phone") : ""
            else { continue }
            if NoticeText.holdsNumber(phone) {
                entry.fault(
                    "phone", "catalogue.phone", "电话是连写的长号码，会被当作个人号码而不能公开", "a number in one piece is not published",
                    hint: Hint("写成带分隔的办公电话，如 0951-1234567", "write an office phone in parts, 0951-1234567"))
            }
            catalogue.departments.removeAll { $0.code == pair.key }
            catalogue.departments.append(
                Department(code: pair.key, zh: zh, contact: contact, phone: phone, mergedInto: merged))
        }
        let codes = catalogue.departments.map(\.code)
        for office in catalogue.departments {
            guard let next = office.mergedInto else { continue }
            if !codes.contains(next) {
                section.fault(
                    office.code, "catalogue.department", "“\(next)”不是部门代码", "unknown department",
                    hint: Nearest.hint(next, among: codes))
            } else if catalogue.office(office.code)?.mergedInto != nil {
                section.fault(office.code, "catalogue.department", "部门合并成环，没有承接的部门", "departments merge in a circle")
            }
        }
    }

    private func project(_ tree: Tree, _ level: Catalogue.Level, _ catalogue: Catalogue) -> Project? {
        guard let section = Section(tree, path: "projects", findings: findings, keys: CatalogueReader.projectKeys),
            let code = section.required("code"), let zh = section.required("zh"),
            let department = section.required("department"),
            let unit = section.requiredChoice("unit", Project.Unit.self),
            let onDeath = section.requiredChoice("onDeath", Project.OnDeath.self), section.isPresent("standard")
        else { return nil }
        let codes = catalogue.departments.map(\.code)
        if !codes.contains(department) {
            section.fault(
                "department", "catalogue.department", "部门“\(department)”没有写在 departments 之中，异常事项将无人负责",
                "unknown department", hint: Nearest.hint(department, among: codes))
        }
        let (from, until) = (section.day("from"), section.day("until"))
        if let from, let until, until < from {
            section.fault("until", "catalogue.until", "止日早于起日", "the end is before the beginning")
        }
        var project = Project(
            code: code, zh: zh, level: level, department: department, unit: unit, standards: standards(section),
            onDeath: onDeath, repeatable: section.flag("repeatable") ?? false,
            confidential: section.flag("confidential") ?? false, welfare: section.choice("welfare"),
            excluded: section.text("excluded") ?? "", from: from, until: until,
            local: local(section, over: LocalTerms()))
        if let papers = section.section("papers", keys: ["guide", "plan", "flow"]) {
            project.papers = ProjectPapers(
                guide: papers.text("guide") ?? "", plan: papers.text("plan") ?? "", flow: papers.text("flow") ?? "")
        }
        return project
    }

    /// What a level says otherwise; a term of publicity may grow on the way down, never shrink.
    private func local(_ section: Section, over base: LocalTerms) -> LocalTerms {
        var terms = base
        if let days = section.integer("publicityDays") {
            let least = max(1, base.publicityDays ?? 1)
            if days < least {
                section.fault(
                    "publicityDays", "profile.looser", "公示期至少 \(least) 个工作日：特例不能跳过公示，下级不能比上级短",
                    "publicity may not be shorter")
            }
            terms.publicityDays = days
        }
        terms.phase = section.choice("phase") ?? base.phase
        if let days = section.integer("payWithin") {
            if days < 1 || days > base.payWithin ?? .max {
                section.fault("payWithin", "profile.looser", "发放时限至少 1 个工作日，且不得比上级长", "the term may not be longer")
            }
            terms.payWithin = days
        }
        if let days = section.integer("qualificationDays") {
            let least = max(1, base.qualificationDays ?? 1)
            if days < least {
                section.fault(
                    "qualificationDays", "profile.looser", "资格公示期至少 \(least) 个工作日，下级不能比上级短",
                    "publicity may not be shorter")
            }
            terms.qualificationDays = days
        }
        if section.has("closes"), let closes = section.section("closes") {
            for pair in closes.tree.pairs ?? [] {
                if Period(pair.key) == nil {
                    closes.fault(pair.key, "catalogue.period", "“\(pair.key)”不是期次", "a period is expected")
                }
                terms.closes[pair.key] = closes.day(pair.key)
            }
        }
        terms.planned = section.flag("planned") ?? base.planned
        terms.mode = section.choice("mode") ?? base.mode
        if section.has("approvalFlow") {
            // 32(1): the level whose project it is fixes the flow.
            if base.approvalFlow != nil {
                section.fault("approvalFlow", "profile.looser", "审批流程已由上级规定，下级不能另定", "the level above has fixed it")
            }
            terms.approvalFlow = RuleReader.approvalFlow(section)
        }
        return terms
    }

    /// One standard, or several with the days from which they hold.
    private func standards(_ section: Section) -> [DatedStandard] {
        guard section.tree["standard"]?.list != nil else {
            return section.section("standard", keys: CatalogueReader.standardKeys).map { [dated($0)] } ?? []
        }
        var standards: [DatedStandard] = []
        for entry in section.list("standard") ?? [] {
            guard
                let one = Section(
                    entry, path: section.below("standard"), findings: findings, keys: CatalogueReader.standardKeys)
            else { continue }
            let next = dated(one)
            if let last = standards.last, next.from.map({ $0 <= last.from ?? Day(number: .min) }) ?? true {
                one.fault("from", "standard.order", "后一个标准须写明起日，且晚于前一个", "standards stand in order of their days")
            }
            standards.append(next)
        }
        return standards
    }

    private func dated(_ section: Section) -> DatedStandard {
        DatedStandard(from: section.day("from"), standard(section))
    }

    private func standard(_ section: Section) -> Standard {
        var rate: ExactDecimal?
        if let text = section.text("rate") {
            rate = ExactDecimal(text.utf8)
            if rate == nil {
                section.fault(
                    "rate", "value.decimal", "标准应是数字，最多六位小数", "a decimal is expected",
                    hint: Hint("如 \"97.3215\"", "such as \"97.3215\""))
            }
        }
        let steps: [String: Int64] = ["fen": 1, "jiao": 10, "yuan": 100]
        let step = section.text("step") ?? "fen"
        if steps[step] == nil {
            section.fault(
                "step", "value.choice", "“\(step)”不在可用的值之中", "not one of the known values",
                hint: Hint("可用：fen、jiao、yuan", "known: fen, jiao, yuan"))
        }
        let cap = section.yuan("cap")
        let floor = section.yuan("floor")
        if let cap, let floor, cap < floor {
            section.fault("cap", "standard.cap", "上限低于下限", "the cap is below the floor")
        }
        return Standard(
            rate: rate, per: section.text("per") ?? "", rounding: section.choice("rounding") ?? .halfUp,
            step: steps[step] ?? 1, cap: cap, floor: floor, tolerance: section.yuan("tolerance") ?? .zero)
    }
}
