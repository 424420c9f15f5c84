import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

/// What a department says of lines that it sent before, as it writes it.
struct ChangePaper {
    var version: Int
    var project = "2080502"
    var period = "202603"
    var approval = "批复一号"
    var rows: [[String: String]] = []

    init(_ version: Int) { self.version = version }

    func withdraw(_ citizen: Citizen) -> ChangePaper {
        var paper = self
        paper.rows.append(["bglx": "撤回", "xsrxm": citizen.name, "xsrsfzh": citizen.id])
        return paper
    }

    func correct(_ citizen: Citizen, _ amount: String, quantity: String = "", account: String = "") -> ChangePaper {
        var paper = self
        paper.rows.append([
            "bglx": "更正", "xsrxm": citizen.name, "xsrsfzh": citizen.id, "je": amount, "mj": quantity, "yhzh": account,
            "khyh": account.isEmpty ? "" : "甲银行",
        ])
        return paper
    }

    var bytes: [UInt8] {
        let lines = rows.map { row in
            "{"
                + row.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
                .joined(separator: ",") + "}"
        }
        return Array(
            """
            {"head":{"project":"\(project)","period":"\(period)","approvalNumber":"\(approval)","county":"159901",\
            "version":\(version),"count":\(rows.count)},"lines":[\(lines.joined(separator: ","))]}
            """.utf8)
    }
}

extension GatewayWorld {
    func change(_ paper: ChangePaper, name: String = "", proof: Arrival.Proof = .mac) throws {
        let name = name.isEmpty ? "BG_\(paper.version).json" : name
        office.offer(.listChange, name, paper.bytes, proof: proof)
        try run()
    }

    /// State, reason and amount of each line of a roster.
    func lines(of flow: Flow) throws -> [[SQLValue]] {
        try rows(
            "SELECT state, reason, amount_fen FROM roster_line WHERE roster = $1 ORDER BY id",
            .integer(Int64(flow.roster) ?? 0))
    }

    func proof() throws -> ListProof? { try engine.listProofs().first }
}

