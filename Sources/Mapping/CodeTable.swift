package import Subsidy

/// CodeTable leads the codes of one issuer to one closed set of canonical codes (domain.md 6.4).
///
/// Keys are looked up by their bytes. No String is made for a cell.
package struct CodeTable: Sendable {
    /// As mapping files name it, such as `bank/results.cmbc`.
    package let name: String
    package let title: String
    package let set: CodeSet

    /// The issuer's keys, as `codes` has them.
    let keys: [[UInt8]]
    /// Indices of canonical codes by key.
    let index: ByteIndex
    private(set) var prefixes: [(key: [UInt8], code: Int)] = []
    private(set) var parts: [(key: [UInt8], code: Int)] = []
    /// What to write for each code of the set; nil when nothing leads to it alone.
    private var written: [[UInt8]?]
    /// The canonical codes as UTF-8, by index.
    let canonical: [[UInt8]]
    /// Bytes of the longest canonical code.
    let longest: Int
    /// Codes that several keys lead to, with no word on which of them to write.
    let ambiguous: [String]

    /// `entries` are the issuer's keys, which differ, with indices of canonical codes; `prefixes` serve when no key
    /// matches, the longest first; `parts`, texts found anywhere in the key, after them, and only when
    /// all that are found lead to one code; `writes` says which key to write for a code.
    init(
        name: String, title: String, set: CodeSet, entries: [(key: [UInt8], code: Int)],
        prefixes: [(key: [UInt8], code: Int)], parts: [(key: [UInt8], code: Int)],
        writes: [(code: Int, key: [UInt8])]
    ) {
        self.name = name
        self.title = title
        self.set = set
        canonical = set.codes.map { Array($0.utf8) }
        longest = canonical.map(\.count).max() ?? 0
        keys = entries.map(\.key)
        index = ByteIndex(entries.map { ($0.key, $0.code) })
        self.prefixes = prefixes.sorted { $0.key.count > $1.key.count }
        self.parts = parts
        var written = [[UInt8]?](repeating: nil, count: set.codes.count)
        var ambiguous: [String] = []
        for code in set.codes.indices {
            let leading = entries.filter { $0.code == code }
            if let choice = writes.first(where: { $0.code == code }) {
                written[code] = choice.key
            } else if leading.count == 1, !(prefixes + parts).contains(where: { $0.code == code }) {
                written[code] = leading[0].key
            } else if !leading.isEmpty || (prefixes + parts).contains(where: { $0.code == code }) {
                ambiguous.append(set.codes[code])
            }
        }
        self.written = written
        self.ambiguous = ambiguous
    }

    package var count: Int { index.count }

    /// The canonical code of an issuer's, or nil when no key and no prefix leads to one.
    package func code(for key: ArraySlice<UInt8>) -> String? { index(for: key).map { set.codes[$0] } }

    /// The issuer's code of a canonical one, or nil when it has none.
    package func text(for code: String) -> [UInt8]? {
        set.codes.firstIndex(of: code).flatMap { written[$0] }
    }

    func index(for key: ArraySlice<UInt8>) -> Int? {
        let found = key.withUnsafeBufferPointer { index.find($0) }
        if found >= 0 { return found }
        return prefixes.first { key.starts(with: $0.key) }?.code ?? part(of: key)
    }

    /// The code that texts within the key lead to; nil when they disagree, because a guess could pay twice.
    private func part(of key: ArraySlice<UInt8>) -> Int? {
        var found: Int?
        for part in parts where CodeTable.contains(key, part.key) {
            if let found, found != part.code { return nil }
            found = part.code
        }
        return found
    }

    static func contains(_ text: ArraySlice<UInt8>, _ part: [UInt8]) -> Bool {
        guard text.count >= part.count else { return false }
        return (text.startIndex...text.endIndex - part.count).contains { text[$0...].starts(with: part) }
    }

    /// UTF-8 of the canonical code that a key leads to.
    func bytes(for key: ArraySlice<UInt8>) -> [UInt8]? { index(for: key).map { canonical[$0] } }

    /// The issuer's code of a canonical one given as UTF-8.
    func text(forCanonical code: ArraySlice<UInt8>) -> [UInt8]? {
        canonical.firstIndex { code.elementsEqual($0) }.flatMap { written[$0] }
    }
}

extension CodeTable {
    /// The closed sets that canonical fields hold, by name.
    static let sets: [String: CodeSet] = {
        var sets: [String: CodeSet] = [:]
        for schema in CanonicalModel.schemas {
            for field in schema.fields { if case .code(let set) = field.type { sets[set.name] = set } }
        }
        return sets
    }()

    static let keys = ["title", "set", "codes", "prefix", "contains", "writes"]

