import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("The store holds that nobody is paid twice")
struct PaidOnceTests {
    @Test("a second attempt of a share is refused while the first is on its way, and when it is paid")
    func secondAttempt() throws {
        try withGateway { world in
            _ = try world.sent(ListPaper([ListRow(Citizen(1))]))
            let second = """
                INSERT INTO attempt (id, share, ordinal, payment_order, serial, account, amount_fen, state, sequence)
                SELECT 999999, share, 2, payment_order, 'F2', account, amount_fen, 'held', 0 FROM attempt
                """
            #expect(refusal { try world.tamper(second) } == "store.unique")
            try world.result(Citizen(1), "S", "0000")
            #expect(refusal { try world.tamper(second) } == "store.unique")
        }
    }

    @Test("a claim cannot count more open and paid than is due", arguments: ["open_fen", "paid_fen"])
    func claimCheck(_ column: String) throws {
        try withGateway { world in
            _ = try world.ordered(ListPaper([ListRow(Citizen(1))]))
            #expect(refusal { try world.tamper("UPDATE claim SET \(column) = due_fen + 1") } == "store.check")
        }
    }

    @Test("a second line for the same subject, project, period and approval is held and has no share")
    func secondClaimIsHeld() throws {
        try withGateway { world in
            _ = try world.built(ListPaper([ListRow(Citizen(1))]))
            let again = try world.built(ListPaper([ListRow(Citizen(1)).with("cun", "西村"), ListRow(Citizen(2))]))
            let lines = try world.rows(
                "SELECT state, reason FROM roster_line WHERE roster = $1 ORDER BY id",
                .integer(Int64(again.roster) ?? 0))
            #expect(lines == [[.text("held"), .text("claim.exists")], [.text("payable"), .text("")]])
            #expect(try world.number("SELECT COUNT(*) FROM share") == 2)
        }
    }

    @Test("a second claim of a period under another approval stops the roster by a red light", .article("IM-11.5"))
    func otherApproval() throws {
        try withGateway { world in
            _ = try world.built(ListPaper([ListRow(Citizen(1))]))
            var other = ListPaper([ListRow(Citizen(1))])
            other.approval = "批复二号"
            let flow = try world.publicised(other)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(
                try world.rows("SELECT rule FROM alert WHERE state = 'open'") == [[.text("secondClaimInPeriod")]])
        }
    }

    @Test("no bank batch can exist under an order that the treasury pays itself", .article("NX-9.4"))
    func noBatchForDirectOrder() throws {
        try withGateway { world in
            var paper = ListPaper([ListRow(Citizen(1))])
            paper.county = GatewayWorld.ningxia
            let flow = try world.ordered(paper)
            func insert(_ disbursement: String) throws {
                try world.tamper(
                    """
                    INSERT INTO batch (id, county, payment_order, disbursement, bank, number, file_name, line_count,
                        sum_fen, state, sequence, released)
                    VALUES (1, 'x', \(flow.order), '\(disbursement)', 'bank-a', 'n', 'f', 1, 1, 'released', 0, 0)
                    """)
            }
            #expect(refusal { try insert("agencyAccount") } == "store.foreignKey")
            #expect(refusal { try insert("treasuryDirect") } == "store.check")
            try world.allocate(flow)
            #expect(
                refusal { try world.act(.releaseBatch, ["order": flow.order], as: "nx.financeMaker") }
                    == "order.direct")
        }
    }

    @Test("an order is released to its bank once")
    func releasedOnce() throws {
        try withGateway { world in
            let flow = try world.sent(ListPaper([ListRow(Citizen(1))]))
            #expect(refusal { try world.act(.releaseBatch, ["order": flow.order]) } == "batch.empty")
            try world.run()
            #expect(world.bank.sent(.batchSend).count == 1)
        }
    }

    @Test("nothing goes to the bank before the treasury has allocated the whole sum", .article("IM-20.1"))
    func notAllocated() throws {
        try withGateway { world in
            let flow = try world.ordered(ListPaper([ListRow(Citizen(1))]))
            #expect(refusal { try world.act(.releaseBatch, ["order": flow.order]) } == "order.notAllocated")
            world.books.change { $0.requests[flow.number] = ("3", "100.00", "60.00") }
            world.wait(hours: 1)
            try world.run()
            #expect(try world.text("SELECT state FROM payment_order") == "partlyAllocated")
            #expect(refusal { try world.act(.releaseBatch, ["order": flow.order]) } == "order.notAllocated")
        }
    }
}
