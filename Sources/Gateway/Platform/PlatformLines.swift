import Store
import Subsidy
import Trust
import Workflow

/// A line of a roster, as it is here.
private struct OurLine {
    var id: Int64
    var state: RosterLineMachine.State
    var line: PlatformRule.Line
}

extension Engine {
    /// The lines of a roster by the platform's number for each, or by who it is for where the roster was made here.
    private func ourLines(_ word: PlatformWord, _ c: any StoreConnection) throws -> [String: OurLine] {
        let rows = try c.rows(
            """
            SELECT l.id, l.state, l.amount_fen, l.payee, l.account, x.number, p.id_digest,
                (SELECT s.account FROM share s WHERE s.roster_line = l.id ORDER BY s.id LIMIT 1)
            FROM roster_line l JOIN list_line ll ON ll.id = l.list_line JOIN person p ON p.id = ll.beneficiary
            LEFT JOIN cross_reference x ON x.subject = 'roster_line' AND x.subject_id = l.id AND x.system = $2
            WHERE l.roster = $1 ORDER BY l.id
            """, [.integer(word.roster), .text(word.document.connection)])
        var found: [String: OurLine] = [:]
        for row in rows {
            guard let state = RosterLineMachine.State(rawValue: row.text(1)) else { continue }
            let line = OurLine(
                id: row.int(0), state: state,
                line: PlatformRule.Line(
                    fen: row.int(2), payee: row[3].integer, account: row[7].integer ?? row[4].integer,
                    isStopped: state != .payable))
            found[row[5].text ?? Engine.key(row.bytes(6))] = line
        }
        return found
    }

    private static func key(_ digest: [UInt8]) -> String { "person " + digest.map(String.init).joined(separator: ".") }

    /// The line here that a line of the platform is about.
    private func ours(_ record: RosterLine, _ lines: [String: OurLine]) -> (key: String, line: OurLine)? {
        if let line = lines[record.serial] { return (record.serial, line) }
        guard let id = try? IdentityNumber(reading: record.beneficiaryID.utf8) else { return nil }
        let key = Engine.key(sealer.digest("idNumber", Array(id.text.utf8)))
        return lines[key].map { (key, $0) }
    }

    /// What the platform stops is stopped here at once, as long as it is not ordered: nobody is paid whom the platform
    /// does not want paid. After the leader's signature the roster goes back first.
    func removeStopped(_ theirs: PlatformRoster, _ word: PlatformWord, now: Instant) throws {
        let stopped = try store.read { c in
            let ours = try ourLines(word, c)
            return theirs.lines.compactMap { _, record -> Int64? in
                guard record.state == .stopped, let line = self.ours(record, ours)?.line, line.state != .removed else {
                    return nil
                }
                return line.id
            }
        }
        guard !stopped.isEmpty, let state = try rosterState(word.roster) else { return }
        guard !state.isFixed else { return }
        try change(word.id, now: now) { work in
            work.document = word.document.id
            try sendBack(word.roster, from: state, &work)
            try move(stopped.sorted(), .remove, Engine.stoppedThere, &work)
            for line in stopped.sorted() {
                try withdrawClaim(line, work)
                try work.execute(
                    "UPDATE alert SET state = 'cleared' WHERE roster_line = $1 AND state = 'open'", .integer(line))
            }
        }
    }

    /// Why a line left the roster.
    static let stoppedThere = "platform.stopped"

    /// Amounts and accounts that the platform corrected in a roster that it made itself are taken over, as long as nothing
    /// is ordered, and no line speaks against it. Checks, publicity and reviews are its own to repeat.
    func takeCorrections(
        _ findings: [PlatformFinding], _ theirs: PlatformRoster, _ word: PlatformWord, now: Instant
    ) throws -> Bool {
        guard !findings.isEmpty, findings.allSatisfy({ [.amount, .account].contains($0.kind) }),
            try profile(word.county).runner(.roster) == .platform, let state = try rosterState(word.roster),
            !state.isFixed
        else { return false }
        let records = Dictionary(
            theirs.lines.map { (Int64($0.line), $0.record) }, uniquingKeysWith: { first, _ in first })
        try change(word.id, now: now) { work in
            work.document = word.document.id
            try sendBack(word.roster, from: state, &work)
            for finding in findings {
                guard let line = finding.rosterLine, let record = records[finding.line] else { continue }
                try correct(line, record, word, work)
            }
        }
        return true
    }

    private func correct(_ line: Int64, _ record: RosterLine, _ word: PlatformWord, _ work: Work) throws {
        guard let amount = record.amount, amount > .zero,
            let row = try work.rows("SELECT payee, claim, list_line FROM roster_line WHERE id = $1", .integer(line))
                .first,
            let number = try? AccountNumber(reading: record.account.utf8)
        else { return }
        let account = try account(
            number, of: row.int(0), holder: record.payeeName, bankName: record.bank, kind: "list",
            source: word.document.id, work)
        try work.execute("UPDATE claim SET due_fen = $1 WHERE id = $2", .integer(amount.fen), row[1])
        try work.execute(
            "UPDATE share SET due_fen = $1, account = $2 WHERE roster_line = $3", .integer(amount.fen),
            .integer(account), .integer(line))
        try work.execute(
            "UPDATE roster_line SET amount_fen = $1, account = $2, public_from = NULL WHERE id = $3",
            .integer(amount.fen), .integer(account), .integer(line))
        try work.execute(
            "UPDATE list_line SET changed_fen = $1, taken_fen = $1 WHERE id = $2", .integer(amount.fen), row[2])
    }

