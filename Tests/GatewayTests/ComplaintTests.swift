import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Complaints")
struct ComplaintTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    private func register(_ world: GatewayWorld, _ more: [String: String]) throws -> String {
        try world.act(
            .registerComplaint,
            ["county": GatewayWorld.innerMongolia, "channel": "hotline", "text": "邻居不该领"].merging(more) { $1 }
        ).values["complaint"] ?? ""
    }

    private func item(_ world: GatewayWorld) throws -> WorkItem {
        try #require(try world.engine.complaints(now: world.now).last)
    }

    @Test(
        "a complaint about a line knows where it stands, who answers, and how long it has waited",
        .article("NX-6.2.1", "NX-13.2"))
    func aboutALine() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let complaint = try register(world, ["line": try world.line(1, of: flow), "contact": Citizen(9).name])
            let open = try item(world)
            #expect(open.state == "open" && open.values["owner"] == "民政局" && open.values["standing"] == "unpaid")
            #expect(open.values["anonymous"] == "false" && open.values["project"] == "2080502")
            world.wait(days: 7)
            #expect(try item(world).values["age"] == "5")
            try world.act(
                .answerComplaint, ["complaint": complaint, "outcome": "unfounded", "explanation": "核实无误"])
            #expect(refusal { try world.act(.closeComplaint, ["complaint": complaint], as: "department") } != "")
            try world.act(.closeComplaint, ["complaint": complaint])
            world.wait(days: 7)
            #expect(try item(world).state == "closed" && item(world).values["outcome"] == "unfounded")
            #expect(try item(world).values["age"] == "5")
        }
    }

    @Test("a complaint about a row that is paid again says so, then and now", .article("NX-6.2.1"))
    func aboutAReissuedRow() throws {
        try withGateway { world in
            let paper = ListPaper([ListRow(Citizen(1))])
            let (flow, _, failure) = try world.failedAndChanged(paper)
            let line = try world.line(1, of: flow)
            _ = try register(world, ["line": line])
            #expect(try item(world).values["standing"] == "failed")
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            try world.act(.reissue, ["failure": failure])
            try world.act(.approveReissue, ["failure": failure])
            try world.run()
            #expect(try item(world).values["stood"] == "failed" && item(world).values["standing"] == "reissued")
            _ = try register(world, ["line": line])
            #expect(try item(world).values["stood"] == "reissued")
        }
    }

    @Test(
        "a complaint about a row that was paid and closed, and about one that left, is taken down all the same",
        .article("NX-6.2.1"))
    func aboutAClosedRow() throws {
        try withGateway { world in
            let flow = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            _ = try register(world, ["line": try world.line(1, of: flow)])
            #expect(try item(world).values["standing"] == "paid")
        }
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let line = try world.line(1, of: flow)
            try world.act(.removeLine, ["line": line, "reason": "迁出"])
            _ = try register(world, ["line": line])
            #expect(try item(world).values["standing"] == "left")
        }
    }

    @Test("an anonymous report without a person or a line has an owner, a clock and an answer", .article("NX-13.2"))
    func anonymous() throws {
        try withGateway { world in
            let complaint = try register(world, ["channel": "mailbox"])
            #expect(try item(world).values["anonymous"] == "true" && item(world).values["owner"] == "finance")
            func breached() throws -> Bool {
                try world.engine.clocks(now: world.now).contains {
                    $0.reading.clock == .complaint && $0.reading.isBreached(at: world.now)
                }
            }
            #expect(try !breached())
            world.wait(days: 30)
            #expect(try breached())
            try world.act(
                .answerComplaint, ["complaint": complaint, "outcome": "explained", "explanation": "无从核实"])
            try world.act(.reopenComplaint, ["complaint": complaint, "reason": "答复过于简单"])
            #expect(try item(world).state == "open" && item(world).values["outcome"] == "")
        }
    }

    @Test(
        "an answer that is sent back later stays an answer for what was known before", .article("NX-13.2", "IM-33.1d"))
    func sentBackLater() throws {
        try withGateway { world in
            let complaint = try register(world, ["channel": "mailbox"])
            world.wait(days: 1)
            try world.act(
                .answerComplaint, ["complaint": complaint, "outcome": "explained", "explanation": "已告知"])
            let known = world.now + .milliseconds(1)
            world.wait(days: 30)
            try world.act(.reopenComplaint, ["complaint": complaint, "reason": "答复过于简单"])
            func isAnswered(_ known: Instant) throws -> Bool {
                let reading = try #require(
                    try world.engine.clocks(now: world.now, known: known).first { $0.reading.clock == .complaint })
                return reading.reading.stopped != nil
            }
            #expect(try isAnswered(known))
            world.wait(days: 1)
            #expect(try !isAnswered(world.now))
        }
    }

    @Test("who took a complaint down does not answer it, and what was said is sealed", .article("NX-13.2", "IM-23.1"))
    func apart() throws {
        try withGateway { world in
            let complaint = try register(world, ["contact": "19900000101"])
            let answer = ["complaint": complaint, "outcome": "unfounded", "explanation": "x"]
            #expect(refusal { try world.act(.answerComplaint, answer, as: "double.department") } == "duty.taken")
            for row in try world.rows("SELECT sealed FROM complaint") {
                let text = String(decoding: row[0].bytes ?? [], as: UTF8.self)
                #expect(!text.contains("邻居") && !text.contains("19900000101"))
            }
            #expect(refusal { try register(world, ["channel": "rumour"]) } == "complaint.channel")
            #expect(refusal { try register(world, ["project": "0"]) } == "project.unknown")
            #expect(
                refusal { try world.act(.answerComplaint, answer.merging(["outcome": "maybe"]) { $1 }) }
                    == "complaint.outcome")
        }
    }
}
