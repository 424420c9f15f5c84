import Store
import Subsidy
import Workflow

extension Engine {
    /// Every person of the payable lines who has no verdict, or none that still serves, and every heir, is asked about
    /// (IM-16.1a).
    func requestIdentityCheck(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let roster = try input.id("roster")
        let county = try rosterFacts(roster, work).county
        let people = try work.rows(
            """
            SELECT asked.person FROM (
                SELECT ll.subject AS person FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
                WHERE l.roster = $1 AND l.state = 'payable' AND l.heirs = 0
                UNION SELECT ll.beneficiary AS person FROM roster_line l JOIN list_line ll ON ll.id = l.list_line
                WHERE l.roster = $1 AND l.state = 'payable' AND l.heirs = 0
                UNION SELECT s.payee AS person FROM roster_line l JOIN share s ON s.roster_line = l.id
                WHERE l.roster = $1 AND l.state = 'payable'
            ) AS asked
            WHERE NOT EXISTS (SELECT 1 FROM roster_person rp WHERE rp.roster = $1 AND rp.person = asked.person
                AND rp.verdict <> 'unavailable' AND rp.at > $2)
            AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox WHERE q.roster = $1
                AND q.person = asked.person AND q.answered = 0 AND o.exchange = 'identity.verify')
            ORDER BY asked.person
            """, .integer(roster),
            .at(work.now + .seconds(-86_400 * (try profile(ofRoster: roster, work.c).identityVerdictDays))))
        guard !people.isEmpty else {
            throw GatewayError(.conflict, "identity.none", "清册中没有需要核查的人员")
        }
        try askIdentity(people.map { $0.int(0) }, county: county, roster: roster, &work)
        return ActResult("roster:\(roster)", "已提交公安联网核查 \(people.count) 人（IM-16.1a）")
    }

    /// After a similar name: the same person is asked about again with the folded name.
    func confirmReview(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let (line, roster, county, people) = try linePeople(try input.id("line"), work)
        try askIdentity(people, county: county, roster: roster, folded: true, &work)
        return ActResult("line:\(line)", "姓名间隔号等已规范，重新核查")
    }

    /// A line that may still be corrected, its roster and its people.
    func linePeople(
        _ line: Int64, _ work: Work
    ) throws -> (line: Int64, roster: Int64, county: String, people: [Int64]) {
        let row = try work.row(
            """
            SELECT l.roster, r.county, ll.beneficiary, l.payee, r.state, ll.subject FROM roster_line l
            JOIN roster r ON r.id = l.roster JOIN list_line ll ON ll.id = l.list_line WHERE l.id = $1
            """, .integer(line), missing: "line.unknown", "没有该明细")
        guard ["building", "identityChecked", "accountsSet", "returned"].contains(row.text(4)) else {
            throw GatewayError(.conflict, "roster.fixed", "清册已公示或签批，须退回后再更正")
        }
        var people: [Int64] = []
        for person in [row.int(2), row.int(3), row.int(5)] where !people.contains(person) { people.append(person) }
        return (line, row.int(0), row.text(1), people)
    }

    /// A line is held back or taken out with a reason; its claim keeps nothing due until it is taken up again.
    func setLine(_ input: ActInput, _ event: RosterLineMachine.Event, _ work: inout Work) throws -> ActResult {
        let line = try input.id("line")
        let reason = try input.text("reason")
        try requireUnsigned(line, work)
        if event == .free { try publishAgain(line, work) }
        try work.move(RosterLineMachine.self, line, event)
        try work.execute("UPDATE roster_line SET reason = $1 WHERE id = $2", .text(reason), .integer(line))
        if event == .remove { try withdrawClaim(line, work) }
        if event == .free {
            try requireClaim(line, work)
            try notePublished(line, work)
            return ActResult("line:\(line)", "该行恢复发放：\(reason)")
        }
        try work.execute(
            "UPDATE alert SET state = 'cleared' WHERE roster_line = $1 AND state = 'open'", .integer(line))
        return ActResult("line:\(line)", event == .hold ? "该行暂缓发放：\(reason)" : "该行移出清册：\(reason)")
    }

    /// Rows may leave a roster until it is signed; afterwards it must be returned first (requirements 1d.10).
    func requireUnsigned(_ line: Int64, _ work: Work) throws {
        let state = try work.rows(
            "SELECT r.state FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $1", .integer(line)
        ).first?.text(0)
        let open = ["building", "identityChecked", "accountsSet", "publicising", "publicityClosed", "returned"]
        guard let state, open.contains(state) else {
            throw GatewayError(.conflict, "roster.fixed", "清册已签批，须退回后再调整明细")
        }
    }

