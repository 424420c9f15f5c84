import Store
import Subsidy
import Workflow

extension Engine {
    /// Somebody who has a social-security card is paid elsewhere for the time being, or a new person has none yet: by a
    /// coded reason of the profile, asked for by one person and permitted by another (IM-12.2, IM-12.3).
    func permitCard(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let line = try input.id("line")
        _ = try input.text("evidence")
        let reason = try input.text("reason")
        let payee = try payee(of: line, work)
        let kind = try permitKind(reason, payee, county: target.county, work)
        let number = try AccountNumber(reading: try input.text("account").utf8)
        let account = try account(
            number, of: payee, holder: try open(person: payee, work.c).name, bankName: try input.text("bank"),
            kind: "permitted", source: 0, work)
        let change = try propose(
            LibraryChange(
                kind: kind, county: target.county, root: target.root, person: payee, line: line,
                texts: ["", reason, String(account)]), &work)
        return ActResult("line:\(line)", "已登记改用其他账户的申请，待负责人批准（IM-12.2）", ["change": String(change)])
    }

    /// Who has a card falls back from it; who has none is an exception. Each has its own reasons in the profile.
    private func permitKind(
        _ reason: String, _ payee: Int64, county: String, _ work: Work
    ) throws -> LibraryChangeKind {
        let terms = try profile(county).library
        let hasCard = try !work.rows(
            "SELECT 1 FROM account WHERE person = $1 AND kind = 'ssc' LIMIT 1", .integer(payee)
        ).isEmpty
        let codes = hasCard ? terms.cardFallbacks : terms.cardExceptions
        guard codes[reason] != nil else {
            let known = codes.keys.sorted().joined(separator: "、")
            throw GatewayError(
                .refused, "card.reason",
                hasCard ? "已有社会保障卡，改用其他账户的理由应为：\(known)（IM-12.2）" : "尚无社会保障卡的理由应为：\(known)（IM-12.3）")
        }
        return hasCard ? .fallback : .exception
    }

    private func payee(of line: Int64, _ work: Work) throws -> Int64 {
        let row = try work.row(
            "SELECT payee FROM roster_line WHERE id = $1", .integer(line), missing: "line.unknown", "没有该明细")
        return row.int(0)
    }

    func applyCardPermit(_ change: LibraryChange, _ work: inout Work) throws -> String {
        guard let payee = change.person, let line = change.line, change.texts.count == 3,
            let account = Int64(change.texts[2])
        else { return "" }
        let until = try permit(
            payee, account, change.texts[1], try permitKind(change.texts[1], payee, county: change.county, work),
            county: change.county, &work)
        let known = try work.rows(
            "SELECT COALESCE(account, 0) FROM share WHERE roster_line = $1 AND payee = $2", .integer(line),
            .integer(payee)
        ).first?.int(0)
        try noteSecondAccount(
            of: payee, root: "line:\(line)", county: change.county, instead: known ?? 0, account, &work)
        try work.execute(
            """
            UPDATE share SET account = $1 WHERE roster_line = $2 AND payee = $3
            AND EXISTS (SELECT 1 FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $2
                AND r.state IN ('building', 'identityChecked', 'accountsSet'))
            """, .integer(account), .integer(line), .integer(payee))
        let row = try work.rows(
            "SELECT r.id, a.state FROM roster_line l JOIN roster r ON r.id = l.roster, account a WHERE l.id = $1 AND a.id = $2",
            .integer(line), .integer(account)
        ).first
        if let row, row.text(1) != AccountMachine.State.verified.rawValue {
            try askAccounts([account], county: change.county, roster: row.int(0), &work)
        }
        return "已准予改用其他账户，至 \(until.text)（\(change.texts[1])，IM-12.2）"
    }

    /// Keeps a permit for its reason's days; its last day.
    @discardableResult
    func permit(
        _ person: Int64, _ account: Int64, _ reason: String, _ kind: LibraryChangeKind, county: String,
        _ work: inout Work
    ) throws -> Day {
        let terms = try profile(county).library
        let codes = kind == .fallback ? terms.cardFallbacks : terms.cardExceptions
        guard let days = codes[reason] else {
            throw GatewayError(
                .refused, "card.reason", "改用其他账户的理由应为：\(codes.keys.sorted().joined(separator: "、"))（IM-12.2）")
        }
        let until = work.now.day + days
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO card_permit (id, person, account, kind, reason, from_day, until_day)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            .integer(id), .integer(person), .integer(account), .text(kind.rawValue), .text(reason),
            .day(work.now.day), .day(until))
        work.touch("card_permit \(id) account \(account) \(reason)")
        return until
    }

    /// Whether an account takes the place of a social-security card where those come first (IM-12.2).
    func passesOverCard(_ account: Int64, of person: Int64, county: String, _ work: Work) throws -> Bool {
        guard try profile(county).socialSecurityCardFirst else { return false }
        let kinds = try work.rows("SELECT id, kind FROM account WHERE person = $1 ORDER BY id", .integer(person))
        return kinds.contains { $0.text(1) == "ssc" } && kinds.contains { $0.int(0) == account && $0.text(1) != "ssc" }
    }

    // MARK: One household, one card (NX-4.3)

    /// For whom a line of a household project claims; nil where each person claims for themselves.
    func householdClaimant(of line: Int64, _ work: Work) throws -> Int64? {
        let row = try work.rows(
            """
            SELECT COALESCE(c.subject, ll.subject), r.project, r.county FROM roster_line l
            JOIN roster r ON r.id = l.roster JOIN list_line ll ON ll.id = l.list_line
            LEFT JOIN claim c ON c.id = l.claim WHERE l.id = $1
            """, .integer(line)
        ).first
        guard let row, project(row.text(1), row.text(2))?.unit == .household else { return nil }
        return row.int(0)
    }

    /// Of a household one member holds the card; a second is refused until the household has given the first one up.
    func requireOnlyCard(of claimant: Int64, for person: Int64, _ work: Work) throws {
        let holder = try work.rows(
            "SELECT person FROM household_card WHERE claimant = $1 AND ended IS NULL", .integer(claimant)
        ).first?.int(0)
        guard holder == nil || holder == person else {
            throw GatewayError(
                .refused, "household.secondCard", "该户已由另一名成员登记了卡，一户一卡；如需更换，请先办理户信息变更（card）（NX-4.3）")
        }
    }

    func setHouseholdCard(of claimant: Int64, _ person: Int64, _ account: Int64, _ work: inout Work) throws {
        try requireOnlyCard(of: claimant, for: person, work)
        try work.execute(
            "UPDATE household_card SET ended = $1 WHERE claimant = $2 AND ended IS NULL", .at(work.now),
            .integer(claimant))
        let id = try work.id()
        try work.execute(
            "INSERT INTO household_card (id, claimant, person, account, at) VALUES ($1, $2, $3, $4, $5)", .integer(id),
            .integer(claimant), .integer(person), .integer(account), .at(work.now))
        work.touch("household_card \(id) account \(account)")
    }
}
