import AdapterKit
package import Subsidy
import Store
import Trust
import Workflow

extension Engine {
    /// Brings the people of the configuration into the store; a login keeps its natural person for ever.
    func installPeople(now: Instant) throws {
        try store.write { c in
            let known = try c.rows("SELECT login, natural_person, role, scope, password FROM principal ORDER BY id")
            for person in configuration.people {
                try requirePlace(person)
                let hash =
                    try (try? PasswordHash(text: person.password))
                    ?? PasswordHash(password: Array(person.password.utf8), cost: .light)
                guard let row = known.first(where: { $0.text(0) == person.login }) else {
                    try c.execute(
                        """
                        INSERT INTO principal (id, login, natural_person, role, scope, password)
                        VALUES ($1, $2, $3, $4, $5, $6)
                        """,
                        [
                            .integer(try IdSource().id(c)), .text(person.login), .text(person.naturalPerson),
                            .text(person.role), .text(person.scope), .text(hash.text),
                        ])
                    continue
                }
                guard row.text(1) == person.naturalPerson, row.text(2) == person.role else {
                    throw GatewayError(.configuration, "login.reused", "登录名 \(person.login) 已属于另一人或另一岗位")
                }
                guard row.text(3) != person.scope || row.text(4) != hash.text else { continue }
                try c.execute(
                    "UPDATE principal SET scope = $1, password = $2 WHERE login = $3",
                    [.text(person.scope), .text(hash.text), .text(person.login)])
            }
            // Who is no longer in the configuration can no longer act; what they did stays theirs.
            let present = Set(configuration.people.map(\.login))
            for row in known where !present.contains(row.text(0)) {
                try c.execute(
                    "DELETE FROM session WHERE principal = (SELECT id FROM principal WHERE login = $1)", [row[0]])
                try c.execute("UPDATE principal SET password = '' WHERE login = $1", [row[0]])
            }
        }
    }

    /// Somebody of a bank acts for one that is connected; who is paid has a token and no login (IM-4).
    private func requirePlace(_ person: GatewayConfiguration.Person) throws {
        let isBank = configuration.connections[person.connection]?.counterpart == .bank
        guard person.role != Role.beneficiary.rawValue, isBank == (person.role == Role.bank.rawValue),
            isBank || person.connection.isEmpty
        else {
            throw GatewayError(
                .configuration, "login.outside",
                "登录名 \(person.login)：银行人员须写明其银行的连接（connection），其他岗位不写；补贴对象凭令牌进入，不设登录名")
        }
    }

    /// What an unknown login's password is compared with: nobody's.
    private static let decoy = try? PasswordHash(password: Random.bytes(16), cost: .light)

    /// A session for twelve hours; the token is shown once and kept only as a digest.
    package func login(_ login: String, password: String, now: Instant) throws -> String {
        let row = try store.read { c in
            try c.rows("SELECT id, password FROM principal WHERE login = $1", [.text(login)]).first
        }
        // An unknown login costs as much as a known one: the time tells nothing.
        let hash = row.flatMap { try? PasswordHash(text: $0.text(1)) }
        guard let known = hash ?? Engine.decoy else {
            throw GatewayError(.unauthenticated, "login.failed", "用户名或密码不正确")
        }
        guard try known.matches(Array(password.utf8)), let row else {
            throw GatewayError(.unauthenticated, "login.failed", "用户名或密码不正确")
        }
        let token = hex(try Random.bytes(32))
        try store.write { c in
            _ = try c.execute(
                "INSERT INTO session (token_digest, principal, expires) VALUES ($1, $2, $3)",
                [.bytes(Digest.sha256(Array(token.utf8))), row[0], .at(now + .seconds(12 * 3600))])
        }
        return token
    }

    /// Who holds a token.
    package func principal(token: String, now: Instant) throws -> Principal {
        let row = try store.read { c in
            try c.rows(
                """
                SELECT p.id, p.login, p.natural_person, p.role, p.scope FROM session s
                JOIN principal p ON p.id = s.principal WHERE s.token_digest = $1 AND s.expires > $2
                """, [.bytes(Digest.sha256(Array(token.utf8))), .at(now)]
            ).first
        }
        guard let row, let role = Role(rawValue: row.text(3)) else {
            throw GatewayError(.unauthenticated, "session.unknown", "登录已失效，请重新登录")
        }
        var principal = Principal(
            id: row.int(0), login: row.text(1), naturalPerson: row.text(2), role: role, scope: row.text(4))
        if role == .bank { principal.bank = bank(of: principal.login) }
        if role == .beneficiary { principal.person = try holder(of: principal.login, now: now) }
        return principal
    }
}
