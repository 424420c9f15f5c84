import TestSupport

/// SourceFile is a Swift file of this package as the shape tests read it.
struct SourceFile {
    let path: String
    let text: String

    /// Every Swift file under these folders, sorted by path.
    static func all(in folders: [String]) throws -> [SourceFile] {
        try folders.flatMap { Repository.files(under: $0, suffix: ".swift") }
            .map { SourceFile(path: $0, text: try Repository.text($0)) }
    }

    /// The modules that the file imports, whatever stands before `import` or between it and the module.
    var imports: [String] {
        lines.compactMap { line in
            let match = line.wholeMatch(
                of:
                    /\s*(?:(?:@\w+(?:\(\w+\))?|package|public|internal|fileprivate|private)\s+)*import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+).*/
            )
            return match.map { String($0.1) }
        }
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The file without whole-line comments, which may speak of what code may not do.
    var code: String {
        lines.filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }.joined(separator: "\n")
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
