import AdapterKit
import Mapping
import Store
import Subsidy
import Workflow

/// A roster of the platform of which rows cannot be taken in, with what speaks against them.
private struct UnfitRoster: Error {
    var rows: [Int] = []
    var faults: [Fault] = []
}

extension Engine {
    /// One word of the platform about one roster (roster.pull): kept as it came; what it means here is found out by
    /// `mirrorPlatform`. Where rosters are made there, the first word makes the roster here of the platform's lines, each
    /// checked and claimed for like a line of a list (G1): all of them, or none until the platform has mended them.
    func intakeRosterWord(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        let roster: PlatformRoster
        switch try PlatformRoster.read(bytes, mapping, parameters: document.parameters) {
        case .failure(let fault): return try refuse(document, fault, now: now)
        case .success(let found): roster = found
        }
        let head = roster.head
        guard head.county == document.county, routes(.rosterPull, head.county).contains(document.connection) else {
            let fault = Fault(row: 0, field: "county", code: "roster.county", message: "该平台无权提供此旗县的清册")
            return try refuse(document, fault, now: now)
        }
        do {
            return try hear(roster, document, nil, now: now)
        } catch let unfit as UnfitRoster {
            return try hear(roster, document, unfit, now: now)
        }
    }

    private func hear(
        _ roster: PlatformRoster, _ document: LandedDocument, _ unfit: UnfitRoster?, now: Instant
    ) throws -> String {
        let (head, digest) = (roster.head, roster.digest)
        return try commit(
            "platform.hear", object: "document:\(document.id)", document: document.id, now: now, as: .promotion
        ) { work in
            let known = try work.rows(
                """
                SELECT id, version, digest, state FROM platform_word WHERE connection = $1 AND number = $2
                ORDER BY version DESC, id DESC
                """, .text(document.connection), .text(head.rosterNumber))
            let newest = known.first?.int(1) ?? 0
            // A platform that does not count its words is taken by the order in which they come.
            let version = head.version ?? (known.first?.text(2) == digest ? newest : newest + 1)
            try noteSuccess(document, work)
            if known.contains(where: { $0.int(1) == version && $0.text(2) == digest }) {
                try work.move(DocumentMachine.self, document.id, .recognise)
                return "roster.pull \(head.rosterNumber)：同一版次再次收到，已识别，不再处理"
            }
            let word = try keep(roster, version: version, digest, document, &work)
            if let known = try find(head.rosterNumber, of: document.connection, "roster", work) {
                try work.execute("UPDATE platform_word SET roster = $1 WHERE id = $2", .integer(known), .integer(word))
            }
            guard version >= newest else {
                try work.move(PlatformWordMachine.self, word, .supersede)
                try promote(document, roster.tally, &work)
                return "roster.pull \(head.rosterNumber)：第 \(version) 版晚到，已有更新的版次，仅留存"
            }
            guard !known.contains(where: { $0.int(1) == version }) else {
                try promote(document, roster.tally, &work)
                return try noteObjection(
                    to: word, "word.contradicts", "同一版次先后说法不一，请与平台核对", document, money: roster.moneySaid, [], &work)
            }
            let open = known.filter {
                PlatformWordMachine.State(rawValue: $0.text(3)).map {
                    PlatformWordMachine.next($0, .supersede) != nil
                } ?? false
            }
            try work.move(PlatformWordMachine.self, open.map { ($0.int(0), .supersede) })
            try settleSuspense(ofWords: open.map { $0.int(0) }, &work)
            return try begin(roster, unfit, word, document, &work)
        }
    }

    private func keep(
        _ roster: PlatformRoster, version: Int64, _ digest: String, _ document: LandedDocument, _ work: inout Work
    ) throws -> Int64 {
        let (id, head) = (try work.id(), roster.head)
        try work.execute(
            """
            INSERT INTO platform_word (id, county, connection, number, version, said, digest, document, line_count,
                sum_fen, voucher, made_day, heard, project, period, approval, state, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'heard', 0)
            """,
            .integer(id), .text(document.county), .text(document.connection), .text(head.rosterNumber),
            .integer(version), .text(roster.said.rawValue), .text(digest), .integer(document.id),
            .int(roster.read.rows), .integer(head.sum?.fen ?? 0), .text(head.voucher), .day(head.madeAt?.day),
            .at(work.now), .text(head.project), .text(head.period), .text(head.approvalNumber))
        work.touch("platform_word \(id) \(digest)")
        return id
    }

    /// The newest word: makes the roster where the platform makes rosters and there is none yet.
    private func begin(
        _ roster: PlatformRoster, _ unfit: UnfitRoster?, _ word: Int64, _ document: LandedDocument, _ work: inout Work
    ) throws -> String {
        let number = roster.head.rosterNumber
        let known = try work.rows("SELECT roster FROM platform_word WHERE id = $1", .integer(word)).first?[0].integer
        guard known == nil, try profile(document.county).runner(.roster) == .platform else {
            try insertRejects(roster.read.faults, document, work)
            try promote(document, roster.tally, &work)
            return "roster.pull \(number)：平台清册\(roster.said.zh)"
        }
        if let unfit {
            try insertRejects(unfit.faults, document, work)
            try promote(document, roster.tally, &work)
            return try noteObjection(
                to: word, "roster.rows", "平台清册有 \(unfit.rows.count) 行未通过检查，平台更正、停发或删除后重新发送，才能照录", document,
                money: roster.moneySaid,
                unfit.rows.map { PlatformFinding(line: Int64($0), kind: .unknownLine, rosterLine: nil) }, &work)
        }
        switch try make(roster, word, document, &work) {
        case .failure(let fault):
            try promote(document, roster.tally, &work)
            return try noteObjection(
                to: word, fault.code, fault.message, document, money: roster.moneySaid, [], &work)
        case .success(let made):
            try promote(document, made.tally, &work)
            return "roster.pull \(number)：平台清册\(roster.said.zh)，\(roster.read.rows) 行，已照录为清册 \(made.roster)"
        }
    }

