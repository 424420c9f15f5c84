import Store
package import Subsidy
import Trust

/// What an inspection looks at: one county on one day that is over, narrowed to a project and to a township.
package struct InspectionScope: Sendable, Hashable {
    package var county: String
    /// The day whose end is looked at, as it was known then.
    package var on: Day
    /// A project's code; empty for all.
    package var project: String
    /// The first nine digits of the villages' codes; empty for all.
    package var township: String

    package init(county: String, on: Day, project: String = "", township: String = "") {
        self.county = county
        self.on = on
        self.project = project
        self.township = township
    }

    var known: Instant { Instant(Day(number: on.number + 1)) }
    var arguments: [SQLValue] { [.at(known), .text(county), .text(project), .text(township)] }
}

/// One project in one township: what the department listed beside what finance did with it, in rows and in fen.
package struct InspectionRow: Sendable, Hashable {
    package var project: String
    package var township: String
    package var listed: Int64 = 0
    package var listedSum = Money.zero
    package var unrostered: Int64 = 0
    package var payable: Int64 = 0
    package var held: Int64 = 0
    package var removed: Int64 = 0
    package var ordered: Int64 = 0
    package var paid: Int64 = 0
    package var paidSum = Money.zero

    /// The department's rows are finance's rows: none is counted twice, none is left out (NX-5.2.2).
    package var holds: Bool { listed == unrostered + payable + held + removed && paid <= ordered && ordered <= listed }

    var line: String {
        [project, township].joined(separator: "\t") + "\t"
            + [
                listed, listedSum.fen, unrostered, payable, held, removed, ordered, paid, paidSum.fen,
            ].map(String.init).joined(separator: "\t")
    }
}

/// One row of a list as it stood on a past day; people as they may be shown.
package struct PastLine: Sendable, Hashable {
    package var list: Int64
    package var row: Int64
    /// The roster's line; nil when no roster held it.
    package var line: Int64?
    package var project: String
    package var period: String
    package var villageCode: String
    package var village: String
    package var amount: Money
    /// `unrostered`, or the state of the roster's line.
    package var state: String
    /// The state of its last instruction; empty when nothing was ordered.
    package var payment: String
    package var paid: Money
    let person: Int64
    let sealed: [UInt8]
    let account: Int64?
}

/// Inspection is an extract of a past day (NX-12.1, IM-33.3): made again, it has the same digest.
package struct Inspection: Sendable {
    package var scope: InspectionScope
    package var rows: [InspectionRow]
    package var digest: String

    package var holds: Bool { rows.allSatisfy(\.holds) }
}

extension Engine {
    /// What lay where at the end of a past day, by project and township.
    package func inspection(_ scope: InspectionScope, now: Instant) throws -> Inspection {
        try requirePast(scope, now: now)
        let found = try store.read { c in try c.rows(Engine.inspected, scope.arguments) }
        var rows: [InspectionRow] = []
        for cells in found {
            if rows.last?.project != cells.text(0) || rows.last?.township != cells.text(1) {
                rows.append(InspectionRow(project: cells.text(0), township: cells.text(1)))
            }
            rows[rows.count - 1].add(cells)
        }
        let head = "\(scope.county)\t\(scope.on.text)\t\(scope.project)\t\(scope.township)"
        let text = ([head] + rows.map(\.line)).joined(separator: "\n")
        return Inspection(scope: scope, rows: rows, digest: hex(Digest.sha256(Array(text.utf8))))
    }

    /// The rows themselves, in the order of lists.
    package func pastLines(_ scope: InspectionScope, now: Instant) throws -> [PastLine] {
        try requirePast(scope, now: now)
        return try store.read { c in try pastLines(scope, c) }
    }

    func requirePast(_ scope: InspectionScope, now: Instant) throws {
        guard configuration.county(scope.county) != nil else {
            throw GatewayError(.invalid, "county.unknown", "未配置旗县 \(scope.county)")
        }
        guard scope.on < now.day else {
            throw GatewayError(.refused, "inspection.day", "只能提取已经过完的日子：当天的数字还会变，请改用昨天或更早的日期")
        }
    }

    func pastLines(_ scope: InspectionScope, _ c: any StoreConnection) throws -> [PastLine] {
        try c.rows(Engine.pastRows, scope.arguments).map { row in
            PastLine(
                list: row.int(0), row: row.int(1), line: row[2].integer, project: row.text(3), period: row.text(4),
                villageCode: row.text(5), village: row.text(6), amount: Money(fen: row.int(7)), state: row.text(8),
                payment: row.text(9), paid: Money(fen: row.int(10)), person: row.int(11), sealed: row.bytes(12),
                account: row[13].integer)
        }
    }

