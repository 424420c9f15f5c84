import Store
import Subsidy
import Workflow

extension Engine {
    /// What is to be decided about people of the library: twins, many cards, shared cards, differences to the household
    /// register (NX-6.2.8, IM-11.2).
    package func libraryFindings() throws -> [WorkItem] {
        try items(
            "finding",
            """
            SELECT f.id, f.county, f.state, f.kind, f.person, p.sealed, f.other, f.at, f.decision FROM library_finding f
            JOIN person p ON p.id = f.person
            ORDER BY CASE WHEN f.state = 'open' THEN 0 ELSE 1 END, f.id
            """
        ) { row, c in
            let known = try open(person: row.int(4), sealed: row.bytes(5))
            let other = row.int(6) == 0 ? nil : try open(person: row.int(6), c)
            return [
                "kind": row.text(3), "what": LibraryFindingKind(rawValue: row.text(3))?.zh ?? "",
                "person": String(row.int(4)), "name": Mask.name(known.name),
                "idNumber": Mask.idNumber(known.idNumber),
                "other": other.map { Mask.idNumber($0.idNumber) } ?? "", "started": String(row.int(7)),
                "reason": row.text(8),
            ]
        }
    }

    /// Runs against registers, the halted ones first (IM-33.1b).
    package func comparisons() throws -> [WorkItem] {
        try items(
            "comparison",
            """
            SELECT id, county, state, exchange, connection, kind, feed_count, last_count, people, changes, reason, at
            FROM comparison ORDER BY CASE WHEN state = 'halted' THEN 0 ELSE 1 END, id
            """, ["exchange", "connection", "kind", "feed", "last", "people", "changes", "reason", "started"])
    }

    /// Who of elsewhere is paid here, and who of here is paid elsewhere; no more of them than that (虚拟户, IM-11.6).
    package func references() throws -> [WorkItem] {
        try items(
            "reference",
            """
            SELECT f.id, f.county, CASE WHEN f.until_day IS NULL THEN 'active' ELSE 'ended' END, f.person, f.home,
                x.state, f.from_day FROM household_reference f JOIN library_person x ON x.person = f.person
            ORDER BY f.id
            """
        ) { row, c in
            let known = try open(person: row.int(3), c)
            return [
                "name": Mask.name(known.name), "idNumber": Mask.idNumber(known.idNumber),
                "home": row.text(4), "standing": row.text(5), "from": row.day(6).text,
            ]
        }
    }
}
