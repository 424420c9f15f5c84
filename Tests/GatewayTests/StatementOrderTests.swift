import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing

@Suite("Statements join by their days, in whatever order they come")
struct StatementOrderTests {
    /// What became of each statement, oldest document first.
    private func states(_ world: GatewayWorld) throws -> [String] {
        try world.rows(
            "SELECT state, reason FROM document WHERE exchange = 'statement' ORDER BY id"
        ).map { $0[0].text == "quarantined" ? $0[1].text ?? "" : $0[0].text ?? "" }
    }

    /// A bank that says at one of its two connections, the account's or the one it sends from, that it states every
    /// working day.
    private func stating(at place: String = "account", _ body: (GatewayWorld) throws -> Void) throws {
        try withGateway(adjust: { configuration in
            for index in configuration.agencyAccounts.indices {
                configuration.agencyAccounts[index].connection = "account"
            }
            configuration.connections["account"] = configuration.connections["bank-a"]
            configuration.connections["account"]?.name = "account"
            configuration.connections[place]?.settings["statementDays"] = "working"
        }) { world in
            world.wait(days: 25)
            try body(world)
        }
    }

    private func joining(_ body: (GatewayWorld) throws -> Void) throws {
        try withGateway { world in
            world.wait(days: 25)
            try body(world)
        }
    }

    /// The bank's statement of one day, with at most one line.
    private func state(
        _ world: GatewayWorld, _ file: Int, _ day: String, opening: Int64 = 0, _ fen: Int64 = 0, _ summary: String = ""
    ) throws {
        try world.statement(
            Paper.statement(
                opening: opening, fen == 0 ? [] : [(fen, "", summary)], serials: "S\(file)-", day: "202603\(day)"),
            name: "stm_\(file).txt")
    }

    @Test(
        "an account that is empty each evening joins over any gap: a missing working day holds back what follows, and is read when it comes",
        .article("IM-22.1"), arguments: ["account", "bank-a"])
    func missingDay(_ place: String) throws {
        try stating(at: place) { world in
            try state(world, 1, "16")
            // In on the 17th and out on the 18th; the 19th comes before both.
            try state(world, 4, "19", 12, "结息")
            #expect(try states(world) == ["promoted", "statement.gap"])
            try state(world, 3, "18", opening: 700, -700, "转出")
            #expect(try states(world) == ["promoted", "statement.gap", "statement.gap"])
            try state(world, 2, "17", 700, "来账")
            #expect(try states(world) == ["promoted", "promoted", "promoted", "promoted"])
            #expect(try world.number("SELECT closing_fen FROM statement ORDER BY through_day DESC LIMIT 1") == 12)
            #expect(try world.number("SELECT COUNT(*) FROM statement_line") == 3)
        }
    }

    @Test("over a weekend nothing is missing; a first day that comes late goes before what is there")
    func noGap() throws {
        try stating { world in
            // A Friday, the Monday after, and the Wednesday and the Thursday before.
            for (file, day) in [(3, "13"), (4, "16"), (1, "11"), (2, "12")] {
                try state(world, file, day)
                #expect(try states(world).last == (file == 1 ? "statement.gap" : "promoted"))
            }
            #expect(try states(world) == ["promoted", "promoted", "promoted", "promoted"])
        }
    }

    @Test("a missing day that turns out to be a holiday is missed no more, on the next day", .article("IM-22.1"))
    func holiday() throws {
        try stating { world in
            try state(world, 1, "16")
            try state(world, 2, "18")
            world.wait(days: 1)
            try world.run()
            #expect(try states(world) == ["promoted", "statement.gap"])
            let calendar = "calendars/china.yaml"
            let off = try Released.text(calendar, ["  - 2024-01-01\n": "  - 2024-01-01\n  - 2026-03-17\n"])
            try world.release([calendar: off])
            try world.run()
            #expect(try states(world) == ["promoted", "statement.gap"])
            world.wait(days: 1)
            try world.run()
            #expect(try states(world) == ["promoted", "promoted"])
        }
    }

    @Test("where nothing says that each day is stated, what comes late is put where its balances join")
    func late() throws {
        try joining { world in
            try state(world, 1, "16")
            try state(world, 4, "19", 12, "结息")
            try state(world, 2, "17", 700, "来账")
            try state(world, 3, "18", opening: 700, -700, "转出")
            #expect(try states(world) == ["promoted", "promoted", "promoted", "promoted"])
            let proof = try world.engine.reconcile()
            #expect(proof.equalities.first { $0.subject.contains("代发户") }?.left.first?.sum == Money(fen: 12))
        }
    }

    @Test("a statement that overlaps one that is there, or ends otherwise than the next begins, is put aside")
    func wrong() throws {
        try joining { world in
            try state(world, 1, "12")
            try state(world, 3, "18", 12, "结息")
            // The same day goes on where it ended, and does not begin anew.
            try state(world, 5, "18", 5, "结息")
            try state(world, 6, "18", opening: 12, 5, "结息")
            let week = String(
                decoding: Paper.statement(opening: 0, [(700, "", "来账")], serials: "B", day: "20260317"), as: UTF8.self)
            try world.statement(
                Array(week.replacing("|20260317|20260317|", with: "|20260314|20260317|").utf8), name: "stm_2.txt")
            let whole = String(decoding: Paper.statement(opening: 0, [], day: "20260312"), as: UTF8.self)
            try world.statement(
                Array(whole.replacing("20260312|20260312", with: "20260311|20260312").utf8), name: "stm_7.txt")
            #expect(
                try states(world) == [
                    "promoted", "promoted", "statement.opening", "promoted", "statement.closing", "statement.overlap",
                ])
            // A slip of the pen would shut the account until that day.
            try world.statement(
                Array(whole.replacing("20260312|20260312", with: "20260319|20270319").utf8), name: "stm_8.txt")
            #expect(try states(world).last == "statement.head")
        }
    }
}
