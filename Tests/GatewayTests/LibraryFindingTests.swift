import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What is found about people of the library")
struct LibraryFindingTests {
    /// The first citizen's name and birth date under another number.
    private static let twin: String = {
        let digits = Array("64019919500101905".utf8)
        return String(decoding: digits + [IdentityNumber.checkDigit(digits)], as: UTF8.self)
    }()

    private func findings(_ world: GatewayWorld) throws -> [String] {
        try world.engine.libraryFindings().map { "\($0.values["kind"] ?? "") \($0.state)" }.sorted()
    }

    private func decide(_ world: GatewayWorld, _ kind: String, _ decision: String) throws {
        let id = try world.text("SELECT id FROM library_finding WHERE kind = $1 ORDER BY id LIMIT 1", .text(kind))
        let change = try world.act(
            .decideFinding, ["finding": id, "decision": decision, "reason": "入户核实", "evidence": "核实表"])
        try world.act(.approveChange, change.values)
    }

    /// The rules that stop a roster's lines when it is signed.
    private func rules(_ world: GatewayWorld, _ flow: Flow) throws -> [String] {
        _ = refusal { try world.act(.signRoster, ["roster": flow.roster]) }
        return try world.rows(
            "SELECT DISTINCT rule FROM alert WHERE state = 'open' AND roster = $1 ORDER BY rule",
            .integer(Int64(flow.roster) ?? 0)
        ).map { $0[0].text ?? "" }
    }

