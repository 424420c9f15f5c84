import Gateway
import Store
import Subsidy
import Testing
import Workflow

/// Applications that are approved on the platform, as people bring them through.
enum OnlineApproval {
    static let steps = [
        "{id: township, zh: 乡镇审核, post: townshipLeader, days: 5}", "{id: approve, zh: 部门审批, post: department, days: 3}",
    ]

    /// The catalogue in which 高龄津贴 is approved here by these steps.
    static func catalogue(_ steps: [String] = steps, more: String = "") throws -> [String: String] {
        let flow = "    mode: online\n    approvalFlow: [\(steps.joined(separator: ", "))]\(more)"
        return ["catalogue/demo.yaml": try Released.text("catalogue/demo.yaml", ["zh: 高龄津贴": "zh: 高龄津贴\n" + flow])]
    }
}

extension GatewayWorld {
    private static let about = ["county": GatewayWorld.innerMongolia, "project": "2080502", "period": "202603"]

    /// Registers a citizen's application; its id.
    @discardableResult
    func apply(_ citizen: Citizen, _ more: [String: String] = [:], as login: String? = nil) throws -> String {
        let arguments = Self.about.merging([
            "idNumber": citizen.id, "name": citizen.name, "account": citizen.account, "bank": "甲银行", "village": "东村",
            "villageCode": "640199100200", "evidence": "申请表",
        ]) { $1 }.merging(more) { $1 }
        return try act(.registerApplication, arguments, as: login).values["application"] ?? ""
    }

    func pass(_ application: String, _ login: String) throws {
        try act(.passApplication, ["application": application], as: login)
    }

    /// Through both steps of `OnlineApproval.steps`.
    func passAll(_ applications: [String]) throws {
        for application in applications {
            try pass(application, "townshipLeader")
            try pass(application, "department")
        }
    }

    /// Makes the approved ones a list; its id.
    func listApproved(_ approval: String = "批复一号") throws -> Int64 {
        try act(.listApplications, Self.about.merging(["approval": approval]) { $1 })
        try run()
        return try number("SELECT MAX(id) FROM list")
    }

    /// A list brought to its bank.
    func paid(list: Int64) throws -> Flow {
        let paper = ListPaper([])
        try link(paper)
        var flow = Flow(list: list)
        flow.roster = try act(.buildRoster, ["list": String(list)]).values["roster"] ?? ""
        try act(.requestIdentityCheck, ["roster": flow.roster])
        try run()
        try act(.requestAccountCheck, ["roster": flow.roster])
        try run()
        try publicise(flow, paper)
        try approve(flow, paper)
        try act(.orderPayment, ["roster": flow.roster])
        try run()
        flow.order = try text("SELECT id FROM payment_order")
        flow.number = try text("SELECT number FROM payment_order")
        try allocate(flow)
        try act(.releaseBatch, ["order": flow.order])
        try run()
        return flow
    }

    func state(ofApplication id: String) throws -> String {
        try text("SELECT state FROM application WHERE id = $1", .integer(Int64(id) ?? 0))
    }
}
