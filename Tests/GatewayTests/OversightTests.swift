import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What lies still is seen")
struct OversightTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    /// On its way, paid, returned and free of the one indicator, in yuan.
    private func account(_ world: GatewayWorld) throws -> [String] {
        let account = try #require(try world.engine.indicatorAccounts().first)
        return [account.onWay, account.paid, account.returned, account.free].map(\.yuan)
    }

    @Test("an indicator is on its way, paid and free to the fen, and what came back is free again", .article("IM-3.3"))
    func equation() throws {
        try withGateway { world in
            try world.run()
            #expect(try account(world) == ["0.00", "0.00", "0.00", "1000000.00"])
            let flow = try world.sent(Self.paper)
            #expect(try account(world) == ["200.00", "0.00", "0.00", "999800.00"])
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
            let batch = try world.text("SELECT number FROM batch")
            try world.statement(Paper.statement(opening: 0, [(20_000, flow.number, ""), (-10_000, batch, "")]))
            #expect(try account(world) == ["100.00", "100.00", "0.00", "999800.00"])
            _ = try world.movedOut(Citizen(2))
            let proposed = try world.act(.proposeRefund, ["order": flow.order, "reason": "移出"])
            try world.act(.approveRefund, ["refund": proposed.values["refund"] ?? ""])
            try world.statement(
                Paper.statement(
                    opening: 10_000, [(-10_000, proposed.values["number"] ?? "", "退回国库")], serials: "T"),
                name: "stm_2.txt")
            #expect(try account(world) == ["0.00", "100.00", "100.00", "999900.00"])
        }
    }

    @Test("an indicator that is cut below what is ordered from it is shown as such", .article("NX-5.1.1"))
    func cut() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            func state() throws -> String? { try world.engine.indicators(now: world.now).first?.state }
            #expect(try state() == "unread")
            world.books.change { $0.indicators[0].cut = "999800.00" }
            world.wait(days: 1)
            try world.run()
            #expect(try state() == "unread")
            world.books.change { $0.indicators[0].cut = "999800.01" }
            world.wait(days: 1)
            try world.run()
            #expect(try state() == "over")
        }
    }

    @Test(
        "money that came is unread until the department has seen it, and idle until it is ordered from",
        .article("IM-10.3", "IM-10.6"))
    func noticed() throws {
        try withGateway { world in
            try world.link(Self.paper)
            world.wait(days: 7)
            let item = try #require(try world.engine.indicators(now: world.now).first)
            #expect((item.state, item.values["age"], item.values["projects"]) == ("unread", "5", "2080502"))
            let notice = ["indicator": String(item.id)]
            #expect(refusal { try world.act(.noticeIndicator, notice, as: "nx.department") } == "scope.foreign")
            try world.act(.noticeIndicator, notice)
            #expect(try world.engine.indicators(now: world.now).first?.state == "idle")
        }
    }

    @Test("a reviewer says of which lines and why, in coded reasons, and the maker sees it", .article("IM-17.1"))
    func returnedLines() throws {
        try withGateway { world in
            let flow = try world.publicised(Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            let line = try world.line(2, of: flow)
            func giveBack(_ lines: String) -> String {
                refusal {
                    try world.act(.returnRoster, ["roster": flow.roster, "reason": "见明细", "lines": lines])
                }
            }
            #expect(giveBack("\(line):whim") == "return.reason")
            #expect(giveBack("999:amount") == "return.line")
            #expect(giveBack("\(line):amount,\(line):identity") == "return.line")
            #expect(giveBack("\(line):amount") == "")
            let found = try world.engine.linesInQuestion(roster: Int64(flow.roster) ?? 0)
            #expect(found.map { [String($0.id), $0.values["returned"] ?? ""] } == [[line, "amount"]])
        }
    }

    @Test("each alert keeps the release under which its rule spoke", .article("IM-18.1"))
    func ruleVersion() throws {
        try withGateway { world in
            let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2)).with("yhzh", Citizen(1).account)])
            world.books.change { books in
                books.cards[Citizen(1).id] = ("9", "0")
                books.cards[Citizen(2).id] = ("9", "0")
            }
            let flow = try world.publicised(paper)
            _ = refusal { try world.act(.signRoster, ["roster": flow.roster]) }
            let found = try world.engine.alerts(roster: Int64(flow.roster) ?? 0)
            #expect(!found.isEmpty && found.allSatisfy { $0.values["release"] == "digest of the configuration" })
        }
    }

    @Test("of two rules that both apply the nation's decides, and which it set aside is on record", .article("NX-11"))
    func precedence() throws {
        let national = """
            rules:
              - id: nationalSharedAccount
                check: sharedAccount
                colour: yellow
                level: national
                stages: [submit]
                article: NX-6.2.8
                zh: 多人共用一个账户，须说明

            """
        let files = ["alerts/standard.yaml": try Released.text("alerts/standard.yaml", ["rules:\n": national])]
        try withGateway(files: files) { world in
            var paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2)).with("yhzh", Citizen(1).account)])
            paper.county = GatewayWorld.ningxia
            let flow = try world.publicised(paper)
            let signed = refusal { try world.act(.signRoster, ["roster": flow.roster], as: "nx.townshipLeader") }
            #expect(signed == "alert.yellow")
            let found = try world.engine.alerts(roster: Int64(flow.roster) ?? 0)
            let told = found.map { [$0.values["rule"], $0.values["level"], $0.values["outweighed"]] }
            #expect(told == Array(repeating: ["nationalSharedAccount", "national", "sharedAccount"], count: 2))
        }
    }

    @Test(
        "a child on its parent's card, or a pupil on the school's, is no warning once two people have said so",
        .article("NX-6.2.8", "NX-14"))
    func relation() throws {
        try withGateway { world in
            var paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2)).with("yhzh", Citizen(1).account)])
            paper.county = GatewayWorld.ningxia
            let flow = try world.publicised(paper)
            let sign = { try world.act(.signRoster, ["roster": flow.roster], as: "nx.townshipLeader") }
            #expect(refusal(sign) == "alert.blue")
            let line = try world.line(2, of: flow)
            func relate(_ relation: String) -> String {
                refusal {
                    try world.act(
                        .relateAccount, ["line": line, "relation": relation, "evidence": "户口簿"],
                        as: "nx.townshipMaker")
                }
            }
            #expect(relate("neighbour") == "account.relation")
            #expect(relate("parent") == "")
            #expect(relate("parent") == "account.related")
            #expect(refusal(sign) == "alert.blue")
            try world.act(.approveRelation, ["line": line], as: "nx.townshipLeader")
            #expect(refusal(sign) == "")
        }
    }

    @Test("a relation that is not approved changes nothing, and may be told anew", .article("NX-6.2.8"))
    func refusedRelation() throws {
        try withGateway { world in
            let flow = try world.built(Self.paper)
            let line = try world.line(1, of: flow)
            let told = ["line": line, "relation": "school", "evidence": "名册"]
            #expect(refusal { try world.act(.approveRelation, ["line": line]) } == "account.unrelated")
            try world.act(.relateAccount, told)
            try world.act(.rejectRelation, ["line": line, "reason": "不是在校生"])
            try world.act(.relateAccount, told)
            #expect(try world.number("SELECT COUNT(*) FROM account_relation WHERE state = 'proposed'") == 1)
        }
    }

    @Test("an exchange that has fallen silent is seen, and a weekend is no silence", .article("NX-5.1.4", "IM-29.2"))
    func silence() throws {
        try withGateway { world in
            func state() throws -> String? {
                try world.engine.exchanges(now: world.now).first {
                    $0.county == GatewayWorld.innerMongolia && $0.values["exchange"] == "indicator.sync"
                }?.state
            }
            #expect(try state() == "never")
            world.wait(days: 4)
            try world.run()
            #expect(try state() == "fresh")
            // From Friday to Monday.
            world.wait(days: 3)
            #expect(try state() == "fresh")
            world.wait(days: 1)
            #expect(try state() == "silent")
            try world.run()
            #expect(try state() == "fresh")
        }
    }

    @Test(
        "whoever answers only when asked is quiet, not silent, and its answers count as success", .article("NX-5.1.4"))
    func quiet() throws {
        try withGateway { world in
            func state() throws -> String? {
                try world.engine.exchanges(now: world.now).first {
                    $0.county == GatewayWorld.innerMongolia && $0.values["exchange"] == "identity.verify"
                }?.state
            }
            #expect(try state() == "never")
            _ = try world.identified(Self.paper)
            #expect(try state() == "fresh")
            world.wait(days: 4)
            #expect(try state() == "quiet")
        }
    }

    @Test(
        "what carries no hot topic is no money for subsidies, and asks for nobody's notice",
        .article("IM-10.3", "IM-10.1"))
    func untagged() throws {
        try withGateway { world in
            world.books.change { books in
                var other = Books.Indicator()
                (other.id, other.project) = ("ZB02", "YSXM02")
                books.indicators.append(other)
            }
            try world.run()
            #expect(try world.engine.indicatorAccounts().count == 2)
            #expect(try world.engine.indicators(now: world.now).map { $0.values["source"] } == ["ZB01"])
        }
    }

    @Test("a bank and a project are told by what became of their lines", .article("NX-8.1", "NX-12.2"))
    func scores() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "F", "3018", name: "res_2.txt")
            let (first, last) = (try #require(Day("2026-01-01".utf8)), world.now.day)
            let bank = try #require(try world.engine.bankScores(from: first, through: last, now: world.now).first)
            #expect((bank.name, bank.lines, bank.paid, bank.failed, bank.open) == ("bank-a", 2, 1, 1, 0))
            #expect((bank.paidPerMille, bank.sum.yuan, bank.paidSum.yuan) == (500, "200.00", "100.00"))
            #expect((bank.terms, bank.late) == (1, 0))
            let project = try #require(try world.engine.projectScores(from: first, through: last).first)
            #expect((project.name, project.lines, project.paid) == ("2080502", 2, 1))
            let before = Day(number: first.number - 1)
            #expect(try world.engine.bankScores(from: before, through: before, now: world.now).isEmpty)
        }
    }

    @Test("a word about money that fits nowhere has somebody whose it is, and an age", .article("IM-21.0"))
    func suspense() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            world.bank.offer(
                .batchResult, "res_9.txt", Paper.results([("F000000000099", Citizen(1).account, 1, "S", "0000")]))
            try world.run()
            let item = try #require(try world.engine.suspense().first)
            #expect(item.values["owner"] == "finance")
            #expect(item.values["received"] == String(world.now.milliseconds))
        }
    }

    @Test("an indicator of another subsidy, linked inside the budget system, is seen", .article("NX-9.4"))
    func foreignIndicator() throws {
        try withGateway { world in
            var paper = Self.paper
            paper.county = GatewayWorld.ningxia
            func link(_ project: String, _ budgetProject: String) throws {
                let arguments = [
                    "county": paper.county, "project": project, "budgetProject": budgetProject, "from": "2026-01-01",
                    "until": "2026-12-31",
                ]
                let proposed = try world.act(.proposeLink, arguments, as: "nx.financeMaker")
                try world.act(.releaseLink, ["link": proposed.values["link"] ?? ""], as: "nx.financeChecker")
            }
            try link("2080502", "YSXM01")
            try link("2130122", "YSXM02")
            world.books.change { $0.linkedProject = "YSXM01" }
            _ = try world.ordered(paper)
            #expect(try world.engine.suspense().isEmpty)
            // Finance links another one after the request was accepted: the next look sees it, and tells it once.
            world.books.change { $0.linkedProject = "YSXM02" }
            for _ in 0..<2 {
                world.wait(hours: 1)
                try world.run()
                #expect(try world.engine.suspense().map { $0.values["kind"] } == ["foreignIndicator"])
                #expect(try world.text("SELECT budget_project FROM payment_order") == "YSXM02")
            }
            _ = try world.ordered(paper.of("202604"))
            #expect(try world.engine.suspense().map { $0.values["kind"] } == ["foreignIndicator", "foreignIndicator"])
        }
    }
}
