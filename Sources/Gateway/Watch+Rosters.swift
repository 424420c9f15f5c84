import AdapterKit
import Store
import Subsidy
import Workflow

extension Engine {
    /// Once a day: what waits under an order for so long that a verdict no longer serves is asked about again, so that it
    /// can be released when the money is there (IM-16.1a, IM-16.2); a statement that waits is read again.
    func beginDay(now: Instant) throws -> Progress {
        var progress = Progress()
        for county in configuration.counties.map(\.code) where try isNewDay(for: county, now: now) {
            progress += try renewVerdicts(of: county, now: now)
            progress += try readWaitingStatements(of: county, now: now)
            try store.write { c in
                _ = try c.execute(
                    """
                    INSERT INTO schedule (county, exchange, connection, last_run) VALUES ($1, $2, '', $3)
                    ON CONFLICT (county, exchange, connection) DO UPDATE SET last_run = excluded.last_run
                    """, [.text(county), .text(Engine.daily), .at(now)])
            }
        }
        return progress
    }

    private static let daily = "day.begin"

    private func isNewDay(for county: String, now: Instant) throws -> Bool {
        try store.read { c in
            try c.rows(
                "SELECT last_run FROM schedule WHERE county = $1 AND exchange = $2",
                [.text(county), .text(Engine.daily)]
            ).first?[0].integer.map { Instant(milliseconds: $0).day != now.day } ?? true
        }
    }

    private func renewVerdicts(of county: String, now: Instant) throws -> Progress {
        var progress = Progress()
        let rosters = try store.read { c in
            try c.rows(
                """
                SELECT r.id, r.county FROM roster r WHERE r.county = $1
                AND ((r.state = 'financeApproved' AND r.disbursement = 'treasuryDirect') OR (r.state = 'ordered'
                    AND EXISTS (SELECT 1 FROM payment_order o JOIN attempt a ON a.payment_order = o.id
                        LEFT JOIN failure f ON f.attempt = a.id AND f.state IN ('mended', 'requested')
                        WHERE o.roster = r.id AND (f.id IS NOT NULL OR o.state = 'rejected'
                            OR (o.disbursement = 'agencyAccount' AND a.state = 'held'))))) ORDER BY r.id
                """, [.text(county)])
        }
        for row in rosters {
            let (people, accounts) = try askExpired(roster: row.int(0), county: county, now: now)
            guard people + accounts > 0 else { continue }
            progress.moves += 1
            progress.notes.append(
                "清册 \(row.int(0))：待支付期间核查过期，重新核查 \(people) 人、验证账户 \(accounts) 个（IM-16.1a、IM-16.2）")
        }
        return progress
    }

    /// Asks again about the people and the accounts of a roster that are still to be paid and of whom what was found out
    /// is too old, or who were asked about without an answer, once a day, about an account whose bank is silent
    /// every five days; how many of each. Who has no register to ask
    /// waits for whoever has.
    func askExpired(roster: Int64, county: String, now: Instant) throws -> (people: Int, accounts: Int) {
        let profile = try store.read { c in try self.profile(ofRoster: roster, c) }
        let people =
            routes(.identityVerify, county).isEmpty
            ? []
            : try expired(
                """
                SELECT DISTINCT rp.person FROM roster_line l JOIN roster r ON r.id = l.roster
                JOIN share s ON s.roster_line = l.id JOIN list_line ll ON ll.id = l.list_line
                JOIN roster_person rp ON rp.roster = l.roster AND (rp.person = s.payee
                    OR (l.heirs = 0 AND rp.person IN (ll.subject, ll.beneficiary)))
                WHERE l.roster = $1 AND l.state = 'payable' AND COALESCE(rp.verdict, '') <> 'deceased'
                AND (rp.at < $2 OR ((rp.at IS NULL OR rp.verdict = 'unavailable') AND NOT EXISTS (SELECT 1
                    FROM question q JOIN outbox o ON o.id = q.outbox WHERE q.roster = l.roster AND q.person = rp.person
                    AND o.created > $3)))
                AND (r.state <> 'ordered' OR EXISTS (SELECT 1 FROM attempt a
                    LEFT JOIN failure f ON f.attempt = a.id AND f.state IN ('mended', 'requested')
                    LEFT JOIN payment_order p ON p.id = a.payment_order AND p.state = 'rejected'
                    WHERE a.share = s.id AND (a.state = 'held' OR f.id IS NOT NULL OR p.id IS NOT NULL)))
                AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox WHERE q.roster = l.roster
                    AND q.person = rp.person AND q.answered = 0 AND o.exchange = 'identity.verify') ORDER BY rp.person
                """, roster, days: profile.identityVerdictDays, now: now)
        let accounts = try expired(
            """
            SELECT DISTINCT c.id FROM roster_line l JOIN roster r ON r.id = l.roster
            JOIN share s ON s.roster_line = l.id JOIN account c ON c.id = CASE WHEN r.state = 'ordered'
                THEN (SELECT MAX(COALESCE(f.new_account, a.account)) FROM attempt a
                    LEFT JOIN failure f ON f.attempt = a.id AND f.state IN ('mended', 'requested')
                    LEFT JOIN payment_order p ON p.id = a.payment_order AND p.state = 'rejected'
                    WHERE a.share = s.id AND (a.state = 'held' OR f.id IS NOT NULL OR p.id IS NOT NULL))
                ELSE s.account END
            WHERE l.roster = $1 AND l.state = 'payable' AND c.state = 'verified' AND c.verified < $2 AND c.bank <> ''
            AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox
                WHERE q.account = c.id AND o.created > CAST($3 AS BIGINT)
                    - CASE WHEN q.answered = 0 THEN 360000000 ELSE 0 END) ORDER BY c.id
            """, roster, days: profile.accountVerdictDays, now: now)
        guard !people.isEmpty || !accounts.isEmpty else { return (0, 0) }
        try commit("roster.renewVerdicts", object: "roster:\(roster)", now: now, as: .intent) { work in
            if !people.isEmpty { try askIdentity(people, county: county, roster: roster, &work) }
            if !accounts.isEmpty { try askAccounts(accounts, county: county, roster: roster, &work) }
        }
        return (people.count, accounts.count)
    }

