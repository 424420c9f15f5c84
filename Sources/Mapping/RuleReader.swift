import Subsidy

/// RuleReader reads the released rules that are not mappings: profiles, alert rules, catalogues.
enum RuleReader {
    static func alerts(_ tree: Tree, _ findings: Findings) -> [AlertRule]? {
        guard let file = Section(tree, path: "", findings: findings, keys: ["title", "rules"]) else { return nil }
        guard file.isPresent("rules"), let entries = file.list("rules") else { return nil }
        var rules: [AlertRule] = []
        for entry in entries {
            let keys = ["id", "check", "colour", "stages", "article", "zh"]
            guard let section = Section(entry, path: "rules", findings: findings, keys: keys) else { continue }
            let stages = (section.located("stages") ?? []).compactMap { stage -> AlertRule.Stage? in
                if let known = AlertRule.Stage(rawValue: stage.text) { return known }
                findings.add(
                    stage.place, "rules.stages", "value.choice", "“\(stage.text)”不是环节", "not a stage",
                    hint: Nearest.hint(stage.text, among: AlertRule.Stage.allCases.map(\.rawValue)))
                return nil
            }
            if stages.isEmpty { section.fault("stages", "alert.stages", "没有写在哪些环节检查", "no stage") }
            guard let id = section.required("id"),
                let check = section.requiredChoice("check", AlertRule.Check.self),
                let colour = section.requiredChoice("colour", AlertRule.Colour.self),
                let article = section.required("article"), let zh = section.required("zh")
            else { continue }
            if rules.contains(where: { $0.id == id }) {
                section.fault("id", "key.duplicate", "规则编号“\(id)”重复", "rule id is given twice")
            }
            rules.append(
                AlertRule(id: id, check: check, colour: colour, stages: stages, article: article, zh: zh))
        }
        return rules
    }

    static func catalogue(_ tree: Tree, _ findings: Findings) -> [Project]? {
        guard let file = Section(tree, path: "", findings: findings, keys: ["title", "projects"]) else { return nil }
        guard file.isPresent("projects"), let entries = file.list("projects") else { return nil }
        var projects: [Project] = []
        for entry in entries {
            guard let project = project(entry, findings) else { continue }
            if projects.contains(where: { $0.code == project.code }) {
                findings.add(
                    entry.place, "projects.code", "key.duplicate", "项目代码“\(project.code)”重复", "project is given twice")
            }
            projects.append(project)
        }
        return projects
    }

    static let projectKeys = [
        "code", "zh", "department", "unit", "onDeath", "repeatable", "confidential", "welfare", "standard",
    ]
    static let standardKeys = ["rate", "rounding", "step", "cap", "floor", "tolerance"]

    private static func project(_ tree: Tree, _ findings: Findings) -> Project? {
        guard let section = Section(tree, path: "projects", findings: findings, keys: projectKeys),
            let code = section.required("code"), let zh = section.required("zh"),
            let department = section.required("department"),
            let unit = section.requiredChoice("unit", Project.Unit.self),
            let onDeath = section.requiredChoice("onDeath", Project.OnDeath.self)
        else { return nil }
        guard section.isPresent("standard"), let standard = section.section("standard", keys: standardKeys) else {
            return nil
        }
        return Project(
            code: code, zh: zh, department: department, unit: unit, standard: self.standard(standard),
            onDeath: onDeath, repeatable: section.flag("repeatable") ?? false,
            confidential: section.flag("confidential") ?? false, welfare: section.choice("welfare"))
    }

    private static func standard(_ section: Section) -> Standard {
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
            rate: rate, rounding: section.choice("rounding") ?? .halfUp, step: steps[step] ?? 1, cap: cap,
            floor: floor, tolerance: section.yuan("tolerance") ?? .zero)
    }
}
