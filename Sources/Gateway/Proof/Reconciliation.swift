package import Subsidy
import Store
import Workflow

/// One equality of G2, with its two sides in lines and in fen.
package struct Equality: Sendable {
    /// What it is about: `清单 12`, `代发户 im-a`.
    package var subject: String
    /// `报送 = 接收 + 退回`.
    package var law: String
    package var left: [(term: String, lines: Int64?, sum: Money)]
    package var right: [(term: String, lines: Int64?, sum: Money)]

    package var holds: Bool {
        let lines = (left + right).allSatisfy { $0.lines != nil }
        let leftLines = left.reduce(Int64(0)) { $0 + ($1.lines ?? 0) }
        let rightLines = right.reduce(Int64(0)) { $0 + ($1.lines ?? 0) }
        return total(left) == total(right) && (!lines || leftLines == rightLines)
    }

    package func total(_ side: [(term: String, lines: Int64?, sum: Money)]) -> Money {
        side.reduce(.zero) { $0 + $1.sum }
    }
}

/// The proof that no line and no fen is lost (G2), made from the store and the statements.
package struct Reconciliation: Sendable {
    package var equalities: [Equality]
    /// What a person must resolve first; any of these fails the proof.
    package var open: [String]
    /// What limits the proof.
    package var remarks: [String]

    package var holds: Bool { open.isEmpty && equalities.allSatisfy(\.holds) }
}

extension Engine {
    package func reconcile(county: String? = nil) throws -> Reconciliation {
        try store.read { c in
            var equalities: [Equality] = []
            equalities += try listEqualities(c)
            equalities += try rosterEqualities(c)
            equalities += try orderEqualities(c)
            equalities += try batchEqualities(c)
            equalities += try claimEqualities(c)
            equalities += try treasuryEqualities(c)
            equalities += try payoutEqualities(c)
            equalities += try agencyEqualities(c)
            let unresolved = try unresolved(c)
            let suspense = try c.rows(
                "SELECT id, reason, amount_fen FROM suspense WHERE state <> 'resolved' ORDER BY id"
            ).map { "挂账 \($0.int(0))：\($0.text(1))，\(Money(fen: $0.int(2)).grouped) 元" }
            let remarks = configuration.counties.count > 1 ? [] : ["跨旗县重复发放未核对（单旗县库）"]
            return Reconciliation(equalities: equalities, open: suspense + unresolved, remarks: remarks)
        }
    }

    /// list = accepted + rejected; and what was accepted is what lies there. A list that is still being read, or whose
    /// reading begins anew, has nothing to prove yet: its document is not promoted.
    private func listEqualities(_ c: any StoreConnection) throws -> [Equality] {
        try c.rows(
            """
            SELECT x.id, x.project, d.row_count, d.sum_fen, d.rejected_count, d.rejected_fen,
                (SELECT CAST(COUNT(*) AS BIGINT) FROM list_line l WHERE l.list = x.id),
                COALESCE((SELECT CAST(SUM(l.amount_fen) AS BIGINT) FROM list_line l WHERE l.list = x.id), 0),
                (SELECT CAST(COUNT(DISTINCT j.line) AS BIGINT) FROM reject j WHERE j.document = d.id AND j.line > 0)
            FROM list x JOIN document d ON d.id = x.document WHERE x.state <> 'reading' ORDER BY x.id
            """
        ).map { row in
            Equality(
                subject: "清单 \(row.int(0))（\(row.text(1))）", law: "报送 = 接收 + 退回",
                left: [("报送", row.int(2), Money(fen: row.int(3)))],
                right: [
                    ("接收", row.int(6), Money(fen: row.int(7))), ("退回", row.int(8), Money(fen: row.int(5))),
                ])
        }
    }

    /// roster = payable + held + removed, and the roster is the list's accepted lines.
    private func rosterEqualities(_ c: any StoreConnection) throws -> [Equality] {
        try c.rows("SELECT id, list, project FROM roster ORDER BY id").map { roster in
            let list = try c.rows(
                """
                SELECT CAST(COUNT(*) AS BIGINT), COALESCE(CAST(SUM(amount_fen) AS BIGINT), 0),
                    COALESCE(CAST(SUM(COALESCE(taken_fen, amount_fen) - amount_fen) AS BIGINT), 0) FROM list_line
                WHERE list = $1 OR list IN (SELECT list FROM roster_source WHERE roster = $2)
                """, [roster[1], roster[0]])[0]
            let states = try sums(
                """
                SELECT state, CAST(COUNT(*) AS BIGINT), CAST(SUM(amount_fen) AS BIGINT) FROM roster_line
                WHERE roster = $1 GROUP BY state ORDER BY state
                """, [roster[0]], ["payable": "应发", "held": "暂缓", "removed": "移出"], c)
            return Equality(
                subject: "清册 \(roster.int(0))（\(roster.text(2))）", law: "清单接收 = 应发 + 暂缓 + 移出",
                left: [("清单接收", list.int(0), Money(fen: list.int(1)))]
                    // What the department corrected and the roster took over (IM-14.2).
                    + (list.int(2) == 0 ? [] : [("部门更正", 0, Money(fen: list.int(2)))]), right: states)
        }
    }

