import AdapterKit
import Store
import Subsidy
import Trust
import Workflow

/// Something that is public now, as its source has it.
private struct Exposure {
    var kind: PublicationKind
    var subject: Int64
    var title: String
    var level: Catalogue.Level
    var period = ""
    var until: Day?
    /// What tells cheaply that the source may have changed.
    var mark: String
    var facts: String
    var items: [PublicItem]
}

extension Engine {
    /// Makes public what each county must (IM-8.1, IM-15.1, NX-5.2.3), once more when it changes (IM-9.1), and takes back
    /// what is public no more (IM-25.1). A county without a connection for it publishes by hand.
    func publishAll(now: Instant) throws -> Progress {
        var progress = Progress()
        for county in configuration.counties {
            guard let name = routes(.publication, county.code).first, let connection = configuration.connections[name]
            else { continue }
            progress += try guarded(county.zh + "的政策清单") { try publishPolicies(county, connection, now: now) }
            progress += try publishRosters(county, connection, now: now)
            progress += try guarded(county.zh + "的金融服务") { try publishServices(county, connection, now: now) }
            progress += try guarded(county.zh + "的撤下") { try withdrawEnded(county.code, connection, now: now) }
        }
        return progress
    }

    /// What cannot be made public holds up nothing else: it is shown at every round until it is mended (G6).
    private func guarded(_ what: String, _ take: () throws -> Int) throws -> Progress {
        var progress = Progress()
        do {
            progress.moves = try take()
        } catch let error as GatewayError {
            progress.remarks.append("\(what)未能对外公开（\(error.code)）：\(error.message)")
        }
        return progress
    }

    private func publishPolicies(
        _ county: GatewayConfiguration.County, _ connection: Connection, now: Instant
    ) throws -> Int {
        guard let catalogue = catalogues[county.code] else { return 0 }
        let items = catalogue.projects.map { project in
            PublicationRule.item(
                project, publisher: catalogue.level, office: catalogue.office(project.department), on: now.day)
        }
        let facts = PublicationRule.facts(items)
        let exposure = Exposure(
            kind: .policies, subject: 0, title: "补贴政策清单", level: catalogue.level,
            mark: hex(Digest.sha256(Array(facts.utf8))), facts: facts, items: items)
        return try publish(county, connection, exposure.mark, kind: .policies, subject: 0, now: now) { _ in exposure }
    }

    /// What agent banks offer to holders of the card, as a person has released it (IM-27.2). A page that had offers and
    /// has none any more is published empty.
    private func publishServices(
        _ county: GatewayConfiguration.County, _ connection: Connection, now: Instant
    ) throws -> Int {
        let shown = try store.read { c in try publicServices(county.code, on: now.day, c) }
        guard let items = shown else { return 0 }
        let facts = PublicationRule.facts(items)
        let exposure = Exposure(
            kind: .services, subject: 0, title: "惠民惠农金融服务", level: catalogues[county.code]?.level ?? .county,
            mark: hex(Digest.sha256(Array(facts.utf8))), facts: facts, items: items)
        return try publish(county, connection, exposure.mark, kind: .services, subject: 0, now: now) { _ in exposure }
    }

