import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// The lists that go into one roster: the main one, and others that bring lines for the same project and period
    /// (IM-16.0). Who made or confirmed one of them has taken that part over the roster as well (IM-23.1).
    func rosterLists(
        _ input: ActInput, _ main: Int64, _ about: [SQLValue], _ work: Work
    ) throws -> [(id: Int64, count: Int)] {
        var lists = [(id: main, count: Int(about.int(4)))]
        for text in input.optional("lists").split(separator: ",") {
            guard let id = Int64(text), !lists.contains(where: { $0.id == id }),
                let row = try work.rows(
                    "SELECT county, project, period, line_count FROM list WHERE id = $1", .integer(id)
                ).first, Array(row.prefix(3)) == Array(about.prefix(3))
            else {
                throw GatewayError(.invalid, "roster.sources", "并入的清单须为同一旗县、项目和期次，各写一次，以逗号分隔（IM-16.0）")
            }
            lists.append((id, Int(row.int(3))))
            try work.execute(
                """
                INSERT INTO duty (root, natural_person, duty, principal, at)
                SELECT $1, natural_person, duty, principal, at FROM duty WHERE root = $2
                ON CONFLICT (root, natural_person) DO NOTHING
                """, .text("list:\(main)"), .text("list:\(id)"))
        }
        return lists
    }

    func addLines(of list: (id: Int64, count: Int), to roster: Int64, _ work: Work) throws {
        let lines = try work.ids(list.count)
        try work.execute(
            """
            INSERT INTO roster_line (id, roster, list_line, payee, account, amount_fen, state, sequence, reason)
            SELECT CAST($1 AS BIGINT) - 1 + ROW_NUMBER() OVER (ORDER BY id), $2, id, COALESCE(changed_payee, payee),
                CASE WHEN changed_payee IS NULL THEN COALESCE(changed_account, account) ELSE changed_account END,
                COALESCE(changed_fen, amount_fen), 'payable', 0, ''
            FROM list_line WHERE list = $3
            """, .integer(lines.lowerBound), .integer(roster), .integer(list.id))
        try work.execute(
            "UPDATE list_line SET taken_fen = changed_fen WHERE list = $1 AND changed_fen IS NOT NULL",
            .integer(list.id))
        try work.execute(
            "INSERT INTO roster_source (list, roster) VALUES ($1, $2)", .integer(list.id), .integer(roster))
    }

    /// Reasons of lines that several sources bring.
    static let differingReason = "source.differs"
    private static let sameReason = "source.same"
    private static let leftReason = "source.notChosen"

    /// One subject from several sources: what they agree on is paid once; where they differ, all their lines are held
    /// until a person has chosen. How many lines wait.
    func compareSources(_ roster: Int64, _ work: inout Work) throws -> Int {
        let rows = try work.rows(
            """
            SELECT ll.subject, l.id, l.amount_fen, l.payee, l.account, ll.id, ll.beneficiary, ll.quantity, ll.rate,
                ll.village, ll.sealed FROM roster_line l JOIN list_line ll ON ll.id = l.list_line WHERE l.roster = $1 AND l.state = 'payable'
            AND ll.subject IN (SELECT k.subject FROM roster_line m JOIN list_line k ON k.id = m.list_line
                WHERE m.roster = $1 AND m.state = 'payable' GROUP BY k.subject HAVING COUNT(*) > 1)
            ORDER BY ll.subject, l.id
            """, .integer(roster))
        var held: [Int64] = []
        var dropped: [Int64] = []
        for (_, lines) in Dictionary(grouping: rows, by: { $0.int(0) }).sorted(by: { $0.key < $1.key }) {
            let lines = try lines.map { try sourceLine(Array($0.dropFirst())) }
            if let agreed = SourceRule.agreed(lines) {
                dropped += lines.map(\.id).filter { $0 != agreed.id }
            } else {
                held += lines.map(\.id)
            }
        }
        try move(dropped, .remove, Engine.sameReason, &work)
        try move(held, .hold, Engine.differingReason, &work)
        return held.count
    }

    /// What one source says of a line; the row's cells are the line, its amount, payee and account, the list's line, its
    /// beneficiary, quantity, rate and village, and what is sealed of it.
    func sourceLine(_ row: [SQLValue]) throws -> SourceRule.Line {
        let names = try sealedNames(row.bytes(9), row.int(4))
        func folded(_ index: Int) -> String {
            names.indices.contains(index) ? String(decoding: PersonName.fold(names[index]), as: UTF8.self) : ""
        }
        return SourceRule.Line(
            id: row.int(0), fen: row.int(1), payee: row.int(2), account: row[3].integer,
            said: [
                .beneficiary: String(row.int(5)), .quantity: row[6].integer.map(String.init) ?? "",
                .rate: row[7].integer.map(String.init) ?? "", .village: row.text(8), .beneficiaryName: folded(0),
                .payeeName: folded(1), .headName: folded(2),
            ])
    }

    /// The names as a list wrote them: beneficiary, payee, head.
    func sealedNames(_ sealed: [UInt8], _ listLine: Int64) throws -> [String] {
        SealedTexts.decode(
            try sealer.open(
                sealed, SealContext(table: "list_line", row: listLine, fields: "beneficiary,payee,head,note")))
    }

    func move(
        _ lines: [Int64], _ event: RosterLineMachine.Event, _ reason: String, _ work: inout Work
    ) throws {
        guard !lines.isEmpty else { return }
        try work.move(RosterLineMachine.self, lines.map { ($0, event) })
        try Selection.with(lines, work.c) { token in
            try work.execute(
                "UPDATE roster_line SET reason = $1 FROM selection p WHERE p.token = $2 AND roster_line.id = p.subject",
                .text(reason), token)
        }
    }

    /// Of the lines that differ one is chosen, with the claim; the others leave the roster (IM-16.0, NX-6.2.3).
    func chooseSource(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let line = try input.id("line")
        _ = try input.text("reason")
        guard
            let row = try work.rows(
                """
                SELECT l.roster, ll.subject, l.amount_fen, l.payee, l.account, r.county, r.state, ll.beneficiary, l.verdict
                FROM roster_line l JOIN list_line ll ON ll.id = l.list_line JOIN roster r ON r.id = l.roster
                WHERE l.id = $1 AND l.state = 'held' AND l.reason = $2
                """, .integer(line), .text(Engine.differingReason)
            ).first
        else { throw GatewayError(.conflict, "source.none", "该行没有来源不一、待核定的情形（IM-16.0）") }
        try requireUnsigned(line, work)
        try publishAgain(line, work)
        let others = try work.rows(
            """
            SELECT l.id FROM roster_line l JOIN list_line ll ON ll.id = l.list_line WHERE l.roster = $1
            AND ll.subject = $2 AND l.state = 'held' AND l.reason = $3 AND l.id <> $4 ORDER BY l.id
            """, row[0], row[1], .text(Engine.differingReason), .integer(line)
        ).map { $0.int(0) }
        try move(others, .remove, Engine.leftReason, &work)
        let claim = try claim(of: line, due: row.int(2), nil, work)
        try work.execute(
            "INSERT INTO share (id, claim, roster_line, payee, account, due_fen) VALUES ($1, $2, $3, $4, $5, $6)",
            .integer(try work.id()), .integer(claim), .integer(line), row[3], row[4], row[2])
        try work.move(RosterLineMachine.self, line, .free)
        try work.execute("UPDATE roster_line SET reason = '' WHERE id = $1", .integer(line))
        try notePublished(line, work)
        let people = Set([row.int(1), row.int(3), row.int(7)]).sorted()
        try checkNow(people, row[4].integer, roster: row.int(0), county: row.text(5), state: row.text(6), &work)
        return ActResult(
            "line:\(line)", "已核定采用该行 \(Money(fen: row.int(2)).grouped) 元，其余 \(others.count) 行移出（IM-16.0）")
    }

    /// A line that comes in after the checks of its roster is checked by itself; before them it is checked with the rest.
    private func checkNow(
        _ people: [Int64], _ account: Int64?, roster: Int64, county: String, state: String, _ work: inout Work
    ) throws {
        guard state != RosterMachine.State.building.rawValue, state != RosterMachine.State.returned.rawValue else {
            return
        }
        let known = try work.rows(
            "SELECT person FROM roster_person WHERE roster = $1 AND verdict IS NOT NULL ORDER BY person",
            .integer(roster)
        ).map { $0.int(0) }
        let unknown = people.filter { !known.contains($0) }
        if unknown.isEmpty { try refreshVerdicts(roster, of: people, work) }
        if !unknown.isEmpty { try askIdentity(unknown, county: county, roster: roster, &work) }
        guard let account, state != RosterMachine.State.identityChecked.rawValue else { return }
        let known2 = try work.rows("SELECT state FROM account WHERE id = $1", .integer(account)).first?.text(0)
        if known2 != AccountMachine.State.verified.rawValue {
            try askAccounts([account], county: county, roster: roster, &work)
        }
    }
}
