import Mapping
import Subsidy

extension MutantMaker {
    /// One group less. The last that stays becomes the fields themselves.
    func groupMutants() -> [Mutant] {
        guard let groups = tree["groups"]?.list else { return [] }
        return groups.indices.map { index in
            let path: [TreeStep] = [.key("groups"), .index(index)]
            let columns = (groups[index].pairs ?? []).flatMap { pair in
                pair.value.texts + (pair.value["from"]?.texts ?? []) + (pair.value["join"]?.texts ?? [])
            }
            var changed = tree.removing(path).ignoring(orphans(columns, without: path))
            if let rest = changed["groups"]?.list, rest.count == 1 {
                let fields = (changed["fields"] ?? Tree(.map([]), at: tree.place))
                changed = changed.removing([.key("groups")])
                    .setting("fields", (rest[0].pairs ?? []).reduce(fields) { $0.setting($1.key, $1.value) })
            }
            return mutant("drop group \(index + 1)", groups[index].place, critical: true, changed)
        }
    }

    func controlMutants() -> [Mutant] {
        (tree["controls"]?.list ?? []).enumerated().flatMap { index, control -> [Mutant] in
            let path: [TreeStep] = [.key("controls"), .index(index)]
            let name = (control.pairs ?? []).filter { $0.key != "as" }.map { pair in
                let value = pair.value.pairs.map { $0.map { "\($0.key)=\($0.value.texts.joined(separator: "/"))" } }
                return "\(pair.key) " + (value ?? pair.value.texts).joined(separator: " ")
            }.joined(separator: " ")
            let columns = MutantMaker.columns(control)
            // How many rows a document may hold loses nobody's money.
            let critical = control["atMost"] == nil
            var mutants = [
                mutant(
                    "drop control \(name)", control.place, critical: critical,
                    tree.removing(path).ignoring(orphans(columns, without: path)))
            ]
            for key in ["where", "minus"] where control[key] != nil {
                mutants.append(
                    mutant(
                        "control \(name): drop \(key)", control.place(of: key), critical: critical,
                        tree.removing(path + [.key(key)])))
            }
            if let codec = control["as"]?.text, ["yuan", "fen"].contains(String(codec.prefix { $0 != "(" })) {
                let other = codec.hasPrefix("yuan") ? "fen" + codec.dropFirst(4) : "yuan" + codec.dropFirst(3)
                mutants.append(
                    mutant(
                        "control \(name): \(codec) → \(other)", control.place(of: "as"), critical: critical,
                        tree.changing(path + [.key("as")]) { $0.scalar(other) }))
            }
            return mutants
        }
    }

    /// Columns of the `ext` bag, and texts that are written whatever the records hold.
    func extraMutants() -> [Mutant] {
        var mutants: [Mutant] = []
        for (index, entry) in (tree["ext"]?.list ?? []).enumerated() {
            guard let name = entry.text else { continue }
            mutants.append(
                mutant(
                    "drop ext \(name)", entry.place, critical: false,
                    tree.removing([.key("ext"), .index(index)]).ignoring([name])))
        }
        for pair in tree["constants"]?.pairs ?? [] where pair.value.text?.isEmpty == false && !isTag(pair) {
            mutants.append(
                mutant(
                    "drop constant \(pair.key)", pair.place, critical: false,
                    tree.removing([.key("constants"), .key(pair.key)])
                        .ignoring(controlColumns.contains(pair.key) ? [] : [pair.key])))
        }
        return mutants
    }

    /// A constant that says a line's tag again: the tag is written without it.
    private func isTag(_ pair: Tree.Pair) -> Bool {
        let shape = mapping.shape
        let lines = [
            (shape.columns.first?.name, shape.recordTag),
            (shape.header?.columns.first.map { "header.\($0.name)" }, shape.header?.tag),
            (shape.trailer?.columns.first.map { "trailer.\($0.name)" }, shape.trailer?.tag),
        ]
        return lines.contains { $0.0 == pair.key && $0.1 != nil && $0.1 == pair.value.text }
    }

    /// Whether writing a code gives this key.
    private func isWritten(_ key: String, _ code: String, _ table: String) -> Bool {
        for (site, _, section) in sections {
            for pair in section.pairs ?? [] {
                guard let found = mapping.outline(site, pair.key)?.table, found.name == table else { continue }
                return found.text(for: code).map { String(decoding: $0, as: UTF8.self) } == key
            }
        }
        return false
    }

    /// Each key of each code table led to another code.
    func tableMutants() -> [Mutant] {
        var tables: [String: (set: CodeSet, isCritical: Bool)] = [:]
        for (site, _, section) in sections {
            for pair in section.pairs ?? [] {
                guard let table = mapping.outline(site, pair.key)?.table else { continue }
                let critical = isCritical(site, pair.key) || tables[table.name]?.isCritical == true
                tables[table.name] = (table.set, critical)
            }
        }
        return tables.sorted { $0.key < $1.key }.flatMap { name, table -> [Mutant] in
            guard let file = sources.table(name) else { return [] }
            return ["codes", "prefix", "contains"].flatMap { section in
                (file[section]?.pairs ?? []).compactMap { pair -> Mutant? in
                    guard let code = pair.value.text, let other = MutantMaker.next(code, table.set),
                        mapping.direction.reads || isWritten(pair.key, code, name)
                    else { return nil }
                    let changed = file.changing([.key(section), .key(pair.key)]) { $0.scalar(other) }
                    let word = section == "codes" ? "" : "\(section) "
                    return mutant(
                        "codes(\(name)) \(word)“\(pair.key)”: \(code) → \(other)", pair.place,
                        critical: table.isCritical, tree, tables: [name: changed])
                }
            }
        }
    }
}
