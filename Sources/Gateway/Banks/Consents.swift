import Store
package import Subsidy
import Workflow

extension Engine {
    /// Whose consents an act is about: the person themselves, or the payee of a line who came to the township.
    func consentTarget(of act: Act, _ arguments: [String: String], _ c: any StoreConnection) throws -> ActTarget {
        let own = arguments[Engine.ownPerson].flatMap { Int64($0) }
        if act == .withdrawConsent {
            guard let id = arguments["consent"].flatMap({ Int64($0) }),
                let row = try c.rows("SELECT person, county FROM consent WHERE id = $1", [.integer(id)]).first,
                own == nil || own == row.int(0)
            else { throw GatewayError(.notFound, "consent.unknown", "没有该授权，请核对编号") }
            return ActTarget(root: "consents:\(row.int(0))", county: row.text(1))
        }
        if let own { return ActTarget(root: "consents:\(own)", county: arguments["county"] ?? "") }
        guard let line = arguments["line"].flatMap({ Int64($0) }),
            let row = try c.rows(
                """
                SELECT l.payee, r.county FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $1
                """, [.integer(line)]
            ).first
        else { throw GatewayError(.notFound, "line.unknown", "没有该明细") }
        return ActTarget(root: "consents:\(row.int(0))", county: row.text(1))
    }

    /// A person allows one bank to ask what they were paid (IM-27.1): for one purpose, of some days, until a day, so often.
    /// They do it themselves, or at the township, which keeps the paper that they signed.
    func giveConsent(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let isOwn = !input.optional(Engine.ownPerson).isEmpty
        if !isOwn { _ = try input.text("evidence") }
        guard let person = Int64(target.root.dropFirst("consents:".count)) else {
            throw GatewayError(.notFound, "person.unknown", "没有该人员")
        }
        let terms = try profile(target.county).lookups
        guard let purpose = LookupPurpose(rawValue: try input.text("purpose")), terms.purposes.contains(purpose) else {
            let known = terms.purposes.map { "\($0.rawValue)（\($0.zh)）" }.joined(separator: "、")
            throw GatewayError(
                .refused, "consent.purpose", known.isEmpty ? "本地区未开办到账历史查询" : "用途应为 \(known)")
        }
        let bank = try input.text("bank")
        guard routes(.historyLookup, target.county).contains(where: { bankConnection($0) == bank }) else {
            throw GatewayError(.refused, "consent.bank", "该银行没有为本旗县开办到账历史查询，请核对银行")
        }
        let (from, through) = (try input.day("from"), try input.day("through"))
        let until = try input.day("until")
        let uses = try input.id("uses")
        guard from <= through, through <= until, from >= work.now.day + -terms.historyDays else {
            throw GatewayError(.invalid, "consent.period", "期间应在最近 \(terms.historyDays) 天之内，起日不晚于止日，止日不晚于授权的有效期")
        }
        guard until >= work.now.day, until <= work.now.day + terms.consentDays else {
            throw GatewayError(.invalid, "consent.until", "有效期应在今天起 \(terms.consentDays) 天之内")
        }
        guard (1...Int64(terms.uses)).contains(uses) else {
            throw GatewayError(.invalid, "consent.uses", "可查次数应为 1 至 \(terms.uses)")
        }
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO consent (id, county, number, person, bank, purpose, from_day, through_day, until_day, uses,
                given_by, given, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'given', 0)
            """,
            .integer(id), .text(target.county), .text("SQ\(id)"), .integer(person), .text(bank),
            .text(purpose.rawValue), .day(from), .day(through), .day(until), .integer(uses),
            .text(isOwn ? "self" : "township"), .at(work.now))
        work.touch("consent \(id) \(bank) \(purpose.rawValue) \(uses)")
        return ActResult(
            "consent:\(id)", "已登记授权：\(bankName(bank)) 可查 \(uses) 次，\(until.text) 前有效；本人可随时撤回",
            ["consent": String(id), "number": "SQ\(id)"])
    }

    func withdrawConsent(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let consent = try input.id("consent")
        let reason = try input.text("reason")
        try work.move(ConsentMachine.self, consent, .withdraw)
        try work.execute("UPDATE consent SET reason = $1 WHERE id = $2", .text(reason), .integer(consent))
        return ActResult("consent:\(consent)", "授权已撤回，该银行即刻不能再查")
    }

    /// Every consent with what is left of it; whose it is stays here.
    package func consents(now: Instant) throws -> [WorkItem] {
        try store.read { c in try consentItems(of: 0, now, c) }
    }

    /// Those of one person, or with 0 of everybody.
    func consentItems(of person: Int64, _ now: Instant, _ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT id, county, state, number, bank, purpose, from_day, through_day, until_day, uses, used, given_by,
                given, reason FROM consent WHERE CAST($1 AS BIGINT) = 0 OR person = $1 ORDER BY id
            """, [.integer(person)]
        ).map { row in
            let until = row.day(8)
            let isPast = row.text(2) == ConsentMachine.State.given.rawValue && until < now.day
            return WorkItem(
                kind: "consent", id: row.int(0), county: row.text(1), state: isPast ? "expired" : row.text(2),
                values: [
                    "number": row.text(3), "bank": bankName(row.text(4)),
                    "purpose": LookupPurpose(rawValue: row.text(5))?.zh ?? row.text(5),
                    "from": row.day(6).text, "through": row.day(7).text,
                    "until": until.text, "uses": String(row.int(9)), "used": String(row.int(10)),
                    "channel": row.text(11), "received": String(row.int(12)), "reason": row.text(13),
                ])
        }
    }

    /// A bank as people call it.
    func bankName(_ connection: String) -> String {
        configuration.agencyAccounts.first { $0.connection == connection }?.bankName
            ?? profiles.sorted { $0.key < $1.key }.flatMap { $0.value.flatMap(\.agentBanks) }
            .first { $0.connection == connection }?.zh ?? connection
    }
}
