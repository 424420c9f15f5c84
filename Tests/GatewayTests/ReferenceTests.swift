import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Whom another place pays, and by which card")
struct ReferenceTests {
    /// A list of the other region's county about people at home here.
    private func abroad(_ period: String = "202603") -> ListPaper {
        var paper = ListPaper([ListRow(Citizen(1))])
        paper.county = GatewayWorld.ningxia
        paper.period = period
        return paper
    }

    private func refer(_ world: GatewayWorld) throws {
        let change = try world.act(
            .referPerson,
            [
                "county": GatewayWorld.ningxia, "idNumber": Citizen(1).id, "from": "2026-03-01", "evidence": "承包合同",
            ], as: "nx.townshipMaker")
        try world.act(.approveChange, change.values, as: "nx.townshipLeader")
    }

    /// The rules that stop a roster's lines when it is signed.
    private func rules(_ world: GatewayWorld, _ flow: Flow, as login: String? = nil) throws -> [String] {
        _ = refusal { try world.act(.signRoster, ["roster": flow.roster], as: login) }
        return try world.rows(
            "SELECT DISTINCT rule FROM alert WHERE state = 'open' AND roster = $1 ORDER BY rule",
            .integer(Int64(flow.roster) ?? 0)
        ).map { $0[0].text ?? "" }
    }