    /// order = instructed + not yet released + withdrawn, by the last attempt of each share under it.
    private func orderEqualities(_ c: any StoreConnection) throws -> [Equality] {
        var equalities: [Equality] = []
        for order in try c.rows("SELECT id, number, line_count, amount_fen FROM payment_order ORDER BY id") {
            let states = try sums(
                """
                SELECT CASE WHEN a.state IN ('held', 'withdrawn') THEN a.state ELSE 'instructed' END,
                    CAST(COUNT(*) AS BIGINT), CAST(SUM(a.amount_fen) AS BIGINT) FROM attempt a
                WHERE a.payment_order = $1 AND NOT EXISTS (SELECT 1 FROM attempt n WHERE n.share = a.share
                    AND n.payment_order = a.payment_order AND n.ordinal > a.ordinal)
                GROUP BY CASE WHEN a.state IN ('held', 'withdrawn') THEN a.state ELSE 'instructed' END ORDER BY 1
                """, [order[0]], ["instructed": "已指令", "held": "未下达", "withdrawn": "已撤回"], c)
            equalities.append(
                Equality(
                    subject: "支付单 \(order.text(1))", law: "支付单 = 已指令 + 未下达 + 已撤回",
                    left: [("支付单", order.int(2), Money(fen: order.int(3)))], right: states))
        }
        for roster in try c.rows("SELECT id, project FROM roster WHERE state IN ('ordered', 'closed') ORDER BY id") {
            let shares = try c.rows(
                """
                SELECT CAST(COUNT(*) AS BIGINT), COALESCE(CAST(SUM(s.due_fen) AS BIGINT), 0) FROM share s
                JOIN roster_line l ON l.id = s.roster_line WHERE l.roster = $1 AND l.state = 'payable'
                """, [roster[0]])[0]
            let orders = try c.rows(
                """
                SELECT CAST(SUM(line_count) AS BIGINT), CAST(SUM(amount_fen) AS BIGINT) FROM payment_order
                WHERE roster = $1 AND state <> 'cancelled' AND reissue = 0
                """, [roster[0]])[0]
            // What left after its order was refused, before another was made.
            let left = try c.rows(
                """
                SELECT CAST(COUNT(*) AS BIGINT), COALESCE(CAST(SUM(s.due_fen) AS BIGINT), 0) FROM share s
                JOIN attempt a ON a.share = s.id JOIN failure f ON f.attempt = a.id
                JOIN payment_order o ON o.id = a.payment_order
                WHERE o.roster = $1 AND o.state = 'cancelled' AND f.state = 'movedOut'
                """, [roster[0]])[0]
            equalities.append(
                Equality(
                    subject: "清册 \(roster.int(0))（\(roster.text(1))）", law: "应发份额 = 支付单合计",
                    left: [("应发份额", shares.int(0), Money(fen: shares.int(1)))],
                    right: [
                        ("支付单", orders.int(0), Money(fen: orders.int(1))), ("移出", left.int(0), Money(fen: left.int(1))),
                    ]))
        }
        return equalities
    }

    /// batch = paid + short-paid + failed + returned + unknown + pending.
    private func batchEqualities(_ c: any StoreConnection) throws -> [Equality] {
        try c.rows("SELECT id, number, line_count, sum_fen FROM batch ORDER BY id").map { batch in
            // A line that was withdrawn is no part of a batch that left; of one that was taken back it is all there is.
            let states = try sums(
                """
                SELECT a.state, CAST(COUNT(*) AS BIGINT), CAST(SUM(a.amount_fen) AS BIGINT) FROM attempt a
                JOIN batch b ON b.id = a.batch
                WHERE a.batch = $1 AND (a.state NOT IN ('held', 'withdrawn') OR b.state = 'cancelled')
                GROUP BY a.state ORDER BY a.state
                """, [batch[0]], [:], c)
            return Equality(
                subject: "批次 \(batch.text(1))", law: "批次 = 已发 + 少付 + 失败 + 退汇 + 不明 + 处理中",
                left: [("批次", batch.int(2), Money(fen: batch.int(3)))],
                right: states.map { (AttemptWord.zh($0.term), $0.lines, $0.sum) })
        }
    }

