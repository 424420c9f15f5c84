import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Rules before, in and after a payment")
struct RuleStageTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    /// A rule that hits every line: nobody is younger than the year of their birth.
    private static func strict(_ more: String = "", colour: String = "red", stages: String = "submit, departmentReview")
        throws -> [String: String]
    {
        let rule = """
              - id: noNewAmounts
                check: amountDiffersWithinTolerance
                colour: \(colour)
                stages: [\(stages)]
                article: IM-3.2
                zh: 试用规则
            \(more)
            """
        let text = try Released.text("alerts/standard.yaml", [:])
        return ["alerts/standard.yaml": text + (text.hasSuffix("\n") ? "" : "\n") + rule + "\n"]
    }

    private static let odd = ListPaper([ListRow(Citizen(1), amount: "100.50")])

    private func standing(_ world: GatewayWorld, _ roster: String, _ rule: String) throws -> String {
        try world.engine.rosterRules(Int64(roster) ?? 0).first { $0.values["rule"] == rule }?.state ?? ""
    }

    /// Answers the blue light that the amount has anyway.
    private func acknowledge(_ world: GatewayWorld, _ flow: Flow) throws {
        _ = refusal { try world.act(.signRoster, ["roster": flow.roster]) }
        try world.act(
            .explainAlerts, ["roster": flow.roster, "rule": "amountDiffersWithinTolerance", "explanation": "取整"])
    }

    @Test(
        "one that came after the batch began applies, where neither it nor the profile says otherwise",
        .article("IM-3.2"))
    func applied() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.odd)
            try acknowledge(world, flow)
            try world.act(.signRoster, ["roster": flow.roster])
            try world.release(try Self.strict())
            #expect(refusal { try world.act(.departmentApprove, ["roster": flow.roster]) } == "alert.red")
            #expect(try standing(world, flow.roster, "noNewAmounts") == "applied")
            #expect(try standing(world, flow.roster, "deceased") == "began")
        }
    }

    @Test("one that spares what had begun is not asked there, and is asked of the next batch", .article("IM-3.2"))
    func spared() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.odd)
            try world.release(try Self.strict("    begun: spare"))
            try acknowledge(world, flow)
            try world.act(.signRoster, ["roster": flow.roster])
            try world.act(.departmentApprove, ["roster": flow.roster])
            #expect(try standing(world, flow.roster, "noNewAmounts") == "spared")
            var next = Self.odd
            next.period = "202604"
            let other = try world.publicised(next)
            try acknowledge(world, other)
            #expect(refusal { try world.act(.signRoster, ["roster": other.roster]) } == "alert.red")
            #expect(try standing(world, other.roster, "noNewAmounts") == "began")
        }
    }

    @Test(
        "one that became stricter spares by the profile's word what had begun, and is shown as kept",
        .article("IM-3.2"))
    func kept() throws {
        let profile = try Released.text(
            "profiles/inner-mongolia.yaml", ["rulesForBegun: apply": "rulesForBegun: spare"])
        let files = ["profiles/inner-mongolia.yaml": profile]
        try withGateway(files: files.merging(try Self.strict(colour: "yellow")) { $1 }) { world in
            let flow = try world.publicised(Self.odd)
            try acknowledge(world, flow)
            try world.release(files.merging(try Self.strict()) { $1 })
            let answer = ["roster": flow.roster, "rule": "noNewAmounts", "explanation": "已核实"]
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.yellow")
            try world.act(.explainAlerts, answer)
            try world.act(.signRoster, ["roster": flow.roster])
            #expect(try standing(world, flow.roster, "noNewAmounts") == "kept")
            // Withdrawn altogether it stops nobody, and that is seen as well.
            try world.release(files)
            try world.act(.departmentApprove, ["roster": flow.roster])
            #expect(try standing(world, flow.roster, "noNewAmounts") == "withdrawn")
        }
    }

    @Test("one that has a day of effect is not there before it", .article("IM-3.2", "IM-18.1"))
    func dated() throws {
        try withGateway(files: try Self.strict("    since: 2026-03-12")) { world in
            let flow = try world.publicised(Self.odd)
            try acknowledge(world, flow)
            try world.act(.signRoster, ["roster": flow.roster])
            #expect(try standing(world, flow.roster, "noNewAmounts") == "")
            world.wait(days: 2)
            #expect(refusal { try world.act(.departmentApprove, ["roster": flow.roster]) } == "alert.red")
            #expect(try standing(world, flow.roster, "noNewAmounts") == "applied")
        }
    }

    @Test(
        "of the stage after payment look at what was paid, block nothing, and are told until answered",
        .article("IM-3.2", "NX-8.4"))
    func afterwards() throws {
        try withGateway(adjust: {
            $0.counties[0].routes["finding.intake"] = ["dept"]
            $0.connections["dept"]?.mappings["finding.intake"] = "department/finding"
        }) { world in
            let flow = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
            let rows = Paper.bytes(["FX|2"] + [1, 2].map { "F\($0)|冒领|\(Citizen($0).id)||20260301|" } + ["END"])
            world.office.offer(.findingIntake, "FX_1.txt", rows)
            world.wait(days: 8)
            try world.run()
            func told() throws -> [[String]] {
                try world.engine.findings(now: world.now).filter { $0.state == FindingKind.afterPayment.rawValue }
                    .map { item in ["subject", "lines", "amountFen", "article"].map { item.values[$0] ?? "" } }
            }
            // Of the two that are flagged one was paid.
            #expect(try told() == [["清册 \(flow.roster) flaggedGravely", "1", "10000", "IM-3.2"]])
            #expect(try world.state(ofRoster: flow) == "ordered")
            try world.act(
                .explainAlerts, ["roster": flow.roster, "rule": "flaggedGravely", "explanation": "已立案追缴"])
            #expect(try told().isEmpty)
            world.wait(days: 8)
            try world.run()
            #expect(try told().isEmpty)
        }
    }
}
