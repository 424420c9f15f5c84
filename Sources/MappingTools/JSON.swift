/// JSON is a value to print or to read: integers and text only, since no sum may pass through a floating-point number.
package indirect enum JSON: Sendable, Equatable {
    case null
    case flag(Bool)
    case integer(Int64)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    package static func optional(_ number: Int64?) -> JSON { number.map(JSON.integer) ?? .null }

    /// On one line, keys sorted: the same value always gives the same text.
    package var line: String {
        var text = ""
        write(&text, indent: nil)
        return text
    }

    /// Over several lines, for people.
    package var pretty: String {
        var text = ""
        write(&text, indent: 0)
        return text
    }

    private func write(_ out: inout String, indent: Int?) {
        switch self {
        case .null: out += "null"
        case .flag(let value): out += value ? "true" : "false"
        case .integer(let value): out += String(value)
        case .text(let value): JSON.quote(value, &out)
        case .list(let values):
            JSON.group("[", "]", values, &out, indent) { $0.write(&$1, indent: $2) }
        case .object(let members):
            JSON.group("{", "}", members.sorted { $0.key < $1.key }, &out, indent) { member, out, indent in
                JSON.quote(member.key, &out)
                out += indent == nil ? ":" : ": "
                member.value.write(&out, indent: indent)
            }
        }
    }

    private static func group<Element>(
        _ open: String, _ close: String, _ elements: [Element], _ out: inout String, _ indent: Int?,
        _ each: (Element, inout String, Int?) -> Void
    ) {
        out += open
        let inner = indent.map { $0 + 2 }
        for (position, element) in elements.enumerated() {
            if position > 0 { out += "," }
            if let inner { out += "\n" + String(repeating: " ", count: inner) }
            each(element, &out, inner)
        }
        if let indent, !elements.isEmpty { out += "\n" + String(repeating: " ", count: indent) }
        out += close
    }

    private static func quote(_ text: String, _ out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            // The two line separators end a line for some readers of JSON lines.
            case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}

extension JSON: Decodable {
    /// Reads a value; a number with a fraction or an exponent is refused.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let number = try? value.decode(Int64.self) {
            self = .integer(number)
        } else if let list = try? value.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }
}
