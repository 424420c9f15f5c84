import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("An application approved on the platform")
struct ApplicationTests {
    @Test(
        "goes from step to step, becomes the list that is paid, and has one number from application to bank",
        .article("IM-14.1", "IM-3.1", "IM-16.0"))
    func wholeWay() throws {
        try withGateway(files: try OnlineApproval.catalogue()) { world in
            let (one, two) = (try world.apply(Citizen(1)), try world.apply(Citizen(2)))
            try world.passAll([one, two])
            #expect(try world.state(ofApplication: one) == "approved")
            let list = try world.listApproved()
            #expect(try world.state(ofApplication: one) == "listed")
            #expect(try world.text("SELECT state FROM list") == "accepted")
            #expect(try world.number("SELECT sum_fen FROM list") == 20_000)
            #expect(try world.text("SELECT source FROM list") == "online")
            _ = try world.paid(list: list)
            try world.result(Citizen(1), "S", "0000")
            let number = try world.text("SELECT number FROM application WHERE id = $1", .integer(Int64(one) ?? 0))
            let line = try world.number("SELECT l.id FROM roster_line l ORDER BY l.id LIMIT 1")
            let hops = try world.engine.trace(case: number).map(\.what)
            #expect(hops == (try world.engine.trace(line).map(\.what)))
            #expect(try world.engine.caseNumber(of: line) == number)
            #expect(try world.engine.cases(numbered: number).map { $0.values["line"] } == [String(line)])
            let marks = ["登记申请", "乡镇审核”同意", "部门审批”同意", "审批清单，第 1 行", "公安联网核查", "批次文件送达银行", "银行结果"]
            var rest = hops[...]
            for mark in marks {
                let found = rest.firstIndex { $0.contains(mark) }
                #expect(found != nil, "\(mark)")
                rest = rest[(found.map { $0 + 1 } ?? rest.startIndex)...]
            }
            #expect(try world.broken().isEmpty)
        }
    }

    @Test("ends on the flow that it began with, when the flow is edited while it is open", .article("IM-14.1"))
    func editedFlow() throws {
        try withGateway(files: try OnlineApproval.catalogue()) { world in
            let old = try world.apply(Citizen(1))
            try world.pass(old, "townshipLeader")
            let edited = [
                "{id: check, zh: 财政初核, post: financeMaker, days: 1}",
                "{id: approve, zh: 部门审批, post: department, days: 9}",
            ]
            try world.release(try OnlineApproval.catalogue(edited))
            let new = try world.apply(Citizen(2))
            // The open case waits for its own next step, with its own term; the new one begins with the new steps.
            let shown = try world.engine.applications(now: world.now)
            #expect(shown.map { $0.values["step"] } == ["部门审批", "财政初核"])
            #expect(shown.map { $0.values["until"] } == ["2026-03-05", "2026-03-03"])
            #expect(refusal { try world.pass(new, "townshipLeader") } == "flow.post")
            #expect(refusal { try world.pass(old, "financeMaker") } == "flow.post")
            let flows = try world.engine.approvalFlows()
            #expect(flows.map(\.state) == ["former", "current"])
            #expect(flows.map { $0.values["cases"] } == ["1", "1"])
            try world.pass(old, "department")
            #expect(try world.state(ofApplication: old) == "approved")
            try world.pass(new, "financeMaker")
            try world.pass(new, "department")
            // Where the flow goes away altogether, what is open is still decided by its own.
            let last = try world.apply(Citizen(3))
            try world.release([:])
            try world.pass(last, "financeMaker")
            try world.pass(last, "department")
            #expect(try world.state(ofApplication: last) == "approved")
            #expect(refusal { try world.apply(Citizen(4)) } == "application.collaborative")
        }
    }

