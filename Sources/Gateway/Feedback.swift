import AdapterKit
package import Store
package import Subsidy
import Trust

extension Engine {
    /// The receipt of a list, row by row, to departments that collect it from a folder. Those who post over the API get
    /// it as the answer.
    func sendReceipt(list: Int64, _ document: LandedDocument, _ work: inout Work) throws {
        let connection = try connection(document.connection)
        guard connection.mappings[Exchange.listReceipt.rawValue] != nil else { return }
        let (head, lines) = try receipt(of: document.id, work.c)
        _ = try post(
            Outgoing(
                county: document.county, exchange: .listReceipt, connection: connection, subject: "receipt",
                subjectID: list, number: head.receiptNumber,
                fileName: try fileName(.listReceipt, connection, number: head.receiptNumber, work)),
            head: head, records: lines, &work)
    }

    /// What became of a list: the equality list = accepted + rejected, and every row that was not taken.
    package func receipt(
        of document: Int64, _ c: any StoreConnection
    ) throws -> (head: ListReceiptHead, lines: [ListReceiptLine]) {
        guard
            let row = try c.rows(
                """
                SELECT digest, state, row_count, accepted_count, rejected_count, sum_fen, accepted_fen, rejected_fen
                FROM document WHERE id = $1
                """, [.integer(document)]
            ).first
        else { throw GatewayError(.notFound, "document.unknown", "没有编号为 \(document) 的文件") }
        var head = ListReceiptHead()
        head.receiptNumber = "HZ\(document)"
        head.listDigest = row.text(0)
        head.state = row.text(1)
        head.lines = row.int(2)
        head.acceptedLines = row.int(3)
        head.rejectedLines = row.int(4)
        head.sum = Money(fen: row.int(5))
        head.acceptedSum = Money(fen: row.int(6))
        head.rejectedSum = Money(fen: row.int(7))
        head.auditHead = try audit.head(c)
        let rejects = try c.rows(
            "SELECT line, field, code, message FROM reject WHERE document = $1 ORDER BY line, id", [.integer(document)])
        let rejected = rejects.map { reject in
            var line = ListReceiptLine()
            line.row = reject.int(0)
            line.accepted = false
            line.field = reject.text(1)
            line.code = reject.text(2)
            line.message = reject.text(3)
            return line
        }
        let accepted = try c.rows(
            "SELECT l.line FROM list_line l JOIN list x ON x.id = l.list WHERE x.document = $1 ORDER BY l.line",
            [.integer(document)]
        ).map { row in
            var line = ListReceiptLine()
            line.row = row.int(0)
            line.accepted = true
            return line
        }
        return (head, (rejected + accepted).sorted { ($0.row ?? 0) < ($1.row ?? 0) })
    }

    /// Results go back to the department when every line of its list has an outcome (IM-33.2), with the proof that its
    /// set and the paid set are one (IM-29.3).
    func feedBack(now: Instant) throws -> Progress {
        var progress = Progress()
        let lists = try store.read { c in
            try c.rows(
                """
                SELECT x.id, x.document, d.connection, x.county
                FROM (SELECT id, list FROM roster WHERE state IN ('ordered', 'closed')
                    UNION SELECT q.id, s.list FROM roster q JOIN roster_source s ON s.roster = q.id
                    WHERE q.state IN ('ordered', 'closed')) AS r
                JOIN list x ON x.id = r.list JOIN document d ON d.id = x.document
                WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject = 'feed' AND o.subject_id = r.list
                    AND (o.state IN ('ready', 'sending', 'unknown') OR o.created > $1))
                AND NOT EXISTS (SELECT 1 FROM roster_line l JOIN share s ON s.roster_line = l.id
                    WHERE l.roster = r.id AND l.state = 'payable' AND NOT EXISTS (SELECT 1 FROM attempt a
                    WHERE a.share = s.id AND a.state IN ('paid', 'shortPaid', 'paidLate', 'failed', 'lateReturned',
                    'overpaid', 'withdrawn')))
                AND NOT EXISTS (SELECT 1 FROM roster_line l JOIN share s ON s.roster_line = l.id
                    JOIN attempt a ON a.share = s.id WHERE l.roster = r.id
                    AND a.state IN ('held', 'instructed', 'pending', 'unknown'))
                ORDER BY x.id
                """, [.at(now + .seconds(-20 * 3600))])
        }
        for row in lists {
            guard let connection = configuration.connections[row.text(2)],
                connection.mappings[Exchange.resultFeed.rawValue] != nil,
                let digest = try changedResults(of: row.int(0))
            else { continue }
            try commit("list.feedBack", object: "list:\(row.int(0))", now: now, as: .intent) { work in
                let (head, lines) = try results(of: row.int(0), work.c)
                // Results may become again what they were: the digest alone would be a number used before.
                let earlier = try work.rows(
                    "SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE subject = 'feed' AND subject_id = $1", row[0])
                let number = "JG\(row.int(0))-\((earlier.first?.int(0) ?? 0) + 1)-\(digest.prefix(8))"
                try work.execute("UPDATE list SET feed_digest = $1 WHERE id = $2", .text(digest), row[0])
                _ = try post(
                    Outgoing(
                        county: row.text(3), exchange: .resultFeed, connection: connection, subject: "feed",
                        subjectID: row.int(0), number: number,
                        fileName: try fileName(.resultFeed, connection, number: number, work)),
                    head: head, records: lines, &work)
            }
            progress.moves += 1
        }
        return progress
    }

