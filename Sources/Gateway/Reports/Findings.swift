import Store
package import Subsidy
import Workflow

extension Engine {
    /// What lies still or looks wrong, in one work list: computed now, never stored, and gone when its cause is gone.
    package func findings(now: Instant) throws -> [WorkItem] {
        begin(now)
        var items = try store.read { c in
            try idleMoney(now, c) + parkedIndicators(now, c) + belowStandard(c) + shortPaid(c) + unexplainedDebits(c)
                + crowdedAccounts(c) + stoppedBanks(c)
                + foundAfterwards(c).map {
                    finding(
                        .afterPayment, $0.roster, $0.county, "清册 \($0.roster) \($0.rule)", count: $0.lines, fen: $0.fen)
                }
        }
        let indicators = try indicatorAccounts()
        items += untaggedIndicators(indicators, now) + (try idleIndicators(indicators, now))
        items += missingTerms(now)
        items += posts()
        let order = FindingKind.allCases.map(\.rawValue)
        func place(_ item: WorkItem) -> Int { order.firstIndex(of: item.state) ?? order.count }
        return items.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
            .map(\.element)
    }

    private func finding(
        _ kind: FindingKind, _ id: Int64, _ county: String, _ subject: String, count: Int64 = 0, fen: Int64 = 0,
        days: Int? = nil
    ) -> WorkItem {
        WorkItem(
            kind: "finding", id: id, county: county, state: kind.rawValue,
            values: [
                "title": kind.zh, "subject": subject, "lines": String(count), "amountFen": String(fen),
                "age": days.map(String.init) ?? "", "owner": kind.owner.rawValue, "article": kind.article,
            ])
    }

    /// Working days since a day, where they are more than the county's limit.
    private func overdue(_ since: Day, _ now: Instant, _ county: String, _ limit: (RegionProfile.Oversight) -> Int)
        throws -> Int?
    {
        let days = try calendar(county).workingDays(after: since, through: now.day)
        return days > limit(try profile(county).oversight) ? days : nil
    }

