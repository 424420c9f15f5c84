import Mapping
import Subsidy

extension MutantMaker {
    /// Everything that can be broken in one field.
    func fieldMutants(_ site: FieldSite, _ section: [TreeStep], _ pair: Tree.Pair) -> [Mutant] {
        guard let outline = mapping.outline(site, pair.key) else { return [] }
        let path = section + [.key(pair.key)]
        let name = name(site, pair.key)
        let critical = isCritical(site, pair.key)
        let reads = mapping.direction.reads
        var mutants = weakMutants(site, pair, outline)
        func add(_ what: String, _ place: Place, _ tree: Tree) {
            mutants.append(mutant("\(name): \(what)", place, critical: critical, tree))
        }
        if !outline.required {
            var columns = (pair.value["when"]?.pairs ?? []).map(\.key) + (pair.value["unless"]?.pairs ?? []).map(\.key)
            if case .columns(let names) = outline.source { columns += names }
            add("drop", pair.place, tree.removing(path).ignoring(orphans(columns, without: path)))
        }
        guard pair.value.pairs != nil else {
            if reads, [.account, .phone].contains(outline.type) { addText() }
            return mutants
        }
        func addText() {
            add(
                "as text", pair.place,
                tree.changing(path) { value in
                    Tree(.map([.init("from", value), .init("as", value.scalar("text"))]), at: value.place)
                })
        }
        if let codec = pair.value["as"], let text = codec.text {
            for change in codecChanges(text, outline.type) {
                let what = change.map { "\(text) → \($0)" } ?? "drop \(text)"
                add(
                    what, pair.value.place(of: "as"),
                    tree.changing(path + [.key("as")]) { _ in change.map(codec.scalar) })
            }
        } else if reads, [.account, .phone].contains(outline.type) {
            add("as text", pair.place, tree.changing(path) { $0.setting("as", $0.scalar("text")) })
        }
        // What only reading looks at changes nothing in a mapping that only writes.
        var keys = reads ? ["equals", "when", "unless", "unmapped", "slice", "unreadable"] : []
        if outline.warnsMissing { keys.append("required") }
        for key in keys where pair.value[key] != nil {
            add("drop \(key)", pair.value.place(of: key), tree.removing(path + [.key(key)]))
        }
        if reads, case .code = outline.type, outline.table != nil, pair.value["unmapped"] == nil, !outline.required {
            add("unmapped: keep", pair.place, tree.changing(path) { $0.setting("unmapped", $0.scalar("keep")) })
        }
        for (what, place, changed) in listChanges(pair.value, path) + numberChanges(pair.value, path) {
            add(what, place, changed)
        }
        if let other = otherConstant(pair.value["const"]?.text, outline.type) {
            add(
                "const → \(other)", pair.value.place(of: "const"),
                tree.changing(path + [.key("const")]) { $0.scalar(other) })
        }
        return mutants
    }

    /// A field that must be there is not asked for; a number or a name is taken for any text.
    private func weakMutants(_ site: FieldSite, _ pair: Tree.Pair, _ field: FieldOutline) -> [Mutant] {
        if field.source == .constant { return [] }
        if case .parameter = field.source, !mapping.direction.reads { return [] }
        var sites = [site]
        if site == .record {
            // A group that does not say otherwise has the record's field.
            let groups = (tree["groups"]?.list ?? []).enumerated().filter { $0.element[pair.key] == nil }
            sites += groups.map { FieldSite.group($0.offset) }
        }
        var ways: [(String, FieldWeakness)] = []
        if field.required, !isComputed(field, site) { ways.append(("not required", .optional)) }
        if mapping.direction.reads, [.idNumber, .name].contains(field.type), field.codec != "text" {
            ways.append(("as text", .asText))
        }
        return ways.map { what, how in
            Mutant(
                text: "\(name(site, pair.key)): \(what)", place: pair.place, isCritical: isCritical(site, pair.key),
                tree: tree, tables: [:], weakness: Mutant.Weakness(sites: sites, field: pair.key, how: how))
        }
    }

    /// Whether writing computes it, so that a head without it can be written.
    private func isComputed(_ field: FieldOutline, _ site: FieldSite) -> Bool {
        guard site == .head, !mapping.direction.reads, case .columns(let names) = field.source else { return false }
        return names.contains(where: controlColumns.contains)
    }

