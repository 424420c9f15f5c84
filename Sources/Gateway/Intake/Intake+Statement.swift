import AdapterKit
import Mapping
import Store
import Subsidy
import Workflow

extension Engine {
    /// The agency account's statement (IM-22.1): continues where the last one ended, adds up, and every line is tied to
    /// an order, a batch, a line or interest. What is tied to nothing goes to suspense.
    func intakeStatement(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        let (read, records) = try Reading.all(
            bytes, mapping, parameters: document.parameters, as: StatementLine.self)
        if let fault = read.refusal { return try refuse(document, fault, now: now) }
        guard let head = read.head?.records(StatementHead.self).first,
            let agency = configuration.agencyAccounts.first(where: { $0.account == head.account })
        else {
            return try quarantine(
                document,
                Fault(
                    row: 0, field: "account", code: "statement.account", message: "不是本方的代发户，已隔离"), now: now)
        }
        if let fault = try discontinuity(head, records.map(\.record), agency, document, now: now) {
            return try quarantine(document, fault, now: now)
        }
        return try apply(document, bytes, mapping, now: now, as: StatementLine.self) { work, read, records, faults in
            var sum: Int64 = 0
            _ = try suspendUnreadable(
                faults, Set(records.map(\.line)), read.remains, document, work)
            try work.execute(
                """
                INSERT INTO statement (id, agency_account, document, from_day, through_day, opening_fen, closing_fen)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                .integer(try work.id()), .text(agency.name), .integer(document.id), .day(head.from),
                .day(head.through), .integer(head.opening?.fen ?? 0), .integer(head.closing?.fen ?? 0))
            for (line, record) in records {
                sum = try Engine.total(sum, record.amount)
                try insert(record, line: line, agency, document, &work)
            }
            try noteMoneyBack(agency, work)
            try readStatements(after: document, &work)
            return sum
        }
    }

    /// Opening + credits − debits = closing, and the statement joins those that are there.
    private func discontinuity(
        _ head: StatementHead, _ lines: [StatementLine], _ agency: GatewayConfiguration.AgencyAccount,
        _ document: LandedDocument, now: Instant
    ) throws -> Fault? {
        guard let opening = head.opening, let closing = head.closing else {
            return Fault(row: 0, field: "", code: "statement.head", message: "对账单缺少期初或期末余额")
        }
        var balance = opening
        for line in lines {
            guard let amount = line.amount else { continue }
            balance = line.direction == .credit ? balance + amount : balance - amount
            guard line.balance == balance else {
                return Fault(row: 0, field: "balance", code: "statement.balance", message: "对账单逐笔余额不连续，已隔离")
            }
        }
        guard balance == closing else {
            return Fault(row: 0, field: "closing", code: "statement.closing", message: "期初加减发生额不等于期末余额，已隔离")
        }
        return try disconnection(head, opening, closing, agency, document, now: now)
    }

    /// Statements join by their days, in whatever order they come: each opens with what the one before it closed with,
    /// and one that comes late closes with what the next one opened. Where the bank states every working day, a day that
    /// is missing holds back what follows: an account that is empty each evening joins over any gap.
    private func disconnection(
        _ head: StatementHead, _ opening: Money, _ closing: Money, _ agency: GatewayConfiguration.AgencyAccount,
        _ document: LandedDocument, now: Instant
    ) throws -> Fault? {
        // A period may be named by an end that is still to come; a month ahead it is a slip, which would shut the account.
        guard let from = head.from, let through = head.through, from <= through, through <= now.day + 31 else {
            return Fault(
                row: 0, field: "through", code: "statement.head", message: "对账单缺少起止日期，或起日晚于止日，或止日在一个月以后，请银行更正后重发")
        }
        let (before, after) = try store.read { c in
            (
                try c.rows(
                    """
                    SELECT through_day, closing_fen, from_day, opening_fen FROM statement
                    WHERE agency_account = $1 AND from_day <= $2 ORDER BY through_day DESC, id DESC LIMIT 1
                    """, [.text(agency.name), .day(from)]
                ).first,
                try c.rows(
                    """
                    SELECT from_day, opening_fen FROM statement WHERE agency_account = $1 AND from_day > $2
                    ORDER BY from_day, id LIMIT 1
                    """, [.text(agency.name), .day(from)]
                ).first
            )
        }
        let overlap = Fault(
            row: 0, field: "from", code: "statement.overlap", message: "期间与已收的对账单重叠，已隔离，请与银行核对")
        // A day may be stated in parts, each going on where the last one ended.
        if before.map({ $0.day(0) > from }) ?? false || after.map({ $0.day(0) <= through }) ?? false {
            return overlap
        }
        let statesEachDay = [agency.connection, document.connection].contains {
            configuration.connections[$0]?.setting("statementDays") == "working"
        }
        if statesEachDay, let missing = try unstated(from, through, before?.day(0), after?.day(0), agency.county) {
            return Fault(
                row: 0, field: "from", code: "statement.gap",
                message: "缺 \(missing.text) 的对账单，已隔离；补到后自动接着读，久等不到请向银行索取")
        }
        if let before, before.day(0) == from, before.day(2) == from, through == from, opening.fen == before.int(3),
            opening != closing, closing.fen == before.int(1)
        {
            return overlap
        }
        guard opening.fen == before?.int(1) ?? 0 else {
            return Fault(row: 0, field: "opening", code: "statement.opening", message: "期初余额与上期期末不符，可能缺对账单，已隔离")
        }
        // Another part of the same day may still lead up to the next one.
        if let after, closing.fen != after.int(1), after.day(0) == through + 1, from < through {
            return Fault(row: 0, field: "closing", code: "statement.closing", message: "期末余额与已收的下期期初不符，已隔离")
        }
        return nil
    }

    /// The first working day that is missing before a statement, or after the first one of all, where the bank states
    /// every one.
    private func unstated(
        _ from: Day, _ through: Day, _ before: Day?, _ after: Day?, _ county: String
    ) throws -> Day? {
        let (last, next) = before.map { ($0, from) } ?? (through, after ?? through)
        let calendar = try calendar(county)
        return stride(from: last.number + 1, to: next.number, by: 1).lazy.map(Day.init(number:))
            .first(where: calendar.isWorkingDay)
    }

    /// The closing balance by the statements read so far.
    static func balance(of agency: String, _ c: any StoreConnection) throws -> Money {
        let rows = try c.rows(
            """
            SELECT l.balance_fen FROM statement_line l JOIN statement t ON t.document = l.document
            WHERE l.agency_account = $1 ORDER BY t.through_day DESC, l.id DESC LIMIT 1
            """, [.text(agency)])
        return Money(fen: rows.first?.int(0) ?? 0)
    }

    private func insert(
        _ record: StatementLine, line: Int, _ agency: GatewayConfiguration.AgencyAccount, _ document: LandedDocument,
        _ work: inout Work
    ) throws {
        var kind = "unexplained"
        var order: Int64?
        var batch: Int64?
        var attempt: Int64?
        var refund: Int64?
        var recovery: Int64?
        // The money of an order counts on the account that the order names, and on no other (IM-19.3).
        if let row = try work.rows(
            "SELECT id FROM payment_order WHERE number = $1 AND agency_account = $2", .text(record.reference),
            .text(agency.name)
        ).first, record.direction == .credit {
            kind = "allocation"
            order = row.int(0)
        } else if let row = try work.rows("SELECT id FROM batch WHERE number = $1", .text(record.reference)).first {
            kind = record.direction == .debit ? "payout" : "unexplained"
            batch = row.int(0)
        } else if let row = try work.rows("SELECT id FROM attempt WHERE serial = $1", .text(record.reference)).first {
            kind = record.direction == .credit ? "lateReturn" : "latePayout"
            attempt = row.int(0)
        } else if record.direction == .credit, isInterest(record, agency) {
            kind = "interest"
        } else if record.direction == .debit,
            let known = try self.refund(named: record.reference, record.amount, of: agency.name, &work)
        {
            kind = "refund"
            refund = known
        } else if record.direction == .credit,
            let known = try self.recovery(named: record.reference, record.amount, of: agency.name, work)
        {
            kind = "restored"
            recovery = known
        }
        try work.execute(
            """
            INSERT INTO statement_line (id, agency_account, document, line, day, serial, direction, amount_fen,
                balance_fen, kind, reference, payment_order, batch, attempt, refund, recovery)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """,
            .integer(try work.id()), .text(agency.name), .integer(document.id), .int(line), .day(record.occurredOn),
            .text(record.serial), .text(record.direction?.rawValue ?? ""), .integer(record.amount?.fen ?? 0),
            .integer(record.balance?.fen ?? 0), .text(kind), .text(record.reference), .optional(order),
            .optional(batch), .optional(attempt), .optional(refund), .optional(recovery))
        if kind == "unexplained" {
            try suspend(document, line, "statement", record.reference, record.amount, "对账单中无法解释的一笔", work)
        }
    }

    /// Interest is told by the summary that the connection declares; everything else unknown stays unexplained.
    private func isInterest(_ record: StatementLine, _ agency: GatewayConfiguration.AgencyAccount) -> Bool {
        let summary = configuration.connections[agency.connection]?.setting("interestSummary") ?? ""
        return record.reference.isEmpty && !summary.isEmpty && record.summary == summary
    }

    /// The money of a line is known to be there (G1): of a late return when its own credits come to what went out; of a
    /// failure when its batch is final, the statements reach beyond the day on which that was said, the payouts come to
    /// what the bank says it paid, and none of them is for this very line.
    private func noteMoneyBack(_ agency: GatewayConfiguration.AgencyAccount, _ work: Work) throws {
        // Proved anew each time: what the bank posts later may take back what earlier lines showed.
        try work.execute(
            """
            UPDATE attempt SET money_back = 0 WHERE money_back = 1 AND (id IN
            (SELECT p.attempt FROM statement_line p WHERE p.agency_account = $1 AND p.kind = 'latePayout'
                AND NOT EXISTS (SELECT 1 FROM statement_line q JOIN statement u ON u.document = q.document
                    JOIN statement t ON t.document = p.document WHERE q.attempt = p.attempt AND q.kind = 'lateReturn'
                    AND (u.from_day, q.id) > (t.from_day, p.id)))
            OR (state = 'failed' AND batch IN (SELECT b.id FROM batch b JOIN payment_order o ON o.id = b.payment_order
                WHERE o.agency_account = $1)))
            """, .text(agency.name))
        try work.execute(
            """
            UPDATE attempt SET money_back = 1 WHERE state = 'lateReturned' AND money_back = 0 AND returned_fen > 0
            AND returned_fen = (SELECT CAST(SUM(CASE WHEN l.kind = 'lateReturn' THEN l.amount_fen
                    WHEN l.kind = 'latePayout' AND EXISTS (SELECT 1 FROM statement_line q
                        JOIN statement u ON u.document = q.document JOIN statement t ON t.document = l.document
                        WHERE q.attempt = attempt.id AND q.kind = 'lateReturn'
                        AND (u.from_day, q.id) < (t.from_day, l.id)) THEN -l.amount_fen ELSE 0 END) AS BIGINT)
                FROM statement_line l WHERE l.agency_account = $1 AND l.attempt = attempt.id)
            """, .text(agency.name))
        try work.execute(
            """
            UPDATE attempt SET money_back = 1 WHERE state = 'failed' AND money_back = 0
            AND NOT EXISTS (SELECT 1 FROM statement_line p WHERE p.attempt = attempt.id AND p.kind = 'latePayout')
            AND EXISTS (SELECT 1 FROM statement t JOIN document w ON w.id = t.document
                JOIN document d ON d.id = attempt.result_document LEFT JOIN settlement z ON z.attempt = attempt.id
                WHERE t.agency_account = $1 AND w.id > d.id AND w.received >= COALESCE(z.at, 0)
                AND t.through_day >= (CASE WHEN COALESCE(z.at, 0) > d.received THEN z.at ELSE d.received END
                    + 28800000) / 86400000)
            AND batch IN (
                SELECT b.id FROM batch b JOIN payment_order o ON o.id = b.payment_order
                WHERE o.agency_account = $1 AND b.state IN ('fullyResulted', 'reconciled')
                AND EXISTS (SELECT 1 FROM statement_line c WHERE c.payment_order = o.id AND c.kind = 'allocation')
                AND NOT EXISTS (SELECT 1 FROM attempt u WHERE u.batch = b.id
                    AND u.state IN ('instructed', 'pending', 'unknown')) AND
                (SELECT COALESCE(CAST(SUM(CASE WHEN l.direction = 'debit' THEN l.amount_fen ELSE 0 END) AS BIGINT), 0)
                 FROM statement_line l WHERE l.batch = b.id) =
                (SELECT COALESCE(CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM statement_line p WHERE p.attempt = a.id
                    AND p.kind = 'latePayout') AND a.state IN ('paid', 'shortPaid', 'paidLate')
                    THEN 0 WHEN a.state = 'lateReturned' THEN a.returned_fen
                    ELSE a.paid_fen + a.over_fen END) AS BIGINT), 0) FROM attempt a WHERE a.batch = b.id))
            """, .text(agency.name))
        let late = try work.rows(
            """
            SELECT l.document, l.line, l.reference, l.amount_fen FROM statement_line l JOIN attempt a ON a.id = l.attempt
            JOIN share s ON s.id = a.share WHERE l.agency_account = $1 AND l.kind = 'latePayout'
            AND a.state IN ('failed', 'lateReturned') AND EXISTS (SELECT 1 FROM attempt o WHERE o.share = a.share
                AND o.id <> a.id AND o.state IN ('instructed', 'pending', 'unknown', 'paid', 'shortPaid', 'paidLate'))
            ORDER BY l.id
            """, .text(agency.name))
        for row in late {
            try work.execute(
                """
                INSERT INTO suspense (id, county, kind, document, line, reference, amount_fen, reason, state, sequence)
                VALUES ($1, $2, 'latePayout', $3, $4, $5, $6, '失败明细被银行补付，而已重新发放', 'open', 0)
                ON CONFLICT (document, line, kind) DO NOTHING
                """, .integer(try work.id()), .text(agency.county), row[0], row[1], row[2], row[3])
        }
    }
}
