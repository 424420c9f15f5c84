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

    private func stating(_ body: (GatewayWorld) throws -> Void) throws {
        try withGateway(adjust: { $0.connections["bank-a"]?.settings["statementDays"] = "working" }) { world in
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

    @Test(
        "an account that is empty each evening joins over any gap: a missing working day holds back what follows, and is read when it comes",
        .article("IM-22.1"))
    func missingDay() throws {
        try stating { world in
            try world.statement(Paper.statement(opening: 0, [], day: "20260316"), name: "stm_1.txt")
            // In on the 17th and out on the 18th; the 19th comes before both.
            try world.statement(
                Paper.statement(opening: 0, [(12, "", "结息")], serials: "D", day: "20260319"), name: "stm_4.txt")
            #expect(try states(world) == ["promoted", "statement.gap"])
            try world.statement(
                Paper.statement(opening: 700, [(-700, "", "转出")], serials: "C", day: "20260318"), name: "stm_3.txt")
            #expect(try states(world) == ["promoted", "statement.gap", "statement.gap"])
            try world.statement(
                Paper.statement(opening: 0, [(700, "", "来账")], serials: "B", day: "20260317"), name: "stm_2.txt")
            #expect(try states(world) == ["promoted", "promoted", "promoted", "promoted"])
            #expect(try world.number("SELECT closing_fen FROM statement ORDER BY through_day DESC LIMIT 1") == 12)
            #expect(try world.number("SELECT COUNT(*) FROM statement_line") == 3)
        }
    }

    @Test("over a weekend nothing is missing; a first day that comes late goes before what is there")
    func noGap() throws {
        try stating { world in
            // A Friday, the Monday after, and the Wednesday and the Thursday before.
            for (name, day) in [
                ("stm_3.txt", "20260313"), ("stm_4.txt", "20260316"), ("stm_1.txt", "20260311"),
                ("stm_2.txt", "20260312"),
            ] {
                try world.statement(Paper.statement(opening: 0, [], day: day), name: name)
                let waits = name == "stm_1.txt"
                #expect(try states(world).last == (waits ? "statement.gap" : "promoted"))
            }
            #expect(try states(world) == ["promoted", "promoted", "promoted", "promoted"])
        }
    }

    @Test("where nothing says that each day is stated, what comes late is put where its balances join")
    func late() throws {
        try joining { world in
            try world.statement(Paper.statement(opening: 0, [], day: "20260316"), name: "stm_1.txt")
            try world.statement(
                Paper.statement(opening: 0, [(12, "", "结息")], serials: "D", day: "20260319"), name: "stm_4.txt")
            try world.statement(
                Paper.statement(opening: 0, [(700, "", "来账")], serials: "B", day: "20260317"), name: "stm_2.txt")
            try world.statement(
                Paper.statement(opening: 700, [(-700, "", "转出")], serials: "C", day: "20260318"), name: "stm_3.txt")
            #expect(try states(world) == ["promoted", "promoted", "promoted", "promoted"])
            let proof = try world.engine.reconcile()
            #expect(proof.equalities.first { $0.subject.contains("代发户") }?.left.first?.sum == Money(fen: 12))
        }
    }

    @Test("a statement that overlaps one that is there, or ends otherwise than the next begins, is put aside")
    func wrong() throws {
        try joining { world in
            try world.statement(Paper.statement(opening: 0, [], day: "20260312"), name: "stm_1.txt")
            try world.statement(
                Paper.statement(opening: 0, [(12, "", "结息")], serials: "D", day: "20260318"), name: "stm_3.txt")
            // The same day goes on where it ended, and does not begin anew.
            try world.statement(
                Paper.statement(opening: 0, [(5, "", "结息")], serials: "E", day: "20260318"), name: "stm_5.txt")
            try world.statement(
                Paper.statement(opening: 12, [(5, "", "结息")], serials: "F", day: "20260318"), name: "stm_6.txt")
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
