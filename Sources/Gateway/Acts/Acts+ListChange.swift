import Store
import Subsidy
import Workflow

extension Engine {
    /// A line that its department corrected after the roster was built takes the department's values over, and comes
    /// back (IM-14.2): with a term of its own where the roster is public, and its new payee and account checked.
    func acceptChange(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let line = try input.id("line")
        _ = try input.text("reason")
        guard
            let row = try work.rows(
                """
                SELECT l.reason, l.claim, r.id, r.county, r.state, COALESCE(ll.changed_fen, ll.amount_fen),
                    COALESCE(ll.changed_payee, ll.payee), CASE WHEN ll.changed_payee IS NULL
                        THEN COALESCE(ll.changed_account, ll.account) ELSE ll.changed_account END, l.payee,
                    COALESCE(l.account, 0), ll.id, ll.withdrawn FROM roster_line l JOIN roster r ON r.id = l.roster
                JOIN list_line ll ON ll.id = l.list_line WHERE l.id = $1 AND l.state = 'held'
                """, .integer(line)
            ).first, row.text(0) == Engine.correctedReason, row.int(11) == 0
        else { throw GatewayError(.conflict, "change.none", "该行没有待核定的部门更正（IM-14.2）") }
        try requireUnsigned(line, work)
        let isSame = row.int(6) == row.int(8) && (row[7].integer ?? 0) == row.int(9)
        guard isSame || ["building", "identityChecked", "accountsSet", "returned"].contains(row.text(4)) else {
            throw GatewayError(.conflict, "roster.fixed", "清册已公示，更正收款人或账户须重新造册（IM-16.3）")
        }
        try work.execute("UPDATE roster_line SET public_from = NULL WHERE id = $1", .integer(line))
        try publishAgain(line, work)
        let claim = try claim(of: line, due: row.int(5), row[1].integer, work)
        try work.execute("DELETE FROM share WHERE roster_line = $1", .integer(line))
        try work.execute(
            "INSERT INTO share (id, claim, roster_line, payee, account, due_fen) VALUES ($1, $2, $3, $4, $5, $6)",
            .integer(try work.id()), .integer(claim), .integer(line), row[6], row[7], row[5])
        try work.execute(
            """
            UPDATE roster_line SET amount_fen = $1, payee = $2, account = $3, reason = '', heirs = 0 WHERE id = $4
            """, row[5], row[6], row[7], .integer(line))
        try work.execute("UPDATE list_line SET taken_fen = changed_fen WHERE id = $1", row[10])
        try work.move(RosterLineMachine.self, line, .free)
        // What people answered was about the line as it was (IM-18.3, IM-18.4).
        try work.execute(
            "UPDATE alert SET state = 'cleared' WHERE roster_line = $1 AND state = 'answered'", .integer(line))
        try noteSecondAccount(
            of: row.int(6), root: "line:\(line)", county: row.text(3), instead: row.int(9), row[7].integer, &work)
        try notePublished(line, work)
        if row.int(6) != row.int(8) {
            try askIdentity([row.int(6)], county: row.text(3), roster: row.int(2), &work)
        }
        if !isSame, let account = row[7].integer {
            let state = try work.rows("SELECT state FROM account WHERE id = $1", .integer(account)).first?.text(0)
            if state != AccountMachine.State.verified.rawValue {
                try askAccounts([account], county: row.text(3), roster: row.int(2), &work)
            }
        }
        return ActResult("line:\(line)", "已按主管部门更正核定为 \(Money(fen: row.int(5)).grouped) 元（IM-14.2）")
    }

    /// The claim of a line with what is due of it now; made where the line had none.
    func claim(of line: Int64, due: Int64, _ known: Int64?, _ work: Work) throws -> Int64 {
        if let known {
            try work.execute("UPDATE claim SET due_fen = $1 WHERE id = $2", .integer(due), .integer(known))
            return known
        }
        let claim = try work.id()
        let made = try work.execute(
            """
            INSERT INTO claim (id, county, subject, project, period, approval, due_fen)
            SELECT $1, r.county, COALESCE(k.claimant, ll.subject), r.project, r.period, r.approval, $2
            FROM roster_line l JOIN list_line ll ON ll.id = l.list_line JOIN roster r ON r.id = l.roster
            LEFT JOIN list_claimant k ON k.list_line = ll.id WHERE l.id = $3
            ON CONFLICT (subject, project, period, approval) DO NOTHING
            """, .integer(claim), .integer(due), .integer(line))
        guard made == 1 else {
            throw GatewayError(.refused, "claim.exists", "该补贴对象本期应享已在另一清册或另一行中，不能恢复发放")
        }
        try work.execute("UPDATE roster_line SET claim = $1 WHERE id = $2", .integer(claim), .integer(line))
        return claim
    }
}
