import Store
import Subsidy
import Workflow

extension Engine {
    /// A failed line's payee gets another account (IM-21.1a): registered, asked of its bank, and counted only when a
    /// leader has approved it.
    func changeAccount(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        guard
            let row = try work.rows(
                """
                SELECT s.payee, o.county, o.roster, f.state FROM failure f JOIN attempt a ON a.id = f.attempt
                JOIN share s ON s.id = a.share JOIN payment_order o ON o.id = a.payment_order WHERE f.id = $1
                """, .integer(failure)
            ).first, row.text(3) == FailureMachine.State.open.rawValue
        else {
            throw GatewayError(.conflict, "failure.closed", "该失败明细已处理")
        }
        _ = try input.text("evidence")
        let number = try AccountNumber(reading: try input.text("account").utf8)
        let holder = try input.text("holder")
        guard PersonName.fold(holder) == PersonName.fold(try open(person: row.int(0), work.c).name) else {
            throw GatewayError(.refused, "account.foreign", "新账户户名与收款人不一致，不能变更为他人账户（IM-21.1a）")
        }
        let account = try account(
            number, of: row.int(0), holder: holder, bankName: try input.text("bank"), kind: "changed", source: 0, work)
        try work.execute(
            "UPDATE failure SET new_account = $1 WHERE id = $2", .integer(account), .integer(failure))
        return ActResult("failure:\(failure)", "已登记新账户，待负责人批准")
    }

    func approveAccount(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        guard
            let row = try work.rows(
                """
                SELECT f.new_account, o.county, o.roster FROM failure f JOIN attempt a ON a.id = f.attempt
                JOIN payment_order o ON o.id = a.payment_order WHERE f.id = $1
                """, .integer(failure)
            ).first, let account = row[0].integer
        else {
            throw GatewayError(.conflict, "failure.noAccount", "尚未登记新账户")
        }
        try askAccounts([account], county: row.text(1), roster: row.int(2), &work)
        return ActResult("failure:\(failure)", "变更已批准，已送银行验证（IM-12.5）")
    }

    /// A mended failure is asked to be paid again (NX-10.1) …
    func requestReissue(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        let state = try work.rows("SELECT state FROM failure WHERE id = $1", .integer(failure)).first?.text(0)
        guard state == FailureMachine.State.mended.rawValue else {
            throw GatewayError(.refused, "failure.unmended", "账户未通过验证，或尚不能确认资金已在代发户，不能重新发放（NX-10.1）")
        }
        return ActResult("failure:\(failure)", "已申请重新发放，待复核")
    }

    /// … and approved by another: a new attempt of the same share, linked to the first. The store holds that only one
    /// attempt is open or paid.
    func approveReissue(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        guard
            let row = try work.rows(
                """
                SELECT a.share, a.payment_order, f.new_account, a.amount_fen, o.county, r.project, o.agency_account,
                    (SELECT MAX(t.ordinal) FROM attempt t WHERE t.share = a.share)
                FROM failure f JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order
                JOIN roster r ON r.id = o.roster WHERE f.id = $1 AND f.state = 'mended' AND a.money_back = 1
                """, .integer(failure)
            ).first, let account = row[2].integer
        else {
            throw GatewayError(.refused, "failure.unmended", "账户未通过验证，或尚不能确认资金已在代发户，不能重新发放（NX-10.1）")
        }
        guard let agency = configuration.agencyAccounts.first(where: { $0.name == row.text(6) }) else {
            throw GatewayError(.refused, "reissue.direct", "国库直接支付的失败明细须随新的支付申请重新发放（NX-10.1）")
        }
        let bank = try work.rows("SELECT bank FROM account WHERE id = $1", .integer(account)).first?.text(0)
        guard bank == agency.connection else {
            throw GatewayError(.refused, "reissue.bank", "新账户不在原代发行，须先退回资金再另行申请")
        }
        let attempt = try work.id()
        try work.execute("UPDATE share SET account = $1 WHERE id = $2", .integer(account), row[0])
        try work.execute(
            """
            INSERT INTO attempt (id, share, ordinal, payment_order, serial, account, amount_fen, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'held', 0)
            """,
            .integer(attempt), row[0], .integer(row.int(7) + 1), row[1], .text(Engine.serial(attempt)),
            .integer(account), row[3])
        try work.move(FailureMachine.self, failure, .reissue)
        let told = try sendBatch([attempt], order: row.int(1), agency, county: row.text(4), row.text(5), &work)
        try settleClaims(of: [attempt], work)
        return ActResult("attempt:\(attempt)", "重新发放：\(told)", ["attempt": String(attempt)])
    }

