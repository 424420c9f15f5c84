import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("An inspection looks at a past day")
struct InspectionTests {
    /// Two townships: two rows in the first, one in the second.
    private static let paper = ListPaper([
        ListRow(Citizen(1)), ListRow(Citizen(2)), ListRow(Citizen(3)).with("cundm", "640199101200"),
    ])

    private func scope(_ world: GatewayWorld, days: Int = 0, project: String = "", township: String = "")
        -> InspectionScope
    {
        InspectionScope(
            county: GatewayWorld.innerMongolia, on: world.now.day - days, project: project, township: township)
    }

    private func told(_ rows: [InspectionRow]) -> [String] {
        rows.map { "\($0.township) \($0.listed) \($0.payable) \($0.held) \($0.ordered) \($0.paid) \($0.paidSum.yuan)" }
    }

    @Test(
        "an extract of a past day is the same whenever it is made, whatever changed since",
        .article("NX-12.1", "IM-33.3", "NX-6.2.10"))
    func past() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            world.wait(days: 1)
            let first = try world.engine.inspection(scope(world, days: 1), now: world.now)
            #expect(told(first.rows) == ["640199100 2 2 0 2 1 100.00", "640199101 1 1 0 1 0 0.00"])
            let lines = try world.engine.pastLines(scope(world, days: 1), now: world.now)
            #expect(lines.map(\.payment) == ["paid", "instructed", "instructed"])
            try world.result(Citizen(3), "S", "0000", name: "res_3.txt")
            world.bank.offer(
                .batchReturn, "ret_1.txt", Paper.returned(try world.serial(Citizen(1)), Citizen(1).account, 10_000))
            world.wait(days: 6)
            try world.run()
            world.wait(days: 1)
            let again = try world.engine.inspection(scope(world, days: 8), now: world.now)
            #expect(again.digest == first.digest)
            #expect(try world.engine.pastLines(scope(world, days: 8), now: world.now) == lines)
            let later = try world.engine.inspection(scope(world, days: 1), now: world.now)
            #expect(told(later.rows) == ["640199100 2 2 0 2 0 0.00", "640199101 1 1 0 1 1 100.00"])
        }
    }

    @Test("what a list's rows were before a roster, and a line before it was held, is told", .article("NX-12.1"))
    func before() throws {
        try withGateway { world in
            let list = try #require(try world.submit(Self.paper).list)
            world.wait(days: 1)
            let roster = try world.act(.buildRoster, ["list": String(list)]).values["roster"] ?? ""
            world.wait(days: 1)
            let line = try world.line(1, of: Flow(list: list, roster: roster))
            try world.act(.holdLine, ["line": line, "reason": "异议"])
            world.wait(days: 1)
            func states(_ days: Int) throws -> [String] {
                try world.engine.pastLines(scope(world, days: days), now: world.now).map(\.state)
            }
            #expect(try states(1) == ["held", "payable", "payable"])
            #expect(try states(2) == ["payable", "payable", "payable"])
            #expect(try states(3) == ["unrostered", "unrostered", "unrostered"])
            #expect(try states(4).isEmpty)
        }
    }

    @Test(
        "the department's figures and finance's are one extract: by project and township the parts are the whole",
        .article("NX-5.2.2", "NX-5.1.4"))
    func drillDown() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            var other = ListPaper([ListRow(Citizen(4)).with("bz", "100")])
            other.project = "2081902"
            try world.submit(other)
            world.wait(days: 1)
            let whole = try world.engine.inspection(scope(world, days: 1), now: world.now)
            #expect(whole.holds && whole.rows.count == 3)
            for row in whole.rows {
                let narrow = scope(world, days: 1, project: row.project, township: row.township)
                #expect(try world.engine.inspection(narrow, now: world.now).rows == [row])
                #expect(try world.engine.pastLines(narrow, now: world.now).count == Int(row.listed))
            }
            #expect(whole.rows.map(\.unrostered) == [0, 0, 1])
            #expect(
                refusal { try world.engine.inspection(scope(world), now: world.now) } == "inspection.day")
        }
    }
}

@Suite("Whom to visit is drawn, and everybody can draw it again")
struct SampleTests {
    private static let paper = ListPaper((1...12).map { ListRow(Citizen($0)) })

    private func draw(_ world: GatewayWorld, seed: String, size: String = "4") throws -> [String] {
        try world.act(
            .drawSample,
            [
                "county": GatewayWorld.innerMongolia, "project": "2080502", "on": (world.now.day - 1).text,
                "size": size, "seed": seed,
            ]
        ).values["lines"]?.split(separator: " ").map(String.init) ?? []
    }

    @Test(
        "the same seed draws the same lines, another draws others, and later changes draw nothing else",
        .article("IM-32.2", "NX-5.2.2"))
    func reproducible() throws {
        try withGateway { world in
            let flow = try world.built(Self.paper)
            world.wait(days: 1)
            let first = try draw(world, seed: "20260302")
            #expect(first.count == 4 && Set(first).count == 4)
            #expect(try draw(world, seed: "20260302") == first)
            #expect(try draw(world, seed: "7") != first)
            try world.act(.removeLine, ["line": try world.line(3, of: flow), "reason": "重复"])
            world.wait(days: 3)
            #expect(try world.engine.samples(now: world.now).map(\.state) == Array(repeating: "reproducible", count: 3))
            let other = try #require(try (1...12).map { try world.line($0, of: flow) }.first { !first.contains($0) })
            try world.tamper(
                "UPDATE sample_line SET roster_line = \(other) WHERE roster_line = \(first[0]) AND sample = 0 + (SELECT MIN(id) FROM sample)"
            )
            #expect(try world.engine.samples(now: world.now).contains { $0.state == "differs" })
        }
    }

    @Test("what a visit found is told once, in a code, with what was seen sealed", .article("IM-32.2"))
    func visits() throws {
        try withGateway { world in
            _ = try world.built(Self.paper)
            world.wait(days: 1)
            let lines = try draw(world, seed: "1")
            let sample = try world.text("SELECT id FROM sample")
            func visit(_ line: String, _ result: String) throws -> String {
                let day = world.now.day.text
                return refusal {
                    try world.act(
                        .recordVisit,
                        ["sample": sample, "line": line, "result": result, "day": day, "evidence": "入户照片"])
                }
            }
            #expect(try visit(lines[0], "fine") == "visit.result")
            #expect(try visit(lines[0], "confirmed") == "")
            #expect(try visit(lines[0], "deceased") == "visit.line")
            #expect(try visit("1", "confirmed") == "visit.line")
            #expect(try visit(lines[1], "notReceived") == "")
            let item = try #require(try world.engine.samples(now: world.now).first)
            #expect((item.values["visited"], item.values["findings"]) == ("2", "1"))
            let shown = try world.engine.sampleLines(item.id)
            #expect(shown.map(\.state) == ["confirmed", "notReceived", "open", "open"])
            #expect(shown.allSatisfy { $0.values["name"]?.contains("*") == true })
        }
    }
}
