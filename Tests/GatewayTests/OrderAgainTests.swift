import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What a counterpart refuses is ordered and sent again")
struct OrderAgainTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    private func rejected(_ world: GatewayWorld) throws -> Flow {
        let flow = try world.ordered(Self.paper)
        world.books.change { $0.requests[flow.number] = ("9", "200.00", "0.00") }
        world.wait(hours: 1)
        try world.run()
        return flow
    }

    @Test(
        "a request that the treasury rejected is made again under a new number, for the same lines", .article("IM-19.4")
    )
    func repeated() throws {
        try withGateway { world in
            let sent = try world.ordered(Self.paper)
            #expect(refusal { try world.act(.repeatOrder, ["order": sent.order]) } == "order.notRejected")
        }
        try withGateway { world in
            let flow = try rejected(world)
            #expect(try world.text("SELECT state FROM payment_order") == "rejected")
            try world.act(.repeatOrder, ["order": flow.order])
            try world.run()
            let numbers = world.treasury.sent(.paymentRequest).map(\.number)
            #expect(Set(numbers).count == 2)
            #expect(try world.rows("SELECT DISTINCT ordinal FROM attempt WHERE state = 'held'") == [[.integer(2)]])
            #expect(try world.number("SELECT SUM(open_fen) FROM claim") == 20_000)
            #expect(try world.broken().isEmpty)
            #expect(refusal { try world.act(.repeatOrder, ["order": flow.order]) } == "order.notRejected")
        }
    }

    @Test("who left after the rejection is not ordered again", .article("IM-21.3"))
    func withoutWhoLeft() throws {
        try withGateway { world in
            let flow = try rejected(world)
            let attempt = try world.text("SELECT MIN(id) FROM attempt")
            let failure =
                try world.act(.moveOut, ["attempt": attempt, "reason": "notEntitled", "evidence": "核查"]).values[
                    "failure"]
            try world.act(.approveMoveOut, ["failure": failure ?? ""])
            try world.act(.repeatOrder, ["order": flow.order])
            try world.run()
            #expect(try world.number("SELECT amount_fen FROM payment_order WHERE state <> 'cancelled'") == 10_000)
            #expect(try world.broken().isEmpty)
        }
    }

    @Test("a batch that the bank's door refused is taken back and its lines are sent in another", .article("IM-20.1"))
    func refusedBatch() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            try world.allocate(flow)
            world.bank.next(.batchSend, .refused(Refusal("bank.format", "格式不符")))
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            #expect(try world.text("SELECT state FROM batch") == "refused")
            #expect(try !world.unproved().isEmpty)
            let batch = try world.text("SELECT id FROM batch")
            try world.act(.withdrawBatch, ["batch": batch])
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            #expect(try world.rows("SELECT state FROM batch ORDER BY id") == [[.text("cancelled")], [.text("sent")]])
            #expect(refusal { try world.act(.withdrawBatch, ["batch": batch]) } == "batch.notRefused")
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            let number = try world.text("SELECT number FROM batch WHERE state = 'fullyResulted'")
            try world.statement(Paper.statement(opening: 0, [(20_000, flow.number, ""), (-20_000, number, "")]))
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("a part of the money releases the lines that it covers, the rest another day", .article("IM-19.4", "IM-20.1"))
    func partly() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            world.books.change { $0.requests[flow.number] = ("3", "200.00", "150.00") }
            world.wait(hours: 1)
            try world.run()
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            #expect(try world.number("SELECT sum_fen FROM batch") == 10_000)
            #expect(refusal { try world.act(.releaseBatch, ["order": flow.order]) } == "order.notAllocated")
            try world.allocate(flow)
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            #expect(
                try world.rows("SELECT sum_fen FROM batch ORDER BY id") == [[.integer(10_000)], [.integer(10_000)]])
            #expect(try world.broken().isEmpty)
        }
    }
}

