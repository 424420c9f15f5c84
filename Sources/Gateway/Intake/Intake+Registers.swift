import Trust
import Mapping
import Store
import Subsidy
import Workflow

extension Engine {
    /// Verdicts of the police register (IM-16.1a): one per line asked; who has no record is *not found*, and a call that
    /// failed leaves everybody without a verdict, which is never a mismatch.
    func intakeIdentity(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        guard let outbox = document.question else {
            return try quarantine(
                document,
                Fault(
                    row: 0, field: "", code: "question.unknown", message: "没有对应的核查请求，已隔离"), now: now)
        }
        var counts: [VerdictCode: Int] = [:]
        let note = try apply(document, bytes, mapping, now: now, as: IdentityVerdict.self) { work, _, records, faults in
            var answers: [Int64: [IdentityVerdict]] = [:]
            for (_, record) in records {
                if let person = try person(of: record, work) { answers[person, default: []].append(record) }
            }
            // A row that could not be read may be anybody's: who then has no answer was not answered, not "not found".
            let absent: VerdictCode = faults.isEmpty ? .notFound : .unavailable
            var verdicts: [Int64: VerdictCode] = [:]
            let asked = try work.rows(
                "SELECT line, person, roster FROM question WHERE outbox = $1 AND answered = 0 ORDER BY line",
                .integer(outbox))
            for question in asked {
                // A provincial service answers without line numbers; where there is one, it must be the line asked.
                // A death counts wherever it stands.
                let about = (answers[question.int(1)] ?? []).filter {
                    $0.lineNumber == nil || $0.lineNumber == question.int(0) || $0.deceased == true
                }
                let answer = about.max { IdentityRule.weight($0) < IdentityRule.weight($1) }
                let verdict = answer == nil ? absent : IdentityRule.verdict(answer)
                counts[verdict, default: 0] += 1
                verdicts[question.int(1)] = verdict
                try setVerdict(verdict, answer?.deathDate, person: question.int(1), question.int(2), document, work)
            }
            try work.execute("UPDATE question SET answered = 1 WHERE outbox = $1", .integer(outbox))
            if let roster = asked.first?.int(2) {
                try refreshVerdicts(roster, of: asked.map { $0.int(1) }, work)
            }
            try noteLibraryVerdicts(verdicts, &work)
            return 0
        }
        let told = VerdictCode.allCases.compactMap { code in counts[code].map { "\(code.zh) \($0)" } }
        return note + (told.isEmpty ? "" : "：" + told.joined(separator: "，"))
    }

    /// Whom an answer is about: it counts only for the person who was asked about, whatever its line number says.
    private func person(of answer: IdentityVerdict, _ work: Work) throws -> Int64? {
        guard let id = try? IdentityNumber(reading: answer.idNumber.utf8) else { return nil }
        return try findPerson(id, work)
    }

    /// Keeps a verdict for one person of one roster. A death is kept for every roster, and for what was paid already.
    private func setVerdict(
        _ verdict: VerdictCode, _ death: Day?, person: Int64, _ roster: Int64, _ document: LandedDocument, _ work: Work
    ) throws {
        try work.execute(
            """
            UPDATE roster_person SET verdict = $1, at = $2, document = $3, death_day = $4
            WHERE roster = $5 AND person = $6
            """,
            .text(verdict.rawValue), .at(work.now), .integer(document.id), .day(death), .integer(roster),
            .integer(person))
        guard verdict == .deceased else { return }
        try work.execute(
            """
            INSERT INTO death (id_digest, connection, death_day, document, line)
            SELECT id_digest, $1, $2, $3, 0 FROM person WHERE id = $4
            ON CONFLICT (id_digest, connection) DO UPDATE
            SET death_day = COALESCE(excluded.death_day, death.death_day), document = excluded.document
            WHERE COALESCE(excluded.death_day, death.death_day, 0) <> COALESCE(death.death_day, 0)
            """, .text(document.connection), .day(death), .integer(document.id), .integer(person))
        try noteDeath(of: person, work)
    }

