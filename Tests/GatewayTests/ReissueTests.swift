import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

extension GatewayWorld {
    /// A line that failed, whose payee got another account that the bank has verified; the first serial.
    func failedAndChanged(_ paper: ListPaper) throws -> (flow: Flow, serial: String, failure: String) {
        let flow = try sent(paper)
        let serial = try serial(Citizen(1))
        try result(Citizen(1), "F", "3018")
        let failure = try text("SELECT id FROM failure")
        try act(
            .changeAccount,
            [
                "failure": failure, "account": Citizen.card(50), "holder": Citizen(1).name, "bank": "甲银行",
                "evidence": "存折复印件", "fallback": "lost", "by": "self",
            ])
        return (flow, serial, failure)
    }

    /// … approved, its money known to be there, and sent again; the first serial.
    func reissued(_ paper: ListPaper) throws -> String {
        let (flow, serial, failure) = try failedAndChanged(paper)
        try act(.approveAccount, ["failure": failure])
        try statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
        try act(.reissue, ["failure": failure])
        try act(.approveReissue, ["failure": failure])
        try run()
        return serial
    }
}

@Suite("A failed line is paid again")
struct ReissueTests {
    private static let paper = ListPaper([ListRow(Citizen(1))])

    @Test("there is no reissue before the money is known to be back in the agency account", .article("NX-10.1"))
    func notBeforeMoneyIsBack() throws {
        try withGateway { world in
            let (flow, _, failure) = try world.failedAndChanged(Self.paper)
            try world.act(.approveAccount, ["failure": failure])
            try world.run()
            #expect(try world.text("SELECT state FROM account ORDER BY id DESC LIMIT 1") == "verified")
            #expect(refusal { try world.act(.reissue, ["failure": failure]) } == "failure.unmended")
            #expect(refusal { try world.act(.approveReissue, ["failure": failure]) } == "failure.unmended")
            // A statement that reaches beyond the failure, and shows no money of the order, proves nothing.
            try world.statement(Paper.statement(opening: 0, []), name: "stm_1.txt")
            #expect(refusal { try world.act(.reissue, ["failure": failure]) } == "failure.unmended")
            try world.statement(
                Paper.statement(opening: 0, [(10_000, flow.number, "")], day: "20260313"), name: "stm_2.txt")
            #expect(refusal { try world.act(.reissue, ["failure": failure]) } == "")
        }
    }

    @Test("there is no reissue to an account that no leader approved", .article("IM-21.1a"))
    func notWithoutApproval() throws {
        try withGateway { world in
            let (flow, _, failure) = try world.failedAndChanged(Self.paper)
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            #expect(refusal { try world.act(.reissue, ["failure": failure]) } == "failure.unmended")
        }
    }

    @Test("an account that the bank verified before needs its approval like any other", .article("IM-21.1a"))
    func knownAccountNeedsApproval() throws {
        try withGateway { world in
            let (flow, _, failure) = try world.failedAndChanged(Self.paper)
            // The same account again, which the bank had verified for this very roster.
            try world.act(
                .changeAccount,
                [
                    "failure": failure, "account": Citizen(1).account, "holder": Citizen(1).name, "bank": "甲银行",
                    "evidence": "说明",
                ])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            #expect(try world.text("SELECT state FROM failure") == "open")
            try world.act(.approveAccount, ["failure": failure])
            try world.run()
            #expect(try world.text("SELECT state FROM failure") == "mended")
        }
    }

    @Test("a reissue is a new instruction of the same share to the approved account", .article("NX-10.1"))
    func newInstruction() throws {
        try withGateway { world in
            let serial = try world.reissued(Self.paper)
            let sent = world.bank.sent(.batchSend).map { Paper.lines($0.document).joined(separator: "\n") }
            #expect(sent.count == 2)
            #expect(sent.last?.contains(Citizen.card(50)) == true)
            #expect(sent.last?.contains(serial) == false)
            #expect(try world.number("SELECT COUNT(DISTINCT share) FROM attempt") == 1)
            #expect(refusal { try world.act(.approveReissue, ["failure": "1"]) } != "")
            #expect(try world.text("SELECT state FROM failure") == "reissued")
        }
    }

