import Subsidy
import TestSupport
import Testing

@Suite struct PeriodTests {
    @Test(arguments: [
        ("2026", "2026-01-01", "2026-12-31"), ("2026H1", "2026-01-01", "2026-06-30"),
        ("2026H2", "2026-07-01", "2026-12-31"), ("2026Q1", "2026-01-01", "2026-03-31"),
        ("2026Q4", "2026-10-01", "2026-12-31"), ("202402", "2024-02-01", "2024-02-29"),
        ("202612", "2026-12-01", "2026-12-31"),
    ])
    func aPeriodHasItsFirstAndLastDay(_ text: String, _ first: String, _ last: String) throws {
        let period = try #require(Period(text))
        #expect((period.first.text, period.last.text) == (first, last))
    }

    @Test(arguments: [
        "", "26", "202", "2026Q", "2026Q0", "2026Q5", "2026H0", "2026H3", "202600", "202613", "2026-1", "+20261",
        "2026q1",
        "２０２６", "2026 1", "1989", "3000", "2026011",
    ])
    func anotherSpellingIsNone(_ text: String) {
        #expect(Period(text) == nil)
    }

    private func project(_ standards: [DatedStandard], from: String? = nil, until: String? = nil) -> Project {
        Project(
            code: "1", zh: "甲", department: "d", unit: .person, standards: standards, onDeath: .stop,
            from: from.flatMap { Day($0.utf8) }, until: until.flatMap { Day($0.utf8) })
    }

    @Test("a standard that changes in the midst of a period counts from the next", .article("NX-9.2"))
    func changedMidway() throws {
        let (old, new) = (Standard(rate: ExactDecimal("80".utf8)), Standard(rate: ExactDecimal("90".utf8)))
        let project = project([DatedStandard(old), DatedStandard(from: Day("2026-07-01".utf8), new)])
        let expected = ["202606": old, "202607": new, "2026": old, "2026H2": new, "2026Q3": new, "2027": new]
        for (text, standard) in expected.sorted(by: { $0.key < $1.key }) {
            #expect(project.standard(try #require(Period(text))) == standard, "\(text)")
        }
    }

    @Test(
        "a project is in force for the periods that begin between its days", .article("NX-5.1.2", "IM-7.2"),
        arguments: [
            ("202602", false), ("202603", true), ("202606", true), ("202607", false), ("2026H1", false),
            ("2026Q2", true),
        ])
    func inForce(_ text: String, _ expected: Bool) throws {
        let project = project([], from: "2026-03-01", until: "2026-06-30")
        #expect(project.isInForce(try #require(Period(text))) == expected)
    }
}
