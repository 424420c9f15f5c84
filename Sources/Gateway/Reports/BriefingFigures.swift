import Store
import Subsidy
import Workflow

extension Engine {
    /// What a briefing tells of a county, or of all (`*`): lists and payments that began between two days, and on the last
    /// of them the balances, the failures and who is overdue (IM-33.1d). Only what was learnt before `known` counts, so
    /// that the same moment gives the same figures for ever.
    func briefingFigures(
        _ county: String, from: Day, through: Day, known: Instant, _ c: any StoreConnection
    ) throws -> [Figure] {
        let counties = county == "*" ? configuration.counties.map(\.code) : [county]
        let span: [SQLValue] = [.at(Instant(from)), .at(Instant(Day(number: through.number + 1))), .at(known)]
        var figures = try listFigures(span, c)
        figures += try paymentFigures(span, c)
        figures += try failureFigures(known, c)
        figures += try indicatorFigures(through.year, known, c)
        figures += try balanceFigures(known, c)
        figures += try overdueFigures(from: from, known: known, c)
        return figures.filter { counties.contains($0.county) }
    }

    private func listFigures(_ span: [SQLValue], _ c: any StoreConnection) throws -> [Figure] {
        try c.rows(
            """
            SELECT x.county, x.project, CAST(SUM(x.line_count) AS BIGINT), CAST(SUM(x.sum_fen) AS BIGINT) FROM list x
            JOIN document d ON d.id = x.document WHERE d.received >= $1 AND d.received < $2
            AND COALESCE((SELECT e.from_state FROM event e WHERE e.machine = 'list' AND e.subject = x.id
                AND e.arrived >= $3 ORDER BY e.sequence LIMIT 1), x.state) IN ('accepted', 'rostered')
            GROUP BY x.county, x.project ORDER BY x.county, x.project
            """, span
        ).map { row in
            Figure(
                row.text(0), "project \(row.text(1))", "listed", count: row.int(2), sum: Money(fen: row.int(3)))
        }
    }

