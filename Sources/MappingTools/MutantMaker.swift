import Mapping
import Subsidy

/// MutantMaker breaks one mapping, one thing at a time.
///
/// A change never leaves a column without a use: what it drops it ignores, so that tests must notice and not the
/// check for forgotten columns.
struct MutantMaker {
    let mapping: CompiledMapping
    let tree: Tree
    let sources: MappingSources

    func mutants() -> [Mutant] {
        var all = documentMutants()
        for (site, path, section) in sections {
            for pair in section.pairs ?? [] { all += fieldMutants(site, path, pair) }
        }
        all += groupMutants() + controlMutants() + extraMutants() + tableMutants()
        var seen: Set<String> = []
        return all.filter { seen.insert($0.text).inserted }
    }

    /// The places where fields stand.
    var sections: [(site: FieldSite, path: [TreeStep], section: Tree)] {
        var sections: [(FieldSite, [TreeStep], Tree)] = []
        if let fields = tree["fields"] { sections.append((.record, [.key("fields")], fields)) }
        for (index, group) in (tree["groups"]?.list ?? []).enumerated() {
            sections.append((.group(index), [.key("groups"), .index(index)], group))
        }
        if let fields = tree["headFields"] { sections.append((.head, [.key("headFields")], fields)) }
        return sections
    }

    /// The field as a mutant's name says it.
    func name(_ site: FieldSite, _ field: String) -> String {
        switch site {
        case .record: field
        case .group(let index): "groups[\(index)].\(field)"
        case .head: "head.\(field)"
        }
    }

    /// Codes that say what became of money, which way it went, and whether a person or an account is the right one.
    private static let deciding: Set<String> = ["outcome", "debitCredit", "match", "accountState"]

    func isCritical(_ site: FieldSite, _ field: String) -> Bool {
        guard let outline = mapping.outline(site, field) else { return false }
        switch outline.type {
        case .money, .account, .idNumber: return true
        case .code(let set): return Self.deciding.contains(set.name)
        // Whoever is dead is paid nothing, and whose name or number differs.
        case .flag: return ["deceased", "nameMatch", "idMatch"].contains(field)
        default: return false
        }
    }

    /// Fields that read or write a column, as mapping files name it.
    func fields(of column: String) -> [(site: FieldSite, field: String)] {
        sections.flatMap { site, _, section in
            (section.pairs ?? []).compactMap { pair in
                let names =
                    pair.value.texts + (pair.value["from"]?.texts ?? []) + (pair.value["join"]?.texts ?? [])
                    + (pair.value["when"]?.pairs ?? []).map(\.key) + (pair.value["unless"]?.pairs ?? []).map(\.key)
                return names.contains(column) ? (site, pair.key) : nil
            }
        }
    }

    func isCritical(column: String) -> Bool { fields(of: column).contains { isCritical($0.site, $0.field) } }

    /// Columns that nothing uses but the value at a path.
    func orphans(_ columns: [String], without path: [TreeStep]) -> [String] {
        let rest = MutantMaker(mapping: mapping, tree: tree.removing(path), sources: sources)
        return columns.filter { column in
            rest.fields(of: column).isEmpty && !rest.controlColumns.contains(column)
                && rest.tree["constants"]?[column] == nil && rest.tree["ignored"]?.texts.contains(column) != true
                && rest.tree["ext"]?.texts.contains(column) != true
        }
    }

    var controlColumns: [String] {
        (tree["controls"]?.list ?? []).flatMap(MutantMaker.columns)
    }

    /// Columns of the lines before and after the rows that a control compares.
    static func columns(_ control: Tree) -> [String] {
        ["count", "equals", "opening", "closing"].flatMap { control[$0]?.texts ?? [] }
    }

    func mutant(
        _ text: String, _ place: Place, critical: Bool, _ tree: Tree, tables: [String: Tree] = [:]
    ) -> Mutant {
        Mutant(text: text, place: place, isCritical: critical, tree: tree, tables: tables)
    }
}
