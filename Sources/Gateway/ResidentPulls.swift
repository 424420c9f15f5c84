import AdapterKit
import Store
import Subsidy
import Workflow

/// One pull of a register's people, as far as it has come.
struct ResidentPull {
    enum Kind: String { case whole, delta }

    /// How a pull ended, whether or not it was compared.
    enum Outcome: String { case compared, halted, dismissed, torn, unread, refused, abandoned }

    var id: Int64
    var county: String
    var connection: String
    var kind: Kind
    /// Of a delta: since when.
    var since: Instant?
    var begun: Instant
    var resume: Instant
    /// Where the next page begins; nil when the last one has been read.
    var next: String?
    /// How many people the register says that it has.
    var told: Int64?
    var document: Int64?
    var rows: Int64
    var bad: Int64

    static let columns =
        "id, county, connection, kind, since, begun, resume, next, told, first_document, rows_read, rows_bad"

    init?(_ row: [SQLValue]) {
        guard let kind = Kind(rawValue: row.text(3)) else { return nil }
        self.kind = kind
        id = row.int(0)
        county = row.text(1)
        connection = row.text(2)
        since = row[4].integer.map(Instant.init(milliseconds:))
        begun = Instant(milliseconds: row.int(5))
        resume = Instant(milliseconds: row.int(6))
        next = row[7].text
        told = row[8].integer
        document = row[9].integer
        rows = row.int(10)
        bad = row.int(11)
    }
}

extension Connection {
    /// Whether the register is asked for its people; else they come as files.
    var asksForResidents: Bool { settings["residents"] != nil }
}

extension Engine {
    /// Pages of one round: a register of a whole county does not keep the other exchanges waiting.
    private static let pagesAtOnce = 40
    /// A pull that has not come to its end in this time begins anew: the register has gone on meanwhile.
    private static let pullLasts: Duration = .seconds(2 * 86_400)

    /// Asks a register for the people of a county (IM-33.1b): the whole of it as often as the profile says, and what has
    /// changed in between. A pull that was interrupted goes on where it stood; while a run is halted nothing is pulled.
    func pullResidents(
        _ plan: RegionProfile.Schedule, _ county: String, _ connection: Connection, last: Instant?, now: Instant
    ) throws -> Progress {
        guard connection.asksForResidents, try isWithinHours(plan, county, now: now) else { return Progress() }
        if let open = try openPull(county, connection.name) {
            guard open.next != nil, open.resume <= now else { return Progress() }
            guard open.begun + Self.pullLasts > now else {
                try end(open, .abandoned, now: now)
                var progress = Progress()
                progress.moves += 1
                progress.notes.append("residents.compare：连接 \(connection.name) 两天没有取完，放弃这一次，按计划重新开始（IM-33.1b）")
                return progress
            }
            return try goOn(open, connection, now: now)
        }
        guard try isDue(plan, county, last: last, now: now), try !isHalted(county, connection.name) else {
            return Progress()
        }
        let begun = try begin(county, connection.name, now: now)
        try noteRun(.residentsCompare, county, connection.name, now: now)
        guard let begun else { return Progress() }
        return try goOn(begun, connection, now: now)
    }

    private func openPull(_ county: String, _ connection: String) throws -> ResidentPull? {
        try store.read { c in
            try c.rows(
                SQLText(
                    """
                    SELECT \(ResidentPull.columns) FROM resident_pull
                    WHERE county = $1 AND connection = $2 AND outcome = ''
                    """), [.text(county), .text(connection)]
            ).first.flatMap(ResidentPull.init)
        }
    }

    private func isHalted(_ county: String, _ connection: String) throws -> Bool {
        try store.read { c in
            try !c.rows(
                """
                SELECT 1 FROM comparison WHERE county = $1 AND exchange = 'residents.compare' AND connection = $2
                AND state = 'halted' LIMIT 1
                """, [.text(county), .text(connection)]
            ).isEmpty
        }
    }

