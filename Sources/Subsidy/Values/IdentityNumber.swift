/// IdentityNumber is a citizen's number of GB 11643, a residence permit's of the same shape, or a permanent
/// resident's; 18 characters, checked by ISO 7064 MOD 11-2.
package struct IdentityNumber: Hashable, Sendable {
    /// Always 18 characters; the 15-digit form is carried to 18.
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
            case 0x20, 0x09, 0xA0, 0x3000, 0xFEFF, 0x200B...0x200D: continue
            case 0x27 where digits.isEmpty: continue
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

    package var birthDate: Day { Day(Array(text.utf8)[6..<14]) ?? Day(number: 0) }

    /// The region of first registration, GB/T 2260; frozen for life, so it may name a county that is no more.
    package var region: String { String(text.prefix(6)) }

    package var isMale: Bool { (Array(text.utf8)[16] - UInt8(ascii: "0")) % 2 == 1 }

    /// ISO 7064 MOD 11-2 over the first 17 digits.
    package static func checkDigit(_ digits: some Collection<UInt8>) -> UInt8 {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        var sum = 0
        for (weight, digit) in zip(weights, digits) { sum += weight * Int(digit &- UInt8(ascii: "0")) }
        return Array("10X98765432".utf8)[sum % 11]
    }
}