    @Test("another place refers to a person and copies nothing; the home stays the owner", .article("IM-11.6"))
    func reference() throws {
        try withGateway { world in
            try world.collect([1])
            let flow = try world.publicised(abroad())
            #expect(try rules(world, flow, as: "nx.townshipLeader").contains("notReferred"))
            try refer(world)
            #expect(try rules(world, flow, as: "nx.townshipLeader").isEmpty)
            #expect(try world.number("SELECT COUNT(*) FROM person p JOIN library_person x ON x.person = p.id") == 1)
            #expect(refusal { try refer(world) } == "reference.exists")
            let seen = try #require(try world.engine.references().first)
            #expect(seen.values["home"] == GatewayWorld.innerMongolia && seen.values["standing"] == "verified")
            #expect(Set(seen.values.keys) == ["name", "idNumber", "home", "standing", "from"])
            #expect(seen.values["name"] == "试**" && seen.values["idNumber"]?.contains("****") == true)
            // Who pays does not change the record; its home does.
            let person = ["person": try world.text("SELECT person FROM library_person"), "standing": "freeze"]
            #expect(
                refusal {
                    try world.act(
                        .changeStanding, person.merging(["evidence": "通知"]) { $1 }, as: "nx.townshipMaker")
                } == "scope.foreign")
        }
    }

    @Test("nobody is referred to by their home, before they are checked, or unknown", .article("IM-11.6"))
    func notReferable() throws {
        try withGateway { world in
            #expect(refusal { try refer(world) } == "person.unknown")
            try world.add(Citizen(1))
            #expect(refusal { try refer(world) } == "person.unchecked")
            try world.run()
            let home = [
                "county": GatewayWorld.innerMongolia, "idNumber": Citizen(1).id, "from": "2026-03-01", "evidence": "合同",
            ]
            #expect(refusal { try world.act(.referPerson, home) } == "reference.home")
        }
    }

    @Test(
        "a home record that is frozen or moved stops the line elsewhere, up to the treasury's door",
        .article("IM-11.6"), arguments: ["freeze", "moveOut"])
    func homeChanges(_ standing: String) throws {
        try withGateway { world in
            try world.collect([1])
            try refer(world)
            let flow = try world.publicised(abroad())
            try world.act(.signRoster, ["roster": flow.roster], as: "nx.townshipLeader")
            let person = ["person": try world.text("SELECT person FROM library_person"), "evidence": "通知"]
            let change = try world.act(.changeStanding, person.merging(["standing": standing]) { $1 }).values
            try world.act(.approveChange, change)
            #expect(
                refusal { try world.act(.departmentApprove, ["roster": flow.roster], as: "nx.department") }
                    == "alert.red")
            #expect(
                try world.rows("SELECT DISTINCT rule FROM alert WHERE state = 'open'") == [[.text("personNotUsable")]])
            // Back, and asked about anew, the line goes on.
            let restore = try world.act(.changeStanding, person.merging(["standing": "restore"]) { $1 }).values
            try world.act(.approveChange, restore)
            try world.run()
            #expect(refusal { try world.act(.departmentApprove, ["roster": flow.roster], as: "nx.department") } == "")
        }
    }

    @Test("a reference that has ended is none", .article("IM-11.6"))
    func ended() throws {
        try withGateway { world in
            try world.collect([1])
            try refer(world)
            let end = try world.act(
                .endReference,
                [
                    "reference": try world.text("SELECT id FROM household_reference"), "reason": "合同到期",
                    "from": "2026-03-02",
                ],
                as: "nx.townshipMaker")
            try world.act(.approveChange, end.values, as: "nx.townshipLeader")
            let flow = try world.publicised(abroad())
            #expect(try rules(world, flow, as: "nx.townshipLeader").contains("notReferred"))
        }
    }

    @Test("home and the place that refers do not both pay", .article("IM-11.6"), arguments: ["批复一号", "批复二号"])
    func twoPlaces(_ approval: String) throws {
        try withGateway { world in
            try world.collect([1])
            try refer(world)
            _ = try world.built(ListPaper([ListRow(Citizen(1))]))
            var second = abroad()
            second.approval = approval
            let flow = try world.built(second)
            guard approval == "批复一号" else {
                try world.act(.requestIdentityCheck, ["roster": flow.roster], as: "nx.townshipMaker")
                try world.run()
                #expect(try rules(world, flow, as: "nx.townshipLeader").contains("secondClaimInPeriod"))
                return
            }
            #expect(
                try world.rows(
                    "SELECT state, reason FROM roster_line WHERE roster = $1", .integer(Int64(flow.roster) ?? 0)
                ) == [[.text("held"), .text("claim.exists")]])
        }
    }

    // MARK: Cards

    /// A household project's list under the first citizen's head, paid to somebody of the household.
    private func household(_ payee: Int, _ period: String = "202603") -> ListPaper {
        var paper = ListPaper([
            ListRow(Citizen(1), amount: "97.32", payee: Citizen(payee)).with("yhzh", Citizen.card(60 + payee))
        ])
        paper.project = "2130122"
        paper.period = period
        return paper
    }

    private func confirm(
        _ world: GatewayWorld, _ line: String, _ more: [String: String] = [:]
    ) throws {
        let input = ["line": line, "channel": "onSite", "by": "self", "evidence": "确认书", "account": "list"]
        var arguments = input.merging(more) { $1 }
        if arguments["account"] == "list" { arguments["account"] = nil }
        try world.act(.confirmAccount, arguments)
        try world.act(.approveConfirmation, ["line": line])
    }

    @Test("of a household two members do not both hold the card", .article("NX-4.3"))
    func oneHouseholdCard() throws {
        try withGateway { world in
            let first = try world.built(household(1))
            try confirm(world, try world.line(1, of: first))
            let second = try world.built(household(2, "202604"))
            let line = try world.line(1, of: second)
            #expect(refusal { try confirm(world, line) } == "household.secondCard")
            // A list that names the other member's card all the same does not get past the signature.
            #expect(try rules(world, second).contains("otherHouseholdCard"))
            #expect(
                refusal {
                    try world.tamper(
                        """
                        INSERT INTO household_card (id, claimant, person, account, at)
                        SELECT -1, claimant, person, account, at FROM household_card
                        """)
                } == "store.unique")
        }
    }

    @Test("a household gives its card up, by two people, before another member brings one", .article("NX-4.3"))
    func otherCard() throws {
        try withGateway { world in
            try world.collect([1, 2])
            let home = try world.household(1, [(2, "spouse")])
            let first = try world.built(household(1))
            try confirm(world, try world.line(1, of: first))
            try world.change(home, ["kind": "card", "reason": "户主外出"])
            let second = try world.built(household(2, "202604"))
            try confirm(world, try world.line(1, of: second))
            #expect(try !rules(world, second).contains("otherHouseholdCard"))
            #expect(try world.number("SELECT COUNT(*) FROM household_card WHERE ended IS NULL") == 1)
            // A person's own project stands beside it.
            let own = try world.built(ListPaper([ListRow(Citizen(1))]))
            try confirm(world, try world.line(1, of: own))
            #expect(try world.number("SELECT COUNT(*) FROM household_card") == 2)
        }
    }

    @Test(
        "who has a verified social-security card is paid to it, unless a coded reason was permitted by two people",
        .article("IM-12.2"))
    func fallback() throws {
        try withGateway { world in
            let paper = ListPaper([ListRow(Citizen(1))])
            _ = try world.checked(paper)
            #expect(try world.text("SELECT kind || ' ' || state FROM account") == "ssc verified")
            var next = paper
            next.period = "202604"
            let flow = try world.identified(next)
            let line = try world.line(1, of: flow)
            let permit = [
                "line": line, "account": Citizen.card(61), "bank": "甲银行", "reason": "preference", "evidence": "申请",
            ]
            #expect(refusal { try world.act(.permitCard, permit) } == "card.reason")
            #expect(
                refusal { try world.act(.permitCard, permit.merging(["reason": "newborn"]) { $1 }) } == "card.reason")
            // The account by itself does not do.
            try world.tamper(
                """
                INSERT INTO account (id, person, digest, bank, kind, sealed, state, sequence, verified, source)
                SELECT -1, person, x'01', bank, 'list', sealed, 'verified', 0, \(world.now.milliseconds), 0 FROM account
                """)
            try world.tamper("UPDATE share SET account = -1 WHERE roster_line = \(line)")
            #expect(try rules(world, flow).contains("cardPassedOver"))
            let change = try world.act(.permitCard, permit.merging(["reason": "away"]) { $1 }).values
            #expect(refusal { try world.act(.approveChange, change, as: "double.townshipLeader") } == "duty.taken")
            try world.act(.approveChange, change)
            try world.run()
            #expect(try !rules(world, flow).contains("cardPassedOver"))
            #expect(try world.text("SELECT kind || ' ' || reason FROM card_permit") == "fallback away")
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            #expect(
                try world.text(
                    """
                    SELECT a.kind FROM share s JOIN account a ON a.id = s.account WHERE s.roster_line = $1
                    """, .integer(Int64(line) ?? 0)) == "permitted")
            // A permit ends.
            world.wait(days: 181)
            #expect(try rules(world, flow).contains("cardPassedOver"))
        }
    }

    @Test("a failed card is left for another only for a reason that is kept", .article("IM-12.2"))
    func fallbackAfterFailure() throws {
        try withGateway { world in
            let flow = try world.sent(ListPaper([ListRow(Citizen(1))]))
            try world.result(Citizen(1), "F", "3018")
            let change = [
                "failure": try world.text("SELECT id FROM failure"), "account": Citizen.card(61),
                "holder": Citizen(1).name, "bank": "甲银行", "evidence": "申请表",
            ]
            #expect(refusal { try world.act(.changeAccount, change) } == "card.reason")
            try world.act(.changeAccount, change.merging(["fallback": "lost"]) { $1 })
            #expect(try world.number("SELECT COUNT(*) FROM card_permit") == 0)
            try world.act(.approveAccount, change)
            #expect(try world.text("SELECT reason FROM card_permit") == "lost")
            #expect(
                refusal {
                    try confirm(world, try world.line(1, of: flow), ["account": Citizen.card(62), "bank": "甲银行"])
                } == "card.reason")
        }
    }

    @Test("a new person has a social-security card, or a coded exception for some time", .article("IM-12.3"))
    func newPerson() throws {
        try withGateway { world in
            // The issuer knows nobody of this number.
            let digits = Array("64019920260105001".utf8)
            let id = String(decoding: digits + [IdentityNumber.checkDigit(digits)], as: UTF8.self)
            let newborn = Citizen(1)
            try world.add(newborn, id: id)
            try world.run()
            let row = ListRow(newborn).with("hzsfzh", id).with("xsrsfzh", id).with("skrsfzh", id)
                .with("yhzh", Citizen.card(70))
            let flow = try world.identified(ListPaper([row]))
            #expect(try rules(world, flow).contains("newPersonWithoutCard"))
            let line = try world.line(1, of: flow)
            let permit = ["line": line, "account": Citizen.card(70), "bank": "甲银行", "evidence": "出生证"]
            #expect(refusal { try world.act(.permitCard, permit.merging(["reason": "lost"]) { $1 }) } == "card.reason")
            let change = try world.act(.permitCard, permit.merging(["reason": "newborn"]) { $1 }).values
            try world.act(.approveChange, change)
            #expect(try !rules(world, flow).contains("newPersonWithoutCard"))
            #expect(try world.text("SELECT kind FROM card_permit") == "exception")
            // Who was known before, and who has the card, need none.
            try world.collect([3])
            var others = ListPaper([ListRow(Citizen(3)), ListRow(Citizen(4))])
            others.period = "202604"
            let known = try world.checked(others)
            try world.add(Citizen(4))
            #expect(try !rules(world, known).contains("newPersonWithoutCard"))
            world.wait(days: 181)
            #expect(try rules(world, flow).contains("newPersonWithoutCard"))
        }
    }
}