    /// Nobody is paid twice, as one figure: what claims are due covers what is on its way and what is paid; and the
    /// claims' own counters are those of their attempts.
    private func claimEqualities(_ c: any StoreConnection) throws -> [Equality] {
        try c.rows(
            """
            SELECT r.id, r.project, CAST(COUNT(*) AS BIGINT), CAST(SUM(c.due_fen) AS BIGINT),
                CAST(SUM(c.open_fen) AS BIGINT), CAST(SUM(c.paid_fen) AS BIGINT),
                CAST(SUM(CASE WHEN c.open_fen + c.paid_fen > c.due_fen THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(COALESCE((SELECT SUM(a.paid_fen) FROM share s JOIN attempt a ON a.share = s.id
                    WHERE s.claim = c.id), 0)) AS BIGINT),
                CAST(SUM(COALESCE((SELECT SUM(a.amount_fen) FROM share s JOIN attempt a ON a.share = s.id
                    WHERE s.claim = c.id AND a.state IN ('held', 'instructed', 'pending', 'unknown')), 0)) AS BIGINT)
            FROM roster r JOIN roster_line l ON l.roster = r.id JOIN claim c ON c.id = l.claim
            GROUP BY r.id, r.project ORDER BY r.id
            """
        ).map { row in
            let rest = row.int(3) - row.int(8) - row.int(7)
            return Equality(
                subject: "应享 清册 \(row.int(0))（\(row.text(1))）", law: "应享 = 已发 + 在途 + 未发，无一超付",
                left: [("应享", nil, Money(fen: row.int(6) == 0 ? row.int(3) : row.int(3) - 1))],
                right: [
                    ("已发", nil, Money(fen: row.int(5))), ("在途", nil, Money(fen: row.int(4))),
                    ("未发", nil, Money(fen: rest)),
                ])
        }
    }

    /// Where the treasury pays each line: what it says it paid in all is what it says of the lines.
    private func treasuryEqualities(_ c: any StoreConnection) throws -> [Equality] {
        try c.rows(
            """
            SELECT o.number, o.allocated_fen, COALESCE(CAST(SUM(a.paid_fen + a.over_fen + a.returned_fen) AS BIGINT), 0)
            FROM payment_order o JOIN attempt a ON a.payment_order = o.id
            WHERE o.disbursement = 'treasuryDirect' AND o.state IN ('allocated', 'partlyAllocated')
            AND NOT EXISTS (SELECT 1 FROM attempt w WHERE w.payment_order = o.id
                AND w.state IN ('instructed', 'pending', 'unknown'))
            GROUP BY o.id, o.number, o.allocated_fen ORDER BY o.id
            """
        ).map { row in
            Equality(
                subject: "支付单 \(row.text(0))", law: "国库实拨 = 明细实付",
                left: [("国库实拨", nil, Money(fen: row.int(1)))], right: [("明细实付", nil, Money(fen: row.int(2)))])
        }
    }

    /// What the bank says it paid of a batch is what left the agency account for it, by the statement.
    private func payoutEqualities(_ c: any StoreConnection) throws -> [Equality] {
        try c.rows(
            """
            SELECT b.number, COALESCE((SELECT CAST(SUM(a.paid_fen + a.over_fen + a.returned_fen) AS BIGINT)
                    FROM attempt a WHERE a.batch = b.id), 0),
                COALESCE((SELECT CAST(SUM(l.amount_fen) AS BIGINT) FROM statement_line l
                    WHERE l.direction = 'debit' AND (l.batch = b.id OR l.attempt IN (SELECT a.id FROM attempt a
                        WHERE a.batch = b.id))), 0)
            FROM batch b WHERE b.state IN ('fullyResulted', 'reconciled') ORDER BY b.id
            """
        ).map { row in
            Equality(
                subject: "批次 \(row.text(0))", law: "银行实付 = 对账单付出",
                left: [("银行实付", nil, Money(fen: row.int(1)))], right: [("对账单付出", nil, Money(fen: row.int(2)))])
        }
    }