    /// Lines that stand or fall with some people have the worst verdict of their people, and none while one of them has
    /// none (IM-16.1a).
    func refreshVerdicts(_ roster: Int64, of people: [Int64], _ work: Work) throws {
        // A plus keeps a database from going through the whole roster for a few people.
        try Selection.with(people, work.c) { token in
            try work.execute(
                """
                UPDATE roster_line SET verdict = v.verdict, verdict_at = v.at, verdict_document = v.document,
                    death_day = v.death_day
                FROM (SELECT l.id AS id, MIN(rp.at) AS at, MAX(rp.document) AS document, MAX(rp.death_day) AS death_day,
                    CASE WHEN COUNT(rp.verdict) < MAX(1 + CASE WHEN ll.beneficiary <> ll.subject THEN 1 ELSE 0 END
                            + CASE WHEN l.payee <> ll.subject AND l.payee <> ll.beneficiary THEN 1 ELSE 0 END) THEN NULL
                        WHEN SUM(CASE WHEN rp.verdict = 'deceased' THEN 1 ELSE 0 END) > 0 THEN 'deceased'
                        WHEN MAX(ll.name_differs) = 1 THEN 'mismatch'
                        WHEN SUM(CASE WHEN rp.verdict = 'mismatch' THEN 1 ELSE 0 END) > 0 THEN 'mismatch'
                        WHEN SUM(CASE WHEN rp.verdict = 'notFound' THEN 1 ELSE 0 END) > 0 THEN 'notFound'
                        WHEN SUM(CASE WHEN rp.verdict = 'unavailable' THEN 1 ELSE 0 END) > 0 THEN 'unavailable'
                        WHEN SUM(CASE WHEN rp.verdict = 'review' THEN 1 ELSE 0 END) > 0 THEN 'review'
                        ELSE 'match' END AS verdict
                    FROM (SELECT m.id AS line FROM selection p JOIN roster_line m ON m.payee = p.subject
                            WHERE p.token = $2 AND +m.roster = $1
                        UNION SELECT m.id FROM selection p JOIN list_line k ON k.subject = p.subject
                            JOIN roster_line m ON m.list_line = k.id WHERE p.token = $2 AND +m.roster = $1
                        UNION SELECT m.id FROM selection p JOIN list_line k ON k.beneficiary = p.subject
                            JOIN roster_line m ON m.list_line = k.id WHERE p.token = $2 AND +m.roster = $1) AS x
                    JOIN roster_line l ON l.id = x.line JOIN list_line ll ON ll.id = l.list_line
                    JOIN roster_person rp ON rp.roster = l.roster AND rp.person IN (ll.subject, ll.beneficiary, l.payee)
                    GROUP BY l.id) AS v
                WHERE roster_line.id = v.id AND roster_line.heirs = 0 AND roster_line.state <> 'removed'
                """, .integer(roster), token)
            try work.execute(
                """
                UPDATE share SET verdict = rp.verdict, verdict_at = rp.at
                FROM selection p JOIN roster_person rp ON rp.person = p.subject AND rp.roster = $1
                WHERE p.token = $2 AND share.payee = p.subject AND EXISTS (SELECT 1 FROM roster_line l
                    WHERE l.id = share.roster_line AND l.roster = $1)
                """, .integer(roster), token)
        }
    }

    /// Social-security cards (IM-12.2): the card's account becomes the payee's, unless the card or its account is not
    /// usable.
    func intakeCards(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        var told: [String: Int] = [:]
        let note = try apply(document, bytes, mapping, now: now, as: CardStatus.self) { work, _, records, faults in
            for (line, record) in records {
                guard let id = try? IdentityNumber(reading: record.idNumber.utf8),
                    let person = try findPerson(id, work), let number = try? AccountNumber(reading: record.account.utf8)
                else {
                    faults.append(Fault(row: line, field: "idNumber", code: "person.unknown", message: "未查询过该人员"))
                    continue
                }
                let account = try account(
                    number, of: person, holder: record.name, bankName: record.bankCode, kind: "ssc",
                    source: document.id, work)
                try work.execute(
                    "UPDATE account SET kind = 'ssc' WHERE id = $1 AND kind <> 'ssc'", .integer(account))
                if let objection = CardRule.objection(record) {
                    try work.move(AccountMachine.self, account, objection.event)
                    told[objection.reason, default: 0] += 1
                }
                let known = try work.rows(
                    """
                    SELECT MAX(s.account) FROM share s JOIN roster_line l ON l.id = s.roster_line
                    JOIN roster r ON r.id = l.roster WHERE s.payee = $1 AND s.account <> $2
                    AND r.state IN ('building', 'identityChecked')
                    AND NOT EXISTS (SELECT 1 FROM library_account b WHERE b.person = s.payee AND b.state = 'effective')
                    """, .integer(person), .integer(account)
                ).first?[0].integer
                try noteSecondAccount(
                    of: person, root: "document:\(document.id)", county: document.county, instead: known ?? 0, account,
                    &work)
                try work.execute(
                    """
                    UPDATE share SET account = $1 WHERE payee = $2 AND COALESCE(account, 0) <> $1
                    AND EXISTS (SELECT 1 FROM roster_line rl JOIN roster r ON r.id = rl.roster WHERE rl.id = share.roster_line
                        AND r.state IN ('building', 'identityChecked'))
                    AND NOT EXISTS (SELECT 1 FROM library_account b WHERE b.person = share.payee
                        AND b.state = 'effective')
                    AND NOT EXISTS (SELECT 1 FROM card_permit x WHERE x.person = share.payee
                        AND x.account = share.account AND $3 BETWEEN x.from_day AND x.until_day)
                    """, .integer(account), .integer(person), .day(work.now.day))
            }
            if let outbox = document.question {
                try work.execute("UPDATE question SET answered = 1 WHERE outbox = $1", .integer(outbox))
            }
            return 0
        }
        let words = told.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return note + (words.isEmpty ? "" : "，账户不可用：" + words.joined(separator: "，"))
    }