    /// Tries once more to make the roster of a word of which none could be made: what spoke against it may have been ours
    /// to mend. Whether it is made now.
    func makeAgain(_ word: Int64, _ document: LandedDocument, now: Instant) throws -> Bool {
        guard try profile(document.county).runner(.roster) == .platform,
            case .success(let roster) = try readAgain(document)
        else { return false }
        do {
            try change(word, now: now) { work in
                try work.execute("DELETE FROM reject WHERE document = $1", .integer(document.id))
                guard case .success = try make(roster, word, document, &work) else { throw UnfitRoster() }
            }
            return true
        } catch is UnfitRoster {
            return false
        }
    }

    private func make(
        _ roster: PlatformRoster, _ word: Int64, _ document: LandedDocument, _ work: inout Work
    ) throws -> Result<(roster: Int64, tally: Tally), Fault> {
        let head = roster.head
        switch try listTerms(project: head.project, period: head.period, county: document.county, work.c) {
        case .failure(let fault): return .failure(fault)
        case .success(let terms):
            let made = try makeRoster(roster, terms, document, &work)
            try work.execute(
                "UPDATE platform_word SET roster = $1 WHERE id = $2", .integer(made.roster), .integer(word))
            return .success(made)
        }
    }

    private func makeRoster(
        _ roster: PlatformRoster, _ terms: ListTerms, _ document: LandedDocument, _ work: inout Work
    ) throws -> (roster: Int64, tally: Tally) {
        let (list, head) = (try work.id(), roster.head)
        try work.execute(
            """
            INSERT INTO list (id, county, project, period, approval, department, document, line_count, sum_fen, state,
                sequence, source) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 'reading', 0, 'platform')
            """,
            .integer(list), .text(document.county), .text(head.project), .text(head.period),
            .text(head.approvalNumber), .text(head.department), .integer(document.id))
        // Until when people could apply was for the platform to watch.
        var terms = terms
        terms.closesOn = nil
        let staging = try admit(
            roster.lines.map { (row: $0.line, line: $0.record.asListLine, range: 0..<0) }, roster.read.faults,
            ListStaging(list: list, document: document, terms: terms), work)
        try requireWhole(roster, list, document, work)
        try work.execute(
            "UPDATE list SET line_count = $1, sum_fen = $2 WHERE id = $3", .int(staging.accepted),
            .integer(staging.acceptedFen), .integer(list))
        var tally = roster.tally
        (tally.accepted, tally.acceptedFen) = (staging.accepted, staging.acceptedFen)
        try work.move(ListMachine.self, list, .promote)
        let row: [SQLValue] = [
            .text(document.county), .text(head.project), .text(head.period), .text(head.approvalNumber),
        ]
        let made = try makeRoster(of: list, row, [(id: list, count: staging.accepted)], terms.project, &work)
        guard let id = made.values["roster"].flatMap({ Int64($0) }) else {
            throw GatewayError(.conflict, "roster.unmade", "平台清册未能照录，请联系运维")
        }
        try refer(head.rosterNumber, of: document.connection, to: "roster", id, document, work)
        let lines = try work.rows(
            """
            SELECT ll.line, l.id FROM roster_line l JOIN list_line ll ON ll.id = l.list_line WHERE l.roster = $1
            ORDER BY l.id
            """, .integer(id))
        let serials = Dictionary(
            roster.lines.map { (Int64($0.line), $0.record.serial) }, uniquingKeysWith: { first, _ in first })
        try refer(
            lines.compactMap { line in serials[line.int(0)].map { ($0, line.int(1)) } }, of: document.connection,
            to: "roster_line", document, work)
        return (id, tally)
    }
}

extension Engine {
    /// What the platform approves is paid whole: a row that was not taken in, and is not stopped there, would be lost.
    private func requireWhole(
        _ roster: PlatformRoster, _ list: Int64, _ document: LandedDocument, _ work: Work
    ) throws {
        let taken = Set(
            try work.rows("SELECT line FROM list_line WHERE list = $1", .integer(list)).map { Int($0.int(0)) })
        let due = roster.lines.filter { $0.record.state != .stopped }.map(\.line) + roster.unreadRows
        let rows = due.filter { !taken.contains($0) }
        guard !rows.isEmpty else { return }
        let faults = try work.rows(
            "SELECT line, field, code, message FROM reject WHERE document = $1 ORDER BY id", .integer(document.id)
        ).map { Fault(row: Int($0.int(0)), field: $0.text(1), code: $0.text(2), message: $0.text(3)) }
        throw UnfitRoster(rows: Set(rows).sorted(), faults: faults)
    }
}

extension PlatformRoster {
    /// Rows of which no line could be read.
    var unreadRows: [Int] { Set(read.faults.filter { !$0.isKept }.map(\.row)).subtracting([0]).sorted() }

    /// Everything that was read counts as accepted: a word refuses no line.
    var tally: Tally {
        let sum = read.amountSent?.fen ?? head.sum?.fen ?? 0
        return Tally(rows: read.rows, accepted: read.rows, sum: sum, acceptedFen: sum)
    }

    /// What it says was paid; nil where it does not speak of money.
    var moneySaid: Money? {
        guard PlatformRule.isAboutMoney(said) else { return nil }
        return lines.filter { $0.record.state == .paid }.reduce(.zero) { $0 + ($1.record.amount ?? .zero) }
    }
}
