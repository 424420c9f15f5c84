import Store
import Subsidy
import Workflow

extension Engine {
    /// A wrong payment that an inspection found (IM-21.4, NX-10.3). The claim says what it is about; money is never set
    /// off against another payment (NX-14, IM-31.2): there is no act for it.
    func openRecoveryCase(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let attempt = try input.id("attempt")
        let amount = try money("amount", input)
        _ = try input.text("evidence")
        let paid = try work.rows("SELECT paid_fen FROM attempt WHERE id = $1", .integer(attempt)).first?.int(0) ?? 0
        guard amount.fen <= paid else {
            throw GatewayError(.refused, "recovery.amount", "追回金额超过该笔实付 \(Money(fen: paid).grouped) 元")
        }
        _ = try input.text("reason")
        let others = try work.rows(
            """
            SELECT article, amount_fen FROM recovery WHERE attempt = $1 AND article <> 'NX-10.3'
            AND (state <> 'withdrawn' OR article = 'IM-21.4') ORDER BY id
            """, .integer(attempt))
        guard !others.contains(where: { $0.text(0) == "IM-21.4" }),
            others.reduce(amount.fen, { $0 + $1.int(1) }) <= paid
        else {
            throw GatewayError(.conflict, "recovery.exists", "该笔已有追回案件，请在原案件中办理")
        }
        try openRecovery(attempt: attempt, amount, reason: "检查发现错发", article: "IM-21.4", nil, work)
        let recovery = try work.rows(
            "SELECT id FROM recovery WHERE attempt = $1 AND article = 'IM-21.4'", .integer(attempt)
        ).first?.int(0)
        return ActResult(
            "recovery:\(recovery ?? 0)", "已立追回案件 \(amount.grouped) 元（IM-21.4）",
            ["recovery": String(recovery ?? 0)])
    }

    /// The debtor, or their heirs, has been told.
    func notifyRecovery(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let recovery = try input.id("recovery")
        _ = try input.text("evidence")
        try work.move(RecoveryMachine.self, recovery, .notify)
        return ActResult("recovery:\(recovery)", "已送达追回通知（NX-10.3）")
    }

    /// What was handed in, in one or several parts; it counts when a second person has confirmed it.
    func receiveRecovery(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let recovery = try input.id("recovery")
        let amount = try money("amount", input)
        let number = try input.text("number")
        let day = try input.day("day")
        let row = try recoveryRow(recovery, work)
        guard ["notified", "partlyRecovered"].contains(row.text(0)) else {
            throw GatewayError(.conflict, "recovery.state", "该案件尚未送达通知或已结案，不能登记追回款")
        }
        guard row.int(2) + row.int(3) + amount.fen <= row.int(1) else {
            throw GatewayError(.refused, "recovery.amount", "追回款合计超过应追回金额 \(Money(fen: row.int(1)).grouped) 元")
        }
        let added = try work.execute(
            """
            INSERT INTO recovery_receipt (id, recovery, number, amount_fen, day, at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (number) DO NOTHING
            """,
            .integer(try work.id()), .integer(recovery), .text(number), .integer(amount.fen), .day(day), .at(work.now))
        guard added == 1 else { throw GatewayError(.conflict, "recovery.receipt", "该缴款书编号已登记") }
        work.touch("recovery \(recovery) receipt \(amount.fen)")
        return ActResult("recovery:\(recovery)", "已登记追回款 \(amount.grouped) 元，待复核")
    }

    func confirmRecovery(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let recovery = try input.id("recovery")
        let row = try recoveryRow(recovery, work)
        guard row.int(3) > 0 else { throw GatewayError(.conflict, "recovery.nothing", "没有待复核的追回款") }
        let total = Money(fen: row.int(2) + row.int(3))
        try work.execute(
            "UPDATE recovery_receipt SET confirmed = $1 WHERE recovery = $2 AND confirmed IS NULL", .at(work.now),
            .integer(recovery))
        try work.execute(
            "UPDATE recovery SET recovered_fen = $1 WHERE id = $2", .integer(total.fen), .integer(recovery))
        let whole = total.fen == row.int(1)
        try work.move(RecoveryMachine.self, recovery, whole ? .recover : .recoverPartly)
        let account =
            whole ? row[7].text.map { "；请缴回代发户 \($0)，附言 \(Self.number(ofRecovery: recovery))" } ?? "" : ""
        return ActResult(
            "recovery:\(recovery)",
            "追回 \(total.grouped) 元\(whole ? "，已全部追回" : "，尚欠 \(Money(fen: row.int(1) - total.fen).grouped) 元")\(account)"
        )
    }

