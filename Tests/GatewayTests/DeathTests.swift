import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Deaths")
struct DeathTests {
    private static var land: ListPaper {
        var paper = ListPaper([
            ListRow(Citizen(1), amount: "973.22", quantity: "10"),
            ListRow(Citizen(2), amount: "973.22", quantity: "10"),
        ])
        paper.project = "2130122"
        return paper
    }

    private func dead(_ world: GatewayWorld, _ paper: ListPaper) throws -> (flow: Flow, line: String) {
        world.books.change { $0.identity[Citizen(1).id] = Books.dead(Citizen(1).id) }
        let flow = try world.identified(paper)
        return (flow, try world.line(1, of: flow))
    }

    private func heirs(_ first: String, _ second: String) -> String {
        [(Citizen(11), first), (Citizen(12), second)].map { citizen, sum in
            "\(citizen.id),\(citizen.name),\(citizen.account),甲银行,\(sum)"
        }.joined(separator: ";")
    }

    @Test("a stop takes the line out and leaves nothing due", .article("IM-16.1d"))
    func stop() throws {
        try withGateway { world in
            let (flow, line) = try dead(world, ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            try world.act(.decideDeath, ["line": line, "decision": "stop"])
            #expect(try world.rows("SELECT due_fen FROM claim ORDER BY id") == [[.integer(0)], [.integer(10_000)]])
            #expect(try world.text("SELECT state FROM roster_line WHERE id = \(line)") == "removed")
            #expect(try world.number("SELECT COUNT(*) FROM share WHERE roster_line = \(line)") == 0)
            #expect(try world.unproved().isEmpty)
            #expect(try world.state(ofRoster: flow) == "identityChecked")
        }
    }

    @Test("a benefit that ends with its person is not carried over to heirs", .article("IM-16.1d"))
    func notEntitled() throws {
        try withGateway { world in
            let (_, line) = try dead(world, ListPaper([ListRow(Citizen(1))]))
            let arguments = [
                "line": line, "decision": "heirs", "evidence": "公证书", "heirs": heirs("50.00", "50.00"),
            ]
            #expect(refusal { try world.act(.decideDeath, arguments) } == "heirs.notEntitled")
        }
    }

    @Test("who the register says is alive is not treated as dead", .article("IM-16.1c"))
    func alive() throws {
        try withGateway { world in
            let flow = try world.identified(Self.land)
            let arguments = ["line": try world.line(2, of: flow), "decision": "stop"]
            #expect(refusal { try world.act(.decideDeath, arguments) } == "line.alive")
        }
    }

    @Test(
        "heirs' shares that do not add up are refused", .article("IM-16.1c"), arguments: ["486.60", "486.62", "-1.00"])
    func wrongSum(_ second: String) throws {
        try withGateway { world in
            let (_, line) = try dead(world, Self.land)
            let arguments = [
                "line": line, "decision": "heirs", "evidence": "公证书", "heirs": heirs("486.61", second),
            ]
            #expect(refusal { try world.act(.decideDeath, arguments) }.hasPrefix("heirs."))
            #expect(try world.number("SELECT COUNT(*) FROM share") == 2)
        }
    }

    @Test("heirs are checked like anybody else and paid their shares", .article("IM-16.1c"))
    func heirsArePaid() throws {
        try withGateway { world in
            try world.link(Self.land)
            let (flow, line) = try dead(world, Self.land)
            try world.act(
                .decideDeath,
                ["line": line, "decision": "heirs", "evidence": "公证书", "heirs": heirs("486.61", "486.61")])
            try world.run()
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, Self.land)
            try world.approve(flow, Self.land)
            try world.act(.orderPayment, ["roster": flow.roster])
            #expect(
                try world.rows("SELECT amount_fen FROM attempt ORDER BY amount_fen") == [
                    [.integer(48_661)], [.integer(48_661)], [.integer(97_322)],
                ])
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("heirs who have not been asked about keep the roster red", .article("IM-16.1c"))
    func uncheckedHeirs() throws {
        try withGateway { world in
            let (flow, line) = try dead(world, Self.land)
            world.books.change { $0.identity[Citizen(12).id] = Books.mismatch(Citizen(12).id) }
            try world.act(
                .decideDeath,
                ["line": line, "decision": "heirs", "evidence": "公证书", "heirs": heirs("486.61", "486.61")])
            try world.run()
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, Self.land)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
        }
    }

    @Test("a roster waits for the verdicts of all its heirs", .article("IM-16.1c"))
    func waitsForHeirs() throws {
        try withGateway { world in
            let flow = try world.built(Self.land)
            let line = try world.line(1, of: flow)
            try world.tamper("UPDATE roster_line SET verdict = 'deceased' WHERE id = \(line)")
            try world.act(
                .decideDeath,
                ["line": line, "decision": "heirs", "evidence": "公证书", "heirs": heirs("486.61", "486.61")])
            world.police.next(.identityVerify, .retry(after: .seconds(600), Refusal("12100", "服务繁忙")))
            try world.act(.requestIdentityCheck, ["roster": flow.roster])
            world.books.change { $0.identity[Citizen(12).id] = Books.match(Citizen(12).id) }
            try world.tamper("UPDATE roster_line SET verdict = 'match' WHERE id <> \(line)")
            world.police.next(.identityVerify, .retry(after: .seconds(600), Refusal("12100", "服务繁忙")))
            try world.run()
            #expect(try world.state(ofRoster: flow) == "building")
        }
    }

