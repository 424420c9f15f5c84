import Store
import Subsidy
import Workflow

extension Engine {
    /// The rules that hold for a roster today (IM-3.2): those with which it began, and of those that came or changed later
    /// what they say themselves, or the profile. How each stands is kept, so that it is seen.
    func rules(
        _ released: [AlertRule], for roster: Int64, _ profile: RegionProfile, _ work: Work
    ) throws -> [AlertRule] {
        var known: [String: (began: String, standing: String)] = [:]
        for row in try work.rows("SELECT rule, began, standing FROM roster_rule WHERE roster = $1", .integer(roster)) {
            known[row.text(0)] = (row.text(1), row.text(2))
        }
        if known.isEmpty {
            // It was built before rosters kept their rules: it begins with those of today.
            try beginRules(of: roster, released, work)
            return released.filter { $0.isInForce(on: work.now.day) }
        }
        let began = known.sorted { $0.key < $1.key }.compactMap { AlertRule(text: $0.value.began) }
        let standings = BatchRules.standings(
            began: began, released: released, usual: profile.rulesForBegun, today: work.now.day)
        for (rule, standing) in standings where known[rule.id]?.standing != standing.rawValue {
            try work.execute(
                """
                INSERT INTO roster_rule (roster, rule, began, standing, at, release) VALUES ($1, $2, '', $3, $4, $5)
                ON CONFLICT (roster, rule) DO UPDATE SET standing = excluded.standing, at = excluded.at,
                release = excluded.release
                """, .integer(roster), .text(rule.id), .text(standing.rawValue), .at(work.now),
                .text(configurationDigest))
        }
        return standings.filter(\.standing.isActive).map(\.rule)
    }

    /// A roster begins: with these rules.
    func beginRules(of roster: Int64, _ released: [AlertRule], _ work: Work) throws {
        try work.c.load(
            "roster_rule", columns: ["roster", "rule", "began", "standing", "at", "release"],
            released.filter { $0.isInForce(on: work.now.day) }.map {
                [
                    .integer(roster), .text($0.id), .text($0.text), .text(RuleStanding.began.rawValue), .at(work.now),
                    .text(configurationDigest),
                ]
            })
    }

    /// How each rule stands to a roster: with which it began, which came later and whether they apply.
    package func rosterRules(_ roster: Int64) throws -> [WorkItem] {
        try store.read { c in
            try c.rows(
                """
                SELECT x.rule, r.county, x.standing, x.at, x.release, x.began FROM roster_rule x
                JOIN roster r ON r.id = x.roster WHERE x.roster = $1 ORDER BY x.rule
                """, [.integer(roster)]
            ).map { row in
                let county = row.text(1)
                let rule = alertRules(county).first { $0.id == row.text(0) } ?? AlertRule(text: row.text(5))
                return WorkItem(
                    kind: "rule", id: roster, county: county, state: row.text(2),
                    values: [
                        "rule": row.text(0), "received": String(row.int(3)), "release": row.text(4),
                        "standing": RuleStanding(rawValue: row.text(2))?.zh ?? "",
                        "colour": rule?.colour.rawValue ?? "",
                        "parts": Set((rule?.stages ?? []).map(\.part.rawValue)).sorted().joined(separator: " "),
                        "message": rule?.zh ?? "", "article": rule?.article ?? "",
                    ])
            }
        }
    }

    // MARK: After payment

    private static let after = "rules.after"

    /// Looks again at what was paid, by the rules of the stage after it (事后监督, IM-3.2): as often as the profile says, and
    /// for a year. What they find blocks nothing and is told to the department until somebody answers it.
    func superviseAfterwards(now: Instant) throws -> Progress {
        var progress = Progress()
        for county in configuration.counties.map(\.code) {
            guard alertRules(county).contains(where: { $0.stages.contains(.paid) }),
                try isDue(county, every: try profile(county).oversight.afterDays, now: now)
            else { continue }
            let rosters = try store.read { c in
                try c.rows(
                    """
                    SELECT DISTINCT r.id, r.project FROM roster r JOIN payment_order o ON o.roster = r.id
                    WHERE r.county = $1 AND r.state IN ('ordered', 'closed') AND o.created > $2 ORDER BY r.id
                    """, [.text(county), .at(now + .seconds(-366 * 86_400))])
            }
            for row in rosters where project(row.text(1), county) != nil {
                try runAlerts(roster: row.int(0), stage: .paid, now: now)
            }
            try store.write { c in
                _ = try c.execute(
                    """
                    INSERT INTO schedule (county, exchange, connection, last_run) VALUES ($1, $2, '', $3)
                    ON CONFLICT (county, exchange, connection) DO UPDATE SET last_run = excluded.last_run
                    """, [.text(county), .text(Engine.after), .at(now)])
            }
            if !rosters.isEmpty { progress.notes.append("\(county)：事后监督 \(rosters.count) 份清册（IM-3.2）") }
        }
        return progress
    }

    private func isDue(_ county: String, every days: Int, now: Instant) throws -> Bool {
        let last = try store.read { c in
            try c.rows(
                "SELECT last_run FROM schedule WHERE county = $1 AND exchange = $2",
                [.text(county), .text(Engine.after)]
            ).first?[0].integer
        }
        return last.map { now.day - Instant(milliseconds: $0).day >= days } ?? true
    }

    func paidLines(_ roster: Int64, _ c: any StoreConnection) throws -> Set<Int64> {
        try Set(
            c.rows(
                """
                SELECT DISTINCT s.roster_line FROM roster_line l JOIN share s ON s.roster_line = l.id
                JOIN attempt a ON a.share = s.id
                WHERE l.roster = $1 AND a.state IN ('paid', 'shortPaid', 'paidLate', 'overpaid') ORDER BY s.roster_line
                """, [.integer(roster)]
            ).map { $0.int(0) })
    }

    /// What the rules of the stage after payment hit and nobody has answered.
    func foundAfterwards(_ c: any StoreConnection) throws -> [(
        roster: Int64, county: String, rule: String, lines: Int64, fen: Int64
    )] {
        try c.rows(
            """
            SELECT r.id, r.county, a.rule, CAST(COUNT(*) AS BIGINT), CAST(SUM(l.amount_fen) AS BIGINT) FROM alert a
            JOIN roster_line l ON l.id = a.roster_line JOIN roster r ON r.id = a.roster
            WHERE a.stage = 'paid' AND a.state = 'open' GROUP BY r.id, r.county, a.rule ORDER BY r.id, a.rule
            """
        ).map { ($0.int(0), $0.text(1), $0.text(2), $0.int(3), $0.int(4)) }
    }
}
