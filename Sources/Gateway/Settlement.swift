import Store
import Subsidy
import Workflow

extension Engine {
    /// Brings the claims of some attempts in line with them; the store's CHECK refuses what would pay beyond the due.
    func settleClaims(of attempts: [Int64], _ work: Work) throws {
        guard !attempts.isEmpty else { return }
        try Selection.with(attempts, work.c) { token in
            try work.execute(
                """
                UPDATE claim SET open_fen = v.going, paid_fen = v.paid, over_fen = v.beyond
                FROM (SELECT k.claim AS claim,
                    CAST(SUM(CASE WHEN a.state IN ('held', 'instructed', 'pending', 'unknown')
                        THEN a.amount_fen ELSE 0 END) AS BIGINT) AS going,
                    CAST(SUM(a.paid_fen) AS BIGINT) AS paid, CAST(SUM(a.over_fen) AS BIGINT) AS beyond
                    FROM (SELECT DISTINCT t.claim AS claim FROM selection p JOIN attempt b ON b.id = p.subject
                        JOIN share t ON t.id = b.share WHERE p.token = $1) AS k
                    JOIN share s ON s.claim = k.claim JOIN attempt a ON a.share = s.id GROUP BY k.claim) AS v
                WHERE claim.id = v.claim
                """, token)
            try noteDeadPaid(selection: token, work)
        }
    }

    func settle(claim: Int64, _ work: Work) throws {
        let sums = try work.rows(
            """
            SELECT COALESCE(CAST(SUM(CASE WHEN a.state IN ('held', 'instructed', 'pending', 'unknown')
                       THEN a.amount_fen ELSE 0 END) AS BIGINT), 0),
                   COALESCE(CAST(SUM(a.paid_fen) AS BIGINT), 0), COALESCE(CAST(SUM(a.over_fen) AS BIGINT), 0)
            FROM attempt a JOIN share s ON s.id = a.share WHERE s.claim = $1
            """, .integer(claim))
        guard let sum = sums.first else { return }
        try work.execute(
            "UPDATE claim SET open_fen = $1, paid_fen = $2, over_fen = $3 WHERE id = $4", sum[0], sum[1], sum[2],
            .integer(claim))
    }

    /// A batch is fully resulted only when no line is without an outcome.
    func settleBatches(of attempts: [Int64], _ work: inout Work) throws {
        let batches = try Selection.with(attempts, work.c) { token in
            try work.rows(
                """
                SELECT DISTINCT a.batch FROM selection p JOIN attempt a ON a.id = p.subject
                WHERE p.token = $1 AND a.batch IS NOT NULL ORDER BY a.batch
                """, token
            ).map { $0.int(0) }
        }
        for batch in batches {
            let open = try work.rows(
                "SELECT 1 FROM attempt WHERE batch = $1 AND state IN ('instructed', 'pending', 'unknown') LIMIT 1",
                .integer(batch))
            try work.moveIfPossible(BatchMachine.self, batch, open.isEmpty ? .complete : .result)
        }
    }
}
