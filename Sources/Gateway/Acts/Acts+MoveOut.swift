import Store
import Subsidy
import Workflow

extension Engine {
    /// A line that cannot be paid is proposed to leave (移出清册, IM-21.1b, IM-21.3): one that failed, or one that waits
    /// before it ever went to a bank. Its entitlement stays, for a later list with an approval of its own.
    func moveOut(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let attempt = try input.id("attempt")
        _ = try input.text("evidence")
        guard let reason = MoveOutReason(rawValue: try input.text("reason")) else {
            let known = MoveOutReason.allCases.map(\.rawValue).joined(separator: "、")
            throw GatewayError(.invalid, "moveOut.reason", "移出原因应为 \(known) 之一")
        }
        let failure = try failure(leaving: attempt, reason, &work)
        try work.move(FailureMachine.self, failure, .leave)
        try work.execute(
            "UPDATE failure SET reason = $1 WHERE id = $2", .text(reason.rawValue), .integer(failure))
        return ActResult(
            "failure:\(failure)", "已提出移出清册（\(reason.zh)），待负责人批准", ["failure": String(failure)])
    }

    /// The failure of an attempt that may leave; a line that never went to the bank gets one now.
    func failure(leaving attempt: Int64, _ reason: MoveOutReason, _ work: inout Work) throws -> Int64 {
        guard
            let row = try work.rows(
                """
                SELECT a.state, f.id, o.county, o.state, (SELECT MAX(n.ordinal) FROM attempt n WHERE n.share = a.share)
                    - a.ordinal FROM attempt a JOIN payment_order o ON o.id = a.payment_order
                LEFT JOIN failure f ON f.attempt = a.id WHERE a.id = $1
                """, .integer(attempt)
            ).first, let state = AttemptMachine.State(rawValue: row.text(0))
        else { throw GatewayError(.notFound, "attempt.unknown", "没有该笔指令") }
        // What was tried again leaves by its last attempt, or one share would be taken off the claim twice.
        guard row.int(4) == 0 else {
            throw GatewayError(.conflict, "attempt.superseded", "该笔已重新发放，请就最近一次指令办理移出")
        }
        if [.failed, .lateReturned].contains(state), let failure = row[1].integer { return failure }
        // A rejected order's lines were withdrawn with it.
        guard state == .held || (state == .withdrawn && row.text(3) == OrderMachine.State.rejected.rawValue),
            row[1].isNull
        else {
            throw GatewayError(.conflict, "attempt.moving", "该笔指令已发出或已有结果，不能移出；请等待银行或国库的答复")
        }
        let failureClass: FailureClass = [.deceased, .missing].contains(reason) ? .gone : .changeAccount
        let failure = try work.id()
        try work.execute(
            """
            INSERT INTO failure (id, attempt, class, owner, started, state, sequence)
            VALUES ($1, $2, $3, $4, $5, 'open', 0)
            """,
            .integer(failure), .integer(attempt), .text(failureClass.rawValue),
            .text(try owner(failureClass, ofAttempt: attempt, county: row.text(2), work).rawValue), .at(work.now))
        return failure
    }

    /// … and another person decides: what the claim was due for this share is due no more, and its money may go back to
    /// the treasury.
    func approveMoveOut(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        let row = try work.row(
            """
            SELECT a.id, a.state, s.claim, s.due_fen, a.money_back FROM failure f JOIN attempt a ON a.id = f.attempt
            JOIN share s ON s.id = a.share WHERE f.id = $1
            """, .integer(failure), missing: "failure.unknown", "没有该失败明细")
        // Who has left may be listed again: so the same is asked as of a reissue (G1).
        guard [.held, .withdrawn].contains(AttemptMachine.State(rawValue: row.text(1))) || row.int(4) == 1 else {
            throw GatewayError(.refused, "moveOut.money", "尚不能确认资金已在代发户，不能移出（NX-10.1）")
        }
        try work.move(FailureMachine.self, failure, .moveOut)
        if row.text(1) == AttemptMachine.State.held.rawValue {
            try work.move(AttemptMachine.self, row.int(0), .withdraw)
        }
        try settle(claim: row.int(2), work)
        try work.execute("UPDATE claim SET due_fen = due_fen - $1 WHERE id = $2", row[3], row[2])
        try work.execute("UPDATE failure SET ended = $1 WHERE id = $2", .at(work.now), .integer(failure))
        work.touch("claim \(row.int(2)) less \(row.int(3))")
        return ActResult(
            "failure:\(failure)", "已移出清册，\(Money(fen: row.int(3)).grouped) 元待退回国库；更正后可另行报送补发（IM-21.1b）")
    }

