import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

/// Banks and who is paid are in the role model as themselves, and can do nothing but their own (IM-4).
@Suite("Identities of banks and of who is paid")
struct OutsiderTests {
    private func withPaid(_ body: (GatewayWorld, Flow) throws -> Void) throws {
        try withGateway(adjust: { $0.openBanks() }) { world in try body(world, try world.settled()) }
    }

    private func token(_ world: GatewayWorld, _ flow: Flow, row: Int = 1) throws -> String {
        try world.act(.issueToken, ["line": try world.line(row, of: flow), "evidence": "本人到场"]).values["token"] ?? ""
    }

    private func holder(_ world: GatewayWorld, _ flow: Flow, row: Int = 1) throws -> Principal {
        let session = try world.engine.enter(token: try token(world, flow, row: row), now: world.now)
        return try world.engine.principal(token: session, now: world.now)
    }

    @Test("who is paid comes in with the token, and sees what they were paid, by whom asked about", .article("IM-4"))
    func ownPayments() throws {
        try withPaid { world, flow in
            let first = try holder(world, flow)
            let payments = try world.engine.own(.payments, of: first, now: world.now)
            #expect(payments.map { $0.values["amountFen"] } == ["10000"])
            #expect(payments.allSatisfy { $0.values["account"] == Mask.account(Citizen(1).account) })
            let number = try world.consent(flow)
            _ = try world.asked([world.question("1", number, Citizen(1))], file: "LS_1.txt")
            #expect(try world.engine.own(.lookups, of: first, now: world.now).map { $0.values["bank"] } == ["甲银行"])
            #expect(try world.engine.own(.consents, of: first, now: world.now).map(\.state) == ["spent"])
            let second = try holder(world, flow, row: 3)
            #expect(try world.engine.own(.lookups, of: second, now: world.now).isEmpty)
            #expect(try world.engine.own(.consents, of: second, now: world.now).isEmpty)
        }
    }

    @Test(
        "they consent and take it back themselves, of their own history and of nobody else's",
        .article("IM-4", "IM-27.1"))
    func ownConsent() throws {
        try withPaid { world, flow in
            let (first, third) = (try holder(world, flow), try holder(world, flow, row: 3))
            let said = [
                "bank": "bank-a", "purpose": "loan", "from": "2026-01-01", "through": "2026-03-31",
                "until": "2026-04-30", "uses": "1", "own.person": "1", "line": try world.line(1, of: flow),
            ]
            let given = try world.engine.perform(.giveConsent, said, by: third, now: world.now)
            #expect(try world.engine.own(.consents, of: first, now: world.now).isEmpty)
            let own = try world.engine.own(.consents, of: third, now: world.now)
            #expect(own.map { $0.values["channel"] } == ["self"])
            let back = ["consent": given.values["consent"] ?? "", "reason": "不贷了"]
            let another = { try world.engine.perform(.withdrawConsent, back, by: first, now: world.now) }
            #expect(refusal(another) == "consent.unknown")
            _ = try world.engine.perform(.withdrawConsent, back, by: third, now: world.now)
            #expect(try world.engine.own(.consents, of: third, now: world.now).map(\.state) == ["withdrawn"])
        }
    }

    @Test("a visit is short, and ends when the token is lost, revoked or past", .article("IM-4", "IM-12.4"))
    func visits() throws {
        try withPaid { world, flow in
            let token = try token(world, flow)
            #expect(refusal { try world.engine.enter(token: "guess", now: world.now) } == "token.unknown")
            let session = try world.engine.enter(token: token, now: world.now)
            try world.act(.revokeToken, ["line": try world.line(1, of: flow), "reason": "手机被盗"])
            #expect(refusal { try world.engine.principal(token: session, now: world.now) } == "token.unknown")
            #expect(refusal { try world.engine.enter(token: token, now: world.now) } == "token.unknown")
            let next = try world.engine.enter(token: try self.token(world, flow), now: world.now)
            #expect(try world.engine.principal(token: next, now: world.now).role == .beneficiary)
            world.now = world.now + .seconds(900)
            #expect(refusal { try world.engine.principal(token: next, now: world.now) } == "session.unknown")
            #expect(refusal { try world.engine.login("token:1", password: "", now: world.now) } == "login.failed")
        }
    }

    @Test("neither does any act but its own", .article("IM-4"))
    func noOtherAct() throws {
        try withPaid { world, flow in
            let outsiders = [try holder(world, flow), try world.principal("bank"), try world.principal("clerk-b")]
            for act in Act.allCases {
                for who in outsiders where !act.roles.contains(who.role) {
                    let attempt = {
                        try world.engine.perform(act, ["line": "1", "list": "1"], by: who, now: world.now)
                    }
                    #expect(refusal(attempt) == "role.missing", "\(act) \(who.role)")
                }
            }
        }
    }

