import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Publicity")
struct PublicityTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    @Test("a roster is public for its working days and not a day less", .article("IM-15.1", "IM-16.3"))
    func wholeTerm() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let until = try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"]).values["until"]
            #expect(until == "2026-03-09")
            world.wait(days: 7)
            #expect(refusal { try world.act(.closePublicity, ["roster": flow.roster]) } == "publicity.running")
            world.wait(days: 1)
            try world.act(.closePublicity, ["roster": flow.roster])
            #expect(try world.state(ofRoster: flow) == "publicityClosed")
        }
    }

    @Test("a roster is not published before its people and accounts are checked", .article("IM-16.3"))
    func notBeforeChecks() throws {
        try withGateway { world in
            let flow = try world.identified(Self.paper)
            let publish = { try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"]) }
            #expect(refusal(publish) == "store.check")
            #expect(try world.number("SELECT COUNT(*) FROM publicity") == 0)
        }
    }

    @Test("a project that shames is published offline only, with evidence", .article("IM-15.1", "NX-6.2.4"))
    func confidential() throws {
        try withGateway { world in
            var paper = ListPaper([ListRow(Citizen(1)).with("bz", "100")])
            paper.project = "2081902"
            let flow = try world.checked(paper)
            func publish(_ more: [String: String]) -> String {
                refusal { try world.act(.publishRoster, ["roster": flow.roster].merging(more) { $1 }) }
            }
            #expect(publish(["channel": "platform"]) == "publicity.confidential")
            #expect(publish(["channel": "board", "evidence": "照片 1"]) == "publicity.confidential")
            #expect(publish(["channel": "offline"]) == "publicity.evidence")
            #expect(publish(["channel": "offline", "evidence": "照片 1"]) == "")
        }
    }

    @Test(
        "a board shows the project, its standard, whom to ask, and of a line village, masked name and amount only",
        .article("IM-15.1", "IM-30.1", "NX-6.2.4", "NX-4.2", "IM-26.1"))
    func board() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let board = try world.store.read { c in try world.engine.publicBoard(Int64(flow.roster) ?? 0, c) }
            let head = [board.project, board.standard, board.department, board.contact, board.phone]
            #expect(head == ["高龄津贴", "每人 100 元", "民政局", "社会救助股", "0000-0000003"])
            #expect(
                board.rows.map { [$0.village, $0.name, $0.amount] }
                    == [1, 2].map { ["东村", Mask.name(Citizen($0).name), "100.00"] })
            #expect(!board.text.contains(Citizen(1).name))
        }
    }

    @Test("a line that is held is not published, and not paid")
    func heldIsNotShown() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            try world.act(.holdLine, ["line": try world.line(1, of: flow), "reason": "有异议"])
            let board = try world.store.read { c in try world.engine.publicBoard(Int64(flow.roster) ?? 0, c) }
            #expect(board.rows.count == 1)
        }
    }

    @Test("a roster that changes after its signature cannot go on", .article("IM-19.1"))
    func changedAfterSigning() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            let line = try world.line(1, of: flow)
            #expect(refusal { try world.act(.holdLine, ["line": line, "reason": "x"]) } == "roster.fixed")
            try world.tamper("UPDATE share SET due_fen = due_fen - 1 WHERE roster_line = \(line)")
            #expect(refusal { try world.act(.departmentApprove, ["roster": flow.roster]) } != "")
            #expect(try world.state(ofRoster: flow) == "signed")
        }
    }

    @Test("a returned roster is built again and made public again before it is signed", .article("IM-17.1"))
    func returned() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            try world.act(.returnRoster, ["roster": flow.roster, "reason": "一户已迁出"])
            try world.act(.removeLine, ["line": try world.line(1, of: flow), "reason": "迁出"])
            try world.act(.rebuildRoster, ["roster": flow.roster])
            try world.run()
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } != "")
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, Self.paper)
            try world.approve(flow, Self.paper)
            #expect(try world.state(ofRoster: flow) == "financeApproved")
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("a line that comes back while the others are public has a whole term of its own", .article("IM-16.3"))
    func freedInPublic() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let line = try world.line(1, of: flow)
            try world.act(.holdLine, ["line": line, "reason": "核实中"])
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            world.wait(days: 4)
            try world.act(.freeLine, ["line": line, "reason": "已核实"])
            world.wait(days: 4)
            #expect(refusal { try world.act(.closePublicity, ["roster": flow.roster]) } == "publicity.running")
            world.wait(days: 7)
            try world.act(.closePublicity, ["roster": flow.roster])
        }
    }

    @Test("a line that was never public does not come back after the term", .article("IM-16.3"))
    func freedTooLate() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let line = try world.line(1, of: flow)
            try world.act(.holdLine, ["line": line, "reason": "核实中"])
            try world.publicise(flow, Self.paper)
            #expect(refusal { try world.act(.freeLine, ["line": line, "reason": "已核实"]) } == "publicity.closed")
            try world.act(.rebuildRoster, ["roster": flow.roster])
            try world.act(.freeLine, ["line": line, "reason": "已核实"])
        }
    }

    @Test("a line that was held for an objection and had its term comes back at once", .article("NX-9.3"))
    func objected() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let line = try world.line(1, of: flow)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            world.wait(days: 2)
            try world.act(.holdLine, ["line": line, "reason": "有异议"])
            world.wait(days: 6)
            try world.act(.closePublicity, ["roster": flow.roster])
            try world.act(.freeLine, ["line": line, "reason": "异议不成立"])
            #expect(try world.text("SELECT state FROM roster_line WHERE id = \(line)") == "payable")
        }
    }

    @Test("a review's clock starts anew after a return, and tells the days before", .article("IM-17.1"))
    func clockAfterReturn() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            world.wait(days: 6)
            try world.act(.returnRoster, ["roster": flow.roster, "reason": "材料不全"])
            func review() throws -> ClockReading? {
                try world.engine.clocks(now: world.now).first { $0.reading.clock == .departmentReview }?.reading
            }
            let first = try #require(try review())
            #expect(first.isBreached(at: world.now) && first.earlier == 0)
            try world.act(.rebuildRoster, ["roster": flow.roster])
            try world.run()
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            let second = try #require(try review())
            #expect(!second.isBreached(at: world.now) && second.stopped == nil)
            #expect(second.earlier == 4)
        }
    }
}
