/// PersonName keeps a name as it was written beside its fold, which serves comparison only.
///
/// The fold brings the separator of minority names to U+00B7 (民委发〔2016〕33号), old private-use glyphs to their
/// characters, and drops white space. NFKC is never applied: it would turn ． into a full stop and ㆍ into a jamo.
package struct PersonName: Sendable {
    package let raw: String
    /// UTF-8 of the folded name; compared byte by byte, because Swift's `==` would equate U+F900 and U+8C48.
    package let fold: [UInt8]

    package init(_ raw: String) {
        self.raw = raw
        fold = PersonName.fold(raw)
    }

    package static func fold(_ raw: String) -> [UInt8] {
        var scalars = String.UnicodeScalarView()
        let source = raw.unicodeScalars.compactMap(character)
        for (index, scalar) in source.enumerated() {
            switch scalar.value {
            case 0xB7, 0x2022, 0x30FB, 0x2027, 0xFF0E, 0x2219, 0x22C5, 0xFF65, 0x318D, 0x0387, 0x2218, 0x22C4, 0x25C9:
                scalars.append("\u{B7}")
            case 0x2E, 0x25CF, 0x25E6, 0x25CB, 0x3002, 0x3001, 0x2D, 0x60:
                let between =
                    index > 0 && index + 1 < source.count && isHan(source[index - 1]) && isHan(source[index + 1])
                scalars.append(between ? "\u{B7}" : scalar)
            default: scalars.append(scalar)
            }
        }
        return Array(String(scalars).utf8)
    }

    /// Nil for white space; the character of an old private-use glyph (CP936 before 2000: FE56, FE93, FE9F).
    ///
    /// This goes before the separators, which look at their neighbours.
    private static func character(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x20, 0x09, 0xA0, 0x3000, 0xFEFF, 0x200B...0x200D: nil
        case 0xE81B: "\u{3447}"
        case 0xE857: "\u{4C9F}"
        case 0xE863: "\u{4DAE}"
        default: scalar
        }
    }

    /// Characters that say a name was damaged on the way: `?`, U+FFFD, a block, private-use glyphs.
    package var isDamaged: Bool {
        raw.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0xE81B, 0xE857, 0xE863: false
            case 0x3F, 0xFFFD, 0x2580, 0xE000...0xF8FF: true
            default: false
            }
        }
    }

    static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }
}