    /// Reads `codes/<name>.yaml`; nil after faults that leave no table.
    init?(_ tree: Tree, name: String, findings: Findings) {
        guard let file = Section(tree, path: "", findings: findings, keys: CodeTable.keys) else { return nil }
        let title = file.required("title") ?? ""
        guard let setName = file.required("set") else { return nil }
        guard let set = CodeTable.sets[setName] else {
            file.fault(
                "set", "codes.set", "没有名为“\(setName)”的规范代码集", "unknown code set",
                hint: Nearest.hint(setName, among: CodeTable.sets.keys.sorted()))
            return nil
        }
        guard file.isPresent("codes") else { return nil }
        let entries = CodeTable.entries(file, "codes", set)
        let prefixes = CodeTable.entries(file, "prefix", set)
        let parts = CodeTable.entries(file, "contains", set)
        if parts.contains(where: { set.codes[$0.code] == "ok" }) {
            file.fault(
                "contains", "codes.containsOk", "contains 不能指向 ok：“交易未成功”里也有“成功”",
                "a text within a text never means success",
                hint: Hint("成功只在 codes 中写全文", "write success in full under codes"))
        }
        for (key, found) in [("prefix", prefixes), ("contains", parts)] {
            guard let empty = found.first(where: \.key.isEmpty) else { continue }
            file.fault(
                key, "codes.empty", "\(key) 的键不能为空（\(set.codes[empty.code])）：任何代码都与空文字相符",
                "an empty text is in every text", hint: Hint("写出文字，或删去这一条", "write a text, or remove the entry"))
        }
        let writes = CodeTable.writes(file, set)
        self.init(
            name: name, title: title, set: set, entries: entries, prefixes: prefixes, parts: parts,
            writes: writes.map { ($0.code, $0.key) })
        for write in writes where index(for: write.key[...]) != write.code {
            findings.add(
                write.place, "writes.\(set.codes[write.code])", "codes.writes", "写出的代码读回来不是同一个规范代码",
                "the code to write does not lead back",
                hint: Hint(
                    "writes 的值必须是 codes 中指向该规范代码的键", "writes must name a key under codes that leads to this code"))
        }
    }

    private static func entries(_ file: Section, _ key: String, _ set: CodeSet) -> [(key: [UInt8], code: Int)] {
        guard let section = file.section(key), let pairs = section.tree.pairs else { return [] }
        var entries: [(key: [UInt8], code: Int)] = []
        var seen: Set<[UInt8]> = []
        for pair in pairs {
            let bytes = Array(Array(pair.key.utf8)[...].trimmed)
            if !seen.insert(bytes).inserted {
                section.fault(
                    pair.key, "key.duplicate", "键“\(pair.key)”重复（首尾空格不计）", "key is given twice",
                    hint: Hint("只保留一个", "keep one of them"))
            } else if let text = pair.value.isNull ? nil : pair.value.text {
                if let code = index(text, set, section, pair.key) { entries.append((bytes, code)) }
            } else {
                // Says so where it is no text at all. A key that has one is not looked up: there may be many.
                _ = section.text(pair.key)
                section.fault(
                    pair.key, "codes.empty", "没有写规范代码", "no canonical code",
                    hint: Hint("写成 \"对方的代码\": 规范代码", "write \"THEIR CODE\": CANONICAL CODE"))
            }
        }
        return entries
    }

    private static func writes(_ file: Section, _ set: CodeSet) -> [(code: Int, key: [UInt8], place: Place)] {
        guard let section = file.section("writes"), let pairs = section.tree.pairs else { return [] }
        return pairs.compactMap { pair in
            guard let text = section.text(pair.key), let code = index(pair.key, set, section, pair.key) else {
                return nil
            }
            return (code, Array(text.utf8), pair.place)
        }
    }

    private static func index(_ code: String, _ set: CodeSet, _ section: Section, _ key: String) -> Int? {
        if let index = set.codes.firstIndex(of: code) { return index }
        section.fault(
            key, "codes.outside", "“\(code)”不在规范代码集“\(set.name)”之中", "code is outside the canonical set",
            hint: Nearest.hint(code, among: set.codes))
        return nil
    }
}

extension ArraySlice<UInt8> {
    /// The text without ASCII white space and full-width spaces (U+3000) at both ends.
    var trimmed: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first {
            if first == 0x20 || (0x09...0x0D).contains(first) {
                slice.removeFirst()
            } else if first == 0xE3, slice.starts(with: [0xE3, 0x80, 0x80]) {
                slice.removeFirst(3)
            } else {
                break
            }
        }
        while let last = slice.last {
            if last == 0x20 || (0x09...0x0D).contains(last) {
                slice.removeLast()
            } else if last == 0x80, slice.count >= 3, slice.suffix(3).elementsEqual([0xE3, 0x80, 0x80]) {
                slice.removeLast(3)
            } else {
                break
            }
        }
        return slice
    }
}
