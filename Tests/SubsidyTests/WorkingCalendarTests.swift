import Subsidy
import TestSupport
import Testing

@Suite(.article("IM-16.3", "IM-20.1")) struct WorkingCalendarTests {
    /// The State Council's notices for 2024 to 2026 (domain section 9), written out here and read from no file.
    private static let calendar: WorkingCalendar = {
        var off: Set<Day> = []
        for (first, last) in [
            ("20240101", "20240101"), ("20240210", "20240217"), ("20240404", "20240406"), ("20240501", "20240505"),
            ("20240610", "20240610"), ("20240915", "20240917"), ("20241001", "20241007"),
            ("20250101", "20250101"), ("20250128", "20250204"), ("20250404", "20250406"), ("20250501", "20250505"),
            ("20250531", "20250602"), ("20251001", "20251008"),
            ("20260101", "20260103"), ("20260215", "20260223"), ("20260404", "20260406"), ("20260501", "20260505"),
            ("20260619", "20260621"), ("20260925", "20260927"), ("20261001", "20261007"),
        ] {
            for number in day(first).number...day(last).number { off.insert(Day(number: number)) }
        }
        let work = [
            "20240204", "20240218", "20240407", "20240428", "20240511", "20240914", "20240929", "20241012",
            "20250126", "20250208", "20250427", "20250928", "20251011",
            "20260104", "20260214", "20260228", "20260509", "20260920", "20261010",
        ]
        return WorkingCalendar(years: [2024, 2025, 2026], off: off, work: Set(work.map(day)))
    }()

    private static func day(_ text: String) -> Day { Day(text.utf8) ?? Day(number: 0) }

    @Test(arguments: [
        // The Sunday before National Day is worked; eight days off; the Saturday after is worked.
        ("20250926", 1, "20250928"), ("20250928", 1, "20250929"), ("20250928", 2, "20250930"),
        ("20250928", 3, "20251009"), ("20250930", 1, "20251009"), ("20251003", 1, "20251009"),
        ("20251009", 2, "20251011"), ("20251011", 1, "20251013"),
        // The Saturday before the Spring Festival is worked; then nine days off.
        ("20260213", 1, "20260214"), ("20260214", 1, "20260224"), ("20260213", 5, "20260227"),
        ("20260227", 1, "20260228"), ("20260228", 1, "20260302"),
        // 2024: worked Sundays before and after; New Year's Eve is a working day.
        ("20240202", 1, "20240204"), ("20240208", 1, "20240209"), ("20240209", 1, "20240218"),
        ("20240209", 2, "20240219"), ("20240202", 7, "20240218"),
        // A term without days ends where it began.
        ("20251003", 0, "20251003"),
    ])
    func aTermEndsOnTheDayOfTheNotice(start: String, workingDays: Int, end: String) {
        let deadline = Self.calendar.deadline(from: Self.day(start), workingDays: workingDays)
        #expect(deadline.day == Self.day(end), "\(deadline.day.text)")
        #expect(!deadline.provisional)
    }

    @Test func theFactsOfEachYearHold() {
        // A year has 365 or 366 days; the notices leave this many to work.
        for (year, expected) in [(2024, 251), (2025, 248), (2026, 248)] {
            let first = Self.day("\(year)0101")
            let last = Self.day("\(year)1231")
            #expect(Self.calendar.workingDays(after: first - 1, through: last) == expected, "\(year)")
        }
    }

    @Test(arguments: [
        ("20261230", 1, "20261231", false), ("20261231", 1, "20270101", true), ("20261230", 3, "20270104", true),
        ("20270104", 0, "20270104", true), ("20231229", 1, "20240102", true),
    ])
    func aTermThatMeetsAYearWithoutNoticeIsProvisional(start: String, days: Int, end: String, provisional: Bool) {
        let deadline = Self.calendar.deadline(from: Self.day(start), workingDays: days)
        #expect(deadline.day == Self.day(end), "\(deadline.day.text)")
        #expect(deadline.provisional == provisional)
    }

    @Test func workingDaysAreTheInverseOfTheDeadline() {
        for offset in 0..<1000 {
            let start = Self.day("20240101") + offset
            for term in [1, 3, 7, 15] {
                let end = Self.calendar.deadline(from: start, workingDays: term).day
                #expect(Self.calendar.isWorkingDay(end))
                #expect(Self.calendar.workingDays(after: start, through: end) == term)
                #expect(Self.calendar.workingDays(after: start, through: end - 1) == term - 1)
            }
        }
    }

    @Test func nothingIsWorkedBeforeTheStart() {
        #expect(Self.calendar.workingDays(after: Self.day("20260302"), through: Self.day("20260302")) == 0)
        #expect(Self.calendar.workingDays(after: Self.day("20260303"), through: Self.day("20260302")) == 0)
    }

    @Test func aRegionsOwnHolidayIsOff() {
        let regional = WorkingCalendar(years: [2026], off: [Self.day("20260320")], work: [])
        #expect(!regional.isWorkingDay(Self.day("20260320")))
        #expect(regional.deadline(from: Self.day("20260319"), workingDays: 1).day == Self.day("20260323"))
        #expect(Self.calendar.deadline(from: Self.day("20260319"), workingDays: 1).day == Self.day("20260320"))
    }
}
