import Store
import Subsidy
import Workflow

extension Engine {
    /// A failed line's payee gets another account (IM-21.1a): registered, asked of its bank, and counted only when a
    /// leader has approved it.
    func changeAccount(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        try requireOwner(of: failure, work)
        guard
            let row = try work.rows(
                """
                SELECT s.payee, o.county, o.roster, f.state, f.class, f.ended FROM failure f
                JOIN attempt a ON a.id = f.attempt JOIN share s ON s.id = a.share
                JOIN payment_order o ON o.id = a.payment_order WHERE f.id = $1
                """, .integer(failure)
            ).first, row.text(3) == FailureMachine.State.open.rawValue
        else {
            throw GatewayError(.conflict, "failure.closed", "该失败明细已处理")
        }
        guard row.text(4) != FailureClass.gone.rawValue else {
            throw GatewayError(.refused, "failure.gone", "收款人已死亡或失踪，不能变更账户后重发，应移出清册（IM-21.3）")
        }
        _ = try input.text("evidence")
        let number = try AccountNumber(reading: try input.text("account").utf8)
        let holder = try input.text("holder")
        guard PersonName.fold(holder) == PersonName.fold(try open(person: row.int(0), work.c).name) else {
            throw GatewayError(.refused, "account.foreign", "新账户户名与收款人不一致，不能变更为他人账户（IM-21.1a）")
        }
        let account = try account(
            number, of: row.int(0), holder: holder, bankName: try input.text("bank"), kind: "changed", source: 0, work)
        let passesOver = try passesOverCard(account, of: row.int(0), county: row.text(1), work)
        let codes = try profile(row.text(1)).library.cardFallbacks
        guard !passesOver || codes[input.optional("fallback")] != nil else {
            throw GatewayError(
                .refused, "card.reason",
                "收款人有社会保障卡，改用其他账户须注明理由（fallback）：\(codes.keys.sorted().joined(separator: "、"))（IM-12.2）")
        }
        // The payee brings it, or somebody whose right to do so is typed; who, is asked where the library is changed by
        // it (NX-7.0, NX-8.4).
        let entry = try work.rows(
            """
            SELECT 1 FROM library_account b JOIN roster r ON r.id = $2 AND r.phase = 'library'
            WHERE b.person = $1 AND b.state = 'effective'
            """, row[0], row[2])
        let relation = entry.isEmpty && input.optional("by").isEmpty ? "" : try relation(input)
        // Mended already and changed once more, it is mended anew, with a clock of its own.
        if !row[5].isNull { try keepPast(failure: failure, work) }
        try work.execute(
            """
            UPDATE failure SET new_account = $1, approved = 0, fallback = $2, relation = $3, changed = $4,
                started = CASE WHEN ended IS NULL THEN started ELSE $4 END, ended = NULL
            WHERE id = $5
            """,
            .integer(account), .text(passesOver ? input.optional("fallback") : ""), .text(relation), .at(work.now),
            .integer(failure))
        return ActResult("failure:\(failure)", "已登记新账户，待负责人批准")
    }

    /// Who mends a failure is the profile's matter (requirements 1d.2): the township, or the department (NX-7.1); whoever
    /// else may sign for accounts elsewhere may not here.
    func requireOwner(of failure: Int64, _ work: Work) throws {
        let owner = try work.rows("SELECT owner FROM failure WHERE id = $1", .integer(failure)).first?.text(0)
        let role = try work.rows("SELECT role FROM principal WHERE id = $1", .optional(work.principal)).first?.text(0)
        let isDepartments = owner == RegionProfile.Owner.department.rawValue
        let mending: [Role] = isDepartments ? [.department, .financeChecker] : [.townshipMaker, .townshipLeader]
        guard let role = role.flatMap(Role.init(rawValue:)), mending.contains(role) else {
            throw GatewayError(
                .forbidden, "failure.owner", isDepartments ? "该失败明细由主管部门核实处理（NX-7.1）" : "该失败明细由苏木乡镇核实处理（IM-21.1）")
        }
    }

    func approveAccount(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        try requireOwner(of: failure, work)
        guard
            let row = try work.rows(
                """
                SELECT f.new_account, o.county, o.roster, s.payee, s.account, f.fallback FROM failure f
                JOIN attempt a ON a.id = f.attempt JOIN share s ON s.id = a.share
                JOIN payment_order o ON o.id = a.payment_order WHERE f.id = $1
                """, .integer(failure)
            ).first, let account = row[0].integer
        else {
            throw GatewayError(.conflict, "failure.noAccount", "尚未登记新账户")
        }
        try work.execute("UPDATE failure SET approved = 1 WHERE id = $1", .integer(failure))
        if !row.text(5).isEmpty {
            try permit(row.int(3), account, row.text(5), .fallback, county: row.text(1), &work)
        }
        if account != row[4].integer {
            try noteAccountChange(of: row.int(3), root: "failure:\(failure)", county: row.text(1), &work)
        }
        let known = try work.rows("SELECT state FROM account WHERE id = $1", .integer(account)).first?.text(0)
        if known != AccountMachine.State.verified.rawValue {
            try askAccounts([account], county: row.text(1), roster: row.int(2), &work)
        }
        return ActResult("failure:\(failure)", "变更已批准，已送银行验证（IM-12.5）")
    }