    /// What nobody may overlook: a word about money that was not read, an order whose money no statement shows, a
    /// request or a batch whose fate is not known.
    private func unresolved(_ c: any StoreConnection) throws -> [String] {
        let orders = try c.rows(
            """
            SELECT number, state FROM payment_order o WHERE state = 'unknown' OR (o.disbursement = 'agencyAccount'
                AND o.allocated_fen > 0 AND NOT EXISTS (SELECT 1 FROM statement_line l WHERE l.payment_order = o.id))
            OR (o.disbursement = 'treasuryDirect' AND o.state NOT IN ('allocated', 'partlyAllocated')
                AND EXISTS (SELECT 1 FROM attempt a WHERE a.payment_order = o.id AND a.paid_fen + a.over_fen > 0))
            ORDER BY id
            """
        ).map { row in
            row.text(1) != OrderMachine.State.allocated.rawValue
                && row.text(1) != OrderMachine.State.partlyAllocated.rawValue
                ? "支付单 \(row.text(0))：结果不明，或与明细不符" : "支付单 \(row.text(0))：已拨付，而对账单上没有到账"
        }
        let batches = try c.rows("SELECT number FROM batch WHERE state IN ('unknown', 'refused') ORDER BY id")
            .map { "批次 \($0.text(0))：是否送达银行不明或被拒收" }
        let strays = try c.rows("SELECT connection, name FROM stray_file WHERE state <> 'resolved' ORDER BY id")
            .map { "\($0.text(0)) 的发送目录：文件 \($0.text(1)) 来历不明或被改动（NX-3.1）" }
        return orders + batches + strays
    }

    /// Agency account = Σ open lines + Σ interest, fees, refunds + unexplained, which must be 0.
    private func agencyEqualities(_ c: any StoreConnection) throws -> [Equality] {
        try configuration.agencyAccounts.map { agency in
            let balance = try Engine.balance(of: agency.name, c)
            let moved = try c.rows(
                """
                SELECT kind, CAST(COUNT(*) AS BIGINT),
                    CAST(SUM(CASE WHEN direction = 'credit' THEN amount_fen ELSE -amount_fen END) AS BIGINT)
                FROM statement_line WHERE agency_account = $1 GROUP BY kind ORDER BY kind
                """, [.text(agency.name)])
            var byKind: [String: Money] = [:]
            for row in moved { byKind[row.text(0)] = Money(fen: row.int(2)) }
            // Every share whose order's money has arrived is open until some attempt of it is paid.
            let lines = try c.rows(
                """
                SELECT COALESCE(CAST(SUM(s.due_fen) AS BIGINT), 0),
                    COALESCE(CAST(SUM(COALESCE((SELECT SUM(t.paid_fen + t.over_fen) FROM attempt t
                        WHERE t.share = s.id), 0)) AS BIGINT), 0)
                FROM share s WHERE s.id IN (SELECT a.share FROM attempt a
                    JOIN statement_line l ON l.payment_order = a.payment_order
                    JOIN payment_order o ON o.id = a.payment_order
                    WHERE o.agency_account = $1)
                """, [.text(agency.name)])[0]
            let refunded = try c.rows(
                """
                SELECT COALESCE(CAST(SUM(amount_fen) AS BIGINT), 0) FROM refund
                WHERE agency_account = $1 AND state = 'returned'
                """, [.text(agency.name)])[0]
            // What was paid twice came out of others' money, until it is paid in again.
            let open = Money(fen: lines.int(0) - lines.int(1) - refunded.int(0)) + (byKind["restored"] ?? .zero)
            let interest = byKind["interest"] ?? .zero
            // What nothing explained counts when two people have answered for it; until then it is the difference.
            let resolved = try c.rows(
                """
                SELECT COALESCE(CAST(SUM(CASE WHEN l.direction = 'credit' THEN l.amount_fen ELSE -l.amount_fen END)
                    AS BIGINT), 0)
                FROM statement_line l JOIN suspense x ON x.document = l.document AND x.line = l.line
                AND x.kind = 'statement' AND x.state = 'resolved'
                WHERE l.agency_account = $1 AND l.kind = 'unexplained'
                """, [.text(agency.name)])[0]
            return Equality(
                subject: "代发户 \(agency.name)", law: "对账单余额 = 未发明细 + 利息等 + 不明（须为 0）",
                left: [("对账单余额", nil, balance)],
                right: [
                    ("未发明细", nil, open), ("利息", nil, interest), ("挂账已核清", nil, Money(fen: resolved.int(0))),
                ])
        }
    }

    private func sums(
        _ sql: SQLText, _ arguments: [SQLValue], _ words: [String: String], _ c: any StoreConnection
    ) throws -> [(term: String, lines: Int64?, sum: Money)] {
        try c.rows(sql, arguments).map { (words[$0.text(0)] ?? $0.text(0), $0.int(1), Money(fen: $0.int(2))) }
    }
}
