import AdapterKit
import Store
import Subsidy

extension Engine {
    /// A pull that came to its last page; its pages are read like any document.
    func notePull(
        _ kind: String, _ pages: [Int64], _ county: String, _ connection: Connection, now: Instant
    ) throws {
        guard let first = pages.min(), let last = pages.max() else { return }
        try store.write { c in
            _ = try c.execute(
                """
                INSERT INTO indicator_pull (id, county, connection, kind, year, at, first_document, last_document)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                [
                    .integer(try IdSource().id(c)), .text(county), .text(connection.name), .text(kind),
                    .int(now.day.year), .at(now), .integer(first), .integer(last),
                ])
        }
    }

    /// What a whole pull does not name any more is void: nothing is ordered from it, and what is on its way from it is
    /// told (IM-10.4). A pull of which a page or a row could not be read says nothing about what is missing; what comes
    /// again is good again.
    func settlePulls(now: Instant) throws -> Progress {
        var progress = Progress()
        let pulls = try store.read { c in
            try c.rows(
                """
                SELECT p.id, p.county, p.connection, p.kind, p.year, p.first_document, p.last_document,
                    (SELECT CAST(COUNT(*) AS BIGINT) FROM document d WHERE d.id BETWEEN p.first_document AND p.last_document
                        AND d.exchange = 'indicator.sync' AND d.connection = p.connection AND d.county = p.county
                        AND (d.state <> 'promoted' OR d.rejected_count > 0))
                FROM indicator_pull p WHERE p.outcome = ''
                AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id BETWEEN p.first_document AND p.last_document
                    AND d.exchange = 'indicator.sync' AND d.state = 'landed') ORDER BY p.id
                """)
        }
        for row in pulls {
            let gone = try commit(
                "indicator.settlePull", object: "indicator_pull:\(row.int(0))", now: now, as: .outcome
            ) { work -> (void: Int, committed: Int64) in
                let isWhole = row.int(7) == 0
                try work.execute(
                    "UPDATE indicator_pull SET outcome = $1 WHERE id = $2", .text(isWhole ? "whole" : "unread"), row[0])
                guard isWhole else { return (0, 0) }
                return try voidMissing(row, work)
            }
            progress.moves += 1
            guard gone.void > 0 else { continue }
            progress.notes.append(
                "indicator.sync：\(gone.void) 条指标或热点分类已不在全量中，停止使用"
                    + (gone.committed == 0 ? "" : "；其中 \(gone.committed) 条已有支付单，请核实") + "（IM-10.4）")
        }
        return progress
    }

    private func voidMissing(_ pull: [SQLValue], _ work: Work) throws -> (void: Int, committed: Int64) {
        guard pull.text(3) == "indicators" else {
            let void = try work.execute(
                """
                UPDATE hot_topic SET void_since = $1 WHERE county = $2 AND document < $3 AND void_since IS NULL
                AND document IN (SELECT id FROM document WHERE connection = $4)
                """, .at(work.now), pull[1], pull[5], pull[2])
            return (void, 0)
        }
        let void = try work.execute(
            """
            UPDATE indicator SET void_since = $1 WHERE county = $2 AND year = $3 AND document < $4
            AND void_since IS NULL AND document IN (SELECT id FROM document WHERE connection = $5)
            """, .at(work.now), pull[1], pull[4], pull[5], pull[2])
        let committed =
            try work.rows(
                """
                SELECT CAST(COUNT(*) AS BIGINT) FROM indicator i WHERE i.county = $1 AND i.void_since = $2
                AND EXISTS (SELECT 1 FROM payment_order o WHERE o.county = i.county AND o.indicator = i.source_id
                    AND o.state NOT IN ('rejected', 'cancelled'))
                """, pull[1], .at(work.now)
            ).first?.int(0) ?? 0
        return (void, committed)
    }
}
