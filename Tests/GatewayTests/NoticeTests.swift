import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

extension GatewayConfiguration {
    /// The first county hands its messages to the carrier.
    mutating func tellPeople() {
        for exchange in ["notice.send", "notice.receipt"] { counties[0].routes[exchange] = ["sms"] }
    }
}

extension GatewayWorld {
    /// What the carrier was handed: kind, phone and text of each message, in their order.
    func told() -> [(kind: String, phone: String, text: String)] {
        carrier.sent(.noticeSend).flatMap { dispatch in
            (Books.json(dispatch.document)["messages"] as? [[String: Any]] ?? []).map {
                ($0["type"] as? String ?? "", $0["mobile"] as? String ?? "", $0["content"] as? String ?? "")
            }
        }
    }

    /// The carrier's answer about every message that it has.
    func receipts(_ word: String) -> [UInt8] {
        let reports = carrier.sent(.noticeSend).flatMap { dispatch in
            (Books.json(dispatch.document)["messages"] as? [[String: Any]] ?? []).map {
                "{\"msgId\":\"\($0["msgId"] ?? "")\",\"stat\":\"\(word)\"}"
            }
        }
        return Array(
            "{\"batchNo\":\"B\",\"total\":\(reports.count),\"reports\":[\(reports.joined(separator: ","))]}".utf8)
    }
}

@Suite("People are told")
struct NoticeTests {
    /// One citizen with a phone and two projects' worth of lines is told twice; the second row has no phone.
    private static let paper = ListPaper([ListRow(Citizen(1)).with("lxdh", "19900000101"), ListRow(Citizen(2))])
    private static let single = ListPaper([ListRow(Citizen(1)).with("lxdh", "19900000101")])

