import Store
import Subsidy
import Workflow

extension Engine {
    /// A request that the treasury refused moved no money: the same lines are ordered again under a new number (IM-19.4).
    func repeatOrder(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let order = try input.id("order")
        guard
            let row = try work.rows(
                "SELECT state, roster, agency_account FROM payment_order WHERE id = $1", .integer(order)
            ).first, row.text(0) == OrderMachine.State.rejected.rawValue
        else {
            throw GatewayError(.conflict, "order.notRejected", "只有被预算系统退回的支付单才能重新申请（IM-19.4）")
        }
        let facts = try rosterFacts(row.int(1), work)
        let shares = try payableShares(row.int(1), of: order, work)
        guard !shares.isEmpty else { throw GatewayError(.conflict, "order.empty", "该支付单没有可发放的明细") }
        guard try deadShares(of: row.int(1), work).isDisjoint(with: shares.map(\.share)) else {
            throw GatewayError(.refused, "payee.deceased", "有收款人死亡，须先移出清册（IM-21.3）")
        }
        try requireUnflagged(row.int(1), work)
        if facts.disbursement == .treasuryDirect { try requireNotRed(shares.map(\.share), of: row.int(1), work) }
        try work.move(OrderMachine.self, order, .cancel)
        let agency = configuration.agencyAccounts.first { $0.name == row.text(2) }
        let told = try self.order(shares, agency: agency, roster: row.int(1), facts, &work)
        return ActResult("order:\(order)", "原支付单已作废；\(told)")
    }

    /// A batch that the bank's door refused never reached it: its lines wait again, and can be released anew (IM-20.1).
    func withdrawBatch(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let batch = try input.id("batch")
        let state = try work.rows("SELECT state FROM batch WHERE id = $1", .integer(batch)).first?.text(0)
        guard state == BatchMachine.State.refused.rawValue else {
            throw GatewayError(.conflict, "batch.notRefused", "只有被银行明确拒收的批次才能撤回；结果不明的批次须先查明")
        }
        let lines = try work.rows(
            """
            SELECT a.id, a.share, a.payment_order, a.account, a.amount_fen, (SELECT MAX(n.ordinal) FROM attempt n
                WHERE n.share = a.share) FROM attempt a WHERE a.batch = $1 AND a.state = 'instructed' ORDER BY a.id
            """, .integer(batch))
        try work.move(BatchMachine.self, batch, .cancel)
        try work.move(AttemptMachine.self, lines.map { ($0.int(0), .withdraw) })
        let ids = try work.ids(lines.count)
        try work.c.load(
            "attempt", columns: Engine.attemptColumns,
            zip(ids, lines).map { id, line in
                [
                    .integer(id), line[1], .integer(line.int(5) + 1), line[2], .text(Engine.serial(id)), line[3],
                    line[4], .text(AttemptMachine.initial.rawValue), .integer(0),
                ]
            })
        try settleClaims(of: Array(ids), work)
        return ActResult("batch:\(batch)", "批次已撤回，\(lines.count) 笔重新待发")
    }
}