    /// What was found out more than `days` ago and no longer serves.
    private func expired(_ sql: SQLText, _ roster: Int64, days: Int, now: Instant) throws -> [Int64] {
        // The rule counts days, not hours: a verdict serves to the end of its last day.
        let limit = Instant(Day(number: now.day.number - Int32(days)))
        return try store.read { c in
            try c.rows(sql, [.integer(roster), .at(limit), .at(now + .seconds(-20 * 3600))])
        }.map { $0.int(0) }
    }

    /// A roster is closed when every line of it is paid, or has left with its money back, and nobody has anything left to
    /// do; it is open again when money comes back late (requirements 1e).
    func closeRosters(now: Instant) throws -> Progress {
        var progress = Progress()
        progress += try advance(
            """
            SELECT r.id, r.county FROM roster r WHERE r.state = 'ordered'
            AND NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.roster = r.id
                AND o.state NOT IN ('allocated', 'cancelled', 'returned'))
            AND NOT EXISTS (SELECT 1 FROM payment_order o JOIN batch b ON b.payment_order = o.id WHERE o.roster = r.id
                AND b.state NOT IN ('cancelled', 'fullyResulted', 'reconciled'))
            AND NOT EXISTS (SELECT 1 FROM payment_order o JOIN attempt a ON a.payment_order = o.id
                WHERE o.roster = r.id AND a.state IN ('held', 'instructed', 'pending', 'unknown'))
            AND NOT EXISTS (SELECT 1 FROM failure f JOIN attempt a ON a.id = f.attempt
                JOIN payment_order o ON o.id = a.payment_order WHERE o.roster = r.id
                AND (f.state IN ('open', 'mended', 'requested', 'leaving') OR (f.state = 'movedOut'
                    AND o.disbursement = 'agencyAccount' AND NOT EXISTS (SELECT 1 FROM refund_line x
                    JOIN refund b ON b.id = x.refund WHERE x.attempt = a.id AND b.state = 'returned'))))
            AND NOT EXISTS (SELECT 1 FROM roster_line l JOIN share s ON s.roster_line = l.id
                WHERE l.roster = r.id AND l.state = 'payable' AND NOT EXISTS (SELECT 1 FROM attempt a
                    LEFT JOIN failure f ON f.attempt = a.id
                    WHERE a.share = s.id AND (a.state IN ('paid', 'paidLate') OR f.state = 'movedOut')))
            ORDER BY r.id
            """, .close, now: now)
        progress += try advance(
            """
            SELECT DISTINCT r.id, r.county FROM failure f JOIN attempt a ON a.id = f.attempt
            JOIN payment_order o ON o.id = a.payment_order JOIN roster r ON r.id = o.roster
            WHERE r.state = 'closed' AND f.state IN ('open', 'mended', 'requested', 'leaving') ORDER BY r.id
            """, .reopen, now: now)
        return progress
    }
}