    /// A mended failure is asked to be paid again (NX-10.1) …
    func requestReissue(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        let state = try work.rows("SELECT state FROM failure WHERE id = $1", .integer(failure)).first?.text(0)
        guard state == FailureMachine.State.mended.rawValue else {
            throw GatewayError(.refused, "failure.unmended", "账户未通过验证，或尚不能确认资金已在代发户，不能重新发放（NX-10.1）")
        }
        try requireNotOverpaid(failure, work)
        try work.move(FailureMachine.self, failure, .request)
        return ActResult("failure:\(failure)", "已申请重新发放，待复核")
    }

    /// A share of which another payment is there that is being fetched back is paid again only when it has come back.
    private func requireNotOverpaid(_ failure: Int64, _ work: Work) throws {
        let attempt = try work.rows(
            "SELECT a.payment_order, a.share FROM failure f JOIN attempt a ON a.id = f.attempt WHERE f.id = $1",
            .integer(failure)
        ).first
        guard let attempt, try overpaidShares(of: attempt.int(0), work).contains(attempt.int(1)) else { return }
        throw Engine.overpaid
    }

    static let overpaid = GatewayError(
        .refused, "share.overpaid", "该明细此前有一笔迟到的付款正在追缴，收款人已有这笔钱；追缴办结后才能重新发放（NX-10.3）")

