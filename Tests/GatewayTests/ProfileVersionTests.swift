import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("A profile has a day of effect")
struct ProfileVersionTests {
    private static let paper = ListPaper([ListRow(Citizen(1))])

    /// Another version from the 10th of March on: public for 12 days, reviewed in one, verdicts that serve five days.
    private static func versions(_ more: String = "") throws -> [String: String] {
        let old = try Released.text("profiles/inner-mongolia.yaml", [:])
        let new = try Released.text(
            "profiles/inner-mongolia.yaml",
            [
                "effectiveFrom: 2024-04-02": "effectiveFrom: 2026-03-10\nfollows: inner-mongolia.2024\n\(more)#",
                "publicityDays: 5": "publicityDays: 12", "departmentReview: 2": "departmentReview: 1",
                "accountVerdictDays: 60": "accountVerdictDays: 5",
            ])
        return ["profiles/inner-mongolia.2024.yaml": old, "profiles/inner-mongolia.yaml": new]
    }

    private func terms(_ world: GatewayWorld, _ flow: Flow) throws -> [String] {
        try world.engine.rosterTerms(Int64(flow.roster) ?? 0).map {
            "\($0.values["name"] ?? "") \($0.values["before"] ?? "")→\($0.values["after"] ?? "") \($0.state)"
        }
    }

    @Test("what began before it keeps the terms that it began with, and both are seen", .article("IM-38"))
    func spanning() throws {
        try withGateway(files: try Self.versions()) { world in
            let flow = try world.checked(Self.paper)
            #expect(try terms(world, flow).isEmpty)
            world.now = Instant(try #require(Day("2026-03-10".utf8)), hour: 10)
            let told = try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            #expect(told.values["until"] == "2026-03-17")
            #expect(
                try terms(world, flow) == [
                    "accountVerdictDays 60→5 kept", "clocks.departmentReview 2→1 kept", "publicityDays 5→12 kept",
                ])
            world.now = Instant(try #require(Day("2026-03-18".utf8)), hour: 10)
            try world.act(.closePublicity, ["roster": flow.roster])
            // Its account was verified longer ago than the new profile bears, and not than its own.
            try world.act(.signRoster, ["roster": flow.roster])
            let clock = try #require(
                try world.engine.clocks(now: world.now).first { $0.reading.clock == .departmentReview })
            #expect(clock.reading.deadline.day.text == "2026-03-20")
            #expect(try world.text("SELECT profile FROM roster") == "inner-mongolia 2024-04-02")
        }
    }

    @Test("what begins on the day goes by it", .article("IM-38"))
    func after() throws {
        try withGateway(files: try Self.versions()) { world in
            world.now = Instant(try #require(Day("2026-03-10".utf8)), hour: 10)
            let flow = try world.checked(Self.paper)
            let told = try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            #expect(told.values["until"] == "2026-03-26")
            #expect(try world.text("SELECT profile FROM roster") == "inner-mongolia 2026-03-10")
            #expect(try terms(world, flow).isEmpty)
        }
    }

    @Test("which says itself which of its terms are for what had begun", .article("IM-38"))
    func adopted() throws {
        try withGateway(files: try Self.versions("adoptedByBegun: [accountVerdictDays]\n")) { world in
            let flow = try world.checked(Self.paper)
            world.now = Instant(try #require(Day("2026-03-10".utf8)), hour: 10)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            world.now = Instant(try #require(Day("2026-03-18".utf8)), hour: 10)
            try world.act(.closePublicity, ["roster": flow.roster])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(try world.text("SELECT DISTINCT rule FROM alert WHERE state = 'open'") == "accountVerdictExpired")
            #expect(try terms(world, flow).first == "accountVerdictDays 60→5 adopted")
        }
    }

    @Test("and where a file is edited in place, what had begun keeps its terms all the same", .article("IM-38"))
    func editedInPlace() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let edited = try Released.text("profiles/inner-mongolia.yaml", ["publicityDays: 5": "publicityDays: 12"])
            try world.release(["profiles/inner-mongolia.yaml": edited])
            let told = try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            #expect(told.values["until"] == "2026-03-09")
            #expect(try terms(world, flow) == ["publicityDays 5→12 kept"])
        }
    }

    @Test("a roster that was built before rosters kept their terms goes by those of the day", .article("IM-38"))
    func older() throws {
        try withGateway(files: try Self.versions()) { world in
            let flow = try world.checked(Self.paper)
            try world.tamper("UPDATE roster SET profile_version = NULL")
            try world.tamper("DELETE FROM roster_rule")
            world.now = Instant(try #require(Day("2026-03-10".utf8)), hour: 10)
            let told = try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            #expect(told.values["until"] == "2026-03-26")
            #expect(try terms(world, flow).isEmpty)
        }
    }
}
