import Store
package import Subsidy
import Workflow

/// IndicatorAccount is one budget indicator followed to the last fen (IM-3.3): total = on its way + paid + free, where what
/// came back to it is free again.
package struct IndicatorAccount: Sendable {
    package var id: Int64
    package var county: String
    package var sourceID: String
    package var title: String
    package var year: Int64
    /// Subsidy projects that a released link pays from it.
    package var projects: [String]
    /// What was granted less what was cut.
    package var total: Money
    /// Ordered, and neither paid nor back.
    package var onWay: Money
    /// Paid to people, less what was recovered and given back.
    package var paid: Money
    /// What came back to it: refunds of its own year, and recovered money.
    package var returned: Money
    /// What the budget system itself calls its balance.
    package var balance: Money
    package var isLive: Bool
    /// Since when a full pull does not name it any more (IM-10.4).
    package var voidSince: Instant?
    /// It carries the profile's hot topic, or the profile knows none (IM-10.1): money for subsidies.
    package var isTagged: Bool
    package var firstSeen: Instant?
    package var firstOrder: Instant?
    package var noticed: Instant?

    package var free: Money { Money(fen: total.fen - onWay.fen - paid.fen) }
    /// It was cut below what is already ordered from it (NX-5.1.1).
    package var isOver: Bool { free < .zero }

    /// Of a year that is over; gone from the full pull, with or without money on its way; cut too far; unread by any
    /// department; linked and never ordered from; or none of these (IM-10.3, IM-10.4, IM-10.6).
    package func state(in year: Int) -> String {
        if voidSince != nil { return onWay > .zero ? "voidCommitted" : "void" }
        guard isLive else { return "withdrawn" }
        if isOver { return "over" }
        if self.year < Int64(year) { return "past" }
        if noticed == nil { return "unread" }
        return firstOrder == nil ? "idle" : "used"
    }
}

extension Engine {
    /// Every indicator with its account.
    package func indicatorAccounts() throws -> [IndicatorAccount] {
        try store.read { c in
            let returned = try returnedToIndicators(c)
            let links = try c.rows(
                """
                SELECT county, budget_project, project FROM budget_link WHERE state = 'released'
                ORDER BY county, budget_project, project
                """)
            let projects = Dictionary(grouping: links, by: { "\($0.text(0)) \($0.text(1))" })
            return try c.rows(
                """
                SELECT i.id, i.county, i.source_id, i.title, i.year, i.budget_project, i.amount_fen - i.reduced_fen,
                    i.balance_fen, CASE WHEN i.deleted = 0 AND i.executable = 1 THEN 1 ELSE 0 END, i.first_seen, n.at,
                    CASE WHEN t.deleted = 0 AND t.void_since IS NULL THEN t.name ELSE '' END,
                    COALESCE(CAST(SUM(CASE WHEN o.state = 'returned' THEN COALESCE(p.paid, 0) ELSE o.amount_fen END)
                        AS BIGINT), 0), COALESCE(CAST(SUM(p.paid) AS BIGINT), 0),
                    MIN(o.created), i.void_since
                FROM indicator i
                LEFT JOIN indicator_notice n ON n.indicator = i.id
                LEFT JOIN hot_topic t ON t.county = i.county AND t.budget_project = i.budget_project
                LEFT JOIN payment_order o ON o.county = i.county AND o.indicator = i.source_id
                    AND o.state NOT IN ('rejected', 'cancelled')
                LEFT JOIN (SELECT a.payment_order AS payment_order, SUM(a.paid_fen) AS paid FROM attempt a
                    GROUP BY a.payment_order) AS p ON p.payment_order = o.id
                GROUP BY i.id, i.county, i.source_id, i.title, i.year, i.budget_project, i.amount_fen, i.reduced_fen,
                    i.balance_fen, i.deleted, i.executable, i.first_seen, n.at, t.deleted, t.name, t.void_since,
                    i.void_since
                ORDER BY i.id
                """
            ).map { row in
                let back = returned["\(row.text(1)) \(row.text(2))"] ?? (.zero, .zero)
                return IndicatorAccount(
                    id: row.int(0), county: row.text(1), sourceID: row.text(2), title: row.text(3), year: row.int(4),
                    projects: (projects["\(row.text(1)) \(row.text(5))"] ?? []).map { $0.text(2) },
                    total: Money(fen: row.int(6)),
                    onWay: Money(fen: row.int(12) - row.int(13) - back.refunded.fen),
                    paid: Money(fen: row.int(13) - back.recovered.fen),
                    returned: Money(fen: back.refunded.fen + back.recovered.fen), balance: Money(fen: row.int(7)),
                    isLive: row.int(8) == 1, voidSince: row[15].integer.map(Instant.init(milliseconds:)),
                    isTagged: try isTopic(row.text(11), row.text(1)),
                    firstSeen: row.int(9) > 0 ? Instant(milliseconds: row.int(9)) : nil,
                    firstOrder: row[14].integer.map(Instant.init(milliseconds:)),
                    noticed: row[10].integer.map(Instant.init(milliseconds:)))
            }
        }
    }

    func isTopic(_ name: String, _ county: String) throws -> Bool {
        try profile(county).hotTopic.map { HotTopicName.fold($0) == HotTopicName.fold(name) } ?? true
    }

    /// What came back to each indicator in its own year: unpaid money that was refunded, and paid money that was recovered.
    private func returnedToIndicators(
        _ c: any StoreConnection
    ) throws -> [String: (refunded: Money, recovered: Money)] {
        var returned: [String: (refunded: Money, recovered: Money)] = [:]
        for row in try c.rows(
            """
            SELECT county, indicator, amount_fen FROM refund WHERE state = 'returned' AND budget_year = 'current'
            AND NOT EXISTS (SELECT 1 FROM payment_order b WHERE b.id = refund.payment_order AND b.state = 'returned')
            ORDER BY id
            """)
        {
            returned["\(row.text(0)) \(row.text(1))", default: (.zero, .zero)].refunded += Money(fen: row.int(2))
        }
        for row in try c.rows(
            """
            SELECT o.county, o.indicator, r.recovered_fen, r.returned_to FROM recovery r
            JOIN attempt a ON a.id = r.attempt JOIN payment_order o ON o.id = a.payment_order
            WHERE r.returned_to <> '' AND r.article <> 'NX-10.3' ORDER BY r.id
            """) where row.text(3).hasPrefix("\(BudgetYear.current.rawValue) ")
        {
            returned["\(row.text(0)) \(row.text(1))", default: (.zero, .zero)].recovered += Money(fen: row.int(2))
        }
        return returned
    }

    /// The same as a work list: of what is tagged, and of what was ordered from all the same.
    package func indicators(now: Instant) throws -> [WorkItem] {
        try indicatorAccounts().filter { $0.isTagged || $0.firstOrder != nil }.map { account in
            let age = try account.firstSeen.map {
                try calendar(account.county).workingDays(after: $0.day, through: now.day)
            }
            return WorkItem(
                kind: "indicator", id: account.id, county: account.county,
                state: account.state(in: now.day.year),
                values: [
                    "source": account.sourceID, "title": account.title, "year": String(account.year),
                    "projects": account.projects.joined(separator: " "), "totalFen": String(account.total.fen),
                    "onWayFen": String(account.onWay.fen), "paidFen": String(account.paid.fen),
                    "returnedFen": String(account.returned.fen), "freeFen": String(account.free.fen),
                    "balanceFen": String(account.balance.fen), "age": age.map(String.init) ?? "",
                ])
        }
    }
}
