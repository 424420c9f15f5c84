import Store
import Subsidy
import Workflow

extension Engine {
    /// A payee confirms the card to be paid to (NX-7.0): themselves, or somebody whose right to do it is typed and shown.
    /// Nobody confirms for others by the dozen (违规代办, NX-8.4).
    func confirmAccount(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let line = try input.id("line")
        _ = try input.text("evidence")
        let row = try work.row(
            "SELECT l.payee, l.account FROM roster_line l WHERE l.id = $1", .integer(line), missing: "line.unknown",
            "没有该明细")
        let channel = try input.text("channel")
        guard ["onSite", "miniProgram", "platform"].contains(channel) else {
            throw GatewayError(.invalid, "account.channel", "确认渠道应为 onSite、miniProgram 或 platform")
        }
        let relation = try relation(input)
        let account = try confirmedAccount(input, of: row, work)
        let waiting = try work.rows(
            "SELECT 1 FROM library_account WHERE person = $1 AND state = 'confirmed' LIMIT 1", row[0])
        guard waiting.isEmpty else {
            throw GatewayError(.conflict, "account.waiting", "该收款人已有一次确认待负责人批准")
        }
        if let claimant = try householdClaimant(of: line, work) {
            try requireOnlyCard(of: claimant, for: row.int(0), work)
        }
        let fallback = try fallback(input, account, of: row.int(0), line: line, work)
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO library_account (id, person, account, channel, confirmed_by, relation, at, fallback, state,
                sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'confirmed', 0)
            """,
            .integer(id), row[0], .integer(account), .text(channel), .text(relation.isEmpty ? "self" : "guardian"),
            .text(relation), .at(work.now), .text(fallback))
        // Whoever registers it for one line does not approve it for another (IM-23.1).
        try take(.make, over: "confirmation:\(id)", work)
        work.touch("library_account \(id) account \(account)")
        return ActResult("line:\(line)", "已登记收款人确认的账户，待负责人批准（NX-7.2）", ["confirmation": String(id)])
    }

    /// Why the payee, who has a social-security card, wants another account (IM-12.2); empty where they want the card.
    private func fallback(
        _ input: ActInput, _ account: Int64, of person: Int64, line: Int64, _ work: Work
    ) throws -> String {
        let county =
            try work.rows(
                "SELECT r.county FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $1", .integer(line)
            ).first?.text(0) ?? ""
        guard try passesOverCard(account, of: person, county: county, work) else { return "" }
        let codes = try profile(county).library.cardFallbacks
        guard codes[input.optional("fallback")] != nil else {
            throw GatewayError(
                .refused, "card.reason",
                "收款人有社会保障卡，改用其他账户须注明理由（fallback）：\(codes.keys.sorted().joined(separator: "、"))（IM-12.2）")
        }
        return input.optional("fallback")
    }

    /// Empty where the person confirms themselves.
    func relation(_ input: ActInput) throws -> String {
        switch try input.text("by") {
        case "self": return ""
        case "guardian":
            guard let known = GuardianRelation(rawValue: try input.text("relation")) else {
                let names = GuardianRelation.allCases.map(\.rawValue).joined(separator: "、")
                throw GatewayError(.invalid, "account.relation", "监护或代理关系应为 \(names) 之一")
            }
            return known.rawValue
        default:
            throw GatewayError(.refused, "account.agent", "只能由本人或法定关系人确认账户，不得代办（NX-8.4）")
        }
    }

    /// The account of the line itself, or another that the payee brings.
    private func confirmedAccount(_ input: ActInput, of row: [SQLValue], _ work: Work) throws -> Int64 {
        guard !input.optional("account").isEmpty else {
            guard let account = row[1].integer else {
                throw GatewayError(.invalid, "argument.missing", "该明细没有账户，请填写 account 和 bank")
            }
            return account
        }
        let number = try AccountNumber(reading: try input.text("account").utf8)
        let holder = try open(person: row.int(0), work.c).name
        return try account(
            number, of: row.int(0), holder: holder, bankName: try input.text("bank"), kind: "library", source: 0, work)
    }

    /// … and counts when another has approved it; what held before is replaced, and the bank is asked (IM-12.5).
    func approveConfirmation(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let (line, row) = try confirmation(input, work)
        try take(.sign, over: "confirmation:\(row.int(0))", work)
        let held = try work.rows(
            "SELECT id, account FROM library_account WHERE person = $1 AND state = 'effective'", row[1])
        let before = held.first?[1].integer ?? row[5].integer
        if let before, before != row.int(2) {
            try noteAccountChange(of: row.int(1), root: "line:\(line)", county: row.text(4), &work)
        }
        for one in held { try work.move(LibraryAccountMachine.self, one.int(0), .replace) }
        try work.move(LibraryAccountMachine.self, row.int(0), .approve)
        if let claimant = try householdClaimant(of: line, work) {
            try setHouseholdCard(of: claimant, row.int(1), row.int(2), &work)
        }
        if !row.text(6).isEmpty {
            try permit(row.int(1), row.int(2), row.text(6), .fallback, county: row.text(4), &work)
        }
        let state = try work.rows("SELECT state FROM account WHERE id = $1", row[2]).first?.text(0)
        if state != AccountMachine.State.verified.rawValue {
            try askAccounts([row.int(2)], county: row.text(4), roster: row.int(3), &work)
        }
        return ActResult("line:\(line)", "已列入基础库，今后各项目均按此账户发放（NX-7.2）")
    }

    func rejectConfirmation(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let (line, row) = try confirmation(input, work)
        let reason = try input.text("reason")
        try take(.sign, over: "confirmation:\(row.int(0))", work)
        try work.move(LibraryAccountMachine.self, row.int(0), .reject)
        return ActResult("line:\(line)", "账户确认未获批准：\(reason)")
    }

    private func confirmation(_ input: ActInput, _ work: Work) throws -> (line: Int64, row: [SQLValue]) {
        let line = try input.id("line")
        let row = try work.row(
            """
            SELECT b.id, b.person, b.account, l.roster, r.county, l.account, b.fallback FROM roster_line l
            JOIN roster r ON r.id = l.roster JOIN library_account b ON b.person = l.payee
            WHERE l.id = $1 AND b.state = 'confirmed'
            """, .integer(line), missing: "account.unconfirmed", "该明细的收款人没有待批准的账户确认")
        return (line, row)
    }

    /// In the library's phase the account is always the library's, whatever a list says (NX-7.2); how many differ.
    func takeLibraryAccounts(roster: Int64, _ work: Work) throws -> Int {
        try work.execute(
            """
            UPDATE share SET account = (SELECT b.account FROM library_account b
                WHERE b.person = share.payee AND b.state = 'effective')
            WHERE roster_line IN (SELECT l.id FROM roster_line l JOIN roster r ON r.id = l.roster
                WHERE r.id = $1 AND r.phase = 'library')
            AND EXISTS (SELECT 1 FROM library_account b WHERE b.person = share.payee AND b.state = 'effective'
                AND b.account <> COALESCE(share.account, 0))
            """, .integer(roster))
    }
}
