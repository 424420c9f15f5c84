import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Lights")
struct AlertTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    /// A roster whose first person was cremated by a file that came before anybody knew of them.
    private func cremated(_ world: GatewayWorld) throws -> Flow {
        world.civil.offer(.deathSync, "HH_20260302.txt", Paper.cremations([Citizen(1)]), proof: .none)
        try world.run()
        return try world.publicised(Self.paper)
    }

    @Test("a red light is not explained away", .article("IM-18.2"))
    func red() throws {
        try withGateway { world in
            world.books.change { $0.identity[Citizen(1).id] = Books.mismatch(Citizen(1).id) }
            let flow = try world.publicised(Self.paper)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            let answer = ["roster": flow.roster, "rule": "identityNotMatched", "explanation": "已核实"]
            #expect(refusal { try world.act(.explainAlerts, answer) } == "alert.none")
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            try world.act(.holdLine, ["line": try world.line(1, of: flow), "reason": "更正中"])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "")
        }
    }

    @Test("a death notice that came before its person was known raises the yellow light", .article("IM-18.3"))
    func yellow() throws {
        try withGateway { world in
            let flow = try cremated(world)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.yellow")
            #expect(
                try world.rows("SELECT rule, roster_line FROM alert WHERE state = 'open'") == [
                    [.text("crematedButAlive"), .integer(Int64(try world.line(1, of: flow)) ?? 0)]
                ])
        }
    }

    @Test("an explanation of a yellow light travels to the later stages", .article("IM-18.3"))
    func travels() throws {
        try withGateway { world in
            let flow = try cremated(world)
            _ = refusal { try world.act(.signRoster, ["roster": flow.roster]) }
            try world.act(
                .explainAlerts, ["roster": flow.roster, "rule": "crematedButAlive", "explanation": "同名，已入户核实"])
            try world.approve(flow, Self.paper)
            let rows = try world.rows("SELECT stage, state, explanation FROM alert ORDER BY id")
            #expect(rows.map { $0[0].text } == ["submit", "departmentReview", "financeReview"])
            #expect(rows.allSatisfy { $0[1].text == "answered" && $0[2].text == "同名，已入户核实" })
        }
    }

    @Test("one text pasted on several hits is shown to the reviewer", .article("IM-18.3"))
    func pasted() throws {
        try withGateway { world in
            world.civil.offer(
                .deathSync, "HH_1.txt", Paper.cremations([Citizen(1), Citizen(2)]), proof: .none)
            try world.run()
            let flow = try world.publicised(Self.paper)
            _ = refusal { try world.act(.signRoster, ["roster": flow.roster]) }
            try world.act(
                .explainAlerts, ["roster": flow.roster, "rule": "crematedButAlive", "explanation": "已核实"])
            try world.act(.signRoster, ["roster": flow.roster])
            let told = try world.act(.departmentApprove, ["roster": flow.roster]).message
            #expect(told.contains("2 条黄灯只有 1 种说明"))
        }
    }

    @Test("a light that no longer burns stops nobody", .article("IM-18.1"))
    func cleared() throws {
        try withGateway { world in
            let flow = try cremated(world)
            _ = refusal { try world.act(.signRoster, ["roster": flow.roster]) }
            try world.tamper("DELETE FROM death")
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "")
            #expect(try world.text("SELECT state FROM alert") == "cleared")
        }
    }

    @Test("a small difference from the standard is a blue light to be acknowledged", .article("IM-18.4", "NX-9.2"))
    func blue() throws {
        try withGateway { world in
            let flow = try world.publicised(ListPaper([ListRow(Citizen(1), amount: "100.50")]))
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.blue")
            try world.act(
                .explainAlerts,
                ["roster": flow.roster, "rule": "amountDiffersWithinTolerance", "explanation": "取整"])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "")
        }
    }

    @Test("two people on one account are a blue light", .article("NX-6.2.8"))
    func sharedAccount() throws {
        try withGateway { world in
            var paper = ListPaper([
                ListRow(Citizen(1)), ListRow(Citizen(2)).with("yhzh", Citizen(1).account),
            ])
            paper.county = GatewayWorld.ningxia
            let flow = try world.publicised(paper)
            #expect(
                refusal { try world.act(.signRoster, ["roster": flow.roster], as: "nx.townshipLeader") } == "alert.blue"
            )
        }
    }
}
