import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

extension GatewayConfiguration {
    /// Bank a may ask about people and offer services in the first county; bank b is connected, and has a clerk.
    mutating func openBanks() {
        counties[0].routes["history.lookup"] = ["bank-a"]
        counties[0].routes["service.offer"] = ["bank-a"]
        connections["bank-b"] = connections["bank-a"].map {
            Connection(name: "bank-b", counterpart: .bank, settings: $0.settings, mappings: $0.mappings)
        }
        people.append(
            Person(
                login: "clerk-b", naturalPerson: "clerk-b", role: Role.bank.rawValue, scope: "*", password: "clerk-b",
                connection: "bank-b"))
    }
}

extension GatewayWorld {
    /// The payee of a line consents, on paper, that bank a asks once.
    func consent(_ flow: Flow, row: Int = 1, _ changes: [String: String] = [:]) throws -> String {
        let said = [
            "line": try line(row, of: flow), "bank": "bank-a", "purpose": "loan", "from": "2026-01-01",
            "through": "2026-03-31", "until": "2026-04-30", "uses": "1", "evidence": "本人签字的授权书",
        ]
        return try act(.giveConsent, said.merging(changes) { $1 }).values["number"] ?? ""
    }

    /// What bank a is answered: each line without its serial.
    func asked(_ rows: [String], file: String) throws -> [String] {
        bank.offer(.historyLookup, file, Paper.bytes(["L|\(rows.count)|Q1"] + rows + ["########"]))
        try run()
        guard let answer = bank.sent(.historyAnswer).last else { return [] }
        return Paper.lines(answer.document).dropFirst().dropLast().map { String($0.drop { $0 != "|" }.dropFirst()) }
    }

    func question(_ serial: String, _ consent: String, _ citizen: Citizen, _ purpose: String = "DK") -> String {
        "\(serial)|\(consent)|\(citizen.id)|\(citizen.name)|\(purpose)"
    }
}

@Suite("What a bank may know of whom it asks about")
struct LookupTests {
    private static let people = (1...3).map { Citizen($0) }
    private static let paper = ListPaper(people.map { ListRow($0) })

    /// Three people of one list: the first was paid, the second's money came back, the third's account was closed.
    private func withPaid(_ body: (GatewayWorld, Flow) throws -> Void) throws {
        try withGateway(adjust: { $0.openBanks() }) { world in try body(world, try world.settled()) }
    }

