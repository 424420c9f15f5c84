import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Seals all that belongs to a closed order into one bundle that is never written over (NX-6.2.9): the roster, its
    /// checks and alerts, publicity and messages, orders and batches, results, and every file in and out, with their
    /// digests and the audit head. What came later, a late return, makes a further bundle beside the first.
    func sealArchive(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let order = try input.id("order")
        let row = try work.row(
            "SELECT county, number, roster FROM payment_order WHERE id = $1", .integer(order), missing: "order.unknown",
            "没有该资金支付单")
        let open = try work.rows(
            """
            SELECT 1 FROM attempt a LEFT JOIN batch b ON b.id = a.batch WHERE a.payment_order = $1
            AND (a.state IN ('held', 'instructed', 'pending', 'unknown')
                OR b.state NOT IN ('fullyResulted', 'reconciled', 'cancelled')) LIMIT 1
            """, .integer(order))
        let any = try work.rows("SELECT 1 FROM attempt WHERE payment_order = $1 LIMIT 1", .integer(order))
        guard open.isEmpty, !any.isEmpty else {
            throw GatewayError(.refused, "archive.open", "该支付单还有未办结的明细，办结后才能归档（NX-6.2.9）")
        }
        var bundle = ArchiveBundle()
        bundle.entries.append(
            ArchiveBundle.Entry(name: "books", bytes: Array(try books(order: order, roster: row.int(2), work.c).utf8)))
        for document in try documents(order: order, roster: row.int(2), work.c) {
            bundle.entries.append(
                ArchiveBundle.Entry(name: "document-\(document)", bytes: try vault.bytes(of: document)))
        }
        let content = hex(Digest.sha256(Array(bundle.manifest.utf8)))
        let earlier = try work.rows(
            "SELECT content, ordinal FROM archive WHERE payment_order = $1 ORDER BY ordinal DESC LIMIT 1",
            .integer(order)
        ).first
        guard earlier?.text(0) != content else {
            throw GatewayError(.conflict, "archive.sealed", "该支付单已归档，内容没有变化，不能覆盖（NX-6.2.9）")
        }
        let ordinal = (earlier?.int(1) ?? 0) + 1
        let head = try audit.head(work.c)
        bundle.entries.append(ArchiveBundle.Entry(name: "audit", bytes: Array("\(head)\n\(work.now.text)\n".utf8)))
        // A crash between the file and the commit leaves a bundle that nothing names, and gives its number back: it is
        // neither written over nor in the way.
        var id = try work.id()
        while archive.has(id) { id = try work.id() }
        try archive.keep(bundle.bytes, onlyAs: id)
        let digest = hex(Digest.sha256(bundle.bytes))
        try work.execute(
            """
            INSERT INTO archive (id, county, payment_order, ordinal, content, digest, entries, size, audit_head, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            .integer(id), row[0], .integer(order), .integer(ordinal), .text(content), .text(digest),
            .int(bundle.entries.count), .int(bundle.bytes.count), .text(head), .at(work.now))
        work.touch("archive \(id) \(digest)")
        return ActResult(
            "archive:\(id)", "已归档 \(row.text(1))：\(bundle.entries.count) 件，摘要 \(digest.prefix(16))…",
            ["archive": String(id), "digest": digest])
    }

    /// Every document that the order's money rests on: the list, the questions about its people and accounts with their
    /// answers, the request and the treasury's words, batches, results, statements, receipts and messages.
    private func documents(order: Int64, roster: Int64, _ c: any StoreConnection) throws -> [Int64] {
        try c.rows(
            """
            SELECT x.id FROM (
                SELECT s.document AS id FROM list s JOIN roster r ON r.list = s.id WHERE r.id = $1
                UNION SELECT o.document FROM outbox o WHERE o.subject = 'roster' AND o.subject_id = $1
                UNION SELECT d.id FROM document d JOIN outbox o ON o.id = d.question
                    WHERE o.subject = 'roster' AND o.subject_id = $1
                UNION SELECT e.document FROM event e JOIN share s ON s.account = e.subject
                    JOIN roster_line l ON l.id = s.roster_line WHERE e.machine = 'account' AND l.roster = $1
                UNION SELECT l.verdict_document FROM roster_line l WHERE l.roster = $1
                UNION SELECT o.document FROM outbox o WHERE o.subject = 'payment_order' AND o.subject_id = $2
                UNION SELECT o.answer FROM outbox o WHERE o.subject = 'payment_order' AND o.subject_id = $2
                UNION SELECT e.document FROM event e WHERE e.machine = 'payment_order' AND e.subject = $2
                UNION SELECT o.document FROM outbox o JOIN batch b ON b.id = o.subject_id
                    WHERE o.subject = 'batch' AND b.payment_order = $2
                UNION SELECT e.document FROM event e JOIN attempt a ON a.id = e.subject
                    WHERE e.machine = 'attempt' AND a.payment_order = $2
                UNION SELECT q.document FROM statement_line q
                    WHERE q.payment_order = $2
                UNION SELECT o.document FROM outbox o JOIN list s ON s.id = o.subject_id JOIN roster r ON r.list = s.id
                    WHERE o.subject IN ('receipt', 'feed') AND r.id = $1
                UNION SELECT o.document FROM notice n JOIN attempt a ON a.id = n.attempt JOIN outbox o ON o.id = n.outbox
                    WHERE a.payment_order = $2
                UNION SELECT o.document FROM publication p JOIN outbox o ON o.subject = 'publication'
                    AND o.subject_id = p.id WHERE p.kind = 'roster' AND p.subject = $1
            ) AS x JOIN document w ON w.id = x.id WHERE x.id IS NOT NULL ORDER BY x.id
            """, [.integer(roster), .integer(order)]
        ).map { $0.int(0) }
    }

    /// The books of an order as lines of text, each table by itself, in the order of its keys. People stand in it by
    /// their numbers here; who they are is in the documents.
    private func books(order: Int64, roster: Int64, _ c: any StoreConnection) throws -> String {
        let tables: [(String, SQLText, Int64)] = [
            ("payment_order", "SELECT * FROM payment_order WHERE id = $1", order),
            ("roster", "SELECT * FROM roster WHERE id = $1", roster),
            ("roster_line", "SELECT * FROM roster_line WHERE roster = $1 ORDER BY id", roster),
            ("roster_person", "SELECT * FROM roster_person WHERE roster = $1 ORDER BY person", roster),
            (
                "share",
                """
                SELECT s.* FROM share s JOIN roster_line l ON l.id = s.roster_line WHERE l.roster = $1 ORDER BY s.id
                """, roster
            ),
            ("alert", "SELECT * FROM alert WHERE roster = $1 ORDER BY id", roster),
            ("return_reason", "SELECT * FROM return_reason WHERE roster = $1 ORDER BY id", roster),
            ("publicity", "SELECT * FROM publicity WHERE roster = $1", roster),
            ("batch", "SELECT * FROM batch WHERE payment_order = $1 ORDER BY id", order),
            ("attempt", "SELECT * FROM attempt WHERE payment_order = $1 ORDER BY id", order),
            (
                "failure",
                """
                SELECT f.* FROM failure f JOIN attempt a ON a.id = f.attempt WHERE a.payment_order = $1 ORDER BY f.id
                """, order
            ),
            ("refund", "SELECT * FROM refund WHERE payment_order = $1 ORDER BY id", order),
            (
                "notice",
                """
                SELECT n.id, n.kind, n.serial, n.attempt, n.amount_fen, n.template, n.outbox, n.created, n.state
                FROM notice n JOIN attempt a ON a.id = n.attempt WHERE a.payment_order = $1 ORDER BY n.id
                """, order
            ),
            (
                "duty",
                """
                SELECT d.* FROM duty d JOIN roster r ON d.root = 'list:' || CAST(r.list AS TEXT) WHERE r.id = $1
                ORDER BY d.natural_person
                """, roster
            ),
            (
                "evidence",
                """
                SELECT e.id, e.act, e.principal, e.at FROM evidence e
                JOIN roster r ON e.object = 'list:' || CAST(r.list AS TEXT) WHERE r.id = $1 ORDER BY e.id
                """, roster
            ),
        ]
        var text = ""
        for (name, sql, key) in tables {
            for row in try c.rows(sql, [.integer(key)]) {
                let cells = row.map { $0.text ?? $0.integer.map(String.init) ?? $0.bytes.map { hex($0) } ?? "" }
                text += ([name] + cells).joined(separator: "\t") + "\n"
            }
        }
        for document in try documents(order: order, roster: roster, c) {
            guard
                let row = try c.rows(
                    """
                    SELECT exchange, connection, direction, name, digest, size, mapping, mapping_digest, state, received
                    FROM document WHERE id = $1
                    """, [.integer(document)]
                ).first
            else { continue }
            let cells = row.map { $0.text ?? $0.integer.map(String.init) ?? "" }
            text += (["document", String(document)] + cells).joined(separator: "\t") + "\n"
        }
        return text
    }

    /// Every bundle, opened and held against its digest and its manifest: `whole`, `broken` or `missing`.
    package func archives() throws -> [WorkItem] {
        let rows = try store.read { c in
            try c.rows(
                """
                SELECT x.id, x.county, x.digest, o.number, x.ordinal, x.entries, x.size, x.audit_head, x.at
                FROM archive x JOIN payment_order o ON o.id = x.payment_order ORDER BY x.id
                """)
        }
        return rows.map { row in
            WorkItem(
                kind: "archive", id: row.int(0), county: row.text(1),
                state: archiveState(row.int(0), digest: row.text(2), entries: Int(row.int(5))),
                values: [
                    "digest": row.text(2), "number": row.text(3), "version": String(row.int(4)),
                    "rows": String(row.int(5)), "size": String(row.int(6)), "auditHead": row.text(7),
                    "received": String(row.int(8)),
                ])
        }
    }

    private func archiveState(_ id: Int64, digest: String, entries: Int) -> String {
        guard archive.has(id) else { return "missing" }
        guard let bytes = try? archive.bytes(of: id), hex(Digest.sha256(bytes)) == digest,
            let bundle = ArchiveBundle(bytes), bundle.entries.count == entries
        else { return "broken" }
        return "whole"
    }
}
