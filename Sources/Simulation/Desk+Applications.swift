import Sandbox
import Store
import Subsidy
import Workflow

/// How a department without a system of its own approves here: people apply, step by step others decide, and the
/// department makes a list of what was approved (IM-14.1).
extension Desk {
    func applications() throws {
        guard Country.approvesOnline(county.code) else { return }
        for row in try mine(
            """
            SELECT id, state, step, reason FROM application
            WHERE county = $1 AND state IN ('inReview', 'returned', 'approved') ORDER BY id
            """) where office.isWilling()
        {
            let application = ["application": String(row[0].integer ?? 0)]
            switch row[1].text {
            case "inReview": try decide(application, step: row[2].integer ?? 0)
            case "returned": try mend(application, because: row[3].text ?? "")
            case _ where office.random.below(40) == 0 && !office.isPrompt:
                try act(.withdrawApplication, application.merging(["reason": "申请人放弃"]) { $1 }, as: .townshipMaker)
            default: continue
            }
        }
        try listApproved()
        try registerAsked()
        guard !office.isPrompt, office.random.below(5) == 0 else { return }
        try registerVisitor()
    }

    // MARK: Applicants

    /// Who asked online, and was called about it.
    private func registerAsked() throws {
        for row in try rows(
            """
            SELECT q.id, q.number, q.period FROM portal_request q WHERE q.county = $1 AND q.state = 'accepted'
            AND q.kind = 'application' AND q.project = $2
            AND NOT EXISTS (SELECT 1 FROM application a WHERE a.request = q.id) ORDER BY q.id
            """, .text(county.code), .text(Country.onlineProject))
        where office.isWilling() && office.tried.insert("apply \(row[0].integer ?? 0)").inserted {
            guard let wish = country.wish(row[1].text ?? "", county: county.code),
                let citizen = country.citizen(wish.person)
            else { continue }
            let code = try register(citizen, period: row[2].text ?? "", ["request": String(row[0].integer ?? 0)])
            if code == "died" { office.tried.remove("apply \(row[0].integer ?? 0)") }
        }
    }

    /// Somebody comes in; a neighbour may come for them, and say a wrong name, or somebody who has applied already.
    private func registerVisitor() throws {
        let people = country.everybody.filter { $0.county == county.code }
        guard !people.isEmpty else { return }
        let citizen = people[office.random.below(people.count)]
        let period = String(now.day.compact.prefix(6))
        guard office.faults.contains(.listFlaw), office.random.below(10) == 0 else {
            try register(citizen, period: period)
            return
        }
        try register(citizen, period: period, ["name": citizen.name + "儿"])
    }

    @discardableResult
    private func register(_ citizen: Citizen, period: String, _ more: [String: String] = [:]) throws -> String {
        let details = [
            "county": county.code, "project": Country.onlineProject, "period": period, "idNumber": citizen.id,
            "name": citizen.name, "account": citizen.account, "bank": Country.bankTitle(citizen.bank),
            "village": citizen.village, "villageCode": citizen.villageCode, "phone": citizen.phone,
            "quantity": String(1 + office.random.below(3)), "evidence": "申请表与残疾人证",
        ].merging(more) { $1 }
        return try act(.registerApplication, details, as: .townshipMaker)
    }

    // MARK: Steps

    /// Whose step it is: the township's leader, then two people of the department.
    private func hand(_ step: Int64) -> String {
        switch step {
        case 0: Cast.login(.townshipLeader, county.code)
        case 1: Cast.login(.department, county.code)
        default: "\(county.code)-confirmer"
        }
    }

    private func decide(_ application: [String: String], step: Int64) throws {
        let login = hand(step)
        if step > 0 { try jumpAhead(application, by: hand(step - 1)) }
        if !office.isPrompt, office.random.below(15) == 0 {
            try decide(.returnApplication, application, code: office.random.pick(["papers", "quantity"]), by: login)
        } else if !office.isPrompt, office.random.below(20) == 0 {
            try decide(.refuseApplication, application, code: "notEligible", by: login)
        } else if try office.act(.passApplication, application, as: login, gateway, now: now) == "application.deceased"
        {
            try decide(.refuseApplication, application, code: "deceased", by: login)
        }
    }

    private func decide(_ act: Act, _ application: [String: String], code: String, by login: String) throws {
        _ = try office.act(
            act, application.merging(["code": code, "reason": "经审核"]) { $1 }, as: login, gateway, now: now)
    }

    /// Who decided the step before decides this one too: that must be refused (IM-23.1).
    private func jumpAhead(_ application: [String: String], by login: String) throws {
        guard office.faults.contains(.overreach), office.random.below(12) == 0 else { return }
        guard try office.act(.passApplication, application, as: login, gateway, now: now) != "" else {
            throw Breach("duty", "application.pass \(application.values.sorted()): one person took two steps")
        }
    }

    /// What was wanting is brought, unless the applicant gives up; what the intake of the list would not take is not asked
    /// for again.
    private func mend(_ application: [String: String], because reason: String) throws {
        let isWanting = ApplicationReason(rawValue: reason) != nil
        if isWanting, office.random.below(6) > 0 || office.isPrompt {
            let code = try act(
                .resubmitApplication, application.merging(["quantity": "1", "evidence": "补充材料"]) { $1 },
                as: .townshipMaker)
            guard !code.isEmpty, code != "died" else { return }
        }
        try act(.withdrawApplication, application.merging(["reason": "申请人放弃"]) { $1 }, as: .townshipMaker)
    }

    // MARK: Lists

    private func listApproved() throws {
        let waiting = try mine(
            """
            SELECT period, MIN(id) FROM application WHERE county = $1 AND state = 'approved' GROUP BY period ORDER BY period
            """)
        for row in waiting where office.isPrompt || office.random.below(10) == 0 {
            try act(
                .listApplications,
                [
                    "county": county.code, "project": Country.onlineProject, "period": row[0].text ?? "",
                    "approval": "民批〔2026〕\(row[1].integer ?? 0)号",
                ], as: .department)
        }
    }
}
