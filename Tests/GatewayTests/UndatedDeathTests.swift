import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("A death without a day")
struct UndatedDeathTests {
    private static let paper = ListPaper([ListRow(Citizen(1))])

    /// Somebody who was paid in March and whom the register calls dead in April, without a day.
    private func told(_ world: GatewayWorld) throws -> String {
        _ = try world.sent(Self.paper)
        try world.result(Citizen(1), "S", "0000")
        let undated = Books.dead(Citizen(1).id).components(separatedBy: "<SWRQ>")[0]
        world.books.change { $0.identity[Citizen(1).id] = undated }
        _ = try world.identified(Self.paper.of("202604"))
        return try world.text("SELECT id FROM death_inquiry")
    }

    @Test(
        "opens a question, and a case when the township has told the day and its leader confirmed it",
        .article("IM-16.1e"))
    func asked() throws {
        try withGateway { world in
            let inquiry = try told(world)
            #expect(try world.number("SELECT COUNT(*) FROM recovery") == 0)
            let item = try #require(try world.engine.deathInquiries().first)
            #expect((item.state, item.values["paidFen"], item.values["recoveryFen"]) == ("asked", "10000", "0"))
            #expect(item.values["name"] == Mask.name(Citizen(1).name))
            let arguments = ["inquiry": inquiry, "day": "2026-01-15", "evidence": "死亡证明"]
            #expect(
                refusal { try world.act(.tellDeathDay, arguments.merging(["day": "2027-01-01"]) { $1 }) } == "death.day"
            )
            try world.act(.tellDeathDay, arguments)
            try world.run()
            #expect(try world.number("SELECT COUNT(*) FROM recovery") == 0)
            #expect(
                refusal { try world.act(.confirmDeathDay, ["inquiry": inquiry], as: "double.townshipLeader") }
                    == "duty.taken")
            try world.act(.confirmDeathDay, ["inquiry": inquiry])
            try world.run()
            #expect(
                try world.rows("SELECT amount_fen, article, state FROM recovery")
                    == [[.integer(10_000), .text("IM-16.1e"), .text("opened")]])
        }
    }

    @Test("a day that is corrected makes the case anew, and corrected back once more", .article("IM-16.1e"))
    func corrected() throws {
        try withGateway { world in
            let inquiry = try told(world)
            for (day, state) in [("2026-01-15", "opened"), ("2026-04-01", "withdrawn"), ("2026-01-16", "opened")] {
                world.now = max(world.now, Instant(try #require(Day("2026-04-02".utf8)), hour: 10))
                try world.act(.tellDeathDay, ["inquiry": inquiry, "day": day, "evidence": "死亡证明"])
                try world.act(.confirmDeathDay, ["inquiry": inquiry])
                try world.run()
                #expect(try world.text("SELECT state FROM recovery") == state, "\(day)")
            }
            #expect(try world.number("SELECT COUNT(*) FROM recovery") == 1)
        }
    }

    @Test("the register's own day takes the place of the township's", .article("IM-16.1e"))
    func registersWordPrevails() throws {
        try withGateway { world in
            let inquiry = try told(world)
            try world.act(.tellDeathDay, ["inquiry": inquiry, "day": "2026-01-15", "evidence": "死亡证明"])
            try world.act(.confirmDeathDay, ["inquiry": inquiry])
            try world.run()
            #expect(try world.text("SELECT state FROM recovery") == "opened")
            world.civil.offer(
                .deathSync, "HH_1.txt", Paper.cremations([Citizen(1)], died: "20260401"), proof: .none)
            world.wait(hours: 2)
            try world.run()
            #expect(try world.text("SELECT state FROM recovery") == "withdrawn")
        }
    }

    @Test(
        "the register's own day settles the question, and money that was handed in keeps its case", .article("IM-16.1e")
    )
    func registersDay() throws {
        try withGateway { world in
            _ = try told(world)
            world.civil.offer(.deathSync, "HH_1.txt", Paper.cremations([Citizen(1)]), proof: .none)
            world.wait(hours: 2)
            try world.run()
            #expect(try world.text("SELECT state FROM death_inquiry") == "settled")
            let recovery = ["recovery": try world.text("SELECT id FROM recovery")]
            try world.act(.notifyRecovery, recovery.merging(["evidence": "送达回证"]) { $1 })
            try world.act(
                .receiveRecovery, recovery.merging(["amount": "30.00", "number": "JK1", "day": "2026-03-20"]) { $1 })
            world.civil.offer(
                .deathSync, "HH_2.txt", Paper.cremations([Citizen(1)], died: "20260701"), proof: .none)
            world.wait(hours: 2)
            try world.run()
            #expect(try world.text("SELECT state FROM recovery") == "notified")
        }
    }
}
