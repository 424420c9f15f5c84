import Store
import Subsidy

extension Engine {
    /// Notes that another system has a number of its own for something here (IM-3.1).
    func refer(
        _ number: String, of system: String, to subject: String, _ id: Int64, _ document: LandedDocument, _ work: Work
    ) throws {
        guard !number.isEmpty else { return }
        try work.execute(
            """
            INSERT INTO cross_reference (system, number, subject, subject_id, county, document, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number, system, subject, subject_id) DO NOTHING
            """,
            .text(system), .text(number), .text(subject), .integer(id), .text(document.county),
            .integer(document.id), .at(work.now))
    }

    /// … for many things that have no number of that system yet.
    func refer(
        _ numbers: [(number: String, id: Int64)], of system: String, to subject: String, _ document: LandedDocument,
        _ work: Work
    ) throws {
        try work.c.load(
            "cross_reference", columns: ["system", "number", "subject", "subject_id", "county", "document", "at"],
            numbers.map { number, id in
                [
                    .text(system), .text(number), .text(subject), .integer(id), .text(document.county),
                    .integer(document.id), .at(work.now),
                ]
            })
    }

    /// What a system's number means; nil when it means nothing yet.
    func find(_ number: String, of system: String, _ subject: String, _ work: Work) throws -> Int64? {
        try work.rows(
            """
            SELECT subject_id FROM cross_reference WHERE number = $1 AND system = $2 AND subject = $3
            ORDER BY subject_id LIMIT 1
            """, .text(number), .text(system), .text(subject)
        ).first?.int(0)
    }

    /// What a number means, whoever gave it: each line, roster, order or request that has it, with the system whose number
    /// it is (IM-3.1). `line` is set where one line of a roster is meant. Two systems may number the same case, and one
    /// number may be two cases: all are given.
    package func cases(numbered number: String) throws -> [WorkItem] {
        let own = Int64(number) ?? 0
        return try store.read { c in
            try c.rows(
                """
                SELECT x.system, x.subject, x.subject_id, x.county, COALESCE(l.roster, o.roster, r.id),
                    CASE WHEN x.subject = 'roster_line' THEN x.subject_id END
                FROM cross_reference x LEFT JOIN roster_line l ON x.subject = 'roster_line' AND l.id = x.subject_id
                LEFT JOIN roster r ON x.subject = 'roster' AND r.id = x.subject_id
                LEFT JOIN payment_order o ON x.subject = 'payment_order' AND o.id = x.subject_id WHERE x.number = $1
                UNION ALL SELECT '', 'roster_line', l.id, r.county, r.id, l.id FROM roster_line l
                JOIN roster r ON r.id = l.roster WHERE l.id = $2
                UNION ALL SELECT '', 'payment_order', o.id, o.county, o.roster, NULL FROM payment_order o
                WHERE o.number = $1
                UNION ALL SELECT '', 'batch', b.id, b.county, o.roster, NULL FROM batch b
                JOIN payment_order o ON o.id = b.payment_order WHERE b.number = $1
                UNION ALL SELECT CASE WHEN a.serial = $1 THEN '' ELSE COALESCE(b.bank, 'budget') END, 'attempt', a.id,
                    o.county, o.roster, s.roster_line
                FROM attempt a JOIN share s ON s.id = a.share JOIN payment_order o ON o.id = a.payment_order
                LEFT JOIN batch b ON b.id = a.batch WHERE a.serial = $1 OR a.executor_serial = $1
                UNION ALL SELECT x.department, 'list', x.id, x.county, r.id, NULL FROM list x
                LEFT JOIN roster r ON r.list = x.id WHERE x.approval = $1
                UNION ALL SELECT 'portal', 'portal_request', q.id, q.county, NULL, NULL FROM portal_request q
                WHERE q.number = $1
                UNION ALL SELECT '', 'complaint', k.id, k.county, l.roster, k.roster_line FROM complaint k
                LEFT JOIN roster_line l ON l.id = k.roster_line WHERE k.number = $1
                UNION ALL SELECT '', 'application', a.id, a.county, l.roster, l.id FROM application a
                LEFT JOIN list x ON x.document = a.document LEFT JOIN list_line ll ON ll.list = x.id AND ll.line = a.line
                LEFT JOIN roster_line l ON l.list_line = ll.id WHERE a.number = $1
                ORDER BY 2, 3, 1
                """, [.text(number), .integer(own)]
            ).map { row in
                WorkItem(
                    kind: "case", id: row.int(2), county: row.text(3), state: row.text(1),
                    values: [
                        "system": row.text(0).isEmpty ? "onecard" : row.text(0), "number": number,
                        "roster": row[4].integer.map(String.init) ?? "",
                        "line": row[5].integer.map(String.init) ?? "",
                    ])
            }
        }
    }

    /// The numbers of other systems for a line, its roster and its orders, as hops of its way.
    func numberHops(line: Int64, _ c: any StoreConnection) throws -> [Hop] {
        try c.rows(
            """
            SELECT x.at, x.system, x.number, x.subject, x.document, d.mapping, d.mapping_digest FROM cross_reference x
            LEFT JOIN document d ON d.id = x.document
            WHERE (x.subject = 'roster_line' AND x.subject_id = $1)
            OR (x.subject = 'roster' AND x.subject_id = (SELECT l.roster FROM roster_line l WHERE l.id = $1))
            OR (x.subject = 'payment_order' AND x.subject_id IN (SELECT a.payment_order FROM attempt a
                JOIN share s ON s.id = a.share WHERE s.roster_line = $1))
            ORDER BY x.at, x.subject, x.system, x.number
            """, [.integer(line)]
        ).map { row in
            let what = ["roster_line": "明细", "roster": "清册", "payment_order": "支付单"][row.text(3)] ?? row.text(3)
            return Hop(
                at: Instant(milliseconds: row.int(0)), what: "\(what)在 \(row.text(1)) 的编号：\(row.text(2))（IM-3.1）",
                document: row[4].integer, row: nil, mapping: row.text(5), mappingDigest: row.text(6))
        }
    }
}