    private func publishRosters(
        _ county: GatewayConfiguration.County, _ connection: Connection, now: Instant
    ) throws -> Progress {
        let rosters = try store.read { c in
            try c.rows(
                """
                SELECT r.id, p.started, p.until_day,
                    CAST(COALESCE(SUM(CASE WHEN l.state = 'payable' THEN 1 ELSE 0 END), 0) AS BIGINT),
                    CAST(COALESCE(SUM(CASE WHEN l.state = 'payable' THEN l.amount_fen ELSE 0 END), 0) AS BIGINT),
                    CAST(COALESCE(SUM(l.sequence), 0) AS BIGINT)
                FROM roster r JOIN publicity p ON p.roster = r.id LEFT JOIN roster_line l ON l.roster = r.id
                WHERE r.county = $1 AND r.state = 'publicising' AND p.channel = 'platform'
                GROUP BY r.id, p.started, p.until_day ORDER BY r.id
                """, [.text(county.code)])
        }
        return try rosters.reduce(into: Progress()) { sum, row in
            sum += try guarded("清册 \(row.int(0)) ") {
                // A board that nobody is left on has nothing to say, not even whom to ask: it is taken back.
                guard row.int(3) > 0 else { return try withdrawEmpty(county, connection, row.int(0), now: now) }
                let mark = row[1...5].map { String($0.integer ?? 0) }.joined(separator: " ")
                return try publish(county, connection, mark, kind: .roster, subject: row.int(0), now: now) { c in
                    let board = try publicBoard(row.int(0), c)
                    return Exposure(
                        kind: .roster, subject: row.int(0), title: board.project,
                        level: catalogues[county.code]?.level ?? .county, period: board.period,
                        until: row.day(2), mark: mark, facts: board.text, items: board.items)
                }
            }
        }
    }

    private func withdrawEmpty(
        _ county: GatewayConfiguration.County, _ connection: Connection, _ roster: Int64, now: Instant
    ) throws -> Int {
        let standing = try store.read { c in
            try c.rows(
                """
                SELECT id FROM publication WHERE county = $1 AND kind = 'roster' AND subject = $2
                AND state IN ('posted', 'hosted', 'published')
                """, [.text(county.code), .integer(roster)]
            ).first
        }
        guard let standing else { return 0 }
        try commit("publication.withdraw", object: "publication:\(standing.int(0))", now: now, as: .intent) { work in
            try takeBack(standing.int(0), "公示的明细已全部撤出", connection, &work)
        }
        return 1
    }

    /// Publishes a new version where the source is another than that of the last one.
    private func publish(
        _ county: GatewayConfiguration.County, _ connection: Connection, _ mark: String, kind: PublicationKind,
        subject: Int64, now: Instant, _ expose: (any StoreConnection) throws -> Exposure
    ) throws -> Int {
        let last = try store.read { c in
            try c.rows(
                """
                SELECT id, version, mark, number FROM publication WHERE county = $1 AND kind = $2 AND subject = $3
                ORDER BY version DESC LIMIT 1
                """, [.text(county.code), .text(kind.rawValue), .integer(subject)]
            ).first
        }
        guard last?.text(2) != mark else { return 0 }
        try commit("publication.post", object: "county:\(county.code)", now: now, as: .intent) { work in
            let exposure = try expose(work.c)
            let id = try work.id()
            var head = PublicationHead()
            head.number = "GK\(id)"
            head.kind = exposure.kind
            head.title = exposure.title
            head.publisher = county.zh
            head.level = exposure.level
            head.version = (last?.int(1) ?? 0) + 1
            head.replaces = last?.text(3) ?? ""
            head.period = exposure.period
            head.publishedAt = now
            head.until = exposure.until
            head.checksum = hex(Digest.sha256(Array(exposure.facts.utf8)))
            head.count = Int64(exposure.items.count)
            if let last { try work.moveIfPossible(PublicationMachine.self, last.int(0), .supersede) }
            try work.execute(
                """
                INSERT INTO publication (id, county, kind, subject, version, number, level, checksum, mark, items, created,
                    state, sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'posted', 0)
                """,
                .integer(id), .text(county.code), .text(kind.rawValue), .integer(subject),
                .integer(head.version ?? 1), .text(head.number), .text(exposure.level.rawValue), .text(head.checksum),
                .text(mark), .int(exposure.items.count), .at(now))
            try post(
                Outgoing(
                    county: county.code, exchange: .publication, connection: connection, subject: "publication",
                    subjectID: id, number: head.number, fileName: head.number + ".json",
                    follows: try last.flatMap { try lastWord(of: $0.int(0), to: connection, work) }),
                head: head, records: exposure.items, &work)
        }
        return 1
    }

