/// JSON with its keys in the order they were given, as a stranger's serializer writes it.
///
/// Foundation's encoder sorts or shuffles keys; a committed sample needs one order.
indirect enum JSONText: Sendable {
    case string(String)
    case integer(Int64)
    case bool(Bool)
    case list([JSONText])
    case object([(String, JSONText)])

    /// UTF-8 text without spaces.
    var text: String {
        switch self {
        case .string(let value): Self.quote(value)
        case .integer(let value): String(value)
        case .bool(let value): value ? "true" : "false"
        case .list(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { Self.quote($0.0) + ":" + $0.1.text }.joined(separator: ",") + "}"
        }
    }

    private static func quote(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain { return "\"\(text)\"" }
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                out += "\\u00" + (scalar.value < 16 ? "0" : "1") + String(scalar.value & 15, radix: 16)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
