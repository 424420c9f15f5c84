import Foundation
import Mapping
import Subsidy
import TestSupport
import Testing

/// Catalogues of three levels, and the faults of their files.
@Suite struct CatalogueTests {
    private static let region = """
        title: 自治区目录
        level: region
        published: {"2026": 2025-12-19}
        departments:
          nm: {zh: 农牧厅, contact: 甲处, phone: "1"}
          ly: {zh: 林业厅, mergedInto: nm}
        projects:
          - {code: a, zh: 甲, department: ly, unit: person, onDeath: stop, until: 2026-06-30, standard: {rate: "1"}}
          - {code: b, zh: 乙, department: nm, unit: household, onDeath: heirs, publicityDays: 5, payWithin: 20,
             standard: [{rate: "1"}, {from: 2026-07-01, rate: "2"}]}
          - {code: c, zh: 丙, department: nm, unit: person, onDeath: stop, excluded: 依法直接拨付单位, standard: {rate: "1"}}
        """

    private func catalogue(_ text: String) throws -> Catalogue {
        let files = ["catalogue/region.yaml": Self.region, "catalogue/county.yaml": text]
        return try #require(
            try MappingLibrary(files: files.mapValues { Array($0.utf8) }).catalogue("county"))
    }

    @Test("a county selects from above without typing it again, and adds its own", .article("IM-7.1", "IM-6.2"))
    func selected() throws {
        let county = try catalogue(
            """
            extends: catalogue/region
            select: [a, {code: b, department: xn, publicityDays: 7, phase: firstRound, payWithin: 15}]
            departments: {xn: {zh: 县农牧局, contact: 乙股, phone: "2"}}
            projects: [{code: z, zh: 本地, department: xn, unit: person, onDeath: stop, standard: {rate: "3"}}]
            """)
        #expect(county.projects.map(\.code) == ["a", "b", "z"])
        #expect(county.projects.map(\.level) == [.region, .region, .county])
        let b = try #require(county.project("b"))
        #expect(b.local == LocalTerms(publicityDays: 7, phase: .firstRound, payWithin: 15))
        #expect(county.office(b.department)?.zh == "县农牧局")
        #expect(county.published.isEmpty)
    }

    @Test("what the level above has stopped is stopped below", .article("IM-6.2", "IM-7.1"))
    func stoppedAbove() throws {
        let project = try #require(try catalogue("extends: catalogue/region\nselect: [a]").project("a"))
        #expect(project.isInForce(try #require(Period("202606"))))
        #expect(!project.isInForce(try #require(Period("202607"))))
    }

    @Test("a department that was merged is answered for by its successor", .article("NX-4.1"))
    func merged() throws {
        let county = try catalogue("extends: catalogue/region\nselect: [a]")
        #expect(county.office("ly")?.zh == "农牧厅")
        #expect(county.office("nobody") == nil)
    }

    @Test(
        "slips of a catalogue are named", .article("IM-7.1", "IM-15.1", "NX-4.1", "NX-9.5"),
        arguments: [
            ("select: [a]", "catalogue.select"), ("extends: catalogue/region\nselect: [x]", "catalogue.select"),
            ("extends: region\nselect: [a]", "extends.unknown"),
            ("extends: catalogue/county\nselect: [a]", "extends.cycle"),
            ("level: region\nextends: catalogue/region\nselect: [a]", "catalogue.level"),
            ("extends: catalogue/region\nselect: [a, a]", "key.duplicate"),
            ("extends: catalogue/region\nselect: [{code: b, publicityDays: 4}]", "profile.looser"),
            ("extends: catalogue/region\nselect: [{code: a, publicityDays: 0}]", "profile.looser"),
            ("extends: catalogue/region\nselect: [{code: b, payWithin: 21}]", "profile.looser"),
            ("departments: {d: {zh: 甲, mergedInto: e}}\nprojects: []", "catalogue.department"),
            (
                "departments: {d: {zh: 甲, mergedInto: e}, e: {zh: 乙, mergedInto: d}}\nprojects: []",
                "catalogue.department"
            ),
            ("departments: {d: {zh: 甲}}\nprojects: []", "key.missing"),
            (
                "projects: [{code: a, zh: 甲, department: d, unit: person, onDeath: stop, standard: {rate: \"1\"}}]",
                "catalogue.department"
            ),
            ("published: {last: 2025-12-19}\nprojects: []", "value.integer"),
        ])
    func slips(_ text: String, _ code: String) {
        let files = ["catalogue/region.yaml": Self.region, "catalogue/county.yaml": text]
        let found = MappingChecker.check(files.mapValues { Array($0.utf8) })
        #expect(Set(found.map(\.code)) == [code], "\(found.map(\.description))")
        #expect(found.allSatisfy { $0.file == "catalogue/county.yaml" })
    }

    @Test(
        "standards stand in the order of their days, and an end is not before a beginning",
        .article("NX-9.2", "NX-5.1.2"),
        arguments: [
            ("standard: [{rate: \"1\"}, {rate: \"2\"}]", "standard.order"),
            ("standard: [{from: 2026-02-01, rate: \"1\"}, {from: 2026-01-01, rate: \"2\"}]", "standard.order"),
            ("standard: {rate: \"1\"}\n    from: 2026-02-01\n    until: 2026-01-01", "catalogue.until"),
        ])
    func dates(_ lines: String, _ code: String) {
        let text = """
            departments: {d: {zh: 甲, contact: 乙, phone: "1"}}
            projects:
              - code: a
                zh: 甲
                department: d
                unit: person
                onDeath: stop
                \(lines)
            """
        let found = MappingChecker.check(["catalogue/c.yaml": Array(text.utf8)])
        #expect(found.map(\.code) == [code], "\(found.map(\.description))")
    }
}

