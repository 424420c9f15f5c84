/// SwiftTokens cuts a Swift source into words, texts and marks, comments left out: as much of the language as tests use.
struct SwiftTokens {
    enum Token: Equatable {
        case word(String)
        /// A string literal, without what is interpolated.
        case text(String)
        /// One byte that is neither.
        case mark(Unicode.Scalar)
    }

    private let source: [UInt8]
    private var position = 0
    private var tokens: [Token] = []

    static func all(in source: String) -> [Token] {
        var reader = SwiftTokens(source: Array(source.utf8))
        reader.read()
        return reader.tokens
    }

    private init(source: [UInt8]) { self.source = source }

    private func has(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= source.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where source[position + offset] != text.utf8Start[offset] {
            return false
        }
        return true
    }

    private var isWord: Bool {
        switch source[position] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default: false
        }
    }

    private mutating func read() {
        while position < source.count {
            if has("//") {
                while position < source.count, !has("\n") { position += 1 }
            } else if has("/*") {
                while position < source.count, !has("*/") { position += 1 }
                position += 2
            } else if has("#\"") {
                position += 2
                literal(closing: "\"#", isRaw: true)
            } else if has("\"\"\"") {
                position += 3
                literal(closing: "\"\"\"", isRaw: false)
            } else if has("\"") {
                position += 1
                literal(closing: "\"", isRaw: false)
            } else if has("/"), opensPattern {
                pattern()
            } else if has("`") || isWord {
                word()
            } else {
                if !has(" "), !has("\n") { tokens.append(.mark(Unicode.Scalar(source[position]))) }
                position += 1
            }
        }
    }

    private mutating func word() {
        let isRaw = has("`")
        if isRaw { position += 1 }
        let start = position
        while position < source.count, isRaw ? !has("`") : isWord { position += 1 }
        tokens.append(.word(String(decoding: source[start..<position], as: UTF8.self)))
        if isRaw { position += 1 }
    }

    private mutating func literal(closing: StaticString, isRaw: Bool) {
        var text: [UInt8] = []
        var depth = 0
        while position < source.count, depth > 0 || !has(closing) {
            if !isRaw, has("\\(") {
                depth += 1
                position += 2
            } else if depth > 0 {
                if has("(") { depth += 1 }
                if has(")") { depth -= 1 }
                position += 1
            } else {
                if !isRaw, has("\\") { position += 1 }
                if position < source.count { text.append(source[position]) }
                position += 1
            }
        }
        position += closing.utf8CodeUnitCount
        tokens.append(.text(String(decoding: text, as: UTF8.self)))
    }

    /// Whether a slash begins a regular expression: where a value is expected, and no space follows.
    private var opensPattern: Bool {
        guard position + 1 < source.count, ![UInt8(ascii: " "), UInt8(ascii: "\n")].contains(source[position + 1])
        else { return false }
        switch tokens.last {
        case .mark(let mark): return "(,=:[{&|!?".unicodeScalars.contains(mark)
        case .word("return"), .word("in"), nil: return true
        case .word, .text: return false
        }
    }

    private mutating func pattern() {
        position += 1
        while position < source.count, !has("/"), !has("\n") { position += has("\\") ? 2 : 1 }
        position += 1
        tokens.append(.text(""))
    }
}
