import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Sources that change their codes without saying so, and how old each source's word is")
struct SourceCodeTests {
    private static let codes = "codes/civilaffairs/welfare.state.yaml"

    /// Somebody's row in the welfare feed, by the source's own code.
    private func row(_ index: Int, _ state: String) -> String {
        "\(Citizen(index).name)|\(Citizen(index).id)|DB00000\(index)|202601||\(state)"
    }

    private func send(_ world: GatewayWorld, _ name: String, _ rows: [String]) throws {
        world.civil.offer(.welfareSync, name, Paper.bytes(["20260302|\(rows.count)"] + rows))
        world.wait(hours: 2)
        try world.run()
    }

    private func rules(_ world: GatewayWorld, _ flow: Flow) throws -> [[SQLValue]] {
        _ = refusal { try world.act(.signRoster, ["roster": flow.roster]) }
        return try world.rows(
            """
            SELECT k.line, a.rule FROM alert a JOIN roster_line l ON l.id = a.roster_line
            JOIN list_line k ON k.id = l.list_line WHERE a.state = 'open' AND a.roster = $1 ORDER BY k.line
            """, .integer(Int64(flow.roster) ?? 0))
    }

    /// A roster of a welfare project, public, with nothing against it.
    private func welfareRoster(_ world: GatewayWorld) throws -> Flow {
        try world.publicised(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
    }

    /// The catalogue with a project for people of low income.
    private func files() throws -> [String: String] {
        let rate = "    standard: {rate: \"100\", per: 人"
        return [
            "catalogue/demo.yaml": try Released.text(
                "catalogue/demo.yaml", [rate: "    welfare: lowIncome\n" + rate])
        ]
    }

    @Test(
        "a code that no table knows stops the person whom it is about, is told by source and field, and the rest goes on",
        .article("IM-29.2"))
    func oneCode() throws {
        try withGateway(files: try files()) { world in
            let flow = try welfareRoster(world)
            try send(world, "DB_1.txt", [row(1, "1"), row(2, "1")])
            try send(world, "DB_2.txt", [row(1, "7"), row(2, "1")])
            let line = try #require(try rules(world, flow).first)
            #expect(line == [.integer(1), .text("welfareUnread")])
            let code = try #require(try world.engine.unknownCodes().first)
            #expect(code.state == "open" && code.values["connection"] == "civil" && code.values["field"] == "state")
            #expect(code.values["code"] == "7" && code.values["rows"] == "1" && code.values["firstLine"] == "1")
            // What was said of the other counts, and it is a source that has not told everything.
            #expect(try world.number("SELECT COUNT(*) FROM welfare WHERE state = 'active'") == 2)
            try send(world, "DB_3.txt", [row(1, "1"), row(2, "1")])
            #expect(try rules(world, flow).isEmpty)
            // What the source ends in words that we know is a question to people, not a doubt.
            try send(world, "DB_4.txt", [row(1, "0"), row(2, "1")])
            #expect(try rules(world, flow) == [[.integer(1), .text("welfareEnded")]])
        }
    }

    @Test(
        "a source whose codes changed altogether is put aside with what changed, and taken when the table knows them",
        .article("IM-29.2"))
    func allCodes() throws {
        try withGateway(files: try files()) { world in
            let flow = try welfareRoster(world)
            try send(world, "DB_1.txt", (1...8).map { row($0, "1") })
            try send(world, "DB_2.txt", (1...8).map { row($0, "A") })
            #expect(try world.text("SELECT reason FROM document WHERE name = 'DB_2.txt'") == "feed.codesChanged")
            #expect(try world.engine.comparisons().first?.values["reason"] == "codesChanged")
            let message = try world.text(
                "SELECT r.message FROM reject r JOIN document d ON d.id = r.document WHERE d.name = 'DB_2.txt'")
            #expect(message.contains("state=“A” 8 行"))
            #expect(try world.number("SELECT COUNT(*) FROM welfare WHERE state = 'active'") == 8)
            #expect(try rules(world, flow).map { $0[1] } == [.text("welfareUnread"), .text("welfareUnread")])
            // The table learns what the source means, two people release it, and the operator has the file read again.
            let known = try Released.text(Self.codes, ["\"1\": active": "\"1\": active\n  \"A\": active"])
            try world.release(try files().merging([Self.codes: known]) { $1 })
            let document = try world.text("SELECT id FROM document WHERE name = 'DB_2.txt'")
            try world.act(.requeueDocument, ["document": document, "reason": "代码表已补"])
            try world.run()
            #expect(try world.text("SELECT state FROM document WHERE name = 'DB_2.txt'") == "promoted")
            #expect(try rules(world, flow).isEmpty)
            #expect(try world.number("SELECT COUNT(*) FROM welfare_doubt") == 0)
        }
    }

    @Test(
        "a source that names everybody halts when it shrank, and whom it names no more is in doubt, not ended",
        .article("IM-29.2", "IM-11.2"))
    func wholeFeed() throws {
        try withGateway(
            files: try files(), adjust: { $0.connections["civil"]?.settings["feed.welfare.sync"] = "whole" }
        ) { world in
            let flow = try welfareRoster(world)
            try send(world, "DB_1.txt", (1...10).map { row($0, "1") })
            try send(world, "DB_2.txt", (4...10).map { row($0, "1") })
            #expect(try world.text("SELECT reason FROM document WHERE name = 'DB_2.txt'") == "feed.shrunk")
            #expect(try rules(world, flow).isEmpty)
            try world.act(
                .releaseComparison,
                ["comparison": try world.text("SELECT id FROM comparison"), "evidence": "民政来函"])
            try world.run()
            #expect(try world.text("SELECT state FROM document WHERE name = 'DB_2.txt'") == "promoted")
            #expect(try world.number("SELECT COUNT(*) FROM welfare WHERE state = 'ended'") == 0)
            #expect(try rules(world, flow).map { $0[1] } == [.text("welfareUnread"), .text("welfareUnread")])
        }
    }

    @Test("how old a source's word is, each source has by its own plan", .article("IM-29.2"))
    func freshness() throws {
        let profile = try Released.text(
            "profiles/inner-mongolia.yaml",
            [
                "  - {exchange: welfare.sync, every: 60}":
                    "  - {exchange: welfare.sync, every: 60}\n  - {exchange: welfare.sync, source: disability, every: 10080}"
            ])
        try withGateway(
            files: ["profiles/inner-mongolia.yaml": profile],
            adjust: { configuration in
                configuration.connections["disabled"] = Connection(
                    name: "disabled", counterpart: .department, settings: ["source": "disability"],
                    mappings: ["welfare.sync": "civilaffairs/welfare"])
                configuration.counties[0].routes["welfare.sync"] = ["civil", "disabled"]
            }
        ) { world in
            let bytes = Paper.bytes(["20260302|1", row(1, "1")])
            world.civil.offer(.welfareSync, "DB_1.txt", bytes)
            world.office.offer(.welfareSync, "DX_1.txt", bytes)
            try world.run()
            func states() throws -> [String] {
                try world.engine.exchanges(now: world.now).filter {
                    $0.values["exchange"] == "welfare.sync" && $0.county == GatewayWorld.innerMongolia
                }.map { "\($0.values["connection"] ?? "") \($0.state)" }
            }
            #expect(try states() == ["civil fresh", "disabled fresh"])
            world.wait(days: 4)
            #expect(try states() == ["civil silent", "disabled fresh"])
            world.wait(days: 21)
            #expect(try states() == ["civil silent", "disabled silent"])
        }
    }

    @Test(
        "a register that writes a code nobody knows for one is a finding, and for many it halts",
        .article("IM-29.2", "IM-33.1b"))
    func registrationCodes() throws {
        try withGateway { world in
            func feed(_ name: String, _ codes: [String]) throws {
                let rows = codes.enumerated().map { index, code in
                    let citizen = Citizen(index + 1)
                    return
                        "{\"GMSFHM\":\"\(citizen.id)\",\"XM\":\"\(citizen.name)\",\"SWBS\":\"0\",\"ZXBS\":\"\(code)\"}"
                }
                let text = "{\"code\":\"0\",\"msg\":\"成功\",\"data\":[\(rows.joined(separator: ","))]}"
                world.police.offer(.residentsCompare, name, Array(text.utf8))
                world.wait(days: 1)
                try world.run()
            }
            try world.collect(Array(1...8))
            try feed("res_1.json", ["9"] + Array(repeating: "0", count: 7))
            #expect(
                try world.engine.libraryFindings().map { "\($0.values["kind"] ?? "") \($0.state)" } == [
                    "residentUnread open"
                ])
            #expect(try world.engine.unknownCodes().map { $0.values["code"] } == ["9"])
            try feed("res_2.json", Array(repeating: "9", count: 8))
            #expect(try world.engine.comparisons().first?.values["reason"] == "codesChanged")
            #expect(try world.engine.libraryFindings().count { $0.state == "held" } == 7)
        }
    }
}
