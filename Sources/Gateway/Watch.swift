import AdapterKit
import Store
package import Subsidy
import Workflow

extension Engine {
    /// Moves on what has become possible: nothing here waits for "today", everything is computed from what is known.
    package func watch(now: Instant) throws -> Progress {
        begin(now)
        var progress = Progress()
        progress += try mirrorPlatform(now: now)
        progress += try finishIdentityChecks(now: now)
        progress += try askVerifiedCards(now: now)
        progress += try finishAccountChecks(now: now)
        progress += try mendFailures(now: now)
        progress += try settleApplications(now: now)
        progress += try applyListChanges(now: now)
        progress += try watchDeaths(now: now)
        progress += try readEarlyReturns(now: now)
        progress += try beginDay(now: now)
        progress += try closeRosters(now: now)
        progress += try superviseAfterwards(now: now)
        progress += try settlePulls(now: now)
        progress += try settleResidents(now: now)
        progress += try feedBack(now: now)
        progress += try pushToPlatform(now: now)
        progress += try postNotices(now: now)
        progress += try publishAll(now: now)
        return progress
    }

    /// A roster is identity-checked when no payable line, and no heir, is without a verdict; where a platform checks it,
    /// when that says so.
    private func finishIdentityChecks(now: Instant) throws -> Progress {
        try advance(
            """
            SELECT r.id, r.county FROM roster r WHERE r.state = 'building'
            AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox
                WHERE q.roster = r.id AND q.answered = 0 AND o.exchange = 'identity.verify')
            AND EXISTS (SELECT 1 FROM roster_line l WHERE l.roster = r.id)
            AND NOT EXISTS (SELECT 1 FROM roster_line l WHERE l.roster = r.id AND l.state = 'payable'
                AND l.heirs = 0 AND l.verdict IS NULL)
            AND NOT EXISTS (SELECT 1 FROM roster_line l JOIN share s ON s.roster_line = l.id
                WHERE l.roster = r.id AND l.state = 'payable' AND l.heirs > 0 AND s.verdict IS NULL)
            ORDER BY r.id
            """, .identityChecked, unlessAtPlatform: .identity, now: now)
    }

    private func isAtPlatform(_ step: WorkflowStep, _ county: String) throws -> Bool {
        try profile(county).runner(step) == .platform
    }

    /// Moves on the rosters that a query finds (roster, county).
    func advance(
        _ query: SQLText, _ event: RosterMachine.Event, unlessAtPlatform step: WorkflowStep? = nil, now: Instant
    ) throws -> Progress {
        var progress = Progress()
        for row in try store.read({ c in try c.rows(query) }) {
            // Who makes a roster there checks it there, and says so; what is made here may stand on what was checked before.
            if let step, try isAtPlatform(step, row.text(1)), try isAtPlatform(.roster, row.text(1)) { continue }
            let roster = row.int(0)
            try commit(
                "roster.\(event.rawValue)", object: "roster:\(roster)", now: now, as: .outcome
            ) { work in try work.move(RosterMachine.self, roster, event) }
            progress.moves += 1
        }
        return progress
    }

    /// When the cards of a roster are known, the banks are asked about their accounts.
    private func askVerifiedCards(now: Instant) throws -> Progress {
        var progress = Progress()
        let rosters = try store.read { c in
            try c.rows(
                """
                SELECT r.id, r.county FROM roster r WHERE r.state = 'identityChecked'
                AND EXISTS (SELECT 1 FROM outbox o WHERE o.subject = 'roster' AND o.subject_id = r.id
                    AND o.exchange = 'card.verify')
                AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox
                    WHERE q.roster = r.id AND o.exchange = 'card.verify' AND q.answered = 0)
                AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject = 'roster' AND o.subject_id = r.id
                    AND o.exchange = 'account.verify' AND o.created >= (SELECT MAX(p.created) FROM outbox p
                    WHERE p.subject = 'roster' AND p.subject_id = r.id AND p.exchange = 'card.verify'))
                ORDER BY r.id
                """)
        }
        for row in rosters {
            let asked = try commit(
                "roster.askAccounts", object: "roster:\(row.int(0))", now: now, as: .intent
            ) { work in try askUnverifiedAccounts(roster: row.int(0), county: row.text(1), &work) }
            if asked > 0 { progress.moves += 1 }
        }
        return progress
    }

    /// Asks about every account of a roster's payable shares that is not verified, or was verified too long ago; what was
    /// found wanting before may have been mended; what its card or its bank told since this asking has not.
    @discardableResult
    func askUnverifiedAccounts(roster: Int64, county: String, _ work: inout Work) throws -> Int {
        let accounts = try work.rows(
            """
            SELECT DISTINCT a.id FROM share s JOIN roster_line l ON l.id = s.roster_line JOIN account a ON a.id = s.account
            WHERE l.roster = $1 AND l.state = 'payable' AND a.bank <> ''
            AND (a.state = 'registered' OR (a.state = 'verified' AND a.verified < $2)
                OR (a.state IN ('rejected', 'dormant', 'closed', 'frozen') AND NOT EXISTS (SELECT 1 FROM event e
                    JOIN document d ON d.id = e.document JOIN roster r ON r.id = l.roster
                    WHERE e.machine = 'account' AND e.subject = a.id AND e.arrived >= r.accounts_asked
                    AND d.exchange IN ('card.verify', 'account.verify'))))
            AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox WHERE q.account = a.id
                AND q.answered = 0 AND (q.roster = $1 OR o.created > $3)) ORDER BY a.id
            """, .integer(roster),
            .at(work.now + .seconds(-86_400 * (try profile(ofRoster: roster, work.c).accountVerdictDays))),
            .at(work.now + Engine.lostAnswer))
        try askAccounts(accounts.map { $0.int(0) }, county: county, roster: roster, &work)
        return accounts.count
    }

