import AdapterKit
import Store
import Subsidy

extension Engine {
    /// Asks the police register about people, in batches (IM-16.1a). Each name goes as the library has it, or folded
    /// when a similar one is asked again.
    func askIdentity(_ people: [Int64], county: String, roster: Int64, folded: Bool = false, _ work: inout Work) throws
    {
        try Selection.with(people, work.c) { token in
            try work.execute(
                """
                INSERT INTO roster_person (roster, person)
                SELECT CAST($1 AS BIGINT), p.subject FROM selection p WHERE p.token = $2 ORDER BY p.subject
                ON CONFLICT (roster, person) DO UPDATE SET verdict = NULL, at = NULL
                """, .integer(roster), token)
        }
        try refreshVerdicts(roster, of: people, work)
        try askRegister(people, county: county, roster: roster, folded: folded, &work)
    }

    /// … in batches; a question of roster 0 is the base library's own (IM-11.3).
    func askRegister(_ people: [Int64], county: String, roster: Int64, folded: Bool, _ work: inout Work) throws {
        guard let name = routes(.identityVerify, county).first else { throw noRoute(.identityVerify, county) }
        let connection = try connection(name)
        for chunk in people.chunked(Int(connection.setting("batch", default: "100")) ?? 100) {
            let number = "ID\(county)\(work.now.day.compact)\(try work.id())"
            var queries: [IdentityQuery] = []
            for (index, person) in chunk.enumerated() {
                let known = try open(person: person, work.c)
                var query = IdentityQuery()
                query.lineNumber = Int64(index + 1)
                query.idNumber = known.idNumber
                query.name = folded ? String(decoding: PersonName.fold(known.name), as: UTF8.self) : known.name
                queries.append(query)
            }
            let outbox = try post(
                Outgoing(
                    county: county, exchange: .identityVerify, connection: connection,
                    subject: roster == 0 ? "library" : "roster", subjectID: roster, number: number),
                head: queryHead(county, number: number, count: chunk.count, now: work.now), records: queries, &work)
            try note(chunk.map { ($0, nil, "") }, outbox: outbox, roster: roster, work)
        }
    }

    /// Asks the card issuer for payees' social-security cards (IM-12.2).
    func askCards(_ people: [Int64], county: String, roster: Int64, _ work: inout Work) throws {
        guard let name = routes(.cardVerify, county).first else { throw noRoute(.cardVerify, county) }
        let connection = try connection(name)
        for chunk in people.chunked(Int(connection.setting("batch", default: "200")) ?? 200) {
            let number = "CD\(county)\(work.now.day.compact)\(try work.id())"
            var queries: [CardQuery] = []
            for (index, person) in chunk.enumerated() {
                let known = try open(person: person, work.c)
                var query = CardQuery()
                query.lineNumber = Int64(index + 1)
                query.idNumber = known.idNumber
                query.name = known.name
                queries.append(query)
            }
            let outbox = try post(
                Outgoing(
                    county: county, exchange: .cardVerify, connection: connection, subject: "roster", subjectID: roster,
                    number: number),
                head: queryHead(county, number: number, count: chunk.count, now: work.now), records: queries, &work)
            try note(chunk.map { ($0, nil, "") }, outbox: outbox, roster: roster, work)
        }
    }

    /// Asks each account's bank whether it is its payee's and can be paid to (IM-12.5). Accounts of a bank that nobody
    /// serves stay unverified, and so unpayable.
    func askAccounts(_ accounts: [Int64], county: String, roster: Int64, _ work: inout Work) throws {
        var byBank: [String: [Int64]] = [:]
        for account in accounts {
            let rows = try work.rows("SELECT bank FROM account WHERE id = $1", .integer(account))
            if let bank = rows.first?.text(0), !bank.isEmpty { byBank[bank, default: []].append(account) }
        }
        for (bank, accounts) in byBank.sorted(by: { $0.key < $1.key }) {
            let connection = try connection(bank)
            let number = String(try work.id())
            var queries: [AccountQuery] = []
            var lines: [(Int64, Int64?, String)] = []
            for account in accounts {
                let row = try work.rows("SELECT person FROM account WHERE id = $1", .integer(account))
                let person = row.first?.int(0) ?? 0
                let known = try open(account: account, work.c)
                var query = AccountQuery()
                query.serial = "Q\(try work.id())"
                query.account = known.number
                query.holderName = known.holder
                query.idNumber = try open(person: person, work.c).idNumber
                queries.append(query)
                lines.append((person, account, query.serial))
            }
            let outbox = try post(
                Outgoing(
                    county: county, exchange: .accountVerify, connection: connection, subject: "roster",
                    subjectID: roster, number: number,
                    fileName: try fileName(.accountVerify, connection, number: number, work)),
                head: queryHead(county, number: number, count: queries.count, now: work.now), records: queries, &work)
            try note(lines, outbox: outbox, roster: roster, work)
        }
    }

    private func note(
        _ lines: [(person: Int64, account: Int64?, serial: String)], outbox: Int64, roster: Int64, _ work: Work
    ) throws {
        try work.c.load(
            "question", columns: ["outbox", "line", "serial", "person", "account", "roster"],
            lines.enumerated().map { index, line in
                [
                    .integer(outbox), .int(index + 1), .text(line.serial), .integer(line.person),
                    .optional(line.account), .integer(roster),
                ]
            })
    }

    func noRoute(_ exchange: Exchange, _ county: String) -> GatewayError {
        GatewayError(
            .configuration, "route.missing", "旗县 \(county) 没有配置 \(exchange.rawValue) 的连接，请检查 gateway.yaml")
    }
}

extension Array {
    /// Consecutive slices of at most `size` elements.
    func chunked(_ size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: Swift.max(1, size)).map {
            Array(self[$0..<Swift.min($0 + Swift.max(1, size), count)])
        }
    }
}
