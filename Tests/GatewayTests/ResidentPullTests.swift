import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("The register of residents, asked for page by page")
struct ResidentPullTests {
    private func withRegister(_ body: (GatewayWorld) throws -> Void) throws {
        try withGateway(
            adjust: { configuration in
                configuration.connections["psb"]?.settings["residents"] = "platform"
                configuration.counties[1].routes["residents.compare"] = nil
            }, body)
    }

    /// One page of the register's answer.
    private func page(_ people: [Int], of total: Int, count: Int? = nil, dead: Set<Int> = []) -> [UInt8] {
        let rows = people.map { index in
            let citizen = Citizen(index)
            return """
                {"GMSFHM":"\(citizen.id)","XM":"\(citizen.name)","SWBS":"\(dead.contains(index) ? "1" : "0")",\
                "SWRQ":"\(dead.contains(index) ? "20260210" : "")","ZXBS":"0"}
                """
        }
        let head = "\"code\":\"0\",\"msg\":\"成功\",\"total\":\(total),\"count\":\(count ?? people.count)"
        return Array("{\(head),\"data\":[\(rows.joined(separator: ","))]}".utf8)
    }

    private func answer(_ world: GatewayWorld, _ bytes: [UInt8], next: String? = nil) {
        world.police.next(.residentsCompare, .done(Evidence(answer: bytes, next: next)))
    }

    /// What the register was asked, in order: where the page begins, and since when.
    private func asked(_ world: GatewayWorld) -> [String] {
        world.police.sent(.residentsCompare).map {
            [$0.parameters["start"] ?? "", $0.parameters["since"] ?? ""].joined(separator: " ")
        }
    }

    /// Citizens of the library, and a whole register that agrees.
    private func begin(_ world: GatewayWorld, _ people: ClosedRange<Int>) throws {
        world.police.next(.residentsCompare, .refused(Refusal("publicSecurity.refused", "平台没有授权")))
        try world.collect(Array(people))
        world.wait(days: 1)
        answer(world, page(Array(people), of: people.count))
        try world.run()
    }

    @Test(
        "the pages of a whole register are compared when the last one has come, and then only changes are asked for",
        .article("IM-33.1b"))
    func pages() throws {
        try withRegister { world in
            try begin(world, 1...6)
            #expect(try world.text("SELECT reason || state FROM comparison WHERE feed_count = 6") == "compared")
            let since = (world.now + .seconds(-2 * 86_400)).compact
            world.wait(days: 1)
            answer(world, page([2], of: 1, dead: [2]))
            try world.run()
            #expect(asked(world).last == "0 \(since)")
            #expect(
                try world.engine.libraryFindings().map { "\($0.values["kind"] ?? "") \($0.state)" } == [
                    "residentDeceased open"
                ])
            #expect(try world.engine.comparisons().map { $0.values["kind"] } == ["whole", "delta"])
            // Whom a delta does not name is where they were.
            world.wait(days: 1)
            answer(world, page([], of: 0))
            try world.run()
            #expect(try world.engine.libraryFindings().map(\.state) == ["open"])
            world.wait(days: 31)
            answer(world, page([1, 3], of: 6), next: "2")
            answer(world, page([4, 5, 6, 9], of: 6))
            try world.run()
            #expect(asked(world).suffix(2) == ["0 ", "2 "])
            #expect(
                try world.engine.libraryFindings().map { "\($0.values["kind"] ?? "") \($0.state)" } == [
                    "residentMissing open", "residentDeceased gone",
                ])
        }
    }

    @Test(
        "a pull that was cut off goes on at the page where it stood, and says nothing until then", .article("IM-33.1b"))
    func interrupted() throws {
        try withRegister { world in
            try begin(world, 1...4)
            world.wait(days: 31)
            answer(world, page([1, 2], of: 4), next: "2")
            world.police.next(
                .residentsCompare, .retry(after: .seconds(60), Refusal("publicSecurity.later", "接口暂时不可用")))
            try world.run()
            #expect(try world.number("SELECT COUNT(*) FROM comparison") == 1)
            #expect(try world.number("SELECT COUNT(*) FROM library_finding") == 0)
            world.wait(hours: 1)
            answer(world, page([3, 4], of: 4))
            try world.run()
            #expect(asked(world).suffix(3) == ["0 ", "2 ", "2 "])
            #expect(
                try world.number("SELECT COUNT(*) FROM comparison WHERE feed_count = 4 AND state = 'compared'") == 2)
        }
    }

    @Test(
        "a register that grew between two pages, or a page that is short, is no comparison",
        .article("IM-33.1b"), arguments: [true, false])
    func torn(_ grew: Bool) throws {
        try withRegister { world in
            try begin(world, 1...4)
            world.wait(days: 31)
            answer(world, page([1, 2], of: 4), next: "2")
            answer(world, page([3], of: grew ? 5 : 4, count: grew ? 1 : 2))
            try world.run()
            #expect(try world.text("SELECT outcome FROM resident_pull ORDER BY id DESC LIMIT 1") == "torn")
            #expect(try world.number("SELECT COUNT(*) FROM library_finding") == 0)
            #expect(try world.number("SELECT COUNT(*) FROM resident_told") == 0)
            // It was no success, and the next one is whole again.
            world.wait(days: 5)
            #expect(
                try world.engine.exchanges(now: world.now).first { $0.values["exchange"] == "residents.compare" }?.state
                    == "silent")
            answer(world, page([1, 2, 3, 4], of: 4))
            try world.run()
            #expect(asked(world).last == "0 ")
            #expect(try world.number("SELECT COUNT(*) FROM comparison") == 2)
        }
    }

    @Test("a page that cannot be read leaves the whole pull without a word", .article("IM-33.1b"))
    func unread() throws {
        try withRegister { world in
            try begin(world, 1...4)
            world.wait(days: 31)
            answer(world, page([1, 2], of: 4), next: "2")
            answer(world, Array("{\"code\":\"500\",\"msg\":\"失败\",\"data\":[]}".utf8))
            try world.run()
            #expect(try world.text("SELECT outcome FROM resident_pull ORDER BY id DESC LIMIT 1") == "unread")
            #expect(try world.number("SELECT COUNT(*) FROM library_finding") == 0)
        }
    }

    @Test(
        "a register that shrank by thirty per cent halts, and is not asked again until a person has decided",
        .article("IM-33.1b"), arguments: [true, false])
    func shrunk(_ isReleased: Bool) throws {
        try withRegister { world in
            try begin(world, 1...10)
            world.wait(days: 31)
            answer(world, page(Array(4...10), of: 7))
            try world.run()
            #expect(try world.engine.comparisons().first?.values["reason"] == "shrunk")
            #expect(try Set(world.engine.libraryFindings().map(\.state)) == ["held"])
            let calls = asked(world).count
            world.wait(days: 2)
            try world.run()
            #expect(asked(world).count == calls)
            let run = try world.text("SELECT id FROM comparison WHERE state = 'halted'")
            if isReleased {
                try world.act(.releaseComparison, ["comparison": run, "evidence": "公安来函"])
                #expect(try world.engine.libraryFindings().count { $0.state == "open" } == 3)
            } else {
                try world.act(.dismissComparison, ["comparison": run, "reason": "数据有误"])
                #expect(try Set(world.engine.libraryFindings().map(\.state)) == ["gone"])
            }
            answer(world, page([], of: 0))
            try world.run()
            // What was released is what changes are told from; what was dismissed is asked for anew, whole.
            #expect((asked(world).last == "0 ") == !isReleased)
        }
    }
}
