import Store
package import Subsidy

/// What became of an entitlement (IM-22.2, NX-10.2): every accepted row of a list lies in these, to the fen.
package enum GapKind: String, CaseIterable, Sendable {
    /// Paid.
    case paid
    /// On its way: being checked and reviewed, at the treasury, or at the bank. Never missed, whatever is said of it.
    case onWay
    /// 欠发: ordered, and not or not wholly paid.
    case owed
    /// 漏发: entitled, and nobody pays it: no roster, held, or moved out and not listed again.
    case missed
    /// Not due any more: stopped, removed with a reason, or listed again under another approval.
    case notDue
    /// 错发: paid beyond what was due, or after a death, or otherwise in error; beside the others.
    case wrong

    package var zh: String {
        switch self {
        case .paid: "已发"
        case .onWay: "在途"
        case .owed: "欠发"
        case .missed: "漏发"
        case .notDue: "停发或另行补发"
        case .wrong: "错发"
        }
    }
}

/// One row that is owed, missed or wrong.
package struct Gap: Sendable {
    package var kind: GapKind
    package var county: String
    package var project: String
    package var period: String
    package var list: Int64
    /// The row of the department's list.
    package var row: Int64
    /// The roster's line; nil when no roster holds it.
    package var line: Int64?
    package var sum: Money
    package var reason: String
}

/// A department's entitled set beside the paid set, for one list: rows and persons are both counted, because a
/// department counts persons and finance counts rows.
package struct EntitlementAccount: Sendable {
    package var county: String
    package var project: String
    package var period: String
    package var list: Int64
    package var rows: Int64 = 0
    package var persons: Int64 = 0
    package var due = Money.zero
    package var sums: [GapKind: Money] = [:]

    /// entitled = paid + on its way + owed + missed + not due.
    package var holds: Bool {
        GapKind.allCases.filter { $0 != .wrong }.reduce(Money.zero) { $0 + (sums[$1] ?? .zero) } == due
    }
}

extension Engine {
    /// The three lists of the comparison between departments and finance, and for each list the account that shows that
    /// no row was left out of them.
    package func gaps() throws -> (accounts: [EntitlementAccount], gaps: [Gap]) {
        try store.read { c in
            var accounts: [EntitlementAccount] = []
            var gaps: [Gap] = []
            for row in try c.rows(Engine.entitlements) {
                let entitlement = Entitlement(row)
                if accounts.last?.list != entitlement.list { accounts.append(entitlement.account) }
                accounts[accounts.count - 1].add(entitlement)
                gaps += entitlement.gaps
            }
            for index in accounts.indices {
                accounts[index].persons =
                    try c.rows(
                        "SELECT CAST(COUNT(DISTINCT subject) AS BIGINT) FROM list_line WHERE list = $1",
                        [.integer(accounts[index].list)]
                    ).first?.int(0) ?? 0
            }
            return (accounts, gaps)
        }
    }

