import Store
import Subsidy
import Workflow

extension Engine {
    /// What lies in an agency account for lines that have left goes back to the treasury (IM-22.1), by one number that
    /// the bank quotes on its statement.
    func proposeRefund(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let order = try input.id("order")
        _ = try input.text("reason")
        let row = try work.row(
            "SELECT county, agency_account, created, indicator FROM payment_order WHERE id = $1", .integer(order),
            missing: "order.unknown", "没有该支付单")
        guard let agency = row[1].text else {
            throw GatewayError(.refused, "refund.direct", "国库直接支付的资金不经代发户，失败明细的资金未离开国库")
        }
        let lines = try refundable(order, work)
        guard !lines.isEmpty else {
            throw GatewayError(.conflict, "refund.none", "没有已移出清册且确认资金在代发户的明细，不能退回国库（IM-22.1）")
        }
        let sum = lines.reduce(Money.zero) { $0 + Money(fen: $1.int(1)) }
        let year = BudgetYear.of(ordered: Instant(milliseconds: row.int(2)).day, returned: work.now.day)
        let refund = try work.id()
        let number = "TH\(row.text(0))\(work.now.day.compact)\(refund)"
        try work.execute(
            """
            INSERT INTO refund (id, county, payment_order, agency_account, number, line_count, amount_fen, budget_year,
                indicator, created, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'proposed', 0)
            """,
            .integer(refund), row[0], .integer(order), .text(agency), .text(number), .int(lines.count),
            .integer(sum.fen), .text(year.rawValue), .text(year == .current ? row.text(3) : ""),
            .at(work.now))
        work.touch("refund \(refund) order \(order) \(sum.fen)")
        try work.c.load(
            "refund_line", columns: ["attempt", "refund", "amount_fen"],
            lines.map { [$0[0], .integer(refund), $0[1]] })
        return ActResult(
            "refund:\(refund)", "退回单 \(number)：\(lines.count) 笔 \(sum.grouped) 元，\(year.zh)，待复核",
            ["refund": String(refund), "number": number])
    }

    /// Attempts of an order whose lines have left, whose money is known to be in the account, and is not on its way back.
    private func refundable(_ order: Int64, _ work: Work) throws -> [[SQLValue]] {
        try work.rows(
            """
            SELECT a.id, a.amount_fen FROM attempt a JOIN failure f ON f.attempt = a.id
            JOIN payment_order o ON o.id = a.payment_order
            WHERE a.payment_order = $1 AND f.state = 'movedOut' AND o.state = 'allocated'
            AND ((a.state IN ('failed', 'lateReturned') AND a.money_back = 1) OR a.state = 'withdrawn')
            AND EXISTS (SELECT 1 FROM statement_line l WHERE l.payment_order = o.id)
            AND NOT EXISTS (SELECT 1 FROM refund_line r WHERE r.attempt = a.id) ORDER BY a.id
            """, .integer(order))
    }

    func approveRefund(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let refund = try input.id("refund")
        // Between the two a bank may have paid one of the lines all the same.
        let gone = try work.rows(
            """
            SELECT 1 FROM refund_line r JOIN attempt a ON a.id = r.attempt WHERE r.refund = $1
            AND NOT (a.state = 'withdrawn' OR (a.state IN ('failed', 'lateReturned') AND a.money_back = 1)) LIMIT 1
            """, .integer(refund))
        guard gone.isEmpty else {
            throw GatewayError(.conflict, "refund.changed", "退回单中有明细已被银行支付，不能批准；请驳回后重新提出")
        }
        try work.move(RefundMachine.self, refund, .approve)
        let number = try work.rows("SELECT number FROM refund WHERE id = $1", .integer(refund)).first?.text(0) ?? ""
        return ActResult("refund:\(refund)", "退回单 \(number) 已批准；请银行在对账单上注明此编号")
    }

    func rejectRefund(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let refund = try input.id("refund")
        let reason = try input.text("reason")
        try work.move(RefundMachine.self, refund, .reject)
        try work.execute("DELETE FROM refund_line WHERE refund = $1", .integer(refund))
        return ActResult("refund:\(refund)", "退回单未获批准：\(reason)")
    }

    /// A debit of a statement that quotes an approved refund of exactly this sum; anything else explains nothing.
    func refund(
        named number: String, _ amount: Money?, of agency: String, _ work: inout Work
    ) throws -> Int64? {
        let rows = try work.rows(
            """
            SELECT id FROM refund WHERE number = $1 AND agency_account = $2 AND amount_fen = $3 AND state = 'approved'
            """, .text(number), .text(agency), .integer(amount?.fen ?? 0))
        guard let refund = rows.first?.int(0) else { return nil }
        try work.move(RefundMachine.self, refund, .giveBack)
        return refund
    }
}
