import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Indicators and links")
struct BudgetTests {
    private static let paper = ListPaper([ListRow(Citizen(1))])

    private func usable(_ world: GatewayWorld) throws -> Int {
        try world.store.read { c in
            try world.engine.taggedIndicators(GatewayWorld.innerMongolia, on: world.now.day, c).usable.count
        }
    }

    @Test(
        "white space around a hot topic's name does not matter", .article("IM-10.1", "IM-10.4"),
        arguments: [
            "惠民惠农财政补贴资金", "　惠民惠农财政补贴资金　", " 惠民惠农财政补贴资金", "“惠民惠农财政补贴资金”",
        ])
    func topicName(_ name: String) throws {
        try withGateway { world in
            world.books.change { $0.topics[0].name = name }
            try world.run()
            #expect(try usable(world) == 1)
        }
    }

    static let unusable: [@Sendable (inout Books.Standing) -> Void] = [
        { $0.topics[0].name = "惠民惠农财政补贴" }, { $0.topics[0].deleted = "1" }, { $0.topics = [] },
        { $0.topics[0].project = "YSXM02" }, { $0.indicators[0].deleted = "1" }, { $0.indicators[0].executable = "2" },
    ]

    @Test(
        "an indicator without the live topic of that name is of no use", .article("IM-10.1", "IM-10.4"),
        arguments: 0..<6)
    func untagged(_ index: Int) throws {
        try withGateway { world in
            world.books.change(Self.unusable[index])
            try world.run()
            #expect(try usable(world) == 0)
            #expect(refusal { try world.link(Self.paper) } == "link.untagged")
        }
    }

    @Test("a topic that is taken away later takes its indicators away", .article("IM-10.4"))
    func takenAway() throws {
        try withGateway { world in
            try world.run()
            #expect(try usable(world) == 1)
            world.books.change { $0.topics[0].deleted = "1" }
            world.wait(days: 1)
            try world.run()
            #expect(try usable(world) == 0)
        }
    }

    @Test("without a released link there is no order", .article("IM-10.5"))
    func noLink() throws {
        try withGateway { world in
            let flow = try world.approved(Self.paper)
            #expect(refusal { try world.act(.orderPayment, ["roster": flow.roster]) } == "link.none")
            #expect(try world.number("SELECT COUNT(*) FROM payment_order") == 0)
            #expect(try world.state(ofRoster: flow) == "financeApproved")
        }
    }

    @Test("a link that does not hold today is none", .article("IM-10.5"))
    func linkOutOfTime() throws {
        try withGateway { world in
            try world.link(Self.paper)
            try world.tamper("UPDATE budget_link SET until_day = from_day")
            let flow = try world.approved(Self.paper)
            #expect(refusal { try world.act(.orderPayment, ["roster": flow.roster]) } == "link.none")
        }
    }

    @Test("an order beyond the indicator's balance is refused", .article("NX-5.2.1"))
    func balance() throws {
        try withGateway { world in
            world.books.change { $0.indicators[0].balance = "99.99" }
            try world.link(Self.paper)
            let flow = try world.approved(Self.paper)
            #expect(refusal { try world.act(.orderPayment, ["roster": flow.roster]) } == "indicator.balance")
        }
    }

    @Test("what earlier orders have taken of an indicator is not there for the next", .article("NX-5.2.1"))
    func committed() throws {
        try withGateway { world in
            world.books.change { $0.indicators[0].balance = "150.00" }
            try world.link(Self.paper)
            let first = try world.approved(Self.paper)
            try world.act(.orderPayment, ["roster": first.roster])
            let second = try world.approved(ListPaper([ListRow(Citizen(2))]))
            #expect(refusal { try world.act(.orderPayment, ["roster": second.roster]) } == "indicator.balance")
        }
    }

    @Test("what the budget system has taken off already is not taken off again", .article("IM-3.3", "NX-5.2.1"))
    func heardOf() throws {
        try withGateway { world in
            world.books.change { $0.indicators[0].balance = "300.00" }
            try world.link(Self.paper)
            let first = try world.approved(Self.paper)
            try world.act(.orderPayment, ["roster": first.roster])
            try world.run()
            world.wait(days: 1)
            try world.run()
            #expect(try world.number("SELECT balance_fen FROM indicator") == 20_000)
            let second = try world.approved(ListPaper([ListRow(Citizen(2)), ListRow(Citizen(3))]))
            try world.act(.orderPayment, ["roster": second.roster])
            let third = try world.approved(ListPaper([ListRow(Citizen(4))]))
            #expect(refusal { try world.act(.orderPayment, ["roster": third.roster]) } == "indicator.balance")
        }
    }