    @Test(
        "a bank that shows a person's consent is told what arrived, by project and no closer, once; the person sees it",
        .article("IM-27.1"))
    func given() throws {
        try withPaid { world, flow in
            let number = try world.consent(flow)
            let question = world.question("1", number, Citizen(1))
            #expect(try world.asked([question], file: "LS_1.txt") == ["00|高龄津贴|1|100.00|20260312|20260312"])
            let answer = Paper.lines(world.bank.sent(.historyAnswer)[0].document)
            #expect(answer[0].hasPrefix("A|1|Q1|"))
            for inner in [Citizen(1).id, Citizen(1).account, Citizen(1).name] {
                #expect(!answer.joined().contains(inner))
            }
            #expect(try world.engine.consents(now: world.now).map(\.state) == ["spent"])
            let logged = try #require(try world.engine.lookups().first)
            #expect(logged.state == "given" && logged.values["number"] == number && logged.values["serial"] == "1")
            #expect(
                try world.asked([world.question("2", number, Citizen(1))], file: "LS_2.txt") == ["12|||||"])
            #expect(try world.engine.lookups().map(\.state) == ["given", "spent"])
        }
    }

    @Test("money that came back, or lies outside the days of the consent, is no credit", .article("IM-27.1"))
    func nothing() throws {
        try withPaid { world, flow in
            let second = try world.consent(flow, row: 2)
            let early = try world.consent(flow, ["through": "2026-03-11"])
            let rows = [world.question("1", second, Citizen(2)), world.question("2", early, Citizen(1))]
            #expect(try world.asked(rows, file: "LS_1.txt") == ["01|||||", "01|||||"])
            // Even "nothing" was told, and is used up.
            #expect(try world.engine.consents(now: world.now).map(\.state) == ["spent", "spent"])
        }
    }

    @Test("a project that is shown to nobody is not named to a bank either", .article("IM-27.1", "NX-6.2.4"))
    func confidential() throws {
        try withPaid { world, flow in
            let number = try world.consent(flow)
            try world.release([
                "catalogue/demo.yaml": try Released.text(
                    "catalogue/demo.yaml", ["    zh: 高龄津贴\n": "    zh: 高龄津贴\n    confidential: true\n"])
            ])
            let row = world.question("1", number, Citizen(1))
            #expect(try world.asked([row], file: "LS_1.txt") == ["00|其他补贴|1|100.00|20260312|20260312"])
        }
    }

    @Test(
        "no answer tells whom we know: another's consent, another name, an unknown person and no consent sound the same",
        .article("IM-27.1"))
    func noOracle() throws {
        try withPaid { world, flow in
            let number = try world.consent(flow)
            let stranger = Citizen(77)
            let renamed = "3|\(number)|\(Citizen(1).id)|\(stranger.name)|DK"
            let rows = [
                world.question("1", "SQ0", Citizen(1)), world.question("2", number, Citizen(2)), renamed,
                world.question("4", number, stranger),
            ]
            #expect(try world.asked(rows, file: "LS_1.txt") == ["10|||||", "10|||||", "10|||||", "10|||||"])
            #expect(
                try world.engine.lookups().map(\.state) == [
                    "unknownConsent", "otherPerson", "otherName", "otherPerson",
                ])
            // The person's consent is untouched, and what was asked with it about others is not theirs to see.
            #expect(try world.number("SELECT used FROM consent") == 0)
            #expect(try world.engine.lookups().map { $0.values["number"] } == ["", "", number, ""])
        }
    }

    @Test(
        "a consent that ran out, was taken back, is for another purpose or another bank opens nothing",
        .article("IM-27.1"))
    func refused() throws {
        try withPaid { world, flow in
            let purpose = try world.consent(flow)
            let past = try world.consent(flow, ["through": "2026-03-12", "until": "2026-03-31"])
            let back = try world.consent(flow)
            let id = try world.text("SELECT id FROM consent WHERE number = $1", .text(back))
            try world.act(.withdrawConsent, ["consent": id, "reason": "不贷了"])
            let other = try world.act(
                .askHistory,
                [
                    "county": GatewayWorld.innerMongolia, "serial": "B1", "consent": purpose, "purpose": "loan",
                    "idNumber": Citizen(1).id, "name": Citizen(1).name, "own.bank": "bank-a",
                ], as: "clerk-b")
            #expect(other.values == ["outcome": "noConsent"])
            world.wait(days: 30)
            let rows = [
                world.question("1", purpose, Citizen(1), "DH"), world.question("2", past, Citizen(1)),
                world.question("3", back, Citizen(1)),
            ]
            #expect(try world.asked(rows, file: "LS_1.txt") == ["13|||||", "11|||||", "10|||||"])
            #expect(
                try world.engine.lookups().map(\.state) == ["otherBank", "otherPurpose", "expired", "withdrawn"])
            #expect(refusal { try world.act(.withdrawConsent, ["consent": id, "reason": "x"]) } == "store.check")
        }
    }

    @Test("nobody consents after death", .article("IM-27.1"))
    func deceased() throws {
        try withPaid { world, flow in
            let number = try world.consent(flow)
            world.civil.offer(.deathSync, "BH_1.txt", Paper.cremations([Citizen(1)], died: "20260320"))
            world.wait(hours: 2)
            let row = world.question("1", number, Citizen(1))
            #expect(try world.asked([row], file: "LS_1.txt") == ["10|||||"])
            #expect(try world.engine.lookups().map(\.state) == ["deceased"])
        }
    }

    @Test(
        "a bank that harvests is stopped in the midst of its file, told to finance, and asks again only when two freed it",
        .article("IM-27.1"))
    func harvest() throws {
        try withPaid { world, flow in
            let number = try world.consent(flow, ["uses": "2"])
            let guesses = (10..<20).map { world.question("\($0)", number, Citizen($0)) }
            let answers = try world.asked(guesses + [world.question("9", number, Citizen(1))], file: "LS_1.txt")
            #expect(answers == [String](repeating: "10|||||", count: 5) + [String](repeating: "99|||||", count: 6))
            let finding = try #require(
                try world.engine.findings(now: world.now).first { $0.state == "lookupHarvest" })
            #expect(finding.values["subject"] == "甲银行" && finding.values["owner"] == "finance")
            #expect(finding.values["lines"] == "5")
            let stop = ["stop": String(try #require(try world.engine.lookupStops().first).id), "evidence": "银行说明"]
            #expect(refusal { try world.act(.freeBank, stop) } == "store.check")
            try world.act(.proposeFreeing, stop)
            #expect(refusal { try world.act(.freeBank, stop, as: "double.financeChecker") } == "")
            #expect(try world.engine.findings(now: world.now).allSatisfy { $0.state != "lookupHarvest" })
            world.wait(hours: 1)
            #expect(
                try world.asked([world.question("30", number, Citizen(1))], file: "LS_2.txt")
                    == ["00|高龄津贴|1|100.00|20260312|20260312"])
        }
    }

    @Test("what one kept stopped stays so, and one person does not free a bank alone", .article("IM-27.1"))
    func kept() throws {
        try withPaid { world, flow in
            _ = try world.asked((10..<15).map { world.question("\($0)", "SQ0", Citizen($0)) }, file: "LS_1.txt")
            let stop = String(try #require(try world.engine.lookupStops().first).id)
            try world.act(.proposeFreeing, ["stop": stop, "evidence": "银行说明"])
            try world.act(.keepStopped, ["stop": stop, "reason": "说明不足"])
            let number = try world.consent(flow)
            #expect(try world.asked([world.question("1", number, Citizen(1))], file: "LS_2.txt") == ["99|||||"])
            #expect(try world.number("SELECT used FROM consent") == 0)
            #expect(try world.engine.lookupStops().map(\.state) == ["stopped"])
        }
    }

    @Test("more questions a day than the profile allows stop a bank even with consents", .article("IM-27.1"))
    func tooMany() throws {
        let few = try Released.text("profiles/inner-mongolia.yaml", ["  perDay: 200\n": "  perDay: 2\n"])
        try withGateway(files: ["profiles/inner-mongolia.yaml": few], adjust: { $0.openBanks() }) { world in
            let flow = try world.settled()
            let number = try world.consent(flow, ["uses": "3"])
            let rows = (1...4).map { world.question("\($0)", number, Citizen(1)) }
            let told = "00|高龄津贴|1|100.00|20260312|20260312"
            #expect(try world.asked(rows, file: "LS_1.txt") == [told, told, "99|||||", "99|||||"])
            #expect(try world.engine.lookups().map(\.state) == ["given", "given", "tooMany", "bankStopped"])
        }
    }

    @Test("the same serial is answered once, and the same file is recognised", .article("IM-27.1"))
    func repeated() throws {
        try withPaid { world, flow in
            let number = try world.consent(flow, ["uses": "3"])
            let row = world.question("1", number, Citizen(1))
            _ = try world.asked([row], file: "LS_1.txt")
            _ = try world.asked([row], file: "LS_1.txt")
            _ = try world.asked([row, world.question("2", number, Citizen(1))], file: "LS_2.txt")
            #expect(try world.number("SELECT used FROM consent") == 2)
            #expect(try world.number("SELECT COUNT(*) FROM reject WHERE code = 'lookup.duplicate'") == 1)
        }
    }

    private static let wrong: [([String: String], String)] = [
        (["purpose": "loanReview"], "consent.purpose"), (["purpose": "广告"], "consent.purpose"),
        (["bank": "bank-b"], "consent.bank"), (["from": "2020-01-01"], "consent.period"),
        (["through": "2026-05-01"], "consent.period"), (["until": "2026-12-31"], "consent.until"),
        (["uses": "4"], "consent.uses"), (["uses": "0"], "consent.uses"), (["evidence": ""], "argument.missing"),
    ]

    @Test("a consent names what the profile allows: purpose, bank, days, term and uses", .article("IM-27.1"))
    func terms() throws {
        try withPaid { world, flow in
            for (changes, code) in Self.wrong {
                #expect(refusal { try world.consent(flow, changes) } == code, "\(changes)")
            }
            let given = try world.engine.consents(now: world.now)
            #expect(given.isEmpty)
        }
    }

    @Test("a region that does not offer it answers nothing, and stops nobody for asking", .article("IM-27.1"))
    func notOffered() throws {
        let none = try Released.text("profiles/inner-mongolia.yaml", ["  purposes: [loan, creditLine]\n": ""])
        try withGateway(files: ["profiles/inner-mongolia.yaml": none], adjust: { $0.openBanks() }) { world in
            let flow = try world.settled()
            #expect(refusal { try world.consent(flow) } == "consent.purpose")
            let rows = (1...9).map { world.question("\($0)", "SQ1", Citizen(1)) }
            #expect(Set(try world.asked(rows, file: "LS_1.txt")) == ["10|||||"])
            #expect(try world.engine.lookupStops().isEmpty)
        }
    }
}
