import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("The base library's accounts")
struct LibraryTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    private func confirm(
        _ world: GatewayWorld, _ flow: Flow, _ more: [String: String] = [:], as login: String? = nil
    ) throws -> String {
        let line = try world.line(1, of: flow)
        let arguments = [
            "line": line, "channel": "onSite", "by": "self", "evidence": "确认书 1", "account": Citizen.card(60),
            "bank": "甲银行", "fallback": "lost",
        ]
        try world.act(.confirmAccount, arguments.merging(more) { $1 }, as: login)
        return line
    }

    @Test(
        "a card is confirmed by its holder, or by somebody of a typed relation, and by nobody else", .article("NX-7.0"))
    func whoConfirms() throws {
        try withGateway { world in
            let flow = try world.built(Self.paper)
            #expect(refusal { try confirm(world, flow, ["by": "agent"]) } == "account.agent")
            #expect(refusal { try confirm(world, flow, ["by": "guardian"]) } == "argument.missing")
            #expect(refusal { try confirm(world, flow, ["by": "guardian", "relation": "邻居"]) } == "account.relation")
            #expect(refusal { try confirm(world, flow, ["channel": "电话"]) } == "account.channel")
            let line = try confirm(world, flow, ["by": "guardian", "relation": "parent"])
            #expect(refusal { try confirm(world, flow) } == "account.waiting")
            #expect(
                refusal { try world.act(.approveConfirmation, ["line": line], as: "double.townshipLeader") }
                    == "duty.taken")
            try world.act(.approveConfirmation, ["line": line])
            #expect(
                try world.rows("SELECT confirmed_by, relation, channel FROM library_account") == [
                    [.text("guardian"), .text("parent"), .text("onSite")]
                ])
        }
    }

    @Test("whoever registers a confirmation does not approve it over another roster either", .article("IM-23.1"))
    func otherRoster() throws {
        try withGateway(adjust: { configuration in
            configuration.people.append(
                GatewayConfiguration.Person(
                    login: "other.townshipMaker", naturalPerson: "other", role: Role.townshipMaker.rawValue,
                    scope: GatewayWorld.innerMongolia, password: "other.townshipMaker"))
        }) { world in
            _ = try confirm(world, try world.built(Self.paper))
            var next = Self.paper
            next.period = "2026Q3"
            let list = try #require(try world.submit(next).list)
            let roster = try world.act(.buildRoster, ["list": String(list)], as: "other.townshipMaker").values["roster"]
            let line = try world.text("SELECT MIN(id) FROM roster_line WHERE roster = \(roster ?? "")")
            for act in [Act.approveConfirmation, .rejectConfirmation] {
                #expect(
                    refusal {
                        try world.act(act, ["line": line, "reason": "不清"], as: "double.townshipLeader")
                    } == "duty.taken")
            }
            try world.act(.approveConfirmation, ["line": line])
        }
    }

    @Test("in the library's phase the next list is paid to the library's account, whatever it says", .article("NX-7.2"))
    func nextList() throws {
        try withGateway { world in
            world.books.change { $0.cards[Citizen(1).id] = nil }
            let line = try confirm(world, try world.built(Self.paper))
            try world.act(.approveConfirmation, ["line": line])
            var next = Self.paper
            next.period = "202604"
            let flow = try world.checked(next)
            let used = try world.text(
                """
                SELECT CASE WHEN s.account = b.account THEN 'library' ELSE 'list' END FROM share s
                JOIN library_account b ON b.person = s.payee JOIN roster_line l ON l.id = s.roster_line
                WHERE l.roster = $1
                """, .integer(Int64(flow.roster) ?? 0))
            #expect(used == "library")
        }
    }

    @Test("in the first round the list's account counts, and different cards are left alone", .article("NX-7.1"))
    func firstRound() throws {
        try withGateway { world in
            var paper = Self.paper
            paper.county = GatewayWorld.ningxia
            let built = try world.built(paper)
            let line = try world.line(1, of: built)
            try world.act(
                .confirmAccount,
                [
                    "line": line, "channel": "onSite", "by": "self", "evidence": "确认书", "account": Citizen.card(60),
                    "bank": "甲银行",
                ], as: "nx.townshipMaker")
            try world.act(.approveConfirmation, ["line": line], as: "nx.townshipLeader")
            paper.period = "202604"
            let flow = try world.built(paper)
            #expect(
                try world.number(
                    """
                    SELECT COUNT(*) FROM share s JOIN library_account b ON b.account = s.account
                    JOIN roster_line l ON l.id = s.roster_line WHERE l.roster = $1
                    """, .integer(Int64(flow.roster) ?? 0)) == 0)
        }
    }

    @Test("a library that changes after the roster was built stops the line at every later door", .article("NX-7.2"))
    func changedMeanwhile() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            let line = try confirm(world, flow)
            try world.act(.approveConfirmation, ["line": line])
            try world.run()
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(
                try world.rows("SELECT rule FROM alert WHERE state = 'open'") == [[.text("accountNotOfLibrary")]])
            try world.act(.rebuildRoster, ["roster": flow.roster])
            try world.run()
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, Self.paper)
            try world.approve(flow, Self.paper)
        }
    }

    @Test("a person has one effective account; the next replaces it", .article("NX-4.3"))
    func one() throws {
        try withGateway { world in
            let flow = try world.built(Self.paper)
            let line = try confirm(world, flow)
            try world.act(.approveConfirmation, ["line": line])
            _ = try confirm(world, flow, ["account": Citizen.card(61)])
            try world.act(.rejectConfirmation, ["line": line, "reason": "卡号有误"])
            _ = try confirm(world, flow, ["account": Citizen.card(62)])
            try world.act(.approveConfirmation, ["line": line])
            #expect(
                try world.rows("SELECT state FROM library_account ORDER BY id") == [
                    [.text("replaced")], [.text("rejected")], [.text("effective")],
                ])
            #expect(
                refusal { try world.tamper("UPDATE library_account SET state = 'effective' WHERE state = 'replaced'") }
                    == "store.unique")
        }
    }
}
