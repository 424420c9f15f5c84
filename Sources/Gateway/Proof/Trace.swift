package import Subsidy
import Store

/// One hop of a line's way: what happened, when, by which document, row and mapping.
package struct Hop: Sendable {
    package var at: Instant
    package var what: String
    package var document: Int64?
    package var row: Int64?
    package var mapping: String
    package var mappingDigest: String
}

extension Engine {
    /// The way of one line, from the department's row to the bank's answer (G3). `line` is a roster line's number.
    package func trace(_ line: Int64) throws -> [Hop] {
        try store.read { c in
            guard
                let row = try c.rows(
                    """
                    SELECT ll.line, x.document, r.id, l.amount_fen, l.verdict_document, r.list, ll.first_byte, ll.end_byte,
                        ll.list
                    FROM roster_line l JOIN list_line ll ON ll.id = l.list_line JOIN list x ON x.id = ll.list
                    JOIN roster r ON r.id = l.roster WHERE l.id = $1
                    """, [.integer(line)]
                ).first
            else {
                throw GatewayError(
                    .notFound, "line.unknown",
                    "没有编号为 \(line) 的清册明细；编号见 onecard failure list 的“明细”一栏，不是失败记录或支付指令的编号")
            }
            var hops = try applicationHops(ofDocument: row.int(1), row: row.int(0), c)
            let bytes = row.int(7) > row.int(6) ? "，字节 \(row.int(6))–\(row.int(7))" : ""
            hops += try hop(
                "\(hops.isEmpty ? "主管部门报送" : "审批清单")，第 \(row.int(0)) 行\(bytes)，\(Money(fen: row.int(3)).grouped) 元",
                row.int(1),
                row: row.int(0), c)
            if let document = row[4].integer {
                let verdict = try c.rows("SELECT verdict FROM roster_line WHERE id = $1", [.integer(line)])[0].text(0)
                hops += try hop(
                    "公安联网核查：\(VerdictCode(rawValue: verdict)?.zh ?? verdict)（IM-16.1a）", document, row: nil, c)
            }
            hops += try events("roster", row.int(2), "清册", c)
            hops += try events("list", row.int(8), "清单", c)
            if row.int(8) != row.int(5) { hops += try events("list", row.int(5), "并入的主清单", c) }
            hops += try events("roster_line", line, "清册明细", c)
            hops += try moneyHops(line, c)
            hops += try numberHops(line: line, c)
            return hops.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        }
    }

    private func moneyHops(_ line: Int64, _ c: any StoreConnection) throws -> [Hop] {
        var hops: [Hop] = []
        var orders: Set<Int64> = []
        let attempts = try c.rows(
            """
            SELECT a.id, a.ordinal, a.payment_order, a.batch, a.serial, a.result_document, a.result_line, a.account, s.id,
                a.state, a.reason_code, a.paid_fen
            FROM share s JOIN attempt a ON a.share = s.id WHERE s.roster_line = $1 ORDER BY s.id, a.ordinal
            """, [.integer(line)])
        for attempt in attempts {
            let name = "第 \(attempt.int(1)) 次发放（\(attempt.text(4))）"
            if orders.insert(attempt.int(2)).inserted {
                hops += try events("payment_order", attempt.int(2), "支付单", c)
                hops += try sent("payment_order", attempt.int(2), "支付申请提交预算系统", c)
            }
            hops += try events("attempt", attempt.int(0), name, c)
            hops += try events("account", attempt.int(7), "收款账户", c)
            if let batch = attempt[3].integer {
                hops += try events("batch", batch, "代发批次", c)
                hops += try sent("batch", batch, "批次文件送达银行", c)
            }
            if let document = attempt[5].integer {
                hops += try hop("\(name)：银行结果\(word(attempt))", document, row: attempt[6].integer, c)
            }
            for failure in try c.rows("SELECT id FROM failure WHERE attempt = $1", [attempt[0]]) {
                hops += try events("failure", failure.int(0), "失败处理", c)
            }
            for entry in try c.rows(
                "SELECT document, line, kind FROM statement_line WHERE attempt = $1 OR batch = $2 ORDER BY id",
                [attempt[0], attempt[3]]
            ) {
                hops += try hop("代发户对账单（\(entry.text(2))）", entry.int(0), row: entry.int(1), c)
            }
        }
        return hops
    }

    /// What the bank's word came to: state, code and what was paid.
    private func word(_ attempt: [SQLValue]) -> String {
        let code = attempt.text(10).isEmpty ? "" : "，返回码 \(attempt.text(10))"
        let paid = attempt.int(11) > 0 ? "，实付 \(Money(fen: attempt.int(11)).grouped) 元" : ""
        return "（\(AttemptWord.zh(attempt.text(9)))\(code)\(paid)）"
    }

    func hop(_ what: String, _ document: Int64, row: Int64?, _ c: any StoreConnection) throws -> [Hop] {
        try c.rows("SELECT received, mapping, mapping_digest FROM document WHERE id = $1", [.integer(document)]).map {
            Hop(
                at: Instant(milliseconds: $0.int(0)), what: what, document: document, row: row, mapping: $0.text(1),
                mappingDigest: $0.text(2))
        }
    }

    private func sent(_ subject: String, _ id: Int64, _ what: String, _ c: any StoreConnection) throws -> [Hop] {
        try c.rows(
            """
            SELECT o.created, o.document, d.mapping, d.mapping_digest FROM outbox o JOIN document d ON d.id = o.document
            WHERE o.subject = $1 AND o.subject_id = $2 ORDER BY o.id
            """, [.text(subject), .integer(id)]
        ).map {
            Hop(
                at: Instant(milliseconds: $0.int(0)), what: what, document: $0.int(1), row: nil, mapping: $0.text(2),
                mappingDigest: $0.text(3))
        }
    }

    private func events(_ machine: String, _ subject: Int64, _ name: String, _ c: any StoreConnection) throws -> [Hop] {
        try c.rows(
            """
            SELECT e.arrived, e.event, e.to_state, e.document, d.mapping, d.mapping_digest FROM event e
            LEFT JOIN document d ON d.id = e.document WHERE e.machine = $1 AND e.subject = $2 ORDER BY e.sequence
            """, [.text(machine), .integer(subject)]
        ).map {
            Hop(
                at: Instant(milliseconds: $0.int(0)), what: "\(name)：\($0.text(1)) → \($0.text(2))",
                document: $0[3].integer, row: nil, mapping: $0.text(4), mappingDigest: $0.text(5))
        }
    }
}
