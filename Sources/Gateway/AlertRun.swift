import AdapterKit
import Store
import Subsidy
import Workflow

extension Engine {
    /// Runs the released rules of a stage over a roster's payable lines and keeps what hits (IM-18.1). What was
    /// explained at an earlier stage travels on with its explanation (IM-18.3); what no longer hits is cleared.
    func runAlerts(roster: Int64, stage: AlertRule.Stage, now: Instant) throws {
        try commit("alert.run", object: "roster:\(roster)", now: now, as: .outcome) { work in
            try raiseAlerts(roster, stage, work)
        }
    }

    /// … within an act that is done only where nothing is red; of one line where the act is about no other.
    func raiseAlerts(_ roster: Int64, _ stage: AlertRule.Stage, only one: Int64? = nil, _ work: Work) throws {
        let row = try work.row(
            "SELECT county, project, period FROM roster WHERE id = $1", .integer(roster), missing: "roster.unknown",
            "没有该清册")
        guard let period = Period(row.text(2)), let project = project(row.text(1), row.text(0)) else {
            throw GatewayError(
                .conflict, "project.unknown", "补贴项目 \(row.text(1)) 已不在目录中，清册不能继续办理；请核对目录（NX-5.1.2）")
        }
        let notices = try deathNotices(roster, work.c)
        let findings = try findingNotices(roster, work.c)
        let terms = try ProjectTerms(project, period, row.text(0), self, work.c)
        let objections = try libraryObjections(roster, terms, row.text(0), now: work.now, work.c)
        let profile = try profile(ofRoster: roster, work.c)
        let active = try rules(alertRules(row.text(0)), for: roster, profile, work).filter { $0.stages.contains(stage) }
        let paid = stage == .paid ? try paidLines(roster, work.c) : nil
        let facts = try lineFacts(roster, terms, notices, work.c).filter { line, _ in
            (paid?.contains(line) ?? true) && line == one ?? line
        }.map { line, facts in
            var facts = facts
            facts.library = objections[line] ?? []
            return (line: line, facts: facts)
        }
        try work.execute(
            """
            UPDATE alert SET state = 'cleared' WHERE roster = $1 AND stage = $2 AND state = 'open'
            AND (CAST($3 AS BIGINT) = 0 OR roster_line = $3)
            """, .integer(roster), .text(stage.rawValue), .integer(one ?? 0))
        let travelled = try answers(roster, work)
        for (line, fact) in facts {
            let hits = active.filter { Alerts.hits($0.check, fact, profile: profile, today: work.now.day) }
            for (rule, outweighed) in Alerts.prevailing(hits) {
                var answer = travelled["\(line) \(rule.id)"]
                // An answer to one notice of a death, or to one finding, is no answer to the next.
                let isStale =
                    (rule.check == .crematedButAlive && (answer?.at ?? .max) < notices[line] ?? 0)
                    || (rule.check == .flagged && (answer?.at ?? .max) < findings[line] ?? 0)
                if isStale || (rule.colour == .red && stage != .paid) { answer = nil }
                try raise(
                    rule, over: outweighed, stage, line: line, roster: roster, answer, reopens: isStale, work)
            }
        }
    }

    private struct Answer {
        var text: String
        var at: Int64
    }

    private func raise(
        _ rule: AlertRule, over outweighed: [AlertRule], _ stage: AlertRule.Stage, line: Int64, roster: Int64,
        _ answer: Answer?, reopens: Bool,
        _ work: Work
    ) throws {
        try work.execute(
            """
            INSERT INTO alert (id, roster, roster_line, rule, stage, colour, article, message, state, explanation, at,
                release, level, outweighed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $13, $14, $15)
            ON CONFLICT (roster_line, rule, stage) DO UPDATE
            SET state = CASE WHEN CAST($12 AS BIGINT) = 0 AND alert.state = 'answered' THEN 'answered' ELSE excluded.state END,
                release = excluded.release, level = excluded.level, outweighed = excluded.outweighed
            """,
            .integer(try work.id()), .integer(roster), .integer(line), .text(rule.id), .text(stage.rawValue),
            .text(rule.colour.rawValue), .text(rule.article), .text(rule.zh),
            .text(answer == nil ? "open" : "answered"), .text(answer?.text ?? ""),
            .integer(answer?.at ?? work.now.milliseconds), .int(reopens ? 1 : 0), .text(configurationDigest),
            .text(rule.level.rawValue), .text(outweighed.map(\.id).joined(separator: " ")))
    }

