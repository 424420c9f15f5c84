import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("The last door before money leaves")
struct LastDoorTests {
    private static let single = ListPaper([ListRow(Citizen(1))])

    private static var direct: ListPaper {
        var paper = single
        paper.county = GatewayWorld.ningxia
        return paper
    }

    @Test(
        "where the treasury pays the lines, its request is the last door: red has no override there",
        .article("IM-18.2", "NX-7.2"))
    func libraryChanged() throws {
        let library = try Released.text("profiles/ningxia.yaml", ["phase: firstRound": "phase: library"])
        try withGateway(files: ["profiles/ningxia.yaml": library]) { world in
            let flow = try world.approved(Self.direct)
            let line = try world.line(1, of: flow)
            try world.act(
                .confirmAccount,
                [
                    "line": line, "channel": "onSite", "by": "self", "evidence": "确认书 1",
                    "account": Citizen.card(60), "bank": "甲银行", "fallback": "lost",
                ], as: "nx.townshipMaker")
            try world.act(.approveConfirmation, ["line": line], as: "nx.townshipLeader")
            try world.run()
            #expect(
                refusal { try world.act(.orderPayment, ["roster": flow.roster], as: "nx.department") }
                    == "payment.red")
            #expect(
                try world.rows("SELECT rule, stage FROM alert WHERE state = 'open'")
                    == [[.text("accountNotOfLibrary"), .text("release")]])
            #expect(world.treasury.sent(.paymentRequest).isEmpty)
        }
    }

    @Test(
        "what was found out too long ago is asked anew before the treasury is, not passed over",
        .article("IM-16.1a", "IM-16.2"))
    func expired() throws {
        try withGateway { world in
            let flow = try world.approved(Self.direct)
            world.wait(days: 100)
            let order = { refusal { try world.act(.orderPayment, ["roster": flow.roster], as: "nx.department") } }
            #expect(order() == "payment.red")
            try world.run()
            #expect(order() == "")
        }
    }

    @Test("nobody whom a finding names is in a request that is made again", .article("NX-8.4"))
    func flaggedAgain() throws {
        try withGateway(adjust: {
            $0.counties[0].routes["finding.intake"] = ["dept"]
            $0.connections["dept"]?.mappings["finding.intake"] = "department/finding"
        }) { world in
            let flow = try world.ordered(Self.single)
            world.books.change { $0.requests[flow.number] = ("9", "100.00", "0.00") }
            world.wait(hours: 1)
            try world.run()
            world.office.offer(
                .findingIntake, "FX_1.txt", Paper.bytes(["FX|1", "F1|冒领|\(Citizen(1).id)|||", "END"]))
            try world.run()
            #expect(refusal { try world.act(.repeatOrder, ["order": flow.order]) } == "risk.open")
        }
    }

    @Test(
        "a line is paid again only on what is known of its payee now, which is asked anew when it is old",
        .article("IM-18.2", "NX-10.1"))
    func reissuedLate() throws {
        try withGateway { world in
            let (flow, _, failure) = try world.failedAndChanged(Self.single)
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            try world.act(.reissue, ["failure": failure])
            world.wait(days: 100)
            #expect(refusal { try world.act(.approveReissue, ["failure": failure]) } == "payment.red")
            try world.run()
            try world.act(.approveReissue, ["failure": failure])
        }
    }

    @Test(
        "a payment that arrives beside its reissue counts when that one fails: nobody pays a third time",
        .article("NX-10.1", "NX-10.3"))
    func counted() throws {
        try withGateway { world in
            let first = try world.reissued(Self.single)
            let again = try world.text("SELECT serial FROM attempt WHERE ordinal = 2")
            func say(_ serial: String, _ account: String, _ flag: String, _ code: String, _ name: String) throws {
                world.bank.offer(.batchResult, name, Paper.results([(serial, account, 10_000, flag, code)]))
                try world.run()
            }
            try say(first, Citizen(1).account, "S", "0000", "res_2.txt")
            #expect(try world.state(ofAttempt: first) == "overpaid")
            #expect(try world.text("SELECT state FROM recovery") == "opened")
            try say(again, Citizen.card(50), "F", "3018", "res_3.txt")
            #expect(try world.state(ofAttempt: first) == "paidLate")
            #expect(try world.text("SELECT state FROM recovery") == "withdrawn")
            #expect(try world.rows("SELECT DISTINCT state FROM failure") == [[.text("settled")]])
            #expect(
                try world.rows("SELECT paid_fen, open_fen, over_fen FROM claim")
                    == [[.integer(10_000), .integer(0), .integer(0)]])
            try world.statement(
                Paper.statement(opening: 10_000, [(-10_000, first, "代发补记")], day: "20260313"), name: "stm_2.txt")
            #expect(try world.broken() == [])
        }
    }

    @Test("a late success takes its line out of a batch that the bank's door refused", .article("NX-10.1", "IM-20.3"))
    func refusedMeanwhile() throws {
        try withGateway { world in
            let (flow, first, failure) = try world.failedAndChanged(Self.single)
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            try world.act(.reissue, ["failure": failure])
            world.bank.next(.batchSend, .refused(Refusal("bank.refused", "拒收")))
            try world.act(.approveReissue, ["failure": failure])
            try world.run()
            #expect(try world.text("SELECT state FROM batch ORDER BY id DESC LIMIT 1") == "refused")
            world.bank.offer(
                .batchResult, "res_2.txt", Paper.results([(first, Citizen(1).account, 10_000, "S", "0000")]))
            try world.run()
            #expect(
                try world.rows("SELECT state FROM attempt ORDER BY id")
                    == [[.text("paidLate")], [.text("withdrawn")]])
            #expect(try world.text("SELECT state FROM batch ORDER BY id DESC LIMIT 1") == "cancelled")
            #expect(try world.number("SELECT COUNT(*) FROM recovery") == 0)
        }
    }

    @Test(
        "of what arrived beside its reissue and is handed back already people decide, and it is not paid meanwhile",
        .article("NX-10.3"))
    func handedBack() throws {
        try withGateway { world in
            let first = try world.reissued(Self.single)
            let again = try world.text("SELECT serial FROM attempt WHERE ordinal = 2")
            world.bank.offer(
                .batchResult, "res_2.txt", Paper.results([(first, Citizen(1).account, 10_000, "S", "0000")]))
            try world.run()
            let recovery = ["recovery": try world.text("SELECT id FROM recovery")]
            try world.act(.notifyRecovery, recovery.merging(["evidence": "送达回证"]) { $1 })
            try world.act(
                .receiveRecovery, recovery.merging(["amount": "30.00", "number": "JK1", "day": "2026-03-12"]) { $1 })
            world.bank.offer(
                .batchResult, "res_3.txt", Paper.results([(again, Citizen.card(50), 10_000, "F", "3018")]))
            try world.run()
            #expect(try world.state(ofAttempt: first) == "overpaid")
            try world.tamper("UPDATE failure SET state = 'mended' WHERE state = 'open'")
            let failure = try world.text("SELECT id FROM failure WHERE state = 'mended'")
            #expect(refusal { try world.act(.reissue, ["failure": failure]) } == "share.overpaid")
            // Handed in, and not yet where it came out of: other people's money lies there.
            try world.act(.confirmRecovery, recovery)
            try world.act(
                .receiveRecovery, recovery.merging(["amount": "70.00", "number": "JK2", "day": "2026-03-12"]) { $1 })
            try world.act(.confirmRecovery, recovery)
            #expect(try world.text("SELECT state FROM recovery") == "recovered")
            #expect(refusal { try world.act(.reissue, ["failure": failure]) } == "share.overpaid")
            let line = try world.text("SELECT MAX(id) FROM statement_line")
            try world.tamper("UPDATE statement_line SET recovery = (SELECT id FROM recovery) WHERE id = \(line)")
            #expect(refusal { try world.act(.reissue, ["failure": failure]) } == "")
        }
    }

    @Test(
        "an account that turns bad before it is paid gives the failure back, with a clock of its own",
        .article("IM-21.1a", "IM-21.2"))
    func spoilt() throws {
        try withGateway { world in
            let (flow, _, failure) = try world.failedAndChanged(Self.single)
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            try world.act(.reissue, ["failure": failure])
            try world.tamper(
                "UPDATE account SET state = 'dormant' WHERE id = (SELECT MAX(new_account) FROM failure)")
            world.wait(days: 3)
            try world.run()
            #expect(
                try world.rows("SELECT state, new_account, approved, ended FROM failure")
                    == [[.text("open"), .null, .integer(0), .null]])
            #expect(try world.number("SELECT started FROM failure") == world.now.milliseconds)
            try world.act(
                .changeAccount,
                [
                    "failure": failure, "account": Citizen.card(51), "holder": Citizen(1).name, "bank": "甲银行",
                    "evidence": "存折复印件", "fallback": "lost",
                ])
            try world.act(.approveAccount, ["failure": failure])
            try world.run()
            #expect(try world.text("SELECT state FROM failure") == "mended")
        }
    }
}
