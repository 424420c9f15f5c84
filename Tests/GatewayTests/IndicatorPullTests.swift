import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What a full pull of indicators does not name any more")
struct IndicatorPullTests {
    private static let paper = ListPaper([ListRow(Citizen(1))])

    private func states(_ world: GatewayWorld) throws -> [String] {
        try world.engine.indicators(now: world.now).map(\.state)
    }

    private func pull(_ world: GatewayWorld) throws {
        world.wait(hours: 24)
        try world.run()
    }

    @Test("is void: nothing is ordered from it, and it is good again when it comes again", .article("IM-10.4"))
    func vanished() throws {
        try withGateway { world in
            try world.link(Self.paper)
            let flow = try world.approved(Self.paper)
            world.books.change { $0.indicators = [] }
            try pull(world)
            #expect(try states(world) == ["void"])
            #expect(refusal { try world.act(.orderPayment, ["roster": flow.roster]) } == "indicator.balance")
            world.books.change { $0.indicators = [Books.Indicator()] }
            try pull(world)
            #expect(try states(world) == ["unread"])
            try world.act(.orderPayment, ["roster": flow.roster])
        }
    }

    @Test("is told when money is on its way from it", .article("IM-10.4"))
    func committed() throws {
        try withGateway { world in
            _ = try world.ordered(Self.paper)
            world.books.change { $0.indicators = [] }
            world.wait(hours: 24)
            let notes = try world.run().joined()
            #expect(notes.contains("其中 1 条已有支付单"))
            #expect(try states(world) == ["voidCommitted"])
        }
    }

    @Test("a topic that vanished tags nothing any more", .article("IM-10.4", "IM-10.1"))
    func topic() throws {
        try withGateway { world in
            try world.run()
            world.books.change { $0.topics = [] }
            try pull(world)
            let usable = try world.store.read { c in
                try world.engine.taggedIndicators(GatewayWorld.innerMongolia, on: world.now.day, c).usable
            }
            #expect(usable.isEmpty)
        }
    }

    @Test("a pull that broke off, or has a row that cannot be read, makes nothing void", .article("IM-10.4"))
    func broken() throws {
        try withGateway { world in
            try world.run()
            world.books.change { books in
                books.indicators = [Books.Indicator()]
                books.indicators[0].id = "ZB02"
                books.indicators[0].balance = "一百万"
            }
            try pull(world)
            #expect(try world.number("SELECT COUNT(*) FROM indicator WHERE void_since IS NOT NULL") == 0)
            world.treasury.next(.indicatorSync, .retry(after: .seconds(60), Refusal("busy", "繁忙")))
            world.treasury.next(.indicatorSync, .retry(after: .seconds(60), Refusal("busy", "繁忙")))
            try pull(world)
            #expect(try world.number("SELECT COUNT(*) FROM indicator WHERE void_since IS NOT NULL") == 0)
        }
    }

    @Test("last year's indicators are of no use and shown as past", .article("IM-10.4"))
    func past() throws {
        try withGateway { world in
            world.books.change { $0.indicators[0].year = "2025" }
            try world.run()
            #expect(try states(world) == ["past"])
            let propose = {
                try world.act(
                    .proposeLink,
                    [
                        "county": GatewayWorld.innerMongolia, "project": "2080502", "budgetProject": "YSXM01",
                        "from": "2026-01-01", "until": "2026-12-31",
                    ])
            }
            #expect(refusal(propose) == "link.untagged")
        }
    }

    @Test("Ningxia pulls its indicators too, and one cut below what is ordered from it is seen", .article("NX-5.1.1"))
    func ningxia() throws {
        let adjust = { (configuration: inout GatewayConfiguration) in
            for index in configuration.counties.indices where configuration.counties[index].code == GatewayWorld.ningxia
            {
                configuration.counties[index].routes["indicator.sync"] = ["budget"]
            }
        }
        try withGateway(adjust: adjust) { world in
            var paper = Self.paper
            paper.county = GatewayWorld.ningxia
            world.books.change { $0.linkedIndicator = "ZB01" }
            _ = try world.ordered(paper)
            func ours() throws -> WorkItem? {
                try world.engine.indicators(now: world.now).first { $0.county == GatewayWorld.ningxia }
            }
            #expect(try ours()?.values["onWayFen"] == "10000")
            world.books.change { $0.indicators[0].cut = "999950.00" }
            try pull(world)
            #expect(try ours()?.state == "over")
            #expect(world.treasury.sent(.indicatorSync).contains { $0.parameters["division"] == "640199000" })
        }
    }
}