    /// … and approved by another: a new attempt of the same share, linked to the first. The store holds that only one
    /// attempt is open or paid.
    func approveReissue(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let failure = try input.id("failure")
        guard
            let row = try work.rows(
                """
                SELECT a.share, a.payment_order, f.new_account, a.amount_fen, o.county, r.project, o.agency_account,
                    (SELECT MAX(t.ordinal) FROM attempt t WHERE t.share = a.share), o.roster
                FROM failure f JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order
                JOIN roster r ON r.id = o.roster WHERE f.id = $1 AND f.state = 'requested' AND a.money_back = 1
                AND a.state IN ('failed', 'lateReturned')
                """, .integer(failure)
            ).first, let account = row[2].integer
        else {
            throw GatewayError(.refused, "failure.unmended", "账户未通过验证，或尚不能确认资金已在代发户，不能重新发放（NX-10.1）")
        }
        try requireNotOverpaid(failure, work)
        let bank = try work.rows("SELECT bank FROM account WHERE id = $1", .integer(account)).first?.text(0) ?? ""
        guard try deadShares(of: row.int(8), work).contains(row.int(0)) == false else {
            throw GatewayError(.refused, "payee.deceased", "已有该收款人死亡的信息，不能重新发放（IM-16.1d、IM-21.3）")
        }
        let payee = try work.rows("SELECT payee FROM share WHERE id = $1", row[0]).map { $0.int(0) }
        guard try takeovers(among: payee, county: row.text(4), work.c).isEmpty else {
            throw GatewayError(
                .refused, "payee.takeover", "收款人的姓名、身份证号、账户在短期内一并变更，须由主管部门核实后方可发放（IM-11.4）")
        }
        try work.execute("UPDATE share SET account = $1 WHERE id = $2", .integer(account), row[0])
        try requireUnflagged(row.int(8), share: row.int(0), work)
        let line = try work.rows("SELECT roster_line FROM share WHERE id = $1", row[0]).first?.int(0)
        try raiseAlerts(row.int(8), .release, only: line, work)
        try requireNotRed([row.int(0)], of: row.int(8), work)
        guard let agency = configuration.agencyAccounts.first(where: { $0.name == row.text(6) }) else {
            // Where the treasury pays the lines, a line is paid again by a request of its own (NX-9.4, NX-10.1).
            try work.move(FailureMachine.self, failure, .reissue)
            let share = PayableShare(
                share: row.int(0), ordinal: row.int(7) + 1, account: account, bank: bank, due: Money(fen: row.int(3)))
            let facts = try rosterFacts(row.int(8), work)
            let told = try order([share], agency: nil, roster: row.int(8), facts, isReissue: true, &work)
            return ActResult("failure:\(failure)", "重新发放：\(told)")
        }
        guard bank == agency.connection else {
            throw GatewayError(.refused, "reissue.bank", "新账户不在原代发行，须先移出清册、退回资金，再另行申请")
        }
        let attempt = try work.id()
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

    /// An unknown outcome is settled only with evidence (G1): one person proposes what the bank has answered …
    func settleUnknown(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let attempt = try input.id("attempt")
        _ = try input.text("evidence")
        try requireUnknown(attempt, work)
        let outcome = try input.text("outcome")
        var failure = ""
        var paidOn: Day?
        switch outcome {
        case "paid": paidOn = try input.day("paidOn")
        case "failed":
            guard let known = FailureClass(rawValue: try input.text("class")) else {
                throw GatewayError(.invalid, "failure.class", "失败类别应为 A、B、C 或 E")
            }
            failure = known.rawValue
        default: throw GatewayError(.invalid, "outcome", "结果应为 paid 或 failed")
        }
        try work.execute(
            """
            INSERT INTO settlement (attempt, outcome, class, paid_on, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (attempt) DO UPDATE SET outcome = excluded.outcome, class = excluded.class,
            paid_on = excluded.paid_on, at = excluded.at
            """, .integer(attempt), .text(outcome), .text(failure), .day(paidOn), .at(work.now))
        return ActResult("attempt:\(attempt)", "已登记银行答复，待第二人确认")
    }

    /// … and another confirms it.
    func confirmSettlement(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let attempt = try input.id("attempt")
        let county = try requireUnknown(attempt, work)
        guard
            let row = try work.rows(
                "SELECT outcome, class, paid_on FROM settlement WHERE attempt = $1", .integer(attempt)
            ).first
        else { throw GatewayError(.conflict, "settlement.none", "尚无人登记该明细的银行答复") }
        if row.text(0) == "paid" {
            try work.move(AttemptMachine.self, attempt, .pay)
            try work.execute(
                "UPDATE attempt SET paid_fen = amount_fen, paid_on = $1, outcome = 'ok' WHERE id = $2", row[2],
                .integer(attempt))
        } else if let failure = FailureClass(rawValue: row.text(1)) {
            try work.move(AttemptMachine.self, attempt, .fail)
            try work.execute(
                """
                INSERT INTO failure (id, attempt, class, owner, started, state, sequence)
                VALUES ($1, $2, $3, $4, $5, 'open', 0) ON CONFLICT (attempt) DO NOTHING
                """,
                .integer(try work.id()), .integer(attempt), .text(failure.rawValue),
                .text(try owner(failure, ofAttempt: attempt, county: county, work).rawValue), .at(work.now))
            let share = try work.rows("SELECT share FROM attempt WHERE id = $1", .integer(attempt)).first?.int(0)
            if let share { try countOverpaid(share: share, &work) }
        }
        work.touch("settlement \(attempt) \(row.text(0)) \(row.text(1))")
        try settleClaims(of: [attempt], work)
        try settleBatches(of: [attempt], &work)
        return ActResult("attempt:\(attempt)", "两人凭证据明确结果：\(row.text(0) == "paid" ? "已发放" : "失败")")
    }

    @discardableResult
    private func requireUnknown(_ attempt: Int64, _ work: Work) throws -> String {
        let rows = try work.rows(
            """
            SELECT a.state, o.county FROM attempt a JOIN payment_order o ON o.id = a.payment_order WHERE a.id = $1
            """, .integer(attempt))
        guard let row = rows.first, row.text(0) == AttemptMachine.State.unknown.rawValue else {
            throw GatewayError(.conflict, "attempt.known", "该明细不是“结果不明”状态")
        }
        return row.text(1)
    }

    /// Shares of a roster whose payee, or whose line's own people where no heirs stand in for them, a register or a
    /// crematorium names as dead; but for a notice that a handler had looked into and answered (IM-18.3).
    func deadShares(of roster: Int64, _ work: Work) throws -> Set<Int64> {
        try Set(
            work.rows(
                """
                SELECT x.share FROM (
                    SELECT s.id AS share, l.id AS line, s.payee AS person FROM share s
                    JOIN roster_line l ON l.id = s.roster_line WHERE l.roster = $1
                    UNION SELECT s.id, l.id, ll.subject FROM share s JOIN roster_line l ON l.id = s.roster_line
                    JOIN list_line ll ON ll.id = l.list_line WHERE l.roster = $1 AND l.heirs = 0
                    UNION SELECT s.id, l.id, ll.beneficiary FROM share s JOIN roster_line l ON l.id = s.roster_line
                    JOIN list_line ll ON ll.id = l.list_line WHERE l.roster = $1 AND l.heirs = 0
                ) AS x JOIN person p ON p.id = x.person JOIN death d ON d.id_digest = p.id_digest
                JOIN document w ON w.id = d.document
                WHERE NOT EXISTS (SELECT 1 FROM alert y WHERE y.roster_line = x.line
                    AND y.rule = 'crematedButAlive' AND y.state = 'answered' AND w.received <= y.at)
                ORDER BY x.share
                """, .integer(roster)
            ).map { $0.int(0) })
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
            mappingDigests[row.text(0)] != nil
        else { throw GatewayError(.notFound, "document.unknown", "没有该文件") }
        try requireNotReleased(document, work)
        try readAgain(document, mapping: row.text(0), &work)
        return ActResult("document:\(document)", "已重新排队")
    }
}
