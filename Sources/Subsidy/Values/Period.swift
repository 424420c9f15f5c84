/// Period is when a claim is for (期次): a year, half, quarter or month. One period has one spelling, or a claim would be
/// made twice (G1).
package struct Period: Sendable, Hashable {
    package let first: Day
    package let last: Day

    /// Nil unless the text is `2026`, `2026H1`, `2026Q3` or `202603`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            let digits = bytes[range].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return digits ? Int(String(decoding: bytes[range], as: UTF8.self)) : nil
        }
        guard (4...6).contains(bytes.count), let year = number(0..<4), (1990...2999).contains(year) else { return nil }
        let months: ClosedRange<Int>
        switch bytes.count {
        case 4: months = 1...12
        case 6 where bytes[4] == UInt8(ascii: "H"):
            guard let half = number(5..<6), (1...2).contains(half) else { return nil }
            months = (half * 6 - 5)...(half * 6)
        case 6 where bytes[4] == UInt8(ascii: "Q"):
            guard let quarter = number(5..<6), (1...4).contains(quarter) else { return nil }
            months = (quarter * 3 - 2)...(quarter * 3)
        case 6:
            guard let month = number(4..<6), (1...12).contains(month) else { return nil }
            months = month...month
        default: return nil
        }
        let after = months.upperBound == 12 ? (year + 1, 1) : (year, months.upperBound + 1)
        guard let first = Day(year: year, month: months.lowerBound, day: 1),
            let next = Day(year: after.0, month: after.1, day: 1)
        else { return nil }
        self.first = first
        last = Day(number: next.number - 1)
    }
}
