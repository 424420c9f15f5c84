import Store
package import Subsidy
import Workflow

/// Score is how a bank, or a project, did over some days (NX-8.1, NX-12.2): lines by outcome, sums, and terms kept.
package struct Score: Sendable, Hashable {
    package var county: String
    /// A bank's connection, or a project's code.
    package var name: String
    package var lines: Int64
    package var sum: Money
    package var paid: Int64
    package var paidSum: Money
    package var failed: Int64
    package var lateReturned: Int64
    /// Lines whose outcome nobody knows yet.
    package var open: Int64
    /// Terms that ended, or ran out, in these days, and how many of them were overrun while it held the ball.
    package var terms = 0
    package var late = 0

    /// Of a thousand lines so many are paid; nil without lines.
    package var paidPerMille: Int64? { lines == 0 ? nil : paid * 1000 / lines }
}

extension Engine {
    /// How each bank did with what it was sent between two days, both included.
    package func bankScores(from: Day, through: Day, now: Instant) throws -> [Score] {
        var scores = try scores(
            """
            SELECT b.county, b.bank, a.state, CAST(COUNT(*) AS BIGINT), CAST(SUM(a.amount_fen) AS BIGINT),
                CAST(SUM(a.paid_fen) AS BIGINT)
            FROM batch b JOIN attempt a ON a.batch = b.id WHERE b.released >= $1 AND b.released < $2
            GROUP BY b.county, b.bank, a.state ORDER BY b.county, b.bank, a.state
            """, from, through)
        let banks = try store.read { c in
            try c.rows(
                "SELECT number, bank FROM batch WHERE released >= $1 AND released < $2", Self.span(from, through))
        }
        let bank = Dictionary(
            banks.map { ("batch:\($0.text(0))", $0.text(1)) }, uniquingKeysWith: { first, _ in first })
        for (subject, county, reading) in try clocks(now: now) where reading.clock == .bankPays {
            guard let index = scores.firstIndex(where: { $0.county == county && $0.name == bank[subject] }) else {
                continue
            }
            scores[index].terms += 1
            if reading.holders.contains(.bank) { scores[index].late += 1 }
        }
        return scores
    }

    /// How each project did with what was ordered between two days.
    package func projectScores(from: Day, through: Day) throws -> [Score] {
        try scores(
            """
            SELECT o.county, r.project, a.state, CAST(COUNT(*) AS BIGINT), CAST(SUM(a.amount_fen) AS BIGINT),
                CAST(SUM(a.paid_fen) AS BIGINT)
            FROM payment_order o JOIN roster r ON r.id = o.roster JOIN attempt a ON a.payment_order = o.id
            WHERE o.created >= $1 AND o.created < $2
            GROUP BY o.county, r.project, a.state ORDER BY o.county, r.project, a.state
            """, from, through)
    }

    private static func span(_ from: Day, _ through: Day) -> [SQLValue] {
        [.at(Instant(from)), .at(Instant(Day(number: through.number + 1)))]
    }

    private func scores(_ sql: SQLText, _ from: Day, _ through: Day) throws -> [Score] {
        var scores: [Score] = []
        for row in try store.read({ c in try c.rows(sql, Self.span(from, through)) }) {
            if scores.last?.county != row.text(0) || scores.last?.name != row.text(1) {
                scores.append(
                    Score(
                        county: row.text(0), name: row.text(1), lines: 0, sum: .zero, paid: 0, paidSum: .zero,
                        failed: 0,
                        lateReturned: 0, open: 0))
            }
            let last = scores.count - 1
            scores[last].lines += row.int(3)
            scores[last].sum += Money(fen: row.int(4))
            scores[last].paidSum += Money(fen: row.int(5))
            switch row.text(2) {
            case "paid", "paidLate": scores[last].paid += row.int(3)
            case "failed", "shortPaid", "withdrawn": scores[last].failed += row.int(3)
            case "lateReturned": scores[last].lateReturned += row.int(3)
            default: scores[last].open += row.int(3)
            }
        }
        return scores
    }
}