    func refuseMoveOut(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        let reason = try input.text("reason")
        try work.move(FailureMachine.self, failure, .stay)
        return ActResult("failure:\(failure)", "不同意移出：\(reason)")
    }

    /// 特殊情况除外 (IM-21.1a): the clock runs on for as long as the profile gives that kind of case, and for no free text.
    func extendClock(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        _ = try input.text("evidence")
        let row = try work.row(
            """
            SELECT o.roster, f.class, f.extension FROM failure f JOIN attempt a ON a.id = f.attempt
            JOIN payment_order o ON o.id = a.payment_order WHERE f.id = $1
            """, .integer(failure), missing: "failure.unknown", "没有该失败明细")
        let profile = try profile(ofRoster: row.int(0), work.c)
        let code = try input.text("code")
        guard let days = profile.extensions[code] else {
            let known = profile.extensions.keys.sorted().joined(separator: "、")
            throw GatewayError(.invalid, "extension.code", "延期原因代码应为：\(known)（IM-21.1）")
        }
        guard FailureClass(rawValue: row.text(1))?.clock != nil, row.text(2).isEmpty else {
            throw GatewayError(.refused, "extension.once", "该失败明细没有时限，或已延期一次")
        }
        try keepPast(failure: failure, work)
        try work.execute("UPDATE failure SET extension = $1 WHERE id = $2", .text(code), .integer(failure))
        work.touch("failure \(failure) extension \(code)")
        return ActResult("failure:\(failure)", "变更时限延长 \(days) 个工作日（\(code)，IM-21.1）")
    }

    /// The bank says dead, the register says alive (IM-21.3): the register is asked about the payee anew, and when its
    /// answer is younger than the failure the failure becomes one that the bank mends. Nobody decides it by hand.
    func reclassifyFailure(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        _ = try input.text("evidence")
        guard
            let row = try work.rows(
                """
                SELECT s.payee, o.roster, o.county, f.started, rp.verdict, rp.at, a.id FROM failure f
                JOIN attempt a ON a.id = f.attempt JOIN share s ON s.id = a.share
                JOIN payment_order o ON o.id = a.payment_order
                LEFT JOIN roster_person rp ON rp.roster = o.roster AND rp.person = s.payee
                WHERE f.id = $1 AND f.class = 'C' AND f.state = 'open'
                """, .integer(failure)
            ).first
        else { throw GatewayError(.conflict, "failure.notGone", "该失败明细不属于“死亡或失踪”，或已处理") }
        guard let at = row[5].integer, at > row.int(3), row.text(4) == VerdictCode.match.rawValue else {
            guard row[5].integer.map({ $0 <= row.int(3) }) ?? true else {
                throw GatewayError(.refused, "failure.gone", "公安未确认收款人健在，应移出清册（IM-21.3）")
            }
            try askIdentity([row.int(0)], county: row.text(2), roster: row.int(1), &work)
            return ActResult("failure:\(failure)", "已再次提请公安核查收款人；反馈“一致”后可再次提交")
        }
        let owner = try owner(.bank, ofAttempt: row.int(6), county: row.text(2), work)
        try keepPast(failure: failure, work)
        try work.execute(
            "UPDATE failure SET class = $1, owner = $2 WHERE id = $3", .text(FailureClass.bank.rawValue),
            .text(owner.rawValue), .integer(failure))
        work.touch("failure \(failure) class E")
        return ActResult("failure:\(failure)", "公安确认收款人健在，转由银行更正账户状态（IM-21.3）")
    }
}
