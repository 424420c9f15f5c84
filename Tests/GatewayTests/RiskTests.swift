import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Findings of supervisors")
struct RiskTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    private func told(_ world: GatewayWorld, _ rows: [String], name: String = "FX_1.txt") throws {
        world.office.offer(.findingIntake, name, Paper.bytes(["FX|\(rows.count)"] + rows + ["END"]))
        try world.run()
    }

    private func withSupervisor(_ body: (GatewayWorld) throws -> Void) throws {
        try withGateway(
            adjust: {
                $0.counties[0].routes["finding.intake"] = ["dept"]
                $0.connections["dept"]?.mappings["finding.intake"] = "department/finding"
            }, body)
    }

    @Test("an account that a supervisor flags is not paid, until two people have cleared it", .article("NX-8.4"))
    func flaggedAccount() throws {
        try withSupervisor { world in
            let flow = try world.publicised(Self.paper)
            try told(world, ["F1|冒领||\(Citizen(1).account)|20260301|"])
            #expect(try world.engine.risks().map { $0.values["lines"] } == ["1"])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            let finding = try world.text("SELECT id FROM risk")
            #expect(refusal { try world.act(.clearRisk, ["risk": finding]) } == "store.check")
            try world.act(.proposeClearing, ["risk": finding, "evidence": "柜面录像"])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            try world.act(.clearRisk, ["risk": finding])
            try world.approve(flow, Self.paper)
            #expect(try world.state(ofRoster: flow) == "financeApproved")
        }
    }

    @Test("a person who is flagged after the approval is paid by no order and no batch", .article("NX-8.4"))
    func flaggedLate() throws {
        try withSupervisor { world in
            try world.link(Self.paper)
            let flow = try world.approved(Self.paper)
            try told(world, ["F1|违规代办|\(Citizen(2).id)|||"])
            #expect(refusal { try world.act(.orderPayment, ["roster": flow.roster]) } == "risk.open")
        }
        try withSupervisor { world in
            let flow = try world.ordered(Self.paper)
            try world.allocate(flow)
            try told(world, ["F1|违规代办|\(Citizen(2).id)|||"])
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            let sent = world.bank.sent(.batchSend).map { Paper.lines($0.document).joined() }.joined()
            #expect(sent.contains(Citizen(1).account) && !sent.contains(Citizen(2).account))
            #expect(
                try world.rows("SELECT state FROM attempt ORDER BY id").map { $0[0].text } == ["instructed", "held"])
        }
    }

    @Test("a failed line is not paid again to whom a finding names", .article("NX-8.4"))
    func flaggedReissue() throws {
        try withSupervisor { world in
            let paper = ListPaper([ListRow(Citizen(1))])
            let (flow, _, failure) = try world.failedAndChanged(paper)
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            try world.act(.reissue, ["failure": failure])
            try told(world, ["F1|冒领|\(Citizen(1).id)|||"])
            #expect(refusal { try world.act(.approveReissue, ["failure": failure]) } == "risk.open")
        }
    }

    @Test("a doubt must be answered and then goes on; a finding that is kept stops again", .article("NX-8.4"))
    func doubt() throws {
        try withSupervisor { world in
            let flow = try world.publicised(Self.paper)
            try told(world, ["F1|疑点|\(Citizen(1).id)|||"])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.yellow")
            try world.act(.explainAlerts, ["roster": flow.roster, "rule": "flagged", "explanation": "已入户核实"])
            // An answer to one finding is no answer to the next.
            world.wait(hours: 1)
            try told(world, ["F2|疑点|\(Citizen(1).id)|||"], name: "FX_2.txt")
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.yellow")
            try world.tamper("UPDATE risk SET state = 'cleared' WHERE number = 'F2'")
            world.wait(hours: 1)
            try world.act(.explainAlerts, ["roster": flow.roster, "rule": "flagged", "explanation": "再次核实"])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "")
            let finding = try world.text("SELECT id FROM risk")
            try world.act(.proposeClearing, ["risk": finding, "evidence": "x"])
            try world.act(.keepRisk, ["risk": finding, "reason": "材料不足"])
            #expect(try world.engine.risks().map(\.state) == ["open", "cleared"])
        }
    }

    @Test(
        "a finding about somebody who comes on a list later stops that list; one told twice is one", .article("NX-8.4"))
    func beforeTheList() throws {
        try withSupervisor { world in
            try told(world, ["F1|冒领|\(Citizen(1).id)|||"])
            try told(world, ["F1|冒领|\(Citizen(1).id)|||"], name: "FX_2.txt")
            #expect(try world.number("SELECT COUNT(*) FROM risk") == 1)
            let flow = try world.publicised(Self.paper)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            try world.act(.removeLine, ["line": try world.line(1, of: flow), "reason": "待查"])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "")
        }
    }

    @Test("who is named and why stays sealed; a row that names nobody is rejected", .article("NX-8.4"))
    func sealed() throws {
        try withSupervisor { world in
            try told(world, ["F1|冒领|\(Citizen(1).id)|||冒名者某", "F2|疑点||||"])
            #expect(try world.text("SELECT code FROM reject") == "risk.nobody")
            let row = try #require(try world.rows("SELECT * FROM risk").first)
            let text = row.compactMap { $0.text ?? $0.bytes.map { String(decoding: $0, as: UTF8.self) } }.joined()
            #expect(!text.contains(Citizen(1).id) && !text.contains("冒名者"))
        }
    }
}
