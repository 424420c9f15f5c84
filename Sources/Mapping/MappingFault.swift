/// MappingFault is one thing wrong in the released data: where it stands, what is wrong and what to do.
///
/// It speaks of mapping files, never of a document, so its words hold no personal value.
package struct MappingFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Path below `Mappings/`, such as `bank/result.yaml`.
    package var file: String
    /// Counted from 1.
    package var line: Int
    package var column: Int
    /// Keys from the top of the file, such as `fields.amount.as`.
    package var path: String
    /// A stable code, such as `field.unknown`, `money.unit`, `extends.cycle`.
    package var code: String
    package var zh: String
    package var en: String
    /// What to write instead; empty when `zh` already says it.
    package var hint: Hint

    package init(
        file: String, line: Int, column: Int, path: String, code: String, zh: String, en: String, hint: Hint = .none
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.code = code
        self.zh = zh
        self.en = en
        self.hint = hint
    }

    /// `bank/result.yaml:12:5: fields.amount: 金额没有写明单位。写 as: fen 或 as: yuan [money.unit]`.
    package var description: String { place + zh + (hint.zh.isEmpty ? "" : "。\(hint.zh)") + " [\(code)]" }

    /// The same in English.
    package var english: String { place + en + (hint.en.isEmpty ? "" : "; \(hint.en)") + " [\(code)]" }

    private var place: String { "\(file):\(line):\(column): \(path.isEmpty ? "" : path + ": ")" }
}

/// Hint says what to write instead, in both languages.
package struct Hint: Hashable, Sendable {
    package let zh: String
    package let en: String

    package static let none = Hint("", "")

    package init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }
}

/// MappingFaults is every fault of every file at once, sorted by file and line.
package struct MappingFaults: Error, Sendable, CustomStringConvertible {
    package var faults: [MappingFault]

    package init(faults: [MappingFault]) { self.faults = faults }

    package var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// Place is where a value stands in a file.
package struct Place: Hashable, Sendable {
    package var file: String
    package var line = 1
    package var column = 1
}

/// Findings collects faults while files are read; a class, because every step of the check adds to one list.
package final class Findings {
    package private(set) var faults: [MappingFault] = []
    private var seen: Set<MappingFault> = []

    package init() {}

    /// Adds a fault once: a base file's own fault is met again in every file that extends it.
    package func add(_ place: Place, _ path: String, _ code: String, _ zh: String, _ en: String, hint: Hint = .none) {
        let fault = MappingFault(
            file: place.file, line: place.line, column: place.column, path: path, code: code, zh: zh, en: en,
            hint: hint)
        if seen.insert(fault).inserted { faults.append(fault) }
    }

    package var sorted: [MappingFault] {
        faults.sorted {
            ($0.file, $0.line, $0.column, $0.code, $0.path) < ($1.file, $1.line, $1.column, $1.code, $1.path)
        }
    }
}

/// Nearest finds what somebody probably meant: the closest known word, if it is close.
package enum Nearest {
    package static func hint(_ word: String, among known: [String]) -> Hint {
        if let hint = Hint.punctuation(word) { return hint }
        if let best = closest(word, among: known) { return Hint("是否想写“\(best)”", "did you mean “\(best)”?") }
        return known.isEmpty || known.count > 24 ? .none : choices(known)
    }

    /// Nil when nothing is close.
    package static func closest(_ word: String, among known: [String]) -> String? {
        let best = known.map { ($0, distance($0, word)) }.min { $0.1 < $1.1 }
        return best.flatMap { $0.1 <= max(1, word.count / 3) ? $0.0 : nil }
    }

    /// The name that a mapping is known by, for a path or a part of it; nil when nothing is close.
    package static func mapping(_ word: String, among names: [String]) -> String? {
        let parts = word.split(separator: "/").map(String.init)
        for start in parts.indices {
            let rest = parts[start...].joined(separator: "/")
            if names.contains(rest) { return rest }
        }
        return names.first { $0.hasSuffix("/" + (parts.last ?? "")) } ?? closest(word, among: names)
    }

    package static func choices(_ known: [String]) -> Hint {
        Hint("可用：" + known.joined(separator: "、"), "known: " + known.joined(separator: ", "))
    }

    static func distance(_ a: String, _ b: String) -> Int {
        let left = Array(a.unicodeScalars)
        let right = Array(b.unicodeScalars)
        var row = Array(0...right.count)
        for (i, x) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in right.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[right.count]
    }
}
