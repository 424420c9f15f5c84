import Subsidy
import TestSupport
import Testing

/// A document's field names live in `Mappings/` only; an envelope's names in its adapter (design section 2).
@Suite struct FieldNamesTests {
    /// Words of documents' structure, which are nobody's fields.
    private static let structure: Set = ["PACKAGE", "PACKAGEHEAD", "DATA", "RECORD"]

    /// Our own evidence, which travels in a document of the treasury under our own name (design G8).
    private static let ours: Set = ["roster_digest", "audit_head"]

    /// Columns of the store that a document happens to call the same.
    private static let twins: Set = ["village_code"]

    /// What a counterpart's address asks with; the same words are columns of its answers.
    private static let envelopes: Set = ["mof_div_code", "setup_year", "fiscal_year"]

    /// The name and path of every column that any mapping declares.
    private static let found = Result {
        var found: Set<String> = []
        for path in Repository.files(under: "Mappings", suffix: ".yaml") where !path.hasSuffix(".tests.yaml") {
            found.formUnion(ColumnNames.of(try Repository.text(path)))
        }
        return found
    }

    private static func columns() throws -> Set<String> { try found.get() }

    /// Names that cannot be a word of our own: with an underscore, all capitals, or pinyin initials.
    private static func isForeign(_ name: String) -> Bool {
        guard name.count >= 4, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
            return false
        }
        return name.contains("_") || name.allSatisfy { $0.isUppercase || $0.isNumber }
            || name.allSatisfy { $0.isLowercase && !"aeiou".contains($0) }
    }

    @Test func theNamesOfEveryKindOfDocumentAreFound() throws {
        let columns = try Self.columns()
        for name in ["AAC002", "GMSFHM_PPDDM", "pay_app_no", "hot_topic_cate_name", "SZZJH", "hzsfzh", "草原证号", "低保证号"] {
            #expect(columns.contains { $0.hasPrefix(name) }, "\(name)")
        }
        #expect(columns.filter(Self.isForeign).count > 60)
    }

    @Test func noFieldNameOfADocumentStandsInTheGateway() throws {
        let foreign = try Self.columns().filter(Self.isForeign).subtracting(
            Self.structure.union(Self.ours).union(Self.twins))
        for file in try SourceFile.all(in: ["Sources"]) where !file.path.hasPrefix("Sources/Sandbox/") {
            for name in file.words.intersection(foreign).sorted() { Issue.record("\(file.path): \(name)") }
        }
    }

    @Test func anAdapterKnowsItsEnvelopeAndNotTheDocument() throws {
        let foreign = try Self.columns().filter(Self.isForeign).subtracting(Self.structure).subtracting(Self.envelopes)
        for file in try SourceFile.all(in: ["Adapters"]) where !file.path.contains("/Tests/") {
            for name in file.words.intersection(foreign).sorted() { Issue.record("\(file.path): \(name)") }
        }
    }

    @Test func noChineseTitleOfADocumentStandsInCode() throws {
        // The model's own labels are our words, even where a sheet happens to use the same.
        let labels = Set(CanonicalModel.schemas.flatMap { [$0.zh] + $0.fields.map(\.zh) })
        let titles = try Self.columns().filter { name in
            name.count >= 4 && name.contains { !$0.isASCII } && !labels.contains(name)
        }
        #expect(!titles.isEmpty)
        for file in try SourceFile.all(in: ["Sources", "Adapters"])
        where !file.path.hasPrefix("Sources/Sandbox/") && !file.path.contains("/Tests/") {
            for title in file.literals.intersection(titles).sorted() { Issue.record("\(file.path): \(title)") }
        }
    }

    @Test(arguments: [
        ("document:\n  columns: [a, {name: b, path: X/Y_Z, width: 4}, \"c d\"]\n", ["X", "Y_Z", "a", "b", "c d"]),
        (
            "document:\n  columns:\n    - HZXM  # head\n    - {name: \"no\", path: \"@no\"}\nfields:\n  - x\n",
            ["HZXM", "no"]
        ),
        ("  header: {tag: P, columns: [kind,\n    count]}\n  trailer: {columns: [sum#]}", ["count", "kind", "sum"]),
        ("columns:\n  - name: AAA\n    path: data.list.BBB\n  - 中文*\n", ["AAA", "BBB", "data", "list", "中文*"]),
    ])
    func namesAreTakenFromEachFormOfAList(yaml: String, names: [String]) {
        #expect(ColumnNames.of(yaml).sorted() == names)
    }
}

/// ColumnNames finds the names in a mapping's `columns:` lists without a YAML library, on purpose: what the checker
/// reads must not depend on what it checks.
private enum ColumnNames {
    static func of(_ yaml: String) -> Set<String> {
        var names: Set<String> = []
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).map(withoutComment)
        for (index, line) in lines.enumerated() {
            for start in line.ranges(of: "columns:") {
                let rest = line[start.upperBound...]
                if rest.contains("[") {
                    names.formUnion(items(flow(String(rest) + " " + lines[(index + 1)...].joined(separator: " "))))
                } else {
                    names.formUnion(items(block(lines[(index + 1)...], under: line)))
                }
            }
        }
        return names
    }

    private static func withoutComment(_ line: Substring) -> String {
        line.drop(while: { $0 == " " }).hasPrefix("#")
            ? "" : String(line.prefix(upTo: line.firstRange(of: " #")?.lowerBound ?? line.endIndex))
    }

    /// What stands between the first bracket and its partner.
    private static func flow(_ text: String) -> [String] {
        guard let open = text.firstIndex(of: "[") else { return [] }
        var depth = 0
        for index in text[open...].indices {
            if text[index] == "[" { depth += 1 }
            if text[index] == "]" { depth -= 1 }
            if depth == 0 { return split(String(text[text.index(after: open)..<index])) }
        }
        return []
    }

    /// The entries of a list written line by line, indented deeper than its key or as deep.
    private static func block(_ lines: ArraySlice<String>, under key: String) -> [String] {
        let depth = key.prefix { $0 == " " }.count
        var entries: [String] = []
        for line in lines {
            let text = line.drop { $0 == " " }
            let indent = line.count - text.count
            if text.isEmpty { continue }
            if indent < depth || (indent == depth && !text.hasPrefix("-")) { break }
            entries.append(String(text.hasPrefix("-") ? text.dropFirst() : text))
        }
        return entries
    }

    /// At commas that are not inside braces.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }

    private static func items(_ entries: [String]) -> Set<String> {
        var names: Set<String> = []
        for entry in entries {
            let pairs = entry.matches(of: /(\w+):\s*("[^"]*"|[^,}]+)/)
            let values =
                pairs.isEmpty ? [entry] : pairs.filter { ["name", "path"].contains($0.1) }.map { String($0.2) }
            for value in values {
                let bare = value.filter { !"\"'@#{}".contains($0) }
                for part in bare.split(whereSeparator: { "/.".contains($0) }) {
                    let name = part.split(separator: " ").joined(separator: " ")
                    if !name.isEmpty { names.insert(name) }
                }
            }
        }
        return names
    }
}
