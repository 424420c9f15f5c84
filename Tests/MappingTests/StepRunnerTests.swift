import Mapping
import Subsidy
import TestSupport
import Testing

@Suite("Steps that a platform does", .article("IM-29.1"))
struct StepRunnerTests {
    private func files(_ text: String, over region: String) throws -> [String: [UInt8]] {
        var files = try Repository.mappingFiles().filter { file in
            ["calendars/", "profiles/", "alerts/"].contains { file.key.hasPrefix($0) }
        }
        files["profiles/county.yaml"] = Array("extends: profiles/\(region)\n\(text)\n".utf8)
        return files
    }

    @Test("a county names the steps that its platform does; all others are done here")
    func named() throws {
        let text = "run: {publicity: platform, financeReview: platform, order: here}"
        #expect(MappingChecker.check(try files(text, over: "ningxia")).isEmpty)
        let all = try Repository.mappingFiles().merging(try files(text, over: "ningxia")) { $1 }
        let county = try #require(try MappingLibrary(files: all).profile("county"))
        let there = WorkflowStep.allCases.filter { county.runner($0) == .platform }
        #expect(there == [.publicity, .financeReview])
        let region = try #require(try MappingLibrary(files: all).profile("ningxia"))
        #expect(WorkflowStep.allCases.allSatisfy { region.runner($0) == .here })
    }

    @Test(
        "who pays has ordered, who orders for the treasury is told of the lines, and nobody else's agency account is proved",
        arguments: [
            ("ningxia", "run: {payment: platform}"), ("ningxia", "run: {order: platform}"),
            ("inner-mongolia", "run: {order: platform, payment: platform}"),
        ])
    func impossible(_ region: String, _ text: String) throws {
        let found = MappingChecker.check(try files(text, over: region))
        #expect(found.map(\.code) == ["profile.run"], "\(found.map(\.description))")
    }

    @Test("a step or a runner that nobody knows is named", arguments: ["run: {pay: platform}", "run: {order: there}"])
    func unknown(_ text: String) throws {
        #expect(MappingChecker.check(try files(text, over: "inner-mongolia")).count == 1)
    }
}
