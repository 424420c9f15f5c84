import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("A word about money that fits nowhere")
struct SuspenseTests {
    private static let paper = ListPaper([ListRow(Citizen(1))])

    /// Two people answer for the only case that is open, and the proof holds again.
    private func resolve(_ world: GatewayWorld) throws {
        let suspense = try world.text("SELECT id FROM suspense")
        #expect(try !world.engine.reconcile().holds)
        try world.act(.explainSuspense, ["suspense": suspense, "explanation": "银行误发，已函证"])
        #expect(try !world.engine.reconcile().holds)
        try world.act(.confirmSuspense, ["suspense": suspense])
        #expect(try !world.engine.reconcile().open.contains { $0.hasPrefix("挂账") })
    }

    @Test("a result of a line that is not ours waits in suspense until two people have answered", .article("IM-22.1"))
    func foreignLine() throws {
        try withGateway { world in
            let flow = try world.sent(Self.paper)
            world.bank.offer(
                .batchResult, "res_1.txt", Paper.results([("F999", Citizen(1).account, 10_000, "S", "0000")]))
            try world.run()
            #expect(try world.text("SELECT kind FROM suspense") == "foreignLine")
            #expect(try world.text("SELECT state FROM attempt") == "instructed")
            try resolve(world)
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("a result that cannot be read waits in suspense with the serial and the sum that can be", .article("IM-22.1"))
    func unreadableResult() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            let serial = try world.serial(Citizen(1))
            // A check digit that is not the account's.
            let damaged = Citizen(1).account.dropLast() + (Citizen(1).account.hasSuffix("0") ? "1" : "0")
            world.bank.offer(
                .batchResult, "res_1.txt", Paper.results([(serial, String(damaged), 10_000, "S", "0000")]))
            try world.run()
            #expect(
                try world.rows("SELECT kind, reference, amount_fen FROM suspense") == [
                    [.text("unreadable"), .text(serial), .integer(10_000)]
                ])
            #expect(try world.text("SELECT state FROM attempt") == "instructed")
        }
    }

    @Test("what stands where a serial should is not kept when it is none of ours", .article("IM-30.2", "IM-22.1"))
    func slippedColumns() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            let damaged = Citizen(1).account.dropLast() + (Citizen(1).account.hasSuffix("0") ? "1" : "0")
            world.bank.offer(
                .batchResult, "res_1.txt", Paper.results([(Citizen(1).id, String(damaged), 10_000, "S", "0000")]))
            try world.run()
            #expect(
                try world.rows("SELECT kind, reference, amount_fen FROM suspense") == [
                    [.text("unreadable"), .text(""), .integer(10_000)]
                ])
        }
    }

    @Test("a result for another account than was instructed pays nothing", .article("IM-12.5"))
    func wrongAccount() throws {
        try withGateway { world in
            let flow = try world.sent(Self.paper)
            let serial = try world.serial(Citizen(1))
            world.bank.offer(
                .batchResult, "res_1.txt", Paper.results([(serial, Citizen(2).account, 10_000, "S", "0000")]))
            try world.run()
            #expect(try world.text("SELECT kind FROM suspense") == "wrongAccount")
            #expect(try world.text("SELECT state FROM attempt") == "instructed")
            try resolve(world)
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test(
        "a treasury that takes back what it said it had paid is not believed", .article("IM-19.4"),
        arguments: ["1", "3"])
    func regressedStatus(_ status: String) throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            world.books.change { $0.requests[flow.number] = ("3", "100.00", "60.00") }
            world.wait(hours: 1)
            try world.run()
            world.books.change { $0.requests[flow.number] = (status, "100.00", "20.00") }
            world.wait(hours: 1)
            try world.run()
            #expect(try world.text("SELECT kind FROM suspense") == "paymentStatus")
            #expect(try world.number("SELECT allocated_fen FROM payment_order") == 6_000)
            try resolve(world)
        }
    }

    @Test("a sum that came to an agency account and went back unseen is asked about once", .article("IM-19.4"))
    func unseenReturn() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            world.books.change { $0.requests[flow.number] = ("8", "100.00", "0.00") }
            for _ in 1...3 {
                world.wait(hours: 1)
                try world.run()
            }
            #expect(try world.text("SELECT state FROM payment_order") == "accepted")
            #expect(try world.number("SELECT COUNT(*) FROM suspense") == 1)
            try resolve(world)
            world.wait(hours: 1)
            try world.run()
            #expect(try world.number("SELECT COUNT(*) FROM suspense WHERE state IN ('open', 'explained')") == 0)
        }
    }

    @Test("the treasury cannot pay more than was asked for")
    func tooMuch() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            world.books.change { $0.requests[flow.number] = ("2", "100.00", "100.01") }
            world.wait(hours: 1)
            try world.run()
            #expect(try world.text("SELECT state FROM payment_order") == "accepted")
            #expect(try world.text("SELECT kind FROM suspense") == "paymentStatus")
        }
    }

    @Test("a statement line that nothing explains fails the proof until two people have answered", .article("IM-22.1"))
    func unexplainedLine() throws {
        try withGateway { world in
            try world.statement(Paper.statement(opening: 0, [(777, "", "来账")]))
            #expect(try world.text("SELECT kind FROM suspense") == "statement")
            try resolve(world)
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("who explained does not confirm, whatever login is used", .article("IM-23.1"))
    func twoPeople() throws {
        try withGateway { world in
            try world.statement(Paper.statement(opening: 0, [(777, "", "来账")]))
            let suspense = try world.text("SELECT id FROM suspense")
            try world.act(
                .explainSuspense, ["suspense": suspense, "explanation": "说明"], as: "double.financeMaker")
            let confirm = { try world.act(.confirmSuspense, ["suspense": suspense], as: "double.financeChecker") }
            #expect(refusal(confirm) == "duty.taken")
        }
    }
}

@Suite("The agency account's statement")
struct StatementTests {
    private func reason(_ world: GatewayWorld, _ name: String) throws -> [SQLValue] {
        try world.rows("SELECT state, reason FROM document WHERE name = $1", .text(name)).first ?? []
    }

    @Test("a statement that does not begin where the last one ended is quarantined", .article("IM-22.1"))
    func gap() throws {
        try withGateway { world in
            try world.statement(Paper.statement(opening: 0, [(12, "", "结息")]))
            try world.statement(Paper.statement(opening: 500, [(12, "", "结息")]), name: "stm_2.txt")
            #expect(try reason(world, "stm_2.txt") == [.text("quarantined"), .text("statement.opening")])
            #expect(try world.number("SELECT COUNT(*) FROM statement_line") == 1)
        }
    }

    @Test("a statement whose closing balance does not follow from its lines is refused")
    func wrongBalance() throws {
        try withGateway { world in
            try world.statement(Paper.statement(opening: 0, [(12, "", "结息")], closing: 13))
            #expect(try reason(world, "stm_1.txt") == [.text("refused"), .text("control.balance")])
        }
    }

    @Test("a statement of an account that is not ours is quarantined")
    func foreignAccount() throws {
        try withGateway { world in
            try world.statement(Paper.statement(opening: 0, [(12, "", "结息")], account: "810000000000000009"))
            #expect(try reason(world, "stm_1.txt") == [.text("quarantined"), .text("statement.account")])
        }
    }

    @Test("a statement whose origin is not proved is quarantined", arguments: [Arrival.Proof.none, .broken])
    func unproved(_ proof: Arrival.Proof) throws {
        try withGateway { world in
            world.bank.offer(.statement, "stm_1.txt", Paper.statement(opening: 0, [(12, "", "结息")]), proof: proof)
            try world.run()
            #expect(try reason(world, "stm_1.txt") == [.text("quarantined"), .text("proof.\(proof.rawValue)")])
            #expect(try world.number("SELECT COUNT(*) FROM statement_line") == 0)
        }
    }

    @Test("a statement that repeats a serial is set aside and stops nobody else")
    func repeatedSerial() throws {
        try withGateway { world in
            try world.statement(Paper.statement(opening: 0, [(12, "", "结息"), (-12, "", "冲正")]))
            let again = Paper.statement(opening: 0, [(12, "", "结息"), (8, "", "结息")])
            try world.statement(again, name: "stm_2.txt")
            #expect(try reason(world, "stm_2.txt").first == .text("quarantined"))
            try world.statement(
                Paper.statement(opening: 0, [(5, "", "结息")], serials: "T"), name: "stm_3.txt")
            #expect(try reason(world, "stm_3.txt").first == .text("promoted"))
        }
    }

    @Test("results of a batch that its bank had refused stop nobody else")
    func refusedBatch() throws {
        try withGateway { world in
            let flow = try world.ordered(ListPaper([ListRow(Citizen(1))]))
            try world.allocate(flow)
            try world.act(.releaseBatch, ["order": flow.order])
            world.bank.next(.batchSend, .refused(Refusal("denied", "目录不可写")))
            try world.run()
            try world.result(Citizen(1), "S", "0000")
            try world.statement(Paper.statement(opening: 0, [(12, "", "结息")]))
            #expect(try reason(world, "stm_1.txt").first == .text("promoted"))
            #expect(try !world.engine.reconcile().holds)
        }
    }
}