    private func begin(_ county: String, _ connection: String, now: Instant) throws -> ResidentPull? {
        let terms = try profile(county).library
        return try store.write { c in
            let last = try c.rows(
                """
                SELECT MAX(begun), MAX(CASE WHEN kind = 'whole' THEN begun END) FROM resident_pull
                WHERE county = $1 AND connection = $2 AND outcome = 'compared'
                """, [.text(county), .text(connection)]
            ).first
            let whole = last?[1].integer.map(Instant.init(milliseconds:))
            let isDelta = whole.map { $0 + .seconds(terms.wholeDays * 86_400) > now } ?? false
            let since = last?[0].integer.map { Instant(milliseconds: $0) + .seconds(-terms.overlapDays * 86_400) }
            let id = try IdSource().id(c)
            _ = try c.execute(
                """
                INSERT INTO resident_pull (id, county, connection, kind, since, begun, resume, next)
                VALUES ($1, $2, $3, $4, $5, $6, $6, '0')
                """,
                [
                    .integer(id), .text(county), .text(connection),
                    .text((isDelta ? ResidentPull.Kind.delta : .whole).rawValue),
                    isDelta ? .optional(since?.milliseconds) : .null, .at(now),
                ])
            return try c.rows(
                SQLText("SELECT \(ResidentPull.columns) FROM resident_pull WHERE id = $1"), [.integer(id)]
            ).first.flatMap(ResidentPull.init)
        }
    }

    private func goOn(_ pull: ResidentPull, _ connection: Connection, now: Instant) throws -> Progress {
        var progress = Progress()
        var next = pull.next
        for _ in 0..<Self.pagesAtOnce {
            guard let start = next else { break }
            var parameters = ["division": pull.county, "start": start]
            if let since = pull.since { parameters["since"] = since.compact }
            let outcome = try adapter(connection).send(
                Dispatch(
                    exchange: .residentsCompare, number: "residents-\(pull.id)-\(start)", parameters: parameters),
                over: line(connection, now: now))
            switch outcome {
            case .done(let evidence):
                guard let bytes = evidence.answer else {
                    try end(pull, .refused, now: now)
                    return progress
                }
                let document = try land(
                    bytes,
                    LandingNote(
                        county: pull.county, exchange: .residentsCompare, connection: connection,
                        mappingKey: Exchange.residentsCompare.rawValue,
                        parameters: ["county": pull.county, "pull": String(pull.id), "start": start]), now: now)
                try noteNext(evidence.next, document, of: pull)
                progress.documents += 1
                next = evidence.next
            case .retry(let after, let refusal):
                try postpone(pull, until: now + max(after, .seconds(300)))
                progress.remarks.append(
                    "residents.compare：连接 \(connection.name) 暂时取不到（\(refusal.code)）\(refusal.message)")
                return progress
            case .unknown(let asking):
                try postpone(pull, until: now + .seconds(300))
                progress.remarks.append("residents.compare：连接 \(connection.name) \(asking.how)")
                return progress
            case .refused(let refusal):
                try end(pull, .refused, now: now)
                progress.moves += 1
                progress.notes.append("residents.compare：连接 \(connection.name) 被拒绝（\(refusal.code)）\(refusal.message)")
                return progress
            }
        }
        return progress
    }

    private func noteNext(_ next: String?, _ document: Int64, of pull: ResidentPull) throws {
        try store.write { c in
            _ = try c.execute(
                """
                UPDATE resident_pull SET next = $1, first_document = COALESCE(first_document, $2)
                WHERE id = $3 AND outcome = ''
                """, [.optional(next), .integer(document), .integer(pull.id)])
        }
    }

    private func postpone(_ pull: ResidentPull, until: Instant) throws {
        try store.write { c in
            _ = try c.execute("UPDATE resident_pull SET resume = $1 WHERE id = $2", [.at(until), .integer(pull.id)])
        }
    }

    /// Ends a pull that says nothing about anybody; what its pages said is forgotten.
    func end(_ pull: ResidentPull, _ outcome: ResidentPull.Outcome, now: Instant) throws {
        try commit(
            "residents.\(outcome.rawValue)", object: "resident_pull:\(pull.id)", now: now, as: .outcome
        ) { work in try close(pull.id, outcome, work) }
    }

    func close(_ pull: Int64, _ outcome: ResidentPull.Outcome, _ work: Work) throws {
        try work.execute("DELETE FROM resident_told WHERE pull = $1", .integer(pull))
        try work.execute(
            "UPDATE resident_pull SET outcome = $1 WHERE id = $2 AND outcome = ''", .text(outcome.rawValue),
            .integer(pull))
    }
}
