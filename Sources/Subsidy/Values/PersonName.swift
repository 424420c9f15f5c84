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
        // As nearly every name is written: nothing to fold.
        if !raw.isEmpty, raw.unicodeScalars.allSatisfy({ (0x4E00...0x9FFF).contains($0.value) }) {
            return Array(raw.utf8)
        }
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
        return Array(String(withoutLooseSeparators(scalars)).utf8)
    }

    /// A separator stands between two parts: never first, last or twice (domain.md 1.5).
    private static func withoutLooseSeparators(_ scalars: String.UnicodeScalarView) -> String.UnicodeScalarView {
        var kept = String.UnicodeScalarView()
        for scalar in scalars where scalar != "\u{B7}" || (!kept.isEmpty && kept.last != scalar) { kept.append(scalar) }
        if kept.last == "\u{B7}" { kept.removeLast() }
        // What is nothing but separators stays what it is: no name may fold to nothing.
        return kept.isEmpty ? scalars : kept
    }

    /// Nil for what is invisible; the character of an old private-use glyph.
    ///
    /// This goes before the separators, which look at their neighbours.
    private static func character(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case let mark where Invisible.isMark(mark): nil
        case 0xE815...0xE864: glyphs[Int(scalar.value) - 0xE815]
        default: scalar
        }
    }

    /// U+E815…E864 are what tables before Unicode 3.0 made of the codes FE50…FEA0, whose characters had no points yet;
    /// these are the characters, in that order (㑇 was U+E81B, 龴 U+E81E, 䲟 U+E857, 䶮 U+E863).
    private static let glyphs = Array(
        ("⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
            + "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻").unicodeScalars)

    /// Signs that a name was damaged on the way: `?`, U+FFFD, a placeholder block, a private-use glyph that nobody
    /// knows, pinyin for a character (`马GU`), a character described by its parts (`王(金+石)`).
    package var isDamaged: Bool {
        let scalars = Array(raw.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar.value {
            case 0x3F, 0xFF1F, 0xFFFD, 0x2580, 0x2588, 0x25A0, 0x25A1, 0x3013, 0x2B, 0xFF0B, 0x5B, 0x5D, 0x7B, 0x7D:
                return true
            case 0xE815...0xE864: continue
            case 0xE000...0xF8FF: return true
            case 0x41...0x5A, 0x61...0x7A:
                let neighbours = [index - 1, index + 1].filter(scalars.indices.contains)
                if neighbours.contains(where: { PersonName.isHan(scalars[$0]) }) { return true }
            default: continue
            }
        }
        return false
    }

    /// Part of the name is hidden (`李*云`): it can neither be compared nor be sent to a bank.
    package var isMasked: Bool { raw.unicodeScalars.contains { $0 == "*" || $0 == "\u{FF0A}" } }

    /// Whether a name's UTF-8 may hold a sign of damage or a mask: ASCII, or a character of the blocks that these signs
    /// are in. Han characters and U+00B7 are in none of them.
    package static func deservesALook(_ byte: UInt8) -> Bool {
        byte < 0x80 || byte == 0xE2 || byte == 0xE3 || byte == 0xEE || byte == 0xEF
    }

    static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2E80...0x2FDF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }
}