    private static let entitlements: SQLText = """
        SELECT x.county, x.project, x.period, x.id, ll.line, l.id,
            COALESCE(l.amount_fen, ll.changed_fen, ll.amount_fen),
            COALESCE(l.state, CASE WHEN ll.withdrawn = 1 THEN 'removed' ELSE '' END),
            COALESCE(l.reason, CASE WHEN ll.withdrawn = 1 THEN 'department.withdrawn' ELSE '' END),
            COALESCE(r.state, ''),
            COALESCE((SELECT CAST(SUM(a.paid_fen) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id
                WHERE s.roster_line = l.id), 0),
            COALESCE((SELECT CAST(SUM(a.amount_fen) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id
                WHERE s.roster_line = l.id AND a.state IN ('held', 'instructed', 'pending', 'unknown')), 0),
            COALESCE((SELECT CAST(SUM(s.due_fen) AS BIGINT) FROM share s JOIN attempt a ON a.share = s.id
                JOIN failure f ON f.attempt = a.id WHERE s.roster_line = l.id AND f.state = 'movedOut'), 0),
            CASE WHEN EXISTS (SELECT 1 FROM claim c JOIN claim o ON o.subject = c.subject AND o.project = c.project
                AND o.period = c.period AND o.id > c.id AND o.due_fen > 0 WHERE c.id = l.claim) THEN 1 ELSE 0 END,
            COALESCE((SELECT CAST(SUM(v.amount_fen - v.recovered_fen) AS BIGINT) FROM share s
                JOIN attempt a ON a.share = s.id JOIN recovery v ON v.attempt = a.id
                WHERE s.roster_line = l.id AND v.state NOT IN ('uncollectable', 'withdrawn')), 0),
            COALESCE((SELECT MAX(a.reason_code) FROM share s JOIN attempt a ON a.share = s.id
                WHERE s.roster_line = l.id AND a.state IN ('failed', 'lateReturned')), '')
        FROM list x JOIN list_line ll ON ll.list = x.id LEFT JOIN roster_line l ON l.list_line = ll.id
        LEFT JOIN roster r ON r.id = l.roster
        WHERE x.state IN ('accepted', 'rostered') ORDER BY x.id, ll.line
        """
}

/// One row of a list with everything that was done for it.
private struct Entitlement {
    let row: [SQLValue]
    init(_ row: [SQLValue]) { self.row = row }

    var list: Int64 { row.int(3) }
    var due: Money { Money(fen: row.int(6)) }
    private var paid: Money { Money(fen: row.int(10)) }
    private var open: Money { Money(fen: row.int(11)) }
    private var left: Money { Money(fen: row.int(12)) }
    private var rest: Money { due - paid - open }
    private var isListedAgain: Bool { row.int(13) == 1 }

    var account: EntitlementAccount {
        EntitlementAccount(county: row.text(0), project: row.text(1), period: row.text(2), list: list)
    }

    /// Where the part lies that is neither paid nor at the treasury or a bank.
    var shares: [(kind: GapKind, sum: Money, reason: String)] {
        var shares: [(kind: GapKind, sum: Money, reason: String)] = [(.paid, paid, "")]
        guard rest > .zero else { return shares + [(.onWay, open, "")] }
        switch row.text(7) {
        case "": shares += [(.onWay, open, ""), (.missed, rest, "尚未造册")]
        case "held": shares += [(.onWay, open, ""), (.missed, rest, row.text(8))]
        case "removed": shares += [(.onWay, open, ""), (.notDue, rest, row.text(8))]
        default:
            guard ["ordered", "closed"].contains(row.text(9)) else { return shares + [(.onWay, open + rest, "")] }
            let gone = min(left, rest)
            shares += [(.onWay, open, ""), (.owed, rest - gone, row.text(15))]
            shares.append(isListedAgain ? (.notDue, gone, "另行补发") : (.missed, gone, "移出清册"))
        }
        return shares
    }

    /// What a case says was paid beyond the due or otherwise in error, and has not come back.
    var wrong: Money { Money(fen: row.int(14)) }

    var gaps: [Gap] {
        (shares + [(.wrong, wrong, "多付、死亡后发放或核查发现")])
            .filter { [.owed, .missed, .wrong].contains($0.kind) && $0.sum > .zero }
            .map { kind, sum, reason in
                Gap(
                    kind: kind, county: row.text(0), project: row.text(1), period: row.text(2), list: list,
                    row: row.int(4), line: row[5].integer, sum: sum, reason: reason)
            }
    }

}

extension EntitlementAccount {
    fileprivate mutating func add(_ entitlement: Entitlement) {
        rows += 1
        due = due + entitlement.due
        for share in entitlement.shares { sums[share.kind] = (sums[share.kind] ?? .zero) + share.sum }
        sums[.wrong] = (sums[.wrong] ?? .zero) + entitlement.wrong
    }
}
