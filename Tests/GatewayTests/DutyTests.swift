import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Trust
import Workflow

@Suite("Who may do what")
struct DutyTests {
    /// Every act that another than the maker must do, with what it is about.
    private static let checks: [Act] = [
        .signRoster, .departmentApprove, .financeApprove, .returnRoster, .orderPayment, .releaseBatch, .approveAccount,
        .reissue, .approveReissue, .settleUnknown, .confirmSettlement, .confirmList,
    ]

    @Test("the person who made a roster does no other duty over it, by whatever login", .article("IM-23.1"))
    func makerIsNotChecker() throws {
        try withGateway { world in
            let flow = try world.sent(ListPaper([ListRow(Citizen(1))]))
            try world.result(Citizen(1), "F", "3018")
            let arguments = [
                "list": String(flow.list), "roster": flow.roster, "order": flow.order,
                "failure": try world.text("SELECT id FROM failure"),
                "attempt": try world.text("SELECT id FROM attempt"),
                "reason": "退回",
            ]
            for act in Self.checks {
                let login = "double." + act.usualRole
                #expect(refusal { try world.act(act, arguments, as: login) } == "duty.taken", "\(act)")
            }
        }
    }

    @Test("who reviewed for the department does not approve for finance", .article("IM-17.2", "IM-23.1"))
    func reviewerDoesNotApprove() throws {
        let adjust = { (configuration: inout GatewayConfiguration) in
            configuration.people.append(
                GatewayConfiguration.Person(
                    login: "second", naturalPerson: "department", role: Role.financeChecker.rawValue,
                    scope: GatewayWorld.innerMongolia, password: "second"))
        }
        try withGateway(adjust: adjust) { world in
            let flow = try world.publicised(ListPaper([ListRow(Citizen(1))]))
            try world.act(.signRoster, ["roster": flow.roster])
            try world.act(.departmentApprove, ["roster": flow.roster])
            #expect(
                refusal { try world.act(.financeApprove, ["roster": flow.roster], as: "second") } == "duty.taken")
        }
    }

    @Test("one person does not both propose and release a link", .article("IM-10.5", "IM-23.1"))
    func linkByTwo() throws {
        try withGateway { world in
            try world.run()
            let link = try world.act(
                .proposeLink,
                [
                    "county": GatewayWorld.innerMongolia, "project": "2080502", "budgetProject": "YSXM01",
                    "from": "2026-01-01", "until": "2026-12-31",
                ], as: "double.financeMaker"
            ).values["link"]
            let release = { try world.act(.releaseLink, ["link": link ?? ""], as: "double.financeChecker") }
            #expect(refusal(release) == "duty.taken")
            try world.act(.releaseLink, ["link": link ?? ""])
            #expect(try world.text("SELECT state FROM budget_link") == "released")
        }
    }

    @Test("an act is refused to every role but its own", arguments: Act.allCases)
    func roles(_ act: Act) throws {
        try withGateway { world in
            for role in Role.offices + [.bank] where !act.roles.contains(role) {
                #expect(refusal { try world.act(act, [:], as: role.rawValue) } == "role.missing", "\(role)")
            }
            try world.run()
        }
    }

    @Test("an official of another county may do nothing here", .article("IM-31.2"))
    func scope() throws {
        try withGateway { world in
            let flow = try world.publicised(ListPaper([ListRow(Citizen(1))]))
            for act in [Act.signRoster, .departmentApprove, .financeApprove, .holdLine] {
                let login = "nx." + act.usualRole
                let arguments = ["roster": flow.roster, "line": try world.line(1, of: flow), "reason": "x"]
                #expect(refusal { try world.act(act, arguments, as: login) } == "scope.foreign", "\(act)")
            }
        }
    }

    @Test("a refused act leaves neither a duty nor an audit record")
    func nothingLeft() throws {
        try withGateway { world in
            let flow = try world.checked(ListPaper([ListRow(Citizen(1))]))
            let audit = try world.number("SELECT COUNT(*) FROM audit WHERE act = 'order.create'")
            let duties = try world.number("SELECT COUNT(*) FROM duty")
            #expect(refusal { try world.act(.orderPayment, ["roster": flow.roster]) } != "")
            #expect(try world.number("SELECT COUNT(*) FROM audit WHERE act = 'order.create'") == audit)
            #expect(try world.number("SELECT COUNT(*) FROM duty") == duties)
        }
    }

    @Test("a login and its password belong together, and a session ends")
    func sessions() throws {
        try withGateway { world in
            #expect(refusal { try world.engine.login("auditor", password: "x", now: world.now) } == "login.failed")
            #expect(refusal { try world.engine.login("nobody", password: "x", now: world.now) } == "login.failed")
            let token = try world.engine.login("auditor", password: "auditor", now: world.now)
            #expect(try world.engine.principal(token: token, now: world.now).role == .auditor)
            world.wait(hours: 12)
            #expect(refusal { try world.engine.principal(token: token, now: world.now) } == "session.unknown")
        }
    }

    @Test("a configuration holds a password or its hash, and the hash is no password")
    func hashedPassword() throws {
        let hash = try PasswordHash(password: Array("秘密".utf8), cost: PasswordHash.Cost(log2N: 2)).text
        let adjust = { (configuration: inout GatewayConfiguration) in
            for (login, password) in [("hashed", hash), ("plain", "秘密")] {
                configuration.people.append(
                    GatewayConfiguration.Person(
                        login: login, naturalPerson: login, role: Role.auditor.rawValue,
                        scope: GatewayWorld.innerMongolia, password: password))
            }
        }
        try withGateway(adjust: adjust) { world in
            for login in ["hashed", "plain"] {
                let token = try world.engine.login(login, password: "秘密", now: world.now)
                #expect(try world.engine.principal(token: token, now: world.now).login == login)
                #expect(refusal { try world.engine.login(login, password: hash, now: world.now) } == "login.failed")
            }
            #expect(try world.text("SELECT password FROM principal WHERE login = 'hashed'") == hash)
            #expect(try world.text("SELECT password FROM principal WHERE login = 'plain'") != "秘密")
        }
    }
}

