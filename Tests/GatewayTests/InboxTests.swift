import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing

@Suite("What waits to be taken")
struct InboxTests {
    private func waiting(_ world: GatewayWorld, _ exchange: String) throws -> [String?] {
        let item = try world.engine.exchanges(now: world.now).first {
            $0.values["exchange"] == exchange && $0.values["connection"] == "bank-a"
        }
        return [item?.values["waiting"], item?.values["waitingHours"]]
    }

    @Test("how many files wait at an exchange, and how long the oldest, is told until they are taken or gone")
    func counted() throws {
        try withGateway { world in
            try world.run()
            #expect(try waiting(world, "batch.result") == ["0", ""])
            world.bank.leave(["res_1.txt", "张三.txt"])
            try world.run()
            world.wait(hours: 5)
            world.bank.leave(["res_1.txt", "res_2.txt"])
            try world.run()
            #expect(try waiting(world, "batch.result") == ["2", "5"])
            for row in try world.rows("SELECT name FROM inbox_file") { #expect(row[0].text?.contains("res") == false) }
            world.bank.leave(["res_2.txt"])
            try world.run()
            #expect(try waiting(world, "batch.result") == ["1", "0"])
            world.bank.leave([])
            try world.run()
            #expect(try waiting(world, "batch.result") == ["0", ""])
        }
    }

    @Test("a folder that cannot be reached says nothing new of what waited there")
    func silent() throws {
        try withGateway { world in
            world.bank.leave(["res_1.txt"])
            try world.run()
            world.bank.leave([])
            world.bank.silence(Refusal("wire.notSent", "连不上"))
            world.wait(hours: 2)
            try world.run()
            #expect(try waiting(world, "batch.result") == ["1", "2"])
        }
    }

    @Test("a file with a name that may be a person's waits, and what has no interval is told where something lies")
    func unscheduled() throws {
        try withGateway(adjust: { $0.openBanks() }) { world in
            world.bank.offer(.historyLookup, "640199195001010010000.txt", Paper.bytes(["x"]))
            try world.run()
            #expect(try waiting(world, "history.lookup") == ["1", "0"])
            #expect(try world.engine.exchanges(now: world.now).last?.state == "waiting")
        }
    }
}
