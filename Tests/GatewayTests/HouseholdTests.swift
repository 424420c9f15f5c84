import AdapterKit
import Foundation
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

extension GatewayWorld {
    /// Takes citizens into the base library, and lets the register confirm them.
    func collect(_ citizens: [Int], county: String = GatewayWorld.innerMongolia) throws {
        for citizen in citizens.map({ Citizen($0) }) { try add(citizen, county: county) }
        try run()
    }

    @discardableResult
    func add(_ citizen: Citizen, county: String = GatewayWorld.innerMongolia, id: String? = nil) throws -> ActResult {
        try act(
            .addPerson,
            [
                "county": county, "idNumber": id ?? citizen.id, "name": citizen.name, "village": "东村",
                "evidence": "户口簿",
            ], as: county == GatewayWorld.ningxia ? "nx.townshipMaker" : nil)
    }

    /// A household of citizens, the head first, each member with a relation.
    @discardableResult
    func household(_ head: Int, _ members: [(Int, String)] = [], from: String = "2026-01-01") throws -> String {
        let change = try act(.registerHousehold, householdInput(head, members, from: from)).values
        try act(.approveChange, change)
        return try text("SELECT MAX(id) FROM household")
    }

    func householdInput(_ head: Int, _ members: [(Int, String)], from: String = "2026-01-01") -> [String: String] {
        [
            "head": Citizen(head).id, "address": "东村一组 1 号", "phone": "13900000001", "village": "东村", "from": from,
            "members": members.map { "\(Citizen($0.0).id),\($0.1)" }.joined(separator: ";"),
            "assets": "farmland,12.5,亩;livestock,30,只", "evidence": "户口簿",
        ]
    }

    /// Changes a household, by both people.
    func change(_ household: String, _ more: [String: String]) throws {
        let asked = try act(.changeHousehold, ["household": household, "evidence": "证明"].merging(more) { $1 })
        try act(.approveChange, asked.values)
    }
}

@Suite("The base library's people and households")
struct HouseholdTests {
    private func states(_ world: GatewayWorld) throws -> [String] {
        try world.rows("SELECT state FROM library_person ORDER BY id").map { $0[0].text ?? "" }
    }

    static let answers: [(members: String?, state: String)] = [
        (Books.match(Citizen(1).id), "verified"), (Books.similar(Citizen(1).id), "review"),
        (Books.mismatch(Citizen(1).id), "mismatch"), (Books.dead(Citizen(1).id), "deceased"), (nil, "notFound"),
    ]

