import Store
import Subsidy
import Workflow

/// A payment that failed arrives all the same (requirements 1e, NX-10.1): it takes back the reissue that has not left, is an
/// overpayment beside one that has, and counts after all when that one fails.
extension Engine {
    /// Whether another attempt of the share has gone out or was paid, or the line has left the payment.
    func isOccupied(_ attempt: KnownAttempt, _ work: Work) throws -> Bool {
        try work.rows(
            """
            SELECT 1 FROM attempt a WHERE a.share = $1 AND a.id <> $2
            AND a.state IN ('instructed', 'pending', 'unknown', 'paid', 'shortPaid', 'paidLate')
            """, .integer(attempt.share), .integer(attempt.id)
        ).count > unsent(besides: attempt, work).count { !$0.isHeld } || hasLeft(attempt, work)
    }

    /// Another attempt of a share that has not left us yet: held, or its batch, or where the treasury pays the line its
    /// request, still lies in the outbox.
    private struct Unsent {
        var attempt: Int64
        var isHeld: Bool
        var batch: Int64?
        var order: Int64?
        var outbox: Int64?
    }

    private func unsent(besides attempt: KnownAttempt, _ work: Work) throws -> [Unsent] {
        try work.rows(
            """
            SELECT a.id, CASE WHEN a.state = 'held' THEN 1 ELSE 0 END, b.id, p.id, COALESCE(o.id, q.id) FROM attempt a
            LEFT JOIN batch b ON b.id = a.batch
            LEFT JOIN outbox o ON o.subject = 'batch' AND o.subject_id = a.batch AND o.state = 'ready'
            LEFT JOIN payment_order p ON p.id = a.payment_order AND p.disbursement = 'treasuryDirect' AND p.reissue = 1
            LEFT JOIN outbox q ON q.subject = 'payment_order' AND q.subject_id = p.id AND q.state = 'ready'
            WHERE a.share = $1 AND a.id <> $2 AND (a.state = 'held' OR (a.state = 'instructed'
                AND ((b.state = 'sending' AND o.id IS NOT NULL) OR (p.state = 'sending' AND q.id IS NOT NULL))))
            ORDER BY a.id
            """, .integer(attempt.share), .integer(attempt.id)
        ).map { row in
            Unsent(
                attempt: row.int(0), isHeld: row.int(1) == 1, batch: row[2].integer, order: row[3].integer,
                outbox: row[4].integer)
        }
    }

    /// A line that has left the payment has nothing due: what is paid of it all the same is paid in error.
    private func hasLeft(_ attempt: KnownAttempt, _ work: Work) throws -> Bool {
        try !work.rows(
            "SELECT 1 FROM failure WHERE attempt = $1 AND state = 'movedOut'", .integer(attempt.id)
        ).isEmpty
    }

    /// A reissue that has not left is stopped when the first attempt turns out paid: its file, or its request to the
    /// treasury, is taken out of the outbox, and its attempt is withdrawn.
    func stopReissue(of attempt: KnownAttempt, _ work: inout Work) throws {
        for unsent in try unsent(besides: attempt, work) {
            try work.move(AttemptMachine.self, unsent.attempt, .withdraw)
            guard let outbox = unsent.outbox else { continue }
            try work.move(OutboxMachine.self, outbox, .cancel)
            if let batch = unsent.batch {
                try work.move(BatchMachine.self, batch, .cancel)
            } else if let order = unsent.order {
                try work.move(OrderMachine.self, order, .cancel)
            }
        }
    }

    /// What was paid after all is nobody's failure any more, and its clock stands.
    func settleFailures(of attempts: [Int64], _ work: inout Work) throws {
        for attempt in attempts {
            let open = try work.rows(
                """
                SELECT id FROM failure WHERE attempt = $1 AND state IN ('open', 'mended', 'requested', 'reissued', 'leaving')
                """, .integer(attempt))
            try work.move(FailureMachine.self, open.map { ($0.int(0), .settle) })
            for failure in open {
                try work.execute(
                    "UPDATE failure SET ended = COALESCE(ended, $1) WHERE id = $2", .at(work.now), failure[0])
            }
        }
    }

    /// A reissue failed while the first payment had arrived late beside it: that one is what the share was paid with, it
    /// is not paid a third time, and nothing is fetched back of it (G1, NX-10.3). Where something was handed in already,
    /// people decide.
    func countOverpaid(beside attempt: KnownAttempt, _ work: inout Work) throws {
        let beside = try work.rows(
            """
            SELECT a.id, r.id, (SELECT MAX(e.arrived) FROM event e WHERE e.machine = 'attempt' AND e.subject = a.id
                AND e.event = 'payAgain') FROM attempt a JOIN recovery r ON r.attempt = a.id AND r.article = 'NX-10.3'
            WHERE a.share = $1 AND a.state = 'overpaid' AND a.over_fen = a.amount_fen
            AND r.state IN ('opened', 'notified')
            AND NOT EXISTS (SELECT 1 FROM recovery_receipt p WHERE p.recovery = r.id)
            AND NOT EXISTS (SELECT 1 FROM attempt o WHERE o.share = a.share AND o.state IN ('held', 'instructed',
                'pending', 'unknown', 'paid', 'shortPaid', 'paidLate')) ORDER BY a.id LIMIT 1
            """, .integer(attempt.share))
        guard let late = beside.first else { return }
        try work.move(AttemptMachine.self, late.int(0), .count)
        try work.execute(
            "UPDATE attempt SET paid_fen = over_fen, over_fen = 0, paid_on = $1 WHERE id = $2",
            .day(Instant(milliseconds: late.int(2)).day), late[0])
        try work.move(RecoveryMachine.self, late.int(1), .withdraw)
        try settleFailures(of: [late.int(0), attempt.id], &work)
        try settleClaims(of: [late.int(0)], work)
        work.touch("attempt \(late.int(0)) counts as the payment; recovery \(late.int(1)) withdrawn")
    }
}
