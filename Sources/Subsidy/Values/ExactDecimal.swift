/// ExactDecimal is a quantity or a rate (mu, yuan a mu, months) in millionths: `97.3215` is 97,321,500.
package struct ExactDecimal: Hashable, Comparable, Sendable {
    package var millionths: Int64

    package init(millionths: Int64) { self.millionths = millionths }

    package static func < (a: ExactDecimal, b: ExactDecimal) -> Bool { a.millionths < b.millionths }

    /// Reads `12`, `12.5`, `97.3215` from ASCII bytes: at most six decimals, no sign but `-`, no comma, no exponent.
    package init?(_ text: some Collection<UInt8>) {
        var value: Int64 = 0
        var negative = false
        var digits = 0
        var places = -1
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard value <= 900_000_000_000_000_000 / 10 else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
                digits += 1
                if places >= 0 { places += 1 }
                guard places <= 6 else { return nil }
            case UInt8(ascii: ".") where places < 0 && digits > 0: places = 0
            case UInt8(ascii: "-") where index == 0: negative = true
            default: return nil
            }
        }
        guard digits > 0, places != 0 else { return nil }
        for _ in max(places, 0)..<6 {
            guard value <= 900_000_000_000_000_000 / 10 else { return nil }
            value *= 10
        }
        millionths = negative ? -value : value
    }

    /// The shortest text that reads back as the same value: `12`, `97.3215`.
    package var text: String {
        let magnitude = millionths.magnitude
        var fraction = String(magnitude % 1_000_000 + 1_000_000).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        let sign = millionths < 0 ? "-" : ""
        return fraction.isEmpty ? "\(sign)\(magnitude / 1_000_000)" : "\(sign)\(magnitude / 1_000_000).\(fraction)"
    }

    /// How a product is brought to whole fen, jiao or yuan.
    package enum Rounding: String, CaseIterable, Sendable {
        case halfUp
        case down
    }

    /// Quantity × rate in yuan, rounded to a multiple of `unit` fen (1 fen, 10 jiao, 100 yuan). Nil on overflow.
    package func times(_ rate: ExactDecimal, rounding: Rounding, unit: Int64 = 1) -> Money? {
        let negative = (millionths < 0) != (rate.millionths < 0)
        // 10^-12 yuan; one fen is 10^10 of them.
        let product = millionths.magnitude.multipliedFullWidth(by: rate.millionths.magnitude)
        let divisor = UInt64(unit) * 10_000_000_000
        guard product.high < divisor else { return nil }
        let (quotient, remainder) = divisor.dividingFullWidth((product.high, product.low))
        guard quotient < 9_000_000_000_000_000 else { return nil }
        let up = rounding == .halfUp && remainder >= divisor - remainder
        let (sum, overflow) = (quotient + (up ? 1 : 0)).multipliedReportingOverflow(by: UInt64(unit))
        guard !overflow, sum < 9_000_000_000_000_000 else { return nil }
        return Money(fen: negative ? -Int64(sum) : Int64(sum))
    }
}