    @Test(
        "a new person is usable when the register has confirmed them, and not before", .article("IM-11.3"),
        arguments: 0..<5)
    func newPerson(_ index: Int) throws {
        try withGateway { world in
            world.books.change { $0.identity[Citizen(1).id] = .some(Self.answers[index].members) }
            try world.add(Citizen(1))
            #expect(try states(world) == ["collected"])
            let register = refusal { try world.act(.registerHousehold, world.householdInput(1, [])) }
            #expect(register == "person.unchecked")
            try world.run()
            #expect(try states(world) == [Self.answers[index].state])
            #expect(
                refusal { try world.act(.registerHousehold, world.householdInput(1, [])) }
                    == (index == 0 ? "" : "person.unchecked"))
        }
    }

    @Test("a register that is away confirms nobody, and is asked again", .article("IM-11.3"))
    func unavailable() throws {
        try withGateway { world in
            world.police.next(.identityVerify, .retry(after: .seconds(60), Refusal("12100", "服务繁忙")))
            try world.collect([1])
            #expect(try states(world) == ["collected"])
            world.wait(hours: 1)
            try world.run()
            #expect(try states(world) == ["verified"])
            // An answer that cannot be read is none; the same answer twice changes nothing.
            world.police.next(.identityVerify, .done(Evidence(answer: Array("<PACKAGE>".utf8))))
            let person = ["person": try world.text("SELECT person FROM library_person")]
            for _ in 0..<2 {
                try world.act(.checkPerson, person)
                try world.run()
                #expect(try states(world) == ["verified"])
            }
        }
    }

    @Test("nobody is collected twice, here or elsewhere, by 18 digits or by 15", .article("IM-11.5"))
    func twice() throws {
        try withGateway { world in
            try world.collect([1])
            #expect(refusal { try world.add(Citizen(1)) } == "person.collected")
            let old = String(Citizen(1).id.prefix(6) + Citizen(1).id.dropFirst(8).prefix(9))
            #expect(refusal { try world.add(Citizen(1), id: old) } == "person.collected")
            #expect(refusal { try world.add(Citizen(1), county: GatewayWorld.ningxia) } == "person.collected")
        }
    }

    @Test("a line of somebody whom the library does not hold usable is red", .article("IM-11.3"))
    func redLine() throws {
        try withGateway { world in
            try world.collect([1])
            let flow = try world.publicised(ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))]))
            try world.tamper("UPDATE library_person SET state = 'frozen'")
            #expect(refusal { try world.act(.signRoster, ["roster": flow.roster]) } == "alert.red")
            #expect(
                try world.rows("SELECT rule, CAST(COUNT(*) AS BIGINT) FROM alert WHERE state = 'open' GROUP BY rule")
                    == [[.text("personNotUsable"), .integer(1)]])
        }
    }

    @Test("a household has a head, members and what it owns, and its address lies sealed", .article("IM-11.1"))
    func whole() throws {
        try withGateway { world in
            try world.collect([1, 2, 3])
            let asked = try world.act(.registerHousehold, world.householdInput(1, [(2, "spouse"), (3, "son")])).values
            #expect(refusal { try world.act(.approveChange, asked, as: "double.townshipLeader") } == "duty.taken")
            #expect(try world.number("SELECT COUNT(*) FROM household") == 0)
            try world.act(.approveChange, asked)
            let items = try world.engine.households()
            #expect(items.map { [$0.values["members"], $0.values["assets"]] } == [["3", "耕地12.5亩、牲畜30只"]])
            #expect(items[0].values["name"] == "试**")
            let sealed = try world.rows("SELECT sealed FROM household")[0][0].bytes ?? []
            #expect(!sealed.isEmpty && !String(decoding: sealed, as: UTF8.self).contains("一组"))
        }
    }

    @Test("nobody is in two households, and the store holds that too", .article("IM-11.1"))
    func twoHouseholds() throws {
        try withGateway { world in
            try world.collect([1, 2, 3, 4])
            let first = try world.household(1, [(2, "spouse"), (3, "daughter")])
            #expect(
                refusal { try world.act(.registerHousehold, world.householdInput(4, [(3, "spouse")])) }
                    == "household.memberElsewhere")
            let second = try world.household(4)
            let join = ["kind": "join", "person": Citizen(3).id, "relation": "spouse", "from": "2026-03-10"]
            #expect(refusal { try world.change(second, join) } == "household.memberElsewhere")
            #expect(
                refusal {
                    try world.tamper(
                        """
                        INSERT INTO household_member (id, household, person, relation, from_day)
                        SELECT -1, \(second), person, 'spouse', 20600 FROM household_member WHERE relation = 'daughter'
                        """)
                } == "store.unique")
            try world.change(
                first, ["kind": "leave", "person": Citizen(3).id, "reason": "married", "from": "2026-03-10"])
            try world.change(second, join)
            #expect(
                try world.rows(
                    "SELECT relation, from_day, until_day FROM household_member WHERE until_day IS NOT NULL"
                ) == [[.text("daughter"), .integer(20454), .integer(20521)]])
        }
    }

    @Test("two who want the same person: the second is refused when it would be applied", .article("IM-11.1"))
    func race() throws {
        try withGateway { world in
            try world.collect([1, 2, 3])
            let one = try world.act(.registerHousehold, world.householdInput(1, [(3, "son")])).values
            let two = try world.act(.registerHousehold, world.householdInput(2, [(3, "son")])).values
            try world.act(.approveChange, one)
            #expect(refusal { try world.act(.approveChange, two) } == "household.memberElsewhere")
            #expect(try world.number("SELECT COUNT(*) FROM household") == 1)
        }
    }

    /// A household project's list of one line, under this head.
    private func paper(_ head: Int, _ period: String = "202603", beneficiary: Int? = nil) -> ListPaper {
        let row = ListRow(Citizen(beneficiary ?? head), amount: "97.32")
            .with("hzxm", Citizen(head).name).with("hzsfzh", Citizen(head).id)
        var paper = ListPaper([row])
        paper.project = "2130122"
        paper.period = period
        return paper
    }

    @Test(
        "a head who dies is followed by another, and the household claims once a period, not once a head",
        .article("IM-11.1"))
    func headDies() throws {
        try withGateway { world in
            try world.collect([1, 2])
            let household = try world.household(1, [(2, "spouse")])
            _ = try world.built(paper(1))
            let died = ["kind": "head", "person": Citizen(2).id, "reason": "died", "from": "2026-03-03"]
            #expect(refusal { try world.change(household, died) } == "household.alive")
            #expect(
                refusal {
                    try world.change(
                        household, ["kind": "leave", "person": Citizen(1).id, "reason": "died", "from": "2026-03-03"])
                } == "household.headLeaves")
            world.books.change { $0.identity[Citizen(1).id] = Books.dead(Citizen(1).id) }
            try world.act(
                .checkPerson, ["person": try world.text("SELECT claimant FROM household")])
            try world.run()
            try world.change(household, died)
            // The new head's list for the same period is the same household's: held, not paid twice.
            var again = paper(2)
            again.approval = "批复一号"
            let second = try world.built(again)
            #expect(
                try world.rows(
                    "SELECT state, reason FROM roster_line WHERE roster = $1", .integer(Int64(second.roster) ?? 0)
                ) == [[.text("held"), .text("claim.exists")]])
            let next = try world.built(paper(2, "202604"))
            #expect(
                try world.text(
                    "SELECT state FROM roster_line WHERE roster = $1", .integer(Int64(next.roster) ?? 0)) == "payable")
            #expect(try world.number("SELECT COUNT(DISTINCT subject) FROM claim") == 1)
        }
    }

    @Test(
        "a line that was taken back before the roster and comes again claims for the household, not for its head of the day",
        .article("IM-11.1", "IM-14.2"))
    func takenBackAndSentAgain() throws {
        try withGateway { world in
            try world.collect([1, 2])
            let household = try world.household(1, [(2, "spouse")])
            try world.change(
                household,
                [
                    "kind": "head", "person": Citizen(2).id, "reason": "agreed", "relation": "spouse",
                    "from": "2026-03-03",
                ])
            let list = try world.submit(paper(2)).list ?? -1
            var taken = ChangePaper(1).withdraw(Citizen(2))
            taken.project = "2130122"
            try world.change(taken)
            try world.act(.buildRoster, ["list": String(list)])
            #expect(try world.number("SELECT COUNT(*) FROM claim") == 0)
            var again = ChangePaper(2).correct(Citizen(2), "97.32")
            again.project = "2130122"
            try world.change(again)
            let line = try world.text("SELECT id FROM roster_line")
            try world.act(.acceptChange, ["line": line, "reason": "部门更正函"])
            #expect(
                try world.rows("SELECT c.subject FROM claim c") == world.rows("SELECT claimant FROM household"))
            #expect(try world.number("SELECT payee FROM roster_line") != world.number("SELECT subject FROM claim"))
        }
    }

    @Test("a head who changes stays as a member, and a list under the former head is returned", .article("IM-11.1"))
    func headChanges() throws {
        try withGateway { world in
            try world.collect([1, 2, 3])
            let household = try world.household(1, [(2, "spouse")])
            let agreed = ["kind": "head", "person": Citizen(2).id, "reason": "agreed", "from": "2026-03-03"]
            #expect(refusal { try world.change(household, agreed) } == "member.relation")
            try world.change(household, agreed.merging(["relation": "spouse"]) { $1 })
            let answer = try world.submit(paper(1))
            #expect(
                try world.rows("SELECT code FROM reject WHERE document = $1", .integer(answer.document)) == [
                    [.text("household.notHead")]
                ])
            try world.household(3)
            let mixed = try world.submit(paper(3, beneficiary: 2))
            #expect(
                try world.rows("SELECT code FROM reject WHERE document = $1", .integer(mixed.document)) == [
                    [.text("household.differs")]
                ])
        }
    }

    @Test("what a household has holds from its day until the next, by two people", .article("IM-11.1"))
    func assets() throws {
        try withGateway { world in
            try world.collect([1])
            let household = try world.household(1)
            let change = ["kind": "asset", "asset": "livestock,12,只", "from": "2026-02-01"]
            #expect(
                refusal { try world.change(household, change.merging(["asset": "camels,3,峰"]) { $1 }) }
                    == "asset.format")
            #expect(
                refusal { try world.change(household, change.merging(["from": "2026-01-01"]) { $1 }) }
                    == "household.day")
            try world.change(household, change)
            #expect(
                try world.rows(
                    "SELECT quantity, from_day, until_day FROM household_asset WHERE kind = 'livestock' ORDER BY id"
                ) == [
                    [.integer(30_000_000), .integer(20454), .integer(20484)],
                    [.integer(12_000_000), .integer(20485), .null],
                ])
            try world.change(household, ["kind": "contact", "address": "西村", "phone": "13900000002"])
            #expect(try world.number("SELECT COUNT(*) FROM library_change WHERE state = 'applied'") == 3)
        }
    }

    @Test(
        "the library's owner delivers it, and what contradicts it is returned row by row",
        .article("IM-11.1", "NX-6.2.7"))
    func delivered() throws {
        try withGateway { world in
            try world.collect([4])
            try world.add(Citizen(5), county: GatewayWorld.ningxia)
            func person(_ index: Int, _ code: String, _ relation: String, _ head: Int, _ state: String = "1") -> String
            {
                """
                {"personNo":"P\(index)","familyNo":"\(code)","name":"\(Citizen(index).name)","idCard":"\(Citizen(index).id)",\
                "headName":"\(Citizen(head).name)","headIdCard":"\(Citizen(head).id)","relation":"\(relation)",\
                "village":{"code":"159901100","name":"东村"},"status":"\(state)"}
                """
            }
            let people = [
                person(2, "F1", "10", 1), person(1, "F1", "02", 1), person(3, "F2", "02", 3),
                // In a household already, of another place, without a head, a second head.
                person(2, "F2", "20", 3), person(5, "F2", "20", 3), person(6, "F9", "20", 7), person(8, "F1", "02", 8),
            ]
            let text =
                "{\"data\":{\"divCode\":\"159901\",\"size\":\(people.count),\"persons\":[\(people.joined(separator: ","))]}}"
            world.platform.offer(.beneficiarySync, "people_1.json", Array(text.utf8))
            try world.run()
            #expect(
                try world.rows("SELECT line, code FROM reject ORDER BY line") == [
                    [.integer(4), .text("household.memberElsewhere")], [.integer(5), .text("person.collected")],
                    [.integer(6), .text("household.noHead")], [.integer(7), .text("household.secondHead")],
                ])
            #expect(
                try world.rows(
                    """
                    SELECT h.code, CAST(COUNT(*) AS BIGINT) FROM household h JOIN household_member m ON m.household = h.id
                    GROUP BY h.code ORDER BY h.code
                    """) == [[.text("F1"), .integer(2)], [.text("F2"), .integer(1)]])
            #expect(try world.number("SELECT COUNT(*) FROM library_person WHERE state = 'verified'") == 5)
        }
    }

    @Test("a delivery for another county, or without proof, is nobody's library", .article("NX-6.2.7"))
    func foreignDelivery() throws {
        try withGateway { world in
            let text = "{\"data\":{\"divCode\":\"640199\",\"size\":0,\"persons\":[]}}"
            world.platform.offer(.beneficiarySync, "people_1.json", Array(text.utf8))
            world.platform.offer(
                .beneficiarySync, "people_2.json", Array(text.replacingOccurrences(of: "640199", with: "159901").utf8),
                proof: .none)
            try world.run()
            #expect(
                try world.rows("SELECT state FROM document WHERE exchange = 'beneficiary.sync' ORDER BY id") == [
                    [.text("quarantined")], [.text("quarantined")],
                ])
        }
    }
}
