import Store
import Subsidy
import Workflow

extension Engine {
    /// Lines that wait because another source, or another roster, names the same subject for the same period; both
    /// values stand side by side (IM-16.0, NX-6.2.3).
    package func sourceConflicts() throws -> [WorkItem] {
        try items(
            "conflict",
            """
            SELECT l.id, r.county, l.reason, x.source, ll.line, l.amount_fen, p.id, p.sealed, m.id, m.amount_fen,
                m.state, y.source, q.id, q.state, k.line, l.payee, l.account, ll.id, ll.beneficiary, ll.quantity,
                ll.rate, ll.village, ll.sealed, m.payee, m.account, k.id, k.beneficiary, k.quantity, k.rate,
                k.village, k.sealed
            FROM roster_line l JOIN roster r ON r.id = l.roster JOIN list_line ll ON ll.id = l.list_line
            JOIN list x ON x.id = ll.list JOIN person p ON p.id = ll.subject
            JOIN list_line k ON k.subject = ll.subject AND k.id <> ll.id JOIN roster_line m ON m.list_line = k.id
            JOIN roster q ON q.id = m.roster JOIN list y ON y.id = k.list
            WHERE l.state = 'held' AND l.reason IN ('source.differs', 'claim.exists')
            AND q.project = r.project AND q.period = r.period AND q.approval = r.approval
            AND m.state <> 'removed' ORDER BY l.id, m.id
            """
        ) { row, _ in
            let person = try open(person: row.int(6), sealed: row.bytes(7))
            let pair = try [
                sourceLine([row[0], row[5]] + row[15..<23]), sourceLine([row[8], row[9]] + row[23..<31]),
            ]
            return [
                "name": Mask.name(person.name), "idNumber": Mask.idNumber(person.idNumber),
                "source": ListSource(rawValue: row.text(3))?.zh ?? "", "row": String(row.int(4)),
                "amountFen": String(row.int(5)), "other": String(row.int(8)),
                "otherFen": String(row.int(9)), "otherState": row.text(10),
                "otherSource": ListSource(rawValue: row.text(11))?.zh ?? "", "otherRoster": String(row.int(12)),
                "otherRosterState": row.text(13), "otherRow": String(row.int(14)),
                "differs": SourceRule.differing(pair).map(\.zh).joined(separator: "、"),
            ]
        }
    }
}
