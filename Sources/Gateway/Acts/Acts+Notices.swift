import Store
import Subsidy
import Workflow

extension Engine {
    /// Who owns a failure has seen it: what finance told them is delivered, and when (IM-21.1a).
    func noticeFailure(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        try requireOwner(of: failure, work)
        let seen = try work.execute(
            "UPDATE failure SET noticed = $1 WHERE id = $2 AND noticed IS NULL", .at(work.now), .integer(failure))
        guard seen == 1 else { throw GatewayError(.conflict, "failure.noticed", "该失败明细已签收，不必重复签收") }
        work.touch("failure \(failure) noticed")
        return ActResult("failure:\(failure)", "已签收失败明细，请在时限内核实处理（IM-21.1a）")
    }

    /// The payee says that the account is activated (IM-21.2): the same account, asked of its bank again; its word
    /// decides, and two people pay again.
    func confirmActivation(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        try requireOwner(of: failure, work)
        _ = try input.text("evidence")
        guard
            let row = try work.rows(
                """
                SELECT a.account, o.county, o.roster, f.state, f.class FROM failure f JOIN attempt a ON a.id = f.attempt
                JOIN payment_order o ON o.id = a.payment_order WHERE f.id = $1
                """, .integer(failure)
            ).first, row.text(3) == FailureMachine.State.open.rawValue
        else { throw GatewayError(.conflict, "failure.closed", "该失败明细已处理") }
        guard row.text(4) == FailureClass.activate.rawValue else {
            throw GatewayError(.refused, "failure.notDormant", "该失败不是因为账户未激活，应变更账户或按原因处理（IM-21.1a）")
        }
        try work.moveIfPossible(AccountMachine.self, row.int(0), .activate)
        try work.execute(
            "UPDATE failure SET new_account = $1, approved = 1, activated = $2 WHERE id = $3", row[0], .at(work.now),
            .integer(failure))
        try askAccounts([row.int(0)], county: row.text(1), roster: row.int(2), &work)
        return ActResult("failure:\(failure)", "已登记激活，正向银行复核；银行确认后可重新支付（IM-21.2）")
    }
}
