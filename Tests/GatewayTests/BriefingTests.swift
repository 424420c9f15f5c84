import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What was told of some days can be told again")
struct BriefingTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2)), ListRow(Citizen(3))])

    /// Two of three lines settled, and the days of that told the day after.
    private func told(_ world: GatewayWorld) throws -> (flow: Flow, briefing: Int64) {
        let flow = try world.sent(Self.paper)
        try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
        try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
        try world.statement(Paper.statement(opening: 0, [(30_000, flow.number, ""), (-10_000, flow.batch, "")]))
        return (flow, try make(world))
    }

    private func make(_ world: GatewayWorld) throws -> Int64 {
        let through = world.now.day.text
        world.wait(days: 1)
        let made = try world.act(
            .makeBriefing, ["county": GatewayWorld.innerMongolia, "from": "2026-03-01", "through": through])
        return Int64(made.values["briefing"] ?? "") ?? -1
    }

    private func figure(_ figures: [Figure], _ subject: String, _ name: String) -> [String] {
        figures.filter { $0.subject == subject && $0.name == name }.map { "\($0.count) \($0.sum.yuan)" }
    }

    @Test("a briefing tells amounts, success, balances and what is open, of each county", .article("IM-33.1d"))
    func tells() throws {
        try withGateway { world in
            let figures = try world.engine.briefing(try told(world).briefing).figures
            let project = "project 2080502"
            #expect(figure(figures, project, "listed") == ["3 300.00"])
            #expect(figure(figures, project, "ordered") == ["3 300.00"])
            #expect(figure(figures, project, "paid") == ["1 100.00"])
            #expect(figure(figures, project, "failed") == ["1 100.00"])
            #expect(figure(figures, project, "open") == ["1 100.00"])
            #expect(figure(figures, "agency 代发户甲", "balance") == ["0 200.00"])
            #expect(figure(figures, "failures township", "open") == ["1 100.00"])
            #expect(figure(figures, "indicators", "granted") == ["1 1000000.00"])
            #expect(figure(figures, "indicators", "ordered") == ["1 300.00"])
        }
    }

    @Test(
        "numbers change after a briefing: made again it is the same, and what changed since is listed",
        .article("IM-33.1d"))
    func madeAgain() throws {
        try withGateway { world in
            let (flow, briefing) = try told(world)
            try world.result(Citizen(3), "S", "0000", name: "res_3.txt")
            world.bank.offer(
                .batchReturn, "ret_1.txt", Paper.returned(try world.serial(Citizen(1)), Citizen(1).account, 10_000))
            try world.statement(
                Paper.statement(
                    opening: 20_000,
                    [(-10_000, flow.batch, ""), (10_000, try world.serial(Citizen(1)), "退汇")], serials: "T"),
                name: "stm_2.txt")
            world.books.change { $0.indicators[0].cut = "500000.00" }
            world.wait(days: 40)
            try world.run()
            let proof = try world.engine.verifyBriefing(briefing, now: world.now)
            #expect(proof.holds)
            #expect(proof.differences.isEmpty)
            let since = proof.since.map { change in
                "\(change.figure.subject) \(change.figure.name) \(change.before?.count ?? 0) → \(change.after?.count ?? 0)"
            }
            #expect(since.contains("project 2080502 open 1 → 0"))
            #expect(since.contains("project 2080502 returned 0 → 1"))
            #expect(since.contains("overdue township accountChange 0 → 2"))
            #expect(proof.since.contains { $0.figure.name == "granted" && $0.after?.sum.yuan == "500000.00" })
        }
    }

    @Test("what was written over since is told as it was: an owner, a term's extension", .article("IM-33.1d"))
    func overwritten() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
            world.wait(days: 20)
            let briefing = try make(world)
            let overdue = try world.engine.briefing(briefing).figures.filter { $0.subject == "overdue township" }
            #expect(overdue.map(\.name).contains("accountChange"))
            let failure = try world.text("SELECT id FROM failure")
            try world.act(.extendClock, ["failure": failure, "code": "ill", "evidence": "证明"])
            #expect(try world.engine.verifyBriefing(briefing, now: world.now).differences.isEmpty)
        }
    }

    @Test("an instruction that pays again later is not among those that were told", .article("IM-33.1d"))
    func paidAgainLater() throws {
        try withGateway { world in
            let (flow, _, failure) = try world.failedAndChanged(ListPaper([ListRow(Citizen(1))]))
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            let briefing = try make(world)
            try world.act(.reissue, ["failure": failure])
            try world.act(.approveReissue, ["failure": failure])
            try world.run()
            let proof = try world.engine.verifyBriefing(briefing, now: world.now)
            #expect(proof.differences.isEmpty && proof.holds)
            #expect(figure(proof.briefing.figures, "project 2080502", "ordered") == ["1 100.00"])
            #expect(proof.since.contains { $0.figure.name == "ordered" && $0.after?.count == 2 })
        }
    }

    @Test("a briefing that somebody changed, figures and digest and all, is seen", .article("IM-33.1d"))
    func tampered() throws {
        try withGateway { world in
            let briefing = try told(world).briefing
            #expect(try world.engine.verifyBriefing(briefing, now: world.now).holds)
            let figures = try world.engine.briefing(briefing).figures.map { figure in
                var figure = figure
                if figure.name == "paid" { figure.sum = Money(fen: 30_000) }
                return figure
            }
            try world.store.write { c in
                _ = try c.execute("UPDATE briefing SET figures = $1", [.text(Figures.text(figures))])
            }
            let proof = try world.engine.verifyBriefing(briefing, now: world.now)
            #expect(!proof.isUntouched && !proof.holds)
            #expect(proof.differences.map(\.figure.name) == ["paid"])
        }
    }

    @Test("only days that are over are told, once, and of all counties only by whoever sees all", .article("IM-33.1d"))
    func refused() throws {
        try withGateway { world in
            func make(_ county: String, _ through: String, as login: String? = nil) -> String {
                refusal {
                    try world.act(
                        .makeBriefing, ["county": county, "from": "2026-03-01", "through": through], as: login)
                }
            }
            #expect(make(GatewayWorld.innerMongolia, world.now.day.text) == "briefing.days")
            let yesterday = (world.now.day - 1).text
            #expect(make("*", yesterday) == "scope.foreign")
            #expect(make(GatewayWorld.innerMongolia, yesterday) == "")
            #expect(make(GatewayWorld.innerMongolia, yesterday) == "briefing.exists")
        }
    }
}
