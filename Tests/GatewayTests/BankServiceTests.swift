import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What banks make known")
struct BankServiceTests {
    private func withBanks(_ body: (GatewayWorld) throws -> Void) throws {
        try withGateway(adjust: {
            $0.openBanks()
            $0.publishOutside()
        }) { try body($0) }
    }

    private func offer(_ number: String, _ changes: [String: String] = [:]) -> String {
        let said = [
            "number": number, "category": "DK", "title": "春耕备耕贷款", "text": "凭社会保障卡到网点申请",
            "phone": "0000-0000005", "from": "2026-03-01", "to": "2026-12-31",
        ].merging(changes) { $1 }
        return "{\(said.sorted { $0.key < $1.key }.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ","))}"
    }

    private func come(_ world: GatewayWorld, _ file: String, _ offers: [String]) throws {
        let text = "{\"total\":\(offers.count),\"items\":[\(offers.joined(separator: ","))]}"
        world.bank.offer(.serviceOffer, file, Array(text.utf8))
        try world.run()
    }

    private func release(_ world: GatewayWorld, _ number: String) throws {
        let item = try #require(
            try world.engine.bankServices().last { $0.values["number"] == number && $0.state == "offered" })
        try world.act(.releaseService, ["service": String(item.id)], as: "financeMaker")
        try world.run()
    }

    private func shown(_ world: GatewayWorld) throws -> [[String: Any]]? {
        world.published().last { $0["kind"] as? String == "FW" }?["items"] as? [[String: Any]]
    }

    @Test("an offer is public only when a person has released it, with the bank's name", .article("IM-27.2"))
    func released() throws {
        try withBanks { world in
            try come(world, "FW_1.json", [offer("F1"), offer("F2", ["category": "ZS", "title": "识别诈骗"])])
            #expect(try world.engine.bankServices().map(\.state) == ["offered", "offered"])
            #expect(try shown(world) == nil)
            try release(world, "F1")
            let items = try #require(try shown(world))
            #expect(items.count == 1 && items[0]["code"] as? String == "F1")
            #expect(items[0]["department"] as? String == "甲银行" && items[0]["standard"] as? String == "惠农贷款")
            #expect(try world.newest("services").values["version"] == "1")
            let refused = try #require(try world.engine.bankServices().last)
            try world.act(.refuseService, ["service": String(refused.id), "reason": "与本行网站不符"], as: "financeMaker")
            #expect(try world.engine.bankServices().map(\.state) == ["released", "refused"])
        }
    }

    @Test(
        "an advertisement, a tied sale, another category, a number, a link and too many words are refused, each row by itself",
        .article("IM-27.2"),
        arguments: [
            (["text": "办卡即送礼品，限时抢购"], "service.forbidden"), (["text": "贷款须同时购买保 险"], "service.forbidden"),
            (["title": "稳·赚理财"], "service.forbidden"), (["category": "BX"], "service.category"),
            (["phone": "13000000000"], "service.number"), (["text": "详见 www.example.com"], "service.link"),
            (["title": String(repeating: "长", count: 31)], "service.length"), (["text": ""], "service.length"),
            (["to": "2026-02-28"], "service.term"), (["from": "2026-12-31", "to": "2026-12-30"], "service.term"),
            (["to": "2028-12-31"], "service.term"),
        ])
    func refused(_ changes: [String: String], _ code: String) throws {
        try withBanks { world in
            try come(world, "FW_1.json", [offer("F1"), offer("F2", changes)])
            #expect(try world.engine.bankServices().map { $0.values["number"] } == ["F1"])
            let rejects = try world.rows("SELECT DISTINCT line, code FROM reject ORDER BY line, code")
            #expect(rejects.map { [$0[0].integer.map(String.init), $0[1].text] }.contains(["2", code]))
            #expect(rejects.allSatisfy { $0[0].integer == 2 })
        }
    }

    @Test(
        "what is public stays until a person has released its new version; the same again is no news",
        .article("IM-27.2"))
    func changed() throws {
        try withBanks { world in
            try come(world, "FW_1.json", [offer("F1")])
            try release(world, "F1")
            try come(world, "FW_2.json", [offer("F1")])
            #expect(try world.engine.bankServices().count == 1)
            try come(world, "FW_3.json", [offer("F1", ["title": "秋收贷款"])])
            #expect(try shown(world)?.first?["project"] as? String == "春耕备耕贷款")
            try come(world, "FW_4.json", [offer("F1", ["title": "冬储贷款"])])
            try release(world, "F1")
            #expect(try shown(world)?.map { $0["project"] as? String } == ["冬储贷款"])
            #expect(try world.engine.bankServices().map(\.state) == ["replaced", "replaced", "released"])
        }
    }

    @Test("what a bank takes back, or whose term is over, is shown no more", .article("IM-27.2"))
    func withdrawn() throws {
        try withBanks { world in
            try come(world, "FW_1.json", [offer("F1"), offer("F2", ["to": "2026-03-04"]), offer("F3")])
            for number in ["F1", "F2", "F3"] { try release(world, number) }
            #expect(try shown(world)?.count == 3)
            try come(world, "FW_2.json", ["{\"number\":\"F1\",\"withdrawn\":\"1\"}"])
            #expect(try shown(world)?.map { $0["code"] as? String } == ["F2", "F3"])
            world.wait(days: 3)
            try world.run()
            #expect(try shown(world)?.map { $0["code"] as? String } == ["F3"])
            let last = ["service": String(try #require(try world.engine.bankServices().last).id), "reason": "停办"]
            #expect(refusal { try world.act(.withdrawService, last, as: "clerk-b") } == "service.unknown")
            try world.act(.withdrawService, last, as: "bank")
            try world.run()
            #expect(try shown(world)?.isEmpty == true)
        }
    }

    @Test("a file without the bank's proof offers nothing", .article("IM-27.2"))
    func unproved() throws {
        try withBanks { world in
            world.bank.offer(
                .serviceOffer, "FW_1.json", Array("{\"total\":1,\"items\":[\(offer("F1"))]}".utf8), proof: .none)
            try world.run()
            #expect(try world.engine.bankServices().isEmpty)
            #expect(try world.text("SELECT code FROM reject") == "proof.none")
        }
    }
}
