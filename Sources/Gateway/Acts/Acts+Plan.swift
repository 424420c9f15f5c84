import Store
import Subsidy
import Workflow

extension Engine {
    /// An allocation plan: the total of a project's period, and what each township gets of it (`640199100:5000.00,…`).
    func proposePlan(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let county = try input.text("county")
        guard let project = project(try input.text("project"), county), Period(try input.text("period")) != nil
        else { throw GatewayError(.notFound, "project.unknown", "补贴项目不在本地区目录中，或期次有误") }
        guard let total = Money.yuan(try input.text("total").utf8), total > .zero else {
            throw GatewayError(.invalid, "argument.money", "参数 total 应为大于零的金额（元）")
        }
        let parts = try parts(input.optional("townships"))
        guard !PlanRule.isOverAllocated(total: total, parts: parts) else {
            throw GatewayError(.refused, "plan.overAllocated", "各乡镇分配之和超过总额，请核减（NX-6.2.6）")
        }
        let plan = try work.id()
        try work.execute(
            """
            INSERT INTO allocation_plan (id, county, project, period, total_fen, at, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, 'proposed', 0)
            """,
            .integer(plan), .text(county), .text(project.code), .text(try input.text("period")), .integer(total.fen),
            .at(work.now))
        for (township, part) in parts.sorted(by: { $0.key < $1.key }) {
            try work.execute(
                "INSERT INTO allocation_part (plan, township, amount_fen) VALUES ($1, $2, $3)", .integer(plan),
                .text(township), .integer(part.fen))
        }
        work.touch("allocation_plan \(plan) \(total.fen)")
        return ActResult(
            "plan:\(plan)", "已提出分配方案 \(total.grouped) 元，\(parts.count) 个乡镇，待财政审核", ["plan": String(plan)])
    }