    func rosterState(_ roster: Int64) throws -> RosterMachine.State? {
        try store.read { c in
            try c.rows("SELECT state FROM roster WHERE id = $1", [.integer(roster)]).first
        }.flatMap { RosterMachine.State(rawValue: $0.text(0)) }
    }

    /// A roster goes back to its making from wherever it stands before its order; what was checked stays checked.
    func sendBack(_ roster: Int64, from state: RosterMachine.State, _ work: inout Work) throws {
        switch state {
        case .signed, .departmentApproved, .financeApproved:
            try work.move(RosterMachine.self, roster, .return)
            try work.move(RosterMachine.self, roster, .rebuild)
        case .publicising, .publicityClosed, .returned: try work.move(RosterMachine.self, roster, .rebuild)
        case .building, .identityChecked, .accountsSet, .ordered, .closed, .ended: return
        }
        try work.execute("UPDATE roster SET digest = '', accounts_asked = NULL WHERE id = $1", .integer(roster))
    }

    /// Where the platform's lines are not those here. Accounts are compared where the platform is the one that sets them.
    func differences(_ theirs: PlatformRoster, _ word: PlatformWord) throws -> [PlatformFinding] {
        let comparesAccounts = try profile(word.county).runner(.accounts) == .platform
        let isOrdered = try rosterState(word.roster)?.isFixed ?? false
        return try store.read { c in
            let ours = try ourLines(word, c)
            var seen: Set<String> = []
            var findings: [PlatformFinding] = []
            for (line, record) in theirs.lines {
                guard let (key, known) = self.ours(record, ours), seen.insert(key).inserted else {
                    // Who is stopped there and never was here is paid by nobody.
                    if record.state != .stopped { findings.append(finding(line, .unknownLine, nil)) }
                    continue
                }
                let isStopped = record.state == .stopped
                if isStopped, isOrdered, known.state == .payable {
                    findings.append(finding(line, .stoppedLate, known.id))
                    continue
                }
                let stated = PlatformRule.Line(
                    fen: record.amount?.fen ?? 0, payee: try person(record.payeeID, c),
                    account: try account(record.account, of: record.payeeID, c), isStopped: isStopped)
                if let kind = PlatformRule.difference(stated, known.line, comparingAccounts: comparesAccounts) {
                    findings.append(finding(line, kind, known.id))
                }
            }
            // Rows that could not be read, and lines that only we have.
            findings += theirs.unreadRows.map { finding($0, .unknownLine, nil) }
            let missing = ours.filter { !seen.contains($0.key) && $0.value.state == .payable }.map(\.value.id).sorted()
            findings += missing.map { finding(0 - Int(clamping: $0), .missingLine, $0) }
            return findings
        }
    }

    private func finding(_ line: Int, _ kind: PlatformRule.Difference, _ rosterLine: Int64?) -> PlatformFinding {
        PlatformFinding(line: Int64(line), kind: kind, rosterLine: rosterLine)
    }

    private func person(_ number: String, _ c: any StoreConnection) throws -> Int64? {
        guard let id = try? IdentityNumber(reading: number.utf8) else { return nil }
        return try c.rows(
            "SELECT id FROM person WHERE id_digest = $1", [.bytes(sealer.digest("idNumber", Array(id.text.utf8)))]
        ).first?.int(0)
    }

    private func account(_ number: String, of owner: String, _ c: any StoreConnection) throws -> Int64? {
        guard let person = try person(owner, c), let account = try? AccountNumber(reading: number.utf8) else {
            return nil
        }
        return try c.rows(
            "SELECT id FROM account WHERE person = $1 AND digest = $2",
            [.integer(person), .bytes(sealer.digest("account", Array(account.text.utf8)))]
        ).first?.int(0)
    }

    /// What the platform says of each line's money, as results of our own serials.
    func platformResults(
        _ theirs: PlatformRoster, _ word: PlatformWord, _ c: any StoreConnection
    ) throws -> [(line: Int, result: LineResult, state: AttemptMachine.State)] {
        let ours = try ourLines(word, c)
        return try theirs.lines.compactMap { line, record in
            guard record.state == .paid || record.state == .failed, let known = self.ours(record, ours)?.line,
                let row = try c.rows(
                    """
                    SELECT a.serial, a.state FROM attempt a JOIN share s ON s.id = a.share WHERE s.roster_line = $1
                    ORDER BY a.ordinal DESC LIMIT 1
                    """, [.integer(known.id)]
                ).first, let state = AttemptMachine.State(rawValue: row.text(1))
            else { return nil }
            var result = LineResult()
            result.serial = row.text(0)
            result.account = record.account
            result.amount = record.amount
            result.outcome = record.state == .paid ? .ok : .stateAbnormal
            result.reasonCode = record.state == .paid ? "" : "platform.failed"
            return (line, result, state)
        }
    }
}
