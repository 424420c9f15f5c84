/// AccountNumber is a bank account or card number: digits (a passbook's may hold single hyphens between them), 12 to
/// 30 characters.
package struct AccountNumber: Hashable, Sendable {
    package let text: String

    package enum Fault: String, Error, CaseIterable, Sendable {
        case empty = "account.empty"
        case masked = "account.masked"
        case excelDamage = "account.excelDamage"
        case character = "account.character"
        case length = "account.length"
        case checkDigit = "account.checkDigit"
    }

    /// Reads a number from UTF-8 bytes; spaces and a leading apostrophe are dropped. A number that starts with 62 and
    /// has 16 to 19 digits is a card and must pass Luhn.
    package init(reading raw: some Collection<UInt8>) throws(Fault) {
        let raw = Array(raw)
        var digits: [UInt8] = []
        for scalar in String(decoding: raw, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x30...0x39: digits.append(UInt8(scalar.value))
            case 0xFF10...0xFF19: digits.append(UInt8(scalar.value - 0xFF10 + 0x30))
            case 0x2D where digits.last.map { $0 != 0x2D } ?? false: digits.append(0x2D)
            case let mark where Invisible.isMark(mark): continue
            case let quote where digits.isEmpty && Invisible.isQuote(quote): continue
            case 0x2A, 0xFF0A: throw .masked
            case 0x45, 0x65, 0x2E, 0x2B: throw .excelDamage
            default: throw .character
            }
        }
        guard let last = digits.last else { throw .empty }
        guard last != 0x2D else { throw .character }
        guard (12...30).contains(digits.count) else { throw .length }
        if digits.starts(with: "62".utf8), (16...19).contains(digits.count), !digits.contains(0x2D) {
            guard AccountNumber.luhn(digits) else { throw .checkDigit }
        }
        text = String(decoding: digits, as: UTF8.self)
    }

    /// ISO/IEC 7812-1: the card number's own check digit.
    package static func luhn(_ digits: some BidirectionalCollection<UInt8>) -> Bool {
        var sum = 0
        var double = false
        for digit in digits.reversed() {
            let value = Int(digit &- UInt8(ascii: "0")) * (double ? 2 : 1)
            sum += value > 9 ? value - 9 : value
            double.toggle()
        }
        return sum % 10 == 0
    }

    /// A clearing number of 12 digits, checked by ISO 7064 MOD 11,10.
    package static func isClearingNumber(_ digits: some Collection<UInt8>) -> Bool {
        guard digits.count == 12 else { return false }
        var carry = 10
        for (index, digit) in digits.enumerated() {
            guard (0x30...0x39).contains(digit) else { return false }
            let value = Int(digit - 0x30)
            if index == 11 { return (carry + value) % 10 == 1 }
            let sum = (value + carry) % 10
            carry = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return false
    }
}
