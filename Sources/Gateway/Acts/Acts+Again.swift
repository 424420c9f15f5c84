import Store
import Subsidy
import Workflow

extension Engine {
    /// A request that the treasury refused moved no money: the same lines are ordered again under a new number (IM-19.4).
    func repeatOrder(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let order = try input.id("order")
        guard
            let row = try work.rows(
                "SELECT state, roster, agency_account, reissue FROM payment_order WHERE id = $1", .integer(order)
            ).first, row.text(0) == OrderMachine.State.rejected.rawValue
        else {
            throw GatewayError(.conflict, "order.notRejected", "只有被预算系统退回的支付单才能重新申请（IM-19.4）")
        }
        try requireNoOpenWord(about: row.int(1), work)
        let facts = try rosterFacts(row.int(1), work)
        let shares = try payableShares(row.int(1), of: order, work)
        guard !shares.isEmpty else { throw GatewayError(.conflict, "order.empty", "该支付单没有可发放的明细") }
        guard try deadShares(of: row.int(1), work).isDisjoint(with: shares.map(\.share)) else {
            throw GatewayError(.refused, "payee.deceased", "有收款人死亡，须先移出清册（IM-21.3）")
        }
        guard try overpaidShares(of: order, work).isDisjoint(with: shares.map(\.share)) else { throw Engine.overpaid }
        try requireUnflagged(row.int(1), order: order, work)
        if facts.disbursement == .treasuryDirect { try requireNotRed(shares.map(\.share), of: row.int(1), work) }
        try work.move(OrderMachine.self, order, .cancel)
        let agency = configuration.agencyAccounts.first { $0.name == row.text(2) }
        let told = try self.order(shares, agency: agency, roster: row.int(1), facts, isReissue: row.int(3) == 1, &work)
        return ActResult("order:\(order)", "原支付单已作废；\(told)")
    }

    /// A batch that the bank's door refused never reached it: its lines wait again, and can be released anew (IM-20.1).
    func withdrawBatch(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let batch = try input.id("batch")
        let state = try work.rows("SELECT state FROM batch WHERE id = $1", .integer(batch)).first?.text(0)
        guard state == BatchMachine.State.refused.rawValue else {
            throw GatewayError(.conflict, "batch.notRefused", "只有被银行明确拒收的批次才能撤回；结果不明的批次须先查明")
        }
        let waiting = try holdAgain(batch, &work)
        return ActResult("batch:\(batch)", "批次已撤回，\(waiting) 笔重新待发")
    }
}
