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
        if let pull = document.parameters["pull"].flatMap({ Int64($0) }) {
            return try intakePage(document, bytes, mapping, of: pull, now: now)
        }
        var told = ""
        let note = try apply(document, bytes, mapping, now: now, as: Resident.self) { work, read, records, faults in
            let people = try standing(document.county, work)
            var found: [Found] = []
            var present: Set<Int64> = []
            let unread = unreadRows(faults)
            for (line, resident) in records {
                guard let person = people.byNumber[digest(of: resident)] else { continue }
                present.insert(person.id)
                if let difference = difference(resident, person, isUnread: unread.contains(line)) {
                    found.append(difference)
                }
            }
            // A row that could not be read may be anybody's: then nobody is missing.
            let isWhole = faults.allSatisfy(\.isKept)
            if isWhole {
                found += people.everybody.filter { !present.contains($0) }.map {
                    Found(kind: .residentMissing, person: $0)
                }
            }
            let feed = Feed(
                county: document.county, exchange: document.exchange, connection: document.connection,
                document: document.id, kind: .whole, rows: read.rows, people: people.everybody.count)
            told = try compare(feed, found, &work) { isWhole || present.contains($0) }.told
            return 0
        }
        return note + "：" + told
    }

    /// One page of a pull: what it says of people of the library waits until the last page has been read.
    private func intakePage(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, of pull: Int64, now: Instant
    ) throws -> String {
        let isWanted = try store.read { c in
            // Every page of a pull came after it.
            try c.rows(
                """
                SELECT 1 FROM resident_pull p WHERE p.id = $1 AND p.outcome = ''
                AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id > p.id AND d.id <> $2
                    AND d.exchange = 'residents.compare' AND d.parameters = $3 AND d.state = 'promoted')
                """, [.integer(pull), .integer(document.id), .text(Parameters.encode(document.parameters))]
            ).isEmpty == false
        }
        guard isWanted else {
            try commit(
                "document.recognise", object: "document:\(document.id)", document: document.id, now: now, as: .promotion
            ) { work in try work.move(DocumentMachine.self, document.id, .recognise) }
            return "residents.compare：多取的一页，已识别，不再处理"
        }
        return try apply(document, bytes, mapping, now: now, as: Resident.self) { work, read, records, faults in
            let head = read.head?.records(AnswerHead.self).first
            let unread = unreadRows(faults)
            for (line, resident) in records {
                guard let person = try person(digest(of: resident), document.county, work) else { continue }
                let difference = difference(resident, person, isUnread: unread.contains(line))
                try work.execute(
                    """
                    INSERT INTO resident_told (pull, person, finding, day) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (pull, person) DO UPDATE SET finding = excluded.finding, day = excluded.day
                    """,
                    .integer(pull), .integer(person.id), .text(difference?.kind.rawValue ?? ""), .day(difference?.day))
            }
            let bad = Set(faults.filter { !$0.isKept }.map(\.row)).count
            // A page shorter than it says it is, or a register that has grown since the first page: people were passed over.
            let isTorn = head?.count.map { $0 != Int64(read.rows) } ?? false
            try work.execute(
                """
                UPDATE resident_pull SET rows_read = rows_read + $1, rows_bad = rows_bad + $2,
                    outcome = CASE WHEN CAST($3 AS BIGINT) = 1 OR COALESCE(told, $4, -1) <> COALESCE($4, -1)
                        THEN 'torn' ELSE outcome END, told = COALESCE(told, $4)
                WHERE id = $5
                """,
                .int(read.rows), .int(bad), .int(isTorn ? 1 : 0), .optional(head?.total), .integer(pull))
            try work.execute(
                "DELETE FROM resident_told WHERE pull IN (SELECT id FROM resident_pull WHERE id = $1 AND outcome = 'torn')",
                .integer(pull))
            return 0
        }
    }

    /// Somebody of a county's library who stands there.
    struct Standing {
        var id: Int64
        var name: [UInt8]
    }

    private func standing(
        _ county: String, _ work: Work
    ) throws -> (everybody: [Int64], byNumber: [[UInt8]: Standing]) {
        let rows = try work.rows(
            """
            SELECT x.person, p.id_digest, p.name_digest FROM library_person x JOIN person p ON p.id = x.person
            WHERE x.county = $1 AND x.state NOT IN ('deceased', 'movedOut') ORDER BY x.person
            """, .text(county))
        let people = rows.map { ($0.bytes(1), Standing(id: $0.int(0), name: $0.bytes(2))) }
        return (rows.map { $0.int(0) }, Dictionary(people, uniquingKeysWith: { first, _ in first }))
    }

    private func person(_ number: [UInt8], _ county: String, _ work: Work) throws -> Standing? {
        try work.rows(
            """
            SELECT x.person, p.name_digest FROM person p JOIN library_person x ON x.person = p.id
            WHERE p.id_digest = $1 AND x.county = $2 AND x.state NOT IN ('deceased', 'movedOut')
            """, .bytes(number), .text(county)
        ).first.map { Standing(id: $0.int(0), name: $0.bytes(1)) }
    }

    private func digest(of resident: Resident) -> [UInt8] {
        guard let number = try? IdentityNumber(reading: resident.idNumber.utf8) else { return [] }
        return sealer.digest("idNumber", Array(number.text.utf8))
    }

    /// Rows whose standing in the register is told by a code that no table has (IM-29.2).
    private func unreadRows(_ faults: [Fault]) -> Set<Int> {
        Set(faults.filter { $0.code == "code.unmapped" && $0.field == "registration" }.map(\.row))
    }

    /// In what the register's word about somebody differs from the library.
    private func difference(_ resident: Resident, _ person: Standing, isUnread: Bool) -> Found? {
        if resident.deceased == true {
            return Found(kind: .residentDeceased, person: person.id, day: resident.deathDate)
        }
        if isUnread { return Found(kind: .residentUnread, person: person.id) }
        switch resident.registration {
        case .movedOut, .emigrated, .enlisted, .duplicate: return Found(kind: .residentMoved, person: person.id)
        case .registered, .deceased, nil: break
        }
        let names = [resident.name, resident.formerName].filter { !$0.isEmpty }
        let isSame = names.contains { sealer.digest("name", PersonName.fold($0)) == person.name }
        return isSame ? nil : Found(kind: .residentNameDiffers, person: person.id)
    }
}
