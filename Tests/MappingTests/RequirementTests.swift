import Mapping
import Subsidy
import TestSupport
import Testing

/// The duties of a regulation as files say them, and the slips of those files.
@Suite struct RequirementTests {
    private static func files(_ duties: String) throws -> [String: [UInt8]] {
        let folders = ["profiles/inner", "alerts/", "calendars/"]
        var files = try Repository.mappingFiles().filter { file in folders.contains { file.key.hasPrefix($0) } }
        let text = "title: 甲\nprofile: inner-mongolia\nids: IM-\nduties:\n\(duties)\n"
        files["regulation/r.yaml"] = Array(text.utf8)
        return files
    }

    @Test func aDutyHasItsPlacesInTheirOrder() throws {
        let library = try MappingLibrary(
            files: try Self.files(
                """
                  - id: IM-16.1c
                    class: M
                    zh: 转录给继承人
                    case: 继承人不止一个
                    places: [{alert: deceased}, {profile: clocks.publicity}, {profile: schedules.death.sync}]
                    open: 尚缺一事
                """))
        let duty = try #require(library.requirements.first)
        #expect((duty.id, duty.duty, duty.zh) == ("IM-16.1c", .machine, "转录给继承人"))
        #expect((duty.badCase, duty.open) == ("继承人不止一个", "尚缺一事"))
        #expect(
            duty.places == [
                Requirement.Place(.alert, "deceased"), Requirement.Place(.profile, "clocks.publicity"),
                Requirement.Place(.profile, "schedules.death.sync"),
            ])
    }

    @Test(arguments: [
        ("- {id: IM-1, class: M, zh: 甲, places: []}", "regulation.nowhere"),
        ("- {id: IM-1, class: M, zh: 甲, open: 乙}", "key.missing"),
        ("- {id: NX-1, class: M, zh: 甲, places: [], open: 乙}", "regulation.id"),
        ("- {id: IM-1.x, class: M, zh: 甲, places: [], open: 乙}", "regulation.id"),
        ("- {id: IM-1, class: Z, zh: 甲, places: [], open: 乙}", "value.choice"),
        ("- {id: IM-1, class: M, zh: 甲, places: [], open: 乙, tests: 3}", "key.unknown"),
        ("- {id: IM-1, class: M, zh: 甲, places: [{rumour: x}]}", "key.unknown"),
        ("- {id: IM-1, class: M, zh: 甲, places: [{alert: deceased, act: x}]}", "place.one"),
        ("- {id: IM-1, class: M, zh: 甲, places: [{alert: undead}]}", "place.unknown"),
        ("- {id: IM-1, class: M, zh: 甲, places: [{profile: clocks.lunch}]}", "place.unknown"),
        ("- {id: IM-1, class: M, zh: 甲, places: [{exchange: gossip}]}", "place.unknown"),
        ("- {id: IM-1, class: M, zh: 甲, places: [{mapping: bank/*}]}", "place.unknown"),
        ("- {id: IM-1, class: M, zh: 甲, places: [{codes: bank/results}]}", "place.unknown"),
        ("- {id: IM-1, class: M, zh: 甲, places: [{field: LineResult.colour}]}", "place.unknown"),
        ("- {id: IM-1, class: M, zh: 甲, places: [{project: colour}]}", "place.unknown"),
        (
            "- {id: IM-1, class: M, zh: 甲, places: [], open: 乙}\n  - {id: IM-1, class: M, zh: 甲, places: [], open: 乙}",
            "key.duplicate"
        ),
    ])
    func aSlipIsNamedWithItsLine(_ duty: String, _ code: String) throws {
        let faults = MappingChecker.check(try Self.files("  " + duty)).filter { $0.file == "regulation/r.yaml" }
        #expect(Set(faults.map(\.code)) == [code], "\(faults.map(\.description))")
        #expect(faults.allSatisfy { $0.line >= 5 })
    }

    @Test func anUnknownProfileIsNamed() {
        let faults = MappingChecker.check([
            "regulation/r.yaml": Array("profile: nowhere\nids: IM-\nduties: []\n".utf8)
        ])
        #expect(faults.map(\.code) == ["regulation.profile"])
    }

    @Test(arguments: [Requirement.Duty.machine, .exchange])
    func theMachinesDutyIsCoveredOnlyWithATest(duty: Requirement.Duty) {
        var requirement = Requirement(id: "IM-1", duty: duty, zh: "甲", badCase: "", places: [.init(.act, "x")])
        #expect(!requirement.isCovered(tests: 0))
        #expect(requirement.isCovered(tests: 1))
        requirement.open = "尚缺"
        #expect(!requirement.isCovered(tests: 1))
    }

    @Test(arguments: [Requirement.Duty.configuration, .report, .human])
    func anythingElseIsCoveredByItsPlace(duty: Requirement.Duty) {
        var requirement = Requirement(id: "IM-1", duty: duty, zh: "甲", badCase: "", places: [.init(.act, "x")])
        #expect(requirement.isCovered(tests: 0))
        requirement.places = []
        #expect(!requirement.isCovered(tests: 3))
    }
}
