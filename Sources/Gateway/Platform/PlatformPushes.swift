import AdapterKit
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// What is found out or paid here for a roster of the platform goes back to it, once, and again when it has changed:
    /// the register's verdicts, and what became of each line.
    func pushToPlatform(now: Instant) throws -> Progress {
        var progress = Progress()
        for county in configuration.counties {
            let profile = try profile(county.code)
            guard profile.runner(.roster) == .platform else { continue }
            if profile.runner(.identity) == .here, let connection = pushing(.verdictPush, county.code) {
                progress.moves += try pushVerdicts(county.code, connection, now: now)
            }
            if profile.runner(.payment) == .here, let connection = pushing(.resultPush, county.code) {
                progress.moves += try pushResults(county.code, connection, now: now)
            }
        }
        return progress
    }

    private func pushing(_ exchange: Exchange, _ county: String) -> Connection? {
        guard let name = routes(exchange, county).first, let connection = configuration.connections[name],
            connection.mappings[exchange.rawValue] != nil
        else { return nil }
        return connection
    }

    /// One roster with its number there.
    private struct Pushed {
        var roster: Int64
        var number: String
        var digest: String
    }

    private func pushVerdicts(_ county: String, _ connection: Connection, now: Instant) throws -> Int {
        let rosters = try store.read { c in
            try c.rows(
                """
                SELECT r.id, x.number, r.verdict_digest FROM roster r JOIN cross_reference x ON x.subject = 'roster'
                    AND x.subject_id = r.id AND x.system = $2
                WHERE r.county = $1 AND r.state NOT IN ('closed', 'returned')
                AND NOT EXISTS (SELECT 1 FROM question q JOIN outbox o ON o.id = q.outbox WHERE q.roster = r.id
                    AND q.answered = 0 AND o.exchange = 'identity.verify')
                AND NOT EXISTS (SELECT 1 FROM roster_line l WHERE l.roster = r.id AND l.state = 'payable'
                    AND l.verdict IS NULL) ORDER BY r.id
                """, [.text(county), .text(connection.name)])
        }.map { Pushed(roster: $0.int(0), number: $0.text(1), digest: $0.text(2)) }
        var count = 0
        for pushed in rosters {
            let verdicts = try store.read { c in try self.verdicts(of: pushed.roster, c) }
            let text = verdicts.map {
                "\($0.lineNumber ?? 0) \($0.idMatch?.rawValue ?? "") \($0.nameMatch?.rawValue ?? "") "
                    + "\($0.deceased.map(String.init) ?? "") \($0.deathDate?.text ?? "") \($0.reason)"
            }
            let digest = hex(Digest.sha256(Array(text.joined(separator: "\n").utf8)))
            guard digest != pushed.digest, !verdicts.isEmpty else { continue }
            try push(.verdictPush, pushed, verdicts, county, connection, digest, now: now)
            count += 1
        }
        return count
    }

    /// What the register says of whom each line is for.
    private func verdicts(of roster: Int64, _ c: any StoreConnection) throws -> [IdentityVerdict] {
        try c.rows(
            """
            SELECT ll.line, ll.beneficiary, p.verdict, p.death_day FROM roster_line l
            JOIN list_line ll ON ll.id = l.list_line
            JOIN roster_person p ON p.roster = l.roster AND p.person = ll.beneficiary
            WHERE l.roster = $1 AND p.verdict IS NOT NULL ORDER BY ll.line
            """, [.integer(roster)]
        ).map { row in
            var verdict = IdentityVerdict()
            verdict.lineNumber = row.int(0)
            verdict.idNumber = try open(person: row.int(1), c).idNumber
            switch VerdictCode(rawValue: row.text(2)) {
            case .match: (verdict.idMatch, verdict.nameMatch, verdict.deceased) = (.match, .match, false)
            case .review: (verdict.idMatch, verdict.nameMatch, verdict.deceased) = (.match, .similar, false)
            case .mismatch: (verdict.nameMatch, verdict.deceased) = (.mismatch, false)
            case .deceased:
                verdict.deceased = true
                verdict.deathDate = row[3].day
            case .notFound: verdict.reason = "查无此人"
            case .unavailable, nil: verdict.reason = "公安暂无结果"
            }
            return verdict
        }
    }

    private func pushResults(_ county: String, _ connection: Connection, now: Instant) throws -> Int {
        let rosters = try store.read { c in
            try c.rows(
                """
                SELECT r.id, x.number, r.push_digest FROM roster r JOIN cross_reference x ON x.subject = 'roster'
                    AND x.subject_id = r.id AND x.system = $2
                WHERE r.county = $1 AND r.state IN ('ordered', 'closed')
                AND NOT EXISTS (SELECT 1 FROM payment_order o JOIN attempt a ON a.payment_order = o.id
                    WHERE o.roster = r.id AND a.state IN ('held', 'instructed', 'pending', 'unknown'))
                AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject = 'resultPush' AND o.subject_id = r.id
                    AND (o.state IN ('ready', 'sending', 'unknown') OR o.created > $3))
                ORDER BY r.id
                """, [.text(county), .text(connection.name), .at(now + .seconds(-20 * 3600))])
        }.map { Pushed(roster: $0.int(0), number: $0.text(1), digest: $0.text(2)) }
        var count = 0
        for pushed in rosters {
            let results = try store.read { c in try self.platformResults(of: pushed.roster, connection.name, c) }
            let text = results.map {
                "\($0.serial) \($0.outcome?.rawValue ?? "") \($0.paid?.fen ?? 0) \($0.reasonCode)"
            }
            let digest = hex(Digest.sha256(Array(text.joined(separator: "\n").utf8)))
            guard digest != pushed.digest, !results.isEmpty else { continue }
            try push(.resultPush, pushed, results, county, connection, digest, now: now)
            count += 1
        }
        return count
    }

    /// What became of each line, by the platform's number for it: the last attempt's word.
    private func platformResults(
        of roster: Int64, _ system: String, _ c: any StoreConnection
    ) throws -> [LineResult] {
        try c.rows(
            """
            SELECT x.number, a.amount_fen, a.paid_fen, a.outcome, a.reason_code, a.paid_on, a.executor_serial, a.state
            FROM roster_line l JOIN cross_reference x ON x.subject = 'roster_line' AND x.subject_id = l.id
                AND x.system = $2
            JOIN share s ON s.roster_line = l.id JOIN attempt a ON a.share = s.id
            WHERE l.roster = $1 AND NOT EXISTS (SELECT 1 FROM attempt n WHERE n.share = s.id AND n.ordinal > a.ordinal)
            ORDER BY l.id, s.id
            """, [.integer(roster), .text(system)]
        ).map { row in
            var result = LineResult()
            result.serial = row.text(0)
            result.amount = Money(fen: row.int(1))
            result.paid = Money(fen: row.int(2))
            result.outcome = row.int(2) > 0 ? .ok : OutcomeCode(rawValue: row.text(3))
            if row.text(7) == AttemptMachine.State.lateReturned.rawValue { result.outcome = .returned }
            result.reasonCode = row.text(4)
            result.paidOn = row.int(2) > 0 ? row[5].day : nil
            result.bankSerial = row.text(6)
            return result
        }
    }

    private func push<Record: CanonicalRecord>(
        _ exchange: Exchange, _ pushed: Pushed, _ records: [Record], _ county: String, _ connection: Connection,
        _ digest: String, now: Instant
    ) throws {
        let subject = exchange == .verdictPush ? "verdictPush" : "resultPush"
        try commit("platform.push", object: "roster:\(pushed.roster)", now: now, as: .intent) { work in
            let earlier = try work.rows(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE subject = $1 AND subject_id = $2", .text(subject),
                .integer(pushed.roster)
            ).first?.int(0)
            var head = PushHead()
            head.pushNumber = "\(exchange == .verdictPush ? "V" : "F")\(county)-\(pushed.roster)-\((earlier ?? 0) + 1)"
            head.rosterNumber = pushed.number
            head.county = county
            head.sentAt = work.now
            head.count = Int64(records.count)
            if let results = records as? [LineResult] {
                head.sum = results.reduce(.zero) { $0 + ($1.amount ?? .zero) }
                head.paid = results.reduce(.zero) { $0 + ($1.paid ?? .zero) }
            }
            head.auditHead = try audit.head(work.c)
            let sql: SQLText =
                exchange == .verdictPush
                ? "UPDATE roster SET verdict_digest = $1 WHERE id = $2"
                : "UPDATE roster SET push_digest = $1 WHERE id = $2"
            try work.execute(sql, .text(digest), .integer(pushed.roster))
            try post(
                Outgoing(
                    county: county, exchange: exchange, connection: connection, subject: subject,
                    subjectID: pushed.roster, number: head.pushNumber),
                head: head, records: records, &work)
        }
    }
}
