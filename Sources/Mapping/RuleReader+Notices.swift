import Subsidy

extension RuleReader {
    /// Templates of short messages: only variables that are masked, no number of a person, no link (IM-33.1a).
    static func notices(_ tree: Tree, _ findings: Findings) -> NoticeTemplates? {
        let keys = ["title", "signature", "within", "templates"]
        guard let file = Section(tree, path: "", findings: findings, keys: keys),
            let signature = file.required("signature"), file.isPresent("within"), let within = file.integer("within"),
            file.isPresent("templates"),
            let section = file.section("templates", keys: NoticeKind.allCases.map(\.rawValue))
        else { return nil }
        if !(4...14).contains(signature.count) || signature.first != "【" || signature.last != "】" {
            file.fault("signature", "notice.signature", "签名应为 2 至 12 个字，写在【】中", "a signature stands in brackets")
        }
        if within < 1 { file.fault("within", "value.integer", "天数至少为 1", "at least one day") }
        var templates: [NoticeKind: NoticeTemplates.Template] = [:]
        for kind in NoticeKind.allCases where section.has(kind.rawValue) {
            guard let entry = section.section(kind.rawValue, keys: ["id", "text"]), let id = entry.required("id"),
                let text = entry.required("text")
            else { continue }
            let template = NoticeTemplates.Template(id: id, text: text)
            check(template, entry)
            templates[kind] = template
        }
        return NoticeTemplates(signature: signature, withinDays: within, templates: templates)
    }

    private static func check(_ template: NoticeTemplates.Template, _ entry: Section) {
        let known = NoticeTemplates.variables
        guard let variables = template.variables else {
            return entry.fault("text", "notice.brace", "花括号不成对", "a brace stands alone")
        }
        for name in variables where !known.contains(name) {
            entry.fault(
                "text", "notice.variable", "短信模板不能使用变量“\(name)”", "a template may not name this",
                hint: Nearest.hint(name, among: known))
        }
        if let objection = NoticeText.objection(template.text, fullName: nil) {
            entry.fault(
                "text", objection.rawValue, "短信模板中有号码、链接，或没有内容（IM-33.1a）", "a number, a link, or nothing")
        }
    }
}