@Suite("A department changes what it sent")
struct ListChangeTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2)), ListRow(Citizen(3))])
    private static let reason = ["reason": "部门更正函"]

    @Test("before a roster a line is replaced, or withdrawn and not paid", .article("IM-14.2"))
    func beforeRoster() throws {
        try withGateway { world in
            let list = try world.submit(Self.paper).list ?? -1
            try world.change(ChangePaper(1).withdraw(Citizen(1)).correct(Citizen(2), "150.00", quantity: "1.5"))
            let roster = try world.act(.buildRoster, ["list": String(list)]).values["roster"] ?? ""
            var flow = Flow()
            flow.roster = roster
            #expect(
                try world.lines(of: flow) == [
                    [.text("removed"), .text("department.withdrawn"), .integer(10_000)],
                    [.text("payable"), .text(""), .integer(15_000)], [.text("payable"), .text(""), .integer(10_000)],
                ])
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 25_000)
            #expect(try world.unproved().isEmpty)
            #expect(
                try world.rows("SELECT effect, state FROM list_change ORDER BY id") == [
                    [.text("replaced"), .text("applied")], [.text("replaced"), .text("applied")],
                ])
        }
    }

    @Test(
        "an approval that is withdrawn after the roster was signed takes the line out, and the roster comes back",
        .article("IM-14.2"))
    func afterSigning() throws {
        try withGateway { world in
            try world.link(Self.paper)
            let flow = try world.publicised(Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            try world.act(.departmentApprove, ["roster": flow.roster])
            try world.change(ChangePaper(1).withdraw(Citizen(1)))
            #expect(try world.state(ofRoster: flow) == "returned")
            #expect(try world.lines(of: flow)[0].prefix(2) == [.text("removed"), .text("department.withdrawn")])
            #expect(try world.text("SELECT reason FROM return_reason") == "changed")
            #expect(refusal { try world.act(.financeApprove, ["roster": flow.roster]) } == "roster.changed")
            try world.act(.rebuildRoster, ["roster": flow.roster])
            try world.run()
            try world.act(.requestAccountCheck, ["roster": flow.roster])
            try world.run()
            try world.publicise(flow, Self.paper)
            try world.approve(flow, Self.paper)
            try world.act(.orderPayment, ["roster": flow.roster])
            #expect(try world.number("SELECT SUM(amount_fen) FROM attempt") == 20_000)
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("a line that is corrected in a roster waits until somebody has accepted the new value", .article("IM-14.2"))
    func corrected() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            try world.change(ChangePaper(1).correct(Citizen(2), "100.50", quantity: "1.005"))
            #expect(
                try world.lines(of: flow)[1] == [.text("held"), .text("department.corrected"), .integer(10_000)])
            let line = try world.line(2, of: flow)
            #expect(
                refusal { try world.act(.acceptChange, ["line": try world.line(1, of: flow), "reason": "x"]) }
                    == "change.none")
            try world.act(.acceptChange, ["line": line].merging(Self.reason) { $1 })
            #expect(try world.lines(of: flow)[1] == [.text("payable"), .text(""), .integer(10_050)])
            #expect(try world.number("SELECT due_fen FROM share WHERE roster_line = \(line)") == 10_050)
            try world.publicise(flow, Self.paper)
            try world.approve(flow, Self.paper)
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test(
        "a line that was taken back and is then corrected waits for somebody, and has its claim again",
        .article("IM-14.2"))
    func takenBackAndSentAgain() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            try world.change(ChangePaper(1).withdraw(Citizen(2)))
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 20_000)
            try world.change(ChangePaper(2).correct(Citizen(2), "100.00"))
            #expect(try world.lines(of: flow)[1].prefix(2) == [.text("held"), .text("department.corrected")])
            try world.act(.acceptChange, ["line": try world.line(2, of: flow)].merging(Self.reason) { $1 })
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 30_000)
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("a roster that ended is built again when the department's withdrawal was wrong", .article("IM-14.2"))
    func endedAndSentAgain() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            try world.change(ChangePaper(1).withdraw(Citizen(1)).withdraw(Citizen(2)).withdraw(Citizen(3)))
            try world.act(.endRoster, ["roster": flow.roster].merging(Self.reason) { $1 })
            try world.change(ChangePaper(2).correct(Citizen(2), "100.00").correct(Citizen(3), "100.00"))
            for row in [1, 2] {
                #expect(try world.lines(of: flow)[row].prefix(2) == [.text("held"), .text("department.corrected")])
                try world.act(.acceptChange, ["line": try world.line(row + 1, of: flow)].merging(Self.reason) { $1 })
            }
            try world.run()
            // The verdicts on its people stand; its accounts, its publicity and its reviews are to come.
            #expect(try world.state(ofRoster: flow) == "identityChecked")
            #expect(try world.number("SELECT SUM(due_fen) FROM claim") == 20_000)
            #expect(try world.unproved().isEmpty)
        }
    }

    @Test("a corrected account is asked of its bank before the line may be paid to it", .article("IM-14.2", "IM-12.5"))
    func correctedAccount() throws {
        try withGateway { world in
            let flow = try world.checked(Self.paper)
            let account = Citizen.card(77)
            world.books.change { $0.accounts[account] = "N|Y|0" }
            try world.change(ChangePaper(1).correct(Citizen(2), "100.00", account: account))
            try world.act(.acceptChange, ["line": try world.line(2, of: flow)].merging(Self.reason) { $1 })
            try world.run()
            try world.publicise(flow, Self.paper)
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(try world.text("SELECT rule FROM alert WHERE state = 'open'") == "accountNotVerified")
        }
    }

    /// Every order in which a list and three words about one of its lines may arrive.
    private static let orders: [[Int]] = {
        func permutations(_ rest: [Int]) -> [[Int]] {
            guard rest.count > 1 else { return [rest] }
            return rest.flatMap { first in permutations(rest.filter { $0 != first }).map { [first] + $0 } }
        }
        return permutations([0, 1, 2, 3])
    }()

    @Test(
        "in whatever order list and changes come, the newest word about a line holds", .article("IM-14.2"),
        arguments: orders)
    func anyOrder(_ order: [Int]) throws {
        try withGateway { world in
            let changes = [
                ChangePaper(1).withdraw(Citizen(1)).withdraw(Citizen(2)), ChangePaper(2).correct(Citizen(1), "120.00"),
                ChangePaper(3).correct(Citizen(1), "130.00"),
            ]
            for step in order {
                if step == 0 { try world.submit(Self.paper) } else { try world.change(changes[step - 1]) }
                try world.run()
            }
            #expect(
                try world.rows(
                    "SELECT COALESCE(changed_fen, amount_fen), withdrawn, change_version FROM list_line ORDER BY line")
                    == [
                        [.integer(13_000), .integer(0), .integer(3)], [.integer(10_000), .integer(1), .integer(1)],
                        [.integer(10_000), .integer(0), .integer(0)],
                    ])
            #expect(try world.number("SELECT COUNT(*) FROM list_change WHERE state = 'waiting'") == 0)
        }
    }

    @Test("the same message again does nothing, and its number with other words is put aside", .article("IM-14.2"))
    func repeated() throws {
        try withGateway { world in
            try world.submit(Self.paper)
            try world.change(ChangePaper(1).withdraw(Citizen(1)))
            let moves = try world.number("SELECT COUNT(*) FROM event WHERE machine = 'list_change'")
            try world.change(ChangePaper(1).withdraw(Citizen(1)), name: "BG_again.json")
            #expect(try world.number("SELECT COUNT(*) FROM event WHERE machine = 'list_change'") == moves)
            try world.change(ChangePaper(1).withdraw(Citizen(2)), name: "BG_other.json")
            #expect(
                try world.rows("SELECT state, reason FROM document WHERE name = 'BG_other.json'")
                    == [[.text("quarantined"), .text("change.versionReused")]])
        }
    }

    @Test("a word about nobody of the list is refused, and so is a message without proof", .article("IM-14.2"))
    func nobody() throws {
        try withGateway { world in
            try world.change(ChangePaper(1).withdraw(Citizen(9)), name: "BG_early.json")
            #expect(try world.text("SELECT state FROM list_change") == "waiting")
            try world.submit(Self.paper)
            try world.run()
            #expect(try world.text("SELECT state FROM list_change") == "refused")
            try world.change(ChangePaper(2).withdraw(Citizen(8)))
            #expect(try world.text("SELECT code FROM reject") == "change.line")
            try world.change(ChangePaper(3).withdraw(Citizen(1)), proof: .none)
            #expect(try world.text("SELECT reason FROM document WHERE name = 'BG_3.json'") == "proof.none")
        }
    }

    @Test(
        "what is ordered and taken back is proposed to leave, and does not go to the bank meanwhile",
        .article("IM-14.2"))
    func ordered() throws {
        try withGateway { world in
            let flow = try world.ordered(Self.paper)
            try world.change(ChangePaper(1).withdraw(Citizen(1)))
            #expect(try world.rows("SELECT state, reason FROM failure") == [[.text("leaving"), .text("withdrawn")]])
            try world.allocate(flow)
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            let sent = world.bank.sent(.batchSend).map { Paper.lines($0.document).joined() }.joined()
            #expect(!sent.contains(Citizen(1).account) && sent.contains(Citizen(2).account))
            try world.act(.approveMoveOut, ["failure": try world.text("SELECT id FROM failure")])
            #expect(try world.number("SELECT due_fen FROM claim ORDER BY id LIMIT 1") == 0)
        }
    }
}

