import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What stands before a bank is paid through")
struct BankGateTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    @Test(
        "nothing goes to the bank without the number of the treasury's voucher, which the batch keeps",
        .article("NX-3.2"))
    func voucher() throws {
        try withGateway { world in
            world.books.change { $0.hasVouchers = false }
            let flow = try world.ordered(Self.paper)
            try world.allocate(flow)
            #expect(refusal { try world.act(.releaseBatch, ["order": flow.order]) } == "order.noVoucher")
        }
        try withGateway { world in
            let flow = try world.sent(Self.paper)
            #expect(try world.text("SELECT voucher FROM batch") == "PZ\(flow.number)")
        }
    }

    @Test(
        "a file that nobody here wrote is found where batches go, and fails the proof until two people have answered",
        .article("NX-3.1"))
    func strayFile() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            let ours = try #require(world.bank.sent(.batchSend).first)
            let own = Offer(exchange: .batchSend, name: ours.fileName, size: ours.document.count)
            world.bank.lie([own])
            try world.run()
            #expect(try world.engine.strayFiles().isEmpty)
            world.bank.lie([own, Offer(exchange: .batchSend, name: "req_20260301_099.txt", size: 120)])
            #expect(try world.run().contains { $0.contains("来历不明") })
            #expect(try world.run().isEmpty)
            let stray = try #require(try world.engine.strayFiles().first)
            #expect((stray.state, stray.values["name"]) == ("found", "req_20260301_099.txt"))
            #expect(try world.engine.reconcile().open.contains { $0.contains("req_20260301_099.txt") })
            let explain = ["stray": String(stray.id), "explanation": "测试文件，银行未处理", "evidence": "银行回函"]
            try world.act(.explainStray, explain)
            #expect(
                refusal { try world.act(.confirmStray, ["stray": String(stray.id)], as: "financeMaker") }
                    == "role.missing")
            try world.act(.confirmStray, ["stray": String(stray.id)])
            #expect(try !world.engine.reconcile().open.contains { $0.contains("req_20260301_099.txt") })
            // Another file under that name is another alarm.
            world.bank.lie([own, Offer(exchange: .batchSend, name: "req_20260301_099.txt", size: 130)])
            try world.run()
            #expect(try world.engine.strayFiles().first?.state == "found")
        }
    }

    @Test("a file of ours that was written over is found by its size", .article("NX-3.1"))
    func changedFile() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            let ours = try #require(world.bank.sent(.batchSend).first)
            world.bank.lie([Offer(exchange: .batchSend, name: ours.fileName, size: ours.document.count + 40)])
            try world.run()
            #expect(try world.engine.strayFiles().map { $0.values["reason"] } == ["changed"])
        }
    }

    @Test("a name that may be a person's is told by its digest only", .article("NX-3.1", "IM-30.1"))
    func personalName() throws {
        try withGateway { world in
            world.bank.lie([Offer(exchange: .batchSend, name: "\(Citizen(1).id).txt", size: 1)])
            try world.run()
            let name = try #require(try world.engine.strayFiles().first?.values["name"])
            #expect(name.hasPrefix("sha256-") && !name.contains(Citizen(1).id))
        }
    }

    private func register(_ until: String) throws -> [String: String] {
        [
            "profiles/inner-mongolia.yaml": try Released.text(
                "profiles/inner-mongolia.yaml",
                [
                    "calendars: [china]":
                        "agentBanks:\n  - {connection: bank-a, zh: 甲银行, from: 2024-01-01, until: \(until)}\ncalendars: [china]"
                ])
        ]
    }

    @Test("a bank that has left gets nothing new, and what it has comes to its end", .article("NX-5.1.3"))
    func left() throws {
        try withGateway(files: try register("2026-12-31")) { world in
            let flow = try world.sent(Self.paper)
            try world.result(Citizen(1), "F", "3018", name: "res_1.txt")
            #expect(try world.engine.agentBanks(now: world.now).map(\.state) == ["admitted"])
            try world.release(try register("2026-03-01"))
            let bank = try #require(try world.engine.agentBanks(now: world.now).first)
            #expect((bank.state, bank.values["openBatches"]) == ("endedOpen", "1"))
            let second = try world.approved(Self.paper.of("202604"))
            #expect(refusal { try world.act(.orderPayment, ["roster": second.roster]) } == "bank.notAdmitted")
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            #expect(try world.text("SELECT state FROM batch") == "fullyResulted")
            #expect(try world.engine.agentBanks(now: world.now).map(\.state) == ["ended"])
            #expect(try world.state(ofRoster: flow) == "ordered")
        }
    }

    @Test("files of a bank that is in no register are put aside", .article("NX-5.1.3"))
    func notRegistered() throws {
        let files = [
            "profiles/inner-mongolia.yaml": try Released.text(
                "profiles/inner-mongolia.yaml",
                ["calendars: [china]": "agentBanks: [{connection: bank-b, zh: 乙银行}]\ncalendars: [china]"])
        ]
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.release(files)
            try world.result(Citizen(1), "S", "0000")
            #expect(try world.text("SELECT reason FROM document WHERE name = 'res_1.txt'") == "bank.notAdmitted")
            #expect(try world.text("SELECT kind FROM suspense") == "document")
        }
    }
}
