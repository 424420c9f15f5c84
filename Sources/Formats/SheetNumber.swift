import Subsidy

/// SheetNumber is the exact decimal that a person sees in a cell.
///
/// A sheet stores binary floating point written out to 17 digits (1167.86 as `1167.8599999999999`) and shows 15; so
/// the text is rounded to 15 significant digits, in decimal. No floating point is used.
struct SheetNumber: Equatable {
    private(set) var isNegative = false
    /// Significant digits, the first not 0; empty for zero.
    private(set) var digits: [UInt8] = []
    /// The value is 0.`digits` × 10^`exponent`.
    private(set) var exponent = 0

    /// How many digits a sheet keeps.
    static let precision = 15

    /// - Returns: nil when the text is no number.
    init?(_ text: some Collection<UInt8>) {
        var rest = Array(text)[...]
        if let sign = rest.first, sign == 0x2D || sign == 0x2B {
            isNegative = sign == 0x2D
            rest.removeFirst()
        }
        let mark = rest.firstIndex { $0 | 0x20 == 0x65 } ?? rest.endIndex
        guard var power = Self.power(rest[mark...].dropFirst(), isThere: mark < rest.endIndex) else { return nil }
        let mantissa = rest[..<mark]
        let point = mantissa.firstIndex(of: 0x2E) ?? mantissa.endIndex
        let (whole, fraction) = (mantissa[..<point], mantissa[point...].dropFirst())
        let all = Array(whole) + Array(fraction)
        guard !all.isEmpty, all.count <= 400, all.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        let zeros = all.prefix { $0 == 0x30 }.count
        power += whole.count - zeros
        digits = Array(all.dropFirst(zeros))
        while digits.last == 0x30 { digits.removeLast() }
        exponent = digits.isEmpty ? 0 : power
    }

    /// Whether a text is already what `round` and `text` would make of it: no more digits than a sheet keeps, no sign
    /// but minus, no exponent, no zeros that say nothing.
    static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        if text.first == 0x2D { index = 1 }
        let start = index
        while index < text.count, 0x30...0x39 ~= text[index] { index += 1 }
        let whole = index - start
        guard whole > 0, whole == 1 || text[start] != 0x30, text.count - start <= precision else { return false }
        if index == text.count { return text[start] != 0x30 || start == 0 }
        guard text[index] == 0x2E, index + 1 < text.count, text[text.count - 1] != 0x30 else { return false }
        return text[(index + 1)...].allSatisfy { 0x30...0x39 ~= $0 }
    }

    private static func power(_ text: ArraySlice<UInt8>, isThere: Bool) -> Int? {
        guard isThere else { return 0 }
        let isNegative = text.first == 0x2D
        let digits = isNegative || text.first == 0x2B ? text.dropFirst() : text
        guard digits.count <= 3, let value = StylesPart.number(digits) else { return nil }
        return isNegative ? -value : value
    }

    /// Whether digits before the point were lost: a number such as an identity number typed as a number.
    var isBeyondPrecision: Bool { exponent > Self.precision && !digits.isEmpty }

    /// Rounds half away from zero to what a sheet shows.
    mutating func round() {
        guard digits.count > Self.precision else { return }
        let isUp = digits[Self.precision] >= 0x35
        digits.removeLast(digits.count - Self.precision)
        if isUp {
            while digits.last == 0x39 { digits.removeLast() }
            if digits.isEmpty {
                digits = [0x31]
                exponent += 1
            } else {
                digits[digits.count - 1] += 1
            }
        }
        while digits.last == 0x30 { digits.removeLast() }
    }

    /// Plain notation: `-1167.86`, `0.05`, `12000`.
    var text: [UInt8] {
        guard !digits.isEmpty else { return [0x30] }
        var text: [UInt8] = isNegative ? [0x2D] : []
        if exponent <= 0 {
            text.append(contentsOf: [0x30, 0x2E])
            text.append(contentsOf: repeatElement(0x30, count: -exponent))
            text.append(contentsOf: digits)
        } else {
            text.append(contentsOf: digits.prefix(exponent))
            text.append(contentsOf: repeatElement(0x30, count: max(0, exponent - digits.count)))
            if digits.count > exponent {
                text.append(0x2E)
                text.append(contentsOf: digits[exponent...])
            }
        }
        return text
    }

    /// The day, and the time when there is one, that a date cell shows: `2024-03-15`, `2024-03-15 08:30:00`.
    /// - Returns: nil when the number is no date.
    func date(isFrom1904: Bool) -> [UInt8]? {
        guard !isNegative, exponent <= 7 else { return nil }
        let serial = digits.prefix(max(0, exponent)) + repeatElement(0x30, count: max(0, exponent - digits.count))
        let days = serial.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        var (fraction, scale) = (0, 1)
        let leading = repeatElement(UInt8(0x30), count: max(0, -exponent))
        for digit in (leading + digits.dropFirst(max(0, exponent))).prefix(12) {
            fraction = fraction * 10 + Int(digit - 0x30)
            scale *= 10
        }
        var seconds = (fraction * 86_400 + scale / 2) / scale
        let carried = days + seconds / 86_400
        seconds %= 86_400
        guard carried > 0 || isFrom1904, let day = Self.day(carried, isFrom1904) else { return nil }
        guard seconds > 0 else { return Array(day.text.utf8) }
        return Array(Instant(day, hour: seconds / 3600, minute: seconds / 60 % 60, second: seconds % 60).text.utf8)
    }

    /// In the system of 1900, day 60 is 29 February 1900, which never was; days before it count one less.
    private static func day(_ serial: Int, _ isFrom1904: Bool) -> Day? {
        guard serial <= 2_958_465 else { return nil }
        if isFrom1904 { return Day(year: 1904, month: 1, day: 1).map { $0 + serial } }
        if serial == 60 { return nil }
        return Day(year: 1899, month: 12, day: 30).map { $0 + (serial < 60 ? serial + 1 : serial) }
    }
}