    @Test("every payment after the day of death opens a recovery, once", .article("IM-16.1e"))
    func recovery() throws {
        try withGateway { world in
            _ = try world.sent(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            world.wait(hours: 2)
            for name in ["HH_1.txt", "HH_2.txt"] {
                world.civil.offer(.deathSync, name, Paper.cremations([Citizen(1)]), proof: .none)
                world.wait(hours: 2)
                try world.run()
            }
            #expect(
                try world.rows("SELECT amount_fen, article, state FROM recovery") == [
                    [.integer(10_000), .text("IM-16.1e"), .text("opened")]
                ])
        }
    }

    @Test("a death that was looked at is looked at again only when a payment is told", .article("IM-16.1e"))
    func news() throws {
        try withGateway { world in
            _ = try world.sent(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            world.civil.offer(.deathSync, "HH_1.txt", Paper.cremations([Citizen(1)]), proof: .none)
            world.wait(hours: 2)
            try world.run()
            #expect(try world.number("SELECT COUNT(*) FROM death") == 1)
            #expect(try world.number("SELECT COUNT(*) FROM death_news") == 0)
            #expect(try world.number("SELECT COUNT(*) FROM recovery") == 0)
            // The bank had the line already, and pays it.
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            #expect(try world.rows("SELECT article FROM recovery") == [[.text("IM-16.1e")]])
            #expect(try world.number("SELECT COUNT(*) FROM death_news") == 0)
        }
    }

    @Test("a payment before the day of death opens none", .article("IM-16.1e"))
    func paidBefore() throws {
        try withGateway { world in
            _ = try world.sent(ListPaper([ListRow(Citizen(1))]))
            try world.result(Citizen(1), "S", "0000")
            world.wait(days: 20)
            world.civil.offer(
                .deathSync, "HH_1.txt", Paper.cremations([Citizen(1)], died: "20260320"), proof: .none)
            try world.run()
            let open = try world.number("SELECT COUNT(*) FROM recovery")
            #expect(open == 0)
            #expect(try world.number("SELECT COUNT(*) FROM death") == 1)
        }
    }

    @Test("who died after the approval is not paid, and nobody else waits", .article("IM-16.1d"))
    func diedBeforeRelease() throws {
        try withGateway { world in
            let flow = try world.ordered(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            try world.allocate(flow)
            world.wait(hours: 2)
            world.civil.offer(
                .deathSync, "HH_1.txt", Paper.cremations([Citizen(1)], died: "20260309"), proof: .none)
            try world.run()
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            let sent = world.bank.sent(.batchSend).map { Paper.lines($0.document).joined(separator: "\n") }
            #expect(sent.count == 1)
            #expect(sent[0].contains(Citizen(2).account) && !sent[0].contains(Citizen(1).account))
            #expect(try world.broken().isEmpty)
        }
    }

    @Test("a death that a later roster's check tells opens a recovery of what was paid before", .article("IM-16.1e"))
    func toldLater() throws {
        try withGateway { world in
            var paper = ListPaper([ListRow(Citizen(1))])
            _ = try world.sent(paper)
            try world.result(Citizen(1), "S", "0000")
            world.books.change { $0.identity[Citizen(1).id] = Books.dead(Citizen(1).id) }
            paper.period = "202604"
            _ = try world.identified(paper)
            #expect(try world.rows("SELECT article FROM recovery") == [[.text("IM-16.1e")]])
        }
    }
}

@Suite("A report of a death that was wrong")
struct WrongDeathTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    /// A roster whose first line was stopped because the register names a death.
    private func stopped(_ world: GatewayWorld) throws -> (flow: Flow, line: String) {
        world.books.change { $0.identity[Citizen(1).id] = Books.dead(Citizen(1).id) }
        let flow = try world.identified(Self.paper)
        let line = try world.line(1, of: flow)
        try world.act(.decideDeath, ["line": line, "decision": "stop"])
        return (flow, line)
    }

    @Test("a line that was stopped comes back with its whole due when the register says alive", .article("IM-16.1d"))
    func reinstated() throws {
        try withGateway { world in
            let (flow, line) = try stopped(world)
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 10_000)
            #expect(
                refusal {
                    try world.act(.reinstateLine, ["line": try world.line(2, of: flow), "evidence": "本人到场"])
                } == "line.notStopped")
            world.books.change { $0.identity[Citizen(1).id] = Books.match(Citizen(1).id) }
            try world.act(.reinstateLine, ["line": line, "evidence": "本人到场"])
            try world.run()
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 20_000)
            #expect(try world.text("SELECT verdict FROM roster_line WHERE id = \(line)") == "match")
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, Self.paper)
            // The register had named a death: somebody answers for it at each look (IM-18.3).
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.yellow")
            let answer = ["roster": flow.roster, "rule": "crematedButAlive", "explanation": "本人到场"]
            try world.act(.explainAlerts, answer)
            try world.approve(flow, Self.paper)
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("who is stopped and still dead by the register stays red when brought back", .article("IM-16.1d", "IM-18.2"))
    func stillDead() throws {
        try withGateway { world in
            let (flow, line) = try stopped(world)
            try world.act(.reinstateLine, ["line": line, "evidence": "本人到场"])
            try world.run()
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, Self.paper)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(refusal { try world.act(.reinstateLine, ["line": line, "evidence": "x"]) } == "line.notStopped")
        }
    }
}