    /// After so long an answer is not waited for any more: another roster may ask about the same account.
    static let lostAnswer = Duration.seconds(-5 * 86_400)

    private func finishAccountChecks(now: Instant) throws -> Progress {
        try advance(
            """
            SELECT r.id, r.county FROM roster r WHERE r.state = 'identityChecked' AND r.accounts_asked IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox WHERE q.roster = r.id
                AND q.answered = 0 AND o.exchange IN ('account.verify', 'card.verify'))
            AND NOT EXISTS (SELECT 1 FROM share s JOIN roster_line l ON l.id = s.roster_line
                JOIN account a ON a.id = s.account WHERE l.roster = r.id AND l.state = 'payable' AND a.bank <> ''
                AND a.state = 'registered' AND NOT EXISTS (SELECT 1 FROM question q WHERE q.account = a.id
                    AND q.roster = r.id AND q.answered = 1))
            ORDER BY r.id
            """, .accountsSet, unlessAtPlatform: .accounts, now: now)
    }

    /// A failure is mended when its account is verified again and its money is known to be there (G1, NX-10.1). The clock
    /// of whoever had to mend it stops with the first of the two: a late statement is not theirs.
    private func mendFailures(now: Instant) throws -> Progress {
        var progress = try reopenFailures(now: now)
        let failures = try store.read { c in
            try c.rows(
                """
                SELECT f.id, f.ended, a.money_back FROM failure f JOIN attempt a ON a.id = f.attempt
                JOIN account n ON n.id = f.new_account
                WHERE f.state = 'open' AND n.state = 'verified' AND f.approved = 1 AND f.class <> 'C'
                AND a.state IN ('failed', 'lateReturned') AND (f.ended IS NULL OR a.money_back = 1) ORDER BY f.id
                """)
        }
        for row in failures {
            try commit("failure.mend", object: "failure:\(row.int(0))", now: now, as: .outcome) { work in
                if row[1].isNull {
                    try work.execute("UPDATE failure SET ended = $1 WHERE id = $2", .at(now), row[0])
                    try changeLibrary(failure: row.int(0), &work)
                }
                if row.int(2) == 1 { try work.move(FailureMachine.self, row.int(0), .mend) }
            }
            progress.moves += 1
        }
        return progress
    }

    /// In the library's phase a failure is mended in the library: what its bank has verified takes the place of what stood
    /// there when the change was told, and of the household's card on it (NX-7.2). What was confirmed since then stands,
    /// and who has no account in the library is paid to their lists' accounts as before.
    private func changeLibrary(failure: Int64, _ work: inout Work) throws {
        let changed = try work.rows(
            """
            SELECT s.payee, f.new_account, f.relation, a.account FROM failure f JOIN attempt a ON a.id = f.attempt
            JOIN share s ON s.id = a.share JOIN payment_order o ON o.id = a.payment_order
            JOIN roster r ON r.id = o.roster
            WHERE f.id = $1 AND r.phase = 'library' AND f.new_account <> a.account
            AND EXISTS (SELECT 1 FROM library_account b WHERE b.person = s.payee AND b.state = 'effective'
                AND b.at <= COALESCE(f.changed, 0))
            """, .integer(failure))
        guard let row = changed.first else { return }
        let by = row.text(2).isEmpty ? "self" : "guardian"
        _ = try enterLibrary(row.int(1), of: row[0], channel: "onSite", by: by, relation: row.text(2), &work)
        for card in try work.rows(
            "SELECT claimant FROM household_card WHERE person = $1 AND account = $2 AND ended IS NULL", row[0], row[3])
        { try setHouseholdCard(of: card.int(0), row.int(0), row.int(1), &work) }
    }

    /// An account that was to mend a failure and is found closed, frozen or dormant again before it was paid mends
    /// nothing: its owner has the failure back, with a clock of its own (IM-21.1a, IM-21.2).
    private func reopenFailures(now: Instant) throws -> Progress {
        var progress = Progress()
        let spoilt = try store.read { c in
            try c.rows(
                """
                SELECT f.id, f.state FROM failure f JOIN account n ON n.id = f.new_account
                WHERE f.approved = 1 AND f.ended IS NOT NULL AND f.state IN ('open', 'mended', 'requested')
                AND n.state IN ('rejected', 'dormant', 'closed', 'frozen') ORDER BY f.id
                """)
        }
        for row in spoilt {
            try commit("failure.spoil", object: "failure:\(row.int(0))", now: now, as: .outcome) { work in
                if row.text(1) != FailureMachine.State.open.rawValue {
                    try work.move(FailureMachine.self, row.int(0), .spoil)
                }
                try keepPast(failure: row.int(0), work)
                try work.execute(
                    "UPDATE failure SET started = $1, ended = NULL, new_account = NULL, approved = 0 WHERE id = $2",
                    .at(now), row[0])
            }
            progress.moves += 1
            progress.notes.append("失败明细 \(row.int(0))：更正后的账户又不可用，退回重新处理（IM-21.1a）")
        }
        return progress
    }
}