    @Test("neither looks at anything but its own", .article("IM-4"))
    func noOtherView() throws {
        try withPaid { world, flow in
            let number = try world.consent(flow, ["uses": "2"])
            _ = try world.asked(
                [world.question("1", number, Citizen(1)), world.question("2", number, Citizen(2))], file: "LS_1.txt")
            let (person, clerk) = (try holder(world, flow), try world.principal("bank"))
            for who in [person, clerk] {
                #expect(refusal { try world.engine.requireOffice(who) } == "role.outside")
                for view in OwnView.allCases where !view.roles.contains(who.role) {
                    #expect(refusal { try world.engine.own(view, of: who, now: world.now) } == "role.missing")
                }
            }
            for role in Role.offices {
                let office = try world.principal(role.rawValue)
                #expect(refusal { try world.engine.requireOffice(office) } == "")
                for view in OwnView.allCases {
                    #expect(refusal { try world.engine.own(view, of: office, now: world.now) } == "role.missing")
                }
            }
            // A bank reads what it was answered, not why; another bank reads nothing of it.
            let log = try world.engine.own(.lookups, of: clerk, now: world.now)
            #expect(log.map(\.state) == ["given", "noConsent"] && log.allSatisfy { $0.values["reason"] == nil })
            #expect(try world.engine.own(.lookups, of: try world.principal("clerk-b"), now: world.now).isEmpty)
        }
    }

    @Test(
        "a clerk asks for their own bank, whatever they say, and only with a consent to it", .article("IM-4", "IM-27.1")
    )
    func clerk() throws {
        try withPaid { world, flow in
            let number = try world.consent(flow)
            let said = [
                "serial": "K1", "consent": number, "purpose": "loan", "idNumber": Citizen(1).id,
                "name": Citizen(1).name,
            ]
            let told = try world.act(.askHistory, said, as: "bank")
            #expect(told.values["outcome"] == "given")
            #expect(told.values["project.1"] == "高龄津贴｜1 次｜100.00 元｜2026-03-12｜2026-03-12")
            #expect(refusal { try world.act(.askHistory, said, as: "bank") } == "lookup.duplicate")
            #expect(try world.text("SELECT bank FROM lookup") == "bank-a")
        }
    }

    @Test("a machine begins what its counterpart may: a department its lists, a bank its questions", .article("IM-4"))
    func machines() throws {
        try withPaid { world, flow in
            for exchange in Exchange.allCases {
                let (bank, office) = (exchange == .historyLookup, [.listSubmit, .listChange].contains(exchange))
                func begins(_ connection: String) -> Bool {
                    refusal { try world.engine.requireBeginner(of: exchange, connection: connection) } == ""
                }
                #expect(begins("bank-a") == bank && begins("dept") == office, "\(exchange)")
                #expect(!begins("psb") && !begins("portal"))
            }
            let number = try world.consent(flow, ["uses": "2"])
            let bytes = Paper.bytes(["L|1|Q9", world.question("9", number, Citizen(1)), "########"])
            func ask(_ bytes: [UInt8]) throws -> [String] {
                Paper.lines(
                    try world.engine.lookUp(
                        bytes, connection: "bank-a", county: GatewayWorld.innerMongolia, now: world.now))
            }
            #expect(try ask(bytes)[1] == "9|00|高龄津贴|1|100.00|20260312|20260312")
            // The same question again is the same answer, and uses nothing up.
            #expect(try ask(bytes)[1] == "9|00|高龄津贴|1|100.00|20260312|20260312")
            #expect(try world.number("SELECT used FROM consent") == 1)
            #expect(refusal { try ask(Paper.bytes(["L|2|Q10", "########"])) } == "control.count")
            #expect(world.bank.sent(.historyAnswer).isEmpty)
        }
    }

    @Test("a login of the configuration is of a bank that is connected, or of an office", .article("IM-4"))
    func configuration() throws {
        for (role, connection) in [
            (Role.bank, ""), (.bank, "psb"), (.bank, "nobody"), (.beneficiary, ""), (.financeMaker, "bank-a"),
        ] {
            let adjust = { (configuration: inout GatewayConfiguration) in
                configuration.people.append(
                    GatewayConfiguration.Person(
                        login: "x", naturalPerson: "x", role: role.rawValue, scope: "*", password: "x",
                        connection: connection))
            }
            #expect(refusal { try withGateway(adjust: adjust) { _ in } } == "login.outside", "\(role) \(connection)")
        }
    }
}
