import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What was shown is what is paid")
struct PublishedTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    @Test(
        "a sum that was changed behind the board stops the roster", .article("NX-4.2"),
        arguments: [
            "UPDATE roster_line SET amount_fen = amount_fen + 1", "DELETE FROM publicity_line",
            "UPDATE list_line SET village = '西村'",
        ])
    func changedBehindTheBoard(_ change: String) throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            world.wait(days: 8)
            try world.tamper(change)
            #expect(refusal { try world.act(.closePublicity, ["roster": flow.roster]) } == "publicity.differs")
            #expect(try world.state(ofRoster: flow) == "publicising")
        }
    }

    @Test("a sum that was changed between publicity and signature stops the leader", .article("NX-4.2"))
    func changedBeforeSigning() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            try world.tamper("UPDATE publicity_line SET amount_fen = amount_fen - 1")
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "publicity.differs")
        }
    }

    @Test("what leaves after an objection changes nothing for the rest", .article("NX-4.2", "NX-9.3"))
    func left() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.act(.removeLine, ["line": try world.line(1, of: flow), "reason": "异议成立"])
            world.wait(days: 8)
            try world.act(.closePublicity, ["roster": flow.roster])
            try world.act(.signRoster, ["roster": flow.roster])
        }
    }
}

@Suite("Publicity of qualification, before a roster")
struct QualificationTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    private func catalogue(_ days: Int) throws -> [String: String] {
        [
            "catalogue/demo.yaml": try Released.text(
                "catalogue/demo.yaml", ["zh: 高龄津贴": "zh: 高龄津贴\n    qualificationDays: \(days)"])
        ]
    }

    @Test("no roster is built before the list was public for the days that its department set", .article("IM-15.1"))
    func wholeTerm() throws {
        try withGateway(files: try catalogue(7)) { world in
            let list = ["list": String(try world.submit(Self.paper).list ?? -1)]
            #expect(refusal { try world.act(.buildRoster, list) } == "qualification.open")
            let until = try world.act(.publishList, list.merging(["channel": "platform"]) { $1 }).values["until"]
            #expect(until == "2026-03-11")
            #expect(
                refusal { try world.act(.publishList, list.merging(["channel": "platform"]) { $1 }) }
                    == "qualification.running")
            // The department shortens the term while it runs: who was promised seven days has them.
            try world.release(try catalogue(1))
            world.wait(days: 9)
            #expect(refusal { try world.act(.closeListPublicity, list) } == "publicity.running")
            #expect(refusal { try world.act(.buildRoster, list) } == "qualification.open")
            world.wait(days: 1)
            try world.act(.closeListPublicity, list)
            try world.act(.buildRoster, list)
        }
    }

    @Test("an objection on the last day holds its line, and the rest goes on", .article("IM-15.1", "NX-9.3"))
    func lastDay() throws {
        try withGateway(files: try catalogue(5)) { world in
            let list = ["list": String(try world.submit(Self.paper).list ?? -1)]
            try world.act(.publishList, list.merging(["channel": "platform"]) { $1 })
            world.wait(days: 7)
            let object = list.merging(["row": "1", "reason": "村民反映已迁出"]) { $1 }
            try world.act(.objectToLine, object)
            world.wait(days: 1)
            #expect(refusal { try world.act(.objectToLine, object) } == "qualification.over")
            try world.act(.closeListPublicity, list)
            var flow = Flow()
            flow.roster = try world.act(.buildRoster, list).values["roster"] ?? ""
            #expect(
                try world.lines(of: flow).map { [$0[0], $0[1]] } == [
                    [.text("held"), .text("qualification.objection")], [.text("payable"), .text("")],
                ])
            try world.act(.freeLine, ["line": try world.line(1, of: flow), "reason": "核实无误"])
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("a list that changes while it is public is not what was shown", .article("IM-15.1", "NX-4.2"))
    func changed() throws {
        try withGateway(files: try catalogue(5)) { world in
            let list = ["list": String(try world.submit(Self.paper).list ?? -1)]
            try world.act(.publishList, list.merging(["channel": "offline", "evidence": "照片 3"]) { $1 })
            try world.change(ChangePaper(1).correct(Citizen(1), "90.00"))
            world.wait(days: 8)
            #expect(refusal { try world.act(.closeListPublicity, list) } == "publicity.differs")
        }
    }
}
