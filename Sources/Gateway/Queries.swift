import Store
package import Subsidy

/// What people look at before they act: never more than they may see, numbers masked.
package struct WorkItem: Sendable {
    package var kind: String
    package var id: Int64
    package var county: String
    package var state: String
    package var values: [String: String]
}

extension Engine {
    package func lists() throws -> [WorkItem] {
        try items(
            "list",
            """
            SELECT x.id, x.county, x.state, x.project, x.period, d.row_count, d.sum_fen, x.line_count, x.sum_fen,
                d.connection, x.document FROM list x JOIN document d ON d.id = x.document ORDER BY x.id
            """, ["project", "period", "rows", "sumFen", "accepted", "acceptedFen", "connection", "document"])
    }

    package func rosters() throws -> [WorkItem] {
        try items(
            "roster",
            """
            SELECT r.id, r.county, r.state, r.project, r.period, r.list, r.disbursement,
                (SELECT CAST(COUNT(*) AS BIGINT) FROM roster_line l WHERE l.roster = r.id AND l.state = 'payable'),
                COALESCE((SELECT CAST(SUM(l.amount_fen) AS BIGINT) FROM roster_line l
                    WHERE l.roster = r.id AND l.state = 'payable'), 0)
            FROM roster r ORDER BY r.id
            """, ["project", "period", "list", "disbursement", "payable", "payableFen"])
    }

    /// Lines that need somebody: a verdict other than a match, an account that is not verified, or a reviewer who returned
    /// them.
    package func linesInQuestion(roster: Int64) throws -> [WorkItem] {
        try items(
            "line",
            """
            SELECT l.id, r.county, l.state, COALESCE(l.verdict, ''), COALESCE(a.state, ''), l.heirs, ll.line, p.id,
                p.sealed, l.amount_fen, COALESCE(q.reason, '')
            FROM roster_line l JOIN roster r ON r.id = l.roster JOIN list_line ll ON ll.id = l.list_line
            JOIN person p ON p.id = ll.beneficiary LEFT JOIN share s ON s.roster_line = l.id
            LEFT JOIN account a ON a.id = s.account
            LEFT JOIN return_reason q ON q.roster_line = l.id
                AND q.at = (SELECT MAX(at) FROM return_reason WHERE roster = l.roster)
            WHERE l.roster = $1 AND l.state = 'payable'
            AND (COALESCE(l.verdict, '') <> 'match' OR COALESCE(a.state, '') <> 'verified' OR q.id IS NOT NULL)
            ORDER BY l.id, s.id
            """, [.integer(roster)]
        ) { row, _ in
            let person = try open(person: row.int(7), sealed: row.bytes(8))
            return [
                "verdict": row.text(3), "account": row.text(4), "heirs": String(row.int(5)),
                "row": String(row.int(6)), "name": Mask.name(person.name),
                "idNumber": Mask.idNumber(person.idNumber), "amount": Money(fen: row.int(9)).yuan,
                "returned": row.text(10),
            ]
        }
    }

    package func alerts(roster: Int64) throws -> [WorkItem] {
        try items(
            "alert",
            """
            SELECT a.id, r.county, a.state, a.colour, a.rule, a.stage, a.roster_line, a.article, a.message, a.explanation,
                a.release, a.level, a.outweighed FROM alert a JOIN roster r ON r.id = a.roster WHERE a.roster = $1 ORDER BY a.id
            """,
            ["colour", "rule", "stage", "line", "article", "message", "explanation", "release", "level", "outweighed"],
            [.integer(roster)])
    }

    package func orders() throws -> [WorkItem] {
        try items(
            "order",
            """
            SELECT id, county, state, number, roster, amount_fen, line_count, COALESCE(agency_account, ''),
                allocated_fen, indicator, disbursement FROM payment_order ORDER BY id
            """,
            ["number", "roster", "amountFen", "lines", "agencyAccount", "allocatedFen", "indicator", "disbursement"])
    }

    package func batches() throws -> [WorkItem] {
        try items(
            "batch",
            "SELECT id, county, state, number, line_count, sum_fen, bank, payment_order FROM batch ORDER BY id",
            ["number", "lines", "sumFen", "bank", "order"])
    }

    package func failures() throws -> [WorkItem] {
        var failures = try items(
            "failure",
            """
            SELECT f.id, o.county, f.state, f.class, f.owner, f.attempt, f.started, a.reason_code, a.state, a.money_back,
                l.id, COALESCE(a.outcome, ''), COALESCE(CAST(f.new_account AS TEXT), ''), r.project,
                COALESCE(CAST(f.noticed AS TEXT), ''), CASE WHEN f.class <> 'B' OR f.state <> 'open' THEN ''
                WHEN f.activated IS NULL OR k.state = 'dormant' THEN 'activation'
                WHEN k.state = 'registered' THEN 'recheck' WHEN k.state = 'verified' THEN 'money' ELSE 'change' END
            FROM failure f JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order
            JOIN share s ON s.id = a.share JOIN roster_line l ON l.id = s.roster_line JOIN roster r ON r.id = l.roster
            JOIN account k ON k.id = a.account ORDER BY f.id
            """,
            [
                "class", "owner", "attempt", "started", "code", "attemptState", "moneyBack", "line", "outcome",
                "newAccount", "project", "noticed", "waiting",
            ])
        for index in failures.indices where failures[index].values["owner"] == RegionProfile.Owner.department.rawValue {
            let office = office(failures[index].values["project"] ?? "", failures[index].county)
            failures[index].values["office"] = office.map { "\($0.zh) \($0.contact) \($0.phone)" } ?? ""
        }
        return failures
    }

