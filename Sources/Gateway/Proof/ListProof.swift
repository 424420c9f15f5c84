import Store
package import Subsidy
import Trust

/// One row of a list where what the department says is due and what was paid are not one (IM-29.3).
package struct ListDifference: Sendable, Hashable {
    package var row: Int64
    package var due: Money
    package var paid: Money
    /// What will make them one, or why nothing will by itself.
    package var reason: String
    /// Something is under way that ends the difference.
    package var isOpen: Bool
}

/// The proof that a department's set is the paid set (补贴数据 = 发放数据, IM-29.3), for one list as its department sees it
/// now: with its corrections and withdrawals, and what came back or was paid beside.
package struct ListProof: Sendable {
    package var list: Int64
    package var county: String
    package var project: String
    package var period: String
    package var rows: Int64 = 0
    package var due = Money.zero
    package var paid = Money.zero
    /// SHA-256 over the rows of each side, `row fen` a line: one when the sets are one.
    package var dueDigest = ""
    package var paidDigest = ""
    package var differences: [ListDifference] = []

    package var isEqual: Bool { differences.isEmpty && dueDigest == paidDigest }
    package var state: String {
        isEqual ? "equal" : differences.allSatisfy(\.isOpen) ? "open" : "differs"
    }
}

extension Engine {
    /// The proof of every accepted list, each with the rows in which both sides differ.
    package func listProofs() throws -> [ListProof] {
        try store.read { c in
            try c.rows(
                """
                SELECT id, county, project, period FROM list WHERE state IN ('accepted', 'rostered') ORDER BY id
                """
            ).map { row in
                var proof = ListProof(
                    list: row.int(0), county: row.text(1), project: row.text(2), period: row.text(3))
                var (due, paid): ([String], [String]) = ([], [])
                for row in try c.rows(Engine.provenRows, [row[0]]) {
                    let both = ProvenRow(row)
                    proof.rows += 1
                    proof.due += both.due
                    proof.paid += both.paid
                    due.append("\(both.row) \(both.due.fen)")
                    paid.append("\(both.row) \(both.paid.fen)")
                    if both.due != both.paid { proof.differences.append(both.difference) }
                }
                proof.dueDigest = hex(Digest.sha256(Array(due.joined(separator: "\n").utf8)))
                proof.paidDigest = hex(Digest.sha256(Array(paid.joined(separator: "\n").utf8)))
                return proof
            }
        }
    }

    /// The same as a work list; `list` gives the rows that differ instead.
    package func listProofItems(list: Int64? = nil) throws -> [WorkItem] {
        let proofs = try listProofs()
        guard let list else {
            return proofs.map { proof in
                WorkItem(
                    kind: "proof", id: proof.list, county: proof.county, state: proof.state,
                    values: [
                        "project": proof.project, "period": proof.period, "rows": String(proof.rows),
                        "dueFen": String(proof.due.fen), "paidFen": String(proof.paid.fen),
                        "differing": String(proof.differences.count), "dueDigest": proof.dueDigest,
                        "paidDigest": proof.paidDigest,
                    ])
            }
        }
        return proofs.filter { $0.list == list }.flatMap { proof in
            proof.differences.map { difference in
                WorkItem(
                    kind: "difference", id: difference.row, county: proof.county,
                    state: difference.isOpen ? "open" : "differs",
                    values: [
                        "dueFen": String(difference.due.fen), "paidFen": String(difference.paid.fen),
                        "reason": difference.reason,
                    ])
            }
        }
    }

    /// Of each row: due by the department's newest word, paid less what came back and with what was paid beside, and what
    /// is under way.
    private static let provenRows: SQLText = """
        SELECT ll.line, CASE WHEN ll.withdrawn = 1 THEN 0 ELSE COALESCE(ll.changed_fen, ll.amount_fen) END,
            COALESCE((SELECT CAST(SUM(a.paid_fen + a.over_fen) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id
                WHERE s.roster_line = l.id), 0)
            - COALESCE((SELECT CAST(SUM(v.recovered_fen) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id
                JOIN recovery v ON v.attempt = a.id WHERE s.roster_line = l.id), 0)
            + COALESCE((SELECT CAST(SUM(o.paid_fen) AS BIGINT) FROM supplement v JOIN claim o ON o.id = v.cover
                WHERE v.claim = l.claim AND v.state = 'covered'), 0),
            COALESCE(l.state, ''), COALESCE(l.reason, ''), COALESCE(r.state, ''),
            (SELECT CAST(COUNT(*) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id WHERE s.roster_line = l.id
                AND a.state IN ('held', 'instructed', 'pending', 'unknown')),
            (SELECT CAST(COUNT(*) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id
                JOIN failure f ON f.attempt = a.id WHERE s.roster_line = l.id
                AND f.state IN ('open', 'mended', 'requested', 'leaving')),
            (SELECT CAST(COUNT(*) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id
                JOIN recovery v ON v.attempt = a.id WHERE s.roster_line = l.id
                AND v.state IN ('opened', 'notified', 'partlyRecovered')),
            (SELECT CAST(COUNT(*) AS BIGINT) FROM supplement v WHERE v.claim = l.claim
                AND v.state IN ('opened', 'covered')),
            (SELECT CAST(COUNT(*) AS BIGINT) FROM list_change y WHERE y.list_line = ll.id AND y.state = 'waiting'),
            ll.withdrawn
        FROM list_line ll LEFT JOIN roster_line l ON l.list_line = ll.id LEFT JOIN roster r ON r.id = l.roster
        WHERE ll.list = $1 ORDER BY ll.line
        """
}

/// One row with both sides and what is under way.
private struct ProvenRow {
    let cells: [SQLValue]
    init(_ cells: [SQLValue]) { self.cells = cells }

    var row: Int64 { cells.int(0) }
    var due: Money { Money(fen: cells.int(1)) }
    var paid: Money { Money(fen: cells.int(2)) }

    var difference: ListDifference {
        let (reason, isOpen) = told
        return ListDifference(row: row, due: due, paid: paid, reason: reason, isOpen: isOpen)
    }

    private var told: (String, Bool) {
        if cells.int(6) > 0 { return ("在途，待发放结果", true) }
        if cells.int(10) > 0 { return ("部门的更正待办理", true) }
        if cells.int(7) > 0 { return ("发放失败，待处理", true) }
        if paid > due, cells.int(8) > 0 { return ("多付，追回中", true) }
        if paid < due, cells.int(9) > 0 { return ("少付，待补发", true) }
        switch cells.text(3) {
        case "": return ("尚未造册", true)
        case "held": return ("暂缓：\(cells.text(4))", true)
        case "removed": return ("已移出：\(cells.text(4))", false)
        default:
            return ["ordered", "closed"].contains(cells.text(5)) ? ("付款后未再处理", false) : ("清册办理中", true)
        }
    }
}
