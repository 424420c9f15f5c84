import AdapterKit
import Store
import Subsidy
import Workflow

/// Something found about one person, or about two.
struct Found: Hashable {
    var kind: LibraryFindingKind
    var person: Int64
    var other: Int64 = 0
    var day: Day?
}

extension Engine {
    /// Looks for twins and for cards that are nobody's or everybody's, as often as the profile says (NX-6.2.7, NX-6.2.8).
    func checkLibrary(_ county: String, now: Instant) throws -> Progress {
        let terms = try profile(county).library
        let last = try store.read { c -> (people: Bool, last: Int64?) in
            let people = try !c.rows("SELECT 1 FROM library_person WHERE county = $1 LIMIT 1", [.text(county)]).isEmpty
            let row = try c.rows(
                "SELECT last_run FROM schedule WHERE county = $1 AND exchange = 'library.check' AND connection = ''",
                [.text(county)]
            ).first
            return (people, row?[0].integer)
        }
        guard last.people, last.last.map({ now.milliseconds - $0 >= Int64(terms.checkDays) * 86_400_000 }) ?? true
        else { return Progress() }
        var progress = Progress()
        let count = try commit("library.check", object: "library:\(county)", now: now, as: .outcome) { work in
            let found = try twins(county, work) + manyCards(county, work) + sharedCards(county, work)
            try record(found, county: county, isOwn: true, comparison: nil, held: false, &work) { _ in true }
            try work.execute(
                """
                INSERT INTO schedule (county, exchange, connection, last_run, last_success)
                VALUES ($1, 'library.check', '', $2, $2)
                ON CONFLICT (county, exchange, connection) DO UPDATE
                SET last_run = excluded.last_run, last_success = excluded.last_success
                """, .text(county), .at(now))
            return found.count
        }
        if count > 0 { progress.notes.append("基础库核查：\(count) 项待处理（NX-6.2.8）") }
        return progress
    }

    /// Same name and same birth date under two numbers, at least one of them of this county's library.
    private func twins(_ county: String, _ work: Work) throws -> [Found] {
        let rows = try work.rows(
            """
            SELECT p.id, p.sealed, COALESCE(x.county, ''), COALESCE(x.state, '') FROM person p
            JOIN (SELECT name_digest AS name, birth_year AS year FROM person
                GROUP BY name_digest, birth_year HAVING COUNT(*) > 1) AS g
                ON g.name = p.name_digest AND g.year = p.birth_year
            LEFT JOIN library_person x ON x.person = p.id ORDER BY p.id
            """)
        var groups: [String: [(person: Int64, isOurs: Bool)]] = [:]
        var order: [String] = []
        for row in rows where !["frozen", "deceased", "movedOut"].contains(row.text(3)) {
            let known = try open(person: row.int(0), sealed: row.bytes(1))
            guard let number = try? IdentityNumber(reading: known.idNumber.utf8) else { continue }
            let key = String(decoding: PersonName.fold(known.name), as: UTF8.self) + " " + number.birthDate.text
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append((row.int(0), row.text(2) == county))
        }
        return order.flatMap { key -> [Found] in
            let group = groups[key] ?? []
            guard group.count > 1, group.contains(where: \.isOurs) else { return [] }
            return group.dropFirst().map { Found(kind: .twin, person: group[0].person, other: $0.person) }
        }
    }

    /// Several verified accounts, none of them confirmed as the one to be paid to; a social-security card is, where it
    /// comes first. In the first round that is allowed (NX-7.1).
    private func manyCards(_ county: String, _ work: Work) throws -> [Found] {
        let profile = try profile(county)
        guard try phase(of: county, work.c) == .library else { return [] }
        return try work.rows(
            """
            SELECT x.person FROM library_person x JOIN account a ON a.person = x.person AND a.state = 'verified'
            WHERE x.county = $1 AND x.state = 'verified'
            AND NOT EXISTS (SELECT 1 FROM library_account b WHERE b.person = x.person AND b.state = 'effective')
            GROUP BY x.person HAVING COUNT(*) > 1
            AND SUM(CASE WHEN a.kind = 'ssc' AND CAST($2 AS BIGINT) = 1 THEN 1 ELSE 0 END) = 0 ORDER BY x.person
            """, .text(county), .int(profile.socialSecurityCardFirst ? 1 : 0)
        ).map { Found(kind: .manyCards, person: $0.int(0)) }
    }

    /// One card of several people, and no relation that would say why (a parent's card is no fraud, NX-6.2.8).
    private func sharedCards(_ county: String, _ work: Work) throws -> [Found] {
        try work.rows(
            """
            SELECT a.person, MIN(b.person) FROM library_person x JOIN account a ON a.person = x.person
            JOIN account b ON b.digest = a.digest AND b.person <> a.person
            WHERE x.county = $1 AND a.state IN ('registered', 'verified') AND b.state IN ('registered', 'verified')
            AND NOT EXISTS (SELECT 1 FROM account_relation r WHERE r.account IN (a.id, b.id) AND r.state = 'effective')
            GROUP BY a.person ORDER BY a.person
            """, .text(county)
        ).map { Found(kind: .sharedCard, person: $0.int(0), other: $0.int(1)) }
    }

