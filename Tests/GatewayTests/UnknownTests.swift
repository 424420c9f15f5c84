import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("An unknown outcome is asked about and never sent blindly again")
struct UnknownTests {
    private static let paper = ListPaper([ListRow(Citizen(1))])

    @Test("a payment request of unknown outcome is asked about by its own number", .article("IM-19.2"))
    func asked() throws {
        try withGateway { world in
            var flow = try world.ordered(Self.paper, sending: false)
            flow.number = try world.text("SELECT number FROM payment_order")
            world.treasury.next(.paymentRequest, .unknown(Asking("请查询")))
            try world.run()
            #expect(try world.text("SELECT state FROM payment_order") == "unknown")
            world.wait(hours: 1)
            world.treasury.nextAnswer(.done(Evidence(answer: Books.status(flow.number, "1", "100.00", "0.00"))))
            try world.run()
            #expect(world.treasury.sent(.paymentRequest).map(\.number) == [flow.number])
            #expect(world.treasury.asked.map(\.number) == [flow.number])
            #expect(try world.text("SELECT state FROM payment_order") == "accepted")
        }
    }

    @Test("a number that the treasury does not know yet is asked again, and sent again only when absence is final")
    func absence() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper, sending: false)
            world.treasury.next(.paymentRequest, .unknown(Asking("请查询")))
            try world.run()
            world.treasury.nextAnswer(.done(Evidence(answer: world.books.status(flow.number))))
            world.now = world.now + .seconds(1200)
            try world.run()
            #expect(world.treasury.asked.count == 1)
            #expect(world.treasury.sent(.paymentRequest).count == 1)
            world.treasury.nextAnswer(.done(Evidence(answer: world.books.status(flow.number))))
            world.wait(hours: 1)
            try world.run()
            #expect(world.treasury.sent(.paymentRequest).map(\.number) == [flow.number, flow.number])
            #expect(try world.text("SELECT state FROM payment_order") == "accepted")
        }
    }

    @Test("where absence is never final, a number that is not known is never sent again")
    func neverFinal() throws {
        try withGateway(adjust: { $0.connections["budget"]?.settings = [:] }) { world in
            let flow = try world.ordered(Self.paper, sending: false)
            world.treasury.next(.paymentRequest, .unknown(Asking("请查询")))
            for _ in 0..<5 {
                world.treasury.nextAnswer(.done(Evidence(answer: world.books.status(flow.number))))
                try world.run()
                world.wait(days: 1)
            }
            #expect(world.treasury.sent(.paymentRequest).count == 1)
            #expect(try world.text("SELECT state FROM outbox WHERE exchange = 'payment.request'") == "unknown")
        }
    }

    @Test("a call that a crash cut off is asked about, not sent again")
    func crashWhileSending() throws {
        try withGateway { world in
            _ = try world.ordered(Self.paper, sending: false)
            try world.tamper("UPDATE outbox SET state = 'sending' WHERE exchange = 'payment.request'")
            try world.run()
            #expect(world.treasury.sent(.paymentRequest).isEmpty)
            #expect(world.treasury.asked.count == 1)
            #expect(try world.text("SELECT state FROM payment_order") == "unknown")
        }
    }

    @Test("a batch file of unknown delivery is asked about under the same name", .article("IM-20.1"))
    func unknownBatch() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            try world.allocate(flow)
            try world.act(.releaseBatch, ["order": flow.order])
            world.bank.next(.batchSend, .unknown(Asking("请核对目录")))
            try world.run()
            #expect(try world.text("SELECT state FROM batch") == "unknown")
            world.bank.nextAnswer(.done(Evidence()))
            world.wait(hours: 1)
            try world.run()
            #expect(try world.text("SELECT state FROM batch") == "sent")
            #expect(world.bank.sent(.batchSend).count == 1)
            #expect(world.bank.asked.map(\.fileName) == world.bank.sent(.batchSend).map(\.fileName))
        }
    }

    @Test(
        "a batch that two people say the bank has not got is never sent again once the bank has answered it",
        .article("IM-19.2", "IM-20.3"), arguments: [true, false])
    func answeredBatch(beforeConfirmation: Bool) throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            try world.allocate(flow)
            try world.act(.releaseBatch, ["order": flow.order])
            world.bank.next(.batchSend, .unknown(Asking("请核对目录")))
            try world.run()
            let sending = try world.text("SELECT id FROM outbox WHERE exchange = 'batch.send'")
            let word = ["sending": sending, "outcome": "absent", "evidence": "银行电话记录"]
            try world.act(.settleSending, word)
            if beforeConfirmation {
                try world.result(Citizen(1), "S", "0000")
                #expect(refusal { try world.act(.confirmSending, word) } == "sending.booked")
            } else {
                try world.act(.confirmSending, word)
                try world.result(Citizen(1), "S", "0000")
                #expect(try world.text("SELECT state FROM outbox WHERE exchange = 'batch.send'") == "cancelled")
            }
            world.wait(hours: 1)
            try world.run()
            #expect(world.bank.sent(.batchSend).count == 1)
            #expect(try world.text("SELECT state FROM attempt") == "paid")
            #expect(try world.number("SELECT COUNT(*) FROM batch WHERE sent IS NOT NULL") == 1)
        }
    }

    @Test("a request that the treasury rejects gives its lines and claims free again", .article("IM-19.2"))
    func rejected() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper, sending: false)
            world.treasury.next(
                .paymentRequest, .done(Evidence(answer: Books.status(flow.number, "9", "100.00", "0.00"))))
            try world.run()
            #expect(try world.text("SELECT state FROM payment_order") == "rejected")
            #expect(try world.text("SELECT state FROM attempt") == "withdrawn")
            #expect(try world.number("SELECT open_fen FROM claim") == 0)
        }
    }

    @Test("a request that never got through the treasury's door goes out again under its own number")
    func refused() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper, sending: false)
            world.treasury.next(.paymentRequest, .refused(Refusal("401", "应用未授权")))
            try world.run()
            #expect(try world.text("SELECT state FROM payment_order") == "sending")
            world.wait(hours: 1)
            try world.run()
            #expect(world.treasury.sent(.paymentRequest).map(\.number) == [flow.number, flow.number])
            #expect(try world.text("SELECT state FROM payment_order") == "accepted")
        }
    }

    @Test(
        "a request of which the treasury never says whether it has it is settled by two people, under its own number",
        .article("IM-19.2"), arguments: ["received", "absent"])
    func settledSending(_ outcome: String) throws {
        try withGateway(adjust: { $0.connections["budget"]?.settings = [:] }) { world in
            let flow = try world.ordered(Self.paper, sending: false)
            world.treasury.next(.paymentRequest, .unknown(Asking("请查询")))
            world.treasury.nextAnswer(.done(Evidence(answer: world.books.status(flow.number))))
            try world.run()
            let sending = try world.text("SELECT id FROM outbox WHERE exchange = 'payment.request'")
            let word = ["sending": sending, "outcome": outcome, "evidence": "预算科函 3"]
            #expect(refusal { try world.act(.confirmSending, word) } == "settlement.none")
            let other = word.merging(["outcome": outcome == "received" ? "absent" : "received"]) { $1 }
            #expect(refusal { try world.act(.settleSending, word.merging(["outcome": "lost"]) { $1 }) } == "outcome")
            try world.act(.settleSending, word)
            #expect(try world.text("SELECT state FROM payment_order") == "unknown")
            #expect(refusal { try world.act(.confirmSending, other) } == "settlement.differs")
            try world.act(.confirmSending, word)
            try world.run()
            #expect(try world.text("SELECT state FROM payment_order") == "accepted")
            let sent = world.treasury.sent(.paymentRequest).map(\.number)
            #expect(sent == Array(repeating: flow.number, count: outcome == "received" ? 1 : 2))
            #expect(refusal { try world.act(.settleSending, word) } == "sending.settled")
        }
    }

    @Test("an unknown line is settled by two people, with evidence")
    func settledByEvidence() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "F", "3051")
            let attempt = try world.text("SELECT id FROM attempt")
            let arguments = ["attempt": attempt, "outcome": "paid", "paidOn": "2026-03-12"]
            #expect(refusal { try world.act(.settleUnknown, arguments) } == "argument.missing")
            #expect(refusal { try world.act(.confirmSettlement, ["attempt": attempt]) } == "settlement.none")
            try world.act(.settleUnknown, arguments.merging(["evidence": "回单 12"]) { $1 })
            #expect(try world.text("SELECT state FROM attempt") == "unknown")
            try world.act(.confirmSettlement, ["attempt": attempt])
            #expect(try world.text("SELECT state FROM attempt") == "paid")
            #expect(try world.number("SELECT paid_fen FROM claim") == 10_000)
        }
    }

    @Test("a treasury that cannot be asked leaves the request unknown and unsent")
    func cannotBeAsked() throws {
        try withGateway { world in
            _ = try world.ordered(Self.paper, sending: false)
            world.treasury.next(.paymentRequest, .unknown(Asking("请查询")))
            try world.run()
            for answer in [Outcome.retry(after: .seconds(60), Refusal("busy", "繁忙")), .unknown(Asking("请查询"))] {
                world.treasury.nextAnswer(answer)
                world.wait(days: 1)
                try world.run()
            }
            #expect(world.treasury.sent(.paymentRequest).count == 1)
            #expect(try world.text("SELECT state FROM payment_order") == "unknown")
        }
    }
}
