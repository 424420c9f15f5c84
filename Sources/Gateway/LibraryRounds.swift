import Store
import Subsidy
import Workflow

/// How a county goes from the departments' data to its own base library (NX-7.1, NX-7.2): the library is exported for
/// confirmation, each beneficiary's word comes back, and the county passes with a counted result.
extension Engine {
    /// Opens a county's round over everybody who stands in its library.
    func openRound(_ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let known = try work.rows(
            "SELECT state FROM library_round WHERE county = $1 AND state IN ('open', 'passed') LIMIT 1",
            .text(target.county)
        ).first?.text(0)
        if let known {
            throw GatewayError(
                .conflict, "round.exists",
                known == "passed" ? "该旗县已转入基础库阶段，不再开展确认（NX-7.2）" : "该旗县的确认已在开展，请先办结（NX-7.2）")
        }
        let round = try work.id()
        try work.execute(
            """
            INSERT INTO library_round (id, county, opened, people, state, sequence) VALUES ($1, $2, $3, 0, 'open', 0)
            """, .integer(round), .text(target.county), .at(work.now))
        let people = try fill(round, target.county, work)
        guard people > 0 else { throw GatewayError(.conflict, "round.empty", "基础库中还没有人员，请先采集入库（IM-11.1）") }
        work.touch("library_round \(round) \(people)")
        return ActResult(
            target.root, "已开展基础库确认：\(people) 人待本人确认（NX-7.2）", ["round": String(round), "people": String(people)])
    }

    /// Everybody who stands in the library and is not in the round yet: people come into it while it lasts.
    private func fill(_ round: Int64, _ county: String, _ work: Work) throws -> Int {
        let people = try work.rows(
            """
            SELECT x.person, x.village_code, (SELECT b.account FROM library_account b
                    WHERE b.person = x.person AND b.state = 'effective'),
                (SELECT MAX(a.id) FROM account a WHERE a.person = x.person AND a.kind = 'ssc' AND a.state = 'verified'),
                (SELECT MAX(a.id) FROM account a WHERE a.person = x.person AND a.state = 'verified'),
                (SELECT MAX(a.id) FROM account a WHERE a.person = x.person AND a.state = 'registered')
            FROM library_person x WHERE x.county = $1 AND x.state NOT IN ('deceased', 'movedOut', 'frozen')
            AND NOT EXISTS (SELECT 1 FROM library_entry e WHERE e.round = $2 AND e.person = x.person) ORDER BY x.person
            """, .text(county), .integer(round))
        guard !people.isEmpty else { return 0 }
        let ids = try work.ids(people.count)
        try work.c.load(
            "library_entry",
            columns: ["id", "round", "county", "township", "person", "account", "state", "sequence"],
            zip(ids, people).map { id, row in
                // The first nine digits of a village's code are its township's.
                let township = row.text(1).utf8.count == 12 ? String(row.text(1).prefix(9)) : ""
                let account = [row[2], row[3], row[4], row[5]].compactMap(\.integer).first
                return [
                    .integer(id), .integer(round), .text(county), .text(township), row[0], .optional(account),
                    .text(LibraryEntryMachine.initial.rawValue), .integer(0),
                ]
            })
        try work.execute(
            "UPDATE library_round SET people = people + $1 WHERE id = $2", .int(people.count), .integer(round))
        return people.count
    }

    /// The county passes to the base library: everybody has confirmed, or is set aside and cannot be paid until they do.
    func passRound(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        let round = try input.id("round")
        _ = try input.text("evidence")
        let joined = try fill(round, target.county, work)
        try setGoneAside(round, &work)
        let counts = try counts(of: round, work.c)
        guard counts["asked", default: 0] + counts["told", default: 0] == 0 else {
            throw GatewayError(
                .refused, "round.open",
                "还有 \(counts["asked", default: 0]) 人未确认（其中开展后新入库 \(joined) 人）、\(counts["told", default: 0]) 人待负责人批准，不能转入基础库阶段；"
                    + "确实无法确认的请注明原因列为暂不发放（library.setAside，NX-7.2）")
        }
        let entries = try work.rows(
            """
            SELECT e.person, e.account, e.channel, e.confirmed_by, e.relation FROM library_entry e
            WHERE e.round = $1 AND e.state = 'confirmed' ORDER BY e.person
            """, .integer(round))
        for entry in entries { try makeEffective(entry, &work) }
        let aside = try work.rows(
            """
            SELECT x.id FROM library_entry e JOIN library_person x ON x.person = e.person
            WHERE e.round = $1 AND e.state = 'aside' ORDER BY x.id
            """, .integer(round))
        for row in aside { try work.moveIfPossible(LibraryPersonMachine.self, row.int(0), .freeze) }
        let corrected =
            try work.rows(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM library_entry WHERE round = $1 AND corrections > 0 AND state = 'confirmed'",
                .integer(round)
            ).first?.int(0) ?? 0
        try work.move(LibraryRoundMachine.self, round, .pass)
        try work.execute(
            "UPDATE library_round SET ended = $1, confirmed = $2, corrected = $3, aside = $4 WHERE id = $5",
            .at(work.now), .int(entries.count), .integer(corrected), .int(aside.count), .integer(round))
        return ActResult(
            target.root,
            "已转入基础库阶段：\(entries.count) 人已确认（其中更正 \(corrected) 人），\(aside.count) 人暂不发放；此后造册一律按基础库账户发放（NX-7.2）",
            [
                "confirmed": String(entries.count), "corrected": String(corrected), "aside": String(aside.count),
            ])
    }

