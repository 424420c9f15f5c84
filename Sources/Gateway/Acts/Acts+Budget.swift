package import Store
package import Subsidy
import Workflow

extension Engine {
    /// Indicators that may be used: live, executable, of this year, and tagged with the profile's hot topic by *name*
    /// (IM-10.1, IM-10.4). White space and quotes around the name do not matter; another name does.
    package func taggedIndicators(
        _ county: String, on day: Day, _ c: any StoreConnection
    ) throws -> (usable: [(id: Int64, sourceID: String, budgetProject: String, balance: Money)], untagged: Int) {
        let topic = try profile(county).hotTopic.map(HotTopicName.fold)
        let rows = try c.rows(
            """
            SELECT i.id, i.source_id, i.budget_project, i.balance_fen, t.name, t.deleted FROM indicator i
            LEFT JOIN hot_topic t ON t.county = i.county AND t.budget_project = i.budget_project
                AND t.void_since IS NULL
            WHERE i.county = $1 AND i.year = $2 AND i.deleted = 0 AND i.executable = 1 AND i.void_since IS NULL
            ORDER BY i.id
            """, [.text(county), .integer(Int64(day.year))])
        let tagged = rows.filter { row in
            row.int(5) == 0 && row[4].text.map(HotTopicName.fold) == topic && topic != nil
        }
        return (
            tagged.map { ($0.int(0), $0.text(1), $0.text(2), Money(fen: $0.int(3))) }, rows.count - tagged.count
        )
    }

    /// The link between a subsidy project and a budget project (IM-10.5): proposed by one person …
    func proposeLink(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let county = try input.text("county")
        guard let project = project(try input.text("project"), county) else {
            throw GatewayError(.notFound, "project.unknown", "补贴项目不在本地区目录中")
        }
        guard project.excluded.isEmpty else {
            throw GatewayError(
                .refused, "project.excluded", "该项目未纳入一卡通发放（\(project.excluded)），不能建立对应关系（IM-2.1）")
        }
        let budgetProject = try input.text("budgetProject")
        // Where finance links inside the budget system (NX-9.4) a link here is what its choice is held against.
        guard
            try profile(county).hotTopic == nil
                || taggedIndicators(county, on: work.now.day, work.c).usable.contains(where: {
                    $0.budgetProject == budgetProject
                })
        else {
            throw GatewayError(
                .refused, "link.untagged", "该预算项目没有热点分类为“惠民惠农财政补贴资金”的可用指标，不能建立对应关系（IM-10.4）")
        }
        let from = try input.day("from")
        let until = try input.day("until")
        let link = try work.id()
        try work.execute(
            """
            INSERT INTO budget_link (id, county, project, budget_project, from_day, until_day, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, 'proposed', 0)
            """,
            .integer(link), .text(county), .text(project.code), .text(budgetProject), .day(from), .day(until))
        return ActResult("link:\(link)", "已提出对应关系：\(project.zh) ↔ 预算项目", ["link": String(link)])
    }

    /// … and released by another.
    func releaseLink(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let link = try input.id("link")
        let trial = try tryLink(link, work)
        try work.move(LinkMachine.self, link, .release)
        try work.execute("UPDATE budget_link SET tried = $1 WHERE id = $2", .at(work.now), .integer(link))
        work.touch("link \(link) tried \(trial.indicators) \(trial.balance.fen)")
        let others = trial.others.isEmpty ? "" : "；同一预算项目还对应 \(trial.others.joined(separator: "、"))"
        return ActResult(
            "link:\(link)",
            "对应关系试算通过（可用指标 \(trial.indicators) 条，余额 \(trial.balance.grouped) 元\(others)），已由第二人发布（IM-10.5）",
            ["indicators": String(trial.indicators), "others": trial.others.joined(separator: " ")])
    }

    /// What a link would give today, before it is used: without a usable indicator nothing could be ordered by it. One
    /// budget project may serve several subsidies; whoever releases the link is told which.
    private func tryLink(
        _ link: Int64, _ work: Work
    ) throws -> (indicators: Int, balance: Money, others: [String]) {
        let row = try work.rows(
            "SELECT county, project, budget_project, until_day FROM budget_link WHERE id = $1", .integer(link)
        ).first
        guard let row, let project = project(row.text(1), row.text(0)), project.excluded.isEmpty else {
            throw GatewayError(.refused, "link.trial", "试算不通过：补贴项目不在目录中，或未纳入一卡通发放（IM-10.5）")
        }
        guard Int64(work.now.day.number) <= row.int(3) else {
            throw GatewayError(.refused, "link.trial", "试算不通过：对应关系的止日已过，代码可能已另作他用（IM-10.5）")
        }
        let usable = try taggedIndicators(row.text(0), on: work.now.day, work.c).usable
            .filter { $0.budgetProject == row.text(2) }
        guard try profile(row.text(0)).hotTopic == nil || !usable.isEmpty else {
            throw GatewayError(.refused, "link.trial", "试算不通过：该预算项目现在没有可用指标，不能启用对应关系（IM-10.5）")
        }
        let others = try work.rows(
            """
            SELECT DISTINCT project FROM budget_link WHERE county = $1 AND budget_project = $2 AND state = 'released'
            AND project <> $3 ORDER BY project
            """, row[0], row[2], row[1]
        ).map { $0.text(0) }
        return (usable.count, usable.reduce(.zero) { $0 + $1.balance }, others)
    }

