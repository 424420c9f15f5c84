import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Trust
import Workflow

@Suite("A county passes from the departments' data to its own base library")
struct LibraryRoundTests {
    private static let firstRound = "profiles/inner-mongolia.yaml"

    /// A county in its first round, with three people whose accounts their department's list brought.
    private func withFirstRound(_ body: (GatewayWorld, Flow) throws -> Void) throws {
        let profile = try Released.text(Self.firstRound, ["phase: library": "phase: firstRound"])
        try withGateway(
            files: [Self.firstRound: profile],
            adjust: { $0.counties[0].routes["account.change"] = ["portal"] }
        ) { world in
            world.books.change { $0.cards = [:] }
            try world.collect([1, 2, 3])
            try body(world, try world.publicised(ListPaper([1, 2, 3].map { ListRow(Citizen($0)) })))
        }
    }

    private func open(_ world: GatewayWorld) throws -> String {
        try world.act(.openRound, ["county": GatewayWorld.innerMongolia]).values["round"] ?? ""
    }

    private func entry(_ world: GatewayWorld, _ index: Int) throws -> String {
        let people = try world.engine.libraryEntries()
        return String(try #require(people.first { $0.values["idNumber"] == Mask.idNumber(Citizen(index).id) }).id)
    }

    private func tell(
        _ world: GatewayWorld, _ index: Int, _ more: [String: String] = [:], approved: Bool = true
    ) throws {
        let entry = try entry(world, index)
        let said = ["entry": entry, "by": "self", "channel": "onSite", "evidence": "签字的确认表"]
        try world.act(.tellEntry, said.merging(more) { $1 })
        if approved { try world.act(.approveEntry, ["entry": entry]) }
    }

    private func pass(_ world: GatewayWorld, _ round: String) throws -> [String: String] {
        try world.act(.passRound, ["round": round, "evidence": "汇总表"]).values
    }

    @Test(
        "the library is exported by township for confirmation, as a sheet and as JSON, and who has confirmed is not asked again",
        .article("NX-7.2"))
    func export() throws {
        try withFirstRound { world, _ in
            try world.tamper(
                "UPDATE library_person SET village_code = '159901101001' WHERE id = (SELECT MIN(id) FROM library_person)"
            )
            let round = try open(world)
            let form = ["round": round, "form": "department/confirmation.json", "reason": "基础库确认"]
            let all = try world.act(.exportRound, form).values
            let text = String(decoding: bytes(base64: all["content"] ?? "") ?? [], as: UTF8.self)
            #expect(all["count"] == "3" && text.contains(Citizen(2).id) && text.contains(Citizen(2).account))
            let one = try world.act(.exportRound, form.merging(["township": "159901101"]) { $1 }).values
            #expect(one["count"] == "1")
            #expect(try world.engine.libraryEntries().allSatisfy { $0.values["exported"] != "" })
            try tell(world, 2)
            let sheet = try world.act(.exportRound, ["round": round, "reason": "催办"]).values
            #expect(sheet["count"] == "2")
            #expect((bytes(base64: sheet["content"] ?? "") ?? []).starts(with: "PK".utf8))
            #expect(refusal { try world.act(.exportRound, ["round": round]) } == "argument.missing")
        }
    }

    @Test(
        "everybody's word comes back, confirmed or corrected, and the county passes with a counted result",
        .article("NX-7.2"))
    func passes() throws {
        try withFirstRound { world, _ in
            let round = try open(world)
            try tell(world, 1)
            try tell(world, 2, ["account": Citizen.card(60), "bank": "甲银行", "phone": "13900000002"])
            #expect(refusal { try pass(world, round) } == "round.open")
            let first = try entry(world, 1)
            try world.act(.setEntryAside, ["entry": try entry(world, 3), "reason": "外出，无法联系"])
            let counted = try pass(world, round)
            #expect(counted == ["confirmed": "2", "corrected": "1", "aside": "1"])
            #expect(try world.engine.libraryRounds().map(\.state) == ["passed"])
            #expect(
                try world.number(
                    "SELECT COUNT(*) FROM library_account WHERE state = 'effective'") == 2)
            // Who was not confirmed is paid nowhere until they are; the corrected phone is the library's.
            #expect(try world.number("SELECT COUNT(*) FROM library_person WHERE state = 'frozen'") == 1)
            #expect(refusal { try open(world) } == "round.exists")
            let late = ["entry": first, "by": "self", "channel": "onSite", "evidence": "迟到的确认表"]
            #expect(refusal { try world.act(.tellEntry, late) } == "round.ended")
        }
    }

