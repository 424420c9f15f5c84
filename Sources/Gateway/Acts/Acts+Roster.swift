import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// A list from a spreadsheet counts when a second person has confirmed count and sum (design, incoming).
    func confirmList(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let list = try input.id("list")
        let row =
            try work.rows(
                """
                SELECT d.row_count, d.sum_fen, d.id FROM list x JOIN document d ON d.id = x.document WHERE x.id = $1
                """, .integer(list)
            ).first ?? []
        guard try input.id("count") == row.int(0), Money.yuan(try input.text("sum").utf8)?.fen == row.int(1) else {
            throw GatewayError(.refused, "list.confirmation", "确认的笔数或金额与清单不符，请核对原件")
        }
        try work.move(ListMachine.self, list, .confirm)
        return ActResult("list:\(list)", "已确认清单 \(row.int(0)) 笔 \(Money(fen: row.int(1)).grouped) 元")
    }

    /// The roster of a list: every accepted line, its claim and its share, by statements (IM-16.0). A line whose claim
    /// exists already is held, not lost.
    func buildRoster(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let list = try input.id("list")
        let row = try work.row(
            "SELECT county, project, period, approval, line_count FROM list WHERE id = $1", .integer(list),
            missing: "list.unknown", "没有该清单")
        let county = row.text(0)
        guard let project = project(row.text(1), county) else {
            throw GatewayError(.conflict, "project.unknown", "该清单的补贴项目已不在目录中，请核对目录（NX-5.1.2）")
        }
        let lists = try rosterLists(input, list, row, work)
        for source in lists { try requireQualified(source.id, project, work) }
        return try makeRoster(of: list, row, lists, project, &work)
    }

    /// … of its lists; `row` is the main list's county, project, period and approval.
    func makeRoster(
        of list: Int64, _ row: [SQLValue], _ lists: [(id: Int64, count: Int)], _ project: Project, _ work: inout Work
    ) throws -> ActResult {
        let county = row.text(0)
        let profile = try profile(county)
        try work.move(ListMachine.self, lists.map { ($0.id, .roster) })
        let roster = try work.id()
        try work.execute(
            """
            INSERT INTO roster (id, county, project, period, approval, list, profile, disbursement, phase, digest, state,
                sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 'building', 0)
            """,
            .integer(roster), .text(county), row[1], row[2], row[3], .integer(list),
            .text("\(profile.region) \(profile.effectiveFrom.text)"), .text(profile.disbursement.rawValue),
            .text(try phase(project, county, work.c).rawValue))
        try beginRules(of: roster, alertRules(county), work)
        try keepTerms(of: roster, profile, county, work)
        let count = lists.reduce(0) { $0 + $1.count }
        for source in lists { try addLines(of: source, to: roster, work) }
        try takeOutWithdrawn(roster, &work)
        let differing = lists.count > 1 ? try compareSources(roster, &work) : 0
        let conflicts = try makeClaims(roster: roster, count: count, &work)
        let replaced = try takeLibraryAccounts(roster: roster, work)
        try holdObjected(roster, &work)
        return ActResult(
            "roster:\(roster)",
            "已生成清册：\(count) 行\(conflicts == 0 ? "" : "，其中 \(conflicts) 行应享重复，暂缓")"
                + (differing == 0 ? "" : "，\(differing) 行来源不一，待核定（IM-16.0）")
                + (replaced == 0 ? "" : "，\(replaced) 行改用基础库账户（NX-7.2）"),
            ["roster": String(roster)])
    }

    /// What the department had taken back before the roster was built is in it, and not paid (IM-14.2).
    private func takeOutWithdrawn(_ roster: Int64, _ work: inout Work) throws {
        let withdrawn = try work.rows(
            """
            SELECT l.id FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
            WHERE l.roster = $1 AND ll.withdrawn = 1 ORDER BY l.id
            """, .integer(roster))
        guard !withdrawn.isEmpty else { return }
        try work.move(RosterLineMachine.self, withdrawn.map { ($0.int(0), .remove) })
        try work.execute(
            "UPDATE roster_line SET reason = $1 WHERE roster = $2 AND state = 'removed'",
            .text(Engine.withdrawnReason), .integer(roster))
    }

    /// Claims and shares of a roster's lines. Within one roster a subject has one line, so one claim.
    private func makeClaims(roster: Int64, count: Int, _ work: inout Work) throws -> Int {
        // A household of the library claims as whoever founded it, not as its head of the day (IM-11.1).
        let claims = try work.ids(count)
        try work.execute(
            """
            INSERT INTO claim (id, county, subject, project, period, approval, due_fen)
            SELECT CAST($1 AS BIGINT) - 1 + ROW_NUMBER() OVER (ORDER BY l.id), r.county, COALESCE(k.claimant, ll.subject),
                r.project, r.period, r.approval, l.amount_fen
            FROM roster_line l JOIN list_line ll ON ll.id = l.list_line JOIN roster r ON r.id = l.roster
            LEFT JOIN list_claimant k ON k.list_line = ll.id
            WHERE l.roster = $2 AND l.state = 'payable' ORDER BY l.id
            ON CONFLICT (subject, project, period, approval) DO NOTHING
            """, .integer(claims.lowerBound), .integer(roster))
        try work.execute(
            """
            UPDATE roster_line SET claim = (SELECT c.id FROM list_line ll
                LEFT JOIN list_claimant k ON k.list_line = ll.id
                JOIN claim c ON c.subject = COALESCE(k.claimant, ll.subject)
                JOIN roster r ON r.project = c.project AND r.period = c.period AND r.approval = c.approval
                WHERE ll.id = roster_line.list_line AND r.id = roster_line.roster AND c.id >= $1)
            WHERE roster = $2 AND state = 'payable'
            """, .integer(claims.lowerBound), .integer(roster))
        let shares = try work.ids(count)
        try work.execute(
            """
            INSERT INTO share (id, claim, roster_line, payee, account, due_fen)
            SELECT CAST($1 AS BIGINT) - 1 + ROW_NUMBER() OVER (ORDER BY id), claim, id, payee, account, amount_fen FROM roster_line
            WHERE roster = $2 AND claim IS NOT NULL
            """, .integer(shares.lowerBound), .integer(roster))
        let double = try work.rows(
            "SELECT id FROM roster_line WHERE roster = $1 AND claim IS NULL AND state = 'payable' ORDER BY id",
            .integer(roster))
        try move(double.map { $0.int(0) }, .hold, "claim.exists", &work)
        return double.count
    }

    /// Makes the roster public (IM-16.3): redacted, or offline with its evidence where it may not be shown.
    func publish(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let roster = try input.id("roster")
        let about = try rosterFacts(roster, work)
        let channel = try input.text("channel")
        guard !about.project.confidential || channel == "offline" else {
            throw GatewayError(.refused, "publicity.confidential", "该项目不适宜公开公示，请线下办理并上传凭据（IM-15.1）")
        }
        guard channel == "platform" || !input.optional("evidence").isEmpty else {
            throw GatewayError(.invalid, "publicity.evidence", "线下公示须登记公示凭据（时间、地点、照片编号）")
        }
        let board = try publicBoard(roster, work.c)
        try board.requireNoNumbers()
        try work.move(RosterMachine.self, roster, .publish)
        let days = publicityDays(about.project, try profile(ofRoster: roster, work.c))
        let until = try calendar(about.county).deadline(from: work.now.day, workingDays: days)
        try work.execute(
            """
            INSERT INTO publicity (roster, started, until_day, channel, digest, evidence) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (roster) DO UPDATE SET started = excluded.started, until_day = excluded.until_day,
            digest = excluded.digest, channel = excluded.channel, evidence = excluded.evidence, closed = NULL
            """,
            .integer(roster), .at(work.now), .day(until.day), .text(channel),
            .text(hex(Digest.sha256(Array(board.text.utf8)))), .text(input.optional("evidence")))
        try work.execute(
            "UPDATE roster_line SET public_from = $1 WHERE roster = $2 AND state = 'payable'", .at(work.now),
            .integer(roster))
        try notePublished(roster: roster, work)
        return ActResult(
            "roster:\(roster)", "已公示 \(board.rows.count) 行，至 \(until.day.text)（\(days) 个工作日）",
            ["until": until.day.text])
    }

    func closePublicity(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let roster = try input.id("roster")
        let row = try work.rows("SELECT until_day, digest FROM publicity WHERE roster = $1", .integer(roster)).first
        guard let row, work.now.day > row.day(0) else {
            throw GatewayError(.refused, "publicity.running", "公示期未满，不能结束公示（IM-16.3）")
        }
        try requireAsPublished(roster, work)
        try work.move(RosterMachine.self, roster, .closePublicity)
        try work.execute("UPDATE publicity SET closed = $1 WHERE roster = $2", .at(work.now), .integer(roster))
        return ActResult("roster:\(roster)", "公示结束")
    }

    /// The responsible leader signs before anything is submitted (IM-31.2); the roster's digest is fixed here.
    func sign(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let roster = try input.id("roster")
        try requireNoOpenAlerts(roster, .submit, work)
        try requireAsPublished(roster, work)
        try requirePlan(roster, work)
        try requireNoKin(roster, work)
        try work.move(RosterMachine.self, roster, .sign)
        let digest = try rosterDigest(roster, work.c)
        try work.execute("UPDATE roster SET digest = $1 WHERE id = $2", .text(digest), .integer(roster))
        return ActResult("roster:\(roster)", "负责人已签批，清册摘要 \(digest.prefix(16))…（IM-31.2）")
    }

    func approve(
        _ input: ActInput, _ event: RosterMachine.Event, _ stage: AlertRule.Stage, _ work: inout Work
    ) throws -> ActResult {
        let roster = try input.id("roster")
        try requireNoOpenAlerts(roster, stage, work)
        try requireUnchanged(roster, work)
        try requirePlan(roster, work)
        try requireNoKin(roster, work)
        let pasted = try explanations(roster, stage, work)
        try work.move(RosterMachine.self, roster, event)
        return ActResult(
            "roster:\(roster)", (event == .financeApprove ? "财政终审通过（IM-17.2）" : "主管部门审核通过（IM-17.1）") + pasted)
    }

    /// What the reviewer should know of the explanations that travel with the roster (IM-18.3): how many hits share one
    /// text.
    private func explanations(_ roster: Int64, _ stage: AlertRule.Stage, _ work: Work) throws -> String {
        let row = try work.rows(
            """
            SELECT CAST(COUNT(*) AS BIGINT), CAST(COUNT(DISTINCT explanation) AS BIGINT) FROM alert
            WHERE roster = $1 AND stage = $2 AND colour = 'yellow' AND state = 'answered'
            """, .integer(roster), .text(stage.rawValue)
        ).first
        guard let row, row.int(0) > row.int(1) else { return "" }
        return "；注意：\(row.int(0)) 条黄灯只有 \(row.int(1)) 种说明（IM-18.3）"
    }

    /// A reviewer returns a roster (requirements 1d.10), and says of which lines and why: `123:account,124:amount`.
    func returnRoster(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let roster = try input.id("roster")
        let reason = try input.text("reason")
        let lines = try returnReasons(input.optional("lines"), roster, work)
        try work.move(RosterMachine.self, roster, .return)
        for (line, code) in lines {
            try work.execute(
                "INSERT INTO return_reason (id, roster, roster_line, reason, at) VALUES ($1, $2, $3, $4, $5)",
                .integer(try work.id()), .integer(roster), .integer(line), .text(code.rawValue), .at(work.now))
            work.touch("return_reason line \(line) \(code.rawValue)")
        }
        return ActResult(
            "roster:\(roster)", "已退回：\(reason)" + (lines.isEmpty ? "" : "，注明 \(lines.count) 行的理由"))
    }

    private func returnReasons(
        _ text: String, _ roster: Int64, _ work: Work
    ) throws -> [(line: Int64, reason: ReturnReason)] {
        var reasons: [(line: Int64, reason: ReturnReason)] = []
        for part in text.split(separator: ",") {
            let pair = part.split(separator: ":")
            guard pair.count == 2, let line = Int64(pair[0]), let reason = ReturnReason(rawValue: String(pair[1]))
            else {
                let known = ReturnReason.allCases.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
                throw GatewayError(.invalid, "return.reason", "逐行理由应写成 明细:理由，理由为：\(known)")
            }
            let known = try work.rows(
                "SELECT 1 FROM roster_line WHERE id = $1 AND roster = $2", .integer(line), .integer(roster))
            guard !known.isEmpty, !reasons.contains(where: { $0.line == line }) else {
                throw GatewayError(.invalid, "return.line", "明细 \(line) 不在该清册中，或写了两次")
            }
            reasons.append((line, reason))
        }
        return reasons
    }

    /// A returned roster is built again on the same lines: checks that still hold stand, publicity and reviews do not.
    func rebuildRoster(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let roster = try input.id("roster")
        try rebuild(roster, &work)
        return ActResult("roster:\(roster)", "清册已重新进入造册，须重新公示和审核（IM-16.3）")
    }

    /// Back to the building of a roster: what was approved and asked of it no longer counts.
    func rebuild(_ roster: Int64, _ work: inout Work) throws {
        try work.move(RosterMachine.self, roster, .rebuild)
        try work.execute(
            "UPDATE roster SET digest = '', accounts_asked = NULL WHERE id = $1", .integer(roster))
        _ = try takeLibraryAccounts(roster: roster, work)
    }

    /// A roster of which every line was taken out, by corrections or deaths, ends without an order, so that its clocks
    /// stop and its department hears what became of each line (IM-14.2, IM-33.2).
    func endRoster(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let roster = try input.id("roster")
        let reason = try input.text("reason")
        let left = try work.rows(
            """
            SELECT CAST(COUNT(*) AS BIGINT) FROM roster_line WHERE roster = $1 AND state IN ('payable', 'held')
            """, .integer(roster))[0].int(0)
        guard left == 0 else {
            throw GatewayError(.conflict, "roster.lines", "清册还有 \(left) 行未移出，不能办结；应发放的请继续办理，不应发放的请逐行移出")
        }
        let waiting = try work.rows(
            """
            SELECT 1 FROM list_change h JOIN roster_line l ON l.list_line = h.list_line
            WHERE l.roster = $1 AND h.state = 'waiting' LIMIT 1
            """, .integer(roster))
        guard waiting.isEmpty else {
            throw GatewayError(.conflict, "roster.changing", "主管部门对该清册的更正还没有办完，请稍后再办结")
        }
        try work.move(RosterMachine.self, roster, .end)
        return ActResult("roster:\(roster)", "清册无可发放的明细，已办结：\(reason)")
    }

    /// SHA-256 over every payable share: line, payee, account, amount. What was approved is what is ordered.
    func rosterDigest(_ roster: Int64, _ c: any StoreConnection) throws -> String {
        let rows = try c.rows(
            """
            SELECT l.id, s.payee, COALESCE(s.account, 0), s.due_fen FROM roster_line l JOIN share s ON s.roster_line = l.id
            WHERE l.roster = $1 AND l.state = 'payable' ORDER BY l.id, s.id
            """, [.integer(roster)])
        let text = rows.map { row in row.map { String($0.integer ?? 0) }.joined(separator: ",") }
        return hex(Digest.sha256(Array(text.joined(separator: "\n").utf8)))
    }

    func requireUnchanged(_ roster: Int64, _ work: Work) throws {
        let known = try work.rows("SELECT digest FROM roster WHERE id = $1", .integer(roster)).first?.text(0)
        guard let known, !known.isEmpty, try rosterDigest(roster, work.c) == known else {
            throw GatewayError(.conflict, "roster.changed", "清册在签批后发生变化，须退回并重新签批（IM-19.1）")
        }
    }

    struct RosterFacts {
        var county: String
        var list: Int64
        var project: Project
        var period: String
        var disbursement: RegionProfile.Disbursement
        var digest: String
    }

    func rosterFacts(_ roster: Int64, _ work: Work) throws -> RosterFacts {
        guard
            let row = try work.rows(
                "SELECT county, list, project, period, disbursement, digest FROM roster WHERE id = $1", .integer(roster)
            ).first, let project = project(row.text(2), row.text(0)),
            let disbursement = RegionProfile.Disbursement(rawValue: row.text(4))
        else { throw GatewayError(.notFound, "roster.unknown", "没有该清册，或其项目不在目录中") }
        return RosterFacts(
            county: row.text(0), list: row.int(1), project: project, period: row.text(3), disbursement: disbursement,
            digest: row.text(5))
    }
}