    /// Who has died, moved or been frozen since the round was opened is asked no more.
    private func setGoneAside(_ round: Int64, _ work: inout Work) throws {
        let gone = try work.rows(
            """
            SELECT e.id FROM library_entry e JOIN library_person x ON x.person = e.person
            WHERE e.round = $1 AND e.state = 'asked' AND x.state IN ('deceased', 'movedOut', 'frozen') ORDER BY e.id
            """, .integer(round)
        ).map { $0.int(0) }
        try work.move(LibraryEntryMachine.self, gone.map { ($0, .setAside) })
        for id in gone {
            try work.execute(
                "UPDATE library_entry SET reason = 'person.gone', at = $1 WHERE id = $2", .at(work.now), .integer(id))
        }
    }

    /// What was confirmed becomes the one account of the library; what else waits for approval is overtaken by it.
    private func makeEffective(_ entry: [SQLValue], _ work: inout Work) throws {
        guard let account = entry[1].integer else { return }
        let entered = try enterLibrary(
            account, of: entry[0], channel: entry.text(2), by: entry.text(3), relation: entry.text(4), &work)
        guard entered else { return }
        let waiting = try work.rows(
            "SELECT id FROM library_account WHERE person = $1 AND state = 'confirmed' ORDER BY id", entry[0])
        for row in waiting { try work.move(LibraryAccountMachine.self, row.int(0), .reject) }
    }

    /// The one account of a person in the library; what stood there before is replaced. False when it stands already.
    func enterLibrary(
        _ account: Int64, of person: SQLValue, channel: String, by: String, relation: String, _ work: inout Work
    ) throws -> Bool {
        let held = try work.rows(
            "SELECT id, account FROM library_account WHERE person = $1 AND state = 'effective'", person)
        guard held.first?[1].integer != account else { return false }
        for row in held { try work.move(LibraryAccountMachine.self, row.int(0), .replace) }
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO library_account (id, person, account, channel, confirmed_by, relation, at, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'confirmed', 0)
            """,
            .integer(id), person, .integer(account), .text(channel), .text(by), .text(relation), .at(work.now))
        try work.move(LibraryAccountMachine.self, id, .approve)
        return true
    }

    func abandonRound(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let round = try input.id("round")
        let reason = try input.text("reason")
        try work.move(LibraryRoundMachine.self, round, .abandon)
        try work.execute(
            "UPDATE library_round SET ended = $1, reason = $2 WHERE id = $3", .at(work.now), .text(reason),
            .integer(round))
        return ActResult("round:\(round)", "确认已中止，仍按各部门数据发放：\(reason)（NX-7.1）")
    }

    func counts(of round: Int64, _ c: any StoreConnection) throws -> [String: Int64] {
        let rows = try c.rows(
            "SELECT state, CAST(COUNT(*) AS BIGINT) FROM library_entry WHERE round = $1 GROUP BY state ORDER BY state",
            [.integer(round)])
        return Dictionary(rows.map { ($0.text(0), $0.int(1)) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Looking

    /// Each county's rounds with what they have come to (NX-7.2).
    package func libraryRounds() throws -> [WorkItem] {
        try items(
            "round",
            "SELECT id, county, state, opened, COALESCE(ended, 0), people, reason FROM library_round ORDER BY id"
        ) { row, c in
            let counts = try counts(of: row.int(0), c)
            var values = [
                "started": String(row.int(3)), "ended": row.int(4) == 0 ? "" : String(row.int(4)),
                "people": String(row.int(5)), "reason": row.text(6),
            ]
            for state in LibraryEntryMachine.State.allCases {
                values[state.rawValue] = String(counts[state.rawValue, default: 0])
            }
            let corrected = try c.rows(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM library_entry WHERE round = $1 AND corrections > 0", [row[0]]
            ).first?.int(0)
            values["corrected"] = String(corrected ?? 0)
            return values
        }
    }

    /// Who is still to be heard in open rounds, and what those said who were, masked.
    package func libraryEntries() throws -> [WorkItem] {
        try items(
            "entry",
            """
            SELECT e.id, e.county, e.state, e.township, e.person, p.sealed, e.account, e.channel, e.confirmed_by,
                e.corrections, COALESCE(e.exported, 0), e.reason, x.village FROM library_entry e
            JOIN library_round r ON r.id = e.round AND r.state = 'open' JOIN person p ON p.id = e.person
            JOIN library_person x ON x.person = e.person ORDER BY e.county, e.township, e.id
            """
        ) { row, c in
            let known = try open(person: row.int(4), sealed: row.bytes(5))
            let account = try row[6].integer.map { try open(account: $0, c).number }
            return [
                "township": row.text(3), "village": row.text(12), "name": Mask.name(known.name),
                "idNumber": Mask.idNumber(known.idNumber), "account": account.map(Mask.account) ?? "",
                "channel": row.text(7), "by": row.text(8), "corrections": String(row.int(9)),
                "exported": row.int(10) == 0 ? "" : String(row.int(10)), "reason": row.text(11),
            ]
        }
    }
}