    @Test("an order whose money the treasury has back takes up nothing of its indicator", .article("IM-3.3"))
    func broughtBack() throws {
        try withGateway { world in
            world.books.change { $0.indicators[0].cut = "999900.00" }
            try world.link(Self.paper)
            let flow = try world.approved(Self.paper)
            try world.act(.orderPayment, ["roster": flow.roster])
            try world.run()
            let number = try world.text("SELECT number FROM payment_order")
            for (status, paid) in [("3", "50.00"), ("8", "0.00")] {
                world.books.change { $0.requests[number] = (status, "100.00", paid) }
                world.wait(days: 1)
                try world.run()
            }
            #expect(try world.text("SELECT state FROM payment_order") == "returned")
            let account = try #require(try world.engine.indicatorAccounts().first)
            #expect(account.onWay == .zero && account.free == Money(fen: 10_000))
            let second = try world.approved(ListPaper([ListRow(Citizen(2))]))
            try world.act(.orderPayment, ["roster": second.roster])
        }
    }

    @Test("the treasury's own region needs no link of ours", .article("NX-9.4"))
    func ningxiaNeedsNoLink() throws {
        try withGateway { world in
            var paper = Self.paper
            paper.county = GatewayWorld.ningxia
            let flow = try world.ordered(paper)
            #expect(try world.text("SELECT disbursement FROM payment_order") == "treasuryDirect")
            let sent = try #require(world.treasury.sent(.paymentRequest).first)
            #expect((Books.json(sent.document)["details"] as? [Any])?.count == 1)
            #expect(sent.number == flow.number)
        }
    }

    @Test("an indicator of another year is of no use this year", .article("IM-10.4"))
    func lastYears() throws {
        try withGateway { world in
            try world.run()
            let next = Day(year: world.now.day.year + 1, month: 1, day: 5) ?? world.now.day
            let usable = try world.store.read { c in
                try world.engine.taggedIndicators(GatewayWorld.innerMongolia, on: next, c).usable
            }
            #expect(usable.isEmpty)
        }
    }

    @Test("a link is tried before it is used: what gives nothing today is not released", .article("IM-10.5"))
    func trial() throws {
        try withGateway { world in
            try world.run()
            func proposed(_ project: String) throws -> [String: String] {
                let about = [
                    "county": GatewayWorld.innerMongolia, "project": project, "budgetProject": "YSXM01",
                    "from": "2026-01-01", "until": "2026-12-31",
                ]
                return ["link": try world.act(.proposeLink, about).values["link"] ?? ""]
            }
            let first = try world.act(.releaseLink, try proposed("2080502"))
            #expect((first.values["indicators"], first.values["others"]) == ("1", ""))
            let second = try proposed("2130122")
            world.books.change { $0.indicators[0].executable = "2" }
            world.wait(days: 1)
            try world.run()
            #expect(refusal { try world.act(.releaseLink, second) } == "link.trial")
            world.books.change { $0.indicators[0].executable = "1" }
            world.wait(days: 1)
            try world.run()
            // One budget project serves two subsidies: whoever releases is told.
            #expect(try world.act(.releaseLink, second).values["others"] == "2080502")
            world.wait(days: 365)
            #expect(refusal { try world.act(.releaseLink, try proposed("2130135")) } != "")
        }
    }

    @Test("a link that was ended gives no order any more", .article("IM-10.5"))
    func ended() throws {
        try withGateway { world in
            let paper = ListPaper([ListRow(Citizen(1))])
            try world.link(paper)
            let flow = try world.approved(paper)
            let link = try world.text("SELECT id FROM budget_link")
            #expect(refusal { try world.act(.endLink, ["link": link]) } == "argument.missing")
            try world.act(.endLink, ["link": link, "reason": "预算项目改作他用"])
            #expect(refusal { try world.act(.orderPayment, ["roster": flow.roster]) } == "link.none")
            #expect(refusal { try world.act(.releaseLink, ["link": link]) } == "store.check")
        }
    }
}