    private func parts(_ text: String) throws -> [String: Money] {
        var parts: [String: Money] = [:]
        for part in text.split(separator: ",") {
            let pair = part.split(separator: ":")
            guard pair.count == 2, pair[0].utf8.count == 9, pair[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let sum = Money.yuan(pair[1].utf8), sum > .zero, parts[String(pair[0])] == nil
            else {
                throw GatewayError(.invalid, "plan.townships", "乡镇分配应写成 乡镇代码（九位）:金额，各写一次，以逗号分隔")
            }
            parts[String(pair[0])] = sum
        }
        return parts
    }

    /// Finance reviews it: money for it must be there, in an indicator that is linked with the project, beside what other
    /// plans have still to pay from it (NX-5.2.1, NX-6.1).
    func reviewPlan(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let plan = try input.id("plan")
        let row = try work.row(
            "SELECT county, project, period, total_fen FROM allocation_plan WHERE id = $1", .integer(plan),
            missing: "plan.unknown", "没有该分配方案")
        let (county, project) = (row.text(0), row.text(1))
        let funds = try planFunds(project, county, work)
        guard let funds else {
            throw GatewayError(.refused, "plan.noIndicator", "该项目没有对应的预算指标，方案不能审核通过（NX-6.1）")
        }
        let earlier = try work.rows(
            """
            SELECT id FROM allocation_plan WHERE county = $1 AND project = $2 AND period = $3 AND state = 'reviewed'
            """, row[0], row[1], row[2]
        ).first?.int(0)
        let promised = try outstanding(sharing: project, county, except: [plan, earlier ?? 0], work)
        let own = try ordered(project, row.text(2), county, work)
        guard row.int(3) - own <= funds.fen - promised else {
            throw GatewayError(
                .refused, "plan.indicator",
                "方案超过指标可用余额 \(Money(fen: max(0, funds.fen - promised)).grouped) 元，不能审核通过（NX-5.2.1）")
        }
        if let earlier { try work.move(PlanMachine.self, earlier, .replace) }
        try work.move(PlanMachine.self, plan, .review)
        return ActResult("plan:\(plan)", "分配方案 \(Money(fen: row.int(3)).grouped) 元已审核（NX-5.2.1）")
    }

    func rejectPlan(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let plan = try input.id("plan")
        let reason = try input.text("reason")
        try work.move(PlanMachine.self, plan, .reject)
        return ActResult("plan:\(plan)", "分配方案未通过：\(reason)")
    }

    /// What is free in the indicators that are linked with a project today; nil without any.
    private func planFunds(_ project: String, _ county: String, _ work: Work) throws -> Money? {
        let topic = try profile(county).hotTopic.map(HotTopicName.fold)
        let rows = try work.rows(
            """
            SELECT DISTINCT i.id, i.source_id, i.amount_fen - i.reduced_fen,
                CASE WHEN t.deleted = 0 AND t.void_since IS NULL THEN t.name ELSE '' END
            FROM budget_link k JOIN indicator i ON i.county = k.county AND i.budget_project = k.budget_project
            LEFT JOIN hot_topic t ON t.county = i.county AND t.budget_project = i.budget_project
            WHERE k.county = $1 AND k.project = $2 AND k.state = 'released' AND k.from_day <= $3 AND k.until_day >= $3
            AND i.deleted = 0 AND i.executable = 1 AND i.void_since IS NULL AND i.year = $4 ORDER BY i.id
            """, .text(county), .text(project), .day(work.now.day), .int(work.now.day.year)
        ).filter { topic == nil || HotTopicName.fold($0.text(3)) == topic }
        guard !rows.isEmpty else { return nil }
        return try rows.reduce(Money.zero) { $0 + Money(fen: $1.int(2) - (try committed($1.text(1), county, work))) }
    }

    /// What other plans on the same indicators have still to pay.
    private func outstanding(
        sharing project: String, _ county: String, except plans: [Int64], _ work: Work
    ) throws -> Int64 {
        try work.rows(
            """
            SELECT DISTINCT p.id, p.total_fen, p.project, p.period FROM allocation_plan p
            JOIN budget_link k ON k.county = p.county AND k.project = p.project AND k.state = 'released'
            JOIN budget_link m ON m.county = k.county AND m.budget_project = k.budget_project AND m.project = $2
                AND m.state = 'released'
            WHERE p.county = $1 AND p.state = 'reviewed' ORDER BY p.id
            """, .text(county), .text(project)
        ).filter { !plans.contains($0.int(0)) }
            .reduce(Int64(0)) { $0 + max(0, $1.int(1) - (try ordered($1.text(2), $1.text(3), county, work))) }
    }

    private func ordered(_ project: String, _ period: String, _ county: String, _ work: Work) throws -> Int64 {
        try work.rows(
            """
            SELECT COALESCE(CAST(SUM(o.amount_fen) AS BIGINT), 0) FROM payment_order o JOIN roster r ON r.id = o.roster
            WHERE r.county = $1 AND r.project = $2 AND r.period = $3 AND o.reissue = 0
            AND o.state NOT IN ('rejected', 'cancelled')
            """, .text(county), .text(project), .text(period)
        ).first?.int(0) ?? 0
    }

    /// A roster goes on only within its plan, together with what the same project's other rosters of the period have
    /// asked for already. A roster that was changed after the plan's review shows itself here.
    func requirePlan(_ roster: Int64, _ work: Work) throws {
        let facts = try rosterFacts(roster, work)
        let plan = try work.rows(
            """
            SELECT id, total_fen FROM allocation_plan WHERE county = $1 AND project = $2 AND period = $3
            AND state = 'reviewed'
            """, .text(facts.county), .text(facts.project.code), .text(facts.period)
        ).first
        guard let plan else {
            guard !facts.project.local.planned else {
                throw GatewayError(.refused, "plan.none", "该项目本期没有审核通过的分配方案，不能继续（NX-5.2.1）")
            }
            return
        }
        let parts = try work.rows(
            "SELECT township, amount_fen FROM allocation_part WHERE plan = $1 ORDER BY township", plan[0])
        let exceeded = PlanRule.exceeded(
            total: Money(fen: plan.int(1)),
            parts: Dictionary(
                parts.map { ($0.text(0), Money(fen: $0.int(1))) }, uniquingKeysWith: { first, _ in first }),
            asked: try asked(facts, roster, work))
        guard exceeded.isEmpty else {
            let names = exceeded.map { $0.isEmpty ? "总额" : "乡镇 \($0)" }.joined(separator: "、")
            throw GatewayError(.refused, "plan.exceeded", "清册超过分配方案（\(names)），请核减或重新审核方案（NX-5.2.1）")
        }
    }

    /// What this roster and the signed ones of the same project and period come to, by township.
    private func asked(_ facts: RosterFacts, _ roster: Int64, _ work: Work) throws -> [String: Money] {
        var asked: [String: Money] = [:]
        for row in try work.rows(
            """
            SELECT ll.village_code, CAST(SUM(l.amount_fen) AS BIGINT) FROM roster r JOIN roster_line l ON l.roster = r.id
            JOIN list_line ll ON ll.id = l.list_line WHERE r.county = $1 AND r.project = $2 AND r.period = $3
            AND l.state = 'payable' AND (r.id = $4 OR r.state IN ('signed', 'departmentApproved', 'financeApproved',
                'ordered', 'closed')) GROUP BY ll.village_code ORDER BY ll.village_code
            """, .text(facts.county), .text(facts.project.code), .text(facts.period), .integer(roster))
        {
            asked[PlanRule.township(row.text(0)), default: .zero] += Money(fen: row.int(1))
        }
        return asked
    }

    /// Every plan with what rosters and orders have taken of it (NX-6.2.6).
    package func plans() throws -> [WorkItem] {
        try items(
            "plan",
            """
            SELECT p.id, p.county, p.state, p.project, p.period, p.total_fen,
                COALESCE((SELECT CAST(SUM(l.amount_fen) AS BIGINT) FROM roster r JOIN roster_line l ON l.roster = r.id
                    WHERE r.county = p.county AND r.project = p.project AND r.period = p.period
                    AND l.state = 'payable'), 0),
                COALESCE((SELECT CAST(SUM(o.amount_fen) AS BIGINT) FROM roster r
                    JOIN payment_order o ON o.roster = r.id WHERE r.county = p.county AND r.project = p.project
                    AND r.period = p.period AND o.reissue = 0 AND o.state NOT IN ('rejected', 'cancelled')), 0),
                (SELECT CAST(COUNT(*) AS BIGINT) FROM allocation_part y WHERE y.plan = p.id)
            FROM allocation_plan p ORDER BY p.id
            """, ["project", "period", "totalFen", "rosterFen", "orderedFen", "townships"])
    }
}
