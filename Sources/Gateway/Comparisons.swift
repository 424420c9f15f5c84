import AdapterKit
import Store
import Subsidy
import Workflow

/// What a register told, and what it is measured by.
struct Feed {
    var county: String
    var exchange: Exchange
    var connection: String
    /// The document of a feed, or the first of its pages.
    var document: Int64
    var kind: ResidentPull.Kind
    var rows: Int
    /// How many people it is held against.
    var people: Int
}

extension Engine {
    /// Keeps what a feed was found to say, unless it shrank or would change too many: then its findings are held, and a
    /// person decides (IM-11.2, IM-33.1b).
    func compare(
        _ feed: Feed, _ found: [Found], _ work: inout Work, wasLookedAt: (Int64) -> Bool
    ) throws -> (told: String, objection: FeedObjection?) {
        let last = feed.kind == .whole ? try lastCount(feed, work) : nil
        let terms = try profile(feed.county).library
        // Rows that nobody understands are no changes: they say that the source's codes have changed.
        let unread = found.count { $0.kind == .residentUnread }
        let objection =
            FeedObjection.isTooMany(unread, of: feed.people, terms)
            ? FeedObjection.codesChanged
            : FeedObjection.of(
                feed: feed.rows, last: last, people: feed.people, changes: Set(found.map(\.person)).count - unread,
                terms
            )
        let run = try open(feed, last: last, changes: found.count, objection, &work)
        try record(
            found, county: feed.county, isOwn: false, comparison: run, held: objection != nil, &work,
            wasLookedAt: wasLookedAt)
        guard let objection else {
            try noteDeaths(of: run, work)
            try noteSuccess(feed.exchange.rawValue, feed.connection, feed.county, work)
            return ("不一致 \(found.count) 项", nil)
        }
        return ("\(objection.zh)，比对已停下，请人工核实后放行或作废（IM-33.1b）", objection)
    }

    /// The size of the whole feed that was last taken.
    private func lastCount(_ feed: Feed, _ work: Work) throws -> Int? {
        try work.rows(
            """
            SELECT feed_count FROM comparison WHERE county = $1 AND exchange = $2 AND connection = $3
            AND state = 'compared' AND kind = 'whole' ORDER BY id DESC LIMIT 1
            """, .text(feed.county), .text(feed.exchange.rawValue), .text(feed.connection)
        ).first.map { Int($0.int(0)) }
    }

