/// XMLText writes text as XML holds it.
enum XMLText {
    /// Whether XML 1.0 can hold every character. The text is UTF-8.
    static func isAllowed(_ text: ArraySlice<UInt8>) -> Bool {
        if text.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) { return false }
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
        return !text.indices.contains {
            text[$0] == 0xEF && text[$0...].starts(with: [0xEF, 0xBF]) && (text[$0...].dropFirst(2).first ?? 0) >= 0xBE
        }
    }

    /// Appends content of an element or of an attribute in double quotes. Line ends and tabs are written as
    /// references where a parser would change them.
    static func append(_ cell: ArraySlice<UInt8>, isAttribute: Bool = false, to text: inout [UInt8]) {
        guard cell.contains(where: { $0 < 0x20 || $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else {
            return text.append(contentsOf: cell)
        }
        for byte in cell {
            switch byte {
            case 0x26: text.append(contentsOf: "&amp;".utf8)
            case 0x3C: text.append(contentsOf: "&lt;".utf8)
            case 0x3E: text.append(contentsOf: "&gt;".utf8)
            case 0x22 where isAttribute: text.append(contentsOf: "&quot;".utf8)
            case 0x0D: text.append(contentsOf: "&#13;".utf8)
            case 0x0A where isAttribute: text.append(contentsOf: "&#10;".utf8)
            case 0x09 where isAttribute: text.append(contentsOf: "&#9;".utf8)
            default: text.append(byte)
            }
        }
    }
}
