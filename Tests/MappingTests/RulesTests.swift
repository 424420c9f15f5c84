import Mapping
import Subsidy
import TestSupport
import Testing

/// The released rules as they stand in `Mappings/`, and the faults of their files.
@Suite struct RulesTests {
    private let library: MappingLibrary

    init() throws {
        let folders = ["calendars/", "profiles/", "alerts/", "catalogue/"]
        let files = try Repository.mappingFiles().filter { file in folders.contains { file.key.hasPrefix($0) } }
        library = try MappingLibrary(files: files)
    }

    private func day(_ text: String) throws -> Day { try #require(Day(text.utf8)) }

    @Test func aMadeUpSundayCountsBeforeTheNationalDay() throws {
        let calendar = try #require(library.calendar(["china"]))
        #expect(calendar.isWorkingDay(try day("2025-09-28")))
        #expect(calendar.workingDays(after: try day("2025-09-28"), through: try day("2025-10-09")) == 3)
        let deadline = calendar.deadline(from: try day("2026-02-13"), workingDays: 2)
        #expect(deadline.day == (try day("2026-02-24")))
        #expect(!deadline.provisional)
    }

    @Test func eachYearHasTheDaysOfItsNotice() throws {
        let calendar = try #require(library.calendar(["china"]))
        for (year, count) in [(2024, 251), (2025, 248), (2026, 248)] {
            let last = try #require(Day(year: year - 1, month: 12, day: 31))
            #expect(calendar.workingDays(after: last, through: try day("\(year)-12-31")) == count)
        }
        #expect(calendar.deadline(from: try day("2026-12-31"), workingDays: 1).provisional)
    }

    @Test func theRegionsOwnDaysAreLaidOverTheNations() throws {
        let feast = try day("2026-03-20")
        #expect(try #require(library.calendar(["china"])).isWorkingDay(feast))
        #expect(try #require(library.calendar(["china", "ningxia"])).isWorkingDay(feast) == false)
        #expect(library.calendar(["china", "nowhere"]) == nil)
        #expect(library.calendar([]) == nil)
    }

    @Test(.article("IM-16.3", "IM-17.1", "IM-17.2", "IM-20.1", "IM-20.2", "IM-21.1a"))
    func innerMongoliaHasTheRegulationsClocks() throws {
        let profile = try #require(library.profile("inner-mongolia"))
        #expect(profile.disbursement == .agencyAccount)
        #expect(profile.phase == .library)
        #expect(
            profile.clocks == [
                .publicity: 5, .departmentReview: 2, .financeReview: 2, .batchSend: 2, .bankPays: 3, .accountChange: 5,
                .ordering: 3, .complaint: 10,
            ])
        #expect(profile.hotTopic == "惠民惠农财政补贴资金")
        #expect(profile.failureOwners[.library] == ["A": .township, "B": .township, "C": .township, "E": .finance])
        #expect(profile.yearlyLists)
        let police = try #require(profile.schedules.first { $0.exchange == .identityVerify })
        #expect((police.fromHour, police.untilHour, police.workingDaysOnly) == (9, 17, true))
    }

    @Test(.article("NX-9.3", "NX-9.4")) func ningxiaPaysThroughTheTreasury() throws {
        let profile = try #require(library.profile("ningxia"))
        #expect(profile.disbursement == .treasuryDirect)
        #expect(profile.phase == .firstRound)
        #expect(profile.hotTopic == nil)
        #expect(profile.publicityDays == 3)
        #expect(profile.clocks[.batchSend] == nil && profile.clocks[.bankPays] == nil)
        #expect(Set(try #require(profile.failureOwners[.firstRound]).values) == [.department])
        // Indicators come down there too (NX-5.1.1); there is no agency account to tell of.
        #expect(profile.schedules.contains { $0.exchange == .indicatorSync })
        #expect(!profile.schedules.contains { [.statement, .batchReturn].contains($0.exchange) })
        #expect(library.calendar(profile.calendars) != nil && library.alerts(profile.alerts) != nil)
    }