    @Test(
        "what was confirmed is told by one and approved by another; what is not approved changes nothing",
        .article("NX-7.2", "NX-7.0"))
    func twoPeople() throws {
        try withFirstRound { world, _ in
            let round = try open(world)
            try tell(world, 1, ["name": "试小一"], approved: false)
            let entry = try entry(world, 1)
            #expect(
                refusal { try world.act(.approveEntry, ["entry": entry], as: "double.townshipLeader") } == "duty.taken")
            #expect(refusal { try pass(world, round) } == "round.open")
            try world.act(.rejectEntry, ["entry": entry, "reason": "与户口簿不符"])
            #expect(try world.text("SELECT state FROM library_change WHERE kind = 'name'") == "rejected")
            #expect(try world.text("SELECT state FROM library_entry ORDER BY id LIMIT 1") == "asked")
            #expect(
                refusal {
                    try world.act(
                        .tellEntry, ["entry": entry, "by": "neighbour", "channel": "onSite", "evidence": "口头"])
                } == "account.agent")
        }
    }

    @Test("a word through the portal counts with the person's own request there, and with no other", .article("NX-7.2"))
    func portal() throws {
        try withFirstRound { world, flow in
            _ = try open(world)
            let token =
                try world.act(.issueToken, ["line": try world.line(1, of: flow), "evidence": "本人到场"]).values["token"]
                ?? ""
            let tail = String(Citizen.card(60).suffix(4))
            let text = "{\"total\":1,\"items\":[{\"number\":\"C1\",\"token\":\"\(token)\",\"tail\":\"\(tail)\"}]}"
            world.portal.offer(.accountChange, "ZH_1.json", Array(text.utf8))
            try world.run()
            let request = try world.text("SELECT id FROM portal_request")
            let said = [
                "channel": "miniProgram", "request": request, "account": Citizen.card(60), "bank": "甲银行",
            ]
            #expect(refusal { try tell(world, 2, said) } == "request.foreign")
            #expect(
                refusal { try tell(world, 1, said.merging(["account": Citizen.card(61)]) { $1 }) }
                    == "request.otherAccount")
            try tell(world, 1, said)
            #expect(try world.text("SELECT state FROM portal_request") == "accepted")
            #expect(try world.text("SELECT channel FROM library_entry WHERE state = 'confirmed'") == "miniProgram")
        }
    }

    @Test(
        "a roster of the first round and one of the library are paid side by side, each to its own accounts",
        .article("NX-7.2", "NX-7.1"))
    func sideBySide() throws {
        try withFirstRound { world, before in
            let round = try open(world)
            try tell(world, 1, ["account": Citizen.card(60), "bank": "甲银行"])
            try tell(world, 2)
            try tell(world, 3)
            _ = try pass(world, round)
            try world.run()
            var paper = ListPaper([1, 2, 3].map { ListRow(Citizen($0)) })
            paper.period = "202604"
            let after = try world.built(paper)
            func account(_ flow: Flow) throws -> Int64 {
                try world.number(
                    """
                    SELECT s.account FROM share s JOIN roster_line l ON l.id = s.roster_line
                    WHERE l.roster = $1 ORDER BY l.id LIMIT 1
                    """, .integer(Int64(flow.roster) ?? 0))
            }
            #expect(
                try world.rows("SELECT phase FROM roster ORDER BY id") == [[.text("firstRound")], [.text("library")]])
            #expect(try account(before) != account(after))
            #expect(
                try account(after)
                    == world.number(
                        "SELECT account FROM library_account WHERE state = 'effective' ORDER BY person LIMIT 1"))
            // The roster of the first round goes on as it was begun: nothing is held against its accounts.
            try world.act(.signRoster, ["roster": before.roster])
        }
    }

    @Test(
        "an account that changes in the library between the roster and the bank's file stops its line",
        .article("NX-7.2"))
    func changedMeanwhile() throws {
        try withFirstRound { world, _ in
            let round = try open(world)
            for index in 1...3 { try tell(world, index) }
            _ = try pass(world, round)
            try world.run()
            var paper = ListPaper([1, 2, 3].map { ListRow(Citizen($0)) })
            paper.period = "202604"
            let flow = try world.publicised(paper)
            let line = try world.line(1, of: flow)
            try world.act(
                .confirmAccount,
                [
                    "line": line, "channel": "onSite", "by": "self", "evidence": "确认书", "account": Citizen.card(60),
                    "bank": "甲银行", "fallback": "lost",
                ])
            try world.act(.approveConfirmation, ["line": line])
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(try world.text("SELECT rule FROM alert WHERE state = 'open'") == "accountNotOfLibrary")
        }
    }
}
