import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What lies still or looks wrong is told in one list")
struct FindingsTests {
    private func found(_ world: GatewayWorld, _ kind: FindingKind) throws -> [[String]] {
        try world.engine.findings(now: world.now).filter { $0.state == kind.rawValue }.map { item in
            [item.county] + ["subject", "lines", "amountFen", "age"].map { item.values[$0] ?? "" }
        }
    }

    @Test("money that lies in the agency account is told, until it is paid or back", .article("NX-14"))
    func idleMoney() throws {
        try withGateway { world in
            let flow = try world.sent(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
            try world.statement(Paper.statement(opening: 0, [(20_000, flow.number, ""), (-10_000, flow.batch, "")]))
            #expect(try found(world, .idleMoney).isEmpty)
            world.wait(days: 21)
            let told = try #require(try found(world, .idleMoney).first)
            #expect(told[0...3] == [GatewayWorld.innerMongolia, flow.number, "1", "10000"])
            #expect((Int(told[4]) ?? 0) > 10)
            _ = try world.movedOut(Citizen(2))
            let proposed = try world.act(.proposeRefund, ["order": flow.order, "reason": "移出"])
            try world.act(.approveRefund, ["refund": proposed.values["refund"] ?? ""])
            try world.statement(
                Paper.statement(
                    opening: 10_000, [(-10_000, proposed.values["number"] ?? "", "退回国库")], serials: "T"),
                name: "stm_2.txt")
            #expect(try found(world, .idleMoney).isEmpty)
        }
    }

    @Test(
        "an indicator that was long on its way, and one that lies unused, are told with their days",
        .article("IM-10.2", "IM-10.6"))
    func indicators() throws {
        try withGateway { world in
            try world.run()
            let parked = try #require(try found(world, .parkedIndicator).first)
            // From New Year's day to the second of March, holidays left out.
            #expect(parked[1] == "ZB01" && (20...45).contains(Int(parked[4]) ?? 0))
            #expect(try found(world, .idleIndicator).isEmpty)
            world.wait(days: 21)
            #expect(try found(world, .idleIndicator).map { $0[1] } == ["ZB01"])
            _ = try world.ordered(ListPaper([ListRow(Citizen(1))]))
            #expect(try found(world, .idleIndicator).isEmpty)
        }
        try withGateway { world in
            world.books.change { $0.indicators[0].issued = "20260226" }
            try world.run()
            #expect(try found(world, .parkedIndicator).isEmpty)
        }
    }

    @Test(
        "an indicator that subsidies are paid from and that lost its tag is told to finance",
        .article("IM-10.1"))
    func untagged() throws {
        try withGateway { world in
            _ = try world.ordered(ListPaper([ListRow(Citizen(1))]))
            #expect(try found(world, .untaggedIndicator).isEmpty)
            world.books.change { $0.topics[0].name = "其他资金" }
            world.wait(days: 1)
            try world.run()
            #expect(try found(world, .untaggedIndicator).map { $0[1] } == ["ZB01"])
            world.books.change { $0.topics[0].name = "惠民惠农财政补贴资金" }
            world.wait(days: 1)
            try world.run()
            #expect(try found(world, .untaggedIndicator).isEmpty)
        }
    }

    @Test("a little less on each line than the standard says is told as one sum", .article("NX-14"))
    func belowStandard() throws {
        try withGateway { world in
            let rows = (1...4).map { ListRow(Citizen($0), amount: $0 == 4 ? "100.00" : "99.50") }
            let flow = try world.built(ListPaper(rows))
            #expect(try found(world, .belowStandard) == [[GatewayWorld.innerMongolia, "2080502", "3", "150", ""]])
            try world.act(.removeLine, ["line": try world.line(1, of: flow), "reason": "x"])
            #expect(try found(world, .belowStandard).map { $0[3] } == ["100"])
        }
    }

    @Test("what a bank kept back of a line is told, and money that left for nothing", .article("NX-14", "IM-34"))
    func deductions() throws {
        try withGateway { world in
            let flow = try world.sent(ListPaper([ListRow(Citizen(1))]))
            try world.result(Citizen(1), "S", "0000", fen: 9_950, name: "res_1.txt")
            #expect(
                try found(world, .shortPaid) == [[GatewayWorld.innerMongolia, flow.batch, "1", "50", ""]])
            try world.statement(
                Paper.statement(
                    opening: 0, [(10_000, flow.number, ""), (-9_950, flow.batch, ""), (-50, "", "账户管理费")]))
            #expect(try found(world, .unexplainedDebit).map { [$0[1], $0[3]] } == [["代发户甲", "50"]])
        }
    }

    @Test(
        "many persons on one account are told over all rosters, and a school's account is not once it is explained",
        .article("NX-14"))
    func crowded() throws {
        try withGateway { world in
            func row(_ index: Int) -> ListRow { ListRow(Citizen(index)).with("yhzh", Citizen(9).account) }
            let first = try world.built(ListPaper([row(1), row(2)]))
            #expect(try found(world, .crowdedAccount).isEmpty)
            let second = try world.built(ListPaper([row(3)]).of("202604"))
            let told = try #require(try found(world, .crowdedAccount).first)
            #expect(told[2] == "3" && told[1] == Mask.account(Citizen(9).account))
            for (flow, number) in [(first, 1), (first, 2), (second, 1)] {
                let line = try world.line(number, of: flow)
                try world.act(.relateAccount, ["line": line, "relation": "school", "evidence": "学籍"])
                try world.act(.approveRelation, ["line": line])
            }
            #expect(try found(world, .crowdedAccount).isEmpty)
        }
    }

    @Test("a post that nobody holds is told, and one whose only holder must not check", .article("IM-31.3"))
    func posts() throws {
        try withGateway(adjust: { configuration in
            configuration.people.removeAll { $0.role == Role.townshipMaker.rawValue && $0.scope != "159901" }
            configuration.people.removeAll {
                $0.role == Role.financeChecker.rawValue && $0.login != "nx.financeChecker"
            }
            configuration.people.removeAll { $0.role == Role.financeMaker.rawValue && $0.scope == "640199" }
            configuration.people.append(
                GatewayConfiguration.Person(
                    login: "nx.both", naturalPerson: "nx.financeChecker", role: Role.financeMaker.rawValue,
                    scope: "640199", password: "nx.both"))
        }) { world in
            let vacant = try found(world, .vacantPost).map { $0.prefix(2).joined(separator: " ") }
            #expect(vacant == ["159901 financeChecker", "640199 townshipMaker"])
            let lone = try found(world, .lonePost).map { $0.prefix(2).joined(separator: " ") }
            #expect(lone == ["640199 financeChecker"])
        }
    }
}
