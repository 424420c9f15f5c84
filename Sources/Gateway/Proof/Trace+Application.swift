import Store
import Subsidy

extension Engine {
    /// The whole way of a case by its number (IM-3.1): from the application over each step of its approval to the bank's
    /// answer. A case that never came into a roster has the way that it went so far.
    ///
    /// What lies in a county that the caller does not see is as if it were not there.
    /// A line of a list that a department sent has the number that `caseNumber` gives it.
    package func trace(
        case number: String, visibleTo sees: (String) -> Bool = { _ in true }
    ) throws -> [Hop] {
        let row = try store.read { c in
            try c.rows(
                """
                SELECT a.id, l.id, a.county FROM application a LEFT JOIN list x ON x.document = a.document AND a.state = 'listed'
                LEFT JOIN list_line ll ON ll.list = x.id AND ll.line = a.line
                LEFT JOIN roster_line l ON l.list_line = ll.id WHERE a.number = $1
                """, [.text(number)]
            ).first
        }
        if let row, sees(row.text(2)) {
            if let line = row[1].integer { return try trace(line) }
            return try store.read { c in try applicationHops(row.int(0), c) }
        }
        return try trace(try line(ofListed: number, sees))
    }

    /// The number of a line's case: its application's, or the list's with the row.
    package func caseNumber(of line: Int64) throws -> String {
        let row = try store.read { c in
            try c.rows(
                """
                SELECT COALESCE(a.number, 'QD' || CAST(x.id AS TEXT) || '-' || CAST(ll.line AS TEXT)) FROM roster_line l
                JOIN list_line ll ON ll.id = l.list_line JOIN list x ON x.id = ll.list
                LEFT JOIN application a ON a.document = x.document AND a.line = ll.line WHERE l.id = $1
                """, [.integer(line)]
            ).first
        }
        guard let row else { throw GatewayError(.notFound, "line.unknown", "没有编号为 \(line) 的清册明细") }
        return row.text(0)
    }

    private func line(ofListed number: String, _ sees: (String) -> Bool) throws -> Int64 {
        let parts = number.hasPrefix("QD") ? number.dropFirst(2).split(separator: "-").compactMap { Int64($0) } : []
        let row =
            parts.count == 2
            ? try store.read { c in
                try c.rows(
                    """
                    SELECT l.id, r.county FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
                    JOIN roster r ON r.id = l.roster WHERE ll.list = $1 AND ll.line = $2
                    """, [.integer(parts[0]), .integer(parts[1])]
                ).first
            } : nil
        guard let row, sees(row.text(1)) else {
            throw GatewayError(.notFound, "case.unknown", "没有办件编号 \(number)，或尚未进入清册；编号如 SQ…（在线申请）、QD清单-行")
        }
        return row.int(0)
    }

    /// What happened before a list was made: nothing where its lines came from a department's own system.
    func applicationHops(ofDocument document: Int64, row: Int64, _ c: any StoreConnection) throws -> [Hop] {
        let found = try c.rows(
            "SELECT id FROM application WHERE document = $1 AND line = $2", [.integer(document), .integer(row)])
        return try found.first.map { try applicationHops($0.int(0), c) } ?? []
    }

    private func applicationHops(_ application: Int64, _ c: any StoreConnection) throws -> [Hop] {
        guard
            let row = try c.rows(
                """
                SELECT a.number, a.asked, a.amount_fen, q.document, q.number, f.steps, f.digest FROM application a
                LEFT JOIN portal_request q ON q.id = a.request JOIN approval_flow f ON f.id = a.flow WHERE a.id = $1
                """, [.integer(application)]
            ).first
        else { return [] }
        let number = row.text(0)
        var hops: [Hop] = []
        if let document = row[3].integer { hops += try hop("网上申请 \(row.text(4))（IM-13.2）", document, row: nil, c) }
        func note(_ at: Int64, _ what: String) {
            hops.append(
                Hop(at: Instant(milliseconds: at), what: what, document: nil, row: nil, mapping: "", mappingDigest: ""))
        }
        note(
            row.int(1),
            "办件 \(number)：登记申请，\(Money(fen: row.int(2)).grouped) 元，按审批流程 \(row.text(6).prefix(12))（IM-14.1）")
        let steps = ApprovalFlow(text: row.text(5))?.steps ?? []
        for step in try c.rows(
            """
            SELECT s.round, s.step, s.ended, s.decision, s.reason, u.login FROM application_step s
            LEFT JOIN principal u ON u.id = s.principal WHERE s.application = $1 AND s.ended IS NOT NULL
            ORDER BY s.round, s.step
            """, [.integer(application)])
        {
            let name = steps.indices.contains(Int(step.int(1))) ? steps[Int(step.int(1))].zh : ""
            let word =
                ["pass": "同意", "return": "退回补正", "refuse": "不予批准", "withdraw": "撤回"][step.text(3)] ?? step.text(3)
            let reason = step.text(4).isEmpty ? "" : "，原因 \(step.text(4))"
            note(step.int(2), "办件 \(number)：第 \(step.int(0)) 轮“\(name)”\(word)\(reason)，\(step.text(5))")
        }
        return hops
    }
}
