import AdapterKit
import Mapping
import Store
import Subsidy
import Workflow

/// A word of the platform that is not done with.
struct PlatformWord {
    var id: Int64
    var county: String
    var number: String
    var said: RosterState
    var roster: Int64
    var voucher: String
    var madeDay: Day?
    var heard: Day
    var state: PlatformWordMachine.State
    var document: LandedDocument
}

extension Engine {
    /// Does here what the platform says that it has done, as far as our own checks bear it (IM-29.1). A word is looked at
    /// again when something about its roster has changed, and once a day.
    func mirrorPlatform(now: Instant) throws -> Progress {
        var progress = Progress()
        let open = try store.read { c in
            try c.rows(
                """
                SELECT id, mark FROM platform_word WHERE state IN ('heard', 'waiting', 'accepted')
                OR (state = 'objected' AND reason <> 'word.contradicts') ORDER BY id
                """)
        }
        for row in open {
            let mark = try mark(ofWord: row.int(0), now: now)
            guard mark != row.text(1) else { continue }
            do {
                let note = try mirror(row.int(0), now: now)
                if !note.isEmpty { progress.notes.append(note) }
            } catch let error as GatewayError {
                // What one word meets stops no other county (G6); it is looked at again in the next round.
                progress.remarks.append("平台清册的第 \(row.int(0)) 号说法暂不能照录：\(error.message)")
                continue
            }
            progress.moves += 1
            let after = try self.mark(ofWord: row.int(0), now: now)
            try store.write { c in
                _ = try c.execute("UPDATE platform_word SET mark = $1 WHERE id = $2", [.text(after), row[0]])
            }
        }
        return progress
    }

    /// What tells cheaply that a word may have to be looked at again.
    private func mark(ofWord id: Int64, now: Instant) throws -> String {
        let parts = try store.read { c in
            try c.rows(
                """
                SELECT w.sequence, COALESCE(r.id, 0), COALESCE(r.sequence, 0),
                    COALESCE((SELECT CAST(SUM(l.sequence) AS BIGINT) FROM roster_line l WHERE l.roster = r.id), 0),
                    (SELECT CAST(COUNT(*) AS BIGINT) FROM question q WHERE q.roster = r.id AND q.answered = 1),
                    COALESCE((SELECT CAST(SUM(o.sequence) AS BIGINT) FROM payment_order o WHERE o.roster = r.id), 0),
                    COALESCE((SELECT CAST(SUM(a.sequence) AS BIGINT) FROM payment_order o
                        JOIN attempt a ON a.payment_order = o.id WHERE o.roster = r.id), 0)
                FROM platform_word w LEFT JOIN roster r ON r.id = COALESCE(w.roster, (SELECT MAX(x.id) FROM roster x
                    WHERE x.county = w.county AND x.project = w.project AND x.period = w.period
                    AND x.approval = w.approval))
                WHERE w.id = $1
                """, [.integer(id)]
            ).first ?? []
        }
        return parts.map { String($0.integer ?? 0) }.joined(separator: " ") + " \(now.day.number)"
    }

    private func mirror(_ id: Int64, now: Instant) throws -> String {
        guard let word = try word(id, now: now) else {
            // Where the platform makes rosters and none could be made of its word, it says another, or we mend it here.
            if let document = try objected(id) {
                return try makeAgain(id, document, now: now) ? try mirror(id, now: now) : ""
            }
            return try change(id, now: now) { work in
                try work.moveIfPossible(PlatformWordMachine.self, id, .wait)
                try reason(of: id, "roster.none", "本方还没有该清册，等待造册", work)
                return "平台清册尚无本方清册，等待"
            }
        }
        let theirs: PlatformRoster
        switch try readAgain(word.document) {
        case .failure(let fault): return try object(to: word, fault.code, fault.message, now: now)
        case .success(let found): theirs = found
        }
        try removeStopped(theirs, word, now: now)
        var findings = try differences(theirs, word)
        if try takeCorrections(findings, theirs, word, now: now) { findings = try differences(theirs, word) }
        if word.state != .accepted, !findings.isEmpty {
            return try object(
                to: word, "word.lines", "平台与本方有 \(findings.count) 行不一致，请与平台逐行核对", findings, now: now)
        }
        if let told = try takeBack(word, theirs, now: now) { return told }
        return try goOn(word, theirs, now: now)
    }

