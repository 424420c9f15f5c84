package import Subsidy

/// A clock of the regulations (requirements 1c) on one subject, computed from events and the calendar, never stored.
package struct ClockReading: Sendable, Hashable {
    package let clock: RegionProfile.Clock
    package let started: Instant
    package let deadline: WorkingCalendar.Deadline
    package let stopped: Instant?
    /// Working days of the rounds before this one: a return starts the clock anew, and the whole is still told (IM-17.1).
    package var earlier = 0
    /// Who had it in hand while the term was overrun: nobody, one, or both (requirements 1c, K5).
    package var holders: [RegionProfile.Owner] = []
    /// Whose it is, where that depends on the subject: a failure's owner (requirements 1d.2).
    package var owner: RegionProfile.Owner?

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

    /// The clock of a project whose own term is so many working days (IM-32.1).
    package static func reading(
        _ clock: RegionProfile.Clock, started: Instant, stopped: Instant?, workingDays: Int, calendar: WorkingCalendar
    ) -> ClockReading {
        ClockReading(
            clock: clock, started: started, deadline: calendar.deadline(from: started.day, workingDays: workingDays),
            stopped: stopped)
    }

    /// A word of the treasury that money has come.
    package struct Allocation: Sendable, Hashable {
        /// When it came, by the treasury.
        package var at: Instant
        /// When we had the word.
        package var heard: Instant

        package init(at: Instant, heard: Instant) {
            self.at = at
            self.heard = heard
        }
    }

    /// When the money of a batch was there (IM-20.2): the part of the treasury's money that we last knew of at its
    /// release, on the day on which the statement `shown` has it, else by the treasury's own word; for what is paid
    /// again, its release. Nil while no money is known.
    package static func funds(told: [Allocation], shown: [Day], released: Instant, isAgain: Bool) -> Instant? {
        guard !told.isEmpty || !shown.isEmpty else { return nil }
        if isAgain { return released }
        let part = max(told.count { $0.heard <= released } - 1, 0)
        if part < shown.count { return Instant(shown[part]) }
        return told.isEmpty ? shown.last.map { Instant($0) } : told[min(part, told.count - 1)].at
    }

    /// Who is to answer for a payment that took longer than the bank's term from the arrival of the funds (IM-20.1,
    /// IM-20.2): the bank, when it took longer than its term from the moment when it had both the funds and the lines;
    /// finance, when it sent the lines later than its own term, or when the bank kept to its own and all was late still.
    package static func holders(
        arrived: Instant, sent: Instant?, resulted: Instant?, now: Instant, profile: RegionProfile,
        calendar: WorkingCalendar
    ) -> [RegionProfile.Owner] {
        func isOver(_ clock: RegionProfile.Clock, _ from: Instant, _ until: Instant?) -> Bool {
            reading(clock, started: from, stopped: until, profile: profile, calendar: calendar)?.isBreached(at: now)
                ?? false
        }
        guard isOver(.bankPays, arrived, resulted) else { return [] }
        guard let sent else { return [.finance] }
        var holders: [RegionProfile.Owner] = []
        if isOver(.batchSend, arrived, sent) { holders.append(.finance) }
        if isOver(.bankPays, max(arrived, sent), resulted) { holders.append(.bank) }
        return holders.isEmpty ? [.finance] : holders
    }
}
