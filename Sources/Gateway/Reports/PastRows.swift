import Store
import Subsidy

/// What is written over is kept with the moment until which it held. What a machine's subject was on a past day is told
/// by its events: the state that the first later event left, else the present one.
extension Engine {
    func keepPast(failure: Int64, _ work: Work) throws {
        try work.execute(
            """
            INSERT INTO failure_past (id, failure, held_until, class, owner, started, ended, extension)
            SELECT $1, id, $2, class, owner, started, ended, extension FROM failure WHERE id = $3
            """, .integer(try work.id()), .at(work.now), .integer(failure))
    }

    /// Only an attempt that had been paid has something to keep.
    func keepPast(attempt: Int64, _ work: Work) throws {
        try work.execute(
            """
            INSERT INTO attempt_past (id, attempt, held_until, paid_fen, over_fen)
            SELECT $1, id, $2, paid_fen, over_fen FROM attempt WHERE id = $3
            """, .integer(try work.id()), .at(work.now), .integer(attempt))
    }

    /// Keeps each indicator of a county that is not what its last version says.
    func keepIndicatorVersions(_ county: String, _ work: Work) throws {
        let changed = try work.rows(
            """
            SELECT i.id, i.amount_fen - i.reduced_fen, i.balance_fen,
                CASE WHEN i.deleted = 0 AND i.executable = 1 THEN 1 ELSE 0 END,
                COALESCE(CASE WHEN t.deleted = 0 THEN t.name END, ''), v.id, v.total_fen, v.balance_fen, v.live, v.topic
            FROM indicator i
            LEFT JOIN hot_topic t ON t.county = i.county AND t.budget_project = i.budget_project
            LEFT JOIN indicator_version v ON v.id = (SELECT MAX(w.id) FROM indicator_version w WHERE w.indicator = i.id)
            WHERE i.county = $1 ORDER BY i.id
            """, .text(county)
        ).filter { row in row[5].isNull || Array(row[1...4]) != Array(row[6...9]) }
        for row in changed {
            try work.execute(
                """
                INSERT INTO indicator_version (id, indicator, at, total_fen, balance_fen, live, topic)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """, .integer(try work.id()), row[0], .at(work.now), row[1], row[2], row[3], row[4])
        }
    }
}
