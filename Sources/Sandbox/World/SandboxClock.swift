import Synchronization

/// The story's own time, in milliseconds since 1970: it stands still until the control API moves it.
///
/// Local time is UTC+8 by arithmetic.
package final class SandboxClock: Sendable {
    private let state: Mutex<Int64>

    package init(now: Int64) { state = Mutex(now) }

    package var now: Int64 { state.withLock { $0 } }

    /// Moves to `now`; a clock may also be put back, as clocks are.
    package func set(_ now: Int64) { state.withLock { $0 = now } }
}

/// One civil day in UTC+8, with the sandbox's own calendar arithmetic.
package struct CivilDay: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let number: Int64

    package init(number: Int64) { self.number = number }

    /// The local day of an instant in milliseconds.
    package init(at now: Int64) { number = Self.floor(now + 28_800_000, by: 86_400_000) }

    package init(_ year: Int64, _ month: Int64, _ day: Int64) {
        let shifted = month <= 2 ? year - 1 : year
        let era = Self.floor(shifted, by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// From `yyyyMMdd`; nil when it is anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 8, let whole = Int64(text), whole > 0 else { return nil }
        self.init(whole / 10_000, whole / 100 % 100, whole % 100)
        guard self.text == text else { return nil }
    }

    package var parts: (year: Int64, month: Int64, day: Int64) {
        let shifted = number + 719_468
        let era = Self.floor(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }

    /// As `yyyyMMdd`.
    package var text: String {
        let parts = parts
        return digits(parts.year, 4) + digits(parts.month, 2) + digits(parts.day, 2)
    }

    /// As `yyyy-MM-dd`.
    package var dashed: String {
        let parts = parts
        return "\(digits(parts.year, 4))-\(digits(parts.month, 2))-\(digits(parts.day, 2))"
    }

    /// The instant of `hour:minute` of this day.
    package func at(_ hour: Int64, _ minute: Int64 = 0) -> Int64 {
        number * 86_400_000 - 28_800_000 + (hour * 60 + minute) * 60_000
    }

    package func adding(_ days: Int64) -> CivilDay { CivilDay(number: number + days) }

    /// Whether banks and offices work: Monday to Friday, with the State Council's days of 2026.
    package var isWorking: Bool {
        if Self.working2026.contains(text) { return true }
        let isOff = Self.off2026.contains { $0.0 <= text && text <= $0.1 }
        return !isOff && Self.floor(number + 3, by: 7) * 7 + 5 > number + 3
    }

    /// The `count`th working day after this one.
    package func working(after count: Int) -> CivilDay {
        var day = self
        for _ in 0..<count {
            repeat { day = day.adding(1) } while !day.isWorking
        }
        return day
    }

    package static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }

    private static let off2026 = [
        ("20260101", "20260103"), ("20260215", "20260223"), ("20260404", "20260406"), ("20260501", "20260505"),
        ("20260619", "20260621"), ("20260925", "20260927"), ("20261001", "20261007"),
    ]
    private static let working2026 = ["20260104", "20260214", "20260228", "20260509", "20260920", "20261010"]

    private static func floor(_ value: Int64, by divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }
}

/// Local time as `yyyyMMddHHmmss`.
func stamp(_ now: Int64) -> String { CivilDay(at: now).text + timeOfDay(now) }

/// Local time of day as `HHmmss`.
func timeOfDay(_ now: Int64) -> String {
    let seconds = (now - CivilDay(at: now).at(0)) / 1_000
    return digits(seconds / 3_600, 2) + digits(seconds / 60 % 60, 2) + digits(seconds % 60, 2)
}

/// A whole number with leading zeros; longer numbers keep all their digits.
func digits(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}

/// Fen as yuan with two decimals: `123450` is `1234.50`.
func yuan(_ fen: Int64) -> String {
    let whole = "\(fen.magnitude / 100).\(digits(Int64(fen.magnitude % 100), 2))"
    return fen < 0 ? "-" + whole : whole
}

/// Yuan with up to two decimals as fen; nil when it is not such an amount.
func fen(_ yuan: String) -> Int64? {
    let parts = yuan.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.utf8.count < 16 else { return nil }
    let cents = parts.count == 2 ? String(parts[1]) : "00"
    guard (1...2).contains(cents.utf8.count), (whole + cents).utf8.allSatisfy({ (48...57).contains($0) }),
        let yuan = Int64(whole), let fraction = Int64(cents.utf8.count == 1 ? cents + "0" : cents)
    else { return nil }
    return yuan * 100 + fraction
}
