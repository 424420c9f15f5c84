import Subsidy
import TestSupport
import Testing
import Workflow

/// The clocks of the regulations (requirements 1c), on the days around National Day 2025: Sunday the 28th of September
/// is worked, the 1st to the 8th of October are off, Saturday the 11th is worked.
@Suite struct ClocksTests {
    private static let off = Set((day("20251001").number...day("20251008").number).map { Day(number: $0) })
    private static let work: Set<Day> = [day("20250928"), day("20251011")]
    private static let calendar = WorkingCalendar(years: [2025], off: off, work: work)

    private func reading(
        _ clock: RegionProfile.Clock, _ started: Instant, stopped: Instant? = nil,
        profile: RegionProfile = .innerMongolia, calendar: WorkingCalendar = ClocksTests.calendar
    ) throws -> ClockReading {
        try #require(
            Clocks.reading(clock, started: started, stopped: stopped, profile: profile, calendar: calendar))
    }

    @Test(
        .article("IM-16.3", "IM-17.1", "IM-17.2", "IM-20.1", "IM-20.2", "IM-21.1a"),
        arguments: [
            (RegionProfile.Clock.publicity, "20250926", "20251010"), (.publicity, "20250928", "20251011"),
            (.departmentReview, "20250928", "20250930"), (.departmentReview, "20250929", "20251009"),
            (.financeReview, "20250930", "20251010"), (.financeReview, "20251003", "20251010"),
            (.batchSend, "20250927", "20250929"), (.batchSend, "20251008", "20251010"),
            (.bankPays, "20250928", "20251009"), (.bankPays, "20251009", "20251013"),
            (.accountChange, "20250928", "20251011"), (.accountChange, "20250930", "20251014"),
        ])
    func aDeadlineCountsWorkedSundaysAndLeavesHolidaysOut(
        clock: RegionProfile.Clock, start: String, end: String
    ) throws {
        let reading = try reading(clock, Instant(day(start), hour: 10))
        #expect(reading.clock == clock)
        #expect(reading.deadline.day == day(end), "\(reading.deadline.day.text)")
        #expect(!reading.deadline.provisional)
    }

    @Test(.article("IM-20.2")) func aClockIsBrokenOnTheDayAfterItsDeadlineAndNotBefore() throws {
        let reading = try reading(.bankPays, Instant(day("20250928"), hour: 9))
        #expect(!reading.isBreached(at: Instant(day("20251008"), hour: 12)))
        #expect(!reading.isBreached(at: Instant(day("20251009"), hour: 23, minute: 59, second: 59)))
        #expect(reading.isBreached(at: Instant(day("20251010"))))
    }

    @Test(.article("IM-20.2")) func aClockThatStoppedInTimeIsNeverBroken() throws {
        let started = Instant(day("20250928"), hour: 9)
        let inTime = try reading(.bankPays, started, stopped: Instant(day("20251009"), hour: 23))
        let late = try reading(.bankPays, started, stopped: Instant(day("20251010")))
        let muchLater = Instant(day("20251231"))
        #expect(!inTime.isBreached(at: muchLater))
        #expect(late.isBreached(at: muchLater))
        #expect(inTime.used(at: muchLater, Self.calendar) == 3)
        #expect(late.used(at: muchLater, Self.calendar) == 4)
    }

    /// An event in the last hour of a day in UTC is tomorrow's here, and the reverse.
    @Test func aDayIsTheDayOfTheProvince() throws {
        let midnight = Instant(day("20250929"))
        #expect(try reading(.departmentReview, midnight + .milliseconds(-1)).deadline.day == day("20250930"))
        #expect(try reading(.departmentReview, midnight).deadline.day == day("20251009"))
    }

    @Test(.article("IM-17.1")) func daysUsedAreWorkingDays() throws {
        let reading = try reading(.departmentReview, Instant(day("20250926"), hour: 17))
        for (now, used) in [
            ("20250926", 0), ("20250927", 0), ("20250928", 1), ("20250930", 3), ("20251008", 3), ("20251009", 4),
            ("20251011", 6), ("20251012", 6),
        ] {
            #expect(reading.used(at: Instant(day(now), hour: 12), Self.calendar) == used, "\(now)")
        }
    }

    @Test(arguments: RegionProfile.Clock.allCases.filter { ![.payment, .approval].contains($0) })
    func aYearWithoutItsNoticeIsNeverABreach(clock: RegionProfile.Clock) throws {
        for start in ["20251231", "20260105"] {
            let reading = try reading(clock, Instant(day(start), hour: 9))
            #expect(reading.deadline.provisional)
            #expect(!reading.isBreached(at: Instant(day("20281231"))))
            #expect(!reading.isBreached(at: reading.started))
        }
    }

    @Test func aDeadlineIsComputedAnewWhenTheNoticeArrives() throws {
        let started = Instant(day("20251231"), hour: 9)
        let before = try reading(.batchSend, started)
        #expect(before.deadline.day == day("20260102") && before.deadline.provisional)
        let holidays = Self.off.union([day("20260101"), day("20260102"), day("20260103")])
        let notice = WorkingCalendar(years: [2025, 2026], off: holidays, work: Self.work.union([day("20260104")]))
        let after = try reading(.batchSend, started, calendar: notice)
        #expect(after.deadline.day == day("20260105") && !after.deadline.provisional)
        #expect(!after.isBreached(at: Instant(day("20260105"), hour: 18)))
        #expect(after.isBreached(at: Instant(day("20260106"))))
    }

    @Test(.article("IM-20.1", "NX-9.4"), arguments: RegionProfile.Clock.allCases)
    func aClockThatTheProfileDoesNotNameDoesNotRun(clock: RegionProfile.Clock) {
        let started = Instant(day("20250928"))
        let reading = Clocks.reading(
            clock, started: started, stopped: nil, profile: .ningxia, calendar: Self.calendar)
        // The treasury pays the lines: there is no batch, and no bank that has three days.
        // The term of a whole payment is the project's own, and that of an approval its step's.
        #expect((reading == nil) == [.batchSend, .bankPays, .payment, .approval].contains(clock))
    }

    /// Monday the 13th of October: funds arrive; three days are the bank's, two are finance's, and they overlap.
    @Test(
        .article("IM-20.1", "IM-20.2"),
        arguments: [
            // sent on, resulted on, who held the ball
            ("20251013", "20251016", []), ("20251013", "20251017", [RegionProfile.Owner.bank]),
            ("20251015", "20251016", []), ("20251015", "20251017", [.finance]), ("20251015", "20251021", [.bank]),
            ("20251017", "20251020", [.finance]), ("20251017", "20251024", [.finance, .bank]), ("", "", [.finance]),
            ("20251013", "", [.bank]),
        ])
    func aLatePaymentIsAnsweredForByWhoHeldTheBall(sent: String, resulted: String, holders: [RegionProfile.Owner]) {
        func moment(_ text: String) -> Instant? { text.isEmpty ? nil : Instant(day(text), hour: 10) }
        let found = Clocks.holders(
            arrived: Instant(day("20251013"), hour: 9), sent: moment(sent), resulted: moment(resulted),
            now: Instant(day("20251105"), hour: 9), profile: .innerMongolia, calendar: Self.calendar)
        #expect(found == holders)
    }
}