    /// Every accepted row of a list that had arrived, by the state in which it was, with the money of its instructions.
    private static let inspected: SQLText = """
        SELECT q.project, q.township, q.state, CAST(COUNT(*) AS BIGINT), CAST(SUM(q.amount) AS BIGINT),
            CAST(SUM(q.ordered) AS BIGINT), CAST(SUM(CASE WHEN q.paid > 0 THEN 1 ELSE 0 END) AS BIGINT),
            CAST(SUM(q.paid) AS BIGINT)
        FROM (SELECT x.project AS project, substr(ll.village_code, 1, 9) AS township, ll.amount_fen AS amount,
                CASE WHEN l.id IS NULL OR NOT EXISTS (SELECT 1 FROM event b WHERE b.machine = 'list'
                    AND b.subject = x.id AND b.to_state = 'rostered' AND b.arrived < $1) THEN 'unrostered'
                ELSE COALESCE((SELECT e.from_state FROM event e WHERE e.machine = 'roster_line' AND e.subject = l.id
                    AND e.arrived >= $1 ORDER BY e.sequence LIMIT 1), l.state) END AS state,
                CASE WHEN EXISTS (SELECT 1 FROM share s JOIN attempt a ON a.share = s.id
                    JOIN payment_order o ON o.id = a.payment_order WHERE s.roster_line = l.id AND o.created < $1)
                THEN 1 ELSE 0 END AS ordered,
                COALESCE((SELECT CAST(SUM(CASE WHEN COALESCE((SELECT e.from_state FROM event e
                        WHERE e.machine = 'attempt' AND e.subject = a.id AND e.arrived >= $1 ORDER BY e.sequence
                        LIMIT 1), a.state) IN ('paid', 'shortPaid', 'paidLate')
                    THEN COALESCE((SELECT p.paid_fen FROM attempt_past p WHERE p.attempt = a.id AND p.held_until >= $1
                        ORDER BY p.id LIMIT 1), a.paid_fen) ELSE 0 END) AS BIGINT)
                    FROM share s JOIN attempt a ON a.share = s.id WHERE s.roster_line = l.id), 0) AS paid
            FROM list x JOIN list_line ll ON ll.list = x.id LEFT JOIN roster_line l ON l.list_line = ll.id
            WHERE x.county = $2 AND ($3 = '' OR x.project = $3) AND ($4 = '' OR substr(ll.village_code, 1, 9) = $4)
            AND COALESCE((SELECT e.from_state FROM event e WHERE e.machine = 'list' AND e.subject = x.id
                AND e.arrived >= $1 ORDER BY e.sequence LIMIT 1), x.state) IN ('accepted', 'rostered')) AS q
        GROUP BY q.project, q.township, q.state ORDER BY q.project, q.township, q.state
        """

    private static let pastRows: SQLText = """
        SELECT x.id, ll.line, CASE WHEN q.built = 1 THEN l.id END, x.project, x.period, ll.village_code, ll.village,
            ll.amount_fen,
            CASE WHEN l.id IS NULL OR q.built = 0 THEN 'unrostered'
            ELSE COALESCE((SELECT e.from_state FROM event e WHERE e.machine = 'roster_line' AND e.subject = l.id
                AND e.arrived >= $1 ORDER BY e.sequence LIMIT 1), l.state) END,
            COALESCE((SELECT COALESCE((SELECT e.from_state FROM event e WHERE e.machine = 'attempt' AND e.subject = a.id
                    AND e.arrived >= $1 ORDER BY e.sequence LIMIT 1), a.state)
                FROM share s JOIN attempt a ON a.share = s.id JOIN payment_order o ON o.id = a.payment_order
                WHERE s.roster_line = l.id AND o.created < $1 ORDER BY a.id DESC LIMIT 1), ''),
            COALESCE((SELECT CAST(SUM(CASE WHEN COALESCE((SELECT e.from_state FROM event e
                    WHERE e.machine = 'attempt' AND e.subject = a.id AND e.arrived >= $1 ORDER BY e.sequence
                    LIMIT 1), a.state) IN ('paid', 'shortPaid', 'paidLate')
                THEN COALESCE((SELECT p.paid_fen FROM attempt_past p WHERE p.attempt = a.id AND p.held_until >= $1
                    ORDER BY p.id LIMIT 1), a.paid_fen) ELSE 0 END) AS BIGINT)
                FROM share s JOIN attempt a ON a.share = s.id WHERE s.roster_line = l.id), 0),
            n.id, n.sealed, (SELECT a.account FROM share s JOIN attempt a ON a.share = s.id
                JOIN payment_order o ON o.id = a.payment_order WHERE s.roster_line = l.id AND o.created < $1
                ORDER BY a.id DESC LIMIT 1)
        FROM (SELECT y.id AS id, CASE WHEN EXISTS (SELECT 1 FROM event b WHERE b.machine = 'list' AND b.subject = y.id
                AND b.to_state = 'rostered' AND b.arrived < $1) THEN 1 ELSE 0 END AS built FROM list y) AS q
        JOIN list x ON x.id = q.id JOIN list_line ll ON ll.list = x.id JOIN person n ON n.id = ll.beneficiary
        LEFT JOIN roster_line l ON l.list_line = ll.id
        WHERE x.county = $2 AND ($3 = '' OR x.project = $3) AND ($4 = '' OR substr(ll.village_code, 1, 9) = $4)
        AND COALESCE((SELECT e.from_state FROM event e WHERE e.machine = 'list' AND e.subject = x.id
            AND e.arrived >= $1 ORDER BY e.sequence LIMIT 1), x.state) IN ('accepted', 'rostered')
        ORDER BY x.id, ll.line
        """
}

extension InspectionRow {
    fileprivate mutating func add(_ cells: [SQLValue]) {
        let count = cells.int(3)
        listed += count
        listedSum += Money(fen: cells.int(4))
        switch cells.text(2) {
        case "unrostered": unrostered += count
        case "held": held += count
        case "removed": removed += count
        default: payable += count
        }
        ordered += cells.int(5)
        paid += cells.int(6)
        paidSum += Money(fen: cells.int(7))
    }
}