    /// Keeps what was found; what was found before of somebody who was looked at, and is not now, has gone. What a halted
    /// run found is held back.
    func record(
        _ found: [Found], county: String, isOwn: Bool, comparison: Int64?, held: Bool, _ work: inout Work,
        wasLookedAt: (Int64) -> Bool
    ) throws {
        for one in found {
            try work.execute(
                """
                INSERT INTO library_finding (id, county, comparison, kind, person, other, day, at, seen, state, sequence)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 'held', 0) ON CONFLICT (person, kind, other) DO UPDATE
                SET seen = excluded.seen, day = excluded.day, comparison = excluded.comparison
                """,
                .integer(try work.id()), .text(county), .optional(comparison), .text(one.kind.rawValue),
                .integer(one.person), .integer(one.other), .day(one.day), .at(work.now))
        }
        let rows = try work.rows(
            """
            SELECT id, state, seen, person FROM library_finding WHERE county = $1 AND state <> 'dismissed'
            AND CASE WHEN kind IN ('twin', 'manyCards', 'sharedCard') THEN 1 ELSE 0 END = CAST($2 AS BIGINT) ORDER BY id
            """, .text(county), .int(isOwn ? 1 : 0))
        var moves: [(subject: Int64, event: LibraryFindingMachine.Event)] = []
        for row in rows {
            guard let state = LibraryFindingMachine.State(rawValue: row.text(1)) else { continue }
            let isSeen = row.int(2) == work.now.milliseconds
            switch (isSeen, held, state) {
            case (true, false, .held), (true, false, .gone): moves.append((row.int(0), .raise))
            case (true, true, .gone): moves.append((row.int(0), .hold))
            case (false, false, .open), (false, false, .confirmed):
                if wasLookedAt(row.int(3)) { moves.append((row.int(0), .vanish)) }
            default: continue
            }
        }
        try work.move(LibraryFindingMachine.self, moves)
    }

    /// What one person makes of a finding, and another approves: true (confirmed), or no fault of anybody (dismissed).
    func decideFinding(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let finding = try input.id("finding")
        let reason = try input.text("reason")
        let decision = try input.text("decision")
        guard ["confirm", "dismiss"].contains(decision) else {
            throw GatewayError(.invalid, "finding.decision", "参数 decision 应为 confirm（属实）或 dismiss（经核实无误）")
        }
        let row = try work.rows("SELECT person, state FROM library_finding WHERE id = $1", .integer(finding)).first
        guard let row, row.text(1) == LibraryFindingMachine.State.open.rawValue else {
            throw GatewayError(.conflict, "finding.decided", "该事项已经办结或已消失")
        }
        let change = try propose(
            LibraryChange(
                kind: .finding, county: target.county, root: target.root, person: row.int(0),
                texts: ["", decision, String(finding), reason]), &work)
        return ActResult(target.root, "已登记核实结论，待负责人批准（IM-11.2）", ["change": String(change)])
    }

    func applyFinding(_ change: LibraryChange, _ work: inout Work) throws -> String {
        guard change.texts.count == 4, let finding = Int64(change.texts[2]), let person = change.person,
            let row = try work.rows("SELECT kind FROM library_finding WHERE id = $1", .integer(finding)).first,
            let kind = LibraryFindingKind(rawValue: row.text(0))
        else { return "" }
        let isTrue = change.texts[1] == "confirm"
        try work.move(LibraryFindingMachine.self, finding, isTrue ? .confirm : .dismiss)
        try work.execute(
            "UPDATE library_finding SET decision = $1 WHERE id = $2", .text(change.texts[3]), .integer(finding))
        if isTrue, let home = try work.rows("SELECT id FROM library_person WHERE person = $1", .integer(person)).first {
            switch kind {
            case .residentDeceased: try work.moveIfPossible(LibraryPersonMachine.self, home.int(0), .die)
            case .residentMoved: try work.moveIfPossible(LibraryPersonMachine.self, home.int(0), .moveOut)
            case .residentNameDiffers, .residentMissing:
                try work.moveIfPossible(LibraryPersonMachine.self, home.int(0), .ask)
                try askLibrary([person], county: change.county, &work)
            case .twin, .manyCards, .sharedCard, .residentUnread: break
            }
        }
        return isTrue ? "\(kind.zh)：属实，处理完毕之前不发放（IM-11.2）" : "\(kind.zh)：经核实无误（IM-11.2）"
    }
}