    @Test(
        "is returned or refused for a coded reason, and begins again at its first step when it was mended",
        .article("IM-14.1"))
    func returned() throws {
        try withGateway(files: try OnlineApproval.catalogue()) { world in
            let one = try world.apply(Citizen(1))
            try world.pass(one, "townshipLeader")
            let told = ["application": one, "reason": "数量要核实"]
            #expect(refusal { try world.act(.returnApplication, told, as: "department") } == "argument.missing")
            #expect(
                refusal { try world.act(.returnApplication, told.merging(["code": "x"]) { $1 }, as: "department") }
                    == "application.reason")
            try world.act(.returnApplication, told.merging(["code": "quantity"]) { $1 }, as: "department")
            #expect(try world.state(ofApplication: one) == "returned")
            #expect(refusal { try world.pass(one, "department") } == "application.notInReview")
            world.wait(days: 2)
            let again = try world.act(
                .resubmitApplication, ["application": one, "quantity": "2", "evidence": "补充材料"])
            #expect(again.values["amount"] == "200.00")
            #expect(refusal { try world.pass(one, "department") } == "flow.post")
            try world.passAll([one])
            #expect(try world.state(ofApplication: one) == "approved")
            let two = try world.apply(Citizen(2))
            try world.act(
                .refuseApplication, ["application": two, "reason": "不满年龄", "code": "notEligible"], as: "townshipLeader")
            #expect(try world.state(ofApplication: two) == "refused")
            // What was refused may be asked for again; what is open may not.
            try world.apply(Citizen(2))
            #expect(refusal { try world.apply(Citizen(2)) } == "application.duplicate")
            _ = try world.listApproved()
            #expect(try world.number("SELECT amount_fen FROM list_line") == 20_000)
        }
    }

    @Test("whose step lies still is overdue with who holds it, and the rounds before are told", .article("IM-14.1"))
    func clocks() throws {
        try withGateway(files: try OnlineApproval.catalogue()) { world in
            let one = try world.apply(Citizen(1))
            world.wait(days: 2)
            try world.act(
                .returnApplication, ["application": one, "reason": "缺页", "code": "papers"], as: "townshipLeader")
            try world.act(.resubmitApplication, ["application": one, "evidence": "补齐"])
            func reading() throws -> ClockReading {
                let found = try world.engine.clocks(now: world.now).filter { $0.subject.hasPrefix("application:") }
                #expect(found.count == 1)
                return try #require(found.first?.reading)
            }
            world.wait(days: 7)
            #expect(try reading().isBreached(at: world.now) == false)
            #expect(try reading().earlier == 2)
            world.wait(days: 1)
            #expect(try reading().parties(at: world.now) == [.township])
        }
    }

    @Test(
        "is decided at each step by another person, who is not of the applicant's family",
        .article("IM-14.0", "IM-14.1", "IM-23.1"))
    func byOthers() throws {
        let steps = [
            "{id: review, zh: 部门审核, post: department, days: 5}", "{id: approve, zh: 部门审批, post: department, days: 3}",
        ]
        try withGateway(files: try OnlineApproval.catalogue(steps)) { world in
            let one = try world.apply(Citizen(1))
            #expect(refusal { try world.pass(one, "double.department") } == "duty.taken")
            try world.act(
                .registerKin,
                ["login": "department", "relation": "spouse", "idNumber": Citizen(1).id, "evidence": "回避申报"])
            #expect(refusal { try world.pass(one, "department") } == "approver.kin")
            try world.pass(one, "wide.department")
            #expect(refusal { try world.pass(one, "wide.department") } == "flow.samePerson")
            #expect(try world.state(ofApplication: one) == "inReview")
        }
    }

    @Test("whoever had a hand in it keeps that part over its list and roster", .article("IM-23.1", "IM-14.1"))
    func dutiesTravel() throws {
        let adjust = { (configuration: inout GatewayConfiguration) in
            configuration.people.append(
                GatewayConfiguration.Person(
                    login: "other", naturalPerson: "department", role: Role.townshipMaker.rawValue,
                    scope: GatewayWorld.innerMongolia, password: "other"))
        }
        try withGateway(files: try OnlineApproval.catalogue(), adjust: adjust) { world in
            try world.passAll([try world.apply(Citizen(1))])
            let list = ["list": String(try world.listApproved())]
            #expect(refusal { try world.act(.buildRoster, list, as: "other") } == "duty.taken")
            try world.act(.buildRoster, list)
        }
    }
}