    /// The bank's word about accounts (IM-12.5). Where only the spelling of the holder's name differs, the bank is asked
    /// again with the other one before the account counts as another's.
    func intakeAccounts(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: AccountVerdict.self) { work, _, records, faults in
            var waiting = WaitingMoves(AccountMachine.self)
            var verified: [Int64] = []
            var again: [Asking: [Int64]] = [:]
            for (line, record) in records {
                let asked = try work.rows(
                    """
                    SELECT q.outbox, q.line, q.account, a.digest, o.connection, a.sealed, q.roster, o.county
                    FROM question q
                    JOIN account a ON a.id = q.account JOIN outbox o ON o.id = q.outbox
                    WHERE q.serial = $1 AND q.answered = 0
                    """, .text(record.serial))
                guard let question = asked.first, question.text(4) == bankConnection(document.connection),
                    question.bytes(3) == sealer.digest("account", Array(record.account.utf8))
                else {
                    faults.append(Fault(row: line, field: "serial", code: "question.unknown", message: "没有验证过该流水号的账户"))
                    continue
                }
                let account = question.int(2)
                if waiting.contains(account) { try waiting.make(&work) }
                var known = try open(account: account, sealed: question.bytes(5))
                if let spelling = AccountRule.otherSpelling(of: known.holder, record) {
                    known.holder = spelling
                    try reseal(account: account, known, work)
                    waiting.append(account, .recheck)
                    again[Asking(county: question.text(7), roster: question.int(6)), default: []].append(account)
                } else {
                    waiting.append(account, AccountRule.event(record))
                    verified.append(account)
                }
                try work.execute(
                    "UPDATE question SET answered = 1 WHERE outbox = $1 AND line = $2", .integer(question.int(0)),
                    .integer(question.int(1)))
            }
            try waiting.make(&work)
            try Selection.with(verified, work.c) { token in
                try work.execute(
                    "UPDATE account SET verified = $1 FROM selection p WHERE p.token = $2 AND account.id = p.subject",
                    .at(work.now), token)
            }
            for (asking, accounts) in again.sorted(by: {
                ($0.key.county, $0.key.roster) < ($1.key.county, $1.key.roster)
            }) {
                try askAccounts(accounts, county: asking.county, roster: asking.roster, &work)
            }
            return 0
        }
    }

    /// On whose behalf a bank was asked: several counties may share its connection.
    private struct Asking: Hashable {
        var county: String
        var roster: Int64
    }

    /// Deaths told by a register or a crematorium (IM-16.1c–e), kept for people who are not known here yet as well.
    func intakeDeaths(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: DeathNotice.self) { work, _, records, faults in
            for (line, record) in records {
                try work.execute(
                    """
                    INSERT INTO death (id_digest, connection, death_day, cremated_day, document, line)
                    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id_digest, connection) DO UPDATE
                    SET death_day = COALESCE(excluded.death_day, death.death_day),
                    cremated_day = COALESCE(excluded.cremated_day, death.cremated_day),
                    document = excluded.document, line = excluded.line
                    WHERE COALESCE(excluded.death_day, death.death_day, 0) <> COALESCE(death.death_day, 0)
                    OR COALESCE(excluded.cremated_day, death.cremated_day, 0) <> COALESCE(death.cremated_day, 0)
                    """,
                    .bytes(sealer.digest("idNumber", Array(record.idNumber.utf8))), .text(document.connection),
                    .day(record.deathDate), .day(record.crematedOn), .integer(document.id), .int(line))
            }
            try noteDeaths(toldBy: document.id, work)
            // A death that could not be read is a death not known: the feed is not fresh until it is told again.
            if Set(faults.map(\.row)).isSubset(of: Set(records.map(\.line))) { try noteSuccess(document, work) }
            return 0
        }
    }

    /// The age of the last success per exchange (G9).
    func noteSuccess(_ document: LandedDocument, _ work: Work) throws {
        try noteSuccess(document.exchange.rawValue, document.connection, document.county, work)
    }

    func noteSuccess(_ exchange: String, _ connection: String, _ county: String, _ work: Work) throws {
        try work.execute(
            """
            INSERT INTO schedule (county, exchange, connection, last_run, last_success) VALUES ($1, $2, $3, $4, $4)
            ON CONFLICT (county, exchange, connection) DO UPDATE SET last_success = excluded.last_success
            """,
            .text(county), .text(exchange), .text(connection), .at(work.now))
    }
}

extension VerdictCode {
    package var zh: String {
        switch self {
        case .match: "一致"
        case .review: "待复核"
        case .mismatch: "主项不一致"
        case .deceased: "已死亡"
        case .notFound: "查无此人"
        case .unavailable: "未能核查"
        }
    }
}
