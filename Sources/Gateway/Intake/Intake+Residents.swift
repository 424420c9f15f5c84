import AdapterKit
import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// The household register's feed held against the base library (residents.compare, IM-11.2, IM-33.1b): differences are
    /// findings for people to decide. A feed that shrank, or that would change too many, changes nothing until a person
    /// has said so.
    func intakeResidents(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        let terms = try profile(document.county).library
        var told = ""
        let note = try apply(document, bytes, mapping, now: now, as: Resident.self) { work, read, records, faults in
            // A row that could not be read may be anybody's: then nobody is missing.
            let isWhole = faults.allSatisfy(\.isKept)
            let people = try work.rows(
                """
                SELECT x.person, p.id_digest, p.name_digest FROM library_person x JOIN person p ON p.id = x.person
                WHERE x.county = $1 AND x.state NOT IN ('deceased', 'movedOut') ORDER BY x.person
                """, .text(document.county))
            let found = differences(records.map(\.record), people, isWhole: isWhole)
            let last = try work.rows(
                """
                SELECT feed_count FROM comparison WHERE county = $1 AND exchange = $2 AND connection = $3
                AND state = 'compared' ORDER BY id DESC LIMIT 1
                """, .text(document.county), .text(document.exchange.rawValue), .text(document.connection)
            ).first.map { Int($0.int(0)) }
            let objection = FeedObjection.of(
                feed: read.rows, last: last, people: people.count, changes: Set(found.map(\.person)).count, terms)
            let run = try open(
                comparisonOf: document, feed: read.rows, last: last, people: people.count, changes: found.count,
                objection, &work)
            try record(
                found, county: document.county, isOwn: false, comparison: run, held: objection != nil,
                vanishing: isWhole, &work)
            if objection == nil {
                try noteDeaths(of: run, work)
                try noteSuccess(document, work)
            }
            told = objection.map { "\($0.zh)，比对已停下，请人工核实后放行或作废（IM-33.1b）" } ?? "不一致 \(found.count) 项"
            return 0
        }
        return note + "：" + told
    }

    private func differences(
        _ residents: [Resident], _ people: [[SQLValue]], isWhole: Bool
    ) -> [Found] {
        var known: [[UInt8]: Resident] = [:]
        for resident in residents {
            guard let number = try? IdentityNumber(reading: resident.idNumber.utf8) else { continue }
            known[sealer.digest("idNumber", Array(number.text.utf8))] = resident
        }
        return people.compactMap { row in
            let person = row.int(0)
            guard let resident = known[row.bytes(1)] else {
                return isWhole ? Found(kind: .residentMissing, person: person) : nil
            }
            if resident.deceased == true {
                return Found(kind: .residentDeceased, person: person, day: resident.deathDate)
            }
            switch resident.registration {
            case .movedOut, .emigrated, .enlisted, .duplicate: return Found(kind: .residentMoved, person: person)
            case .registered, .deceased, nil: break
            }
            let names = [resident.name, resident.formerName].filter { !$0.isEmpty }
            let isSame = names.contains { sealer.digest("name", PersonName.fold($0)) == row.bytes(2) }
            return isSame ? nil : Found(kind: .residentNameDiffers, person: person)
        }
    }

    /// Keeps a run, which is done, or halted for a reason.
    private func open(
        comparisonOf document: LandedDocument, feed: Int, last: Int?, people: Int, changes: Int,
        _ objection: FeedObjection?, _ work: inout Work
    ) throws -> Int64 {
        let id = try work.id()
        try work.execute(
            """
            INSERT INTO comparison (id, county, exchange, connection, document, at, feed_count, last_count, people,
                changes, reason, state, sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'reading', 0)
            """,
            .integer(id), .text(document.county), .text(document.exchange.rawValue), .text(document.connection),
            .integer(document.id), .at(work.now), .int(feed), .int(last ?? 0), .int(people), .int(changes),
            .text(objection?.rawValue ?? ""))
        try work.move(ComparisonMachine.self, id, objection == nil ? .finish : .halt)
        return id
    }

    /// Who died stops being paid everywhere, as a death told by any register does (IM-16.1d).
    private func noteDeaths(of run: Int64, _ work: Work) throws {
        try work.execute(
            """
            INSERT INTO death (id_digest, connection, death_day, document, line)
            SELECT p.id_digest, x.connection, f.day, x.document, 0 FROM library_finding f JOIN comparison x ON x.id = f.comparison
            JOIN person p ON p.id = f.person WHERE f.comparison = $1 AND f.kind = 'residentDeceased'
            ON CONFLICT (id_digest, connection) DO NOTHING
            """, .integer(run))
        if let document = try work.rows("SELECT document FROM comparison WHERE id = $1", .integer(run)).first?.int(0) {
            try noteDeaths(toldBy: document, work)
        }
    }

    // MARK: A halted run

    /// A person says that the feed is right after all; what it found counts from now on.
    func releaseComparison(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let run = try input.id("comparison")
        _ = try input.text("evidence")
        try work.move(ComparisonMachine.self, run, .release)
        try work.execute("UPDATE comparison SET decided = $1 WHERE id = $2", .at(work.now), .integer(run))
        let held = try work.rows(
            "SELECT id FROM library_finding WHERE comparison = $1 AND state = 'held' ORDER BY id", .integer(run))
        try work.move(LibraryFindingMachine.self, held.map { ($0.int(0), .raise) })
        try noteDeaths(of: run, work)
        try readAgain(run, &work)
        return ActResult("comparison:\(run)", "已放行，\(held.count) 项不一致列入待处理（IM-33.1b）")
    }

    func dismissComparison(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let run = try input.id("comparison")
        let reason = try input.text("reason")
        try work.move(ComparisonMachine.self, run, .dismiss)
        try work.execute("UPDATE comparison SET decided = $1 WHERE id = $2", .at(work.now), .integer(run))
        let held = try work.rows(
            "SELECT id FROM library_finding WHERE comparison = $1 AND state = 'held' ORDER BY id", .integer(run))
        try work.move(LibraryFindingMachine.self, held.map { ($0.int(0), .vanish) })
        return ActResult("comparison:\(run)", "数据有误，比对作废：\(reason)")
    }

    /// A feed that was put aside whole is read once more, and taken now.
    private func readAgain(_ run: Int64, _ work: inout Work) throws {
        let row = try work.rows(
            """
            SELECT d.id FROM comparison x JOIN document d ON d.id = x.document
            WHERE x.id = $1 AND d.state = 'quarantined'
            """, .integer(run)
        ).first
        guard let row else { return }
        try work.execute("DELETE FROM reject WHERE document = $1", row[0])
        try work.execute("UPDATE document SET reason = '' WHERE id = $1", row[0])
        try work.move(DocumentMachine.self, row.int(0), .requeue)
    }

    // MARK: Welfare feeds

    /// Whether a feed would end the welfare of more people than the profile bears, and nobody has released it yet
    /// (IM-11.2, IM-29.2).
    func welfareObjection(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping
    ) throws -> FeedObjection? {
        let terms = try profile(document.county).library
        let (read, records) = try Reading.all(bytes, mapping, parameters: document.parameters, as: WelfareStatus.self)
        let ended = records.filter { $0.record.state == .ended }
        guard read.refusal == nil, ended.count > terms.changeFloor else { return nil }
        return try store.read { c in
            let released = try c.rows(
                "SELECT 1 FROM comparison WHERE document = $1 AND state = 'compared' LIMIT 1",
                [.integer(document.id)])
            guard released.isEmpty else { return nil }
            let active = try c.rows("SELECT CAST(COUNT(*) AS BIGINT) FROM welfare WHERE state = 'active'").first?.int(0)
            var changes = 0
            for (_, record) in ended {
                let known = try c.rows(
                    "SELECT 1 FROM welfare WHERE id_digest = $1 AND kind = $2 AND state = 'active'",
                    [
                        .bytes(sealer.digest("idNumber", Array(record.idNumber.utf8))),
                        .text(record.kind?.rawValue ?? ""),
                    ])
                changes += known.count
            }
            return FeedObjection.of(feed: read.rows, last: nil, people: Int(active ?? 0), changes: changes, terms)
        }
    }

    /// Puts a feed aside whole, for a person to release or to dismiss.
    func halt(_ document: LandedDocument, _ objection: FeedObjection, now: Instant) throws -> String {
        try commit(
            "comparison.halt", object: "document:\(document.id)", document: document.id, now: now,
            before: .beforePromote, after: .afterPromote
        ) { work in
            _ = try open(
                comparisonOf: document, feed: 0, last: nil, people: 0, changes: 0, objection, &work)
        }
        return try quarantine(
            document,
            Fault(
                row: 0, field: "", code: objection == .shrunk ? "feed.shrunk" : "feed.massChange",
                message: "\(objection.zh)，已停下，请人工核实后放行或作废（comparison.release、comparison.dismiss，IM-11.2）"), now: now)
    }
}
