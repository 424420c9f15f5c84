import AdapterKit
import Store
package import Subsidy
import Trust
package import Workflow

/// Banks and those who are paid (IM-4): each known by something of its own, each with its own things and no others.
extension Engine {
    /// Whom an outsider acts for is told by who they are. These arguments come from nobody else.
    static let ownPerson = "own.person"
    static let ownBank = "own.bank"

    /// Arguments as they may be believed.
    func bound(_ arguments: [String: String], to principal: Principal) -> [String: String] {
        var bound = arguments
        bound[Engine.ownPerson] = nil
        bound[Engine.ownBank] = nil
        switch principal.role {
        case .bank:
            bound[Engine.ownBank] = principal.bank
            if principal.scope != "*" { bound["county"] = principal.scope }
        case .beneficiary:
            bound[Engine.ownPerson] = principal.person.map { String($0) } ?? "0"
            bound["county"] = principal.scope
        default: break
        }
        return bound
    }

    /// Fifteen minutes, as long as one stands before a terminal.
    private static let visit = Duration.seconds(900)

    /// Somebody who is paid comes in with the token that the township handed them. Throws `unauthenticated`.
    package func enter(token: String, now: Instant) throws -> String {
        let session = hex(try Random.bytes(32))
        try store.write { c in
            guard
                let row = try c.rows(
                    """
                    SELECT id, person, county FROM portal_token WHERE digest = $1 AND expires > $2 AND revoked IS NULL
                    """, [.bytes(sealer.digest("token", Array(token.utf8))), .at(now)]
                ).first
            else { throw GatewayError(.unauthenticated, "token.unknown", "身份令牌无效、已过期或已注销，请到苏木乡镇重新办理") }
            let login = Engine.tokenLogin + String(row.int(0))
            try c.execute(
                """
                INSERT INTO principal (id, login, natural_person, role, scope, password) VALUES ($1, $2, $3, $4, $5, '')
                ON CONFLICT (login) DO NOTHING
                """,
                [
                    .integer(try IdSource().id(c)), .text(login), .text("beneficiary:\(row.int(1))"),
                    .text(Role.beneficiary.rawValue), row[2],
                ])
            _ = try c.execute(
                """
                INSERT INTO session (token_digest, principal, expires)
                SELECT $1, p.id, CAST($2 AS BIGINT) FROM principal p WHERE p.login = $3
                """,
                [.bytes(Digest.sha256(Array(session.utf8))), .at(now + Engine.visit), .text(login)])
        }
        return session
    }

    static let tokenLogin = "token:"

    /// The person behind a token's login, as long as the token holds.
    func holder(of login: String, now: Instant) throws -> Int64 {
        let token = Int64(login.dropFirst(Engine.tokenLogin.count)) ?? 0
        let row = try store.read { c in
            try c.rows(
                "SELECT person FROM portal_token WHERE id = $1 AND expires > $2 AND revoked IS NULL",
                [.integer(token), .at(now)]
            ).first
        }
        guard let row else {
            throw GatewayError(.unauthenticated, "token.unknown", "身份令牌已过期或已注销，请到苏木乡镇重新办理")
        }
        return row.int(0)
    }

    /// The bank for which a login of the configuration acts.
    func bank(of login: String) -> String {
        bankConnection(configuration.people.first { $0.login == login }?.connection ?? "")
    }

    /// Only offices look at what is everybody's. Throws `forbidden` with `role.outside`.
    package func requireOffice(_ principal: Principal) throws {
        guard principal.role.isOffice else {
            throw GatewayError(.forbidden, "role.outside", "银行和补贴对象只能查看自己的事项（/api/own/…），不能查看其他业务")
        }
    }

    /// What a machine's connection may begin by itself: a department its lists, a bank its questions (IM-4).
    package func requireBeginner(of exchange: Exchange, connection name: String) throws {
        let allowed: [Counterpart: Set<Exchange>] = [
            .department: [.listSubmit, .listChange], .bank: [.historyLookup],
        ]
        let counterpart = try connection(name).counterpart
        guard allowed[counterpart, default: []].contains(exchange) else {
            throw GatewayError(.forbidden, "exchange.foreign", "该密钥不能办理 \(exchange.rawValue)，请使用相应业务的密钥")
        }
    }

    /// What an outsider may look at: their own.
    package func own(_ view: OwnView, of principal: Principal, now: Instant) throws -> [WorkItem] {
        guard view.roles.contains(principal.role) else {
            throw GatewayError(.forbidden, "role.missing", "您的身份无权查看此事项（\(view.rawValue)）")
        }
        guard principal.role != .bank || !principal.bank.isEmpty else { return [] }
        let person = principal.person ?? -1
        return try store.read { c in
            let items: [WorkItem]
            switch view {
            case .payments: items = try payments(of: person, c)
            case .consents: items = try consentItems(of: person, now, c)
            case .lookups:
                items =
                    principal.role == .bank
                    ? try lookupItems(of: principal.bank, c).map(LookupRule.asTold)
                    : try lookupItems(about: person, c)
            case .services: items = try serviceItems(of: principal.bank, c)
            }
            return items.filter { principal.scope == "*" || principal.scope == $0.county }
        }
    }

    /// What arrived at a person's accounts, and what came back.
    private func payments(of person: Int64, _ c: any StoreConnection) throws -> [WorkItem] {
        try c.rows(
            """
            SELECT a.id, o.county, a.state, r.project, r.period, a.paid_fen, COALESCE(a.paid_on, 0), a.account
            FROM share s JOIN attempt a ON a.share = s.id JOIN payment_order o ON o.id = a.payment_order
            JOIN roster r ON r.id = o.roster WHERE s.payee = $1 ORDER BY a.id
            """, [.integer(person)]
        ).map { row in
            WorkItem(
                kind: "payment", id: row.int(0), county: row.text(1), state: row.text(2),
                values: [
                    "project": project(row.text(3), row.text(1))?.zh ?? row.text(3), "period": row.text(4),
                    "amountFen": String(row.int(5)),
                    "day": row.int(6) == 0 ? "" : row.day(6).text,
                    "account": Mask.account(try open(account: row.int(7), c).number),
                ])
        }
    }
}

extension LookupRule {
    /// A bank reads in the log what it was answered, and no more.
    fileprivate static func asTold(_ item: WorkItem) -> WorkItem {
        var told = item
        told.state = Reason(rawValue: item.state)?.outcome.rawValue ?? ""
        told.values["reason"] = nil
        return told
    }
}