    /// What else a codec could be; nil drops it.
    private func codecChanges(_ text: String, _ type: FieldType) -> [String?] {
        let open = text.firstIndex(of: "(")
        let word = open.map { String(text[..<$0]) } ?? text
        let argument = open.map { String(text[text.index(after: $0)...].dropLast()) }
        switch word {
        case "yuan", "fen":
            let other = word == "yuan" ? "fen" : "yuan"
            let parts = (argument ?? "").split(separator: ",").map { $0.drop { $0 == " " } }
            return [argument.map { "\(other)(\($0))" } ?? other] + (argument == nil ? [] : [word])
                + (parts.count == 2 ? parts.map { "\(word)(\($0))" } : [])
        case "date", "time":
            guard let argument, argument != "any", argument != "epochMillis" else { return [] }
            var changes: [String?] = word == "date" ? [nil] : []
            if argument.contains("MM"), argument.contains("dd") {
                changes.append(
                    "\(word)("
                        + argument.replacing("MM", with: "\u{1}").replacing("dd", with: "MM").replacing(
                            "\u{1}", with: "dd")
                        + ")")
            }
            if argument.hasSuffix("last") { changes.append("date(" + argument.split(separator: ",")[0] + ")") }
            return changes
        case "flag":
            let sides = (argument ?? "").split(separator: ",")
            return sides.count == 2 ? ["flag(\(sides[1]),\(sides[0]))"] : []
        case "text": return [.account, .phone].contains(type) ? [nil] : []
        case "codes": return type == .text ? [nil] : []
        case "clearingNumber", "documentNumber": return [nil]
        default: return []
        }
    }

    /// One text less of `empty`, `when` and `unless`; columns of a join the other way round.
    private func listChanges(_ field: Tree, _ path: [TreeStep]) -> [(String, Place, Tree)] {
        var changes: [(String, Place, Tree)] = []
        if let empty = field["empty"] {
            let texts = empty.list ?? [empty]
            for (index, entry) in texts.enumerated() where index == 0 || mapping.direction.reads {
                let changed =
                    texts.count == 1
                    ? tree.removing(path + [.key("empty")]) : tree.removing(path + [.key("empty"), .index(index)])
                changes.append(("drop empty “\(entry.text ?? "")”", entry.place, changed))
            }
        }
        for key in ["when", "unless"] {
            for pair in field[key]?.pairs ?? [] {
                guard let texts = pair.value.list, texts.count > 1 else { continue }
                for (index, entry) in texts.enumerated() {
                    let at = path + [.key(key), .key(pair.key), .index(index)]
                    changes.append(("\(key) \(pair.key): drop “\(entry.text ?? "")”", entry.place, tree.removing(at)))
                }
            }
        }
        if let join = field["join"], let columns = join.list, columns.count > 1 {
            let changed = tree.changing(path + [.key("join")]) { Tree(.list(($0.list ?? []).reversed()), at: $0.place) }
            changes.append(("join reversed", join.place, changed))
        }
        return changes
    }

    /// A slice or a piece further by one.
    private func numberChanges(_ field: Tree, _ path: [TreeStep]) -> [(String, Place, Tree)] {
        var changes: [(String, Place, Tree)] = []
        if let slice = field["slice"] {
            let moved = (slice.list ?? []).map { $0.scalar("\((Int($0.text ?? "") ?? 0) + 1)") }
            let changed = tree.changing(path + [.key("slice")]) { _ in Tree(.list(moved), at: slice.place) }
            changes.append(("slice + 1", slice.place, changed))
        }
        if let part = field["part"], let number = Int(part.text ?? "") {
            let changed = tree.changing(path + [.key("part")]) { $0.scalar("\(number + 1)") }
            changes.append(("part + 1", part.place, changed))
        }
        return changes
    }

    private func otherConstant(_ text: String?, _ type: FieldType) -> String? {
        guard let text else { return nil }
        switch type {
        case .code(let set): return MutantMaker.next(text, set)
        case .flag: return text == "true" ? "false" : text == "false" ? "true" : nil
        default: return nil
        }
    }

    /// Another code of the set.
    static func next(_ code: String, _ set: CodeSet) -> String? {
        guard let index = set.codes.firstIndex(of: code), set.codes.count > 1 else { return nil }
        return set.codes[(index + 1) % set.codes.count]
    }
}
