/// SOAP puts bytes into the one element of a request, and takes them out of the one element of an answer. It is a byte
/// scanner and no XML reader: the package itself is read by its mapping.
enum SOAP {
    /// A text inside CDATA; its own `]]>` is cut in two.
    static func insideCDATA(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            if byte == UInt8(ascii: ">"), result.count >= 2, result.suffix(2).elementsEqual("]]".utf8) {
                result += Array("]]><![CDATA[".utf8)
            }
            result.append(byte)
        }
        return result
    }

    static func escaped(_ text: [UInt8]) -> [UInt8] {
        text.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "&"): Array("&amp;".utf8)
            case UInt8(ascii: "<"): Array("&lt;".utf8)
            case UInt8(ascii: ">"): Array("&gt;".utf8)
            default: [byte]
            }
        }
    }

    /// The content of the first element of this local name, references resolved and CDATA opened, without an XML
    /// declaration: its encoding was that of the text before it was put into the envelope. Nil when there is none, or
    /// when it does not end.
    static func content(of name: String, in body: [UInt8]) -> [UInt8]? {
        guard let start = body.indices.first(where: { opens(name, body, at: $0) }),
            let open = body[start...].firstIndex(of: UInt8(ascii: ">")), body[open - 1] != UInt8(ascii: "/")
        else { return nil }
        var rest = body[(open + 1)...]
        var result: [UInt8] = []
        while let byte = rest.first {
            if rest.starts(with: cdata) {
                rest = rest.dropFirst(cdata.count)
                guard let end = rest.indices.first(where: { rest[$0...].starts(with: cdataEnd) }) else { return nil }
                result += rest[..<end]
                rest = rest[(end + cdataEnd.count)...]
            } else if rest.starts(with: "</".utf8) {
                return withoutDeclaration(result)
            } else if byte == UInt8(ascii: "&") {
                guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                    let scalar = reference(rest[(rest.startIndex + 1)..<end])
                else { return nil }
                result += Array(String(Character(scalar)).utf8)
                rest = rest[(end + 1)...]
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return nil
    }

    private static let cdata = Array("<![CDATA[".utf8)
    private static let cdataEnd = Array("]]>".utf8)

    private static func opens(_ name: String, _ body: [UInt8], at index: Int) -> Bool {
        guard body[index] == UInt8(ascii: "<"), index + 1 < body.count else { return false }
        let tag = body[(index + 1)...].prefix { ![0x20, 0x09, 0x0A, 0x0D, 0x2F, 0x3E].contains($0) }
        let local = tag.lastIndex(of: UInt8(ascii: ":")).map { tag[($0 + 1)...] } ?? tag
        return local.elementsEqual(name.utf8)
    }

    private static func reference(_ name: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let text = String(decoding: name, as: UTF8.self)
        switch text {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard text.hasPrefix("#") else { return nil }
            let number = text.dropFirst()
            let value = number.hasPrefix("x") ? UInt32(number.dropFirst(), radix: 16) : UInt32(number)
            return value.flatMap(Unicode.Scalar.init)
        }
    }

    private static func withoutDeclaration(_ text: [UInt8]) -> [UInt8] {
        guard text.starts(with: "<?xml".utf8), let end = text.firstIndex(of: UInt8(ascii: ">")) else { return text }
        return Array(text[(end + 1)...])
    }
}