    /// A case without ground is taken back before anything was handed in: a corrected day of death (IM-16.1e), a wrong
    /// finding.
    func withdrawRecovery(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let recovery = try input.id("recovery")
        _ = try input.text("evidence")
        let row = try recoveryRow(recovery, work)
        guard row.int(2) == 0, row.int(3) == 0 else {
            throw GatewayError(.conflict, "recovery.received", "该案件已有追回款，不能撤销")
        }
        try work.move(RecoveryMachine.self, recovery, .withdraw)
        // What this case was to fetch back a death may ask for now.
        if let attempt = try work.rows("SELECT attempt FROM recovery WHERE id = $1", .integer(recovery)).first?.int(0) {
            try noteDeadPaid(of: attempt, work)
        }
        return ActResult("recovery:\(recovery)", "追回案件已撤销")
    }

    /// Dead, without heirs, bankrupt: what will never come is written off by decision of two.
    func proposeWriteOff(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let recovery = try input.id("recovery")
        _ = try input.text("evidence")
        let row = try recoveryRow(recovery, work)
        guard ["notified", "partlyRecovered"].contains(row.text(0)) else {
            throw GatewayError(.conflict, "recovery.state", "该案件尚未送达通知或已结案，不能申请核销")
        }
        _ = try input.text("reason")
        try work.execute(
            "UPDATE recovery SET write_off_proposed = $1 WHERE id = $2", .at(work.now), .integer(recovery))
        work.touch("recovery \(recovery) write-off proposed")
        return ActResult("recovery:\(recovery)", "已申请核销，待财政复核")
    }

    func approveWriteOff(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let recovery = try input.id("recovery")
        let row = try recoveryRow(recovery, work)
        guard !row[4].isNull, row.int(3) == 0 else {
            throw GatewayError(.conflict, "recovery.decision", "无人申请核销，或尚有追回款待复核")
        }
        try work.move(RecoveryMachine.self, recovery, .writeOff)
        return ActResult("recovery:\(recovery)", "已核销未追回部分 \(Money(fen: row.int(1) - row.int(2)).grouped) 元")
    }

    /// What came back goes to the indicator that paid it, in its own year; later to the treasury as prior years' money.
    /// What a bank paid twice came out of an agency account, out of other people's money: there it goes back to, and the
    /// account's statement must show it.
    func giveBackRecovery(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let recovery = try input.id("recovery")
        let voucher = try input.text("voucher")
        let row = try recoveryRow(recovery, work)
        guard row.int(2) > 0 else { throw GatewayError(.conflict, "recovery.nothing", "没有已追回的资金可退回") }
        let amount = Money(fen: row.int(2))
        let (target, told) =
            try row[7].text.map { ("account \($0)", try restored(recovery, $0, amount, input, &work)) }
            ?? indicator(ordered: Instant(milliseconds: row.int(5)).day, row.text(6), input, work)
        try work.move(RecoveryMachine.self, recovery, .giveBack)
        try work.execute(
            "UPDATE recovery SET returned_to = $1 WHERE id = $2", .text("\(target) \(voucher)"), .integer(recovery))
        return ActResult("recovery:\(recovery)", "追回款 \(amount.grouped) 元已\(told)")
    }

    /// The indicator of the order in its own year, or none; and what is told of it.
    private func indicator(
        ordered: Day, _ known: String, _ input: ActInput, _ work: Work
    ) throws -> (target: String, told: String) {
        let year = BudgetYear.of(ordered: ordered, returned: work.now.day)
        let target = input.optional("indicator")
        guard year == .current ? target == known : target.isEmpty else {
            throw GatewayError(
                .refused, "recovery.indicator",
                year == .current ? "当年追回的资金须退回原支付单的指标（IM-21.4）" : "以前年度的资金须上缴国库，不能退回指标（IM-21.4）")
        }
        return ("\(year.rawValue) \(target)", year.zh)
    }

