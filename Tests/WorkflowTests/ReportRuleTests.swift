import Subsidy
import TestSupport
import Testing
import Workflow

@Suite struct ReportRuleTests {
    private static let figures = [
        Figure("159901", "project 2", "paid", count: 3, sum: Money(fen: 300)),
        Figure("159901", "project 1", "paid", count: 1, sum: Money(fen: 100)), Figure("*", "agency\t甲", "balance"),
    ]

    @Test("the written form of figures does not depend on their order, and is read back", .article("IM-33.1d"))
    func oneForm() throws {
        let text = Figures.text(Self.figures)
        #expect(text == Figures.text(Self.figures.reversed()))
        let read = try #require(Figures.read(text))
        #expect(Figures.text(read) == text && read.count == 3)
        #expect(Figures.read("159901\tproject\tpaid\tmany\t1") == nil)
        #expect(Figures.read("159901\tproject\tpaid\t1") == nil)
    }

    @Test("a change is a figure that is told otherwise, or on one side only", .article("IM-33.1d"))
    func changes() {
        var later = Self.figures
        later[0].count = 4
        later.removeLast()
        later.append(Figure("159901", "project 1", "failed", count: 1))
        let found = Figures.changes(from: Self.figures, to: later)
        #expect(
            found.map { "\($0.figure.subject) \($0.before?.count ?? -1) \($0.after?.count ?? -1)" } == [
                "agency\t甲 0 -1", "project 1 -1 1", "project 2 3 4",
            ])
        #expect(Figures.changes(from: Self.figures, to: Self.figures.reversed()).isEmpty)
    }

    @Test("a draw is of the frame, each once, and the same for the same seed", .article("IM-32.2"), arguments: 1...50)
    func draws(seed: Int64) {
        let frame = (1...40).map(Int64.init)
        let drawn = RandomSample.draw(frame, size: 10, seed: seed)
        #expect(Set(drawn).count == 10 && Set(drawn).isSubset(of: frame))
        #expect(RandomSample.draw(frame.reversed(), size: 10, seed: seed) == drawn)
        #expect(Set(RandomSample.draw(frame, size: 99, seed: seed)) == Set(frame))
    }

    @Test("over many seeds every line is drawn about as often as any other", .article("IM-32.2"))
    func fair() {
        var counts: [Int64: Int] = [:]
        for seed in 0..<4000 {
            for line in RandomSample.draw((1...20).map(Int64.init), size: 5, seed: Int64(seed)) {
                counts[line, default: 0] += 1
            }
        }
        #expect(counts.count == 20 && counts.values.allSatisfy { (850...1150).contains($0) })
    }

    @Test("an extract is of one project in one county, and open values are of one township", .article("NX-12.3"))
    func narrow() {
        func refused(_ county: String, _ project: String, _ township: String, _ open: Set<ExtractField>, _ lines: Int)
            -> Bool
        {
            ExtractRule.refusal(county: county, project: project, township: township, open: open, lines: lines) != nil
        }
        #expect(refused("*", "1", "", [], 1) && refused("1", "", "", [], 1))
        #expect(!refused("1", "1", "", [], ExtractRule.most) && refused("1", "1", "", [], ExtractRule.most + 1))
        #expect(refused("1", "1", "", [.name], 1) && !refused("1", "1", "1", [.name], ExtractRule.mostOpen))
        #expect(refused("1", "1", "1", [.name], ExtractRule.mostOpen + 1))
    }
}