    /// A line that comes back while its roster is public was on no board: its own term begins now, and the roster's ends
    /// no sooner (IM-16.3). After the term it is too late: the roster is built again.
    func publishAgain(_ line: Int64, _ work: Work) throws {
        let row = try work.row(
            """
            SELECT r.id, r.state, r.county, p.until_day, l.public_from, p.started, r.project FROM roster_line l
            JOIN roster r ON r.id = l.roster LEFT JOIN publicity p ON p.roster = r.id WHERE l.id = $1
            """, .integer(line), missing: "line.unknown", "没有该明细")
        // What was shown and held for an objection has had its term.
        if let shown = row[4].integer, shown >= row.int(5) { return }
        switch RosterMachine.State(rawValue: row.text(1)) {
        case .publicising:
            let profile = try profile(ofRoster: row.int(0), work.c)
            let days = project(row.text(6), row.text(2)).map { publicityDays($0, profile) } ?? profile.publicityDays
            let until = try calendar(row.text(2)).deadline(from: work.now.day, workingDays: days).day
            try work.execute(
                "UPDATE publicity SET until_day = $1 WHERE roster = $2 AND until_day < $1", .day(until), row[0])
            try work.execute("UPDATE roster_line SET public_from = $1 WHERE id = $2", .at(work.now), .integer(line))
        case .publicityClosed:
            throw GatewayError(
                .conflict, "publicity.closed", "该行未经公示，而公示期已结束：请重新造册并重新公示，或另行补发（IM-16.3）")
        default: return
        }
    }

    /// A line that was held because its claim is another roster's may not come back.
    private func requireClaim(_ line: Int64, _ work: Work) throws {
        let claim = try work.rows("SELECT claim FROM roster_line WHERE id = $1", .integer(line)).first?[0].integer
        guard claim != nil else {
            throw GatewayError(.refused, "claim.exists", "该补贴对象本期应享已在另一清册中，不能恢复发放")
        }
    }

    func withdrawClaim(_ line: Int64, _ work: Work) throws {
        try work.execute("DELETE FROM share WHERE roster_line = $1", .integer(line))
        try work.execute(
            "UPDATE claim SET due_fen = 0 WHERE id = (SELECT claim FROM roster_line WHERE id = $1)", .integer(line))
    }

    /// The report of a death was wrong (IM-16.1d): the line comes back with its whole due, and the register is asked
    /// again. Earlier periods that were stopped are paid by a list of their own.
    func reinstateLine(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let line = try input.id("line")
        _ = try input.text("evidence")
        guard
            let row = try work.rows(
                """
                SELECT l.reason, l.claim, l.amount_fen, l.payee, l.account, r.id, r.county, r.state, ll.subject,
                    ll.beneficiary FROM roster_line l JOIN roster r ON r.id = l.roster
                JOIN list_line ll ON ll.id = l.list_line WHERE l.id = $1
                """, .integer(line)
            ).first, row.text(0) == VerdictCode.deceased.rawValue, let claim = row[1].integer
        else { throw GatewayError(.conflict, "line.notStopped", "该行不是因死亡停发的，不能按误报恢复") }
        guard ["building", "identityChecked", "accountsSet", "returned"].contains(row.text(7)) else {
            throw GatewayError(.conflict, "roster.fixed", "清册已完成核查：请重新造册后恢复，或另行报送补发清单（NX-10.2）")
        }
        try work.move(RosterLineMachine.self, line, .reinstate)
        try work.execute(
            "UPDATE roster_line SET reason = '', verdict = NULL, verdict_at = NULL, death_day = NULL WHERE id = $1",
            .integer(line))
        try work.execute("UPDATE claim SET due_fen = $1 WHERE id = $2", row[2], .integer(claim))
        try work.execute(
            "INSERT INTO share (id, claim, roster_line, payee, account, due_fen) VALUES ($1, $2, $3, $4, $5, $6)",
            .integer(try work.id()), .integer(claim), .integer(line), row[3], row[4], row[2])
        let people = Set([row.int(3), row.int(8), row.int(9)]).sorted()
        for person in people {
            try work.execute(
                "DELETE FROM roster_person WHERE roster = $1 AND person = $2", row[5], .integer(person))
        }
        try askIdentity(people, county: row.text(6), roster: row.int(5), &work)
        return ActResult("line:\(line)", "已恢复该行并重新核查（IM-16.1d）")
    }