@Suite("The treasury pays a failed line again")
struct DirectReissueTests {
    /// One line of a treasury's own order paid, one failed.
    private func failed(_ world: GatewayWorld) throws -> Flow {
        var paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])
        paper.county = GatewayWorld.ningxia
        let flow = try world.ordered(paper)
        try answer(
            world, flow.number, [(Citizen(1), "0000", "100.00"), (Citizen(2), "3018", "0.00")], "200.00", "100.00")
        return flow
    }

    @Test("what the treasury itself paid too little of a line is told by its order", .article("NX-14"))
    func tooLittle() throws {
        try withGateway { world in
            var paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])
            paper.county = GatewayWorld.ningxia
            let flow = try world.ordered(paper)
            try answer(
                world, flow.number, [(Citizen(1), "0000", "100.00"), (Citizen(2), "0000", "99.00")], "200.00", "199.00")
            let short = try world.engine.findings(now: world.now).filter { $0.state == FindingKind.shortPaid.rawValue }
            #expect(short.map { [$0.values["subject"], $0.values["amountFen"]] } == [[flow.number, "100"]])
        }
    }

    /// The failed line mended by its department and asked for anew; the failure.
    private func reissued(_ world: GatewayWorld) throws -> String {
        let failure = try world.text("SELECT id FROM failure")
        try world.act(
            .changeAccount,
            [
                "failure": failure, "account": Citizen(2).account, "holder": Citizen(2).name, "bank": "甲银行",
                "evidence": "说明",
            ], as: "nx.department")
        try world.act(.approveAccount, ["failure": failure], as: "nx.financeChecker")
        try world.run()
        try world.act(.reissue, ["failure": failure], as: "nx.financeMaker")
        try world.act(.approveReissue, ["failure": failure], as: "nx.financeChecker")
        try world.run()
        return failure
    }

    private func answer(
        _ world: GatewayWorld, _ number: String, _ lines: [(citizen: Citizen, code: String, paid: String)],
        _ amount: String, _ paid: String
    ) throws {
        let serials = try world.rows(
            """
            SELECT a.serial FROM attempt a JOIN payment_order o ON o.id = a.payment_order WHERE o.number = $1
            ORDER BY a.id
            """, .text(number)
        ).map { $0[0].text ?? "" }
        let rows = zip(serials, lines).map { serial, line in
            """
            {"tracking_id":"\(serial)","payee_acct_name":"x","payee_acct_no":"\(line.citizen.account)",\
            "pay_amt":"100.00","xpay_amt":"\(line.paid)","bank_serial":"\(serial)","ret_code":"\(line.code)",\
            "add_word":"","xpay_date":"20260312"}
            """
        }
        world.books.change { books in
            books.details[number] = rows.joined(separator: ",")
            books.requests[number] = (amount == paid ? "2" : "3", amount, paid)
        }
        for _ in 0..<2 {
            world.wait(hours: 1)
            try world.run()
        }
    }

    @Test("the department that supplied the account mends it, in the first round", .article("NX-7.1"))
    func owner() throws {
        try withGateway { world in
            _ = try failed(world)
            let arguments = [
                "failure": try world.text("SELECT id FROM failure"), "account": Citizen(2).account,
                "holder": Citizen(2).name, "bank": "甲银行", "evidence": "说明",
            ]
            #expect(
                refusal { try world.act(.changeAccount, arguments, as: "nx.townshipMaker") } == "failure.owner")
            try world.act(.changeAccount, arguments, as: "nx.department")
        }
    }

    @Test(
        "a success that comes late takes back the request to pay the line again, as long as it has not left",
        .article("NX-10.1"))
    func takenBack() throws {
        try withGateway { world in
            let flow = try failed(world)
            // The treasury's door is shut for a while when the line is asked for again.
            world.treasury.next(.paymentRequest, .retry(after: .seconds(5 * 86_400), Refusal("503", "系统维护")))
            _ = try reissued(world)
            #expect(
                try world.rows("SELECT state FROM outbox WHERE exchange = 'payment.request' ORDER BY id")
                    == [[.text("done")], [.text("ready")]])
            world.wait(days: 1)
            try answer(
                world, flow.number, [(Citizen(1), "0000", "100.00"), (Citizen(2), "0000", "100.00")], "200.00",
                "200.00")
            #expect(
                try world.rows("SELECT state FROM attempt ORDER BY id").map { $0[0].text }
                    == ["paid", "paidLate", "withdrawn"])
            #expect(try world.text("SELECT state FROM payment_order WHERE reissue = 1") == "cancelled")
            world.wait(days: 7)
            try world.run()
            #expect(world.treasury.sent(.paymentRequest).count == 2)
            #expect(try world.text("SELECT state FROM outbox ORDER BY id DESC LIMIT 1") != "ready")
            #expect(try world.number("SELECT COUNT(*) FROM recovery") == 0)
            #expect(try world.broken().isEmpty)
        }
    }

    @Test("a failed line is paid again by a request of its own, and the proof holds", .article("NX-10.1", "NX-9.4"))
    func paidAgain() throws {
        try withGateway { world in
            _ = try failed(world)
            let failure = try reissued(world)
            #expect(refusal { try world.act(.approveReissue, ["failure": failure], as: "nx.financeChecker") } != "")
            let number = try world.text("SELECT number FROM payment_order WHERE reissue = 1")
            #expect(world.treasury.sent(.paymentRequest).map(\.number).contains(number))
            try answer(world, number, [(Citizen(2), "0000", "100.00")], "100.00", "100.00")
            #expect(try world.number("SELECT SUM(paid_fen) FROM claim") == 20_000)
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("a late success while the second request is out is an overpayment with a recovery", .article("NX-10.1"))
    func lateSuccess() throws {
        try withGateway { world in
            let flow = try failed(world)
            _ = try reissued(world)
            world.wait(days: 1)
            try answer(
                world, flow.number, [(Citizen(1), "0000", "100.00"), (Citizen(2), "0000", "100.00")], "200.00", "200.00"
            )
            #expect(try world.number("SELECT COUNT(*) FROM attempt WHERE state = 'overpaid'") == 1)
            #expect(try world.number("SELECT amount_fen FROM recovery") == 10_000)
            #expect(try world.number("SELECT MAX(open_fen + paid_fen) FROM claim") == 10_000)
        }
    }
}