    /// Instructions of the orders of these days, by what had become of them. One that pays again is of its order too, from
    /// the moment on at which its failure was answered by it.
    private func paymentFigures(_ span: [SQLValue], _ c: any StoreConnection) throws -> [Figure] {
        var found: [String: Figure] = [:]
        func add(_ county: String, _ project: String, _ name: String, _ count: Int64, _ fen: Int64) {
            let subject = "project \(project)"
            found["\(county)\t\(subject)\t\(name)", default: Figure(county, subject, name)].count += count
            found["\(county)\t\(subject)\t\(name)"]?.sum += Money(fen: fen)
        }
        for row in try c.rows(
            """
            SELECT q.county, q.project, q.state, CAST(COUNT(*) AS BIGINT), CAST(SUM(q.amount) AS BIGINT),
                CAST(SUM(q.paid) AS BIGINT)
            FROM (SELECT o.county AS county, r.project AS project, a.amount_fen AS amount,
                    COALESCE((SELECT e.from_state FROM event e WHERE e.machine = 'attempt' AND e.subject = a.id
                        AND e.arrived >= $3 ORDER BY e.sequence LIMIT 1), a.state) AS state,
                    COALESCE((SELECT p.paid_fen FROM attempt_past p WHERE p.attempt = a.id AND p.held_until >= $3
                        ORDER BY p.id LIMIT 1), a.paid_fen) AS paid
                FROM payment_order o JOIN roster r ON r.id = o.roster JOIN attempt a ON a.payment_order = o.id
                WHERE o.created >= $1 AND o.created < $2 AND NOT EXISTS (SELECT 1 FROM attempt b
                    JOIN failure f ON f.attempt = b.id JOIN event m ON m.machine = 'failure' AND m.subject = f.id
                    AND m.to_state = 'reissued' AND m.arrived >= $3
                    WHERE b.share = a.share AND b.payment_order = a.payment_order AND b.ordinal < a.ordinal)) AS q
            GROUP BY q.county, q.project, q.state ORDER BY q.county, q.project, q.state
            """, span)
        {
            let (county, project, lines) = (row.text(0), row.text(1), row.int(3))
            add(county, project, "ordered", lines, row.int(4))
            switch row.text(2) {
            case "paid", "paidLate", "shortPaid": add(county, project, "paid", lines, row.int(5))
            case "failed", "withdrawn": add(county, project, "failed", lines, row.int(4))
            case "lateReturned": add(county, project, "returned", lines, row.int(4))
            case "overpaid": add(county, project, "overpaid", lines, row.int(4))
            default: add(county, project, "open", lines, row.int(4))
            }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Failures that nobody had mended yet, by whose they were.
    private func failureFigures(_ known: Instant, _ c: any StoreConnection) throws -> [Figure] {
        try c.rows(
            """
            SELECT q.county, q.owner, CAST(COUNT(*) AS BIGINT), CAST(SUM(q.amount) AS BIGINT)
            FROM (SELECT o.county AS county, a.amount_fen AS amount,
                    COALESCE((SELECT p.owner FROM failure_past p WHERE p.failure = f.id AND p.held_until >= $1
                        ORDER BY p.id LIMIT 1), f.owner) AS owner,
                    COALESCE((SELECT p.started FROM failure_past p WHERE p.failure = f.id AND p.held_until >= $1
                        ORDER BY p.id LIMIT 1), f.started) AS started,
                    COALESCE((SELECT e.from_state FROM event e WHERE e.machine = 'failure' AND e.subject = f.id
                        AND e.arrived >= $1 ORDER BY e.sequence LIMIT 1), f.state) AS state
                FROM failure f JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order) AS q
            WHERE q.started < $1 AND q.state NOT IN ('settled', 'movedOut', 'reissued')
            GROUP BY q.county, q.owner ORDER BY q.county, q.owner
            """, [.at(known)]
        ).map { row in
            Figure(row.text(0), "failures \(row.text(1))", "open", count: row.int(2), sum: Money(fen: row.int(3)))
        }
    }

    /// The year's indicators as they stood, and what the year's orders had taken of them.
    private func indicatorFigures(_ year: Int, _ known: Instant, _ c: any StoreConnection) throws -> [Figure] {
        let first = Instant(Day(year: year, month: 1, day: 1) ?? known.day)
        var figures: [Figure] = []
        for row in try c.rows(
            """
            SELECT i.county, v.topic, v.total_fen, v.balance_fen FROM indicator i
            JOIN indicator_version v ON v.id = (SELECT MAX(w.id) FROM indicator_version w
                WHERE w.indicator = i.id AND w.at < $1)
            WHERE i.year = $2 AND v.live = 1 ORDER BY i.county, i.id
            """, [.at(known), .int(year)]) where try isTopic(row.text(1), row.text(0))
        {
            figures.append(
                Figure(row.text(0), "indicators", "granted", count: 1, sum: Money(fen: row.int(2))))
            figures.append(
                Figure(row.text(0), "indicators", "balance", count: 1, sum: Money(fen: row.int(3))))
        }
        figures += try c.rows(
            """
            SELECT o.county, CAST(COUNT(*) AS BIGINT), CAST(SUM(o.amount_fen) AS BIGINT) FROM payment_order o
            WHERE o.created >= $2 AND o.created < $1
            AND COALESCE((SELECT e.from_state FROM event e WHERE e.machine = 'payment_order' AND e.subject = o.id
                AND e.arrived >= $1 ORDER BY e.sequence LIMIT 1), o.state) NOT IN ('rejected', 'cancelled')
            GROUP BY o.county ORDER BY o.county
            """, [.at(known), .at(first)]
        ).map { Figure($0.text(0), "indicators", "ordered", count: $0.int(1), sum: Money(fen: $0.int(2))) }
        return Self.added(figures)
    }

    /// What each agency account held by the statements that had been read.
    private func balanceFigures(_ known: Instant, _ c: any StoreConnection) throws -> [Figure] {
        try configuration.agencyAccounts.map { agency in
            let row = try c.rows(
                """
                SELECT l.balance_fen FROM statement_line l JOIN statement t ON t.document = l.document JOIN event e ON e.machine = 'document'
                    AND e.subject = l.document AND e.to_state = 'promoted' AND e.arrived < $2
                WHERE l.agency_account = $1 ORDER BY t.through_day DESC, l.id DESC LIMIT 1
                """, [.text(agency.name), .at(known)]
            ).first
            return Figure(agency.county, "agency \(agency.name)", "balance", sum: Money(fen: row?.int(0) ?? 0))
        }
    }

    /// Terms that were overrun, by who was to answer for it; one that had ended before the first day is old news.
    private func overdueFigures(from: Day, known: Instant, _ c: any StoreConnection) throws -> [Figure] {
        let last = known + .milliseconds(-1)
        var figures: [Figure] = []
        for (_, county, reading) in try clocks(now: last, known: known, c)
        where reading.stopped.map({ $0.day >= from }) ?? true {
            for party in reading.parties(at: last) {
                figures.append(
                    Figure(county, "overdue \(party.rawValue)", reading.clock.rawValue, count: 1))
            }
        }
        return Self.added(figures)
    }

    private static func added(_ figures: [Figure]) -> [Figure] {
        var sums: [String: Figure] = [:]
        for figure in figures {
            let key = "\(figure.county)\t\(figure.subject)\t\(figure.name)"
            sums[key, default: Figure(figure.county, figure.subject, figure.name)].count += figure.count
            sums[key]?.sum += figure.sum
        }
        return sums.sorted { $0.key < $1.key }.map(\.value)
    }
}