    /// What happens with the line of somebody who died: stopped at once, or carried over to the heirs in shares that add
    /// up to the whole (IM-16.1c, d). Heirs must have an identity and an account like anybody else.
    func decideDeath(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let line = try input.id("line")
        guard
            let row = try work.rows(
                """
                SELECT l.verdict, l.claim, l.amount_fen, r.id, r.county, r.project FROM roster_line l
                JOIN roster r ON r.id = l.roster WHERE l.id = $1
                """, .integer(line)
            ).first, let claim = row[1].integer, let project = project(row.text(5), row.text(4))
        else {
            throw GatewayError(.notFound, "line.unknown", "没有该明细")
        }
        guard row.text(0) == VerdictCode.deceased.rawValue else {
            throw GatewayError(.conflict, "line.alive", "公安未反馈该人员死亡，不能按死亡处理")
        }
        try requireUnsigned(line, work)
        guard try input.text("decision") == "heirs" else {
            try work.move(RosterLineMachine.self, line, .remove)
            try work.execute("UPDATE roster_line SET reason = 'deceased' WHERE id = $1", .integer(line))
            try withdrawClaim(line, work)
            return ActResult("line:\(line)", "已立即停发（IM-16.1d）")
        }
        let state = try work.rows("SELECT state FROM roster WHERE id = $1", row[3]).first?.text(0)
        guard !["publicising", "publicityClosed"].contains(state ?? "") else {
            throw GatewayError(.conflict, "roster.published", "清册已公示：继承人须重新造册、重新公示（IM-16.3）；停发可以直接办理")
        }
        guard project.onDeath == .heirs else {
            throw GatewayError(.refused, "heirs.notEntitled", "该项目不符合继续发放条件，应立即停发（IM-16.1d）")
        }
        let heirs = try HeirInput.read(input, due: Money(fen: row.int(2)))
        try work.execute("DELETE FROM share WHERE roster_line = $1", .integer(line))
        var people: [Int64] = []
        for heir in heirs {
            let person = try person(heir.id, name: heir.name, phone: "", work)
            let account = try account(
                heir.account, of: person, holder: heir.name, bankName: heir.bank, kind: "heir", source: 0, work)
            try work.execute(
                "INSERT INTO share (id, claim, roster_line, payee, account, due_fen) VALUES ($1, $2, $3, $4, $5, $6)",
                .integer(try work.id()), .integer(claim), .integer(line), .integer(person), .integer(account),
                .integer(heir.share.fen))
            people.append(person)
        }
        try work.execute("UPDATE roster_line SET heirs = $1 WHERE id = $2", .int(heirs.count), .integer(line))
        try askIdentity(people, county: row.text(4), roster: row.int(3), &work)
        return ActResult("line:\(line)", "已转录给 \(heirs.count) 名继承人，合计 \(Money(fen: row.int(2)).grouped) 元（IM-16.1c）")
    }

    /// The payees' accounts: by card first where the profile says so, then asked of their banks (IM-12.2, IM-16.2).
    func requestAccountCheck(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let roster = try input.id("roster")
        let county = try rosterFacts(roster, work).county
        let state = try work.rows("SELECT state FROM roster WHERE id = $1", .integer(roster)).first?.text(0)
        guard state == RosterMachine.State.identityChecked.rawValue else {
            throw GatewayError(.conflict, "roster.unchecked", "清册尚未完成公安联网核查，不能设置收款账户")
        }
        // Asked for again: what was sent and never answered, or not to the point, is not waited for any longer.
        try work.execute(
            """
            UPDATE question SET answered = 1 WHERE answered = 0 AND roster = $1
            AND outbox IN (SELECT id FROM outbox WHERE exchange = 'account.verify' AND state = 'done')
            """, .integer(roster))
        try work.execute("UPDATE roster SET accounts_asked = $1 WHERE id = $2", .at(work.now), .integer(roster))
        guard try profile(ofRoster: roster, work.c).socialSecurityCardFirst else {
            let count = try askUnverifiedAccounts(roster: roster, county: county, &work)
            return ActResult("roster:\(roster)", "已提交账户验证 \(count) 个（IM-16.2）")
        }
        let payees = try work.rows(
            """
            SELECT DISTINCT s.payee FROM share s JOIN roster_line l ON l.id = s.roster_line
            WHERE l.roster = $1 AND l.state = 'payable' AND l.heirs = 0 ORDER BY s.payee
            """, .integer(roster))
        // Where only heirs are paid there is no card to ask about: their accounts are asked of the banks at once.
        guard !payees.isEmpty else {
            let count = try askUnverifiedAccounts(roster: roster, county: county, &work)
            return ActResult("roster:\(roster)", "已提交账户验证 \(count) 个（IM-16.2）")
        }
        try askCards(payees.map { $0.int(0) }, county: county, roster: roster, &work)
        return ActResult("roster:\(roster)", "已提交社会保障卡核验 \(payees.count) 人（IM-12.2）")
    }
}

/// One heir as a clerk enters it: `heirs` is `id,name,account,bank,sum;…`.
private struct HeirInput {
    var id: IdentityNumber
    var name: String
    var account: AccountNumber
    var bank: String
    var share: Money

    static func read(_ input: ActInput, due: Money) throws -> [HeirInput] {
        _ = try input.text("evidence")
        let heirs = try input.text("heirs").split(separator: ";").map { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            guard parts.count == 5, let share = Money.yuan(parts[4].utf8), share > .zero else {
                throw GatewayError(.invalid, "heirs.format", "继承人格式应为 身份证号,姓名,账号,开户行,金额；多人以分号分隔")
            }
            return HeirInput(
                id: try IdentityNumber(reading: parts[0].utf8), name: String(parts[1]),
                account: try AccountNumber(reading: parts[2].utf8), bank: String(parts[3]), share: share)
        }
        guard heirs.reduce(Money.zero, { $0 + $1.share }) == due else {
            throw GatewayError(.refused, "heirs.sum", "各继承人金额合计须等于应发金额")
        }
        return heirs
    }
}
