/// Money is a sum in fen, the hundredth part of a yuan. Never a floating-point number.
package struct Money: Hashable, Comparable, Sendable {
    package var fen: Int64

    package init(fen: Int64) { self.fen = fen }

    package static let zero = Money(fen: 0)

    package static func < (a: Money, b: Money) -> Bool { a.fen < b.fen }
    package static func + (a: Money, b: Money) -> Money { Money(fen: a.fen + b.fen) }
    package static func - (a: Money, b: Money) -> Money { Money(fen: a.fen - b.fen) }
    package static prefix func - (a: Money) -> Money { Money(fen: -a.fen) }
    package static func += (a: inout Money, b: Money) { a.fen += b.fen }

    /// The sum in yuan with two decimals, as files carry it: `1234.50`, `-0.07`.
    package var yuan: String {
        let magnitude = fen.magnitude
        let cents = magnitude % 100
        return "\(fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// The sum in yuan as people read it, with thousands separated: `1,234.50`.
    package var grouped: String {
        let whole = Array(String(fen.magnitude / 100).utf8)
        var digits: [UInt8] = []
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { digits.append(UInt8(ascii: ",")) }
            digits.append(digit)
        }
        let cents = fen.magnitude % 100
        return "\(fen < 0 ? "-" : "")\(String(decoding: digits, as: UTF8.self)).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// Reads yuan text from bytes of ASCII: `1234.5`, `1,234.50`, `+0000000123450`, `-12.30`.
    ///
    /// At most two decimals; commas only between groups of three. Anything else, an empty text and a sum beyond
    /// ±90 trillion yuan give nil: a sum is never guessed.
    package static func yuan(_ text: some Collection<UInt8>) -> Money? {
        parse(text, decimals: 2).map(Money.init(fen:))
    }

    /// Reads fen text from bytes of ASCII: `123450`, `+0000000123450`. No point and no comma.
    package static func fen(_ text: some Collection<UInt8>) -> Money? {
        parse(text, decimals: 0).map(Money.init(fen:))
    }

    private static func parse(_ text: some Collection<UInt8>, decimals: Int) -> Int64? {
        let limit: Int64 = 9_000_000_000_000_000
        var value: Int64 = 0
        var negative = false
        var digits = 0
        var places = -1
        var group = -1
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard value <= limit / 10 else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
                if places >= 0 { places += 1 } else { digits += 1 }
                if group >= 0, places < 0 { group += 1 }
                guard places <= decimals, group <= 3 else { return nil }
            case UInt8(ascii: ".") where decimals > 0 && places < 0 && digits > 0 && (group < 0 || group == 3):
                places = 0
            case UInt8(ascii: ",")
            where decimals > 0 && places < 0 && digits > 0 && (group == 3 || (group < 0 && digits <= 3)):
                group = 0
            case UInt8(ascii: "-") where index == 0: negative = true
            case UInt8(ascii: "+") where index == 0: break
            default: return nil
            }
        }
        guard digits > 0, places != 0, group < 0 || group == 3 else { return nil }
        var missing = decimals - max(places, 0)
        while missing > 0 {
            guard value <= limit / 10 else { return nil }
            value *= 10
            missing -= 1
        }
        guard value <= limit else { return nil }
        return negative ? -value : value
    }
}
