import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("The platform beside us")
struct PlatformTests {
    @Test(
        "a roster that is made, reviewed and paid on the platform is mirrored step by step, to the fen",
        .article("IM-29.1", "IM-3.1"))
    func wholeWay() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("NEW", [1, 2]))
            #expect(try world.rosterState() == "building")
            #expect(try world.word().state == "mirrored")
            try world.hear(PlatformPaper("PUBLICISING", [1, 2], version: 2))
            #expect(try world.rosterState() == "publicising")
            try world.hear(PlatformPaper("ISSUED", [1, 2], version: 3))
            #expect(try world.rosterState() == "financeApproved")
            try world.hear(PlatformPaper("SENT", [1, 2], version: 4, state: "已生成支付申请"))
            #expect(try world.rosterState() == "ordered")
            #expect(try world.text("SELECT state FROM payment_order") == "accepted")
            #expect(world.treasury.sent(.paymentRequest).isEmpty)
            var paid = PlatformPaper("PAID_OUT", [1, 2], version: 5, state: "已支付")
            paid.rows[1].state = "支付失败"
            paid.voucher = "PZ1"
            try world.hear(paid)
            #expect(try world.number("SELECT SUM(paid_fen) FROM claim") == 10_000)
            #expect(try world.rows("SELECT state FROM attempt ORDER BY id") == [[.text("paid")], [.text("failed")]])
            #expect(try world.number("SELECT allocated_fen FROM payment_order") == 10_000)
            #expect(try world.unproved() == [])
        }
    }

    @Test("nobody does here what the platform does, and everybody does what it does not", .article("IM-29.1"))
    func nobodyHere() throws {
        try withPlatform(["signing", "departmentReview"]) { world in
            var paper = ListPaper([ListRow(Citizen(1))])
            paper.county = GatewayWorld.ningxia
            let flow = try world.publicised(paper)
            for (act, login) in [(Act.signRoster, "nx.townshipLeader"), (.departmentApprove, "nx.department")] {
                #expect(refusal { try world.act(act, ["roster": flow.roster], as: login) } == "step.atPlatform")
            }
            let here = try world.publicised(ListPaper([ListRow(Citizen(2))]))
            try world.act(.signRoster, ["roster": here.roster])
            #expect(try world.state(ofRoster: here) == "signed")
        }
    }

    @Test(
        "what the platform approved and a red light stands against has an owner, and is not paid; no two people get it through",
        .article("IM-29.1", "IM-18.2"))
    func redLight() throws {
        try withPlatform { world in
            var earlier = PlatformPaper("NEW", [2])
            (earlier.number, earlier.approval) = ("R0", "宁民发〔2026〕0号")
            earlier.rows[0].serial = "M1"
            try world.hear(earlier)
            try world.hear(PlatformPaper("NEW", [1, 2]))
            try world.hear(PlatformPaper("SENT", [1, 2], version: 2))
            let word = try world.word()
            #expect(word.state == "objected" && word.values["reason"] == "alert.red")
            #expect(word.values["owner"] == "finance")
            #expect(try world.number("SELECT COUNT(*) FROM payment_order") == 0)
            let explain = ["word": String(word.id), "explanation": "已核实", "evidence": "函 1"]
            try world.act(.explainWord, explain, as: "nx.financeMaker")
            try world.act(.acceptWord, ["word": String(word.id)], as: "nx.financeChecker")
            try world.run()
            #expect(try world.word().state == "objected")
            #expect(try world.number("SELECT COUNT(*) FROM payment_order") == 0)
            var stopped = PlatformPaper("SENT", [1, 2], version: 3)
            stopped.rows[1].state = "已停发"
            try world.hear(stopped)
            #expect(try world.word().state == "mirrored")
            #expect(try world.number("SELECT amount_fen FROM payment_order") == 10_000)
            #expect(try world.text("SELECT reason FROM roster_line WHERE state = 'removed'") == "platform.stopped")
        }
    }

    @Test(
        "money that the platform says it has paid and that our checks do not bear fails the proof until it is corrected",
        .article("IM-29.1"))
    func moneyInSuspense() throws {
        try withPlatform { world in
            world.civil.offer(.deathSync, "hh_1.txt", Paper.cremations([Citizen(2)]))
            try world.run()
            try world.hear(PlatformPaper("PAID_OUT", [1, 2], state: "已支付"))
            #expect(try world.word().state == "objected")
            #expect(try world.number("SELECT amount_fen FROM suspense WHERE state = 'open'") == 20_000)
            #expect(try world.unproved().count == 1)
            var corrected = PlatformPaper("PAID_OUT", [1, 2], version: 2, state: "已支付")
            corrected.rows[1].state = "已停发"
            try world.hear(corrected)
            #expect(try world.word().state == "mirrored")
            #expect(try world.unproved() == [])
            #expect(try world.number("SELECT SUM(paid_fen) FROM claim") == 10_000)
        }
    }

    @Test(
        "what a bank told us of an account stands against the platform's word, until the bank is asked and says otherwise",
        .article("IM-29.1", "IM-12.5"))
    func bankBefore() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("NEW", [1, 2]))
            let account = "SELECT a.id FROM account a JOIN roster_line l ON l.account = a.id ORDER BY a.id LIMIT 1"
            try world.tamper("UPDATE account SET state = 'dormant' WHERE id = (\(account))")
            try world.hear(PlatformPaper("ISSUED", [1, 2], version: 2))
            #expect(world.bank.sent(.accountVerify).count == 1)
            world.wait(hours: 1)
            try world.run()
            #expect(try world.rosterState() == "financeApproved")
            #expect(try world.word().state == "mirrored")
        }
    }

    @Test("the same word twice, an old word late, and a page that came before are recognised", .article("IM-29.1"))
    func twiceAndLate() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("SIGNED", [1], version: 4))
            try world.hear(PlatformPaper("SIGNED", [1], version: 4))
            try world.hear(PlatformPaper("NEW", [1], version: 2))
            #expect(try world.rosterState() == "signed")
            #expect(try world.engine.platformWords().map(\.state) == ["mirrored", "superseded"])
            #expect(try world.number("SELECT COUNT(*) FROM roster") == 1)
            #expect(
                try world.rows("SELECT state FROM document WHERE exchange = 'roster.pull' ORDER BY id")
                    == [[.text("promoted")], [.text("repeated")], [.text("promoted")]])
        }
    }

    @Test("two different words under one version are put before people", .article("IM-29.1"))
    func contradictory() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("NEW", [1], version: 1))
            try world.hear(PlatformPaper("SIGNED", [1], version: 1))
            let word = try world.word()
            #expect(word.state == "objected" && word.values["reason"] == "word.contradicts")
            #expect(try world.rosterState() == "building")
            let explain = ["word": String(word.id), "explanation": "平台误发", "evidence": "电话记录 1"]
            try world.act(.explainWord, explain, as: "nx.financeMaker")
            #expect(refusal { try world.act(.dismissWord, ["word": String(word.id)], as: "nx.financeMaker") } != "")
            try world.act(.dismissWord, ["word": String(word.id)], as: "nx.financeChecker")
            try world.run()
            #expect(try world.word().state == "dismissed")
            #expect(try world.rosterState() == "building")
        }
    }

    @Test("half an answer is none, and one that does not add up is refused whole", .article("IM-29.1"))
    func torn() throws {
        try withPlatform { world in
            var paper = PlatformPaper("NEW", [1, 2])
            paper.count = 3
            try world.hear(paper)
            #expect(try world.text("SELECT state FROM document WHERE exchange = 'roster.pull'") == "refused")
            #expect(try world.engine.platformWords().isEmpty)
            #expect(try world.number("SELECT COUNT(*) FROM roster") == 0)
        }
    }

    @Test(
        "what the platform corrects in its own roster is taken over, and everything after it begins anew",
        .article("IM-29.1"))
    func corrected() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("SIGNED", [1, 2]))
            var corrected = PlatformPaper("PUBLICISED", [1, 2], version: 2)
            corrected.rows[0].amount = "99.50"
            corrected.rows[1].account = Citizen(9).account
            try world.hear(corrected)
            #expect(try world.word().state == "mirrored")
            #expect(try world.rosterState() == "publicityClosed")
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 19_950)
            try world.hear(PlatformPaper("SENT", [1, 2], version: 3))
            #expect(try world.number("SELECT amount_fen FROM payment_order") == 20_000)
            #expect(try world.unproved() == [])
        }
    }

    @Test("a line that only the platform has is named, and two people may answer for it", .article("IM-29.1"))
    func lineDiffers() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("NEW", [1, 2]))
            var changed = PlatformPaper("SIGNED", [1, 2, 3], version: 2)
            changed.rows[0].amount = "90.00"
            changed.rows[1].account = Citizen(9).account
            try world.hear(changed)
            let word = try world.word()
            #expect(word.state == "objected" && word.values["reason"] == "word.lines")
            #expect(
                try world.engine.platformFindings(word: word.id).map(\.state) == [
                    "line.amount", "line.account", "line.unknown",
                ])
            #expect(try world.rosterState() == "building")
            let explain = ["word": String(word.id), "explanation": "以本方为准", "evidence": "函 2"]
            try world.act(.explainWord, explain, as: "nx.financeMaker")
            try world.act(.rejectWord, ["word": String(word.id)], as: "nx.financeChecker")
            #expect(try world.word().state == "objected")
            try world.act(.explainWord, explain, as: "nx.financeMaker")
            try world.act(.acceptWord, ["word": String(word.id)], as: "nx.financeChecker")
            try world.run()
            #expect(try world.rosterState() == "signed")
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 20_000)
        }
    }

    @Test("nothing is ordered by a word of the platform while it has said another since", .article("IM-29.1"))
    func orderedByTheLastWord() throws {
        try withPlatform(Array(Beside.whole.dropLast(2))) { world in
            try world.hear(PlatformPaper("ISSUED", [1, 2]))
            #expect(try world.rosterState() == "financeApproved")
            var changed = PlatformPaper("ISSUED", [1, 2, 3], version: 2)
            changed.rows[0].amount = "900.00"
            try world.hear(changed)
            #expect(try world.word().state == "objected")
            let roster = ["roster": try world.text("SELECT MAX(id) FROM roster")]
            #expect(refusal { try world.act(.orderPayment, roster, as: "nx.department") } == "word.open")
            try world.hear(PlatformPaper("ISSUED", [1, 2], version: 3))
            #expect(try world.word().state == "mirrored")
            try world.act(.orderPayment, roster, as: "nx.department")
            #expect(try world.number("SELECT amount_fen FROM payment_order") == 20_000)
        }
    }

    @Test("the platform may take its own steps back, until the payment is ordered", .article("IM-29.1"))
    func takenBack() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("ISSUED", [1]))
            #expect(try world.rosterState() == "financeApproved")
            try world.hear(PlatformPaper("NEW", [1], version: 2))
            // What it checked it checks again.
            #expect(try world.rosterState() == "building")
            try world.hear(PlatformPaper("SENT", [1], version: 3))
            #expect(try world.rosterState() == "ordered")
            try world.hear(PlatformPaper("NEW", [1], version: 4))
            #expect(try world.word().values["reason"] == "word.regressed")
            #expect(try world.rosterState() == "ordered")
        }
    }

    @Test("a publicity that was too short on the platform is too short here", .article("IM-29.1", "IM-16.3"))
    func shortPublicity() throws {
        try withPlatform { world in
            var paper = PlatformPaper("PUBLICISED", [1])
            paper.made = "2026-02-28 08:00:00"
            try world.hear(paper)
            #expect(try world.rosterState() == "publicising")
            #expect(try world.word().values["reason"] == "publicity.short")
            world.wait(days: 20)
            try world.run()
            #expect(try world.rosterState() == "publicising")
        }
    }

    @Test("where only the reviews run there, its word waits for our own steps and then counts", .article("IM-29.1"))
    func aheadOfUs() throws {
        try withPlatform(["departmentReview", "financeReview"]) { world in
            var paper = ListPaper([ListRow(Citizen(1))])
            (paper.county, paper.period, paper.approval) = (GatewayWorld.ningxia, "202602", "宁民发〔2026〕1号")
            try world.hear(PlatformPaper("ISSUED", [1]))
            #expect(try world.word().values["reason"] == "roster.none")
            let flow = try world.publicised(paper)
            #expect(try world.word().values["reason"] == "step.here")
            try world.act(.signRoster, ["roster": flow.roster], as: "nx.townshipLeader")
            try world.run()
            #expect(try world.state(ofRoster: flow) == "financeApproved")
            #expect(try world.word().state == "mirrored")
            try world.act(.orderPayment, ["roster": flow.roster], as: "nx.department")
            #expect(try world.state(ofRoster: flow) == "ordered")
        }
    }

    @Test(
        "where the register is asked here, its verdicts go to the platform; where we pay, so do the results",
        .article("IM-29.1", "IM-16.1a"))
    func pushed() throws {
        try withPlatform(["roster"]) { world in
            try world.hear(PlatformPaper("NEW", [1, 2]))
            let roster = try world.text("SELECT id FROM roster")
            try world.act(.requestIdentityCheck, ["roster": roster], as: "nx.townshipMaker")
            try world.run()
            let verdicts = try #require(world.platform.sent(.verdictPush).last)
            let json = Books.json(verdicts.document)
            #expect(json["rosterNo"] as? String == PlatformPaper("NEW", []).number && json["total"] as? Int == 2)
            try world.run()
            #expect(world.platform.sent(.verdictPush).count == 1)
            try world.act(.requestAccountCheck, ["roster": roster], as: "nx.townshipMaker")
            try world.run()
            var paper = ListPaper([])
            paper.county = GatewayWorld.ningxia
            var flow = Flow()
            flow.roster = roster
            try world.publicise(flow, paper)
            try world.approve(flow, paper)
            try world.act(.orderPayment, ["roster": roster], as: "nx.department")
            try world.run()
            flow.number = try world.text("SELECT number FROM payment_order")
            try world.payFromTreasury(flow, [Citizen(1), Citizen(2)])
            let results = try #require(world.platform.sent(.resultPush).last)
            let told = Books.json(results.document)
            #expect(told["paidAmount"] as? String == "200.00")
            let lines = try #require(told["results"] as? [[String: Any]])
            #expect(lines.map { $0["outcome"] as? String } == ["00", "00"])
        }
    }

    @Test("pages are asked for from the cursor that the last one told, and a full pull ends", .article("IM-29.1"))
    func cursor() throws {
        try withPlatform { world in
            var second = PlatformPaper("NEW", [2])
            (second.number, second.approval) = ("R2", "宁民发〔2026〕2号")
            world.platform.next(.rosterPull, .done(Evidence(answer: PlatformPaper("NEW", [1]).bytes, next: "7")))
            world.platform.next(.rosterPull, .done(Evidence(answer: second.bytes, next: "8")))
            try world.run()
            let cursors = world.platform.sent(.rosterPull).filter { $0.parameters["county"] == GatewayWorld.ningxia }
            #expect(cursors.map { $0.parameters["cursor"] } == ["", "7", "8"])
            #expect(try world.number("SELECT COUNT(*) FROM roster") == 2)
        }
    }

    @Test(
        "two systems number the same case: each of its numbers finds it, and its way tells them all",
        .article("IM-3.1"))
    func anyNumber() throws {
        try withPlatform { world in
            try world.hear(PlatformPaper("SENT", [1, 2], state: "已生成支付申请"))
            var paid = PlatformPaper("PAID_OUT", [1, 2], version: 2, state: "已支付")
            paid.voucher = "PZ77"
            try world.hear(paid)
            let line = try world.text("SELECT id FROM roster_line ORDER BY id LIMIT 1")
            let order = try world.text("SELECT number FROM payment_order")
            let serial = try world.text("SELECT serial FROM attempt ORDER BY id LIMIT 1")
            let theirs = "L" + Citizen(1).id.suffix(4)
            for number in [theirs, serial, line] {
                #expect(try world.engine.cases(numbered: number).map { $0.values["line"] } == [line])
            }
            let roster = try world.text("SELECT id FROM roster")
            for number in [paid.number, order, "PZ77", paid.approval] {
                #expect(try world.engine.cases(numbered: number).map { $0.values["roster"] } == [roster])
            }
            #expect(try world.engine.cases(numbered: "没有").isEmpty)
            let told = try world.engine.trace(try #require(Int64(line))).map(\.what).joined(separator: "\n")
            for number in [theirs, paid.number, "PZ77"] { #expect(told.contains(number)) }
        }
    }
}