    /// The digest of a list's results, when they are others than those that went back last: a late return or a reissue
    /// reaches the department too, at most once a day.
    private func changedResults(of list: Int64) throws -> String? {
        try store.read { c in
            let lines = try results(of: list, c).lines
            let text = lines.map { "\($0.row ?? 0) \($0.outcome) \($0.paid?.fen ?? 0) \($0.reason)" }
            let digest = hex(Digest.sha256(Array(text.joined(separator: "\n").utf8)))
            let last = try c.rows("SELECT feed_digest FROM list WHERE id = $1", [.integer(list)]).first?.text(0)
            return last == digest ? nil : digest
        }
    }

    /// The results of a list, a row for each row that was accepted: due = paid + unpaid, to the fen.
    package func results(
        of list: Int64, _ c: any StoreConnection
    ) throws -> (head: PaymentResultHead, lines: [PaymentResultLine]) {
        let rows = try c.rows(
            """
            SELECT ll.line, l.amount_fen, l.state, l.reason,
                COALESCE(CAST(SUM(a.paid_fen) AS BIGINT), 0), MAX(CASE WHEN a.paid_fen > 0 THEN a.paid_on END),
                COALESCE(MAX(CASE WHEN a.paid_fen = 0 THEN a.reason_code END), '')
            FROM list_line ll JOIN roster_line l ON l.list_line = ll.id
            LEFT JOIN share s ON s.roster_line = l.id LEFT JOIN attempt a ON a.share = s.id
            WHERE ll.list = $1 GROUP BY ll.line, l.id, l.amount_fen, l.state, l.reason ORDER BY ll.line, l.id
            """, [.integer(list)])
        let about = try c.rows(
            """
            SELECT x.project, x.period, x.approval, d.digest FROM list x JOIN document d ON d.id = x.document
            WHERE x.id = $1
            """, [.integer(list)])
        var head = PaymentResultHead()
        if let row = about.first {
            head.project = row.text(0)
            head.period = row.text(1)
            head.approvalNumber = row.text(2)
            head.listDigest = row.text(3)
        }
        var due = Money.zero
        var paid = Money.zero
        let lines = rows.map { row in
            var line = PaymentResultLine()
            line.row = row.int(0)
            line.due = Money(fen: row.int(1))
            line.paid = Money(fen: row.int(4))
            line.paidOn = row[5].day
            line.outcome =
                row.text(2) != "payable"
                ? row.text(2)
                : row.int(4) == row.int(1)
                    ? "paid"
                    : row.int(4) > 0 ? "partlyPaid" : "unpaid"
            line.reason = row.text(2) != "payable" ? row.text(3) : row.int(4) == row.int(1) ? "" : row.text(6)
            due += Money(fen: row.int(1))
            paid += Money(fen: row.int(4))
            return line
        }
        head.lines = Int64(lines.count)
        head.sum = due
        head.paid = paid
        head.unpaid = due - paid
        return (head, lines)
    }
}