    /// What is public no longer than its term, or than its roster stands, is taken back everywhere.
    private func withdrawEnded(_ county: String, _ connection: Connection, now: Instant) throws -> Int {
        let ended = try store.read { c in
            try c.rows(
                """
                SELECT p.id FROM publication p JOIN roster r ON r.id = p.subject
                WHERE p.county = $1 AND p.kind = 'roster' AND p.state IN ('posted', 'hosted', 'published')
                AND r.state <> 'publicising' ORDER BY p.id
                """, [.text(county)])
        }
        for row in ended {
            try commit(
                "publication.withdraw", object: "publication:\(row.int(0))", now: now, as: .intent
            ) { work in try takeBack(row.int(0), "公示期已结束或清册已退回", connection, &work) }
        }
        return ended.count
    }

    /// Tells the host to show a publication no more. It is gone when every channel that showed it says so.
    func takeBack(_ id: Int64, _ reason: String, _ connection: Connection, _ work: inout Work) throws {
        let row = try work.row(
            "SELECT county, number FROM publication WHERE id = $1", .integer(id), missing: "publication.unknown",
            "没有该发布")
        try work.move(PublicationMachine.self, id, .withdraw)
        try work.execute("UPDATE publication SET reason = $1 WHERE id = $2", .text(reason), .integer(id))
        var head = PublicationHead()
        head.number = "CX\(id)"
        head.kind = .withdrawal
        head.publisher = configuration.county(row.text(0))?.zh ?? ""
        head.replaces = row.text(1)
        head.publishedAt = work.now
        head.count = 0
        try post(
            Outgoing(
                county: row.text(0), exchange: .publication, connection: connection, subject: "withdrawal",
                subjectID: id, number: head.number, fileName: head.number + ".json",
                follows: try lastWord(of: id, to: connection, work)),
            head: head, records: [PublicItem](), &work)
    }

    /// The last that was handed to the host about a publication: what takes its place, or takes it back, may not overtake
    /// it, or the host would show what is over. What was for a host of earlier holds nothing back.
    private func lastWord(of publication: Int64, to connection: Connection, _ work: Work) throws -> Int64? {
        try work.rows(
            """
            SELECT MAX(id) FROM outbox
            WHERE subject IN ('publication', 'withdrawal') AND subject_id = $1 AND connection = $2
            """, .integer(publication), .text(connection.name)
        ).first?[0].integer
    }

    /// A publication that the host was told to take back is gone where no channel shows it, or an earlier version of it
    /// that it had taken the place of: a channel that never followed shows that one still (IM-25.1).
    func endIfNowhere(_ id: Int64, _ work: inout Work) throws {
        let gone = try work.rows(
            """
            SELECT p.id FROM publication p JOIN publication q ON q.county = p.county AND q.kind = p.kind
                AND q.subject = p.subject
            WHERE q.id = $1 AND p.state = 'withdrawing' AND (p.id = $1 OR EXISTS (SELECT 1 FROM outbox o
                WHERE o.subject = 'withdrawal' AND o.subject_id = p.id AND o.state = 'done'))
            AND NOT EXISTS (SELECT 1 FROM publication_channel x WHERE x.county = p.county AND x.kind = p.kind
                AND x.subject = p.subject AND x.state = 'shown' AND x.publication <= p.id) ORDER BY p.id
            """, .integer(id))
        try work.move(PublicationMachine.self, gone.map { ($0.int(0), .end) })
    }
}

extension PublicBoard {
    /// Its lines as they are published.
    var items: [PublicItem] {
        rows.map { row in
            var item = PublicItem()
            item.village = row.village
            item.name = row.name
            item.amount = Money.yuan(row.amount.utf8)
            item.standard = standard
            item.department = department
            item.contact = contact
            item.phone = phone
            return item
        }
    }
}
