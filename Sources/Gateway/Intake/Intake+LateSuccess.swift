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

    /// Another attempt of a share that has not left us yet: held, or in a batch that lies in the outbox or that the bank's
    /// door refused, or, where the treasury pays the line, in a request that lies in the outbox.
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
                AND (b.state = 'refused' OR (b.state = 'sending' AND o.id IS NOT NULL)
                    OR (p.state = 'sending' AND q.id IS NOT NULL))))
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
            """
            SELECT 1 FROM failure f JOIN attempt a ON a.id = f.attempt WHERE a.share = $1 AND f.state = 'movedOut' LIMIT 1
            """, .integer(attempt.share)
        ).isEmpty
    }

    /// A reissue that has not left is stopped when the first attempt turns out paid: its file, or its request to the
    /// treasury, is taken out of the outbox, and its attempt is withdrawn; its neighbours wait again.
    func stopReissue(of attempt: KnownAttempt, _ work: inout Work) throws {
        for unsent in try unsent(besides: attempt, work) {
            try work.move(AttemptMachine.self, unsent.attempt, .withdraw)
            if let outbox = unsent.outbox { try work.move(OutboxMachine.self, outbox, .cancel) }
            if let batch = unsent.batch {
                try holdAgain(batch, &work)
            } else if let order = unsent.order, unsent.outbox != nil {
                try work.move(OrderMachine.self, order, .cancel)
            }
        }
        try cancelRejected(share: attempt.share, &work)
    }

    /// Takes back a batch that never reached its bank: its lines wait again, but for those that were paid otherwise
    /// meanwhile; how many wait.
    @discardableResult
    func holdAgain(_ batch: Int64, _ work: inout Work) throws -> Int {
        let lines = try work.rows(
            """
            SELECT a.id, a.share, a.payment_order, a.account, a.amount_fen, (SELECT MAX(n.ordinal) FROM attempt n
                WHERE n.share = a.share) FROM attempt a WHERE a.batch = $1 AND a.state = 'instructed' ORDER BY a.id
            """, .integer(batch))
        try work.move(BatchMachine.self, batch, .cancel)
        try work.move(AttemptMachine.self, lines.map { ($0.int(0), .withdraw) })
        let overpaid = try lines.first.map { try overpaidShares(of: $0.int(2), work) } ?? []
        let waiting = try lines.filter { line in
            try !(overpaid.contains(line.int(1)) && countOverpaid(share: line.int(1), &work))
        }
        let ids = try work.ids(waiting.count)
        try work.c.load(
            "attempt", columns: Engine.attemptColumns,
            zip(ids, waiting).map { id, line in
                [
                    .integer(id), line[1], .integer(line.int(5) + 1), line[2], .text(Engine.serial(id)), line[3],
                    line[4], .text(AttemptMachine.initial.rawValue), .integer(0),
                ]
            })
        try settleClaims(of: lines.map { $0.int(0) }, work)
        return waiting.count
    }

    /// A request to pay a line again that the treasury had refused is needed no more when the line is paid.
    private func cancelRejected(share: Int64, _ work: inout Work) throws {
        let rejected = try work.rows(
            """
            SELECT p.id FROM payment_order p WHERE p.reissue = 1 AND p.state = 'rejected'
            AND p.id IN (SELECT a.payment_order FROM attempt a WHERE a.share = $1) ORDER BY p.id
            """, .integer(share))
        try work.move(OrderMachine.self, rejected.map { ($0.int(0), .cancel) })
    }

    /// Shares of which a payment arrived beside another, and is being fetched back (NX-10.3): they are not paid again
    /// until it has come back, to the agency account where it came out of one.
    func overpaidShares(of order: Int64, _ work: Work) throws -> Set<Int64> {
        try Set(
            work.rows(
                """
                SELECT DISTINCT o.share FROM attempt o JOIN attempt a ON a.share = o.share
                LEFT JOIN recovery r ON r.attempt = o.id AND r.article = 'NX-10.3'
                JOIN payment_order p ON p.id = o.payment_order
                WHERE a.payment_order = $1 AND o.state = 'overpaid' AND COALESCE(r.state, '') <> 'returned'
                AND (COALESCE(r.state, '') <> 'recovered' OR p.agency_account IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM statement_line l WHERE l.recovery = r.id) ORDER BY o.share
                """, .integer(order)
            ).map { $0.int(0) })
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

    /// A reissue failed, or never left, while the first payment had arrived late beside it: that one is what the share was
    /// paid with, it is not paid a third time, and nothing is fetched back of it (G1, NX-10.3). Where something was handed
    /// in already, people decide. Whether it counts.
    @discardableResult
    func countOverpaid(share: Int64, _ work: inout Work) throws -> Bool {
        let beside = try work.rows(
            """
            SELECT a.id, r.id, (SELECT MAX(e.arrived) FROM event e WHERE e.machine = 'attempt' AND e.subject = a.id
                AND e.event = 'payAgain') FROM attempt a JOIN recovery r ON r.attempt = a.id AND r.article = 'NX-10.3'
            WHERE a.share = $1 AND a.state = 'overpaid' AND a.over_fen = a.amount_fen
            AND r.state IN ('opened', 'notified')
            AND NOT EXISTS (SELECT 1 FROM recovery_receipt p WHERE p.recovery = r.id)
            AND NOT EXISTS (SELECT 1 FROM attempt m JOIN failure f ON f.attempt = m.id AND f.state = 'movedOut'
                WHERE m.share = a.share)
            AND NOT EXISTS (SELECT 1 FROM attempt o WHERE o.share = a.share AND o.state IN ('held', 'instructed',
                'pending', 'unknown', 'paid', 'shortPaid', 'paidLate')) ORDER BY a.id LIMIT 1
            """, .integer(share))
        guard let late = beside.first else { return false }
        try work.move(AttemptMachine.self, late.int(0), .count)
        try work.execute(
            "UPDATE attempt SET paid_fen = over_fen, over_fen = 0, paid_on = $1 WHERE id = $2",
            .day(Instant(milliseconds: late.int(2)).day), late[0])
        try work.move(RecoveryMachine.self, late.int(1), .withdraw)
        let attempts = try work.rows("SELECT id FROM attempt WHERE share = $1 ORDER BY id", .integer(share))
        try settleFailures(of: attempts.map { $0.int(0) }, &work)
        try cancelRejected(share: share, &work)
        try settleClaims(of: [late.int(0)], work)
        work.touch("attempt \(late.int(0)) counts as the payment; recovery \(late.int(1)) withdrawn")
        return true
    }
}