    @Test(
        "a person is told after the credit, by name masked and account's tail, and nobody before",
        .article("IM-35", "IM-33.1a", "IM-33.1e"))
    func toldAfterCredit() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            _ = try world.sent(Self.paper)
            #expect(world.told().isEmpty)
            try world.result(Citizen(1), "S", "0000")
            let told = try #require(world.told().first)
            #expect(world.told().count == 1 && told.kind == "DZ" && told.phone == "19900000101")
            let tail = Citizen(1).account.suffix(4)
            #expect(told.text.contains("尾号\(tail)") && told.text.contains("100.00元") && told.text.contains("高龄津贴"))
            #expect(told.text.contains(Mask.name(Citizen(1).name)))
            for whole in [Citizen(1).name, Citizen(1).id, Citizen(1).account, "19900000101"] {
                #expect(!told.text.contains(whole))
            }
        }
    }

    @Test("two items to one account are two messages", .article("NX-8.2"))
    func itemByItem() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            let neighbour = ListRow(Citizen(2), payee: Citizen(1)).with("lxdh", "19900000101")
            _ = try world.sent(ListPaper([Self.single.rows[0], neighbour.with("je", "100.00")]))
            let rows = try world.rows("SELECT serial FROM attempt ORDER BY id").map { row in
                (row[0].text ?? "", Citizen(1).account, Int64(10_000), "S", "0000")
            }
            world.bank.offer(.batchResult, "res_1.txt", Paper.results(rows))
            try world.run()
            #expect(world.told().map(\.kind) == ["DZ", "DZ"])
            #expect(try world.number("SELECT COUNT(DISTINCT attempt) FROM notice") == 2)
        }
    }

    @Test(
        "who was told of a credit is told that it came back, and again when it is paid after all",
        .article("IM-35"))
    func corrected() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            _ = try world.sent(Self.single)
            try world.result(Citizen(1), "S", "0000")
            world.bank.offer(
                .batchReturn, "ret_1.txt", Paper.returned(try world.serial(Citizen(1)), Citizen(1).account, 10_000))
            try world.run()
            #expect(world.told().map(\.kind) == ["DZ", "GZ", "SB"])
            try world.result(Citizen(1), "S", "0000", name: "res_2.txt")
            #expect(world.told().map(\.kind) == ["DZ", "GZ", "SB", "DZ"])
            world.wait(hours: 3)
            try world.run()
            #expect(world.told().count == 4)
        }
    }

    @Test("a correction waits until the carrier has the message that it corrects", .article("IM-35"))
    func notOvertaken() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            _ = try world.sent(Self.single)
            world.carrier.next(.noticeSend, .unknown(Asking("稍后再看")))
            try world.result(Citizen(1), "S", "0000")
            world.bank.offer(
                .batchReturn, "ret_1.txt", Paper.returned(try world.serial(Citizen(1)), Citizen(1).account, 10_000))
            try world.run()
            #expect(!world.told().map(\.kind).contains("GZ"))
            world.carrier.nextAnswer(.done(Evidence()))
            for _ in 1...3 {
                world.wait(hours: 2)
                try world.run()
            }
            #expect(world.told().map(\.kind).filter { $0 != "SB" } == ["DZ", "GZ"])
        }
    }

    @Test("a credit that came back before anybody was told is not told", .article("IM-35"))
    func neverTold() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            _ = try world.sent(Self.single)
            let serial = try world.serial(Citizen(1))
            world.bank.offer(
                .batchResult, "res_1.txt", Paper.results([(serial, Citizen(1).account, 10_000, "S", "0000")]))
            world.bank.offer(.batchReturn, "ret_1.txt", Paper.returned(serial, Citizen(1).account, 10_000))
            try world.run()
            #expect(world.told().map(\.kind) == ["SB"])
        }
    }

    @Test(
        "an account that its bank does not confirm is told to its holder before anything is paid",
        .article("IM-16.2"))
    func abnormal() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            world.books.change { $0.accounts[Citizen(1).account] = "N|Y|0" }
            _ = try world.checked(Self.paper)
            #expect(world.told().map(\.kind) == ["YC"])
            #expect(world.told()[0].text.contains("不符"))
            world.wait(hours: 2)
            try world.run()
            #expect(world.told().count == 1)
        }
    }

    @Test(
        "an account that was closed after its verification fails its line and is told", .article("IM-16.2", "IM-21.1a"))
    func closedMeanwhile() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            _ = try world.sent(Self.single)
            try world.result(Citizen(1), "F", "3018")
            #expect(world.told().map(\.kind) == ["SB"])
            let failure = try world.text("SELECT id FROM failure")
            #expect(try world.engine.failures()[0].values["noticed"] == "")
            try world.act(.noticeFailure, ["failure": failure])
            #expect(try world.engine.failures()[0].values["noticed"] == String(world.now.milliseconds))
            #expect(refusal { try world.act(.noticeFailure, ["failure": failure]) } == "failure.noticed")
            #expect(
                refusal { try world.act(.confirmActivation, ["failure": failure, "evidence": "x"]) }
                    == "failure.notDormant")
        }
    }

    @Test(
        "a dormant account is told, waits, and is paid again when its bank finds it active; dormant again is told again",
        .article("IM-21.2"))
    func activated() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            let flow = try world.sent(Self.single)
            try world.result(Citizen(1), "F", "3069")
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            func waiting() throws -> String? { try world.engine.failures().first?.values["waiting"] }
            #expect(world.told().map(\.kind) == ["WJH"])
            #expect(try waiting() == "activation")
            let failure = try world.text("SELECT id FROM failure")
            // Activated, the township says; dormant still, its bank says.
            world.books.change { $0.accounts[Citizen(1).account] = "Y|Y|2" }
            world.wait(hours: 2)
            try world.act(.confirmActivation, ["failure": failure, "evidence": "网点回单"])
            #expect(try waiting() == "recheck")
            try world.run()
            #expect(try world.text("SELECT state FROM failure") == "open")
            #expect(world.told().map(\.kind) == ["WJH", "WJH"])
            #expect(try waiting() == "activation")
            #expect(refusal { try world.act(.reissue, ["failure": failure]) } == "failure.unmended")
            world.books.change { $0.accounts = [:] }
            try world.act(.confirmActivation, ["failure": failure, "evidence": "网点回单"])
            try world.run()
            #expect(try world.text("SELECT state FROM failure") == "mended")
            try world.act(.reissue, ["failure": failure])
            try world.act(.approveReissue, ["failure": failure])
            try world.run()
            #expect(try world.text("SELECT state FROM attempt ORDER BY id DESC LIMIT 1") == "instructed")
            #expect(try world.number("SELECT COUNT(DISTINCT account) FROM attempt") == 1)
        }
    }

    @Test("receipts and failures are shown; a word that nobody knows is neither", .article("IM-33.1a"))
    func receipts() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            func states() throws -> [String] { try world.engine.notices().map(\.state) }
            // The second has no phone: nobody can tell him, and the list says so.
            #expect(try states() == ["accepted", "refused"])
            #expect(try world.engine.notices()[1].values["reason"] == "phone.missing")
            world.carrier.next(.noticeReceipt, .done(Evidence(answer: world.receipts("SEEN"))))
            world.wait(hours: 2)
            try world.run()
            #expect(try states()[0] == "accepted")
            #expect(try world.engine.notices()[0].values["code"] == "SEEN")
            world.carrier.next(.noticeReceipt, .done(Evidence(answer: world.receipts("UNDELIV"))))
            world.wait(hours: 2)
            try world.run()
            #expect(try states()[0] == "undelivered")
            world.carrier.offer(.noticeReceipt, "RPT_1.json", world.receipts("DELIVRD"))
            try world.run()
            #expect(try states()[0] == "delivered")
        }
    }

    @Test("a receipt for a message of somebody else changes nothing and is rejected with its row", .article("IM-33.1a"))
    func foreignReceipt() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            let bytes = Array(
                "{\"batchNo\":\"B\",\"total\":1,\"reports\":[{\"msgId\":\"N9\",\"stat\":\"DELIVRD\"}]}".utf8)
            world.carrier.offer(.noticeReceipt, "RPT_1.json", bytes)
            try world.run()
            #expect(try world.text("SELECT code FROM reject") == "notice.unknown")
        }
    }

    @Test(
        "what may have reached the carrier is asked about by its number, and never sent under another",
        .article("IM-35"))
    func unknownIsAsked() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            _ = try world.sent(Self.single)
            world.carrier.next(.noticeSend, .unknown(Asking("问")))
            try world.result(Citizen(1), "S", "0000")
            #expect(try world.engine.notices().map(\.state) == ["posted"])
            world.wait(hours: 1)
            try world.run()
            #expect(world.carrier.asked.map(\.number) == world.carrier.sent(.noticeSend).map(\.number))
            world.carrier.nextAnswer(.done(Evidence()))
            world.wait(hours: 1)
            try world.run()
            #expect(world.carrier.sent(.noticeSend).count == 1)
            #expect(try world.engine.notices().map(\.state) == ["accepted"])
        }
    }

    @Test("a carrier that refuses, or none at all, stops no payment; nobody is woken at night", .article("IM-35"))
    func neverInTheWay() throws {
        try withGateway { world in
            _ = try world.sent(Self.single)
            try world.result(Citizen(1), "S", "0000")
            #expect(world.carrier.sent.isEmpty)
            #expect(try world.number("SELECT paid_fen FROM claim") == 10_000)
        }
        try withGateway(adjust: { $0.tellPeople() }) { world in
            _ = try world.sent(Self.single)
            world.carrier.next(.noticeSend, .refused(Refusal("x", "y")))
            world.wait(hours: 12)
            try world.result(Citizen(1), "S", "0000")
            #expect(world.carrier.sent(.noticeSend).isEmpty)
            #expect(try world.number("SELECT paid_fen FROM claim") == 10_000)
            world.wait(hours: 11)
            try world.run()
            #expect(try world.engine.notices().map(\.state) == ["refused"])
            #expect(try world.engine.notices()[0].values["reason"] == "carrier.refused")
        }
    }

    @Test("nobody is told of the money of somebody who is dead", .article("IM-35"))
    func dead() throws {
        try withGateway(adjust: { $0.tellPeople() }) { world in
            _ = try world.sent(Self.single)
            world.civil.offer(.deathSync, "d_1.txt", Paper.cremations([Citizen(1)], died: "20260310"))
            world.wait(hours: 2)
            try world.run()
            try world.result(Citizen(1), "F", "3018")
            #expect(world.told().isEmpty)
        }
    }
}
