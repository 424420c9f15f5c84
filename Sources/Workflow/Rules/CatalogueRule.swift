package import Subsidy

/// What a change of the catalogue does (IM-7.2): 入库, 变更, 停用.
package enum CatalogueChangeKind: String, CaseIterable, Sendable {
    case add, change, stop

    package var zh: String {
        switch self {
        case .add: "入库"
        case .change: "变更"
        case .stop: "停用"
        }
    }
}

/// The papers of a change (IM-7.2, IM-7.3).
package enum CataloguePaper: String, CaseIterable, Sendable {
    /// 《申请表》
    case form
    /// The policy document on which it rests.
    case policy
    /// The document that a county's department and finance issue together.
    case joint

    package var zh: String {
        switch self {
        case .form: "申请表"
        case .policy: "政策文件"
        case .joint: "联合行文"
        }
    }

    package static func needed(_ level: Catalogue.Level) -> [CataloguePaper] {
        level == .county ? [.form, .policy, .joint] : [.form, .policy]
    }
}

/// Why a change is returned, in codes.
package enum CatalogueReturn: String, CaseIterable, Sendable {
    case papers, basis, duplicate, standard, level

    package var zh: String {
        switch self {
        case .papers: "材料不全或不清"
        case .basis: "政策依据不足"
        case .duplicate: "与已有项目重复"
        case .standard: "标准不明确"
        case .level: "不属于本级事权"
        }
    }
}

/// CatalogueEntry is a project of a catalogue as plain lines: what a request is about, and what is compared.
package enum CatalogueEntry {
    /// Each thing that is said of a project, by the name that the file gives it; empty where nothing is said.
    package static func fields(_ project: Project) -> [(name: String, value: String)] {
        let fields: [(name: String, value: String)] = [
            ("zh", project.zh), ("level", project.level.rawValue), ("department", project.department),
            ("unit", project.unit.rawValue), ("onDeath", project.onDeath.rawValue),
            ("repeatable", project.repeatable ? "true" : ""), ("confidential", project.confidential ? "true" : ""),
            ("welfare", project.welfare?.rawValue ?? ""), ("excluded", project.excluded),
            ("from", project.from?.text ?? ""), ("until", project.until?.text ?? ""),
            ("publicityDays", project.local.publicityDays.map(String.init) ?? ""),
            ("phase", project.local.phase?.rawValue ?? ""),
            ("payWithin", project.local.payWithin.map(String.init) ?? ""), ("guide", project.papers.guide),
            ("plan", project.papers.plan), ("flow", project.papers.flow),
        ]
        return fields + [("standard", project.standards.map(standard).joined(separator: "; "))]
    }

    private static func standard(_ dated: DatedStandard) -> String {
        let one = dated.standard
        return [
            dated.from.map { "from \($0.text)" }, one.rate.map { "rate \($0.text)" },
            one.per.isEmpty ? nil : "per \(one.per)", "rounding \(one.rounding.rawValue)", "step \(one.step)",
            one.cap.map { "cap \($0.yuan)" }, one.floor.map { "floor \($0.yuan)" }, "tolerance \(one.tolerance.yuan)",
        ].compactMap(\.self).joined(separator: ", ")
    }

    /// One form for the digest that a request names.
    package static func text(_ project: Project) -> String {
        (["code\t\(project.code)"] + fields(project).filter { !$0.value.isEmpty }.map { "\($0.name)\t\($0.value)" })
            .joined(separator: "\n")
    }

    /// What `text` wrote, by name.
    package static func values(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        return values
    }
}

/// CatalogueDifference is what one version of a catalogue says otherwise than another (NX-5.1.2).
package struct CatalogueDifference: Sendable, Hashable {
    package var code: String
    package var title: String
    /// Nil: the project has left the file, which a stop never does.
    package var kind: CatalogueChangeKind?
    /// What changed, by the file's names.
    package var fields: [Field]

    package struct Field: Sendable, Hashable {
        package var name: String
        package var before: String
        package var after: String
    }

    /// In the order of codes. Entries are as `CatalogueEntry.text` writes them, by code.
    package static func between(_ old: [String: String], _ new: [String: String]) -> [CatalogueDifference] {
        Set(old.keys).union(new.keys).sorted().compactMap { code in
            guard old[code] != new[code] else { return nil }
            let before = old[code].map(CatalogueEntry.values) ?? [:]
            let after = new[code].map(CatalogueEntry.values) ?? [:]
            let names = Set(before.keys).union(after.keys).subtracting(["code"]).sorted()
            let fields = names.filter { before[$0] != after[$0] }.map {
                Field(name: $0, before: before[$0] ?? "", after: after[$0] ?? "")
            }
            return CatalogueDifference(
                code: code, title: after["zh"] ?? before["zh"] ?? "", kind: kind(old[code], new[code], fields),
                fields: fields)
        }
    }

    /// A stop says nothing but its last day.
    private static func kind(_ old: String?, _ new: String?, _ fields: [Field]) -> CatalogueChangeKind? {
        guard new != nil else { return nil }
        guard old != nil else { return .add }
        return fields.map(\.name) == ["until"] && fields[0].before.isEmpty ? .stop : .change
    }

    /// The day from which it counts, as the entry itself says; nil where it says none.
    package var effective: String? {
        let from = fields.first { $0.name == "from" }?.after
        let until = fields.first { $0.name == "until" }?.after
        switch kind {
        case .add: return from
        case .stop: return until
        case .change, nil: return nil
        }
    }
}
