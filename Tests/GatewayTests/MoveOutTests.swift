import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

extension GatewayWorld {
    /// A line that failed and left the payment; its attempt.
    func movedOut(_ citizen: Citizen, reason: String = "unreachable") throws -> String {
        let attempt = try text("SELECT id FROM attempt WHERE serial = $1", .text(try serial(citizen)))
        let failure =
            try act(.moveOut, ["attempt": attempt, "reason": reason, "evidence": "入户记录"]).values["failure"] ?? ""
        try act(.approveMoveOut, ["failure": failure])
        return attempt
    }
}

@Suite("A line leaves the payment, and its money goes back")
struct MoveOutTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    /// One line paid, one failed, the statement of that day.
    private func halfPaid(_ world: GatewayWorld) throws -> Flow {
        let flow = try world.sent(Self.paper)
        try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
        try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
        try world.statement(Paper.statement(opening: 0, [(20_000, flow.number, ""), (-10_000, flow.batch, "")]))
        return flow
    }

    @Test("who cannot be reached leaves by two people, is due nothing, and is not paid again", .article("IM-21.1b"))
    func leaves() throws {
        try withGateway { world in
            _ = try halfPaid(world)
            let attempt = try world.text("SELECT attempt FROM failure")
            let shown = ["attempt": attempt, "reason": "unreachable", "evidence": "入户记录"]
            #expect(refusal { try world.act(.moveOut, shown.merging(["reason": "不想发"]) { $1 }) } == "moveOut.reason")
            let failure = try world.act(.moveOut, shown).values["failure"] ?? ""
            #expect(
                refusal { try world.act(.approveMoveOut, ["failure": failure], as: "double.townshipLeader") }
                    == "duty.taken")
            try world.act(.approveMoveOut, ["failure": failure])
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 10_000)
            #expect(refusal { try world.act(.reissue, ["failure": failure]) } == "failure.unmended")
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("a leader who does not agree leaves the failure open", .article("IM-21.1b"))
    func stays() throws {
        try withGateway { world in
            _ = try halfPaid(world)
            let failure =
                try world.act(
                    .moveOut,
                    [
                        "attempt": try world.text("SELECT attempt FROM failure"), "reason": "unreachable",
                        "evidence": "x",
                    ]
                ).values["failure"] ?? ""
            try world.act(.refuseMoveOut, ["failure": failure, "reason": "已联系上"])
            #expect(try world.text("SELECT state FROM failure") == "open")
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 20_000)
        }
    }

    @Test("what is on its way, or paid, does not leave", .article("IM-21.1b"))
    func notWhatMoves() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            func leave(_ citizen: Citizen) -> String { refusal { try world.movedOut(citizen) } }
            #expect(leave(Citizen(1)) == "attempt.moving")
            try world.result(Citizen(1), "S", "0000")
            #expect(leave(Citizen(1)) == "attempt.moving")
        }
    }

    @Test("a dead payee's line that waits at the bank's door leaves before it is sent", .article("IM-21.3", "IM-16.1d"))
    func heldAtTheDoor() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            try world.allocate(flow)
            world.civil.offer(.deathSync, "d1.txt", Paper.cremations([Citizen(2)]))
            world.wait(hours: 2)
            try world.run()
            try world.act(.releaseBatch, ["order": flow.order])
            let held = try world.text("SELECT id FROM attempt WHERE state = 'held'")
            let failure =
                try world.act(.moveOut, ["attempt": held, "reason": "deceased", "evidence": "火化证明"]).values["failure"]
            try world.act(.approveMoveOut, ["failure": failure ?? ""])
            #expect(try world.text("SELECT state FROM attempt WHERE id = \(held)") == "withdrawn")
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 10_000)
            #expect(try world.broken().isEmpty)
        }
    }

    @Test("a late success of a line that has left is a payment in error, and nothing is lost", .article("NX-10.1"))
    func lateSuccess() throws {
        try withGateway { world in
            _ = try halfPaid(world)
            _ = try world.movedOut(Citizen(2))
            try world.result(Citizen(2), "S", "0000", name: "res_3.txt")
            #expect(try world.text("SELECT state FROM attempt WHERE over_fen > 0") == "overpaid")
            #expect(try world.number("SELECT amount_fen FROM recovery") == 10_000)
            #expect(try world.number("SELECT MAX(paid_fen) FROM claim") == 10_000)
        }
    }

    @Test("who has left may be listed again under another approval, and once only", .article("IM-21.1b", "NX-10.2"))
    func listedAgain() throws {
        try withGateway { world in
            _ = try halfPaid(world)
            _ = try world.movedOut(Citizen(2))
            var again = ListPaper([ListRow(Citizen(2))])
            again.approval = "补发一号"
            let flow = try world.approved(again)
            #expect(try world.state(ofRoster: flow) == "financeApproved")
            again.approval = "补发二号"
            let twice = try world.publicised(again)
            #expect(refusal { try world.act(.signRoster, ["roster": twice.roster]) } == "alert.red")
        }
    }

    @Test("the money of who left goes back by a number that the statement quotes, once", .article("IM-22.1"))
    func refunded() throws {
        try withGateway { world in
            let flow = try halfPaid(world)
            let propose = { try world.act(.proposeRefund, ["order": flow.order, "reason": "移出"]) }
            #expect(refusal(propose) == "refund.none")
            _ = try world.movedOut(Citizen(2))
            let proposed = try propose()
            let number = proposed.values["number"] ?? ""
            #expect(refusal(propose) == "refund.none")
            let refund = ["refund": proposed.values["refund"] ?? ""]
            #expect(try world.text("SELECT budget_year FROM refund") == "current")
            #expect(
                refusal { try world.act(.approveRefund, refund, as: "double.financeChecker") } == "duty.taken")
            try world.act(.approveRefund, refund)
            try world.statement(
                Paper.statement(opening: 10_000, [(-10_000, number, "退回国库")], serials: "T"), name: "stm_2.txt")
            #expect(try world.text("SELECT state FROM refund") == "returned")
            #expect(try world.unproved().isEmpty)
            #expect(try world.number("SELECT balance_fen FROM statement_line ORDER BY id DESC LIMIT 1") == 0)
        }
    }

    @Test("money that leaves for a refund of another sum, or unapproved, is unexplained", .article("IM-22.1"))
    func strangeRefund() throws {
        try withGateway { world in
            let flow = try halfPaid(world)
            _ = try world.movedOut(Citizen(2))
            let proposed = try world.act(.proposeRefund, ["order": flow.order, "reason": "移出"])
            let number = proposed.values["number"] ?? ""
            try world.statement(
                Paper.statement(opening: 10_000, [(-4_000, number, "退回国库")], serials: "T"), name: "stm_2.txt")
            try world.act(.approveRefund, ["refund": proposed.values["refund"] ?? ""])
            try world.statement(
                Paper.statement(opening: 6_000, [(-4_000, number, "退回国库")], serials: "U"), name: "stm_3.txt")
            #expect(try world.text("SELECT state FROM refund") == "approved")
            #expect(try world.number("SELECT COUNT(*) FROM suspense WHERE kind = 'statement'") == 2)
            #expect(try !world.unproved().isEmpty)
        }
    }

    @Test("a refund that is not approved frees its lines for another", .article("IM-22.1"))
    func rejectedRefund() throws {
        try withGateway { world in
            let flow = try halfPaid(world)
            _ = try world.movedOut(Citizen(2))
            let proposed = try world.act(.proposeRefund, ["order": flow.order, "reason": "移出"])
            try world.act(.rejectRefund, ["refund": proposed.values["refund"] ?? "", "reason": "金额待核"])
            _ = try world.act(.proposeRefund, ["order": flow.order, "reason": "移出"])
            #expect(
                try world.rows("SELECT state FROM refund ORDER BY id") == [[.text("rejected")], [.text("proposed")]])
        }
    }

    @Test("an account change may take longer for a coded reason, once", .article("IM-21.1a"))
    func longer() throws {
        try withGateway { world in
            _ = try halfPaid(world)
            let failure = try world.text("SELECT id FROM failure")
            func deadline() throws -> Day? {
                try world.engine.clocks(now: world.now).first { $0.subject == "failure:\(failure)" }?.reading.deadline
                    .day
            }
            let before = try #require(try deadline())
            let extend = { (code: String) in
                try world.act(.extendClock, ["failure": failure, "code": code, "evidence": "说明"])
            }
            #expect(refusal { try extend("忙") } == "extension.code")
            _ = try extend("away")
            let after = try #require(try deadline())
            #expect(after - before >= 10)
            #expect(refusal { try extend("ill") } == "extension.once")
        }
    }

    /// The bank answers by letter that the payee is dead.
    private func saidDead(_ world: GatewayWorld) throws {
        try world.result(Citizen(2), "F", "7777", name: "res_2.txt")
        let attempt = ["attempt": try world.text("SELECT id FROM attempt WHERE state = 'unknown'")]
        try world.act(
            .settleUnknown, attempt.merging(["outcome": "failed", "class": "C", "evidence": "银行书面答复"]) { $1 })
        try world.act(.confirmSettlement, attempt)
        try #require(try world.text("SELECT class FROM failure") == "C")
    }

    @Test("whom the bank says dead and the register alive is mended by the bank, not moved out", .article("IM-21.3"))
    func deadAndAlive() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try saidDead(world)
            let failure = ["failure": try world.text("SELECT id FROM failure"), "evidence": "本人到场"]
            world.wait(hours: 1)
            try world.act(.reclassifyFailure, failure)
            try world.run()
            try world.act(.reclassifyFailure, failure)
            #expect(try world.text("SELECT class FROM failure") == "E")
        }
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try saidDead(world)
            let failure = ["failure": try world.text("SELECT id FROM failure"), "evidence": "本人到场"]
            world.books.change { $0.identity[Citizen(2).id] = Books.dead(Citizen(2).id) }
            world.wait(hours: 1)
            try world.act(.reclassifyFailure, failure)
            try world.run()
            #expect(refusal { try world.act(.reclassifyFailure, failure) } == "failure.gone")
        }
    }

    @Test("money of an order on another agency account is not that order's", .article("IM-19.3"))
    func wrongAgencyAccount() throws {
        let adjust = { (configuration: inout GatewayConfiguration) in
            configuration.agencyAccounts.append(
                GatewayConfiguration.AgencyAccount(
                    name: "代发户乙", county: GatewayWorld.innerMongolia, connection: "bank-a",
                    account: "810000000000000002", accountName: "代发专户二", bankName: "甲银行", unit: "15990100000002"))
        }
        try withGateway(adjust: adjust) { world in
            let flow = try world.ordered(Self.paper)
            try world.statement(
                Paper.statement(opening: 0, [(20_000, flow.number, "")], account: "810000000000000002"))
            #expect(try world.text("SELECT kind FROM statement_line") == "unexplained")
            #expect(try world.number("SELECT COUNT(*) FROM suspense") == 1)
        }
    }

    @Test("a failed line does not leave before its money is known to be there", .article("NX-10.1", "IM-21.1b"))
    func notWithoutMoney() throws {
        try withGateway { world in
            let flow = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
            #expect(refusal { try world.movedOut(Citizen(2)) } == "moveOut.money")
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 20_000)
            try world.statement(Paper.statement(opening: 0, [(20_000, flow.number, ""), (-10_000, flow.batch, "")]))
            try world.act(.approveMoveOut, ["failure": try world.text("SELECT id FROM failure")])
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 10_000)
        }
    }

    @Test("what was tried again leaves by its last attempt", .article("IM-21.1b"))
    func lastAttempt() throws {
        try withGateway { world in
            _ = try world.reissued(ListPaper([ListRow(Citizen(1))]))
            let first = try world.text("SELECT id FROM attempt WHERE ordinal = 1")
            let leave = ["attempt": first, "reason": "unreachable", "evidence": "x"]
            #expect(refusal { try world.act(.moveOut, leave) } == "attempt.superseded")
        }
    }

    @Test("a refund one of whose lines was paid meanwhile is not approved", .article("IM-22.1"))
    func refundOvertaken() throws {
        try withGateway { world in
            let flow = try halfPaid(world)
            _ = try world.movedOut(Citizen(2))
            let refund = try world.act(.proposeRefund, ["order": flow.order, "reason": "移出"]).values["refund"] ?? ""
            try world.result(Citizen(2), "S", "0000", name: "res_3.txt")
            #expect(refusal { try world.act(.approveRefund, ["refund": refund]) } == "refund.changed")
        }
    }
}