    /// Keeps a run, which is done, or halted for a reason.
    func open(
        _ feed: Feed, last: Int?, changes: Int, _ objection: FeedObjection?, _ work: inout Work
    ) throws -> Int64 {
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO comparison (id, county, exchange, connection, document, at, feed_count, last_count, people,
                changes, reason, kind, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'reading', 0)
            """,
            .integer(id), .text(feed.county), .text(feed.exchange.rawValue), .text(feed.connection),
            .integer(feed.document), .at(work.now), .int(feed.rows), .int(last ?? 0), .int(feed.people), .int(changes),
            .text(objection?.rawValue ?? ""), .text(feed.kind.rawValue))
        try work.move(ComparisonMachine.self, id, objection == nil ? .finish : .halt)
        return id
    }

    /// Who died stops being paid everywhere, as a death told by any register does (IM-16.1d).
    private func noteDeaths(of run: Int64, _ work: Work) throws {
        try work.execute(
            """
            INSERT INTO death (id_digest, connection, death_day, document, line)
            SELECT p.id_digest, x.connection, f.day, x.document, 0 FROM library_finding f JOIN comparison x ON x.id = f.comparison
            JOIN person p ON p.id = f.person WHERE f.comparison = $1 AND f.kind = 'residentDeceased'
            ON CONFLICT (id_digest, connection) DO NOTHING
            """, .integer(run))
        if let document = try work.rows("SELECT document FROM comparison WHERE id = $1", .integer(run)).first?.int(0) {
            try noteDeaths(toldBy: document, work)
        }
    }

    // MARK: Pulls

    /// Compares the pulls whose last page has been read. One whose pages do not come to what the register says it has, or
    /// of which a page could not be read, says nothing about anybody.
    func settleResidents(now: Instant) throws -> Progress {
        var progress = Progress()
        let pulls = try store.read { c in
            try c.rows(
                SQLText(
                    """
                    SELECT \(ResidentPull.columns) FROM resident_pull p WHERE p.outcome = '' AND p.next IS NULL
                    AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id > p.id
                        AND d.exchange = 'residents.compare' AND d.connection = p.connection AND d.county = p.county
                        AND d.state = 'landed') ORDER BY p.id
                    """))
        }.compactMap(ResidentPull.init)
        for pull in pulls {
            progress.moves += 1
            progress.notes.append("residents.compare：\(try settle(pull, now: now))")
        }
        return progress
    }

    private func settle(_ pull: ResidentPull, now: Instant) throws -> String {
        let unread = try store.read { c in
            try c.rows(
                """
                SELECT CAST(COUNT(*) AS BIGINT) FROM document WHERE id > $1 AND exchange = 'residents.compare'
                AND connection = $2 AND county = $3 AND state IN ('refused', 'quarantined')
                """, [.integer(pull.id), .text(pull.connection), .text(pull.county)]
            ).first?.int(0) ?? 0
        }
        guard unread == 0, let document = pull.document else {
            try end(pull, .unread, now: now)
            return "连接 \(pull.connection) 有 \(unread) 页读不出，这一次不作比对，请核对后等下一次（IM-33.1b）"
        }
        guard pull.told == nil || pull.told == pull.rows else {
            try end(pull, .torn, now: now)
            return "连接 \(pull.connection) 报称 \(pull.told ?? 0) 人，实取 \(pull.rows) 人，这一次不作比对（IM-33.1b）"
        }
        return try commit("residents.compare", object: "resident_pull:\(pull.id)", now: now, as: .outcome) { work in
            let told = try work.rows(
                "SELECT person, finding, day FROM resident_told WHERE pull = $1 ORDER BY person", .integer(pull.id))
            let present = Set(told.map { $0.int(0) })
            var found = told.compactMap { row in
                LibraryFindingKind(rawValue: row.text(1)).map { kind in
                    Found(
                        kind: kind, person: row.int(0), day: row[2].day)
                }
            }
            let standing = try work.rows(
                """
                SELECT person, added FROM library_person WHERE county = $1 AND state NOT IN ('deceased', 'movedOut')
                ORDER BY person
                """, .text(pull.county))
            let isWhole = pull.kind == .whole && pull.bad == 0
            if isWhole {
                // Who came into the library while the register was being read may stand on a page already passed.
                found += standing.filter { $0.int(1) <= pull.begun.milliseconds && !present.contains($0.int(0)) }.map {
                    Found(kind: .residentMissing, person: $0.int(0))
                }
            }
            let feed = Feed(
                county: pull.county, exchange: .residentsCompare, connection: pull.connection, document: document,
                kind: pull.kind, rows: Int(pull.rows), people: standing.count)
            let (note, objection) = try compare(feed, found, &work) { isWhole || present.contains($0) }
            try close(pull.id, objection == nil ? .compared : .halted, work)
            return "\(pull.kind == .whole ? "全量" : "变动") \(pull.rows) 人，\(note)"
        }
    }

    // MARK: A halted run

    /// A person says that the feed is right after all; what it found counts from now on.
    func releaseComparison(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let run = try input.id("comparison")
        _ = try input.text("evidence")
        try work.move(ComparisonMachine.self, run, .release)
        try work.execute("UPDATE comparison SET decided = $1 WHERE id = $2", .at(work.now), .integer(run))
        let held = try work.rows(
            "SELECT id FROM library_finding WHERE comparison = $1 AND state = 'held' ORDER BY id", .integer(run))
        try work.move(LibraryFindingMachine.self, held.map { ($0.int(0), .raise) })
        try noteDeaths(of: run, work)
        try decided(run, .compared, work)
        if let row = try work.rows(
            "SELECT exchange, connection, county FROM comparison WHERE id = $1", .integer(run)
        ).first {
            try noteSuccess(row.text(0), row.text(1), row.text(2), work)
        }
        try readAgain(run, &work)
        return ActResult("comparison:\(run)", "已放行，\(held.count) 项不一致列入待处理（IM-33.1b）")
    }

    func dismissComparison(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let run = try input.id("comparison")
        let reason = try input.text("reason")
        try work.move(ComparisonMachine.self, run, .dismiss)
        try work.execute("UPDATE comparison SET decided = $1 WHERE id = $2", .at(work.now), .integer(run))
        let held = try work.rows(
            "SELECT id FROM library_finding WHERE comparison = $1 AND state = 'held' ORDER BY id", .integer(run))
        try work.move(LibraryFindingMachine.self, held.map { ($0.int(0), .vanish) })
        try decided(run, .dismissed, work)
        return ActResult("comparison:\(run)", "数据有误，比对作废：\(reason)")
    }

    /// What became of the pull whose run was halted: the next one begins where the last good one was.
    private func decided(_ run: Int64, _ outcome: ResidentPull.Outcome, _ work: Work) throws {
        try work.execute(
            """
            UPDATE resident_pull SET outcome = $1 WHERE outcome = 'halted'
            AND first_document = (SELECT document FROM comparison WHERE id = $2)
            """, .text(outcome.rawValue), .integer(run))
    }

    /// A feed that was put aside whole is read once more, and taken now.
    private func readAgain(_ run: Int64, _ work: inout Work) throws {
        let row = try work.rows(
            """
            SELECT d.id FROM comparison x JOIN document d ON d.id = x.document
            WHERE x.id = $1 AND d.state = 'quarantined'
            """, .integer(run)
        ).first
        guard let row else { return }
        try work.execute("DELETE FROM reject WHERE document = $1", row[0])
        try work.execute("UPDATE document SET reason = '' WHERE id = $1", row[0])
        try work.move(DocumentMachine.self, row.int(0), .requeue)
    }
}
