import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

extension GatewayConfiguration {
    /// The first county publishes to a host outside.
    mutating func publishOutside() {
        for exchange in ["publication", "publication.receipt"] { counties[0].routes[exchange] = ["web"] }
    }
}

extension GatewayWorld {
    /// What the host was handed, oldest first.
    func published() -> [[String: Any]] { web.sent(.publication).map { Books.json($0.document) } }

    /// A channel tells what it shows.
    func shows(
        _ channel: String, _ number: String, _ checksum: String, state: String = "SHOWN", at time: String = "",
        file: String
    ) throws {
        let bytes = Array(
            """
            {"total":1,"channels":[{"number":"\(number)","channel":"\(channel)","checksum":"\(checksum)",\
            "state":"\(state)","time":"\(time)"}]}
            """.utf8)
        web.offer(.publicationReceipt, file, bytes)
        try run()
    }

    /// The newest publication of a kind.
    func newest(_ kind: String) throws -> WorkItem {
        try #require(try engine.publications().last { $0.values["kind"] == kind })
    }
}

@Suite("What is made public outside")
struct PublicationTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    @Test(
        "the county's policies are published with their version, once, and again when they change; history is kept",
        .article("NX-5.2.3", "IM-8.1", "IM-9.1", "IM-13.1", "IM-33.1e"))
    func policies() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            try world.run()
            try world.run()
            #expect(world.published().count == 1)
            let first = world.published()[0]
            #expect(first["kind"] as? String == "ZC" && first["version"] as? Int == 1)
            let items = try #require(first["items"] as? [[String: Any]])
            #expect(items.contains { $0["project"] as? String == "高龄津贴" && $0["standard"] as? String == "每人 100 元" })
            try world.release([
                "catalogue/demo.yaml": try Released.text("catalogue/demo.yaml", [#"rate: "100""#: #"rate: "120""#])
            ])
            try world.run()
            let second = world.published()[1]
            #expect(second["version"] as? Int == 2 && second["replaces"] as? String == first["number"] as? String)
            #expect(try world.engine.publications().map(\.state) == ["superseded", "hosted"])
        }
    }

    @Test("a page that still shows an old standard is named until it shows the new one", .article("IM-9.1", "IM-28.1"))
    func cachedPage() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            try world.run()
            let old = try world.newest("policies").values
            try world.shows("门户网站", old["number"] ?? "", old["checksum"] ?? "", file: "HZ_1.json")
            #expect(try world.newest("policies").state == "published")
            #expect(try world.newest("policies").values["differing"] == "")
            try world.release([
                "catalogue/demo.yaml": try Released.text("catalogue/demo.yaml", [#"rate: "100""#: #"rate: "120""#])
            ])
            try world.run()
            #expect(try world.newest("policies").values["differing"] == "门户网站")
            let new = try world.newest("policies").values
            try world.shows("门户网站", new["number"] ?? "", old["checksum"] ?? "", file: "HZ_2.json")
            #expect(try world.newest("policies").values["differing"] == "门户网站")
            try world.shows("门户网站", new["number"] ?? "", new["checksum"] ?? "", file: "HZ_3.json")
            #expect(try world.newest("policies").values["differing"] == "")
        }
    }

    @Test(
        "a policy that ends is published as ended on the day after, without anybody asking",
        .article("NX-5.2.3", "IM-9.1"))
    func stopped() throws {
        let ending = try Released.text(
            "catalogue/demo.yaml", ["    zh: 高龄津贴\n": "    zh: 高龄津贴\n    until: 2026-03-03\n"])
        try withGateway(files: ["catalogue/demo.yaml": ending], adjust: { $0.publishOutside() }) { world in
            try world.run()
            func state() throws -> String? {
                let items = try #require(world.published().last?["items"] as? [[String: Any]])
                return items.first { $0["project"] as? String == "高龄津贴" }?["state"] as? String
            }
            #expect(try state() == "ZX")
            world.wait(days: 2)
            try world.run()
            #expect(try state() == "TZ")
        }
    }

    @Test("a county tells the standard of its own projects and not of those of another level", .article("IM-8.1"))
    func twoLevels() throws {
        let region = """
            title: 自治区
            level: region
            departments: {a: {zh: 厅, contact: 处, phone: "1"}}
            projects:
              - code: "9000001"
                zh: 自治区项目
                department: a
                unit: person
                onDeath: stop
                standard: {rate: "50", per: 人, rounding: halfUp, step: fen, tolerance: "1.00"}
            """
        let county = try Released.text(
            "catalogue/demo.yaml",
            ["title: 演示用补贴项目目录\n": "title: 旗\nextends: catalogue/region\nselect: [\"9000001\"]\n"])
        try withGateway(
            files: ["catalogue/region.yaml": region, "catalogue/demo.yaml": county], adjust: { $0.publishOutside() }
        ) { world in
            try world.run()
            let items = try #require(world.published()[0]["items"] as? [[String: Any]])
            let above = try #require(items.first { $0["code"] as? String == "9000001" })
            #expect(above["standard"] == nil && above["note"] as? String == "标准以自治区公布的为准")
            #expect(world.published()[0]["level"] as? String == "3")
        }
    }

    @Test(
        "a roster is shown outside with village, masked name and amount, and with the same facts as the board here",
        .article("IM-28.1", "IM-15.1", "IM-25.1", "IM-30.1"))
    func roster() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            let flow = try world.checked(Self.paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.run()
            let shown = try #require(world.published().last)
            #expect(shown["kind"] as? String == "QC" && shown["until"] as? String == "2026-03-09")
            let items = try #require(shown["items"] as? [[String: Any]])
            #expect(items.map { $0["name"] as? String } == [1, 2].map { Mask.name(Citizen($0).name) })
            let text = world.web.sent(.publication).map { String(decoding: $0.document, as: UTF8.self) }.joined()
            for whole in [Citizen(1).name, Citizen(1).id, Citizen(1).account] { #expect(!text.contains(whole)) }
            #expect(try world.text("SELECT digest FROM publicity") == world.newest("roster").values["checksum"])
        }
    }

    @Test(
        "a line that is held while public is taken off everywhere; a board in a village that was not corrected is named",
        .article("IM-28.1", "IM-9.1"))
    func correctedInOnePlace() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            let flow = try world.checked(Self.paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.run()
            let first = try world.newest("roster")
            let short = String(first.values["checksum"]?.prefix(8) ?? "")
            func compare(_ item: WorkItem, _ checksum: String) throws -> String? {
                try world.act(
                    .compareChannel,
                    ["publication": String(item.id), "channel": "东村公示栏", "checksum": checksum, "evidence": "照片 1"]
                ).values["agrees"]
            }
            #expect(try compare(first, short) == "true")
            #expect(refusal { try compare(first, "ab") } == "publication.checksum")
            try world.act(.holdLine, ["line": try world.line(1, of: flow), "reason": "有异议"])
            try world.run()
            let second = try world.newest("roster")
            #expect(second.values["version"] == "2" && second.values["rows"] == "1")
            #expect(second.values["differing"] == "东村公示栏")
            #expect(try compare(second, String(second.values["checksum"]?.prefix(8) ?? "")) == "true")
            #expect(try world.newest("roster").values["differing"] == "")
        }
    }

    @Test("when the term is over it is taken back, and is gone only when every channel says so", .article("IM-25.1"))
    func withdrawn() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            let flow = try world.checked(Self.paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.run()
            let shown = try world.newest("roster").values
            for (index, channel) in ["门户网站", "小程序"].enumerated() {
                try world.shows(channel, shown["number"] ?? "", shown["checksum"] ?? "", file: "HZ_\(index).json")
            }
            world.wait(days: 8)
            try world.act(.closePublicity, ["roster": flow.roster])
            try world.run()
            #expect(world.published().last?["kind"] as? String == "CX")
            #expect(world.published().last?["replaces"] as? String == shown["number"])
            #expect(try world.newest("roster").values["differing"] == "小程序、门户网站")
            try world.shows("门户网站", shown["number"] ?? "", "", state: "GONE", file: "HZ_5.json")
            #expect(try world.newest("roster").state == "withdrawing")
            #expect(try world.newest("roster").values["differing"] == "小程序")
            try world.shows("小程序", shown["number"] ?? "", "", state: "GONE", file: "HZ_6.json")
            #expect(try world.newest("roster").state == "withdrawn")
            world.wait(days: 1)
            try world.run()
            #expect(try world.newest("roster").state == "withdrawn")
        }
    }

    @Test("what was taken back is not gone while a channel shows the version before it", .article("IM-25.1"))
    func earlierVersion() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            let flow = try world.checked(Self.paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.run()
            let first = try world.newest("roster").values
            try world.shows("门户网站", first["number"] ?? "", first["checksum"] ?? "", file: "HZ_1.json")
            try world.act(.holdLine, ["line": try world.line(2, of: flow), "reason": "有异议"])
            try world.run()
            world.wait(days: 8)
            try world.act(.closePublicity, ["roster": flow.roster])
            try world.run()
            #expect(world.published().last?["kind"] as? String == "CX")
            #expect(try world.newest("roster").state == "withdrawing")
            #expect(try world.newest("roster").values["differing"] == "门户网站")
            try world.shows("门户网站", first["number"] ?? "", "", state: "GONE", file: "HZ_2.json")
            #expect(try world.newest("roster").state == "withdrawn")
        }
    }

    @Test("what cannot be shown holds up neither the other pages nor the payments", .article("NX-6.2.4", "IM-26.1"))
    func numberOnABoard() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            let flow = try world.checked(Self.paper)
            try world.tamper("UPDATE list_line SET village = '640199001001201' WHERE line = 1")
            #expect(
                refusal { try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"]) }
                    == "board.number")
            try world.tamper("UPDATE list_line SET village = '东村' WHERE line = 1")
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.tamper("UPDATE list_line SET village = '640199001001201' WHERE line = 1")
            let before = world.published().count
            let progress = try world.engine.run(now: world.now)
            #expect(progress.remarks.contains { $0.contains("zone.number") })
            #expect(world.published().dropFirst(before).allSatisfy { $0["kind"] as? String != "QC" })
            #expect(try world.number("SELECT COUNT(*) FROM outbox WHERE state = 'ready'") == 0)
        }
    }

    @Test(
        "a version that was taken back is gone when its channels show the next, which a late word of that end leaves alone",
        .article("IM-25.1"))
    func nextVersion() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            let flow = try world.checked(Self.paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.run()
            let first = try world.newest("roster")
            func shows(_ channel: String, _ item: WorkItem, _ file: String) throws {
                try world.shows(
                    channel, item.values["number"] ?? "", item.values["checksum"] ?? "", file: file)
            }
            for (index, channel) in ["门户网站", "小程序"].enumerated() { try shows(channel, first, "HZ_1\(index).json") }
            try world.act(.withdrawPublication, ["publication": String(first.id), "reason": "标题有误"])
            try world.act(.holdLine, ["line": try world.line(1, of: flow), "reason": "有异议"])
            try world.run()
            let second = try world.newest("roster")
            #expect(second.values["version"] == "2")
            func state() throws -> String? { try world.engine.publications().first { $0.id == first.id }?.state }
            try shows("门户网站", second, "HZ_20.json")
            #expect(try state() == "withdrawing")
            try shows("小程序", second, "HZ_21.json")
            #expect(try state() == "withdrawn")
            try world.shows("小程序", first.values["number"] ?? "", "", state: "GONE", file: "HZ_22.json")
            #expect(try world.newest("roster").state == "published")
            #expect(try world.newest("roster").values["differing"] == "")
        }
    }

    @Test(
        "a page that the host may not have yet is overtaken neither by the next version nor by its own withdrawal",
        .article("IM-9.1", "IM-25.1"))
    func inOrder() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            let flow = try world.checked(Self.paper)
            try world.run()
            let before = world.published().count
            func numbers() -> [String] { world.published().dropFirst(before).compactMap { $0["number"] as? String } }
            world.web.next(.publication, .unknown(Asking("稍后再看")))
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.run()
            let first = try world.newest("roster").id
            try world.act(.holdLine, ["line": try world.line(1, of: flow), "reason": "有异议"])
            try world.run()
            let second = try world.newest("roster").id
            try world.act(.withdrawPublication, ["publication": String(second), "reason": "标题有误"])
            try world.run()
            #expect(numbers() == ["GK\(first)"], "nothing follows what may still arrive")
            // The host has nothing of it: it goes again, and what waited goes after it.
            world.web.nextAnswer(.retry(after: .seconds(0), Refusal("file.absent", "没有该文件")))
            world.wait(hours: 1)
            for _ in 1...4 { try world.run() }
            #expect(numbers() == ["GK\(first)", "GK\(first)", "GK\(second)", "CX\(second)"])
        }
    }

    @Test(
        "receipts that are read in another order than a channel wrote them leave what it said last",
        .article("IM-25.1", "IM-28.1"))
    func receiptsInAnyOrder() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            try world.run()
            let page = try world.newest("policies")
            let (number, checksum) = (page.values["number"] ?? "", page.values["checksum"] ?? "")
            try world.shows("门户网站", number, checksum, at: "2026-03-02 09:00:00", file: "HZ_1.json")
            try world.act(.withdrawPublication, ["publication": String(page.id), "reason": "标题有误"])
            try world.run()
            try world.shows("小程序", number, "", state: "GONE", at: "2026-03-02 09:30:00", file: "HZ_4.json")
            try world.shows("小程序", number, checksum, at: "2026-03-02 09:00:00", file: "HZ_2.json")
            #expect(try world.newest("policies").state == "withdrawing")
            try world.shows("门户网站", number, "", state: "GONE", at: "2026-03-02 09:30:00", file: "HZ_3.json")
            #expect(try world.newest("policies").state == "withdrawn")
            #expect(try world.newest("policies").values["differing"] == "")
            // What it says later, it shows: the page is back.
            world.wait(hours: 3)
            try world.shows("小程序", number, checksum, at: "2026-03-02 10:30:00", file: "HZ_5.json")
            #expect(try world.newest("policies").values["differing"] == "小程序")
        }
    }

    @Test("a board that nobody is left on is taken back, and shown again when somebody is", .article("IM-9.1"))
    func nobodyLeft() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            let flow = try world.checked(Self.paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.run()
            for row in [1, 2] {
                try world.act(.holdLine, ["line": try world.line(row, of: flow), "reason": "有异议"])
            }
            try world.run()
            #expect(try world.newest("roster").state == "withdrawn")
            #expect(world.published().last?["kind"] as? String == "CX")
            try world.act(.freeLine, ["line": try world.line(1, of: flow), "reason": "异议不成立"])
            try world.run()
            let again = try world.newest("roster")
            #expect(again.values["version"] == "2" && again.values["rows"] == "1" && again.state == "hosted")
            // Another one, of the same sum, is another board.
            try world.act(.holdLine, ["line": try world.line(1, of: flow), "reason": "有异议"])
            try world.run()
            try world.act(.freeLine, ["line": try world.line(2, of: flow), "reason": "异议不成立"])
            try world.run()
            #expect(try world.newest("roster").values["version"] == "3")
        }
    }

    @Test("what was published wrongly is taken back by its department, with the reason", .article("IM-25.1"))
    func takenBackByHand() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            try world.run()
            let item = try world.newest("policies")
            let arguments = ["publication": String(item.id), "reason": "标准有误"]
            try world.act(.withdrawPublication, arguments)
            try world.run()
            #expect(try world.newest("policies").state == "withdrawn")
            #expect(try world.newest("policies").values["reason"] == "标准有误")
            #expect(refusal { try world.act(.withdrawPublication, arguments) } == "store.check")
        }
    }

    @Test("what shames nobody sees outside, and a county without a host publishes as before", .article("IM-15.1"))
    func notOutside() throws {
        try withGateway(adjust: { $0.publishOutside() }) { world in
            var paper = ListPaper([ListRow(Citizen(1)).with("bz", "100")])
            paper.project = "2081902"
            let flow = try world.checked(paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "offline", "evidence": "照片 1"])
            try world.run()
            #expect(world.published().allSatisfy { $0["kind"] as? String == "ZC" })
        }
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            try world.act(.publishRoster, ["roster": flow.roster, "channel": "platform"])
            try world.run()
            #expect(world.web.sent.isEmpty)
        }
    }
}
