import Subsidy
import TestSupport
import Testing
import Workflow

@Suite struct CatalogueRuleTests {
    private static func project(_ code: String = "1", _ change: (inout Project) -> Void = { _ in }) -> Project {
        var project = Project(
            code: code, zh: "补贴", department: "d", unit: .person,
            standards: [DatedStandard(Standard(rate: ExactDecimal("100".utf8), per: "人"))], onDeath: .stop)
        change(&project)
        return project
    }

    private func between(_ old: [Project], _ new: [Project]) -> [CatalogueDifference] {
        func entries(_ projects: [Project]) -> [String: String] {
            Dictionary(projects.map { ($0.code, CatalogueEntry.text($0)) }, uniquingKeysWith: { first, _ in first })
        }
        return CatalogueDifference.between(entries(old), entries(new))
    }

    @Test("two versions differ by what was added, changed, stopped and deleted, field by field", .article("NX-5.1.2"))
    func differences() throws {
        let last = Day(year: 2026, month: 6, day: 30)
        let found = between(
            [Self.project("1"), Self.project("2"), Self.project("3"), Self.project("4")],
            [
                Self.project("1"), Self.project("2") { $0.until = last }, Self.project("3") { $0.zh = "津贴" },
                Self.project("5") { $0.from = last },
            ])
        #expect(found.map(\.code) == ["2", "3", "4", "5"])
        #expect(found.map(\.kind) == [.stop, .change, nil, .add])
        #expect(found.map(\.effective) == ["2026-06-30", nil, nil, "2026-06-30"])
        #expect(found[1].fields.map { [$0.name, $0.before, $0.after] } == [["zh", "补贴", "津贴"]])
    }

    @Test("a stop that changes anything else is a change", .article("IM-7.2"))
    func stopOnly() {
        let last = Day(year: 2026, month: 6, day: 30)
        let both = between([Self.project()], [Self.project { ($0.until, $0.zh) = (last, "x") }])
        #expect(both.map(\.kind) == [.change])
        let moved = between([Self.project { $0.until = last }], [Self.project { $0.until = last.map { $0 + 30 } }])
        #expect(moved.map(\.kind) == [.change])
    }

    @Test("every thing that the file says of a project changes its entry", .article("IM-7.2"))
    func complete() throws {
        let day = try #require(Day(year: 2026, month: 1, day: 1))
        let changes: [(inout Project) -> Void] = [
            { $0.zh = "x" }, { $0.level = .region }, { $0.department = "x" }, { $0.unit = .household },
            { $0.onDeath = .heirs }, { $0.repeatable = true }, { $0.confidential = true }, { $0.welfare = .lowIncome },
            { $0.excluded = "x" }, { $0.from = day }, { $0.until = day }, { $0.local.publicityDays = 9 },
            { $0.local.phase = .library }, { $0.local.payWithin = 9 }, { $0.papers.guide = "x" },
            { $0.papers.plan = "x" }, { $0.papers.flow = "x" },
            { $0.standards[0].standard.rate = ExactDecimal("9".utf8) }, { $0.standards[0].standard.per = "亩" },
            { $0.standards[0].standard.rounding = .down }, { $0.standards[0].standard.step = 10 },
            { $0.standards[0].standard.cap = Money(fen: 1) }, { $0.standards[0].standard.floor = Money(fen: 1) },
            { $0.standards[0].standard.tolerance = Money(fen: 1) }, { $0.standards[0].from = day },
        ]
        let texts = changes.map { CatalogueEntry.text(Self.project("1", $0)) } + [CatalogueEntry.text(Self.project())]
        #expect(Set(texts).count == changes.count + 1)
    }
}