    /// Nothing is ordered by a word of the platform while it has said another since, which is not mirrored yet (IM-29.1).
    func requireNoOpenWord(about roster: Int64, _ work: Work) throws {
        let open = try work.rows(
            """
            SELECT 1 FROM platform_word WHERE roster = $1 AND state IN ('heard', 'objected', 'explained', 'accepted')
            LIMIT 1
            """, .integer(roster))
        guard open.isEmpty else {
            throw GatewayError(.conflict, "word.open", "平台对该清册又有新的消息，尚未处理；处理后再生成支付单（IM-29.1）")
        }
    }

    /// The word with its roster; nil while there is no roster here that it could be about.
    private func word(_ id: Int64, now: Instant) throws -> PlatformWord? {
        let row = try store.read { c in
            try c.rows(
                """
                SELECT w.id, w.county, w.number, w.said, COALESCE(w.roster, (SELECT MAX(x.id) FROM roster x
                    WHERE x.county = w.county AND x.project = w.project AND x.period = w.period
                    AND x.approval = w.approval)), w.voucher, w.made_day, w.heard, w.state, w.roster, w.document
                FROM platform_word w WHERE w.id = $1
                """, [.integer(id)]
            ).first
        }
        guard let row, let roster = row[4].integer, let said = RosterState(rawValue: row.text(3)),
            let state = PlatformWordMachine.State(rawValue: row.text(8)),
            let document = try landed(row.int(10))
        else { return nil }
        // What the platform makes has its number from the beginning: another number is another roster.
        if row[9].isNull, try profile(row.text(1)).runner(.roster) == .platform { return nil }
        let word = PlatformWord(
            id: id, county: row.text(1), number: row.text(2), said: said, roster: roster, voucher: row.text(5),
            madeDay: row[6].day,
            heard: Instant(milliseconds: row.int(7)).day, state: state, document: document)
        guard row[9].isNull else { return word }
        // The same case has a number in each of the two systems (IM-3.1).
        try change(id, now: now) { work in
            try work.execute(
                "UPDATE platform_word SET roster = $1 WHERE id = $2", .integer(roster), .integer(id))
            try refer(word.number, of: document.connection, to: "roster", roster, document, work)
        }
        return word
    }

    /// The document of a word that is objected to.
    private func objected(_ word: Int64) throws -> LandedDocument? {
        let row = try store.read { c in
            try c.rows("SELECT document FROM platform_word WHERE id = $1 AND state = 'objected'", [.integer(word)])
        }.first
        return try row.flatMap { try landed($0.int(0)) }
    }

    private func landed(_ id: Int64) throws -> LandedDocument? {
        try store.read { c in
            try c.rows(SQLText("SELECT \(LandedDocument.columns) FROM document WHERE id = $1"), [.integer(id)])
        }.first.flatMap(LandedDocument.init)
    }

    /// The word as it came. Under another mapping than the one that it was read by it may say something else.
    func readAgain(_ document: LandedDocument) throws -> Result<PlatformRoster, Fault> {
        guard let mapping = library.mapping(document.mapping),
            mappingDigests[document.mapping] == document.mappingDigest
        else {
            return .failure(
                Fault(row: 0, field: "", code: "mapping.changed", message: "映射文件已变更，请平台重新发送该清册"))
        }
        return try PlatformRoster.read(
            try vault.bytes(of: document.id), mapping, parameters: document.parameters)
    }

    // MARK: What becomes of a word

    @discardableResult
    func change<Result>(
        _ word: Int64, now: Instant, _ body: (inout Work) throws -> Result
    ) throws -> Result {
        try commit(
            "platform.mirror", object: "word:\(word)", now: now, as: .outcome, body)
    }

    func reason(of word: Int64, _ code: String, _ message: String, _ work: Work) throws {
        try work.execute(
            "UPDATE platform_word SET reason = $1, message = $2 WHERE id = $3", .text(code), .text(message),
            .integer(word))
    }

    /// Our checks do not bear a word: it has an owner from now on, and where it speaks of money that we do not book, the
    /// proof fails until it is resolved (G2).
    func noteObjection(
        to word: Int64, _ code: String, _ message: String, _ document: LandedDocument, money: Money?,
        _ findings: [PlatformFinding], _ work: inout Work
    ) throws -> String {
        try work.moveIfPossible(PlatformWordMachine.self, word, .object)
        try reason(of: word, code, message, work)
        try work.execute("DELETE FROM platform_finding WHERE word = $1", .integer(word))
        try work.c.load(
            "platform_finding", columns: ["word", "line", "kind", "roster_line"],
            findings.map { [.integer(word), .integer($0.line), .text($0.kind.rawValue), .optional($0.rosterLine)] })
        if let money { try suspend(document, 0, Engine.wordSuspense, "", money, message, work) }
        return "平台清册的说法未被采信：\(message)（IM-29.1）"
    }

