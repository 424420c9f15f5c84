import Foundation
import Subsidy
import TestSupport
import Testing

@Suite struct DayTests {
    @Test func everyDayFrom1870To2271ComesRound() throws {
        let first = try #require(Day(year: 1870, month: 1, day: 1))
        let last = try #require(Day(year: 2271, month: 12, day: 31))
        // Counted by hand, month by month, beside the arithmetic under test.
        var (year, month, day) = (1870, 1, 1)
        for number in first.number...last.number {
            let one = Day(number: number)
            #expect(one.parts == (year, month, day))
            #expect(Day(year: year, month: month, day: day) == one)
            let leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let length = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            day += 1
            if day > length { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect((year, month, day) == (2272, 1, 1))
    }

    @Test func textsReadBackAndWeekdaysFollowOneAnother() throws {
        var day = try #require(Day(year: 1869, month: 12, day: 31))
        while day.year < 2272 {
            let next = day + 1
            #expect(next.weekday == day.weekday % 7 + 1)
            #expect(Day(next.text.utf8) == next && Day(next.compact.utf8) == next)
            day = next
        }
        #expect(Day(number: 0).weekday == 4, "1970-01-01 was a Thursday")
        #expect(Day(year: 2026, month: 11, day: 21)?.weekday == 6)
    }

    @Test(arguments: ["2026-11-21", "2026/11/21", "2026.11.21", "20261121"])
    func eachWrittenFormIsRead(text: String) {
        #expect(Day(text.utf8) == Day(year: 2026, month: 11, day: 21))
    }

    @Test(arguments: [
        "2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "00000000",
        "20260230", "1799-12-31", "3000-01-01", "2026-11/21", "2026 11 21", "2026-1-1", "202611", "", "2026112１",
        "2026-1a-01", "+2261121", "2026-11-21 ", "99991231",
    ])
    func aDayThatDoesNotExistIsRefused(text: String) {
        #expect(Day(text.utf8) == nil)
    }

    @Test func daysAddSubtractAndCompare() throws {
        let day = try #require(Day("2024-02-28".utf8))
        #expect((day + 1).text == "2024-02-29")
        #expect((day + 2).text == "2024-03-01")
        #expect((day - 59).text == "2023-12-31")
        #expect((day + 366) - day == 366)
        #expect(day < day + 1)
        #expect(day.compact == "20240228")
    }
}

@Suite struct InstantTests {
    @Test func aMomentShowsTheClockOfUTCPlus8() throws {
        let day = try #require(Day("2026-11-21".utf8))
        let moment = Instant(day, hour: 9, minute: 30, second: 5)
        #expect(moment.milliseconds == 1_795_224_605_000)
        #expect(moment.text == "2026-11-21 09:30:05")
        #expect(moment.compact == "20261121093005")
        #expect(moment.day == day)
        #expect(moment.time == (9, 30, 5))
    }

    @Test func aDayBeginsAtLocalMidnightAndNotAtGreenwich() throws {
        let day = try #require(Day("2026-01-01".utf8))
        let midnight = Instant(day)
        #expect(midnight.day == day)
        #expect((midnight + .milliseconds(-1)).day == day - 1)
        #expect((midnight + .milliseconds(-1)).time == (23, 59, 59))
        #expect((midnight + .seconds(86_399)).day == day)
        #expect((midnight + .seconds(86_400)).day == day + 1)
    }

    @Test(arguments: [21, 22] as [UInt64])
    func momentsAgreeWithTheCalendarOfShanghai(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 8 * 3600))
        for _ in 0..<500 {
            // 1870 to 2271, before and after 1970.
            let moment = Instant(milliseconds: Int64.random(in: -3_155_000_000_000...9_530_000_000_000, using: &random))
            let date = Date(timeIntervalSince1970: Double(moment.milliseconds.floorDivided(by: 1000)))
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
            let (year, month, day) = moment.day.parts
            let (hour, minute, second) = moment.time
            #expect(
                [year, month, day] == [parts.year, parts.month, parts.day], "seed \(seed), \(moment.milliseconds)")
            #expect([hour, minute, second] == [parts.hour, parts.minute, parts.second])
            #expect(Instant(moment.day, hour: hour, minute: minute, second: second) <= moment)
        }
    }

    @Test func durationsCarryMilliseconds() {
        let moment = Instant(milliseconds: 1000)
        #expect(moment + .milliseconds(250) == Instant(milliseconds: 1250))
        #expect(moment + .seconds(-2) == Instant(milliseconds: -1000))
        #expect(Instant(milliseconds: 4500) - moment == .milliseconds(3500))
    }

    @Test(arguments: [Int64.min, Int64.max])
    func aMomentOutsideEveryCalendarDoesNotTrap(milliseconds: Int64) {
        #expect(!Instant(milliseconds: milliseconds).text.isEmpty)
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
