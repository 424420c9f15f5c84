import Store
import Subsidy
import Workflow

extension Engine {
    /// Why a payee is paid to an account that others are paid to as well: a parent's card, a boarding school's (NX-6.2.8,
    /// NX-14). Without it a shared account is a warning; with it only for those who have none.
    func relateAccount(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let line = try input.id("line")
        _ = try input.text("evidence")
        let account = try payeesAccount(line, work)
        let code = try input.text("relation")
        guard let relation = SharedAccountRelation(rawValue: code) else {
            let known = SharedAccountRelation.allCases.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
            throw GatewayError(.invalid, "account.relation", "共用账户的关系应为：\(known)")
        }
        let known = try work.rows(
            "SELECT 1 FROM account_relation WHERE account = $1 AND state <> 'rejected' LIMIT 1", .integer(account))
        guard known.isEmpty else {
            throw GatewayError(.conflict, "account.related", "该收款账户已登记共用关系，或正待负责人批准")
        }
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO account_relation (id, account, relation, at, state, sequence)
            VALUES ($1, $2, $3, $4, 'proposed', 0)
            """, .integer(id), .integer(account), .text(relation.rawValue), .at(work.now))
        work.touch("account_relation \(id) account \(account) \(relation.rawValue)")
        return ActResult("line:\(line)", "已登记共用账户的关系：\(relation.zh)，待负责人批准（NX-6.2.8）")
    }

    /// … and the township's leader decides.
    func decideRelation(
        _ input: ActInput, _ event: AccountRelationMachine.Event, _ work: inout Work
    ) throws -> ActResult {
        let line = try input.id("line")
        if event == .reject { _ = try input.text("reason") }
        let account = try payeesAccount(line, work)
        guard
            let relation = try work.rows(
                "SELECT id FROM account_relation WHERE account = $1 AND state = 'proposed'", .integer(account)
            ).first?.int(0)
        else { throw GatewayError(.notFound, "account.unrelated", "该收款账户没有待批准的共用关系") }
        try work.move(AccountRelationMachine.self, relation, event)
        return ActResult("line:\(line)", event == .approve ? "共用账户的关系已批准" : "共用账户的关系未获批准")
    }

    private func payeesAccount(_ line: Int64, _ work: Work) throws -> Int64 {
        let row = try work.rows(
            "SELECT account FROM share WHERE roster_line = $1 AND account IS NOT NULL ORDER BY id LIMIT 1",
            .integer(line)
        ).first
        guard let account = row?[0].integer else {
            throw GatewayError(.notFound, "account.none", "该明细没有收款账户")
        }
        return account
    }

    /// The department has seen that money came for its project (IM-10.3).
    func noticeIndicator(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let indicator = try input.id("indicator")
        try work.execute(
            """
            INSERT INTO indicator_notice (indicator, principal, at) VALUES ($1, $2, $3) ON CONFLICT (indicator) DO NOTHING
            """, .integer(indicator), .optional(work.principal), .at(work.now))
        work.touch("indicator \(indicator) noticed")
        return ActResult("indicator:\(indicator)", "已签收指标通知（IM-10.3）")
    }
}