@Suite("A department's set is the paid set")
struct ListProofTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    private func paid(_ world: GatewayWorld) throws -> Flow {
        let flow = try world.sent(Self.paper)
        try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
        try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
        return flow
    }

    @Test("a list that is paid to its last line is proved equal, row by row", .article("IM-29.3"))
    func equal() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            #expect(try world.proof()?.state == "open")
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            let proof = try #require(try world.proof())
            #expect(proof.isEqual && proof.dueDigest == proof.paidDigest)
            #expect((proof.rows, proof.due.yuan, proof.paid.yuan) == (2, "200.00", "200.00"))
        }
    }

    @Test(
        "what is taken back after the payment is fetched back, and on its way it waits", .article("IM-29.3", "IM-14.2"))
    func withdrawnAfterPayment() throws {
        try withGateway { world in
            _ = try world.sent(Self.paper)
            try world.change(ChangePaper(1).withdraw(Citizen(1)))
            #expect(try world.text("SELECT state FROM list_change") == "waiting")
            try world.result(Citizen(1), "S", "0000", name: "res_1.txt")
            try world.result(Citizen(2), "S", "0000", name: "res_2.txt")
            #expect(
                try world.rows("SELECT amount_fen, article, state FROM recovery")
                    == [[.integer(10_000), .text("IM-29.3"), .text("opened")]])
            let difference = try #require(try world.proof()?.differences.first)
            #expect(
                (difference.row, difference.due, difference.paid.fen, difference.isOpen) == (1, .zero, 10_000, true))
            // The department stands by its line after all: there is nothing to fetch back.
            try world.change(ChangePaper(2).correct(Citizen(1), "100.00"))
            #expect(try world.text("SELECT state FROM recovery") == "withdrawn")
            #expect(try world.proof()?.isEqual == true)
            try world.change(ChangePaper(3).correct(Citizen(1), "70.00"))
            #expect(
                try world.rows("SELECT amount_fen, state FROM recovery") == [[.integer(3_000), .text("opened")]])
        }
    }

    @Test("what is corrected upward after the payment is owed, and covered by a list of its own", .article("IM-29.3"))
    func supplement() throws {
        try withGateway { world in
            _ = try paid(world)
            try world.change(ChangePaper(1).correct(Citizen(1), "120.00"))
            #expect(try world.rows("SELECT amount_fen, state FROM supplement") == [[.integer(2_000), .text("opened")]])
            #expect(try world.proof()?.state == "open")
            var more = ListPaper([ListRow(Citizen(1), amount: "20.00", quantity: "0.2")])
            more.approval = "批复二号"
            var flow = try world.approved(more)
            try world.act(.orderPayment, ["roster": flow.roster])
            try world.run()
            let row = try world.rows("SELECT id, number FROM payment_order ORDER BY id DESC LIMIT 1")[0]
            flow.order = row[0].integer.map(String.init) ?? ""
            flow.number = row[1].text ?? ""
            try world.allocate(flow)
            try world.act(.releaseBatch, ["order": flow.order])
            try world.run()
            try world.result(Citizen(1), "S", "0000", fen: 2_000, name: "res_3.txt")
            #expect(try world.text("SELECT state FROM supplement") == "covered")
            #expect(try world.engine.listProofs().map(\.state) == ["equal", "equal"])
        }
    }

    @Test("a list that is sent again after the payment pays nobody twice and changes no proof", .article("IM-29.3"))
    func sentAgain() throws {
        try withGateway { world in
            _ = try paid(world)
            var again = Self.paper
            again.rows[0] = ListRow(Citizen(1), amount: "101.00")
            let flow = try world.built(again)
            #expect(try world.lines(of: flow).map { $0[1] } == [.text("claim.exists"), .text("claim.exists")])
            let proofs = try world.engine.listProofs()
            #expect(proofs.map(\.state) == ["equal", "open"])
            #expect(proofs[1].differences.map(\.reason) == ["暂缓：claim.exists", "暂缓：claim.exists"])
        }
    }
}
