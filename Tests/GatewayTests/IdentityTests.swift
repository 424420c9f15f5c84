import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What registers say of people")
struct IdentityTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    private func verdicts(_ world: GatewayWorld) throws -> [String] {
        try world.rows("SELECT verdict FROM roster_line ORDER BY id").map { $0[0].text ?? "" }
    }

    static let answers: [(members: String?, verdict: String)] = [
        (Books.match(Citizen(1).id), "match"), (Books.similar(Citizen(1).id), "review"),
        (Books.mismatch(Citizen(1).id), "mismatch"), (Books.dead(Citizen(1).id), "deceased"), (nil, "notFound"),
        // Another person's record in the line that was asked about.
        (Books.match(Citizen(2).id), "notFound"),
    ]

    @Test("an answer counts for the person asked about and for nobody else", .article("IM-16.1a"), arguments: 0..<6)
    func verdict(_ index: Int) throws {
        try withGateway { world in
            world.books.change { $0.identity[Citizen(1).id] = .some(Self.answers[index].members) }
            _ = try world.identified(Self.paper)
            #expect(try verdicts(world) == [Self.answers[index].verdict, "match"])
        }
    }

    @Test("a death counts for the person it is about, in whatever line it stands", .article("IM-16.1c"))
    func deathInAnothersLine() throws {
        try withGateway { world in
            world.books.change { $0.identity[Citizen(1).id] = .some(Books.dead(Citizen(2).id)) }
            _ = try world.identified(Self.paper)
            #expect(try verdicts(world) == ["notFound", "deceased"])
        }
    }

    @Test("a register that is away leaves nobody with a verdict, and is asked again", .article("IM-16.1a"))
    func unavailable() throws {
        try withGateway { world in
            world.police.next(.identityVerify, .retry(after: .seconds(60), Refusal("12100", "服务繁忙")))
            let flow = try world.identified(Self.paper)
            #expect(try verdicts(world) == ["", ""])
            #expect(try world.state(ofRoster: flow) == "building")
            world.wait(hours: 1)
            try world.run()
            #expect(try verdicts(world) == ["match", "match"])
            #expect(Set(world.police.sent.map(\.number)).count == 1)
        }
    }

    @Test("an answer that cannot be read says nothing of anybody, and can be asked for again", .article("IM-16.1a"))
    func unreadable() throws {
        try withGateway { world in
            world.police.next(.identityVerify, .done(Evidence(answer: Array("<PACKAGE>".utf8))))
            let flow = try world.identified(Self.paper)
            #expect(try verdicts(world) == ["unavailable", "unavailable"])
            try world.act(.requestIdentityCheck, ["roster": flow.roster])
            try world.run()
            #expect(try verdicts(world) == ["match", "match"])
        }
    }

    @Test("a similar name is asked about again with its dots folded", .article("IM-16.1a"))
    func review() throws {
        try withGateway { world in
            world.books.change { $0.identity[Citizen(1).id] = Books.similar(Citizen(1).id) }
            let flow = try world.identified(ListPaper([ListRow(Citizen(1))]))
            world.books.change { $0.identity = [:] }
            try world.act(.confirmReview, ["line": try world.line(1, of: flow)])
            try world.run()
            #expect(try verdicts(world) == ["match"])
        }
    }

    @Test("a wrong name is corrected with evidence and asked about again", .article("IM-16.1b"))
    func correctedName() throws {
        try withGateway { world in
            world.books.change { $0.identity[Citizen(1).id] = Books.mismatch(Citizen(1).id) }
            let flow = try world.identified(ListPaper([ListRow(Citizen(1))]))
            world.books.change { $0.identity = [:] }
            let arguments = ["line": try world.line(1, of: flow), "name": "试更一"]
            #expect(refusal { try world.act(.correctName, arguments) } == "argument.missing")
            let change = try world.act(.correctName, arguments.merging(["evidence": "户口簿"]) { $1 }).values
            try world.act(.approveChange, change)
            try world.run()
            let asked = world.police.sent.map { String(decoding: $0.document, as: UTF8.self) }
            #expect(asked.last?.contains("试更一") == true)
            #expect(try verdicts(world) == ["match"])
        }
    }

    @Test("the worse verdict of a line's two people is the line's", .article("IM-16.1a"), arguments: [1, 2])
    func worseOfTwo(_ bad: Int) throws {
        try withGateway { world in
            world.books.change { $0.identity[Citizen(bad).id] = Books.mismatch(Citizen(bad).id) }
            _ = try world.identified(ListPaper([ListRow(Citizen(1), payee: Citizen(2))]))
            #expect(try verdicts(world) == ["mismatch"])
        }
    }

    @Test("a verdict that has grown old can be asked for again", .article("IM-16.1a"))
    func oldVerdict() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            world.wait(days: 41)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            try world.act(.requestIdentityCheck, ["roster": flow.roster])
            try world.run()
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "")
        }
    }

    @Test("the next period's roster of the same people goes on with accounts that are verified already")
    func nextPeriod() throws {
        try withGateway { world in
            _ = try world.checked(Self.paper)
            var next = Self.paper
            next.period = "202604"
            world.wait(days: 30)
            let flow = try world.checked(next)
            #expect(try world.state(ofRoster: flow) == "accountsSet")
        }
    }

    @Test("accounts whose verification has grown old are asked about again", .article("IM-12.5", "IM-16.2"))
    func oldAccount() throws {
        try withGateway { world in
            _ = try world.checked(Self.paper)
            var next = Self.paper
            next.period = "202606"
            world.wait(days: 91)
            let flow = try world.publicised(next)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "")
            #expect(world.bank.sent(.accountVerify).count == 2)
        }
    }

    @Test(
        "an account that its bank does not confirm stops the roster", .article("IM-12.5"),
        arguments: ["N|Y|0", "Y|N|0", "Y|Y|1"])
    func unverified(_ answer: String) throws {
        try withGateway { world in
            world.books.change { $0.accounts[Citizen(1).account] = answer }
            let flow = try world.publicised(Self.paper)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(
                try world.rows("SELECT DISTINCT rule FROM alert WHERE state = 'open'") == [
                    [.text("accountNotVerified")]
                ])
        }
    }

    @Test(
        "a card that is lost, locked, closed or not activated stops the roster like a bank's refusal",
        .article("IM-12.2"),
        arguments: [("2", "1", "closed"), ("3", "1", "frozen"), ("9", "1", "closed"), ("1", "0", "dormant")])
    func unusableCard(_ state: String, _ activated: String, _ expected: String) throws {
        try withGateway { world in
            world.books.change { $0.cards[Citizen(1).id] = (state: state, activated: activated) }
            let flow = try world.publicised(Self.paper)
            #expect(
                try world.text(
                    "SELECT a.state FROM account a JOIN share s ON s.account = a.id ORDER BY a.id LIMIT 1") == expected)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(
                try world.rows("SELECT DISTINCT rule FROM alert WHERE state = 'open'") == [
                    [.text("accountNotVerified")]
                ])
        }
    }

    @Test("a bank that does not answer leaves the roster where it is")
    func silentBank() throws {
        try withGateway { world in
            world.books.change { $0.bankAnswers = false }
            let flow = try world.checked(Self.paper)
            #expect(try world.state(ofRoster: flow) == "identityChecked")
        }
    }

    @Test("a lost answer about an account is not waited for by the rosters that come later", .article("IM-12.5"))
    func lostAnswer() throws {
        try withGateway { world in
            world.books.change { $0.bankAnswers = false }
            _ = try world.checked(Self.paper)
            world.books.change { $0.bankAnswers = true }
            world.wait(days: 7)
            let flow = try world.checked(Self.paper.of("202604"))
            #expect(try world.state(ofRoster: flow) == "accountsSet")
        }
    }

    @Test("a bank's word about accounts that does not prove its origin verifies nothing", .article("IM-12.5"))
    func unprovedVerdict() throws {
        try withGateway { world in
            world.books.change { $0.bankAnswers = false }
            let flow = try world.checked(Self.paper)
            let question = try #require(world.bank.sent(.accountVerify).first)
            let rows = Paper.lines(question.document).dropFirst().dropLast().map { line in
                line.split(separator: "|").prefix(2).joined(separator: "|") + "|Y|Y|0|"
            }
            let answer = Paper.bytes(["V|\(rows.count)"] + rows + ["########"])
            world.bank.offer(.accountVerify, "vres_1.txt", answer, proof: .none)
            try world.run()
            #expect(try world.number("SELECT COUNT(*) FROM account WHERE state = 'verified'") == 0)
            world.bank.offer(.accountVerify, "vres_1.txt", answer)
            try world.run()
            #expect(try world.state(ofRoster: flow) == "accountsSet")
        }
    }

    @Test("a correction does not make a line somebody else's who lives and matches", .article("IM-16.1b"))
    func anotherPerson() throws {
        try withGateway { world in
            world.books.change { $0.identity[Citizen(1).id] = Books.mismatch(Citizen(1).id) }
            let flow = try world.identified(Self.paper)
            let correct = ["line": try world.line(1, of: flow), "name": "王建国", "evidence": "户口簿"]
            #expect(refusal { try world.act(.correctName, correct) } == "name.otherPerson")
        }
    }

    @Test(
        "a holder whose name differs only by its separator or by an old glyph is asked about as the bank spells names",
        .article("IM-12.5"), arguments: [("阿依古丽\u{2022}买买提", "阿依古丽\u{B7}买买提"), ("王\u{E863}", "王䶮")])
    func spelling(_ written: String, _ kept: String) throws {
        try withGateway { world in
            let citizen = Citizen(1)
            world.books.change { $0.holders[citizen.account] = kept }
            let row = ListRow(citizen).with("hzxm", written).with("xsrxm", written).with("skrxm", written)
            let flow = try world.publicised(ListPaper([row, ListRow(Citizen(2))]))
            #expect(try world.text("SELECT state FROM account ORDER BY id LIMIT 1") == "verified")
            #expect(world.bank.sent(.accountVerify).count == 2)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "")
        }
    }

    @Test("a name that stays another's in every spelling is asked about once more and no oftener", .article("IM-12.5"))
    func spellingOfAnother() throws {
        try withGateway { world in
            let written = "阿依古丽\u{2022}买买提"
            world.books.change { $0.holders[Citizen(1).account] = "王建国" }
            let row = ListRow(Citizen(1)).with("hzxm", written).with("xsrxm", written).with("skrxm", written)
            let flow = try world.publicised(ListPaper([row]))
            #expect(try world.text("SELECT state FROM account ORDER BY id LIMIT 1") == "rejected")
            #expect(world.bank.sent(.accountVerify).count == 2)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
        }
    }

    @Test("after a correction the bank must confirm the account's holder again", .article("IM-16.1b", "IM-12.5"))
    func holderAgain() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let line = try world.line(1, of: flow)
            #expect(try world.number("SELECT COUNT(*) FROM account WHERE state = 'verified'") == 2)
            let change = try world.act(
                .correctName, ["line": line, "name": "试" + "另" + Citizen(1).name.suffix(1), "evidence": "户口簿"])
            try world.act(.approveChange, change.values)
            #expect(try world.number("SELECT COUNT(*) FROM account WHERE state = 'verified'") == 1)
        }
    }

    @Test("a register is asked in its hours only, and what waited is asked then", .article("IM-16.1a"))
    func hours() throws {
        try withGateway { world in
            world.wait(hours: 10)
            _ = try world.identified(Self.paper)
            #expect(world.police.sent.isEmpty)
            world.wait(hours: 14)
            try world.run()
            #expect(try verdicts(world) == ["match", "match"])
        }
    }

    @Test("what waits for a register's hours stands before nobody else", .article("IM-19.2"))
    func nobodyWaits() throws {
        try withGateway { world in
            _ = try world.ordered(Self.paper, sending: false)
            for id in 1...600 {
                try world.tamper(
                    """
                    INSERT INTO outbox (id, county, exchange, connection, subject, subject_id, number, file_name,
                        parameters, state, sequence, next_at, created)
                    VALUES (-\(id), '159901', 'identity.verify', 'psb', 'roster', 0, 'W\(id)', '', '', 'ready', 0, 0, 0)
                    """)
            }
            let asked = world.police.sent.count
            world.wait(hours: 12)
            try world.run()
            #expect(world.treasury.sent(.paymentRequest).count == 1)
            #expect(world.police.sent.count == asked)
        }
    }
}
