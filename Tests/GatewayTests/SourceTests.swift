import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Several sources of one roster")
struct SourceTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2)), ListRow(Citizen(3))])
    private static let shared = ListPaper([
        ListRow(Citizen(2)), ListRow(Citizen(3), amount: "50.00", quantity: "0.5"), ListRow(Citizen(4)),
    ])

    /// A department's list and shared data in one roster: 1 and 4 alone, 2 the same in both, 3 with two amounts.
    private func built(_ world: GatewayWorld) throws -> Flow {
        var flow = Flow()
        flow.list = try world.submit(Self.paper).list ?? -1
        let other = try world.submit(Self.shared, from: "shared").list ?? -1
        flow.roster =
            try world.act(.buildRoster, ["list": String(flow.list), "lists": String(other)]).values["roster"] ?? ""
        return flow
    }

    @Test(
        "what sources agree on is paid once, and what they differ in waits with both values shown",
        .article("IM-16.0", "NX-6.2.3"))
    func differing() throws {
        try withGateway { world in
            let flow = try built(world)
            #expect(
                try world.lines(of: flow).map { [$0[0], $0[1]] } == [
                    [.text("payable"), .text("")], [.text("payable"), .text("")],
                    [.text("held"), .text("source.differs")], [.text("removed"), .text("source.same")],
                    [.text("held"), .text("source.differs")], [.text("payable"), .text("")],
                ])
            let shown = try world.engine.sourceConflicts()
            #expect(
                shown.map {
                    [$0.values["source"], $0.values["amountFen"], $0.values["otherSource"], $0.values["otherFen"]]
                } == [
                    ["主管部门清单", "10000", "共享数据", "5000"], ["共享数据", "5000", "主管部门清单", "10000"],
                ])
            #expect(shown.allSatisfy { $0.values["name"] == Mask.name(Citizen(3).name) })
            #expect(try world.unproved().isEmpty)
            let line = shown[1].id
            let choose = ["line": String(line), "reason": "以共享数据为准"]
            #expect(refusal { try world.act(.freeLine, choose) } == "claim.exists")
        }
    }

    @Test("a person decides: the chosen line is paid, the other leaves", .article("IM-16.0", "NX-6.2.3"))
    func chosen() throws {
        try withGateway { world in
            try world.link(Self.paper)
            let flow = try built(world)
            let line = try #require(try world.engine.sourceConflicts().last?.id)
            let choose = ["line": String(line), "reason": "以共享数据为准"]
            try world.act(.chooseSource, choose)
            #expect(refusal { try world.act(.chooseSource, choose) } == "source.none")
            #expect(try world.engine.sourceConflicts().isEmpty)
            try world.act(.requestIdentityCheck, ["roster": flow.roster])
            try world.run()
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, Self.paper)
            try world.approve(flow, Self.paper)
            try world.act(.orderPayment, ["roster": flow.roster])
            #expect(
                try world.rows("SELECT amount_fen FROM attempt ORDER BY amount_fen").map { $0[0] } == [
                    .integer(5_000), .integer(10_000), .integer(10_000), .integer(10_000),
                ])
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test(
        "a line that is chosen while the roster is public is checked and shown for a whole term",
        .article("IM-16.0", "IM-16.3"))
    func chosenInPublic() throws {
        try withGateway { world in
            let flow = try built(world)
            try world.act(.requestIdentityCheck, ["roster": flow.roster])
            try world.run()
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            world.wait(days: 4)
            let line = try #require(try world.engine.sourceConflicts().first?.id)
            try world.act(.chooseSource, ["line": String(line), "reason": "入户核实"])
            try world.run()
            world.wait(days: 4)
            #expect(refusal { try world.act(.closePublicity, ["roster": flow.roster]) } == "publicity.running")
            world.wait(days: 7)
            try world.act(.closePublicity, ["roster": flow.roster])
            try world.approve(flow, Self.paper)
            #expect(try world.text("SELECT verdict FROM roster_line WHERE id = \(line)") == "match")
        }
    }

    @Test("a list of another project or period joins no roster", .article("IM-16.0"))
    func foreignList() throws {
        try withGateway { world in
            let list = try world.submit(Self.paper).list ?? -1
            let other = try world.submit(Self.shared.of("202604"), from: "shared").list ?? -1
            let build = { (lists: String) in
                refusal { try world.act(.buildRoster, ["list": String(list), "lists": lists]) }
            }
            #expect(build(String(other)) == "roster.sources")
            #expect(build(String(list)) == "roster.sources")
            #expect(build("x") == "roster.sources")
        }
    }

    @Test("another list that comes later shows its value beside the one that is paid", .article("IM-16.0"))
    func later() throws {
        try withGateway { world in
            _ = try world.built(Self.paper)
            let list = try world.submit(Self.shared, from: "shared").list ?? -1
            try world.act(.buildRoster, ["list": String(list)])
            let shown = try world.engine.sourceConflicts().filter { $0.values["amountFen"] != $0.values["otherFen"] }
            #expect(shown.map(\.state) == ["claim.exists"])
            #expect(shown.first?.values["otherRosterState"] == "building")
        }
    }

    @Test("who made one of the lists signs none of the roster", .article("IM-23.1", "IM-16.0"))
    func duties() throws {
        try withGateway { world in
            let list = try world.submit(Self.paper).list ?? -1
            let uploader = try world.principal("double.department")
            let other = try #require(
                try world.engine.submitList(
                    Self.shared.bytes, connection: "shared",
                    parameters: ["county": GatewayWorld.innerMongolia, "uploader": String(uploader.id)], proof: .none,
                    now: world.now
                ).list)
            try world.act(.confirmList, ["list": String(other), "count": "3", "sum": "250.00"])
            try world.act(.buildRoster, ["list": String(list), "lists": String(other)])
            #expect(
                try world.number("SELECT COUNT(*) FROM duty WHERE root = 'list:\(list)' AND duty = 'confirm'") == 1)
        }
    }

    @Test(
        "sources that agree on the money and differ on a name or a village wait for a person all the same",
        .article("NX-6.2.3"), arguments: [("xsrxm", "王建国", "补贴对象姓名"), ("cun", "西村", "村（居）")])
    func otherValues(_ column: String, _ value: String, _ told: String) throws {
        try withGateway { world in
            let list = try world.submit(ListPaper([ListRow(Citizen(1))])).list ?? -1
            let other =
                try world.submit(
                    ListPaper([ListRow(Citizen(1)).with(column, value)]), from: "shared"
                ).list ?? -1
            try world.act(.buildRoster, ["list": String(list), "lists": String(other)])
            let shown = try world.engine.sourceConflicts()
            #expect(shown.count == 2)
            #expect(shown.allSatisfy { ($0.values["differs"] ?? "").split(separator: "、").contains(Substring(told)) })
            // Both stay, each with what it says; the one that a person chooses is paid.
            let line = try #require(shown.first?.id)
            try world.act(.chooseSource, ["line": String(line), "reason": "入户核实"])
            #expect(try world.engine.sourceConflicts().isEmpty)
        }
    }

    @Test(
        "each value of a line is told with its source, document and row, and so is what it took the place of",
        .article("NX-6.2.3"))
    func provenance() throws {
        try withGateway { world in
            let flow = try built(world)
            let line = try #require(try world.engine.sourceConflicts().first?.id)
            let values = try world.engine.provenance(line)
            func told(_ field: String) -> [String] {
                values.filter { $0.values["field"] == field }.map {
                    "\($0.state) \($0.values["value"] ?? "") \($0.values["who"] ?? "") \($0.values["row"] ?? "")"
                }
            }
            #expect(told("amount") == ["stands 100.00 主管部门清单（dept） 3", "differs 50.00 共享数据（shared） 2"])
            #expect(told("quantity") == ["stands 1 主管部门清单（dept） 3", "differs 0.5 共享数据（shared） 2"])
            #expect(values.allSatisfy { !($0.values["value"] ?? "").contains(Citizen(3).id) })
            let document = try world.text("SELECT document FROM list WHERE id = $1", .integer(flow.list))
            let amount = try #require(values.first { $0.values["field"] == "amount" })
            #expect(
                amount.values["document"] == "document:\(document)"
                    && amount.values["mapping"] == "department/list.json")
            #expect(amount.values["mappingDigest"] == "digest of department/list.json")
            #expect(told("duty").contains { $0.contains("make townshipMaker") })
            // A name that people corrected says who asked for it and who approved.
            let change = try world.act(
                .correctName, ["line": String(line), "name": Citizen(3).name + "一", "evidence": "户口簿"])
            try world.act(.approveChange, change.values)
            let corrected = try world.engine.provenance(line).filter { $0.values["field"] == "name" }
            #expect(corrected.map { $0.values["who"] } == ["townshipMaker 登记，townshipLeader 批准"])
        }
    }
}
