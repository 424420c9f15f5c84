import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("An allocation plan")
struct PlanTests {
    private static let paper = ListPaper([
        ListRow(Citizen(1)), ListRow(Citizen(2)), ListRow(Citizen(3)).with("cundm", "640199101200"),
    ])
    private static let arguments = ["county": GatewayWorld.innerMongolia, "project": "2080502", "period": "202603"]

    private static func catalogue() throws -> [String: String] {
        [
            "catalogue/demo.yaml": try Released.text(
                "catalogue/demo.yaml", ["zh: 高龄津贴": "zh: 高龄津贴\n    planned: true"])
        ]
    }

    private func propose(_ world: GatewayWorld, _ total: String, _ townships: String = "") throws -> [String: String] {
        let told = try world.act(.proposePlan, Self.arguments.merging(["total": total, "townships": townships]) { $1 })
        return ["plan": told.values["plan"] ?? ""]
    }

    @Test("that gives the townships more than there is, is refused", .article("NX-6.2.6"))
    func overAllocated() throws {
        try withGateway { world in
            #expect(
                refusal { try propose(world, "300.00", "640199100:200.00,640199101:100.01") } == "plan.overAllocated")
            #expect(refusal { try propose(world, "300.00", "东镇:200.00") } == "plan.townships")
            #expect(refusal { try propose(world, "300.00", "640199100:1.00,640199100:1.00") } == "plan.townships")
        }
    }

    @Test("without an indicator, or beyond its balance, is not reviewed", .article("NX-6.1", "NX-5.2.1"))
    func indicator() throws {
        try withGateway { world in
            let plan = try propose(world, "1000000.01")
            #expect(refusal { try world.act(.reviewPlan, plan) } == "plan.noIndicator")
            try world.link(Self.paper)
            #expect(refusal { try world.act(.reviewPlan, plan) } == "plan.indicator")
            try world.act(.rejectPlan, plan.merging(["reason": "超过指标"]) { $1 })
            let other = try propose(world, "600000.00")
            try world.act(.reviewPlan, other)
            // Another period of the same money: what the first plan has still to pay is not there twice.
            let next = try world.act(
                .proposePlan, Self.arguments.merging(["period": "202604", "total": "500000.00"]) { $1 })
            #expect(
                refusal { try world.act(.reviewPlan, ["plan": next.values["plan"] ?? ""]) } == "plan.indicator")
        }
    }

    @Test(
        "that is asked for must be there before a leader signs, and a roster keeps within it",
        .article("NX-5.2.1", "NX-6.2.6"))
    func within() throws {
        try withGateway(files: try Self.catalogue()) { world in
            try world.link(Self.paper)
            let flow = try world.publicised(Self.paper)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "plan.none")
            // In all there is enough, and in one township there is not.
            try world.act(.reviewPlan, try propose(world, "300.00", "640199100:150.00,640199101:150.00"))
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "plan.exceeded")
            try world.act(.reviewPlan, try propose(world, "300.00", "640199100:200.00,640199101:100.00"))
            #expect(
                try world.rows("SELECT state FROM allocation_plan ORDER BY id") == [
                    [.text("replaced")], [.text("reviewed")],
                ])
            try world.approve(flow, Self.paper)
            try world.act(.orderPayment, ["roster": flow.roster])
            let plan = try #require(try world.engine.plans().last)
            #expect(
                [plan.values["totalFen"], plan.values["rosterFen"], plan.values["orderedFen"]] == [
                    "30000", "30000", "30000",
                ])
        }
    }

    @Test("a roster that grew after the plan's review is stopped at the next door", .article("NX-5.2.1"))
    func grown() throws {
        try withGateway { world in
            try world.link(Self.paper)
            try world.act(.reviewPlan, try propose(world, "300.00"))
            let flow = try world.publicised(Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            // A second list of the period takes what the first one holds already.
            var more = ListPaper([ListRow(Citizen(4))])
            more.approval = "批复二号"
            let second = try world.publicised(more)
            #expect(refusal { try world.act(.signRoster, ["roster": second.roster]) } == "plan.exceeded")
            try world.act(.departmentApprove, ["roster": flow.roster])
            // The plan is cut after the roster was signed.
            try world.act(.reviewPlan, try propose(world, "250.00"))
            #expect(refusal { try world.act(.financeApprove, ["roster": flow.roster]) } == "plan.exceeded")
        }
    }

    @Test("one person does not both propose and review it", .article("NX-5.2.1", "IM-23.1"))
    func byTwo() throws {
        let adjust = { (configuration: inout GatewayConfiguration) in
            configuration.people.append(
                GatewayConfiguration.Person(
                    login: "second", naturalPerson: "department", role: Role.financeChecker.rawValue,
                    scope: GatewayWorld.innerMongolia, password: "second"))
        }
        try withGateway(adjust: adjust) { world in
            try world.link(Self.paper)
            let plan = try propose(world, "300.00")
            #expect(refusal { try world.act(.reviewPlan, plan, as: "second") } == "duty.taken")
        }
    }
}
