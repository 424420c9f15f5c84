import Subsidy

/// TextGuess tells the encoding of a text that is not in the agreed one.
///
/// A byte order mark decides. Else NUL bytes tell UTF-16; well-formed UTF-8 with Chinese characters is UTF-8, because
/// text of GB 18030 hardly ever is; and what is no UTF-8, but consists of the everyday characters of GB 2312, is
/// GB 18030. A sure guess asks for eight different Chinese characters, an unsure one for a single one: that one only
/// adds a hint to a document that is refused anyhow. Fewer characters of well-formed UTF-8 are sure where GB 18030 would
/// make rare ones of their bytes, as it does of nearly all; a short text that is plausible in both stays what was agreed.
struct TextGuess {
    /// Nil when the text may well be in the agreed encoding.
    private(set) var encoding: DocumentShape.Encoding?

    private let wanted: Int

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, isCut: Bool, isSure: Bool, unlike agreed: DocumentShape.Encoding
    ) {
        wanted = isSure ? 8 : 1
        if let marked = Self.mark(bytes) {
            encoding = Self.isSame(marked, agreed) ? nil : marked
        } else if let wide = Self.wide(bytes) {
            encoding = wide == agreed ? nil : wide
        } else {
            switch agreed {
            case .utf8: encoding = isWellFormed(bytes, isCut) || !isGB18030(bytes, isCut) ? nil : .gb18030
            case .gb18030, .gbk:
                guard isWellFormed(bytes, isCut) else { return }
                if hasChinese(bytes) || (has(1, bytes) && !isPlausible(bytes, isCut)) { encoding = .utf8 }
            case .utf16LE, .utf16BE:
                if isWellFormed(bytes, isCut) {
                    encoding = hasChinese(bytes) || !isSure ? .utf8 : nil
                } else if isGB18030(bytes, isCut) {
                    encoding = .gb18030
                }
            }
        }
    }

    private static func isSame(_ one: DocumentShape.Encoding, _ other: DocumentShape.Encoding) -> Bool {
        one == other || one == .gb18030 && other == .gbk
    }

    private static func mark(_ bytes: UnsafeBufferPointer<UInt8>) -> DocumentShape.Encoding? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LE }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BE }
        return bytes.starts(with: [0x84, 0x31, 0x95, 0x33]) ? .gb18030 : nil
    }

    /// UTF-16 by the NUL bytes of its ASCII characters, which stand on one side.
    private static func wide(_ bytes: UnsafeBufferPointer<UInt8>) -> DocumentShape.Encoding? {
        var (even, odd) = (0, 0)
        for index in 0..<min(bytes.count, 4096) where bytes[index] == 0 {
            if index % 2 == 0 { even += 1 } else { odd += 1 }
        }
        if odd >= 8, even * 8 < odd { return .utf16LE }
        return even >= 8 && odd * 8 < even ? .utf16BE : nil
    }

    private func isWellFormed(_ bytes: UnsafeBufferPointer<UInt8>, _ isCut: Bool) -> Bool {
        guard let offset = UTF8Text.firstFault(bytes) else { return true }
        return isCut && UTF8Text.isTorn(bytes, at: offset)
    }

    /// Whether well-formed UTF-8 has as many different Chinese characters as are wanted.
    private func hasChinese(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { has(wanted, bytes) }

    private func has(_ wanted: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var (index, seen) = (0, Set<UInt32>())
        while index < bytes.count {
            let (scalar, length) = UTF8Text.scalar(bytes, at: index)
            if 0x4E00...0x9FFF ~= scalar, seen.insert(scalar).inserted, seen.count >= wanted { return true }
            index += max(length, 1)
        }
        return false
    }

    /// Whether the bytes decode, and are mostly characters of GB 2312, as many different ones as are wanted.
    private func isGB18030(_ bytes: UnsafeBufferPointer<UInt8>, _ isCut: Bool) -> Bool {
        guard let found = everyday(bytes, isCut) else { return false }
        return found.different >= wanted && (found.isCut || found.everyday >= found.rare * 6)
    }

    /// Whether the bytes decode, and not to rare characters alone or in number.
    private func isPlausible(_ bytes: UnsafeBufferPointer<UInt8>, _ isCut: Bool) -> Bool {
        everyday(bytes, isCut).map { $0.everyday >= $0.rare * 6 } ?? false
    }

    /// How many characters are of GB 2312, how many are rare, as GB 18030 has them; nil when the bytes do not decode.
    private func everyday(
        _ bytes: UnsafeBufferPointer<UInt8>, _ isCut: Bool
    ) -> (everyday: Int, rare: Int, different: Int, isCut: Bool)? {
        var (index, everyday, rare, seen) = (0, 0, 0, Set<UInt16>())
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            guard lead != 0x80, lead != 0xFF else { return nil }
            guard index + 1 < bytes.count else { return isCut ? (everyday, rare, seen.count, true) : nil }
            let trail = bytes[index + 1]
            if 0x30...0x39 ~= trail {
                rare += 1
                index += 4
                continue
            }
            guard trail >= 0x40, trail != 0x7F, trail != 0xFF else { return nil }
            if trail >= 0xA1, 0xB0...0xF7 ~= lead {
                everyday += 1
                seen.insert(UInt16(lead) << 8 | UInt16(trail))
            } else if trail < 0xA1 || !(0xA1...0xA9 ~= lead) {
                rare += 1
            }
            index += 2
        }
        return (everyday, rare, seen.count, false)
    }
}