    @Test(.article("IM-18.2", "IM-18.3", "IM-18.4")) func everyCheckHasItsColour() throws {
        let rules = try #require(library.alerts("standard"))
        #expect(Set(rules.map(\.check)) == Set(AlertRule.Check.allCases))
        func checks(_ colour: AlertRule.Colour) -> Set<AlertRule.Check> {
            Set(rules.filter { $0.colour == colour }.map(\.check))
        }
        #expect(checks(.yellow) == [.crematedButAlive, .welfareEnded, .ageOver120, .yearlyListNotPublished, .flagged])
        #expect(checks(.blue) == [.amountDiffersWithinTolerance, .sharedAccount])
        #expect(rules.allSatisfy { $0.stages.contains(.submit) && !$0.article.isEmpty })
    }

    @Test(.article("NX-9.2")) func theCatalogueGivesEachProjectItsStandard() throws {
        let projects = try #require(library.catalogue("demo")).projects
        #expect(projects.map(\.code) == ["2130122", "2130135", "2080502", "2081902"])
        let mu = try #require(ExactDecimal("12.5".utf8))
        let standards = projects.map { $0.standard(on: Day(number: 20_514)) }
        #expect(standards[0].amount(quantity: mu, listRate: nil) == Money(fen: 121_652))
        #expect(standards[3].rate == nil)
        #expect(standards.map(\.zh) == ["每亩 97.3215 元", "每亩 7.5 元", "每人 100 元", "按核定标准"])
        #expect(projects[3].confidential && projects[3].welfare == .lowIncome)
        #expect(projects.map(\.onDeath) == [.heirs, .heirs, .stop, .stop])
    }

    @Test(arguments: [
        (
            "calendars/c.yaml", "years: [24]\noff: [2024-13-01, \"2024-01-05..2024-01-01\"]",
            ["value.day", "value.integer"]
        ),
        (
            "calendars/c.yaml", "off: [2024-01-06]\nwork: [2024-01-06, 2024-01-08, 2024-01-06]",
            ["calendar.both", "calendar.twice", "calendar.weekday"]
        ),
        (
            "alerts/a.yaml", "rules: [{id: x, check: dead, colour: pink, stages: [begin], article: A, zh: 甲}]",
            ["alert.stages", "value.choice"]
        ),
        ("alerts/a.yaml", "title: x", ["key.missing"]),
        (
            "catalogue/c.yaml",
            "departments: {d: {zh: 乙, contact: 丙, phone: \"1\"}}\nprojects: [{code: a, zh: 甲, department: d, unit: person, onDeath: stop, standard: {rate: x, step: li, cap: \"1\", floor: \"2\"}}]",
            ["standard.cap", "value.choice", "value.decimal"]
        ),
        (
            "catalogue/c.yaml", "projects: [{code: a, zh: 甲, department: d, unit: person, onDeath: stop}]",
            ["key.missing"]
        ),
        (
            "profiles/p.yaml",
            "region: x\nclocks: {publicity: soon, publik: 3}\ncalendars: [c]\nfailureOwners: {library: {A: mayor}}\nschedules: [{exchange: statement, every: 0, hours: [17, 9]}]",
            ["key.missing", "key.unknown", "profile.reference", "schedule.hours", "value.choice", "value.integer"]
        ),
    ])
    func slipsInRuleFilesAreNamed(_ path: String, _ text: String, _ codes: [String]) {
        let found = MappingChecker.check([path: Array(text.utf8)])
        #expect(Set(found.map(\.code)) == Set(codes), "\(found.map(\.description))")
        #expect(found.allSatisfy { $0.file == path })
    }

    @Test func aMappingThatIsNotThereIsNil() throws {
        let library = try MappingTests.library(["m.yaml": Samples.result, "codes/results.yaml": Samples.codes])
        #expect(library.names == ["m"])
        #expect(library.mapping("n") == nil)
        let table = try #require(library.codes("results"))
        #expect(table.code(for: Array("F/3065".utf8)[...]) == "nameMismatch")
        #expect(table.text(for: "nameMismatch") == Array("F/3031".utf8))
        #expect(table.text(for: "closed") == nil)
    }
}