    @Test(
        "the same name and birthday under two numbers stop payment until two people have decided", .article("NX-6.2.8"))
    func twins() throws {
        try withGateway { world in
            try world.add(Citizen(1))
            try world.add(Citizen(1), id: Self.twin)
            try world.add(Citizen(2))
            try world.run()
            #expect(try findings(world) == ["twin open"])
            let seen = try #require(try world.engine.libraryFindings().first)
            #expect(seen.values["idNumber"]?.contains("****") == true && seen.values["other"]?.contains("****") == true)
            let flow = try world.publicised(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            #expect(try rules(world, flow) == ["openFinding"])
            #expect(try world.number("SELECT COUNT(*) FROM alert WHERE state = 'open'") == 1)
            try decide(world, "twin", "dismiss")
            #expect(try rules(world, flow).isEmpty)
            world.wait(days: 8)
            try world.run()
            #expect(try findings(world) == ["twin dismissed"])
        }
    }

    @Test(
        "of twins who are one person one record is frozen, and the other may be paid", .article("NX-6.2.8", "NX-6.2.7"))
    func sameTwins() throws {
        try withGateway { world in
            try world.add(Citizen(1))
            try world.add(Citizen(1), id: Self.twin)
            try world.run()
            try decide(world, "twin", "confirm")
            let flow = try world.publicised(ListPaper([ListRow(Citizen(1))]))
            #expect(try rules(world, flow) == ["openFinding"])
            let person = try world.text("SELECT MAX(person) FROM library_person")
            let change = try world.act(
                .changeStanding, ["person": person, "standing": "freeze", "evidence": "核实表"]
            ).values
            try world.act(.approveChange, change)
            world.wait(days: 1)
            try world.run()
            #expect(try rules(world, flow).isEmpty)
            #expect(try findings(world) == ["twin gone"])
        }
    }

    @Test("a parent's card is a finding until its relation is typed, then it is none", .article("NX-6.2.8"))
    func sharedCard() throws {
        try withGateway { world in
            try world.collect([1, 2])
            world.books.change { $0.cards = [:] }
            let child = ListRow(Citizen(2)).with("yhzh", Citizen(1).account)
            let flow = try world.built(ListPaper([ListRow(Citizen(1)), child]))
            world.wait(days: 8)
            try world.run()
            #expect(try findings(world) == ["sharedCard open", "sharedCard open"])
            #expect(try rules(world, flow).contains("openFinding"))
            let line = try world.line(2, of: flow)
            try world.act(.relateAccount, ["line": line, "relation": "parent", "evidence": "户口簿"])
            try world.act(.approveRelation, ["line": line])
            world.wait(days: 8)
            try world.run()
            #expect(try findings(world) == ["sharedCard gone", "sharedCard gone"])
            #expect(try !rules(world, flow).contains("openFinding"))
        }
    }

    @Test(
        "a person of several cards confirms one; in the first round they may have several",
        .article("NX-6.2.8", "NX-7.1"), arguments: [true, false])
    func manyCards(_ isLibrary: Bool) throws {
        try withGateway(
            files: isLibrary
                ? [:]
                : [
                    "profiles/inner-mongolia.yaml": try Released.text(
                        "profiles/inner-mongolia.yaml", ["phase: library": "phase: firstRound"])
                ]
        ) { world in
            try world.collect([1])
            let flow = try world.checked(ListPaper([ListRow(Citizen(1))]))
            try world.tamper(
                """
                INSERT INTO account (id, person, digest, bank, kind, sealed, state, sequence, verified, source)
                SELECT -1, person, x'01', bank, 'list', sealed, 'verified', 0, verified, 0 FROM account
                """)
            try world.tamper("UPDATE account SET kind = 'list'")
            world.wait(days: 8)
            try world.run()
            #expect(try findings(world) == (isLibrary ? ["manyCards open"] : []))
            guard isLibrary else { return }
            let line = try world.line(1, of: flow)
            try world.act(
                .confirmAccount, ["line": line, "channel": "onSite", "by": "self", "evidence": "确认书"])
            try world.act(.approveConfirmation, ["line": line])
            world.wait(days: 8)
            try world.run()
            #expect(try findings(world) == ["manyCards gone"])
        }
    }

    // MARK: Comparisons

    /// The household register's feed: each citizen by what is said of them.
    private func feed(_ world: GatewayWorld, _ name: String, _ people: [(Int, String)]) throws {
        let rows = people.map { index, what in
            let citizen = Citizen(index)
            let name = what == "name" ? "王建国" : citizen.name
            return """
                {"GMSFHM":"\(citizen.id)","XM":"\(name)","SWBS":"\(what == "dead" ? "1" : "0")",\
                "SWRQ":"\(what == "dead" ? "20260210" : "")","ZXBS":"\(what == "moved" ? "2" : "0")"}
                """
        }
        let text = "{\"code\":\"0\",\"msg\":\"成功\",\"data\":[\(rows.joined(separator: ","))]}"
        world.police.offer(.residentsCompare, name, Array(text.utf8))
        world.wait(days: 1)
        try world.run()
    }

    private func alive(_ range: ClosedRange<Int>) -> [(Int, String)] { range.map { ($0, "") } }

    @Test(
        "the register's feed is held against the library, and each difference is somebody's to decide",
        .article("IM-33.1b", "IM-11.2"))
    func differences() throws {
        try withGateway { world in
            try world.collect([1, 2, 3, 4, 5])
            try feed(world, "res_1.json", [(1, ""), (2, "dead"), (3, "moved"), (4, "name"), (9, "")])
            #expect(
                try findings(world) == [
                    "residentDeceased open", "residentMissing open", "residentMoved open", "residentNameDiffers open",
                ])
            #expect(try world.number("SELECT COUNT(*) FROM death WHERE death_day IS NOT NULL") == 1)
            try decide(world, "residentDeceased", "confirm")
            try decide(world, "residentMoved", "confirm")
            try decide(world, "residentMissing", "dismiss")
            #expect(
                try world.rows("SELECT state FROM library_person ORDER BY id").map { $0[0].text ?? "" } == [
                    "verified", "deceased", "movedOut", "verified", "verified",
                ])
            // Told right the next time, it has gone.
            try feed(world, "res_2.json", alive(1...5))
            #expect(
                try findings(world) == [
                    "residentDeceased gone", "residentMissing dismissed", "residentMoved gone",
                    "residentNameDiffers gone",
                ])
        }
    }

    @Test(
        "a feed that shrank by a third halts, changes nothing, and waits for a person", .article("IM-33.1b", "NX-6.2.7")
    )
    func shrunk() throws {
        try withGateway { world in
            try world.collect([1, 2, 3])
            try feed(world, "res_1.json", alive(1...10))
            try feed(world, "res_2.json", alive(3...9))
            #expect(
                try world.rows("SELECT state, reason FROM comparison ORDER BY id") == [
                    [.text("compared"), .text("")], [.text("halted"), .text("shrunk")],
                ])
            #expect(try findings(world) == ["residentMissing held", "residentMissing held"])
            let run = ["comparison": try world.text("SELECT MAX(id) FROM comparison"), "evidence": "公安来函"]
            #expect(refusal { try world.act(.releaseComparison, run, as: "townshipMaker") } == "role.missing")
            try world.act(.releaseComparison, run)
            #expect(try findings(world) == ["residentMissing open", "residentMissing open"])
            // What was released is the measure of the next.
            try feed(world, "res_3.json", alive(1...7))
            #expect(try findings(world) == ["residentMissing gone", "residentMissing gone"])
        }
    }

    @Test("a feed that would change too many people halts; dismissed, it was nothing", .article("IM-11.2", "IM-33.1b"))
    func massChange() throws {
        try withGateway { world in
            try world.collect(Array(1...8))
            try feed(world, "res_1.json", (1...8).map { ($0, "dead") })
            #expect(try world.text("SELECT reason FROM comparison") == "massChange")
            #expect(try world.number("SELECT COUNT(*) FROM death") == 0)
            #expect(try Set(findings(world)) == ["residentDeceased held"])
            #expect(try world.engine.comparisons().map(\.state) == ["halted"])
            world.wait(days: 5)
            #expect(
                try world.engine.exchanges(now: world.now).first { $0.values["exchange"] == "residents.compare" }?.state
                    != "fresh")
            try world.act(
                .dismissComparison, ["comparison": try world.text("SELECT id FROM comparison"), "reason": "数据有误"])
            #expect(try Set(findings(world)) == ["residentDeceased gone"])
            #expect(try world.number("SELECT COUNT(*) FROM library_person WHERE state = 'verified'") == 8)
            // Within the bound the next one is taken, with what it finds.
            try feed(world, "res_2.json", [(1, "dead")] + alive(2...8))
            #expect(try world.number("SELECT COUNT(*) FROM library_finding WHERE state = 'open'") == 1)
        }
    }

    @Test(
        "a welfare feed that ends too many people's welfare is put aside until a person releases it",
        .article("IM-11.2", "IM-29.2"))
    func welfare() throws {
        try withGateway { world in
            func send(_ name: String, _ state: String) throws {
                let rows = (1...8).map { "\(Citizen($0).name)|\(Citizen($0).id)|DB00000\($0)|202601||\(state)" }
                world.civil.offer(.welfareSync, name, Paper.bytes(["20260302|8"] + rows))
                world.wait(hours: 2)
                try world.run()
            }
            try send("DB_1.txt", "1")
            try send("DB_2.txt", "0")
            #expect(try world.number("SELECT COUNT(*) FROM welfare WHERE state = 'active'") == 8)
            #expect(
                try world.text("SELECT reason FROM document WHERE name = 'DB_2.txt'") == "feed.massChange")
            try world.act(
                .releaseComparison,
                ["comparison": try world.text("SELECT id FROM comparison"), "evidence": "民政来函"])
            try world.run()
            #expect(try world.number("SELECT COUNT(*) FROM welfare WHERE state = 'ended'") == 8)
            #expect(try world.number("SELECT COUNT(*) FROM comparison") == 1)
        }
    }
}