    package func refunds() throws -> [WorkItem] {
        try items(
            "refund",
            """
            SELECT id, county, state, number, agency_account, payment_order, line_count, amount_fen, budget_year
            FROM refund ORDER BY id
            """, ["number", "agencyAccount", "order", "lines", "amountFen", "budgetYear"])
    }

    package func unknownAttempts() throws -> [WorkItem] {
        try items(
            "attempt",
            """
            SELECT a.id, o.county, a.state, a.serial, a.reason_code, a.amount_fen FROM attempt a
            JOIN payment_order o ON o.id = a.payment_order WHERE a.state = 'unknown' ORDER BY a.id
            """, ["serial", "code", "amountFen"])
    }

    package func suspense() throws -> [WorkItem] {
        try items(
            "suspense",
            """
            SELECT x.id, x.county, x.state, x.kind, x.reason, x.amount_fen, x.reference, d.received, 'finance'
            FROM suspense x JOIN document d ON d.id = x.document ORDER BY x.id
            """, ["kind", "reason", "amountFen", "reference", "received", "owner"])
    }

    package func recoveries() throws -> [WorkItem] {
        try items(
            "recovery",
            """
            SELECT r.id, c.county, r.state, r.reason, r.article, r.amount_fen, r.attempt, r.recovered_fen, r.returned_to
            FROM recovery r JOIN claim c ON c.id = r.claim ORDER BY r.id
            """, ["reason", "article", "amountFen", "attempt", "recoveredFen", "returnedTo"])
    }

    package func documents() throws -> [WorkItem] {
        try items(
            "document",
            """
            SELECT id, county, state, exchange, connection, direction, row_count, rejected_count, reason, mapping,
                mapping_digest, name, received, digest FROM document ORDER BY id
            """,
            [
                "exchange", "connection", "direction", "rows", "rejected", "reason", "mapping", "mappingDigest", "name",
                "received", "digest",
            ])
    }

    /// What is wrong with the rows of a document, in their order; row 0 is the document.
    package func rejects(of document: Int64) throws -> [WorkItem] {
        try items(
            "reject",
            """
            SELECT j.id, d.county, d.state, j.line, j.field, j.code, j.message FROM reject j
            JOIN document d ON d.id = j.document WHERE j.document = $1 ORDER BY j.line, j.id
            """, ["row", "field", "code", "message"], [.integer(document)])
    }

    package func outbox() throws -> [WorkItem] {
        try items(
            "outbox",
            """
            SELECT id, county, state, exchange, connection, number, tries, reason, subject, subject_id, settlement
            FROM outbox ORDER BY id
            """,
            ["exchange", "connection", "number", "tries", "reason", "subject", "subjectID", "settlement"])
    }

    package func links() throws -> [WorkItem] {
        try items(
            "link", "SELECT id, county, state, project, budget_project FROM budget_link ORDER BY id",
            ["project", "budgetProject"])
    }

    /// Work items whose values are the cells of a statement as they are. Its columns are number, county, state, and then
    /// the values of these names.
    func items(
        _ kind: String, _ sql: SQLText, _ names: [String], _ arguments: [SQLValue] = []
    ) throws -> [WorkItem] {
        try items(kind, sql, arguments) { row, _ in
            var values: [String: String] = [:]
            for (name, value) in zip(names, row.dropFirst(3)) {
                values[name] = value.text ?? value.integer.map(String.init) ?? ""
            }
            return values
        }
    }

    /// Work items whose values are made of a row whose first columns are number, county and state.
    func items(
        _ kind: String, _ sql: SQLText, _ arguments: [SQLValue] = [],
        values: (_ row: [SQLValue], _ c: any StoreConnection) throws -> [String: String]
    ) throws -> [WorkItem] {
        try store.read { c in
            try c.rows(sql, arguments).map { row in
                WorkItem(
                    kind: kind, id: row.int(0), county: row.text(1), state: row.text(2), values: try values(row, c))
            }
        }
    }
}

extension Engine {
    /// What each instruction has brought to its payee, by serial: the figure to hold against the banks' own books.
    package func paidBySerial() throws -> [String: Money] {
        try store.read { c in
            var paid: [String: Money] = [:]
            for row in try c.rows("SELECT serial, paid_fen + over_fen FROM attempt ORDER BY id") {
                paid[row.text(0)] = Money(fen: row.int(1))
            }
            return paid
        }
    }

    /// A roster line that was paid again after a failure.
    package func reissuedLine() throws -> Int64? {
        try store.read { c in
            try c.rows(
                """
                SELECT s.roster_line FROM attempt a JOIN share s ON s.id = a.share WHERE a.ordinal > 1
                ORDER BY a.id LIMIT 1
                """
            ).first?.int(0)
        }
    }
}