    /// Since the statement showed it: not paid, not at the bank, not back.
    private func idleMoney(_ now: Instant, _ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT o.id, o.county, o.number, x.day, CAST(COUNT(*) AS BIGINT), CAST(SUM(a.amount_fen) AS BIGINT)
            FROM payment_order o JOIN attempt a ON a.payment_order = o.id
            JOIN (SELECT l.payment_order AS payment_order, MIN(l.day) AS day FROM statement_line l
                WHERE l.kind = 'allocation' GROUP BY l.payment_order) AS x ON x.payment_order = o.id
            WHERE a.state IN ('held', 'failed', 'lateReturned')
            AND NOT EXISTS (SELECT 1 FROM attempt b WHERE b.share = a.share AND b.id <> a.id
                AND b.state IN ('held', 'instructed', 'pending', 'unknown', 'paid', 'shortPaid', 'paidLate'))
            AND NOT EXISTS (SELECT 1 FROM attempt b WHERE b.share = a.share AND b.ordinal > a.ordinal)
            AND NOT EXISTS (SELECT 1 FROM refund_line v JOIN refund w ON w.id = v.refund
                WHERE v.attempt = a.id AND w.state = 'returned')
            GROUP BY o.id, o.county, o.number, x.day ORDER BY o.id
            """
        ).compactMap { row in
            try overdue(row.day(3), now, row.text(1)) { $0.idleDays }.map {
                finding(
                    .idleMoney, row.int(0), row.text(1), row.text(2), count: row.int(4), fen: row.int(5), days: $0)
            }
        }
    }

    /// From its document to its arrival here: so long it lay with a level above.
    private func parkedIndicators(_ now: Instant, _ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT i.id, i.county, i.source_id, i.issued, i.first_seen, i.amount_fen - i.reduced_fen,
                CASE WHEN t.deleted = 0 THEN t.name ELSE '' END
            FROM indicator i LEFT JOIN hot_topic t ON t.county = i.county AND t.budget_project = i.budget_project
            WHERE i.deleted = 0 AND i.issued IS NOT NULL AND i.first_seen > 0 AND i.year = $1 ORDER BY i.id
            """, [.int(now.day.year)]
        ).compactMap { row in
            guard try isTopic(row.text(6), row.text(1)) else { return nil }
            let seen = Instant(milliseconds: row.int(4))
            return try overdue(row.day(3), seen, row.text(1)) { $0.parkedDays }.map {
                finding(.parkedIndicator, row.int(0), row.text(1), row.text(2), fen: row.int(5), days: $0)
            }
        }
    }

    /// Linked to a subsidy, and without the tag, or with another: whoever issued it says which is right; it is never
    /// guessed, and nothing is ordered from it (IM-10.1).
    private func untaggedIndicators(_ accounts: [IndicatorAccount], _ now: Instant) -> [WorkItem] {
        accounts.filter {
            $0.isLive && $0.voidSince == nil && !$0.isTagged && !$0.projects.isEmpty && $0.year == Int64(now.day.year)
        }.map { finding(.untaggedIndicator, $0.id, $0.county, $0.sourceID, fen: $0.free.fen) }
    }

    private func idleIndicators(_ accounts: [IndicatorAccount], _ now: Instant) throws -> [WorkItem] {
        try accounts.compactMap { account in
            guard account.isLive, account.isTagged, account.firstOrder == nil, account.year == Int64(now.day.year),
                let seen = account.firstSeen
            else { return nil }
            return try overdue(seen.day, now, account.county) { $0.idleDays }.map {
                finding(
                    .idleIndicator, account.id, account.county, account.sourceID, fen: account.free.fen, days: $0)
            }
        }
    }

    /// A fen too little on each line is within the tolerance; on all of them it is not chance.
    private func belowStandard(_ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT r.id, r.county, r.project, CAST(COUNT(*) AS BIGINT),
                CAST(SUM(ll.standard_fen - ll.amount_fen) AS BIGINT)
            FROM roster r JOIN roster_line l ON l.roster = r.id JOIN list_line ll ON ll.id = l.list_line
            WHERE l.state = 'payable' AND ll.standard_fen > ll.amount_fen
            GROUP BY r.id, r.county, r.project ORDER BY r.id
            """
        ).map {
            finding(.belowStandard, $0.int(0), $0.text(1), $0.text(2), count: $0.int(3), fen: $0.int(4))
        }
    }

    /// By the batch in which a bank kept it back; by the order where the treasury itself pays each line.
    private func shortPaid(_ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT x.id, x.county, x.number, CAST(COUNT(*) AS BIGINT), CAST(SUM(x.fen) AS BIGINT) FROM (
                SELECT COALESCE(b.id, o.id) AS id, o.county AS county, COALESCE(b.number, o.number) AS number,
                    a.amount_fen - a.paid_fen AS fen
                FROM attempt a JOIN payment_order o ON o.id = a.payment_order LEFT JOIN batch b ON b.id = a.batch
                WHERE a.state = 'shortPaid') AS x
            GROUP BY x.id, x.county, x.number ORDER BY x.id
            """
        ).map { finding(.shortPaid, $0.int(0), $0.text(1), $0.text(2), count: $0.int(3), fen: $0.int(4)) }
    }

    private func unexplainedDebits(_ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT x.id, x.county, l.agency_account, l.amount_fen FROM statement_line l
            JOIN suspense x ON x.document = l.document AND x.line = l.line AND x.kind = 'statement'
            WHERE l.kind = 'unexplained' AND l.direction = 'debit' AND x.state <> 'resolved' ORDER BY x.id
            """
        ).map { finding(.unexplainedDebit, $0.int(0), $0.text(1), $0.text(2), count: 1, fen: $0.int(3)) }
    }

    /// Over all rosters and projects; a boarding school's account is explained by its relation (NX-6.2.8).
    private func crowdedAccounts(_ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT MIN(a.id), r.county, CAST(COUNT(DISTINCT s.payee) AS BIGINT), CAST(SUM(s.due_fen) AS BIGINT)
            FROM account a JOIN share s ON s.account = a.id JOIN roster_line l ON l.id = s.roster_line
            JOIN roster r ON r.id = l.roster
            LEFT JOIN account_relation x ON x.account = a.id AND x.state = 'effective'
            WHERE l.state = 'payable' AND x.id IS NULL GROUP BY a.digest, r.county
            HAVING COUNT(DISTINCT s.payee) > 1 ORDER BY MIN(a.id), r.county
            """
        ).compactMap { row in
            guard row.int(2) >= Int64(try profile(row.text(1)).oversight.personsOnAccount) else { return nil }
            let number = try open(account: row.int(0), c).number
            return finding(
                .crowdedAccount, row.int(0), row.text(1), Mask.account(number), count: row.int(2), fen: row.int(3))
        }
    }

    private func stoppedBanks(_ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows("SELECT id, county, bank, missed FROM lookup_stop WHERE freed IS NULL ORDER BY id").map {
            finding(.lookupHarvest, $0.int(0), $0.text(1), bankName($0.text(2)), count: $0.int(3))
        }
    }

    private func missingTerms(_ now: Instant) -> [WorkItem] {
        configuration.counties.flatMap { county in
            (catalogues[county.code]?.projects ?? []).filter { project in
                project.excluded.isEmpty && project.until.map { $0 >= now.day } ?? true
            }.compactMap { project in
                let missing = (project.local.payWithin == nil ? ["发放时限"] : []) + project.papers.missing
                guard !missing.isEmpty else { return nil }
                let subject = "\(project.code) 缺\(missing.joined(separator: "、"))"
                return finding(.missingTerms, 0, county.code, subject, count: Int64(missing.count))
            }
        }
    }

    /// By the configuration: who is in it may act.
    private func posts() -> [WorkItem] {
        configuration.counties.flatMap { county in
            var holders: [Role: Set<String>] = [:]
            for person in configuration.people where person.scope == "*" || person.scope == county.code {
                if let role = Role(rawValue: person.role) { holders[role, default: []].insert(person.naturalPerson) }
            }
            let gaps = Posts.gaps(holders)
            return gaps.vacant.map { finding(.vacantPost, 0, county.code, $0.rawValue) }
                + gaps.lone.map { finding(.lonePost, 0, county.code, $0.rawValue) }
        }
    }
}