    /// The last answer to each rule on each line, with the moment at which a person gave it.
    private func answers(_ roster: Int64, _ work: Work) throws -> [String: Answer] {
        var found: [String: Answer] = [:]
        let rows = try work.rows(
            "SELECT roster_line, rule, explanation, at FROM alert WHERE roster = $1 AND state = 'answered' ORDER BY at, id",
            .integer(roster))
        for row in rows { found["\(row.int(0)) \(row.text(1))"] = Answer(text: row.text(2), at: row.int(3)) }
        return found
    }

    /// When the newest open finding about each line came.
    private func findingNotices(_ roster: Int64, _ c: any StoreConnection) throws -> [Int64: Int64] {
        let rows = try c.rows(
            """
            SELECT x.line, MAX(w.received) FROM (
                SELECT s.roster_line AS line, f.document AS document FROM share s
                JOIN roster_line l ON l.id = s.roster_line JOIN person p ON p.id = s.payee
                JOIN risk f ON f.id_digest = p.id_digest WHERE l.roster = $1 AND f.state <> 'cleared'
                UNION ALL SELECT s.roster_line, f.document FROM share s JOIN roster_line l ON l.id = s.roster_line
                JOIN account a ON a.id = s.account JOIN risk f ON f.account_digest = a.digest
                WHERE l.roster = $1 AND f.state <> 'cleared'
            ) AS x JOIN document w ON w.id = x.document GROUP BY x.line ORDER BY x.line
            """, [.integer(roster)])
        return Dictionary(rows.map { ($0.int(0), $0.int(1)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The newest notice of a death for each line: of its own people, or of its heirs where they stand in for them.
    private func deathNotices(_ roster: Int64, _ c: any StoreConnection) throws -> [Int64: Int64] {
        let rows = try c.rows(
            """
            SELECT x.line, MAX(w.received) FROM (
                SELECT s.roster_line AS line, s.payee AS person FROM share s JOIN roster_line l ON l.id = s.roster_line
                WHERE l.roster = $1
                UNION ALL SELECT l.id, ll.subject FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
                WHERE l.roster = $1 AND l.heirs = 0 AND ll.subject <> l.payee
                UNION ALL SELECT l.id, ll.beneficiary FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
                WHERE l.roster = $1 AND l.heirs = 0 AND ll.beneficiary NOT IN (l.payee, ll.subject)
            ) AS x JOIN person p ON p.id = x.person JOIN death d ON d.id_digest = p.id_digest
            JOIN document w ON w.id = d.document GROUP BY x.line ORDER BY x.line
            """, [.integer(roster)])
        return Dictionary(rows.map { ($0.int(0), $0.int(1)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The facts of every payable line, gathered by a few statements.
    func lineFacts(
        _ roster: Int64, _ terms: ProjectTerms, _ notices: [Int64: Int64], _ c: any StoreConnection
    ) throws -> [(line: Int64, facts: LineFacts)] {
        let project = terms.project
        let welfare = try Set(
            c.rows(
                """
                SELECT l.id FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
                JOIN person p ON p.id = ll.subject JOIN welfare w ON w.id_digest = p.id_digest
                WHERE l.roster = $1 AND w.kind = $2 AND w.state = 'ended'
                """, [.integer(roster), .text(project.welfare?.rawValue ?? "")]
            ).map { $0.int(0) })
        let unread = try Set(
            c.rows(
                """
                SELECT l.id FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
                JOIN person p ON p.id = ll.subject JOIN welfare_doubt w ON w.id_digest = p.id_digest
                WHERE l.roster = $1 AND w.kind IN ($2, '')
                """, [.integer(roster), .text(project.welfare?.rawValue ?? "")]
            ).map { $0.int(0) })
        let second = try Set(
            c.rows(
                """
                SELECT DISTINCT l.id FROM roster_line l JOIN claim c ON c.id = l.claim JOIN claim o ON o.subject = c.subject
                AND o.project = c.project AND o.period = c.period AND o.id <> c.id AND o.due_fen > 0 WHERE l.roster = $1
                AND NOT EXISTS (SELECT 1 FROM supplement v WHERE v.state = 'covered'
                    AND ((v.claim = o.id AND v.cover = c.id) OR (v.claim = c.id AND v.cover = o.id)))
                """, [.integer(roster)]
            ).map { $0.int(0) })
        let shared = try Set(
            c.rows(
                """
                SELECT s.roster_line FROM share s JOIN roster_line l ON l.id = s.roster_line JOIN account a ON a.id = s.account
                WHERE l.roster = $1 AND l.state = 'payable' AND a.digest IN (
                    SELECT b.digest FROM share t JOIN roster_line m ON m.id = t.roster_line JOIN account b ON b.id = t.account
                    LEFT JOIN account_relation x ON x.account = b.id AND x.state = 'effective'
                    WHERE m.roster = $1 AND m.state = 'payable' AND x.id IS NULL GROUP BY b.digest HAVING COUNT(DISTINCT t.payee) > 1)
                """, [.integer(roster)]
            ).map { $0.int(0) })
        let foreign = try Set(
            c.rows(
                """
                SELECT DISTINCT l.id FROM share s JOIN roster_line l ON l.id = s.roster_line
                JOIN roster r ON r.id = l.roster JOIN library_account b ON b.person = s.payee
                WHERE l.roster = $1 AND r.phase = 'library' AND b.state = 'effective'
                AND b.account <> COALESCE(s.account, 0) ORDER BY l.id
                """, [.integer(roster)]
            ).map { $0.int(0) })
        let flagged = try flaggedLines(roster, c)
        return try c.rows(
            """
            SELECT l.id, l.amount_fen, l.verdict, l.verdict_at, l.heirs, ll.standard_fen, p.birth_year,
                CAST(SUM(s.due_fen) AS BIGINT),
                CAST(SUM(CASE WHEN a.state = 'verified' THEN 0 ELSE 1 END) AS BIGINT), MIN(a.verified),
                CAST(SUM(CASE WHEN s.verdict = 'match' THEN 0 ELSE 1 END) AS BIGINT), MIN(s.verdict_at)
            FROM roster_line l JOIN list_line ll ON ll.id = l.list_line JOIN person p ON p.id = ll.beneficiary
            JOIN share s ON s.roster_line = l.id LEFT JOIN account a ON a.id = s.account
            WHERE l.roster = $1 AND l.state = 'payable'
            GROUP BY l.id, l.amount_fen, l.verdict, l.verdict_at, l.heirs, ll.standard_fen, p.birth_year ORDER BY l.id
            """, [.integer(roster)]
        ).map { row in
            let line = row.int(0)
            var facts = LineFacts(amount: Money(fen: row.int(1)))
            // Of a line that was carried over to heirs, the heirs' verdicts count (IM-16.1c).
            let heirs = row.int(4) > 0
            facts.verdict = heirs ? (row.int(10) == 0 ? .match : nil) : row[2].text.flatMap(VerdictCode.init(rawValue:))
            facts.verdictOn = (heirs ? row[11] : row[3]).integer.map { Instant(milliseconds: $0).day }
            facts.cremated = notices[line] != nil
            facts.accountVerified = row.int(8) == 0
            facts.accountVerifiedOn = row[9].integer.map { Instant(milliseconds: $0).day }
            facts.standardAmount = row[5].integer.map(Money.init(fen:))
            facts.tolerance = terms.tolerance
            facts.projectNotInForce = terms.isNotInForce
            facts.yearlyListNotPublished = terms.isListNotPublished
            facts.welfareRequired = project.welfare != nil
            facts.welfareEnded = welfare.contains(line)
            facts.welfareUnread = unread.contains(line)
            facts.secondClaim = second.contains(line) && !project.repeatable
            facts.personsOnAccount = shared.contains(line) ? 2 : 1
            facts.birthDate = Day(year: Int(row.int(6)), month: 1, day: 1)
            facts.accountNotOfLibrary = foreign.contains(line)
            facts.shareSum = Money(fen: row.int(7))
            facts.flaggedGravely = flagged[line]
            return (line, facts)
        }
    }

    /// Red interrupts and nobody overrides it (IM-18.2); yellow and blue wait for the handler's answer (IM-18.3, 18.4).
    func requireNoOpenAlerts(_ roster: Int64, _ stage: AlertRule.Stage, _ work: Work) throws {
        let open = try work.rows(
            """
            SELECT colour, CAST(COUNT(*) AS BIGINT) FROM alert
            WHERE roster = $1 AND stage = $2 AND state = 'open' GROUP BY colour ORDER BY colour
            """, .integer(roster), .text(stage.rawValue))
        let counts = Dictionary(open.map { ($0.text(0), $0.int(1)) }, uniquingKeysWith: { first, _ in first })
        if let red = counts["red"] {
            throw GatewayError(.refused, "alert.red", "红灯 \(red) 条，业务中断：请更正、暂缓或移出相应明细（IM-18.2）")
        }
        if let yellow = counts["yellow"] {
            throw GatewayError(.refused, "alert.yellow", "黄灯 \(yellow) 条须逐条说明后方可继续（IM-18.3）")
        }
        if let blue = counts["blue"] {
            throw GatewayError(.refused, "alert.blue", "蓝灯 \(blue) 条须核实确认后方可继续（IM-18.4）")
        }
    }

    /// Answers one alert, or all of one rule: an explanation for yellow, an acknowledgement for blue. Red has none.
    func explainAlerts(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let roster = try input.id("roster")
        let rule = try input.text("rule")
        let explanation = try input.text("explanation")
        let line = input.optional("line")
        let changed = try work.execute(
            """
            UPDATE alert SET state = 'answered', explanation = $1, principal = $2, at = $3
            WHERE roster = $4 AND rule = $5 AND state = 'open' AND (colour <> 'red' OR stage = 'paid')
            AND (CAST($6 AS TEXT) = '' OR roster_line = CAST($7 AS BIGINT))
            """,
            .text(explanation), .optional(work.principal), .at(work.now), .integer(roster), .text(rule), .text(line),
            .integer(Int64(line) ?? 0))
        guard changed > 0 else { throw GatewayError(.notFound, "alert.none", "没有待说明的该类预警；红灯不可说明通过（IM-18.2）") }
        return ActResult("roster:\(roster)", "已说明 \(changed) 条", ["count": String(changed)])
    }
}

/// What the catalogue says today of a roster's project and period.
struct ProjectTerms {
    let project: Project
    let tolerance: Money
    let isNotInForce: Bool
    let isListNotPublished: Bool
    let phase: RegionProfile.Phase

    init(
        _ project: Project, _ period: Period, _ county: String, _ engine: Engine, _ c: any StoreConnection
    ) throws {
        self.project = project
        tolerance = project.standard(period).tolerance
        isNotInForce = !project.isInForce(period) || !project.excluded.isEmpty
        phase = try engine.phase(project, county, c)
        let published = engine.catalogues[county]?.published[period.first.year]
        isListNotPublished = try engine.profile(county).yearlyLists && published == nil
    }
}
