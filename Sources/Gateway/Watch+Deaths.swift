import AdapterKit
import Store
import Subsidy
import Workflow

extension Engine {
    /// What deaths mean for money that was paid already (IM-16.1e): a look at the people of whom something was told since
    /// the last one.
    func watchDeaths(now: Instant) throws -> Progress {
        var progress = Progress()
        guard let last = try lastDeathNews() else { return progress }
        if try touchesMoney(last) {
            progress += try reviseDeathRecoveries(last, now: now)
            progress += try openDeathRecoveries(last, now: now)
            progress += try askDeathDays(last, now: now)
        }
        try forgetDeathNews(until: last)
        return progress
    }

    private func touchesMoney(_ last: Int64) throws -> Bool {
        try store.read { c in
            try !c.rows(SQLText("SELECT k.share FROM (\(Engine.sharesInNews)) AS k LIMIT 1"), [.integer(last)]).isEmpty
        }
    }

    /// Every payment after the day of death, over all projects, opens a recovery (IM-16.1e); not where a handler had
    /// already found, before the payment, that the person of this very notice lives (IM-18.3).
    private func openDeathRecoveries(_ last: Int64, now: Instant) throws -> Progress {
        var progress = Progress()
        let found = try store.read { c in
            try c.rows(
                SQLText(
                    """
                    SELECT a.id, a.paid_fen - COALESCE((SELECT CAST(SUM(v.amount_fen) AS BIGINT) FROM recovery v
                        WHERE v.attempt = a.id AND v.article IN ('IM-21.4', 'IM-29.3') AND v.state <> 'withdrawn'), 0),
                        MAX(x.document)
                    FROM (\(Engine.noticesInNews)) AS x JOIN share t ON t.id = +x.share JOIN attempt a ON a.share = +x.share
                    JOIN document w ON w.id = x.document
                    WHERE a.state IN ('paid', 'shortPaid', 'paidLate') AND a.paid_fen > 0 AND a.paid_on > x.day
                    AND NOT EXISTS (SELECT 1 FROM recovery r WHERE r.attempt = a.id AND r.article = 'IM-16.1e')
                    AND a.paid_fen > COALESCE((SELECT CAST(SUM(v.amount_fen) AS BIGINT) FROM recovery v
                        WHERE v.attempt = a.id AND v.article IN ('IM-21.4', 'IM-29.3') AND v.state <> 'withdrawn'), 0)
                    AND NOT EXISTS (SELECT 1 FROM alert y WHERE y.roster_line = t.roster_line
                        AND y.rule = 'crematedButAlive' AND y.state = 'answered' AND w.received <= y.at)
                    GROUP BY a.id, a.paid_fen
                    ORDER BY a.id
                    """), [.integer(last)])
        }
        for row in found {
            try commit(
                "recovery.open", object: "attempt:\(row.int(0))", document: row[2].integer, now: now, as: .outcome
            ) { work in
                try openRecovery(
                    attempt: row.int(0), Money(fen: row.int(1)), reason: RecoveryReason.zh("IM-16.1e"),
                    article: "IM-16.1e", row[2].integer, work)
            }
            progress.moves += 1
            progress.notes.append("death.sync：一名收款人在发放前已死亡，已立追缴案 \(Money(fen: row.int(1)).grouped) 元（IM-16.1e）")
        }
        return progress
    }

    /// A day of death that is corrected makes the cases anew: what was paid before the day as it is known now is fetched
    /// back no more, as long as nothing was handed in, and what a correction had let go may be fetched back again.
    private func reviseDeathRecoveries(_ last: Int64, now: Instant) throws -> Progress {
        var progress = Progress()
        let open = try store.read { c in
            try c.rows(
                """
                SELECT 1 FROM recovery WHERE article = 'IM-16.1e'
                AND (state IN ('opened', 'notified') OR (state = 'withdrawn' AND by_day = 1)) LIMIT 1
                """)
        }
        guard !open.isEmpty else { return progress }
        let found = try store.read { c in
            try c.rows(
                SQLText(
                    """
                    SELECT r.id, r.state FROM recovery r JOIN attempt a ON a.id = r.attempt
                    JOIN (SELECT x.share AS share, MIN(x.day) AS day FROM (\(Engine.noticesInNews)) AS x
                        GROUP BY x.share) AS y ON y.share = a.share
                    WHERE r.article = 'IM-16.1e'
                    AND NOT EXISTS (SELECT 1 FROM recovery_receipt p WHERE p.recovery = r.id)
                    AND ((r.state IN ('opened', 'notified') AND y.day IS NOT NULL AND y.day >= a.paid_on)
                        OR (r.state = 'withdrawn' AND r.by_day = 1 AND y.day < a.paid_on AND a.paid_fen > 0))
                    ORDER BY r.id
                    """), [.integer(last)])
        }
        for row in found {
            let isBack = row.text(1) == RecoveryMachine.State.withdrawn.rawValue
            try commit("recovery.revise", object: "recovery:\(row.int(0))", now: now, as: .outcome) { work in
                try work.move(RecoveryMachine.self, row.int(0), isBack ? .reopen : .withdraw)
                try work.execute(
                    "UPDATE recovery SET by_day = $1 WHERE id = $2", .int(isBack ? 0 : 1), .integer(row.int(0)))
            }
            progress.moves += 1
            progress.notes.append("死亡日期更正：一件追缴案\(isBack ? "重新立案" : "不再成立，已撤销")（IM-16.1e）")
        }
        return progress
    }

    /// Who was paid and is told dead without a day: somebody has to find the day out.
    private func askDeathDays(_ last: Int64, now: Instant) throws -> Progress {
        var progress = Progress()
        let found = try store.read { c in
            try c.rows(
                SQLText(
                    """
                    SELECT x.person, MAX(o.county), MAX(x.document), MAX(i.id),
                        CAST(SUM(CASE WHEN x.day IS NULL THEN 0 ELSE 1 END) AS BIGINT)
                    FROM (\(Engine.peopleInNews)) AS x JOIN attempt a ON a.share = +x.share AND a.paid_fen > 0
                    JOIN payment_order o ON o.id = a.payment_order LEFT JOIN death_inquiry i ON i.person = x.person
                    WHERE COALESCE(i.state, 'asked') <> 'settled' GROUP BY x.person
                    HAVING (MAX(i.id) IS NULL AND SUM(CASE WHEN x.day IS NULL THEN 0 ELSE 1 END) = 0)
                    OR (MAX(i.id) IS NOT NULL AND SUM(CASE WHEN x.day IS NULL THEN 0 ELSE 1 END) > 0) ORDER BY x.person
                    """), [.integer(last)])
        }
        for row in found {
            try commit(
                "death.ask", object: "person:\(row.int(0))", document: row[2].integer, now: now, as: .outcome
            ) { work in
                if let known = row[3].integer { return try work.move(DeathInquiryMachine.self, known, .settle) }
                try work.execute(
                    """
                    INSERT INTO death_inquiry (id, county, person, document, opened, state, sequence)
                    VALUES ($1, $2, $3, $4, $5, 'asked', 0)
                    """, .integer(try work.id()), row[1], row[0], row[2], .at(now))
            }
            progress.moves += 1
            if row[3].isNull { progress.notes.append("死亡日期不明而已有发放：请苏木乡镇查明死亡日期（IM-16.1e）") }
        }
        return progress
    }
}
