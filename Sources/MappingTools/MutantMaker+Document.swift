import Mapping
import Subsidy

extension MutantMaker {
    func documentMutants() -> [Mutant] {
        var mutants = formMutants()
        for (edge, path) in [
            ("", [TreeStep.key("document")]), ("header.", [.key("document"), .key("header")]),
            ("trailer.", [.key("document"), .key("trailer")]),
        ] {
            mutants += columnMutants(edge, path)
        }
        return mutants
    }

    /// Encoding, line ends, quotes.
    private func formMutants() -> [Mutant] {
        guard let document = tree["document"] else { return [] }
        let shape = mapping.shape
        var mutants: [Mutant] = []
        func add(_ key: String, _ text: String, _ what: String) {
            let changed = tree.changing([.key("document")]) { $0.setting(key, $0.scalar(text)) }
            mutants.append(mutant(what, document.place(of: key), critical: false, changed))
        }
        if shape.format != .xlsx {
            let others: [DocumentShape.Encoding] =
                switch shape.encoding {
                case .gb18030: [.gbk, .utf8]
                case .gbk: [.gb18030, .utf8]
                case .utf8: [.gb18030]
                case .utf16LE: [.utf16BE]
                case .utf16BE: [.utf16LE]
                }
            for other in others {
                add("encoding", other.rawValue, "encoding: \(shape.encoding.rawValue) → \(other.rawValue)")
            }
        }
        if !shape.skip.isEmpty {
            let changed = tree.removing([.key("document"), .key("skip")])
            mutants.append(mutant("drop skip", document.place(of: "skip"), critical: false, changed))
        }
        guard [.delimited, .fixed].contains(shape.format) else { return mutants }
        if mapping.direction.writes {
            let other = shape.newline == .lf ? "CRLF" : "LF"
            add("newline", other, "newline: \(shape.newline.rawValue) → \(other)")
        }
        if shape.quote != nil {
            let changed = tree.removing([.key("document"), .key("quote")])
            mutants.append(mutant("drop quote", document.place(of: "quote"), critical: false, changed))
        }
        return mutants
    }

    private func columnMutants(_ edge: String, _ line: [TreeStep]) -> [Mutant] {
        let columns = line.reduce(Optional(tree)) { tree, step in
            if case .key(let key) = step { tree?[key] } else { nil }
        }?["columns"]?.list
        guard let columns else { return [] }
        let path = line + [.key("columns")]
        let names = columns.map { MutantMaker.columnName($0) }
        let hasTag =
            edge.isEmpty
            ? mapping.shape.recordTag != nil
            : (edge == "header." ? mapping.shape.header : mapping.shape.trailer)?.tag != nil
        let first = hasTag ? 1 : 0
        var mutants: [Mutant] = []
        for left in columns.indices.dropFirst(first) {
            for right in columns.indices.suffix(from: left + 1) where isPair(edge, names, left, right) {
                let critical = isCritical(column: edge + names[left]) || isCritical(column: edge + names[right])
                mutants.append(
                    mutant(
                        "swap columns \(edge)\(names[left]), \(edge)\(names[right])", columns[left].place,
                        critical: critical,
                        tree.changing(path) { MutantMaker.swapped($0, left, right) }))
            }
        }
        if mapping.shape.format == .fixed { mutants += widthMutants(edge, path, columns, names) }
        for index in columns.indices where columns[index]["sign"] != nil && mapping.direction.writes {
            mutants.append(
                mutant(
                    "\(edge)\(names[index]): drop sign", columns[index].place(of: "sign"),
                    critical: isCritical(column: edge + names[index]),
                    tree.removing(path + [.index(index), .key("sign")])))
        }
        return mutants
    }

    /// Neighbours, and columns whose fields are of one type that is not plain text; not two that nothing uses.
    private func isPair(_ edge: String, _ names: [String], _ left: Int, _ right: Int) -> Bool {
        let used = [left, right].map { fields(of: edge + names[$0]) }
        let isExtra = [left, right].contains { tree["ext"]?.texts.contains(edge + names[$0]) == true }
        guard used.contains(where: { !$0.isEmpty }) || isExtra else { return false }
        if right == left + 1 { return true }
        let types = used.map { $0.first.flatMap { mapping.outline($0.site, $0.field)?.type } }
        return types[0] != nil && types[0] == types[1] && types[0] != .text
    }

    private func widthMutants(
        _ edge: String, _ path: [TreeStep], _ columns: [Tree], _ names: [String]
    ) -> [Mutant] {
        var mutants: [Mutant] = []
        func width(_ index: Int) -> Int { Int(columns[index]["width"]?.text ?? "") ?? 0 }
        func widened(_ index: Int, _ by: Int, _ tree: Tree) -> Tree {
            tree.changing(path + [.index(index), .key("width")]) { $0.scalar("\(width(index) + by)") }
        }
        for index in columns.indices.dropLast() where width(index + 1) > 1 {
            let critical = [index, index + 1].contains { isCritical(column: edge + names[$0]) }
            mutants.append(
                mutant(
                    "shift border \(edge)\(names[index])|\(names[index + 1]) right by 1", columns[index].place,
                    critical: critical, widened(index + 1, -1, widened(index, 1, tree))))
        }
        guard mapping.direction.writes else { return mutants }
        for index in columns.indices where !fields(of: edge + names[index]).isEmpty {
            let align = columns[index]["align"]?.text == "right" ? "left" : "right"
            let changed = tree.changing(path + [.index(index)]) { $0.setting("align", $0.scalar(align)) }
            mutants.append(
                mutant(
                    "\(edge)\(names[index]): align \(align)", columns[index].place,
                    critical: isCritical(column: edge + names[index]), changed))
        }
        return mutants
    }

    /// A `#` at the end of a column's text is its path's, not its name's.
    static func columnName(_ column: Tree) -> String {
        guard let text = column.text else { return column["name"]?.text ?? "" }
        return text.hasSuffix("#") ? String(text.dropLast()) : text
    }

    /// Two columns whose names have changed places; where and how they stand in the document stays.
    private static func swapped(_ list: Tree, _ left: Int, _ right: Int) -> Tree {
        guard var columns = list.list else { return list }
        let names = (columnName(columns[left]), columnName(columns[right]))
        columns[left] = renamed(columns[left], names.1)
        columns[right] = renamed(columns[right], names.0)
        return Tree(.list(columns), at: list.place)
    }

    private static func renamed(_ column: Tree, _ name: String) -> Tree {
        if let text = column.text {
            return Tree(
                .map([.init("name", column.scalar(name)), .init("path", column.scalar(text))]), at: column.place)
        }
        let path = column["path"] ?? column.scalar(columnName(column))
        return column.setting("name", column.scalar(name)).setting("path", path)
    }
}
