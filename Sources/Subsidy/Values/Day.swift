/// Day is a calendar day of the Gregorian calendar, counted from 1970-01-01, with no time and no zone.
package struct Day: Hashable, Comparable, Sendable {
    package var number: Int32

    package init(number: Int32) { self.number = number }

    /// Nil for a day that does not exist, and for years outside 1800–2999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1800...2999).contains(year), (1...12).contains(month), day >= 1,
            day <= Day.length(month: month, year: year)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Year, month and day.
    package var parts: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    package var year: Int { parts.year }

    /// 1 is Monday, 7 is Sunday.
    package var weekday: Int { ((Int(number) + 3) % 7 + 7) % 7 + 1 }

    package static func < (a: Day, b: Day) -> Bool { a.number < b.number }
    package static func + (a: Day, days: Int) -> Day { Day(number: a.number + Int32(days)) }
    package static func - (a: Day, days: Int) -> Day { Day(number: a.number - Int32(days)) }
    package static func - (a: Day, b: Day) -> Int { Int(a.number) - Int(b.number) }

    /// `2026-11-21`.
    package var text: String {
        let (year, month, day) = parts
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    /// `20261121`.
    package var compact: String { text.filter { $0 != "-" } }

    /// Reads `2026-11-21` (also with `/` or `.`) or `20261121` from ASCII bytes.
    package init?(_ text: some Collection<UInt8>) {
        let bytes = Array(text)
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        let ranges: (Range<Int>, Range<Int>, Range<Int>)
        switch bytes.count {
        case 8: ranges = (0..<4, 4..<6, 6..<8)
        case 10 where bytes[4] == bytes[7] && [45, 46, 47].contains(bytes[4]): ranges = (0..<4, 5..<7, 8..<10)
        default: return nil
        }
        guard let year = number(ranges.0), let month = number(ranges.1), let day = number(ranges.2) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    private static func length(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Instant is a moment in milliseconds since 1970-01-01T00:00Z; people's time is UTC+8 by arithmetic.
package struct Instant: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The moment when a local (UTC+8) clock shows this day and time.
    package init(_ day: Day, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        let seconds = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - 8 * 3600
        milliseconds = seconds * 1000
    }

    private static let offset: Int64 = 8 * 3_600_000
    private static let dayLength: Int64 = 86_400_000

    private var local: (day: Int64, rest: Int64) {
        // A counterpart may send any number of milliseconds: the arithmetic must not trap at either end.
        let shifted = min(milliseconds, .max - Instant.offset) + Instant.offset
        let (day, rest) = shifted.quotientAndRemainder(dividingBy: Instant.dayLength)
        return rest < 0 ? (day - 1, rest + Instant.dayLength) : (day, rest)
    }

    /// The local (UTC+8) day.
    package var day: Day { Day(number: Int32(clamping: local.day)) }

    /// Hour, minute and second of the local (UTC+8) day.
    package var time: (hour: Int, minute: Int, second: Int) {
        let seconds = Int(local.rest / 1000)
        return (seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    package static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }
    package static func + (a: Instant, duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        return Instant(milliseconds: a.milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
    package static func - (a: Instant, b: Instant) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }

    /// Local time as people read it: `2026-11-21 09:30:00`.
    package var text: String { "\(day.text) \(clock(separator: ":"))" }

    /// Local time as fields carry it: `20261121093000`.
    package var compact: String { day.compact + clock(separator: "") }

    private func clock(separator: String) -> String {
        let (hour, minute, second) = time
        return [hour, minute, second].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: separator)
    }
}
