import Gateway
import Sandbox
import Store
import Subsidy
import Workflow

/// The township's work on the base library, and the department's plans of what a period may cost.
extension Desk {
    func library() throws {
        try decisions()
        try findings()
        guard !office.isPrompt, office.random.below(10) == 0 else { return }
        switch office.random.below(6) {
        case 0, 1: try collect()
        case 2: try household()
        case 3: try changeOfHousehold()
        case 4: try reference()
        default: try endOfReference()
        }
    }

    /// What one official asked for another decides.
    private func decisions() throws {
        for row in try mine("SELECT id FROM library_change WHERE county = $1 AND state = 'proposed' ORDER BY id")
        where office.isWilling() {
            let change = ["change": String(row[0].integer ?? 0)]
            try overreach(.approveChange, change, as: .townshipLeader)
            let isRefused = office.random.below(12) == 0 && !office.isPrompt
            let code =
                isRefused ? "" : try act(.approveChange, change, as: .townshipLeader)
            // What has become impossible meanwhile is refused, or it would wait for ever.
            if isRefused || (!code.isEmpty && code != "died") {
                try act(.rejectChange, change.merging(["reason": "经核实不予变更"]) { $1 }, as: .townshipLeader)
            }
        }
    }

    private func findings() throws {
        for row in try mine(
            """
            SELECT f.id FROM library_finding f WHERE f.county = $1 AND f.state = 'open'
            AND NOT EXISTS (SELECT 1 FROM library_change c WHERE c.person = f.person AND c.state = 'proposed')
            ORDER BY f.id
            """) where office.isWilling()
        {
            try act(
                .decideFinding,
                ["finding": String(row[0].integer ?? 0), "decision": "dismiss", "reason": "同一账户为家庭共用，已核实"],
                as: .townshipMaker)
        }
    }

    /// Somebody is taken into the library; whoever is at home elsewhere is refused there.
    private func collect() throws {
        let isStranger = office.random.below(5) == 0
        let people = country.everybody.filter { ($0.county == county.code) != isStranger && !country.isDead($0.id) }
        guard !people.isEmpty else { return }
        let citizen = people[office.random.below(people.count)]
        let code = try act(
            .addPerson,
            [
                "county": county.code, "idNumber": citizen.id, "name": citizen.name, "phone": citizen.phone,
                "village": citizen.village, "villageCode": citizen.villageCode, "evidence": "户口簿复印件",
            ], as: .townshipMaker)
        if code.isEmpty { office.collected.append((citizen.id, county.code)) }
    }

    /// Two who are in the library found a household, and have what they have.
    private func household() throws {
        let known = office.collected.filter { $0.county == county.code }.map(\.id)
        guard known.count > 1, let head = country.citizen(known[office.random.below(known.count)]) else { return }
        let others = known.filter { $0 != head.id }
        try act(
            .registerHousehold,
            [
                "head": head.id, "address": "\(head.village)12号", "phone": head.phone, "village": head.village,
                "villageCode": head.villageCode, "from": now.day.text, "evidence": "户口簿复印件",
                "members": "\(others[office.random.below(others.count)]),otherRelative",
                "assets": "farmland,\(10 + office.random.below(90)),亩",
            ], as: .townshipMaker)
    }

    private func changeOfHousehold() throws {
        let found = try mine("SELECT id FROM household WHERE county = $1 ORDER BY id")
        guard !found.isEmpty else { return }
        var change = [
            "household": String(found[office.random.below(found.count)][0].integer ?? 0), "evidence": "村委会证明",
            "from": (now.day + 1).text,
        ]
        let people = office.collected.filter { $0.county == county.code }.map(\.id)
        switch office.random.below(4) {
        case 0: change.merge(["kind": "asset", "asset": "pasture,\(office.random.below(200)),亩"]) { $1 }
        case 1: change.merge(["kind": "contact", "address": "新村5号"]) { $1 }
        case 2 where !people.isEmpty:
            let person = people[office.random.below(people.count)]
            change.merge(["kind": "join", "person": person, "relation": "nonRelative"]) { $1 }
        case _ where !people.isEmpty:
            let person = people[office.random.below(people.count)]
            change.merge(["kind": "leave", "person": person, "reason": "divided"]) { $1 }
        default: return
        }
        try act(.changeHousehold, change, as: .townshipMaker)
    }

    /// Somebody is at home in another county and paid here: the place refers to them, and copies nothing.
    private func reference() throws {
        let elsewhere = office.collected.filter { $0.county != county.code }.map(\.id)
        guard !elsewhere.isEmpty else { return }
        try act(
            .referPerson,
            [
                "county": county.code, "idNumber": elsewhere[office.random.below(elsewhere.count)],
                "from": now.day.text, "evidence": "土地承包合同",
            ], as: .townshipMaker)
    }

    private func endOfReference() throws {
        let found = try mine(
            "SELECT id FROM household_reference WHERE county = $1 AND until_day IS NULL ORDER BY id")
        guard let reference = found.first?[0].integer else { return }
        try act(
            .endReference,
            ["reference": String(reference), "from": (now.day + 1).text, "reason": "合同已到期"], as: .townshipMaker)
    }

    // MARK: Plans

    /// Before a period's rosters go on, some of its projects get a plan; now and then one is too small for them.
    func plans() throws {
        guard county.paysThroughBanks else { return }
        for row in try mine("SELECT id FROM allocation_plan WHERE county = $1 AND state = 'proposed' ORDER BY id")
        where office.isWilling() {
            let plan = ["plan": String(row[0].integer ?? 0)]
            let isRefused = office.random.below(10) == 0 && !office.isPrompt
            let code = isRefused ? "" : try act(.reviewPlan, plan, as: .financeChecker)
            if isRefused || (!code.isEmpty && code != "died") {
                try act(.rejectPlan, plan.merging(["reason": "测算依据不足"]) { $1 }, as: .financeChecker)
            }
        }
        guard !office.isPrompt, office.random.below(8) == 0 else { return }
        let found = try mine(
            """
            SELECT DISTINCT x.project, x.period FROM list x WHERE x.county = $1 AND x.state <> 'reading'
            AND NOT EXISTS (SELECT 1 FROM allocation_plan p WHERE p.county = x.county AND p.project = x.project
                AND p.period = x.period AND p.state IN ('proposed', 'reviewed')) ORDER BY x.project, x.period
            """)
        guard !found.isEmpty else { return }
        let row = found[office.random.below(found.count)]
        let isSmall = office.faults.contains(.smallPlan) && office.random.below(3) == 0
        try propose(row[0].text ?? "", row[1].text ?? "", isSmall ? "1000.00" : "5000000.00")
    }

    private func propose(_ project: String, _ period: String, _ total: String) throws {
        try act(
            .proposePlan, ["county": county.code, "project": project, "period": period, "total": total],
            as: .department)
    }

    /// A roster was stopped by its plan: the department proposes a larger one, unless one waits for its review.
    func enlargePlan(of roster: Int64) throws {
        let found = try rows(
            """
            SELECT r.project, r.period, (SELECT COUNT(*) FROM allocation_plan p WHERE p.county = r.county
                AND p.project = r.project AND p.period = r.period AND p.state = 'proposed') FROM roster r WHERE r.id = $1
            """, .integer(roster))
        guard let row = found.first, row[2].integer == 0 else { return }
        try propose(row[0].text ?? "", row[1].text ?? "", "5000000.00")
    }
}
