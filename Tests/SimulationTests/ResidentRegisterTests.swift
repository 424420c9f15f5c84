import Foundation
import Gateway
import Mapping
import Sandbox
import Subsidy
import TestSupport
import Testing
import Workflow

@testable import Simulation
@testable import onecard

/// The sandbox's police, asked by the real adapter for the real engine: what IM-33.1b wants, from end to end.
@Suite("A county's base library against the register of residents")
struct ResidentRegisterTests {
    private static let county = Country.counties[0].code

    /// A county with ten people in its base library, all of them as the register has them.
    private final class County {
        let country: Country
        let gateway: SimulatedGateway
        var now = Instant(milliseconds: World.start + 5_400_000)

        init(home: String) throws {
            country = Country(
                seed: 7, people: 10 * Country.counties.count, start: now.milliseconds, rates: CountryRates())
            let files = try Repository.mappingFiles()
            let library = try MappingLibrary(files: files)
            gateway = try SimulatedGateway(
                home: home, country: country,
                equipment: Equipment(
                    library: library,
                    mappingDigests: Dictionary(uniqueKeysWithValues: library.names.map { ($0, "digest of \($0)") }),
                    adapters: { Assembly.adapters }),
                faults: [], seed: 1, now: now)
            for citizen in people {
                try act(
                    .addPerson, .townshipMaker,
                    [
                        "county": ResidentRegisterTests.county, "idNumber": citizen.id, "name": citizen.name,
                        "village": citizen.village, "evidence": "户口簿",
                    ])
            }
        }

        var people: [Sandbox.Citizen] {
            country.world.everybody.filter { $0.county == ResidentRegisterTests.county }
        }

        func act(_ act: Act, _ role: Role, _ arguments: [String: String]) throws {
            let login = Cast.login(role, ResidentRegisterTests.county)
            let token = try gateway.engine.login(login, password: login, now: now)
            _ = try gateway.engine.perform(
                act, arguments, by: try gateway.engine.principal(token: token, now: now), now: now)
        }

        /// Lives on for so many days and lets the gateway work at ten in the morning.
        func wait(days: Int) throws {
            now = now + .seconds(days * 86_400)
            country.advance(to: now.milliseconds)
            _ = try gateway.engine.run(now: now)
        }

        var findings: [String] {
            get throws {
                try gateway.engine.libraryFindings().filter { $0.county == ResidentRegisterTests.county }
                    .map { "\($0.values["kind"] ?? "") \($0.state)" }.sorted()
            }
        }

        var runs: [String] {
            get throws {
                try gateway.engine.comparisons().filter { $0.county == ResidentRegisterTests.county }.sorted {
                    $0.id < $1.id
                }.map { "\($0.values["kind"] ?? "") \($0.values["feed"] ?? "") \($0.state)" }
            }
        }
    }

    private func withCounty(_ body: (County) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let county = try County(home: folder.path)
            try body(county)
            try county.gateway.close()
        }
    }

    @Test("the schedule asks for everybody once, and then for those about whom something changed", .article("IM-33.1b"))
    func wholeThenDelta() throws {
        try withCounty { county in
            try county.wait(days: 1)
            let runs = try county.runs
            #expect(runs == ["whole 10 compared"])
            #expect(try county.findings.isEmpty)
            county.country.world.update(county.people[3].id) { $0.deathDate = "20260301" }
            try county.wait(days: 1)
            #expect(try county.runs.last == "delta 1 compared")
            #expect(try county.findings == ["residentDeceased open"])
        }
    }

    @Test(
        "a register that lost thirty in a hundred halts, and changes nothing until it is released", .article("IM-33.1b")
    )
    func lostThirty() throws {
        try withCounty { county in
            try county.wait(days: 1)
            county.country.world.faults.loseResidents(hundredths: 30)
            try county.wait(days: 31)
            #expect(try county.runs == ["whole 10 compared", "whole 7 halted"])
            #expect(try county.findings == Array(repeating: "residentMissing held", count: 3))
            let run = try #require(
                try county.gateway.engine.comparisons().first { $0.state == "halted" && $0.county == Self.county })
            try county.act(.dismissComparison, .financeChecker, ["comparison": String(run.id), "reason": "公安更正"])
            county.country.world.faults.loseResidents(hundredths: 0)
            try county.wait(days: 1)
            #expect(try county.runs.last == "whole 10 compared")
            #expect(try Set(county.findings) == ["residentMissing gone"])
        }
    }

    @Test("the register is out for a morning: what it did not tell that day it tells the next", .article("IM-33.1b"))
    func outage() throws {
        try withCounty { county in
            try county.wait(days: 1)
            let from = county.now.milliseconds
            county.country.world.faults.setOutage(from: from, until: from + 30 * 3_600_000)
            county.country.world.update(county.people[0].id) { $0.deathDate = "20260303" }
            try county.wait(days: 1)
            #expect(try county.runs == ["whole 10 compared"])
            try county.wait(days: 1)
            // What was cut off goes on first, and then the day's own turn comes.
            #expect(try county.runs == ["whole 10 compared", "delta 1 compared", "delta 1 compared"])
            #expect(try county.findings == ["residentDeceased open"])
        }
    }
}
