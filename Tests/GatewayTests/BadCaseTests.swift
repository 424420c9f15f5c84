import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

/// Bad cases that the duties of the regulations name, played through the engine.
@Suite("Bad cases of duties")
struct BadCaseTests {
    private static let pair = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    @Test("a result for part of a batch settles that part and leaves the rest open", .article("IM-20.3", "NX-8.3"))
    func partOfABatch() throws {
        try withGateway { world in
            _ = try world.sent(Self.pair)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            #expect(
                try world.rows("SELECT state FROM attempt ORDER BY id") == [[.text("paid")], [.text("instructed")]])
            #expect(try world.text("SELECT state FROM batch") == "partlyResulted")
            #expect(try world.engine.reconcile().equalities.filter { $0.law.hasPrefix("批次") }.allSatisfy(\.holds))
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            #expect(try world.text("SELECT state FROM batch") == "fullyResulted")
        }
    }

    @Test("a card whose financial function is not activated is no account to pay to", .article("IM-12.1"))
    func cardNotActivated() throws {
        try withGateway { world in
            world.books.change { $0.cards[Citizen(1).id] = (state: "1", activated: "0") }
            let flow = try world.publicised(Self.pair)
            #expect(
                try world.rows("SELECT state FROM account ORDER BY id") == [[.text("dormant")], [.text("verified")]])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(try world.rows("SELECT rule FROM alert WHERE state = 'open'") == [[.text("accountNotVerified")]])
        }
    }

    @Test(
        "an allocation names the county's agency account, and money that is not there fails the proof",
        .article("IM-19.3"))
    func wrongAgencyAccount() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.pair)
            let request = try #require(world.treasury.sent(.paymentRequest).first)
            #expect(String(decoding: request.document, as: UTF8.self).contains(GatewayWorld.agencyAccount))
            try world.allocate(flow)
            #expect(try world.engine.reconcile().open == ["支付单 \(flow.number)：已拨付，而对账单上没有到账"])
            try world.statement(Paper.statement(opening: 0, [(20_000, flow.number, "")]))
            #expect(try world.engine.reconcile().open.isEmpty)
        }
    }

    @Test("a county whose bank holds no agency account for it pays nothing there", .article("IM-19.3"))
    func noAgencyAccount() throws {
        try withGateway(adjust: { $0.agencyAccounts = [] }) { world in
            try world.link(Self.pair)
            let flow = try world.approved(Self.pair)
            #expect(refusal { try world.act(.orderPayment, ["roster": flow.roster]) } == "agency.missing")
            #expect(try world.number("SELECT COUNT(*) FROM payment_order") == 0)
        }
    }

    @Test("a bank that keeps a fee back has not paid the line, and the proof says so", .article("IM-34"))
    func fee() throws {
        try withGateway { world in
            let flow = try world.sent(ListPaper([ListRow(Citizen(1))]))
            try world.result(Citizen(1), "S", "0000", fen: 9_900)
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, ""), (-10_000, flow.batch, "")]))
            #expect(try world.rows("SELECT state, paid_fen FROM attempt") == [[.text("shortPaid"), .integer(9_900)]])
            #expect(try world.rows("SELECT class, owner FROM failure") == [[.text("E"), .text("finance")]])
            let broken = try world.engine.reconcile().equalities.filter { !$0.holds }.map(\.law)
            #expect(broken.contains("银行实付 = 对账单付出"))
        }
    }

    @Test("a line objected to while the roster is public is held, and the rest is paid", .article("NX-9.3", "IM-15.1"))
    func objection() throws {
        try withGateway { world in
            try world.link(Self.pair)
            let flow = try world.checked(Self.pair)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.act(.holdLine, ["line": try world.line(1, of: flow), "reason": "公示期内有异议"])
            world.wait(days: 8)
            try world.act(.closePublicity, ["roster": flow.roster])
            try world.approve(flow, Self.pair)
            try world.act(.orderPayment, ["roster": flow.roster])
            #expect(
                try world.rows("SELECT line_count, amount_fen FROM payment_order") == [[.integer(1), .integer(10_000)]])
        }
    }

    @Test("one red row that is taken out no longer stops the others", .article("IM-18.2"))
    func redRowTakenOut() throws {
        try withGateway { world in
            world.books.change { $0.identity[Citizen(1).id] = Books.mismatch(Citizen(1).id) }
            let flow = try world.publicised(Self.pair)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            try world.act(.removeLine, ["line": try world.line(1, of: flow), "reason": "主项不一致"])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "")
        }
    }

    @Test("an heir who is dead too is not paid", .article("IM-16.1c"))
    func deadHeir() throws {
        try withGateway { world in
            var paper = ListPaper([1, 2].map { ListRow(Citizen($0), amount: "973.22", quantity: "10") })
            paper.project = "2130122"
            world.books.change { books in
                for index in [1, 11] { books.identity[Citizen(index).id] = Books.dead(Citizen(index).id) }
            }
            let flow = try world.identified(paper)
            let heir = "\(Citizen(11).id),\(Citizen(11).name),\(Citizen(11).account),甲银行,973.22"
            try world.act(
                .decideDeath,
                ["line": try world.line(1, of: flow), "decision": "heirs", "evidence": "公证书", "heirs": heir])
            try world.run()
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, paper)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
        }
    }

    @Test("an account found closed after the approval is not ordered to", .article("IM-16.2"))
    func closedBeforePaying() throws {
        try withGateway { world in
            try world.link(Self.pair)
            let flow = try world.approved(Self.pair)
            world.books.change { $0.accounts[Citizen(1).account] = "Y|Y|1" }
            world.wait(days: 70)
            var next = Self.pair
            next.period = "202606"
            _ = try world.checked(next)
            #expect(refusal { try world.act(.orderPayment, ["roster": flow.roster]) } == "account.unverified")
        }
    }

    @Test("an allocation in two parts is followed until it is whole, by the treasury's own time", .article("IM-19.4"))
    func allocationInParts() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.pair)
            for (paid, state) in [("100.00", "partlyAllocated"), ("200.00", "allocated")] {
                world.books.change { $0.requests[flow.number] = (state == "allocated" ? "2" : "3", "200.00", paid) }
                // The treasury is asked again and again, and says the same.
                for _ in 1...3 {
                    world.wait(hours: 1)
                    try world.run()
                }
                #expect(try world.text("SELECT state FROM payment_order") == state)
            }
            #expect(try world.number("SELECT COUNT(*) FROM event WHERE event LIKE 'allocate%'") == 2)
            #expect(
                try world.number("SELECT allocated_at FROM payment_order")
                    == Instant(Day(number: 20523), hour: 9).milliseconds)
        }
    }

    @Test("a department whose door is shut for days gets the same results when it opens", .article("IM-33.2"))
    func departmentAway() throws {
        try withGateway(adjust: { $0.connections["dept"]?.mappings["result.feed"] = "department/result.json" }) {
            world in
            world.office.next(.resultFeed, .retry(after: .seconds(3 * 86_400), Refusal("503", "系统维护")))
            _ = try world.sent(Self.pair)
            for index in [1, 2] { try world.result(Citizen(index), "S", "0000", name: "res_\(index).txt") }
            #expect(try world.number("SELECT COUNT(*) FROM list WHERE fed_back IS NOT NULL") == 0)
            world.wait(days: 3)
            try world.run()
            #expect(try world.number("SELECT COUNT(*) FROM list WHERE fed_back IS NOT NULL") == 1)
            let sent = world.office.sent(.resultFeed)
            #expect(sent.count == 2 && Set(sent.map(\.number)).count == 1 && sent[0].document == sent[1].document)
        }
    }

    @Test("results that a department refuses go back again the next day", .article("IM-33.2"))
    func departmentRefuses() throws {
        try withGateway(adjust: { $0.connections["dept"]?.mappings["result.feed"] = "department/result.json" }) {
            world in
            world.office.next(.resultFeed, .refused(Refusal("401", "签名校验失败")))
            _ = try world.sent(Self.pair)
            for index in [1, 2] { try world.result(Citizen(index), "S", "0000", name: "res_\(index).txt") }
            #expect(try world.number("SELECT COUNT(*) FROM list WHERE fed_back IS NOT NULL") == 0)
            world.wait(days: 1)
            try world.run()
            #expect(try world.number("SELECT COUNT(*) FROM list WHERE fed_back IS NOT NULL") == 1)
            let sent = world.office.sent(.resultFeed)
            #expect(sent.count == 2 && Set(sent.map(\.number)).count == 2)
        }
    }

    @Test("finance returns what the department approved, and it goes the whole way again", .article("IM-17.2"))
    func financeReturns() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.pair)
            for step in [Act.signRoster, .departmentApprove] { try world.act(step, ["roster": flow.roster]) }
            let arguments = ["roster": flow.roster, "reason": "标准有误"]
            try world.act(.returnRoster, arguments, as: "financeChecker")
            #expect(try world.state(ofRoster: flow) == "returned")
            #expect(refusal { try world.act(.financeApprove, ["roster": flow.roster]) } != "")
            try world.act(.rebuildRoster, ["roster": flow.roster])
            #expect(try world.state(ofRoster: flow) == "building")
        }
    }

    @Test("a register's feed is taken at the profile's interval", .article("IM-16.1c", "IM-29.2"))
    func deathsAtTheirInterval() throws {
        try withGateway { world in
            let taken = "SELECT COUNT(*) FROM document WHERE exchange = 'death.sync'"
            world.civil.offer(.deathSync, "cre_1.txt", Paper.cremations([Citizen(1)]))
            try world.run()
            world.civil.offer(.deathSync, "cre_2.txt", Paper.cremations([Citizen(2)]))
            try world.run()
            #expect(try world.number(taken) == 1)
            world.wait(hours: 1)
            try world.run()
            #expect(try world.number(taken) == 2)
        }
    }
}
