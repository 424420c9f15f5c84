import TestSupport

/// SourceFile is a Swift file of this package as the shape tests read it.
struct SourceFile {
    let path: String
    let text: String
    let lines: [Substring]
    /// The file without whole-line comments, which may speak of what code may not do.
    let code: String

    init(path: String) throws {
        self.path = path
        text = try Repository.text(path)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = lines.filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
    }

    /// Read once: every test looks at them.
    private static let everything = Result {
        try ["Sources", "Adapters", "Tests"].flatMap { Repository.files(under: $0, suffix: ".swift") }.map(Self.init)
    }

    /// Every Swift file under these folders.
    static func all(in folders: [String]) throws -> [SourceFile] {
        try everything.get().filter { file in folders.contains { file.path.hasPrefix($0 + "/") } }
    }

    /// The modules that the file imports, whatever stands before `import` or between it and the module.
    var imports: [String] {
        let form =
            /\s*(?:(?:@\w+(?:\(\w+\))?|package|public|internal|fileprivate|private)\s+)*import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+).*/
        return lines.filter { $0.contains("import ") }.compactMap { line in
            line.wholeMatch(of: form).map { String($0.1) }
        }
    }

    /// The identifiers and words of the code.
    var words: Set<String> {
        Set(
            code.utf8.split { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    false
                default: true
                }
            }.map { String(decoding: $0, as: UTF8.self) })
    }

    /// What stands between two quotes, and between one literal and the next: more than the literals, never less.
    var literals: Set<String> {
        Set(code.utf8.split(separator: UInt8(ascii: "\"")).map { String(decoding: $0, as: UTF8.self) })
    }
}

/// TargetEntry is one target as `Package.swift` writes it.
struct TargetEntry {
    let kind: String
    let name: String
    /// Targets of this package that it names; products of other packages are left out.
    let dependencies: [String]

    /// The targets that are written out; those of the adapters are made by a function and are not among them.
    static func all() throws -> [TargetEntry] {
        let text = try Repository.text("Package.swift")
        return text.matches(of: /\.(target|executableTarget|testTarget|systemLibrary)\(/).compactMap { match in
            let body = balanced(text[match.range.upperBound...])
            guard let name = body.firstMatch(of: /^\s*name:\s*"(\w+)"/) else { return nil }
            let list = body.firstMatch(of: /dependencies:\s*\[([^\]]*)\]/).map { String($0.1) } ?? ""
            let own = list.replacing(/\.product\([^)]*\)/, with: "")
            return TargetEntry(
                kind: String(match.1), name: String(name.1),
                dependencies: own.matches(of: /"(\w+)"/).map { String($0.1) })
        }
    }

    /// What stands before the parenthesis that closes one opened just before `text`.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }
}