/// A county's layer over its region's profile.
@Suite struct ProfileLayerTests {
    private func check(_ text: String, alerts: String? = nil) throws -> [MappingFault] {
        var files = try Repository.mappingFiles().filter { file in
            ["calendars/", "profiles/", "alerts/"].contains { file.key.hasPrefix($0) }
        }
        files["profiles/county.yaml"] = Array("extends: profiles/inner-mongolia\n\(text)\n".utf8)
        if let alerts { files["alerts/county.yaml"] = Array(alerts.utf8) }
        return MappingChecker.check(files)
    }

    @Test("a county may be stricter than its region", .article("IM-36"))
    func stricter() throws {
        let text = "zh: 某旗\nclocks: {departmentReview: 1}\npublicityDays: 7\nidentityVerdictDays: 10\nphase: firstRound"
        #expect(try check(text).isEmpty)
        var files = try Repository.mappingFiles()
        files["profiles/county.yaml"] = Array("extends: profiles/inner-mongolia\n\(text)\n".utf8)
        let county = try #require(try MappingLibrary(files: files).profile("county"))
        #expect(county.clocks[.departmentReview] == 1 && county.clocks[.financeReview] == 2)
        #expect((county.publicityDays, county.phase, county.region) == (7, .firstRound, "inner-mongolia"))
    }

    @Test(
        "a county may not be looser than its region", .article("IM-36"),
        arguments: [
            "clocks: {departmentReview: 3}", "clocks: {departmentReview: ~}", "publicityDays: 4",
            "identityVerdictDays: 31", "accountVerdictDays: 61", "extensions: {holiday: 5}", "extensions: {away: 11}",
            "yearlyLists: false", "socialSecurityCardFirst: false", "disbursement: treasuryDirect",
        ])
    func looser(_ text: String) throws {
        let found = try check(text)
        #expect(found.map(\.code) == ["profile.looser"], "\(found.map(\.description))")
        #expect(found.allSatisfy { $0.file == "profiles/county.yaml" && $0.line == 2 })
    }

    @Test("a county keeps every rule of its region, as red and at each of its stages", .article("IM-36", "IM-18.2"))
    func rules() throws {
        let standard = try Repository.text("Mappings/alerts/standard.yaml")
        #expect(try check("alerts: county", alerts: standard).isEmpty)
        let milder = standard.replacingOccurrences(
            of: "check: deceased\n    colour: red", with: "check: deceased\n    colour: blue")
        #expect(milder != standard)
        #expect(try check("alerts: county", alerts: milder).map(\.code) == ["profile.looser"])
        let fewer = standard.replacingOccurrences(of: "[submit, departmentReview]", with: "[submit]")
        #expect(fewer != standard)
        #expect(try check("alerts: county", alerts: fewer).map(\.code) == ["profile.looser"])
    }
}