    @Test("an account of somebody else is refused", .article("IM-21.1a"))
    func foreignHolder() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "F", "3018")
            let arguments = [
                "failure": try world.text("SELECT id FROM failure"), "account": Citizen(2).account,
                "holder": Citizen(2).name, "bank": "甲银行", "evidence": "说明",
            ]
            #expect(refusal { try world.act(.changeAccount, arguments) } == "account.foreign")
        }
    }

    @Test("an account that the bank does not confirm mends nothing", .article("IM-12.5"))
    func unverified() throws {
        try withGateway { world in
            world.books.change { $0.accounts[Citizen.card(50)] = "N|Y|0" }
            let (flow, _, failure) = try world.failedAndChanged(Self.paper)
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            #expect(try world.text("SELECT state FROM failure") == "open")
        }
    }

    @Test("a reissue that nobody asked for is not approved, and one that was asked for only once", .article("NX-10.1"))
    func askedFirst() throws {
        try withGateway { world in
            let (flow, _, failure) = try world.failedAndChanged(Self.paper)
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            #expect(refusal { try world.act(.approveReissue, ["failure": failure]) } == "failure.unmended")
            try world.act(.reissue, ["failure": failure])
            try world.act(.approveReissue, ["failure": failure])
            #expect(refusal { try world.act(.approveReissue, ["failure": failure]) } == "failure.unmended")
            #expect(try world.number("SELECT COUNT(*) FROM attempt") == 2)
        }
    }

    /// The line's payee confirms their account: it stands in the library.
    private func confirm(_ world: GatewayWorld, _ account: [String: String] = [:]) throws {
        let line = ["line": try world.text("SELECT MIN(id) FROM roster_line")]
        let word = ["channel": "onSite", "by": "self", "evidence": "确认书", "reason": "x"]
        try world.act(.confirmAccount, line.merging(word) { $1 }.merging(account) { $1 })
        try world.act(.approveConfirmation, line)
    }

    private static let kept = "SELECT account FROM library_account WHERE state = 'effective'"

    @Test(
        "in the library's phase the account that mends a failure is the library's from then on, when its bank has verified it",
        .article("NX-7.2"), arguments: [true, false])
    func mendedInTheLibrary(isVerified: Bool) throws {
        try withGateway { world in
            if !isVerified { world.books.change { $0.accounts[Citizen.card(50)] = "Y|Y|1" } }
            _ = try world.built(Self.paper)
            try confirm(world)
            let before = try world.rows(Self.kept)
            let (_, _, failure) = try world.failedAndChanged(Self.paper.of("202604"))
            try world.act(.approveAccount, ["failure": failure])
            try world.run()
            let mended = try world.rows("SELECT new_account FROM failure")
            #expect(mended != before)
            #expect(try world.rows(Self.kept) == (isVerified ? mended : before))
            guard isVerified else { return }
            let next = try world.checked(Self.paper.of("202605"))
            let paid = try world.rows(
                "SELECT s.account FROM share s JOIN roster_line l ON l.id = s.roster_line WHERE l.roster = $1",
                .integer(Int64(next.roster) ?? 0))
            #expect(paid == mended)
        }
    }

    @Test(
        "what was confirmed after the change stands in the library, and an agent's word counts for nothing",
        .article("NX-7.2", "NX-8.4"))
    func confirmedSince() throws {
        try withGateway { world in
            _ = try world.built(Self.paper)
            try confirm(world)
            let (_, _, failure) = try world.failedAndChanged(Self.paper.of("202604"))
            let agent = ["failure": failure, "account": Citizen.card(51), "holder": Citizen(1).name, "bank": "甲银行"]
            #expect(
                refusal {
                    try world.act(.changeAccount, agent.merging(["evidence": "x", "by": "agent"]) { $1 })
                } != "")
            world.books.change { $0.bankAnswers = false }
            try world.act(.approveAccount, ["failure": failure])
            world.wait(days: 1)
            try confirm(world, ["account": Citizen.card(52), "bank": "甲银行", "fallback": "lost"])
            let confirmed = try world.rows(Self.kept)
            try world.tamper("UPDATE account SET state = 'verified' WHERE state = 'registered'")
            try world.run()
            #expect(try world.rows("SELECT COUNT(*) FROM failure WHERE ended IS NOT NULL") == [[.integer(1)]])
            #expect(try world.rows(Self.kept) == confirmed)
        }
    }

    @Test("a second change before the money is there is mended anew, with a clock of its own", .article("IM-21.1a"))
    func changedTwice() throws {
        try withGateway { world in
            let (_, _, failure) = try world.failedAndChanged(Self.paper)
            try world.act(.approveAccount, ["failure": failure])
            try world.run()
            let first = try world.rows("SELECT started, ended FROM failure")
            #expect(try world.number("SELECT COUNT(*) FROM failure WHERE ended IS NOT NULL AND state = 'open'") == 1)
            world.wait(days: 3)
            let again = [
                "failure": failure, "account": Citizen.card(51), "holder": Citizen(1).name, "bank": "甲银行",
                "evidence": "新卡", "fallback": "lost",
            ]
            try world.act(.changeAccount, again)
            #expect(try world.rows("SELECT started, ended FROM failure_past") == first)
            #expect(
                try world.rows("SELECT started, ended FROM failure") == [[.integer(world.now.milliseconds), .null]])
        }
    }

    @Test("a late success stops a reissue that was asked for and has not left")
    func lateSuccessStopsReissue() throws {
        try withGateway { world in
            let (flow, _, failure) = try world.failedAndChanged(Self.paper)
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            try world.act(.reissue, ["failure": failure])
            try world.result(Citizen(1), "S", "0000", name: "res_2.txt")
            #expect(try world.rows("SELECT state FROM attempt") == [[.text("paidLate")]])
            #expect(refusal { try world.act(.approveReissue, ["failure": failure]) } == "failure.unmended")
            #expect(try world.number("SELECT paid_fen FROM claim") == 10_000)
        }
    }

    @Test("a line that the bank booked by itself is no part of its batch's payout", .article("NX-10.1"))
    func bookedByItself() throws {
        try withGateway { world in
            let flow = try world.sent(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            let first = try world.serial(Citizen(1))
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
            try world.statement(Paper.statement(opening: 0, [(20_000, flow.number, ""), (-10_000, first, "代发补记")]))
            #expect(try world.number("SELECT money_back FROM attempt WHERE state = 'failed'") == 1)
        }
    }

    @Test("an account that a payment found dormant is asked of its bank before it is paid again", .article("IM-21.2"))
    func dormantAgain() throws {
        try withGateway { world in
            let flow = try world.sent(Self.paper)
            try world.result(Citizen(1), "F", "3069")
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            #expect(try world.text("SELECT state FROM account") == "dormant")
            let failure = try world.text("SELECT id FROM failure")
            let same = [
                "failure": failure, "account": Citizen(1).account, "holder": Citizen(1).name, "bank": "甲银行",
                "evidence": "已激活",
            ]
            // Still dormant by its bank: activated, and dormant again.
            world.books.change { $0.accounts[Citizen(1).account] = "Y|Y|1" }
            try world.act(.changeAccount, same)
            try world.act(.approveAccount, ["failure": failure])
            try world.run()
            #expect(try world.text("SELECT state FROM failure") == "open")
            world.books.change { $0.accounts = [:] }
            try world.act(.changeAccount, same)
            try world.act(.approveAccount, ["failure": failure])
            try world.run()
            #expect(try world.text("SELECT state FROM failure") == "mended")
        }
    }
}
