import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("The end of a roster")
struct RosterEndTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    @Test("a roster is closed when its last line is paid, and open again when money comes back", .article("IM-20.3"))
    func closed() throws {
        try withGateway { world in
            let flow = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            #expect(try world.state(ofRoster: flow) == "ordered")
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            #expect(try world.state(ofRoster: flow) == "closed")
            world.bank.offer(
                .batchReturn, "ret_1.txt", Paper.returned(try world.serial(Citizen(1)), Citizen(1).account, 10_000))
            try world.run()
            #expect(try world.state(ofRoster: flow) == "ordered")
        }
    }

    @Test("a line that has left keeps its roster open until its money is back at the treasury", .article("IM-22.1"))
    func movedOut() throws {
        try withGateway { world in
            let flow = try world.settled()
            let failures = try world.rows("SELECT id, attempt FROM failure ORDER BY id")
            for row in failures {
                try world.act(
                    .moveOut,
                    ["attempt": String(row[1].integer ?? 0), "reason": "unreachable", "evidence": "走访记录"])
                try world.act(.approveMoveOut, ["failure": String(row[0].integer ?? 0)])
            }
            try world.run()
            #expect(try world.state(ofRoster: flow) == "ordered")
            let refund = try world.act(.proposeRefund, ["order": flow.order, "reason": "移出清册"]).values["refund"] ?? ""
            try world.act(.approveRefund, ["refund": refund])
            try world.run()
            #expect(try world.state(ofRoster: flow) == "ordered")
            let number = try world.text("SELECT number FROM refund")
            try world.statement(
                Paper.statement(opening: 20_012, [(-20_000, number, "")], serials: "T"), name: "stm_2.txt")
            #expect(try world.state(ofRoster: flow) == "closed")
        }
    }

    @Test(
        "a roster of which every line was taken out ends without an order, and its department hears of each line",
        .article("IM-14.2", "IM-33.2"))
    func nothingLeft() throws {
        try withGateway(adjust: { $0.connections["dept"]?.mappings["result.feed"] = "department/result.json" }) {
            world in
            let flow = try world.built(Self.paper)
            let arguments = ["roster": flow.roster, "reason": "主管部门已全部更正"]
            try world.act(.removeLine, ["line": try world.line(1, of: flow), "reason": "已更正"])
            try world.act(.holdLine, ["line": try world.line(2, of: flow), "reason": "核实中"])
            #expect(refusal { try world.act(.endRoster, arguments) } == "roster.lines")
            try world.act(.removeLine, ["line": try world.line(2, of: flow), "reason": "已更正"])
            try world.act(.endRoster, arguments)
            #expect(try world.state(ofRoster: flow) == "ended")
            try world.run()
            #expect(world.office.sent(.resultFeed).count == 1)
            #expect(try world.unproved().isEmpty)
            #expect(refusal { try world.act(.endRoster, arguments) } == "store.check")
            // The report that led to it was wrong: it is built again.
            try world.act(.rebuildRoster, ["roster": flow.roster])
            #expect(try world.state(ofRoster: flow) == "building")
        }
    }

    @Test(
        "what has aged under an order is asked about again, and released when the answers are there",
        .article("IM-16.1a", "IM-16.2"))
    func renewed() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            world.wait(days: 70)
            let asked = world.police.sent(.identityVerify).count
            try world.allocate(flow)
            try world.run()
            #expect(world.police.sent(.identityVerify).count == asked + 1)
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            #expect(world.bank.sent(.batchSend).count == 1)
            #expect(try world.number("SELECT COUNT(*) FROM attempt WHERE state = 'instructed'") == 2)
        }
    }

    @Test("who is found dead at the second asking is not paid", .article("IM-16.1a", "IM-16.1d"))
    func renewedAndDead() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            world.wait(days: 70)
            world.books.change { $0.identity[Citizen(1).id] = Books.dead(Citizen(1).id) }
            try world.allocate(flow)
            try world.run()
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            let sent = world.bank.sent(.batchSend).map { Paper.lines($0.document).joined() }.joined()
            #expect(!sent.contains(Citizen(1).account) && sent.contains(Citizen(2).account))
        }
    }
}