    /// An unknown outcome is settled by a person only with evidence (G1).
    func settleUnknown(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let attempt = try input.id("attempt")
        let evidence = try input.text("evidence")
        guard
            let row = try work.rows(
                "SELECT a.state, a.amount_fen, o.county FROM attempt a JOIN payment_order o ON o.id = a.payment_order WHERE a.id = $1",
                .integer(attempt)
            ).first, row.text(0) == AttemptMachine.State.unknown.rawValue
        else {
            throw GatewayError(.conflict, "attempt.known", "该明细不是“结果不明”状态")
        }
        switch try input.text("outcome") {
        case "paid":
            try work.move(AttemptMachine.self, attempt, .pay)
            try work.execute(
                "UPDATE attempt SET paid_fen = amount_fen, paid_on = $1, outcome = 'ok' WHERE id = $2",
                .day(try input.day("paidOn")), .integer(attempt))
        case "failed":
            guard let failure = FailureClass(rawValue: try input.text("class")) else {
                throw GatewayError(.invalid, "failure.class", "失败类别应为 A、B、C 或 E")
            }
            try work.move(AttemptMachine.self, attempt, .fail)
            try work.execute(
                """
                INSERT INTO failure (id, attempt, class, owner, started, state, sequence)
                VALUES ($1, $2, $3, $4, $5, 'open', 0) ON CONFLICT (attempt) DO NOTHING
                """,
                .integer(try work.id()), .integer(attempt), .text(failure.rawValue),
                .text(OwnerRule.owner(failure, try profile(row.text(2))).rawValue), .at(work.now))
        default: throw GatewayError(.invalid, "outcome", "结果应为 paid 或 failed")
        }
        try settleClaims(of: [attempt], work)
        try settleBatches(of: [attempt], &work)
        return ActResult("attempt:\(attempt)", "已凭证据（\(evidence)）明确结果")
    }

    func explainSuspense(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let suspense = try input.id("suspense")
        try work.move(SuspenseMachine.self, suspense, .explain)
        try work.execute(
            "UPDATE suspense SET explanation = $1 WHERE id = $2", .text(try input.text("explanation")),
            .integer(suspense))
        return ActResult("suspense:\(suspense)", "挂账已说明，待第二人确认")
    }

    func confirmSuspense(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let suspense = try input.id("suspense")
        try work.move(SuspenseMachine.self, suspense, .confirm)
        return ActResult("suspense:\(suspense)", "挂账已由第二人确认")
    }

    /// A refused or quarantined document is read again, under the mapping that is released now.
    func requeue(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let document = try input.id("document")
        guard let row = try work.rows("SELECT mapping FROM document WHERE id = $1", .integer(document)).first,
            let digest = mappingDigests[row.text(0)]
        else { throw GatewayError(.notFound, "document.unknown", "没有该文件") }
        try work.execute("DELETE FROM reject WHERE document = $1", .integer(document))
        try work.execute(
            "UPDATE document SET mapping_digest = $1, reason = '' WHERE id = $2", .text(digest), .integer(document))
        try work.move(DocumentMachine.self, document, .requeue)
        return ActResult("document:\(document)", "已重新排队")
    }
}
