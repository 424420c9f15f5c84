import Subsidy

/// DocumentNumber brings the ways of writing an official document's number (文号) to one: `财农[2026]12 号`,
/// `财农（2026）12号` and `财农〔2026〕12号` are one document (domain.md 5.1).
enum DocumentNumber {
    private static let brackets: [(open: Unicode.Scalar, close: Unicode.Scalar)] = [
        ("[", "]"), ("［", "］"), ("【", "】"), ("(", ")"), ("（", "）"), ("〔", "〕"),
    ]

    static func fold(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var scalars = String(decoding: text, as: UTF8.self).unicodeScalars.compactMap(plain)
        for start in scalars.indices.dropLast(5) {
            let year = scalars[start + 1...start + 4].allSatisfy { ("0"..."9").contains($0) }
            guard year, brackets.contains(where: { $0.open == scalars[start] && $0.close == scalars[start + 5] })
            else { continue }
            scalars[start] = "〔"
            scalars[start + 5] = "〕"
        }
        var folded = String.UnicodeScalarView()
        folded.append(contentsOf: scalars)
        return Array(String(folded).utf8)
    }

    /// Digits in ASCII; nil for white space.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x20, 0x09...0x0D, 0xA0, 0x3000: nil
        case 0xFF10...0xFF19: Unicode.Scalar(scalar.value - 0xFF10 + 0x30)
        default: scalar
        }
    }
}
