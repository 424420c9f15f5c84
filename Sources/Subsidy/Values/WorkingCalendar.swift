/// WorkingCalendar knows which days are worked: the State Council's yearly notice with make-up days, and a region's
/// own days laid over it.
///
/// A year without a notice is computed Monday to Friday and is *provisional*: never the ground of a breach
/// (requirements 1c).
package struct WorkingCalendar: Sendable {
    private var off: Set<Day>
    private var work: Set<Day>
    private var years: Set<Int>

    /// - Parameters:
    ///   - years: the years whose notice is published.
    ///   - off: holidays and exchanged rest days, of the nation and of the region.
    ///   - work: weekend days that are worked.
    package init(years: Set<Int>, off: Set<Day>, work: Set<Day>) {
        self.years = years
        self.off = off
        self.work = work
    }

    package func isWorkingDay(_ day: Day) -> Bool {
        if work.contains(day) { return true }
        return !off.contains(day) && day.weekday <= 5
    }

    /// A deadline: the last day on which the duty is still in time.
    package struct Deadline: Hashable, Sendable {
        package var day: Day
        /// True when a year on the way has no published notice.
        package var provisional: Bool
    }

    /// The last day of a term of `workingDays` that starts when something happened on `start`; that day is not counted.
    package func deadline(from start: Day, workingDays: Int) -> Deadline {
        var day = start
        var left = workingDays
        var provisional = !years.contains(start.year)
        while left > 0 {
            day = day + 1
            if !years.contains(day.year) { provisional = true }
            if isWorkingDay(day) { left -= 1 }
        }
        return Deadline(day: day, provisional: provisional)
    }

    /// Working days after `start` up to and including `end`; 0 when `end` is not later.
    package func workingDays(after start: Day, through end: Day) -> Int {
        guard start < end else { return 0 }
        var count = 0
        var day = start
        while day < end {
            day = day + 1
            if isWorkingDay(day) { count += 1 }
        }
        return count
    }
}
