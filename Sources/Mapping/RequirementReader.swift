import Subsidy

/// RequirementReader reads a regulation's duties and checks the places that lie in `Mappings/` and in the canonical
/// model. Acts, moves and tables stand in targets that this one does not know; a test looks there.
struct RequirementReader {
    private let loader: LibraryLoader
    private let findings: Findings

    init(_ loader: LibraryLoader, _ findings: Findings) {
        self.loader = loader
        self.findings = findings
    }

    func read(_ tree: Tree) -> [Requirement]? {
        guard let file = Section(tree, path: "", findings: findings, keys: ["title", "profile", "ids", "duties"]),
            let prefix = file.required("ids"), let profile = file.required("profile"), file.isPresent("duties"),
            let entries = file.list("duties")
        else { return nil }
        let known = loader.names("profiles/")
        if !known.contains(profile) {
            file.fault(
                "profile", "regulation.profile", "没有地区参数“\(profile)”", "unknown profile",
                hint: Nearest.hint(profile, among: known))
        }
        var seen: Set<String> = []
        return entries.compactMap { entry in
            guard let requirement = requirement(entry, profile: profile) else { return nil }
            if !requirement.id.hasPrefix(prefix) || !isNumber(requirement.id.dropFirst(prefix.count)) {
                findings.add(
                    entry.place, "duties.id", "regulation.id", "编号“\(requirement.id)”不是 \(prefix) 加条、款号",
                    "not a number of this regulation", hint: Hint("如 \(prefix)16.1c", "such as \(prefix)16.1c"))
            }
            if !seen.insert(requirement.id).inserted {
                findings.add(
                    entry.place, "duties.id", "key.duplicate", "编号“\(requirement.id)”重复", "the number is given twice")
            }
            return requirement
        }
    }

    /// `16`, `16.1`, `5.1.2`, each perhaps with a letter.
    private func isNumber(_ text: Substring) -> Bool {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = parts.last, (1...3).contains(parts.count) else { return false }
        if let letter = last.last, ("a"..."z").contains(letter) { parts[parts.count - 1] = last.dropLast() }
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    private func requirement(_ entry: Tree, profile: String) -> Requirement? {
        let keys = ["id", "class", "zh", "case", "places", "open"]
        guard let section = Section(entry, path: "duties", findings: findings, keys: keys),
            let id = section.required("id"),
            let duty = section.requiredChoice("class", Requirement.Duty.self), let zh = section.required("zh"),
            section.isPresent("places"), let listed = section.list("places")
        else { return nil }
        let places = listed.compactMap { place($0, profile: profile) }
        let open = section.text("open")
        if listed.isEmpty, open == nil {
            section.fault(
                "places", "regulation.nowhere", "没有写明何处落实，也没有写明尚缺什么", "neither a place nor what is missing",
                hint: Hint("写 places 或 open", "write places or open"))
        }
        return Requirement(
            id: id, duty: duty, zh: zh, badCase: section.text("case") ?? "", places: places, open: open)
    }

    private func place(_ tree: Tree, profile: String) -> Requirement.Place? {
        let kinds = Requirement.Place.Kind.allCases.map(\.rawValue)
        guard let section = Section(tree, path: "duties.places", findings: findings, keys: kinds) else { return nil }
        guard let pairs = tree.pairs, pairs.count == 1 else {
            findings.add(
                tree.place, "duties.places", "place.one", "一处只写一个键", "a place has one key",
                hint: Hint("如 {alert: deceased}", "such as {alert: deceased}"))
            return nil
        }
        guard let kind = Requirement.Place.Kind(rawValue: pairs[0].key), let name = section.required(kind.rawValue)
        else { return nil }
        if let known = known(kind, profile: profile), !known.contains(where: { matches($0, name) }) {
            findings.add(
                pairs[0].value.place, "duties.places.\(kind.rawValue)", "place.unknown", "“\(name)”在所指之处不存在",
                "there is no such thing", hint: Nearest.hint(name, among: known.sorted()))
        }
        return Requirement.Place(kind, name)
    }

    /// A trailing star stands for any rest.
    private func matches(_ known: String, _ name: String) -> Bool {
        name.hasSuffix("*") ? known.hasPrefix(name.dropLast()) : known == name
    }

    /// The names that a place of this kind may have; nil where another target knows.
    private func known(_ kind: Requirement.Place.Kind, profile: String) -> [String]? {
        switch kind {
        case .alert:
            let file = tree("profiles/\(profile).yaml")?["alerts"]?.text ?? ""
            return (tree("alerts/\(file).yaml")?["rules"]?.list ?? []).compactMap { $0["id"]?.text }
        case .profile: return tree("profiles/\(profile).yaml").map(RequirementReader.keys) ?? []
        case .exchange: return Exchange.allCases.map(\.rawValue)
        case .mapping:
            return loader.paths.filter { path in !LibraryLoader.folders.contains(where: path.hasPrefix) }
                .map { String($0.dropLast(5)) }
        case .codes: return loader.names("codes/")
        case .field:
            return CanonicalModel.schemas.flatMap { schema in schema.fields.map { "\(schema.name).\($0.name)" } }
        case .project:
            return CatalogueReader.projectKeys + CatalogueReader.standardKeys.map { "standard.\($0)" }
                + CatalogueReader.keys.map { "catalogue.\($0)" }
        case .act, .move, .report, .store, .rule, .refusal, .suspense: return nil
        }
    }

    private func tree(_ path: String) -> Tree? { loader.trees[path] ?? nil }

    /// Every key of a profile with the path that leads to it; a schedule is named by its exchange.
    private static func keys(_ tree: Tree) -> [String] {
        (tree.pairs ?? []).flatMap { pair in
            let entries = (pair.value.list ?? []).compactMap { $0["exchange"]?.text }
            return [pair.key] + (entries + keys(pair.value)).map { "\(pair.key).\($0)" }
        }
    }
}
