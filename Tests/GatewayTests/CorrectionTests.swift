import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Corrections of names and numbers")
struct CorrectionTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])
    /// The first citizen's number as somebody mistyped it: a day later.
    private static let mistyped: String = {
        let digits = Array("64019919500102001".utf8)
        return String(decoding: digits + [IdentityNumber.checkDigit(digits)], as: UTF8.self)
    }()

    /// A list whose first line has the mistyped number, checked at the register, which knows nobody by it.
    private func mistyped(_ world: GatewayWorld) throws -> (flow: Flow, line: String) {
        world.books.change { $0.identity[Self.mistyped] = .some(nil) }
        let row = ListRow(Citizen(1)).with("hzsfzh", Self.mistyped).with("xsrsfzh", Self.mistyped)
            .with("skrsfzh", Self.mistyped)
        let flow = try world.identified(ListPaper([row, ListRow(Citizen(2))]))
        return (flow, try world.line(1, of: flow))
    }

    private func correct(
        _ world: GatewayWorld, _ line: String, _ number: String, of role: String = "beneficiary"
    ) throws -> [String: String] {
        let result = try world.act(
            .correctIdNumber, ["line": line, "idNumber": number, "evidence": "户口簿", "of": role])
        return ["change": result.values["change"] ?? ""]
    }

    private func verdicts(_ world: GatewayWorld) throws -> [String] {
        try world.rows("SELECT verdict FROM roster_line ORDER BY id").map { $0[0].text ?? "" }
    }

    @Test("a number is corrected by two people, and serves when the register has confirmed it", .article("IM-16.1b"))
    func number() throws {
        try withGateway { world in
            let (flow, line) = try mistyped(world)
            #expect(try verdicts(world) == ["notFound", "match"])
            let change = try correct(world, line, Citizen(1).id)
            #expect(try verdicts(world) == ["notFound", "match"])
            #expect(refusal { try world.act(.approveChange, change, as: "double.townshipLeader") } == "duty.taken")
            #expect(refusal { try correct(world, line, Citizen(1).id) } == "change.waiting")
            try world.act(.approveChange, change)
            #expect(try verdicts(world) == ["", "match"])
            try world.run()
            #expect(try verdicts(world) == ["match", "match"])
            #expect(try world.state(ofRoster: flow) == "identityChecked")
            #expect(refusal { try world.act(.approveChange, change) } == "change.decided")
        }
    }

    @Test("after a number's correction the bank is asked again before anybody is paid", .article("IM-16.1b"))
    func accountAgain() throws {
        try withGateway { world in
            world.books.change { $0.cards[Citizen(1).id] = nil }
            let flow = try world.checked(Self.paper)
            let line = try world.line(1, of: flow)
            let digits = Array("64019919500101091".utf8)
            let corrected = String(decoding: digits + [IdentityNumber.checkDigit(digits)], as: UTF8.self)
            try world.act(.approveChange, try correct(world, line, corrected))
            #expect(
                try world.rows("SELECT state FROM account WHERE person = (SELECT MIN(id) FROM person)").allSatisfy {
                    $0[0].text == "registered"
                })
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
        }
    }

    @Test("no number is corrected into that of another person of the library", .article("IM-16.1b", "IM-11.5"))
    func anotherPerson() throws {
        try withGateway { world in
            let flow = try world.identified(Self.paper)
            let line = try world.line(1, of: flow)
            #expect(refusal { try correct(world, line, Citizen(2).id) } == "idNumber.otherPerson")
            #expect(refusal { try correct(world, line, "159999198207150018") } != "")
            #expect(refusal { try correct(world, line, Citizen(1).id) } == "idNumber.implausible")
            #expect(refusal { try correct(world, line, Citizen(3).id, of: "somebody") } == "argument.of")
        }
    }

    @Test("whoever came into the library meanwhile keeps the number", .article("IM-16.1b"))
    func meanwhile() throws {
        try withGateway { world in
            let (_, line) = try mistyped(world)
            let change = try correct(world, line, Citizen(1).id)
            var other = ListPaper([ListRow(Citizen(1))])
            other.period = "202604"
            _ = try world.built(other)
            #expect(refusal { try world.act(.approveChange, change) } == "idNumber.otherPerson")
            try world.act(.rejectChange, change.merging(["reason": "重复采集"]) { $1 })
            #expect(try world.text("SELECT state FROM library_change") == "rejected")
        }
    }

    @Test("a name is what it was until another has approved its correction", .article("IM-11.4"))
    func nameByTwo() throws {
        try withGateway { world in
            let flow = try world.identified(Self.paper)
            let line = try world.line(1, of: flow)
            let asked = world.police.sent.count
            let change = try world.act(.correctName, ["line": line, "name": "试更一", "evidence": "户口簿"]).values
            try world.run()
            #expect(world.police.sent.count == asked)
            try world.act(.approveChange, change)
            try world.run()
            #expect(world.police.sent.count == asked + 1)
            let question = String(decoding: try #require(world.police.sent.last).document, as: UTF8.self)
            #expect(question.contains("试更一"))
        }
    }

    /// Name, number and account of the first citizen made another's, each by the right two people.
    private func takeOver(_ world: GatewayWorld, pause: Int = 0) throws -> (flow: Flow, line: String) {
        world.books.change { $0.cards[Citizen(1).id] = nil }
        let (flow, line) = try mistyped(world)
        let name = try world.act(.correctName, ["line": line, "name": "试更一", "evidence": "户口簿"]).values
        try world.act(.approveChange, name)
        world.wait(days: pause)
        try world.act(.approveChange, try correct(world, line, Citizen(1).id))
        try world.act(
            .confirmAccount,
            [
                "line": line, "channel": "onSite", "by": "self", "evidence": "确认书", "account": Citizen.card(61),
                "bank": "甲银行",
            ])
        try world.act(.approveConfirmation, ["line": line])
        try world.run()
        return (flow, line)
    }

    /// The rules that stop a roster's first line when it is signed.
    private func rules(_ world: GatewayWorld, _ flow: Flow) throws -> [String] {
        _ = refusal { try world.act(.signRoster, ["roster": flow.roster]) }
        return try world.rows(
            """
            SELECT DISTINCT a.rule FROM alert a JOIN roster_line l ON l.id = a.roster_line
            WHERE a.state = 'open' AND a.roster = $1 ORDER BY a.rule
            """, .integer(Int64(flow.roster) ?? 0)
        ).map { $0[0].text ?? "" }
    }

    @Test(
        "a name, a number and an account changed together are nobody's to pay, until a third person has looked",
        .article("IM-11.4"))
    func takeover() throws {
        try withGateway(adjust: {
            $0.people.append(
                GatewayConfiguration.Person(
                    login: "leader.department", naturalPerson: "townshipLeader", role: "department",
                    scope: GatewayWorld.innerMongolia, password: "leader.department"))
        }) { world in
            let (flow, line) = try takeOver(world, pause: 80)
            #expect(try rules(world, flow).contains("takeover"))
            let clear = ["line": line, "evidence": "入户核实"]
            #expect(refusal { try world.act(.clearTakeover, clear, as: "double.department") } == "duty.taken")
            // Of those who made the changes nobody clears them, on whatever list.
            var next = ListPaper([ListRow(Citizen(1)).with("hzxm", "试更一").with("xsrxm", "试更一").with("skrxm", "试更一")])
            next.period = "202604"
            let other = try world.built(next)
            #expect(try rules(world, other).contains("takeover"))
            let elsewhere = ["line": try world.line(1, of: other), "evidence": "入户核实"]
            #expect(refusal { try world.act(.clearTakeover, elsewhere, as: "leader.department") } == "duty.taken")
            try world.act(.clearTakeover, clear)
            #expect(try !rules(world, flow).contains("takeover"))
            #expect(refusal { try world.act(.clearTakeover, clear) } == "takeover.none")
        }
    }

    @Test("changes far apart from each other are no takeover", .article("IM-11.4"))
    func farApart() throws {
        try withGateway { world in
            let (flow, _) = try takeOver(world, pause: 91)
            #expect(try !rules(world, flow).contains("takeover"))
        }
    }

    @Test("an account that the card issuer brings in counts as a change like any other", .article("IM-11.4"))
    func issuersAccount() throws {
        for isCorrected in [false, true] {
            try withGateway { world in
                let flow = try world.identified(ListPaper([ListRow(Citizen(1)).with("yhzh", Citizen.card(70))]))
                for (id, kind) in [(-1, "name"), (-2, "idNumber")] where isCorrected {
                    try world.tamper(
                        """
                        INSERT INTO library_change (id, county, root, kind, person, sealed, proposed, decided, state,
                            sequence) SELECT \(id), '159901', '', '\(kind)', payee, x'00', 0,
                            \(world.now.milliseconds), 'applied', 1 FROM share ORDER BY id LIMIT 1
                        """)
                }
                try world.act(.requestAccountCheck, ["roster": flow.roster])
                try world.run()
                #expect(
                    try world.number("SELECT COUNT(*) FROM library_change WHERE kind = 'account'")
                        == (isCorrected ? 1 : 0))
                let _ = try world.publicise(flow, ListPaper([ListRow(Citizen(1))]))
                #expect(try rules(world, flow).contains("takeover") == isCorrected)
            }
        }
    }

    @Test("a failed line of such a person is not paid again either", .article("IM-11.4"))
    func takeoverAfterFailure() throws {
        try withGateway { world in
            world.books.change { $0.cards[Citizen(1).id] = nil }
            let flow = try world.sent(ListPaper([ListRow(Citizen(1))]))
            try world.result(Citizen(1), "F", "3018")
            try world.tamper(
                """
                INSERT INTO library_change (id, county, root, kind, person, sealed, proposed, decided, state, sequence)
                SELECT -1, '159901', '', 'name', payee, x'00', 0, \(world.now.milliseconds), 'applied', 1
                FROM share ORDER BY id LIMIT 1
                """)
            try world.tamper(
                """
                INSERT INTO library_change (id, county, root, kind, person, sealed, proposed, decided, state, sequence)
                SELECT -2, '159901', '', 'idNumber', payee, x'00', 0, \(world.now.milliseconds), 'applied', 1
                FROM share ORDER BY id LIMIT 1
                """)
            let failure = ["failure": try world.text("SELECT id FROM failure")]
            try world.act(
                .changeAccount,
                failure.merging([
                    "account": Citizen.card(61), "holder": Citizen(1).name, "bank": "甲银行", "evidence": "申请表",
                    "fallback": "lost",
                ]) { $1 })
            try world.act(.approveAccount, failure)
            try world.statement(Paper.statement(opening: 0, [(10_000, flow.number, "")]))
            try world.act(.reissue, failure)
            #expect(refusal { try world.act(.approveReissue, failure) } == "payee.takeover")
            try world.act(.clearTakeover, ["line": try world.line(1, of: flow), "evidence": "入户核实"])
            #expect(refusal { try world.act(.approveReissue, failure) } == "")
        }
    }
}
