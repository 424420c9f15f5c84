import TestSupport
import Testing

@testable import Sandbox

@Suite struct WorldTests {
    @Test func twoWorldsAreTheSame() {
        let one = World(size: .small)
        let two = World(size: .small)
        #expect(one.everybody == two.everybody)
        #expect(one.lists.map(\.lines) == two.lists.map(\.lines))
        #expect(one.casebook == two.casebook)
    }

    @Test func theFullWorldHasItsFourLists() {
        let lists = World(size: .full).lists
        #expect(lists.map(\.project) == ["2130122", "2130135", "2080502", "2081902"])
        #expect(lists.map(\.lines.count) == [1_100, 700, 700, 500])
        #expect(lists.allSatisfy { $0.lines.map(\.serial) == Array(1...$0.lines.count) })
    }

    @Test func nobodyIsReal() {
        let people = World(size: .full).everybody
        #expect(people.count > 2_900 && Set(people.map(\.account)).count == people.count)
        #expect(people.allSatisfy { $0.id.hasPrefix("159999") || $0.id.hasPrefix("640199") })
        #expect(people.allSatisfy { $0.id == Numbers.identity(String($0.id.dropLast())) })
        #expect(people.allSatisfy { $0.account == Numbers.card(String($0.account.dropLast())) })
        #expect(people.allSatisfy { $0.account.hasPrefix("629999") && $0.account.utf8.count == 19 })
    }

    @Test(arguments: World.Size.allCases) func theCastIsWhereTheStoryWantsIt(size: World.Size) throws {
        let world = World(size: size)
        func lines(_ role: String) throws -> [ListLine] {
            let account = try #require(world.player(role)).account
            return world.lists.flatMap(\.lines).filter { $0.account == account }
        }
        let legacy = try lines("legacy15")
        #expect(legacy.map(\.payeeID.utf8.count) == [18, 15])
        #expect(try lines("duplicatePerson").count == 2)
        #expect(try lines("maskedID").first?.payeeID.contains("********") == true)
        let bad = try lines("badCheckDigit").map(\.payeeID).joined()
        #expect(bad != Numbers.identity(String(bad.dropLast())))
        #expect(try lines("dotVariant").first?.payeeName.unicodeScalars.contains("\u{2022}") == true)
        #expect(try lines("missingAccount").isEmpty)
        #expect(world.lists[2].lines.count { $0.account.isEmpty } == 1)
        #expect(try lines("heirOne").isEmpty)
        #expect(CastNotes.text.keys.sorted() == world.cast.keys.sorted())
    }

    @Test func amountsAreQuantityTimesRateButForTwoLines() throws {
        let world = World(size: .small)
        let off = world.lists[0].lines.compactMap { line -> Int64? in
            let difference = line.amountFen - exact(line)
            return difference == 0 ? nil : difference
        }
        #expect(off.sorted() == [50, 1_200])
        #expect(world.lists.dropFirst().allSatisfy { $0.lines.allSatisfy { $0.amountFen == exact($0) } })
        // 12.50 mu × 97.3215 yuan = 1216.51875 yuan
        #expect(Numbers.amount(hundredths: 1_250, rate: 973_215) == 121_652)
    }

    private func exact(_ line: ListLine) -> Int64 {
        let quantity = fen(line.quantity) ?? 0
        let parts = line.rate.split(separator: ".")
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let rate = Int64("\(parts[0])\(fraction)" + String(repeating: "0", count: 4 - fraction.count)) ?? 0
        return Numbers.amount(hundredths: quantity, rate: rate)
    }

    @Test func theCalendarKnowsTheMakeUpDays() {
        // 2026-02-14 is a working Saturday; the next working day is after the Spring Festival.
        #expect(CivilDay(2026, 2, 14).isWorking)
        #expect(CivilDay(2026, 2, 14).working(after: 1) == CivilDay(2026, 2, 24))
        #expect(CivilDay(2026, 3, 6).working(after: 1) == CivilDay(2026, 3, 9))
        #expect(CivilDay("20260229") == nil && CivilDay("20240229")?.dashed == "2024-02-29")
        #expect(stamp(World.start) == "20260302083000")
    }

    @Test func anAgencyAccountCannotPayWhatItLacks() {
        let accounts = AgencyAccounts([.init(number: "1", bank: "a", county: "159901", holder: "")])
        #expect(accounts.credit("1", amountFen: 500, reference: "PR1", at: 0))
        #expect(!accounts.debit("1", amountFen: 501, reference: "B1", at: 0))
        #expect(!accounts.credit("2", amountFen: 1, reference: "PR2", at: 0))
        #expect(accounts.balance("1") == 500 && accounts.entries("1").map(\.reference) == ["PR1"])
    }
}
