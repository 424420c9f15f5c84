import Store
import Subsidy
import Workflow

extension Engine {
    /// What the base library holds against lines of a roster (IM-11, IM-12, NX-4.3, NX-6.2.8). Each question goes from
    /// the library, where little is remarkable, to the lines: a plus keeps a database from going the other way.
    func libraryObjections(
        _ roster: Int64, _ terms: ProjectTerms, _ county: String, now: Instant, _ c: any StoreConnection
    ) throws -> [Int64: Set<AlertRule.Check>] {
        var found: [Int64: Set<AlertRule.Check>] = [:]
        func object(_ check: AlertRule.Check, _ lines: [[SQLValue]]) {
            for line in lines { found[line.int(0), default: []].insert(check) }
        }
        let suspects = try takeovers(in: roster, county: county, c)
        if !suspects.isEmpty {
            try Selection.with(suspects.sorted(), c) { token in
                object(
                    .takeover,
                    try c.rows(
                        """
                        SELECT DISTINCT l.id FROM selection p JOIN share s ON s.payee = p.subject
                        JOIN roster_line l ON l.id = s.roster_line WHERE p.token = $2 AND +l.roster = $1 ORDER BY l.id
                        """, [.integer(roster), token]))
            }
        }
        // Whose home record is not in order is paid nowhere (IM-11.3, IM-11.6).
        object(
            .personNotUsable,
            try c.rows(
                """
                SELECT l.id FROM library_person x JOIN share s ON s.payee = x.person
                JOIN roster_line l ON l.id = s.roster_line WHERE x.state <> 'verified' AND +l.roster = $1
                UNION SELECT l.id FROM library_person x JOIN list_line ll ON ll.subject = x.person
                JOIN roster_line l ON l.list_line = ll.id
                WHERE x.state <> 'verified' AND l.heirs = 0 AND +l.roster = $1
                UNION SELECT l.id FROM library_person x JOIN list_line ll ON ll.beneficiary = x.person
                JOIN roster_line l ON l.list_line = ll.id
                WHERE x.state <> 'verified' AND l.heirs = 0 AND +l.roster = $1
                ORDER BY 1
                """, [.integer(roster)]))
        return found
    }
}
