/// SwiftLiteral is a string literal as it stands in a Swift source.
struct SwiftLiteral {
    enum Part: Equatable {
        case text(String)
        /// The code between `\(` and its parenthesis.
        case code(String)
    }

    /// An interpolation that nobody told the test about.
    struct UnknownInterpolation: Error, Equatable {
        let code: String
    }

    /// Where it begins, from 1.
    let line: Int
    private(set) var parts: [Part] = []

    /// Whether it begins as a statement of SQL does.
    var isStatement: Bool {
        guard case .text(let text)? = parts.first else { return false }
        let word = text.drop(while: \.isWhitespace).prefix { $0.isASCII && $0.isUppercase }
        return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(String(word))
            && text.contains(" ")
    }

    /// Its text with each interpolation replaced by what it can stand for: as many texts as the longest list has.
    func expanded(_ expansions: [String: [String]]) throws -> [String] {
        let codes = parts.compactMap { if case .code(let code) = $0 { code } else { nil } }
        for code in codes where expansions[code, default: []].isEmpty { throw UnknownInterpolation(code: code) }
        let count = codes.map { expansions[$0, default: []].count }.max() ?? 1
        return (0..<count).map { number in
            let text = parts.map { part in
                switch part {
                case .text(let text): return text
                case .code(let code):
                    let values = expansions[code, default: []]
                    return values[min(number, values.count - 1)]
                }
            }.joined()
            return String(text.drop(while: \.isWhitespace))
        }
    }

    /// The literals of a source in their order; those inside an interpolation belong to its code. Raw literals (`#"…"#`)
    /// and block comments are not known: the sources that are read have none.
    static func all(in source: String) -> [SwiftLiteral] {
        var reader = LiteralReader(source)
        return reader.literals()
    }
}

private struct LiteralReader {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ source: String) { bytes = Array(source.utf8) }

    private func has(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func step() -> UInt8 {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\n") { line += 1 }
        position += 1
        return byte
    }

    mutating func literals() -> [SwiftLiteral] {
        var found: [SwiftLiteral] = []
        while position < bytes.count {
            if has("//") {
                position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else if has("\"") {
                found.append(literal())
            } else {
                _ = step()
            }
        }
        return found
    }

    /// One literal, from its first quote to its last.
    private mutating func literal() -> SwiftLiteral {
        let quote = has("\"\"\"") ? "\"\"\"" : "\""
        var parts: [SwiftLiteral.Part] = []
        var text: [UInt8] = []
        let first = line
        position += quote.utf8.count
        while position < bytes.count, !has(quote) {
            if has("\\(") {
                parts.append(.text(String(decoding: text, as: UTF8.self)))
                text = []
                position += 2
                parts.append(.code(code()))
            } else if has("\\\n") {
                // The line goes on.
                position += 1
                _ = step()
            } else if has("\\") {
                position += 1
                let escaped = step()
                text.append(escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped)
            } else {
                text.append(step())
            }
        }
        position += quote.utf8.count
        parts.append(.text(String(decoding: text, as: UTF8.self)))
        return SwiftLiteral(line: first, parts: parts)
    }

    /// The code of an interpolation, up to and past its closing parenthesis.
    private mutating func code() -> String {
        let start = position
        var depth = 1
        while position < bytes.count {
            if has("\"") {
                _ = literal()
                continue
            }
            if has("(") { depth += 1 }
            if has(")") { depth -= 1 }
            if depth == 0 { break }
            _ = step()
        }
        defer { position += 1 }
        return String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
    }
}
