import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Changes of the base library, those that wait first; who decides sees what changes, masked (IM-11.4).
    package func libraryChanges() throws -> [WorkItem] {
        try items(
            "change",
            """
            SELECT x.id, x.county, x.state, x.kind, x.person, x.sealed, COALESCE(x.household, 0),
                COALESCE(x.roster_line, 0), x.proposed, COALESCE(x.decided, 0), COALESCE(m.login, ''),
                COALESCE(k.login, ''), x.reason
            FROM library_change x LEFT JOIN principal m ON m.id = x.maker LEFT JOIN principal k ON k.id = x.checker
            ORDER BY CASE WHEN x.state = 'proposed' THEN 0 ELSE 1 END, x.id
            """
        ) { row, c in
            let texts = SealedTexts.decode(
                try sealer.open(
                    row.bytes(5), SealContext(table: "library_change", row: row.int(0), fields: "change")))
            let kind = LibraryChangeKind(rawValue: row.text(3))
            let masked = kind.map { kind in texts.prefix(2).map { Self.masked($0, kind) } } ?? []
            var values = [
                "kind": row.text(3), "before": masked.first ?? "",
                "after": masked.dropFirst().joined(separator: " "),
                "household": row.int(6) == 0 ? "" : String(row.int(6)),
                "line": row.int(7) == 0 ? "" : String(row.int(7)), "proposed": String(row.int(8)),
                "decided": row.int(9) == 0 ? "" : String(row.int(9)), "maker": row.text(10),
                "checker": row.text(11), "reason": row.text(12),
            ]
            if let person = row[4].integer {
                let known = try open(person: person, c)
                values["person"] = String(person)
                values["name"] = Mask.name(known.name)
                values["idNumber"] = Mask.idNumber(known.idNumber)
            }
            return values
        }
    }

    /// Households with who is in them and what they have; where they live stays sealed (IM-11.1).
    package func households() throws -> [WorkItem] {
        try items(
            "household",
            """
            SELECT h.id, h.county, CASE WHEN h.until_day IS NULL THEN 'active' ELSE 'ended' END, h.code, h.village,
                p.id, p.sealed, (SELECT CAST(COUNT(*) AS BIGINT) FROM household_member n
                    WHERE n.household = h.id AND n.until_day IS NULL), h.from_day
            FROM household h JOIN household_member m ON m.household = h.id AND m.relation = 'head'
                AND m.until_day IS NULL
            JOIN person p ON p.id = m.person ORDER BY h.id
            """
        ) { row, c in
            let assets = try c.rows(
                """
                SELECT kind, quantity, unit FROM household_asset WHERE household = $1 AND until_day IS NULL
                ORDER BY kind
                """, [row[0]]
            ).map { asset in
                let kind = AssetKind(rawValue: asset.text(0))?.zh ?? asset.text(0)
                return kind + ExactDecimal(millionths: asset.int(1)).text + asset.text(2)
            }
            return [
                "code": row.text(3), "village": row.text(4),
                "name": Mask.name(try open(person: row.int(5), sealed: row.bytes(6)).name),
                "members": String(row.int(7)), "from": row.day(8).text,
                "assets": assets.joined(separator: "、"),
            ]
        }
    }

    /// Everybody of the base library, with the register's word (IM-11.3).
    package func libraryPeople() throws -> [WorkItem] {
        try items(
            "person",
            """
            SELECT x.person, x.county, x.state, p.sealed, x.village, COALESCE(x.checked, 0),
                COALESCE(m.household, 0), COALESCE(m.relation, '')
            FROM library_person x JOIN person p ON p.id = x.person
            LEFT JOIN household_member m ON m.person = x.person AND m.until_day IS NULL ORDER BY x.person
            """
        ) { row, _ in
            let known = try open(person: row.int(0), sealed: row.bytes(3))
            return [
                "name": Mask.name(known.name), "idNumber": Mask.idNumber(known.idNumber),
                "village": row.text(4), "checked": row.int(5) == 0 ? "" : String(row.int(5)),
                "household": row.int(6) == 0 ? "" : String(row.int(6)), "relation": row.text(7),
            ]
        }
    }

    private static func masked(_ text: String, _ kind: LibraryChangeKind) -> String {
        switch kind {
        case .name: Mask.name(text)
        case .idNumber: Mask.idNumber(text)
        // The rest may hold numbers and addresses; its kind and its object say enough.
        default: ""
        }
    }
}
