/// IdentityNumber is a citizen's number of GB 11643, a residence permit's or a permanent resident's of the same shape
/// (18 characters, checked by ISO 7064 MOD 11-2), or a permanent resident's of before December 2023: three letters and
/// twelve digits, known by its shape alone (domain.md 1.1).
package struct IdentityNumber: Hashable, Sendable {
    /// 18 characters, the 15-digit form of a citizen carried to 18; 15 for a permanent resident's old number.
    package let text: String
    /// The number was given in its 15-digit form, which registers may still hold.
    package let legacy15: Bool

    package enum Fault: String, Error, CaseIterable, Sendable {
        case empty = "idNumber.empty"
        case masked = "idNumber.masked"
        case excelDamage = "idNumber.excelDamage"
        case length = "idNumber.length"
        case character = "idNumber.character"
        case birthDate = "idNumber.birthDate"
        case checkDigit = "idNumber.checkDigit"
    }

    /// Reads a number from UTF-8 bytes. Spaces, a leading apostrophe, full-width digits and look-alikes of X are
    /// folded (domain.md 1.1); what lost information is refused, never repaired.
    package init(reading raw: some Collection<UInt8>) throws(Fault) {
        let raw = Array(raw)
        if IdentityNumber.isPlain(raw) {
            text = String(decoding: raw, as: UTF8.self)
            legacy15 = false
            return
        }
        if let resident = try IdentityNumber.permanentResident(raw) {
            text = resident
            legacy15 = false
            return
        }
        var digits: [UInt8] = []
        var looseX = false
        for scalar in String(decoding: raw, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x30...0x39: digits.append(UInt8(scalar.value))
            case 0xFF10...0xFF19: digits.append(UInt8(scalar.value - 0xFF10 + 0x30))
            case 0x58, 0x78, 0xFF38, 0xFF58: digits.append(UInt8(ascii: "X"))
            case 0xD7, 0x425, 0x445, 0x3A7, 0x3C7:
                digits.append(UInt8(ascii: "X"))
                looseX = true
            case let mark where Invisible.isMark(mark): continue
            case let quote where digits.isEmpty && Invisible.isQuote(quote): continue
            case 0x2A, 0xFF0A, 0x25CF, 0x2022: throw .masked
            case 0x45, 0x65, 0x2E, 0x2B: throw .excelDamage
            default: throw .character
            }
        }
        guard !digits.isEmpty else { throw .empty }
        legacy15 = digits.count == 15
        if legacy15 {
            guard !digits.contains(UInt8(ascii: "X")) else { throw .character }
            digits.insert(contentsOf: [UInt8(ascii: "1"), UInt8(ascii: "9")], at: 6)
            digits.append(IdentityNumber.checkDigit(digits))
        }
        guard digits.count == 18 else { throw .length }
        guard !digits.dropLast().contains(UInt8(ascii: "X")) else { throw .character }
        let day = Day(digits[6..<14])
        // A spreadsheet keeps 15 significant digits and writes zeros for the last three.
        if digits.suffix(3).elementsEqual("000".utf8) && IdentityNumber.checkDigit(digits.dropLast()) != digits[17] {
            throw .excelDamage
        }
        guard day != nil else { throw .birthDate }
        guard IdentityNumber.checkDigit(digits.dropLast()) == digits[17] else {
            throw looseX ? .character : .checkDigit
        }
        text = String(decoding: digits, as: UTF8.self)
    }

    /// The 15-digit and the 18-digit form are one number: `legacy15` says how it was written, not whose it is.
    package static func == (a: IdentityNumber, b: IdentityNumber) -> Bool { a.text == b.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// A permanent resident's old number: nation (3 letters), region (4), birth (yyMMdd), sequence (2).
    private var isOldResident: Bool { text.utf8.count == 15 }

    package var birthDate: Day {
        let bytes = Array(text.utf8)
        guard isOldResident else { return Day(bytes[6..<14]) ?? Day(number: 0) }
        return IdentityNumber.birthDate(bytes[7..<13]) ?? Day(number: 0)
    }

    /// The region of first registration, GB/T 2260; frozen for life, so it may name a county that is no more. Four
    /// digits in a permanent resident's old number.
    package var region: String { isOldResident ? String(text.dropFirst(3).prefix(4)) : String(text.prefix(6)) }

    /// Nil where the number does not say.
    package var isMale: Bool? { isOldResident ? nil : (Array(text.utf8)[16] - UInt8(ascii: "0")) % 2 == 1 }

    /// Whether nothing need be folded and nothing is wrong: as nearly every number is written.
    private static func isPlain(_ raw: [UInt8]) -> Bool {
        guard raw.count == 18, raw.dropLast().allSatisfy({ (0x30...0x39).contains($0) }),
            checkDigit(raw.dropLast()) == raw[17]
        else { return false }
        return Day(raw[6..<14]) != nil
    }

    /// Nil when it has another shape: then it is read as a citizen's number.
    private static func permanentResident(_ raw: some Collection<UInt8>) throws(Fault) -> String? {
        var bytes: [UInt8] = []
        for byte in raw where byte != 0x20 && byte != 0x09 {
            if byte == 0x27, bytes.isEmpty { continue }
            bytes.append((0x61...0x7A).contains(byte) ? byte - 0x20 : byte)
            if bytes.count > 15 { return nil }
        }
        guard bytes.count == 15, bytes.prefix(3).allSatisfy({ (0x41...0x5A).contains($0) }),
            bytes.dropFirst(3).allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        guard birthDate(bytes[7..<13]) != nil else { throw .birthDate }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// yyMMdd. These cards were issued from 2004 to 2023, so a year after 23 is one of the last century.
    private static func birthDate(_ digits: ArraySlice<UInt8>) -> Day? {
        let century = digits.prefix(2).lexicographicallyPrecedes("24".utf8) ? "20" : "19"
        return Day(Array(century.utf8) + digits)
    }

    /// ISO 7064 MOD 11-2 over the first 17 digits.
    package static func checkDigit(_ digits: some Collection<UInt8>) -> UInt8 {
        var sum = 0
        for (weight, digit) in zip(weights, digits) { sum += weight * Int(digit &- UInt8(ascii: "0")) }
        return checks[sum % 11]
    }

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)
}
