/// YAMLTraps finds what a Chinese keyboard and a tab key do to a YAML file, so that somebody who cannot parse it is
/// told the line and not a parser's words.
enum YAMLTraps {
    struct Trap {
        let line: Int
        let column: Int
        let code: String
        let zh: String
        let en: String
        let hint: Hint
    }

    /// Looked for only in a file that cannot be parsed, or holds no map where one is expected.
    static func find(in text: String) -> [Trap] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            trap(line.unicodeScalars, index + 1)
        }
    }

    private static func trap(_ line: Substring.UnicodeScalarView, _ number: Int) -> [Trap] {
        var traps: [Trap] = []
        func add(_ column: Int, _ code: String, _ zh: String, _ en: String, _ hint: Hint) {
            traps.append(Trap(line: number, column: column + 1, code: code, zh: zh, en: en, hint: hint))
        }
        let scalars = Array(line)
        let start = scalars.firstIndex { $0 != " " && $0 != "\t" } ?? scalars.count
        if start < scalars.count, scalars[start] == "#" { return [] }
        if let tab = scalars[..<start].firstIndex(of: "\t"), start < scalars.count {
            add(
                tab, "yaml.tab", "缩进里有制表符（Tab）", "a tab in the indentation",
                Hint("缩进只用空格", "indent with spaces only"))
        }
        var (depth, hasColon) = (0, false)
        var quote: Unicode.Scalar?
        for (column, scalar) in scalars.enumerated().dropFirst(start) {
            if let open = quote {
                if scalar == open { quote = nil }
                continue
            }
            let before = column > start ? scalars[column - 1] : " "
            switch scalar {
            case "\"" where opens(before), "'" where opens(before): quote = scalar
            case "#" where before == " ": return traps
            case "[", "{": depth += 1
            case "]", "}": depth -= 1
            case ":": hasColon = true
            case "：" where !hasColon || depth > 0:
                add(
                    column, "yaml.fullWidth", "冒号是全角的“：”", "a full-width colon",
                    Hint("改成半角冒号，后面加一个空格", "write an ASCII colon and a space"))
                hasColon = true
            case "，" where depth > 0:
                add(
                    column, "yaml.fullWidth", "逗号是全角的“，”", "a full-width comma",
                    Hint("改成半角逗号", "write an ASCII comma"))
            case "“", "”", "＂", "‘", "’", "＇":
                guard opens(before) else { continue }
                add(
                    column, "yaml.fullWidth", "引号是全角的“\(scalar)”", "a full-width quote",
                    Hint("改成半角引号", "write an ASCII quote"))
            default: continue
            }
        }
        return traps
    }

    /// Whether a quote after this begins a value.
    private static func opens(_ before: Unicode.Scalar) -> Bool { [" ", "[", "{", ",", "：", "，"].contains(before) }
}

extension Hint {
    /// What is wrong with a word that nobody knows, when it was typed with Chinese punctuation; nil when it was not.
    static func punctuation(_ word: String) -> Hint? {
        if word.contains("：") {
            return Hint("冒号“：”要用半角，后面加一个空格", "write an ASCII colon and a space for “：”")
        }
        return word.contains("，") ? Hint("逗号“，”要用半角", "write an ASCII comma for “，”") : nil
    }
}
