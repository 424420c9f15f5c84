import AdapterKit
import Gateway
import Store
import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("Who approves for whom")
struct OfficialTests {
    private static let paper = ListPaper([ListRow(Citizen(1)), ListRow(Citizen(2))])

    private static func people(_ configuration: inout GatewayConfiguration) {
        func add(_ login: String, _ person: String, _ role: Role, _ department: String = "") {
            configuration.people.append(
                GatewayConfiguration.Person(
                    login: login, naturalPerson: person, role: role.rawValue, scope: GatewayWorld.innerMongolia,
                    password: login, department: department))
        }
        add("minzheng", "minzheng", .department, "minzheng")
        add("nongmu", "nongmu", .department, "nongmu")
        add("other", "other", .department)
    }

    @Test("a department approves for its own projects only", .article("IM-14.0"))
    func ownDepartment() throws {
        try withGateway(adjust: Self.people) { world in
            let flow = try world.publicised(Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            let approve = { (login: String) in
                refusal { try world.act(.departmentApprove, ["roster": flow.roster], as: login) }
            }
            #expect(approve("nongmu") == "scope.department")
            #expect(approve("minzheng") == "")
        }
    }

    @Test(
        "nobody approves a roster in which they or their relatives are paid", .article("IM-14.0"),
        arguments: ["self", "spouse"])
    func kin(_ relation: String) throws {
        try withGateway(adjust: Self.people) { world in
            let kin = [
                "login": "minzheng", "idNumber": Citizen(2).id, "relation": relation, "evidence": "本人申报",
            ]
            #expect(
                refusal { try world.act(.registerKin, kin.merging(["relation": "friend"]) { $1 }) } == "kin.relation")
            try world.act(.registerKin, kin)
            let flow = try world.publicised(Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            let approve = { (login: String) in
                refusal { try world.act(.departmentApprove, ["roster": flow.roster], as: login) }
            }
            #expect(approve("minzheng") == "approver.kin")
            #expect(approve("other") == "")
            #expect(try world.number("SELECT COUNT(*) FROM duty WHERE natural_person = 'minzheng'") == 0)
        }
    }

    @Test("who is held is not paid, and keeps no relative from approving", .article("IM-14.0"))
    func heldKin() throws {
        try withGateway(adjust: Self.people) { world in
            try world.act(
                .registerKin,
                ["login": "minzheng", "idNumber": Citizen(2).id, "relation": "parent", "evidence": "本人申报"])
            let flow = try world.checked(Self.paper)
            try world.act(.holdLine, ["line": try world.line(2, of: flow), "reason": "回避"])
            try world.publicise(flow, Self.paper)
            try world.act(.signRoster, ["roster": flow.roster])
            try world.act(.departmentApprove, ["roster": flow.roster], as: "minzheng")
        }
    }
}

@Suite("The last day of applications")
struct CloseDateTests {
    private static let files = Result {
        [
            "catalogue/demo.yaml": try Released.text(
                "catalogue/demo.yaml", ["zh: 高龄津贴": "zh: 高龄津贴\n    closes: {\"202603\": 2026-02-28}"])
        ]
    }
    private static let paper = ListPaper([
        ListRow(Citizen(1)).with("rq", "2026-02-28"), ListRow(Citizen(2)), ListRow(Citizen(3)).with("rq", ""),
    ])
    private static let admission = [
        "county": GatewayWorld.innerMongolia, "project": "2080502", "period": "202603", "idNumber": Citizen(2).id,
        "code": "ill", "evidence": "住院证明",
    ]

    @Test("what was applied for later is sent back, each row with its reason", .article("NX-9.1"))
    func late() throws {
        try withGateway(files: try Self.files.get()) { world in
            let answer = try world.submit(Self.paper)
            #expect(
                answer.rejects.map { [String($0.row ?? 0), $0.code] } == [
                    ["2", "application.late"], ["3", "application.undated"],
                ])
            #expect(answer.head.acceptedLines == 1)
            // Another period of the same project has no such day.
            #expect(try world.submit(Self.paper.of("202604")).rejects.isEmpty)
        }
    }

    @Test("a coded exception by two people lets one late application in, and no other", .article("NX-9.1"))
    func admitted() throws {
        try withGateway(files: try Self.files.get()) { world in
            #expect(
                refusal { try world.act(.proposeAdmission, Self.admission.merging(["code": "忘记"]) { $1 }) }
                    == "admission.code")
            let told = try world.act(.proposeAdmission, Self.admission)
            let admission = ["admission": told.values["admission"] ?? ""]
            #expect(try world.submit(Self.paper).rejects.count == 2)
            try world.act(.admitLate, admission)
            var again = Self.paper
            again.approval = "批复二号"
            #expect(try world.submit(again).rejects.map(\.code) == ["application.undated"])
        }
    }

    @Test("an exception that was refused lets nobody in, and may be asked for anew", .article("NX-9.1"))
    func refused() throws {
        try withGateway(files: try Self.files.get()) { world in
            let told = try world.act(.proposeAdmission, Self.admission)
            let admission = ["admission": told.values["admission"] ?? ""]
            try world.act(.rejectLate, admission)
            #expect(try world.submit(Self.paper).rejects.count == 2)
            try world.act(.proposeAdmission, Self.admission)
            #expect(try world.text("SELECT state FROM late_admission") == "proposed")
        }
    }
}