    /// That the agency account has the money back, by its statement; and what is told of it.
    private func restored(
        _ recovery: Int64, _ agency: String, _ amount: Money, _ input: ActInput, _ work: inout Work
    ) throws -> String {
        guard input.optional("indicator").isEmpty else {
            throw GatewayError(
                .refused, "recovery.indicator", "银行多付的款项出自代发户其他人的资金，须缴回代发户 \(agency)，不能退回指标（IM-21.4）")
        }
        if !input.optional("suspense").isEmpty {
            try restore(recovery, agency, amount, suspense: input.optional("suspense"), &work)
        }
        let lines = try work.rows("SELECT 1 FROM statement_line WHERE recovery = $1 LIMIT 1", .integer(recovery))
        guard !lines.isEmpty else {
            throw GatewayError(
                .conflict, "recovery.notRestored",
                "代发户 \(agency) 的对账单上还没有这笔款：请缴入 \(amount.grouped) 元，附言 \(Self.number(ofRecovery: recovery))，"
                    + "对账单到后再办；已缴而附言不符的，挂账核清后在 suspense 中注明挂账编号（IM-21.4）")
        }
        return "缴回代发户 \(agency)（IM-21.4）"
    }

    /// What came in under another number, or in parts, and which two people have explained since: these credits.
    private func restore(
        _ recovery: Int64, _ agency: String, _ amount: Money, suspense: String, _ work: inout Work
    ) throws {
        var lines: [Int64] = []
        var sum = Money.zero
        for id in Set(suspense.split { $0 == "," || $0 == "、" }.compactMap { Int64($0) }).sorted() {
            let row = try work.rows(
                """
                SELECT l.id, l.amount_fen FROM suspense x JOIN statement_line l ON l.document = x.document
                AND l.line = x.line WHERE x.id = $1 AND x.kind = 'statement' AND x.state = 'resolved'
                AND l.agency_account = $2 AND l.kind = 'unexplained' AND l.direction = 'credit'
                """, .integer(id), .text(agency)
            ).first
            guard let row else { continue }
            lines.append(row.int(0))
            sum += Money(fen: row.int(1))
        }
        guard sum == amount, !lines.isEmpty else {
            throw GatewayError(
                .refused, "recovery.suspense", "所注明的挂账须已核清、是代发户 \(agency) 的收入，合计等于追回款 \(amount.grouped) 元（IM-21.4）")
        }
        for line in lines {
            try work.execute(
                "UPDATE statement_line SET kind = 'restored', recovery = $1 WHERE id = $2", .integer(recovery),
                .integer(line))
            work.touch("statement_line \(line) recovery \(recovery)")
        }
    }

    /// What the payment into the agency account quotes.
    package static func number(ofRecovery recovery: Int64) -> String { "ZK\(recovery)" }

    /// The case whose money a credit of an agency account brings back, once and whole.
    func recovery(named reference: String, _ amount: Money?, of agency: String, _ work: Work) throws -> Int64? {
        guard reference.hasPrefix("ZK"), let id = Int64(reference.dropFirst(2).prefix { $0.isASCII && $0.isNumber }),
            let amount
        else { return nil }
        let row = try work.rows(
            """
            SELECT r.id FROM recovery r JOIN attempt a ON a.id = r.attempt JOIN payment_order o ON o.id = a.payment_order
            WHERE r.id = $1 AND r.article = 'NX-10.3' AND o.agency_account = $2 AND r.recovered_fen = $3
            AND r.state IN ('recovered', 'uncollectable')
            AND NOT EXISTS (SELECT 1 FROM statement_line l WHERE l.recovery = r.id)
            """, .integer(id), .text(agency), .integer(amount.fen)
        ).first
        return row?.int(0)
    }

    /// State, amount, recovered, waiting for confirmation, when a write-off was proposed, the order's instant and
    /// indicator, and the agency account that paid twice.
    private func recoveryRow(_ recovery: Int64, _ work: Work) throws -> [SQLValue] {
        let row = try work.row(
            """
            SELECT r.state, r.amount_fen, r.recovered_fen, COALESCE((SELECT CAST(SUM(p.amount_fen) AS BIGINT)
                FROM recovery_receipt p WHERE p.recovery = r.id AND p.confirmed IS NULL), 0), r.write_off_proposed,
                o.created, o.indicator, CASE WHEN r.article = 'NX-10.3' THEN o.agency_account END
            FROM recovery r JOIN attempt a ON a.id = r.attempt JOIN payment_order o ON o.id = a.payment_order
            WHERE r.id = $1
            """, .integer(recovery), missing: "recovery.unknown", "没有该追回案件")
        return row
    }

    private func money(_ key: String, _ input: ActInput) throws -> Money {
        guard let amount = Money.yuan(try input.text(key).utf8), amount > .zero else {
            throw GatewayError(.invalid, "argument.money", "参数 \(key) 应为大于零的金额（元）")
        }
        return amount
    }
}
