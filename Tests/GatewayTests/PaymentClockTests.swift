import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Who is late with a payment, and who is not")
struct PaymentClockTests {
    private static let single = ListPaper([ListRow(Citizen(1))])

    private func clock(_ world: GatewayWorld, _ clock: RegionProfile.Clock, last: Bool = false) throws -> ClockReading {
        let found = try world.engine.clocks(now: world.now).map(\.reading).filter { $0.clock == clock }
        return try #require(last ? found.last : found.first)
    }

    @Test("whoever changes an account is done when its bank knows it", .article("IM-21.1a"))
    func lateStatement() throws {
        try withGateway { world in
            let (_, _, failure) = try world.failedAndChanged(Self.single)
            try world.act(.approveAccount, ["failure": failure])
            try world.run()
            let verified = world.now
            world.wait(days: 20)
            try world.run()
            #expect(try world.text("SELECT state FROM failure") == "open")
            let reading = try clock(world, .accountChange)
            #expect(reading.stopped == verified && !reading.isBreached(at: world.now))
        }
    }

    @Test("a failure that turns out paid is nobody's to mend, and its clock stands", .article("IM-21.1a", "NX-10.1"))
    func lateSuccess() throws {
        try withGateway { world in
            _ = try world.sent(Self.single)
            try world.result(Citizen(1), "F", "3018", name: "res_1.txt")
            try world.result(Citizen(1), "S", "0000", name: "res_2.txt")
            world.wait(days: 20)
            try world.run()
            #expect(try clock(world, .accountChange).isBreached(at: world.now) == false)
        }
    }

    @Test("what is paid again is late from its own release on, not from the first money", .article("IM-20.2"))
    func reissued() throws {
        try withGateway { world in
            let (flow, _, failure) = try world.failedAndChanged(Self.single)
            try world.act(.approveAccount, ["failure": failure])
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            world.wait(days: 21)
            try world.run()
            try world.act(.reissue, ["failure": failure])
            try world.act(.approveReissue, ["failure": failure])
            try world.run()
            let released = world.now
            var reading = try clock(world, .bankPays, last: true)
            #expect(reading.started == released && reading.holders.isEmpty)
            world.wait(days: 10)
            reading = try clock(world, .bankPays, last: true)
            #expect(reading.isBreached(at: world.now) && reading.holders == [.bank])
        }
    }

    @Test(
        "money that came before the lines were sent is finance's delay, lines that lay at the bank are the bank's",
        .article("IM-20.1", "IM-20.2"))
    func whoHeldTheBall() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.single)
            try world.allocate(flow)
            let came = Instant(try #require(Day("2026-03-11".utf8)), hour: 9)
            #expect(try clock(world, .batchSend).started == came)
            world.wait(days: 8)
            try world.run()
            #expect(try clock(world, .batchSend).isBreached(at: world.now))
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            #expect(try clock(world, .batchSend).stopped == world.now)
            try world.result(Citizen(1), "S", "0000")
            let reading = try clock(world, .bankPays)
            #expect(reading.isBreached(at: world.now) && reading.holders == [.finance])
        }
    }

    @Test("a further part of the money asks for a further batch", .article("IM-20.1"))
    func furtherPart() throws {
        try withGateway { world in
            let flow = try world.ordered(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            world.books.change { $0.requests[flow.number] = ("3", "200.00", "150.00") }
            world.wait(hours: 1)
            try world.run()
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            world.wait(days: 21)
            try world.allocate(flow)
            world.wait(days: 7)
            try world.run()
            #expect(try clock(world, .batchSend).stopped == nil)
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            #expect(try clock(world, .batchSend).stopped == world.now)
        }
    }
}
