import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("A department's list")
struct ListIntakeTests {
    /// A list whose head says something else than its rows.
    private static func differing(_ change: (inout ListPaper) -> Void) -> ListPaper {
        var paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])
        change(&paper)
        return paper
    }

    static let wrongHeads: [(paper: ListPaper, code: String)] = [
        (differing { $0.count = 3 }, "control.count"), (differing { $0.sum = "200.01" }, "control.sum"),
        (differing { $0.project = "9999999" }, "list.project"),
    ]

    @Test("a head that its rows do not bear out refuses the list whole and leaves no line", arguments: 0..<3)
    func wrongHead(_ index: Int) throws {
        try withGateway { world in
            let answer = try world.submit(Self.wrongHeads[index].paper)
            #expect(answer.head.state == "refused")
            #expect(answer.rejects.map(\.code) == [Self.wrongHeads[index].code])
            #expect(try world.number("SELECT COUNT(*) FROM list_line") == 0)
            #expect(try world.number("SELECT COUNT(*) FROM list") == 0)
        }
    }

    @Test("half a document is refused whole")
    func truncated() throws {
        try withGateway { world in
            let bytes = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]).bytes
            let answer = try world.engine.submitList(
                Array(bytes.dropLast(40)), connection: "dept", parameters: ["county": GatewayWorld.innerMongolia],
                proof: .signature, now: world.now)
            #expect(answer.head.state == "refused")
            #expect(try world.number("SELECT COUNT(*) FROM list_line") == 0)
        }
    }

    @Test("a bad row is rejected with its row, field and code, and the rest goes on", .article("IM-16.0"))
    func badRow() throws {
        try withGateway { world in
            let bad = ListRow(Citizen(2)).with("xsrsfzh", "640199199501010021")
            let answer = try world.submit(ListPaper([ListRow(Citizen(1)), bad, ListRow(Citizen(3))]))
            #expect(
                answer.rejects.map { [String($0.row ?? 0), $0.field, $0.code] } == [
                    ["2", "beneficiaryID", "idNumber.checkDigit"]
                ])
            #expect([answer.head.lines, answer.head.acceptedLines, answer.head.rejectedLines] == [3, 2, 1])
            #expect(answer.head.sum == Money(fen: 30_000) && answer.head.rejectedSum == Money(fen: 10_000))
        }
    }

    @Test("a number in a village's name would stand in public: the row goes back", .article("NX-6.2.4", "IM-26.1"))
    func numberInAVillage() throws {
        try withGateway { world in
            let rows = [Citizen(1).id, "东村13900000001", "东村１３９０００００００１", "东村一组12号"].enumerated().map {
                ListRow(Citizen($0.offset + 1)).with("cun", $0.element)
            }
            let answer = try world.submit(ListPaper(rows))
            #expect(
                answer.rejects.map { [String($0.row ?? 0), $0.field, $0.code] } == [
                    ["1", "village", "village.number"], ["2", "village", "village.number"],
                    ["3", "village", "village.number"],
                ])
        }
    }

    @Test("an amount beyond the standard's tolerance is rejected", .article("NX-9.2"))
    func beyondTolerance() throws {
        try withGateway { world in
            let answer = try world.submit(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2), amount: "101.01")]))
            #expect(answer.rejects.map(\.code) == ["amount.beyondTolerance"])
        }
    }

    @Test("the same subject twice in a list counts once")
    func duplicate() throws {
        try withGateway { world in
            let answer = try world.submit(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(1))]))
            #expect(answer.rejects.map { [String($0.row ?? 0), $0.code] } == [["2", "list.duplicate"]])
        }
    }

    @Test("no message about a document holds a value of it", .article("IM-30.1"))
    func safeMessages() throws {
        try withGateway { world in
            let bad = ListRow(Citizen(2)).with("skrsfzh", "640199199501010021").with("yhzh", "6299990000000000099")
            let answer = try world.submit(ListPaper([ListRow(Citizen(1)), bad]))
            let told = answer.rejects.map(\.message).joined() + answer.note
            #expect(!answer.rejects.isEmpty)
            #expect(!told.contains("6401991995") && !told.contains("629999") && !told.contains(Citizen(2).name))
        }
    }

    @Test("a list for another county than its department serves is refused")
    func foreignCounty() throws {
        try withGateway { world in
            var paper = ListPaper([ListRow(Citizen(1))])
            paper.county = GatewayWorld.ningxia
            let answer = try world.engine.submitList(
                paper.bytes, connection: "dept", parameters: ["county": GatewayWorld.innerMongolia], proof: .signature,
                now: world.now)
            #expect(answer.rejects.map(\.code) == ["list.county"])
            let other = try world.engine.submitList(
                paper.bytes, connection: "dept", parameters: ["county": GatewayWorld.ningxia], proof: .signature,
                now: world.now)
            #expect(other.rejects.map(\.code) == ["list.county"])
        }
    }

    @Test("the same bytes posted again get the first answer, and nothing is taken twice")
    func postedTwice() throws {
        try withGateway { world in
            let paper = ListPaper([ListRow(Citizen(1))])
            let first = try world.submit(paper)
            #expect(try world.submit(paper).document == first.document)
            #expect(try world.number("SELECT COUNT(*) FROM list") == 1)
        }
    }

    @Test("a file of a name that was taken is repeated with the same bytes and quarantined with others")
    func sameName() throws {
        try withGateway { world in
            let paper = ListPaper([ListRow(Citizen(1))])
            let other = ListPaper([ListRow(Citizen(2))])
            for bytes in [paper.bytes, paper.bytes, other.bytes] {
                world.office.offer(.listSubmit, "QD_1.json", bytes)
                try world.run()
            }
            #expect(
                try world.rows("SELECT state, reason FROM document WHERE name = 'QD_1.json' ORDER BY id") == [
                    [.text("promoted"), .text("")], [.text("repeated"), .text("")],
                    [.text("quarantined"), .text("document.nameReused")],
                ])
            #expect(world.office.cleared.count == 3)
            #expect(try world.number("SELECT COUNT(*) FROM list") == 1)
        }
    }

    @Test("a list whose signature is broken is quarantined")
    func brokenSignature() throws {
        try withGateway { world in
            let answer = try world.submit(ListPaper([ListRow(Citizen(1))]), proof: .broken)
            #expect(answer.head.state == "quarantined")
            #expect(try world.number("SELECT COUNT(*) FROM list") == 0)
        }
    }

    @Test("an uploaded sheet counts only when another person has confirmed its count and sum", .article("IM-16.0"))
    func confirmed() throws {
        try withGateway { world in
            let paper = ListPaper([ListRow(Citizen(1))])
            let uploader = try world.principal("double.department")
            let list = try #require(
                try world.engine.submitList(
                    paper.bytes, connection: "dept",
                    parameters: ["county": paper.county, "uploader": String(uploader.id)], proof: .none, now: world.now
                ).list)
            let arguments = ["list": String(list), "count": "1", "sum": "100.00"]
            #expect(refusal { try world.act(.buildRoster, ["list": String(list)]) } == "store.check")
            #expect(refusal { try world.act(.confirmList, arguments, as: "double.department") } == "duty.taken")
            #expect(
                refusal { try world.act(.confirmList, arguments.merging(["sum": "100.01"]) { $1 }) }
                    == "list.confirmation")
            try world.act(.confirmList, arguments)
            #expect(try world.text("SELECT state FROM list") == "accepted")
        }
    }

    @Test("a quarantined document is read again when the operator says so")
    func requeued() throws {
        try withGateway { world in
            world.office.offer(.listSubmit, "QD_1.json", ListPaper([ListRow(Citizen(1))]).bytes)
            try world.run()
            world.office.offer(.listSubmit, "QD_1.json", ListPaper([ListRow(Citizen(2))]).bytes)
            try world.run()
            let document = try world.text("SELECT id FROM document WHERE state = 'quarantined'")
            try world.act(.requeueDocument, ["document": document])
            #expect(try world.text("SELECT state FROM document WHERE id = \(document)") == "landed")
            try world.run()
            #expect(try world.text("SELECT reason FROM document WHERE id = \(document)") == "document.nameReused")
        }
    }
}
