import Subsidy

/// RuleReader reads the released rules that are not mappings: alert rules here, profiles in its extension.
enum RuleReader {
    static func alerts(_ tree: Tree, _ findings: Findings) -> [AlertRule]? {
        guard let file = Section(tree, path: "", findings: findings, keys: ["title", "rules"]) else { return nil }
        guard file.isPresent("rules"), let entries = file.list("rules") else { return nil }
        var rules: [AlertRule] = []
        for entry in entries {
            let keys = ["id", "check", "colour", "stages", "article", "zh", "level", "since", "begun"]
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
            var rule = AlertRule(id: id, check: check, colour: colour, stages: stages, article: article, zh: zh)
            rule.level = section.choice("level") ?? .region
            rule.since = section.day("since")
            rule.begun = section.choice("begun")
            rules.append(rule)
        }
        return rules
    }
}
