import Foundation
import Mapping
import Subsidy
import TestSupport
import Testing

/// Approval flows and days of effect, as catalogues, profiles and rules write them.
@Suite struct ApprovalFlowTests {
    private static let steps = """
        {id: a, zh: 乡镇审核, post: townshipLeader, days: 5}, {id: b, zh: 部门审批, post: department, days: 3}
        """

    private func catalogue(_ flow: String) -> String {
        """
        departments: {d: {zh: 甲, contact: 乙, phone: "1"}}
        projects:
          - code: a
            zh: 甲
            department: d
            unit: person
            onDeath: stop
            mode: online
            approvalFlow: [\(flow)]
            standard: {rate: "1"}
        """
    }

    @Test("a project says by which steps it is approved here", .article("IM-14.1", "IM-24.1"))
    func project() throws {
        let files = ["catalogue/c.yaml": Array(catalogue(Self.steps).utf8)]
        let project = try #require(try MappingLibrary(files: files).catalogue("c")?.project("a"))
        #expect(project.local.mode == .online)
        #expect(project.local.approvalFlow?.steps.map(\.post) == [.townshipLeader, .department])
        #expect(project.local.approvalFlow?.steps.map(\.days) == [5, 3])
    }

    @Test(
        "slips of a flow are named", .article("IM-14.1", "IM-14.0"),
        arguments: [
            ("", "flow.steps"), ("{id: a, zh: 甲, post: townshipLeader, days: 5}", "flow.last"),
            ("{id: a, zh: 甲, post: mayor, days: 5}, {id: b, zh: 乙, post: department, days: 3}", "value.choice"),
            (
                "{id: a, zh: 甲, post: townshipLeader, days: 0}, {id: b, zh: 乙, post: department, days: 3}",
                "value.integer"
            ),
            (
                "{id: a, zh: 甲, post: townshipLeader, days: 1}, {id: a, zh: 乙, post: department, days: 3}",
                "key.duplicate"
            ),
            ("{id: a, zh: 甲, post: townshipLeader}, {id: b, zh: 乙, post: department, days: 3}", "key.missing"),
            ("{id: a, zh: \"甲\\t乙\", post: department, days: 1}", "value.text"),
        ])
    func slips(_ flow: String, _ code: String) {
        let found = MappingChecker.check(["catalogue/c.yaml": Array(catalogue(flow).utf8)])
        #expect(found.map(\.code) == [code], "\(found.map(\.description))")
    }

    @Test("a flow that the level above has fixed is not another below", .article("IM-32.1", "IM-14.1"))
    func fixedAbove() {
        let files = [
            "catalogue/region.yaml": catalogue(Self.steps).replacingOccurrences(
                of: "departments:", with: "level: region\ndepartments:"),
            "catalogue/county.yaml": "extends: catalogue/region\nselect: [{code: a, approvalFlow: [\(Self.steps)]}]",
        ]
        let found = MappingChecker.check(files.mapValues { Array($0.utf8) })
        #expect(found.map(\.code) == ["profile.looser"], "\(found.map(\.description))")
    }

    private func check(_ changed: [String: String]) throws -> [MappingFault] {
        let files = try Repository.mappingFiles().filter { file in
            ["calendars/", "profiles/", "alerts/"].contains { file.key.hasPrefix($0) }
        }
        return MappingChecker.check(files.merging(changed.mapValues { Array($0.utf8) }) { $1 })
    }

    @Test(
        "a county's steps, rules and looks after payment are no looser than its region's", .article("IM-36"),
        arguments: [
            "approvalFlow: [{id: b, zh: 部门审批, post: department, days: 3}]",
            "approvalFlow: [{id: a, zh: 甲, post: townshipLeader, days: 6}, {id: b, zh: 乙, post: department, days: 5}, "
                + "{id: c, zh: 丙, post: department, days: 3}]",
            "rulesForBegun: spare", "oversight: {afterDays: 8}",
        ])
    func looser(_ text: String) throws {
        let found = try check(["profiles/county.yaml": "extends: profiles/inner-mongolia\n\(text)\n"])
        #expect(found.map(\.code) == ["profile.looser"], "\(found.map(\.description))")
    }

    @Test(
        "a county's rule takes effect no later than its region's, and spares no batch that it does not",
        .article("IM-36", "IM-3.2"))
    func laterRule() throws {
        let standard = try Repository.text("Mappings/alerts/standard.yaml")
        for more in ["since: 2026-03-01", "begun: spare"] {
            let own = standard.replacingOccurrences(of: "check: deceased\n", with: "check: deceased\n    \(more)\n")
            #expect(own != standard)
            let found = try check([
                "alerts/county.yaml": own,
                "profiles/county.yaml": "extends: profiles/inner-mongolia\nalerts: county\n",
            ])
            #expect(found.map(\.code) == ["profile.looser"], "\(found.map(\.description))")
        }
    }

    @Test("a new version of a profile may say what it likes, from its day on", .article("IM-38"))
    func versions() throws {
        let old = try Repository.text("Mappings/profiles/inner-mongolia.yaml")
        let new = """
            extends: profiles/inner-mongolia.2024
            follows: inner-mongolia.2024
            effectiveFrom: 2027-01-01
            publicityDays: 3
            adoptedByBegun: [clocks, publicityDays]
            """
        let files = ["profiles/inner-mongolia.2024.yaml": old, "profiles/inner-mongolia.yaml": new]
        #expect(try check(files).isEmpty)
        let all = try Repository.mappingFiles().filter { !$0.key.hasPrefix("regulation/") }
            .merging(files.mapValues { Array($0.utf8) }) { $1 }
        let profile = try #require(try MappingLibrary(files: all).profile("inner-mongolia"))
        #expect(profile.follows == "inner-mongolia.2024")
        #expect(profile.adoptedByBegun == [.clocks, .publicityDays])
    }

    @Test(
        "a profile that follows nothing, or something later, is refused", .article("IM-38"),
        arguments: [
            ("follows: nowhere\neffectiveFrom: 2027-01-01", "profile.follows"),
            ("follows: inner-mongolia\neffectiveFrom: 2024-04-02", "profile.follows"),
            ("follows: inner-mongolia\neffectiveFrom: 2027-01-01\ncalendars: [china, ningxia]", "profile.follows"),
            ("follows: inner-mongolia\neffectiveFrom: 2027-01-01\nadoptedByBegun: [phase]", "value.choice"),
        ])
    func wrongVersions(_ text: String, _ code: String) throws {
        let found = try check(["profiles/next.yaml": "extends: profiles/inner-mongolia\n\(text)\n"])
        #expect(found.map(\.code) == [code], "\(found.map(\.description))")
    }
}