    /// A link is ended by one person, at once: nothing is ordered by it any more, what was ordered goes on.
    func endLink(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let link = try input.id("link")
        _ = try input.text("reason")
        try work.move(LinkMachine.self, link, .end)
        return ActResult("link:\(link)", "对应关系已结束，不再据以生成支付单（IM-10.5）")
    }

    /// The indicator that covers an order: by a released link that holds today, with enough left after what is already
    /// committed. Without a link there is no order (IM-10.5, NX-5.2.1).
    func indicator(
        for project: Project, county: String, amount: Money, _ work: Work
    ) throws -> (id: String, budgetProject: String) {
        let links = try work.rows(
            """
            SELECT budget_project FROM budget_link WHERE county = $1 AND project = $2 AND state = 'released'
            AND from_day <= $3 AND until_day >= $3 ORDER BY id
            """, .text(county), .text(project.code), .day(work.now.day))
        guard !links.isEmpty else {
            throw GatewayError(.refused, "link.none", "\(project.zh) 没有已发布的预算项目对应关系，不能生成支付单（IM-10.5）")
        }
        let linked = Set(links.map { $0.text(0) })
        for indicator in try taggedIndicators(county, on: work.now.day, work.c).usable
        where linked.contains(indicator.budgetProject) {
            if try available(indicator.sourceID, county, work) >= amount.fen {
                return (indicator.sourceID, indicator.budgetProject)
            }
        }
        throw GatewayError(.refused, "indicator.balance", "预算指标余额不足，不能生成支付单（NX-5.2.1）")
    }

    /// What an indicator has left for a new order. The budget system's own balance leaves out what had been applied for
    /// when it was told (`cur_amt`): of that only what we have ordered since goes off, and what it may not have heard of
    /// yet. Never more than the amount less all that is ordered from it.
    private func available(_ indicator: String, _ county: String, _ work: Work) throws -> Int64 {
        let row = try work.rows(
            """
            SELECT i.balance_fen, i.amount_fen - i.reduced_fen, (SELECT COALESCE(CAST(SUM(o.amount_fen) AS BIGINT), 0)
                FROM payment_order o WHERE o.county = i.county AND o.indicator = i.source_id
                AND o.state NOT IN ('rejected', 'cancelled', 'returned') AND NOT EXISTS (SELECT 1 FROM event e
                    WHERE e.machine = 'payment_order' AND e.subject = o.id AND e.arrived < d.received
                    AND e.from_state IN ('sending', 'unknown') AND e.to_state <> 'unknown'))
            FROM indicator i JOIN document d ON d.id = i.document WHERE i.county = $1 AND i.source_id = $2
            """, .text(county), .text(indicator)
        ).first
        guard let row else { return 0 }
        return min(row.int(0) - row.int(2), row.int(1) - (try committed(indicator, county, work)))
    }

    /// What is ordered from an indicator and has not come back to it (IM-3.3): an order whose money the treasury has back
    /// takes up no more than was paid of it, and what was refunded or recovered in its year is free again.
    func committed(_ indicator: String, _ county: String, _ work: Work) throws -> Int64 {
        let row = try work.rows(
            """
            SELECT COALESCE(CAST(SUM(x.fen) AS BIGINT), 0) FROM (
                SELECT CASE WHEN o.state = 'returned' THEN (SELECT COALESCE(CAST(SUM(a.paid_fen) AS BIGINT), 0)
                    FROM attempt a WHERE a.payment_order = o.id) ELSE o.amount_fen END AS fen
                FROM payment_order o WHERE o.county = $1 AND o.indicator = $2
                AND o.state NOT IN ('rejected', 'cancelled')
                UNION ALL SELECT -amount_fen FROM refund WHERE county = $1 AND indicator = $2 AND state = 'returned'
                AND budget_year = 'current'
                AND NOT EXISTS (SELECT 1 FROM payment_order b WHERE b.id = refund.payment_order AND b.state = 'returned')
                UNION ALL SELECT -r.recovered_fen FROM recovery r JOIN attempt a ON a.id = r.attempt
                JOIN payment_order o ON o.id = a.payment_order WHERE o.county = $1 AND o.indicator = $2
                AND r.article <> 'NX-10.3' AND substr(r.returned_to, 1, 8) = 'current ') AS x
            """, .text(county), .text(indicator)
        ).first
        return row?.int(0) ?? 0
    }
}

/// A hot topic's name as it is compared: without white space, full-width space and quotes around it.
enum HotTopicName {
    static func fold(_ name: String) -> String {
        let dropped: Set<Unicode.Scalar> = [" ", "\t", "\u{3000}", "\u{A0}", "“", "”", "\"", "'", "「", "」"]
        return String(String.UnicodeScalarView(name.unicodeScalars.filter { !dropped.contains($0) }))
    }
}
