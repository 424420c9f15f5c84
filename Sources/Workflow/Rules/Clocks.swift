package import Subsidy

/// A clock of the regulations (requirements 1c) on one subject, computed from events and the calendar, never stored.
package struct ClockReading: Sendable, Hashable {
    package let clock: RegionProfile.Clock
    package let started: Instant
    package let deadline: WorkingCalendar.Deadline
    package let stopped: Instant?

    /// Late means: past the deadline's day, and the year's calendar is known. A provisional deadline is never a breach.
    package func isBreached(at now: Instant) -> Bool {
        !deadline.provisional && (stopped ?? now).day > deadline.day
    }

    /// Working days used, of how many.
    package func used(at now: Instant, _ calendar: WorkingCalendar) -> Int {
        calendar.workingDays(after: started.day, through: (stopped ?? now).day)
    }
}

package enum Clocks {
    /// Nil when the profile does not run this clock. `extension` is the coded kind of special case that somebody granted;
    /// one that the profile does not know gives no time.
    package static func reading(
        _ clock: RegionProfile.Clock, started: Instant, stopped: Instant?, extension code: String = "",
        profile: RegionProfile, calendar: WorkingCalendar
    ) -> ClockReading? {
        guard let days = profile.clocks[clock] else { return nil }
        let term = days + (profile.extensions[code] ?? 0)
        return ClockReading(
            clock: clock, started: started, deadline: calendar.deadline(from: started.day, workingDays: term),
            stopped: stopped)
    }
}