    func object(
        to word: PlatformWord, _ code: String, _ message: String, _ findings: [PlatformFinding] = [],
        money: Money? = nil, now: Instant
    ) throws -> String {
        try change(word.id, now: now) { work in
            try noteObjection(to: word.id, code, message, word.document, money: money, findings, &work)
        }
    }

    private static let wordSuspense = "platformWord"

    /// What a word said of money is booked, or no longer said.
    func settleSuspense(ofWords words: [Int64], _ work: inout Work) throws {
        for word in words {
            let open = try work.rows(
                """
                SELECT s.id FROM suspense s JOIN platform_word w ON w.document = s.document
                WHERE w.id = $1 AND s.kind = $2 AND s.state IN ('open', 'explained') ORDER BY s.id
                """, .integer(word), .text(Engine.wordSuspense))
            try work.move(SuspenseMachine.self, open.map { ($0.int(0), .apply) })
        }
    }

    // MARK: People

    /// Somebody has found out what it is about a word that was objected to …
    func explainWord(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let word = try input.id("word")
        try work.explain(PlatformWordMachine.self, word, .explain, input)
        return ActResult("word:\(word)", "已登记核实情况，待第二人确认（IM-29.1）")
    }

    /// … and another agrees, does not, or finds that the platform never meant it. What is accepted is still held against
    /// every red light.
    func decideWord(_ input: ActInput, _ event: PlatformWordMachine.Event, _ work: inout Work) throws -> ActResult {
        let word = try input.id("word")
        if event == .accept { try requireRoster(ofWord: word, work) }
        try work.move(PlatformWordMachine.self, word, event)
        switch event {
        case .accept: return ActResult("word:\(word)", "已采信，将按平台的说法照录；红灯仍不得通过（IM-18.2）")
        case .dismiss:
            try settleSuspense(ofWords: [word], &work)
            return ActResult("word:\(word)", "该版次作废，等待平台重新发送")
        default: return ActResult("word:\(word)", "不予采信，继续核实")
        }
    }

    /// What cannot be taken in nobody can accept: there is nothing that could be paid.
    private func requireRoster(ofWord word: Int64, _ work: Work) throws {
        let row = try work.row(
            "SELECT county, roster FROM platform_word WHERE id = $1", .integer(word), missing: "word.unknown",
            "没有该平台清册")
        guard row[1].isNull, try profile(row.text(0)).runner(.roster) == .platform else { return }
        throw GatewayError(
            .conflict, "word.noRoster", "该清册尚未照录，不能采信：请平台更正后重新发送；如是本方的标准、户主等资料有误，更正后次日自动照录（IM-29.1）")
    }

    /// What the platform said of rosters, the newest last; what is objected to has an owner: the county's finance.
    package func platformWords() throws -> [WorkItem] {
        try items(
            "word",
            """
            SELECT w.id, w.county, w.state, w.connection, w.number, w.version, w.said, w.roster, w.line_count,
                w.sum_fen, w.heard, w.message, w.reason,
                (SELECT CAST(COUNT(*) AS BIGINT) FROM platform_finding f WHERE f.word = w.id)
            FROM platform_word w ORDER BY w.id
            """
        ) { row, _ in
            [
                "connection": row.text(3), "number": row.text(4), "version": String(row.int(5)),
                "what": RosterState(rawValue: row.text(6))?.zh ?? row.text(6),
                "roster": row[7].integer.map(String.init) ?? "", "rows": String(row.int(8)),
                "amountFen": String(row.int(9)), "received": String(row.int(10)), "message": row.text(11),
                "reason": row.text(12), "differing": String(row.int(13)),
                "owner": ["objected", "explained"].contains(row.text(2)) ? "finance" : "",
            ]
        }
    }

    /// What our checks have against a word, line by line.
    package func platformFindings(word: Int64) throws -> [WorkItem] {
        try items(
            "finding",
            """
            SELECT f.line, w.county, f.kind, f.roster_line, w.number FROM platform_finding f
            JOIN platform_word w ON w.id = f.word WHERE f.word = $1 ORDER BY f.line, f.kind
            """, [.integer(word)]
        ) { row, _ in
            [
                "row": row.int(0) > 0 ? String(row.int(0)) : "", "line": row[3].integer.map(String.init) ?? "",
                "message": PlatformRule.Difference(rawValue: row.text(2))?.zh ?? row.text(2), "number": row.text(4),
            ]
        }
    }
}

/// One line of a word that is not as it is here.
struct PlatformFinding {
    var line: Int64
    var kind: PlatformRule.Difference
    var rosterLine: Int64?
}
