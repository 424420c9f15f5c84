import Store
import Subsidy
import Workflow

/// Something that a person is to be told, not told yet.
struct DueNotice {
    var kind: NoticeKind
    var person: Int64
    var project: String
    var period: String
    var account: Int64
    var attempt: Int64?
    var failure: Int64?
    var amount: Money?
    var day: Day?
    var reason = ""
}

extension Engine {
    /// Most messages that one look finds; what is beyond waits for the next.
    static let noticeLimit = 20_000

    /// What the people of a county are still to be told, of what happened since `since`. Nobody is told of somebody who
    /// is dead.
    func dueNotices(_ county: String, since: Day, _ c: any StoreConnection) throws -> [DueNotice] {
        try paidNotices(county, since, c) + correctionNotices(county, c) + failureNotices(county, since, c)
            + accountNotices(county, since, c)
    }

    /// Only what is known to be credited is told, each item by itself (IM-35, NX-8.2); once more only after a correction.
    private func paidNotices(_ county: String, _ since: Day, _ c: any StoreConnection) throws -> [DueNotice] {
        try c.rows(
            """
            SELECT s.payee, r.project, r.period, a.account, a.id, a.paid_fen, a.paid_on
            FROM payment_order o JOIN roster r ON r.id = o.roster JOIN attempt a ON a.payment_order = o.id
            JOIN share s ON s.id = a.share
            WHERE o.county = $1 AND o.created >= $2 AND a.state IN ('paid', 'shortPaid', 'paidLate')
            AND a.paid_fen > 0 AND a.paid_on >= $3
            AND (SELECT COUNT(*) FROM notice n WHERE n.attempt = a.id AND n.kind = 'paid')
                = (SELECT COUNT(*) FROM notice n WHERE n.attempt = a.id AND n.kind = 'correction' AND n.state <> 'posted')
            AND NOT EXISTS (SELECT 1 FROM person p JOIN death d ON d.id_digest = p.id_digest WHERE p.id = s.payee)
            ORDER BY a.id LIMIT 20000
            """, [.text(county), .at(Instant(since, hour: 0) + .seconds(-86_400 * 400)), .day(since)]
        ).map { row in
            DueNotice(
                kind: .paid, person: row.int(0), project: row.text(1), period: row.text(2), account: row.int(3),
                attempt: row.int(4), amount: Money(fen: row.int(5)), day: row[6].day)
        }
    }

    /// Who was told of a credit that was taken back is told so (IM-35), after the carrier has the first message: a
    /// correction may not overtake what it corrects.
    private func correctionNotices(_ county: String, _ c: any StoreConnection) throws -> [DueNotice] {
        try c.rows(
            """
            SELECT n.person, n.project, n.period, n.account, n.attempt, n.amount_fen
            FROM notice n JOIN attempt a ON a.id = n.attempt
            WHERE n.county = $1 AND n.kind = 'paid' AND n.state NOT IN ('posted', 'refused')
            AND a.state IN ('failed', 'lateReturned', 'overpaid', 'withdrawn')
            AND n.id = (SELECT MAX(m.id) FROM notice m WHERE m.attempt = n.attempt AND m.kind = 'paid')
            AND NOT EXISTS (SELECT 1 FROM notice m WHERE m.attempt = n.attempt AND m.kind = 'correction' AND m.id > n.id)
            AND NOT EXISTS (SELECT 1 FROM person p JOIN death d ON d.id_digest = p.id_digest WHERE p.id = n.person)
            ORDER BY n.id LIMIT 20000
            """, [.text(county)]
        ).map { row in
            DueNotice(
                kind: .correction, person: row.int(0), project: row.text(1), period: row.text(2), account: row.int(3),
                attempt: row.int(4), amount: row[5].integer.map(Money.init(fen:)))
        }
    }

    /// A failure that the payee can mend: another account (class A), or its activation (class B, and again when it was
    /// said to be activated and its bank finds it dormant still: IM-21.2).
    private func failureNotices(_ county: String, _ since: Day, _ c: any StoreConnection) throws -> [DueNotice] {
        try c.rows(
            """
            SELECT s.payee, r.project, r.period, a.account, a.id, f.id, a.amount_fen, f.class, COALESCE(a.outcome, ''),
                CASE WHEN f.activated IS NULL THEN '' ELSE k.state END
            FROM failure f JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order
            JOIN roster r ON r.id = o.roster JOIN share s ON s.id = a.share JOIN account k ON k.id = a.account
            WHERE o.county = $1 AND f.state = 'open' AND f.class IN ('A', 'B') AND f.started >= $2
            AND (f.activated IS NULL OR k.state IN ('rejected', 'dormant', 'closed', 'frozen'))
            AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.failure = f.id
                AND n.created >= COALESCE(f.activated, f.started))
            AND NOT EXISTS (SELECT 1 FROM person p JOIN death d ON d.id_digest = p.id_digest WHERE p.id = s.payee)
            ORDER BY f.id LIMIT 20000
            """, [.text(county), .at(Instant(since, hour: 0))]
        ).map { row in
            // What its bank finds after an activation outweighs what it said of the payment.
            let found = AccountMachine.State(rawValue: row.text(9))
            let isDormant = row.text(7) == FailureClass.activate.rawValue && found ?? .dormant == .dormant
            return DueNotice(
                kind: isDormant ? .inactive : .failed, person: row.int(0), project: row.text(1), period: row.text(2),
                account: row.int(3), attempt: row.int(4), failure: row.int(5), amount: Money(fen: row.int(6)),
                reason: found.map { NoticeReason.zh($0) } ?? NoticeReason.zh(OutcomeCode(rawValue: row.text(8))))
        }
    }

    /// An account that its bank did not confirm while the roster was made (IM-16.2).
    private func accountNotices(_ county: String, _ since: Day, _ c: any StoreConnection) throws -> [DueNotice] {
        try c.rows(
            """
            SELECT s.payee, r.project, r.period, k.id, k.state
            FROM roster r JOIN roster_line l ON l.roster = r.id AND l.state = 'payable'
            JOIN share s ON s.roster_line = l.id JOIN account k ON k.id = s.account
            WHERE r.county = $1 AND r.state = 'accountsSet' AND r.accounts_asked >= $2
            AND k.state IN ('rejected', 'dormant', 'closed', 'frozen')
            AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.account = k.id AND n.kind IN ('abnormal', 'inactive')
                AND n.created >= r.accounts_asked)
            AND NOT EXISTS (SELECT 1 FROM person p JOIN death d ON d.id_digest = p.id_digest WHERE p.id = s.payee)
            ORDER BY k.id LIMIT 20000
            """, [.text(county), .at(Instant(since, hour: 0))]
        ).map { row in
            let state = AccountMachine.State(rawValue: row.text(4)) ?? .rejected
            return DueNotice(
                kind: state == .dormant ? .inactive : .abnormal, person: row.int(0), project: row.text(1),
                period: row.text(2), account: row.int(3), reason: NoticeReason.zh(state))
        }
    }
}