@Suite("A configuration is released by two people")
struct ReleaseTests {
    private static let digest = ["digest": "digest of the configuration"]

    @Test("nothing is done and nothing is sent on a configuration that nobody released", .article("IM-23.1"))
    func unreleased() throws {
        try withGateway(sandbox: false) { world in
            let list = String(try world.submit(ListPaper([ListRow(Citizen(1))])).list ?? 0)
            #expect(refusal { try world.act(.buildRoster, ["list": list]) } == "release.differs")
            try world.act(.proposeRelease, Self.digest, as: "wide.operator")
            #expect(refusal { try world.act(.buildRoster, ["list": list]) } == "release.differs")
            try world.act(.approveRelease, Self.digest, as: "wide.financeChecker")
            let roster = try world.act(.buildRoster, ["list": list]).values["roster"] ?? ""
            try world.act(.requestIdentityCheck, ["roster": roster])
            try world.tamper("DELETE FROM release")
            _ = refusal { try world.run() }
            #expect(world.police.sent.isEmpty)
        }
    }

    @Test("one person cannot release alone, by whatever login", .article("IM-23.1"))
    func onePerson() throws {
        try withGateway(sandbox: false) { world in
            let another = { try world.act(.approveRelease, Self.digest, as: "wide.financeChecker") }
            #expect(refusal(another) == "release.unproposed")
            try world.act(.proposeRelease, Self.digest, as: "alone.operator")
            let alone = { try world.act(.approveRelease, Self.digest, as: "alone.financeChecker") }
            #expect(refusal(alone) == "duty.taken")
            #expect(try world.number("SELECT COUNT(*) FROM release") == 0)
        }
    }

    @Test("the next two people see which files differ from the last release", .article("IM-24.1"))
    func changed() throws {
        try withGateway(sandbox: false) { world in
            let first = ConfigurationManifest(["a.yaml": [1], "b.yaml": [2], "d.yaml": [5]])
            try world.release([:], as: first)
            #expect(try !world.engine.hasReleases() && world.engine.lastRelease() == nil)
            try world.act(.proposeRelease, ["digest": first.digest], as: "wide.operator")
            try world.act(.approveRelease, ["digest": first.digest], as: "wide.financeChecker")
            let second = ConfigurationManifest(["b.yaml": [3], "c.yaml": [4], "d.yaml": [5]])
            try world.release([:], as: second)
            let last = try #require(try world.engine.lastRelease())
            let changes = second.changes(since: last)
            #expect(last == first && changes.map(\.path) == ["a.yaml", "b.yaml", "c.yaml"])
            #expect(changes.map { $0.before == nil } == [false, false, true])
            #expect(changes.map { $0.after == nil } == [true, false, false])
            try world.tamper("UPDATE release SET digest = 'of another home'")
            #expect(try world.engine.hasReleases() && world.engine.lastRelease() == nil)
        }
    }

    @Test("what is released is named by its digest", .article("IM-23.1"))
    func stale() throws {
        try withGateway(sandbox: false) { world in
            let stale = { try world.act(.proposeRelease, ["digest": "another"], as: "wide.operator") }
            #expect(refusal(stale) == "release.stale")
            try world.run()
        }
    }
}
