import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Owed, missed, wrong: the department's set beside the paid set")
struct GapsTests {
    private func kinds(_ world: GatewayWorld) throws -> [String] {
        let found = try world.engine.gaps()
        #expect(found.accounts.allSatisfy { $0.holds })
        return found.gaps.map { "\($0.kind.rawValue) \($0.row) \($0.sum.fen)" }
    }

    @Test("a row that is in flight is not missed", .article("NX-10.2"))
    func inFlight() throws {
        try withGateway { world in
            let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])
            let list = try world.submit(paper).list ?? 0
            #expect(try kinds(world) == ["missed 1 10000", "missed 2 10000"])
            try world.act(.buildRoster, ["list": String(list)])
            #expect(try kinds(world).isEmpty)
        }
        try withGateway { world in
            _ = try world.sent(ListPaper([ListRow(Citizen(1))]))
            #expect(try kinds(world).isEmpty)
            let sums = try #require(try world.engine.gaps().accounts.first?.sums)
            #expect(sums[.onWay] == Money(fen: 10_000))
        }
    }

    @Test("what failed is owed, what was held or left is missed, what was stopped is not due", .article("IM-22.2"))
    func threeLists() throws {
        try withGateway { world in
            let paper = ListPaper((1...5).map { ListRow(Citizen($0)) })
            let built = try world.checked(paper)
            try world.act(.holdLine, ["line": try world.line(4, of: built), "reason": "外出"])
            try world.act(.removeLine, ["line": try world.line(5, of: built), "reason": "不符合"])
            try world.publicise(built, paper)
            try world.link(paper)
            try world.approve(built, paper)
            try world.act(.orderPayment, ["roster": built.roster])
            try world.run()
            let order = try world.rows("SELECT id, number FROM payment_order")[0]
            var flow = built
            flow.order = String(order[0].integer ?? 0)
            flow.number = order[1].text ?? ""
            try world.allocate(flow)
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
            try world.result(Citizen(3), "F", "3018", name: "res_3.txt")
            #expect(try kinds(world) == ["owed 2 10000", "owed 3 10000", "missed 4 10000"])
            let batch = try world.text("SELECT number FROM batch")
            try world.statement(Paper.statement(opening: 0, [(30_000, flow.number, ""), (-10_000, batch, "")]))
            _ = try world.movedOut(Citizen(3))
            #expect(try kinds(world) == ["owed 2 10000", "missed 3 10000", "missed 4 10000"])
            var again = ListPaper([ListRow(Citizen(3))])
            again.approval = "补发一号"
            _ = try world.built(again)
            #expect(try kinds(world) == ["owed 2 10000", "missed 4 10000"])
            let account = try #require(try world.engine.gaps().accounts.first)
            #expect(account.rows == 5 && account.persons == 5)
            #expect(account.sums[.notDue] == Money(fen: 20_000))
        }
    }

    @Test("what was paid beyond the due, or in error, is wrong until it has come back", .article("IM-22.2"))
    func wrong() throws {
        try withGateway { world in
            _ = try world.sent(ListPaper([ListRow(Citizen(1))]))
            try world.result(Citizen(1), "S", "0000")
            let recovery =
                try world.act(
                    .openRecovery,
                    [
                        "attempt": try world.text("SELECT id FROM attempt"), "amount": "40.00", "reason": "重复享受",
                        "evidence": "底稿",
                    ]
                ).values["recovery"] ?? ""
            #expect(try kinds(world) == ["wrong 1 4000"])
            try world.act(.notifyRecovery, ["recovery": recovery, "evidence": "送达"])
            try world.act(
                .receiveRecovery, ["recovery": recovery, "amount": "40.00", "number": "JK1", "day": "2026-03-20"])
            try world.act(.confirmRecovery, ["recovery": recovery])
            #expect(try kinds(world).isEmpty)
        }
    }

    @Test("what was paid twice is wrong, and no more when it has come back", .article("IM-22.2", "NX-10.3"))
    func paidTwice() throws {
        try withGateway { world in
            _ = try world.reissued(ListPaper([ListRow(Citizen(1))]))
            let first = try world.text("SELECT serial FROM attempt WHERE ordinal = 1")
            world.bank.offer(
                .batchResult, "res_9.txt", Paper.results([(first, Citizen(1).account, 10_000, "S", "0000")]))
            try world.run()
            #expect(try kinds(world) == ["wrong 1 10000"])
            let recovery = ["recovery": try world.text("SELECT id FROM recovery")]
            try world.act(.notifyRecovery, recovery.merging(["evidence": "送达"]) { $1 })
            try world.act(
                .receiveRecovery, recovery.merging(["amount": "100.00", "number": "JK1", "day": "2026-03-20"]) { $1 })
            try world.act(.confirmRecovery, recovery)
            #expect(try kinds(world).isEmpty)
        }
    }
}
