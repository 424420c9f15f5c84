import Store
import Subsidy
import Workflow

extension Engine {
    /// What the base library holds against lines of a roster (IM-11, IM-12, NX-4.3, NX-6.2.8). What is asked of everybody
    /// goes from the roster's lines to their people, because the library is a whole county's; what few have (a finding, a
    /// household's card) goes from those few to the lines. A plus keeps a database from going the other way.
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
                SELECT l.id FROM roster_line l JOIN share s ON s.roster_line = l.id
                JOIN library_person x ON x.person = +s.payee WHERE x.state <> 'verified' AND l.roster = $1
                UNION SELECT l.id FROM roster_line l JOIN list_line ll ON ll.id = +l.list_line
                JOIN library_person x ON x.person = +ll.subject
                WHERE x.state <> 'verified' AND l.heirs = 0 AND l.roster = $1
                UNION SELECT l.id FROM roster_line l JOIN list_line ll ON ll.id = +l.list_line
                JOIN library_person x ON x.person = +ll.beneficiary
                WHERE x.state <> 'verified' AND l.heirs = 0 AND ll.beneficiary <> ll.subject AND l.roster = $1
                ORDER BY 1
                """, [.integer(roster)]))
        object(
            .notReferred,
            try c.rows(
                """
                SELECT l.id FROM roster_line l JOIN list_line ll ON ll.id = +l.list_line
                JOIN library_person x ON x.person = +ll.subject
                WHERE x.county <> $2 AND l.roster = $1 AND NOT EXISTS (SELECT 1 FROM household_reference f
                    WHERE f.person = x.person AND f.county = $2 AND f.from_day <= $3 AND f.until_day IS NULL)
                ORDER BY l.id
                """, [.integer(roster), .text(county), .day(now.day)]))
        if terms.project.unit == .household, terms.phase == .library {
            object(
                .otherHouseholdCard,
                try c.rows(
                    """
                    SELECT DISTINCT l.id FROM household_card h JOIN claim c ON c.subject = h.claimant
                    JOIN roster_line l ON l.claim = c.id JOIN share s ON s.roster_line = l.id
                    WHERE h.ended IS NULL AND l.heirs = 0 AND COALESCE(s.account, 0) <> h.account AND +l.roster = $1
                    ORDER BY l.id
                    """, [.integer(roster)]))
        }
        let profile = try profile(ofRoster: roster, c)
        if profile.socialSecurityCardFirst {
            object(
                .cardPassedOver,
                try c.rows(
                    """
                    SELECT DISTINCT l.id FROM roster_line l JOIN share s ON s.roster_line = l.id
                    JOIN account a ON a.id = s.account AND a.kind <> 'ssc'
                    JOIN account k ON k.person = s.payee AND k.kind = 'ssc' AND k.state = 'verified'
                    WHERE l.roster = $1 AND l.state = 'payable' AND l.heirs = 0
                    AND NOT EXISTS (SELECT 1 FROM card_permit x WHERE x.person = s.payee AND x.account = s.account
                        AND $2 BETWEEN x.from_day AND x.until_day)
                    ORDER BY l.id
                    """, [.integer(roster), .day(now.day)]))
        }
        if profile.library.newPersonsCard {
            object(
                .newPersonWithoutCard,
                try c.rows(
                    """
                    SELECT DISTINCT l.id FROM roster_line l JOIN share s ON s.roster_line = l.id
                    JOIN library_person x ON x.person = +s.payee LEFT JOIN account a ON a.id = s.account
                    WHERE x.is_new = 1 AND COALESCE(a.kind, '') <> 'ssc' AND l.roster = $1
                    AND NOT EXISTS (SELECT 1 FROM card_permit y WHERE y.person = x.person AND y.account = s.account
                        AND $2 BETWEEN y.from_day AND y.until_day)
                    ORDER BY l.id
                    """, [.integer(roster), .day(now.day)]))
        }
        // Confirmed twins and shared cards stop payment like those that nobody has looked at (NX-6.2.8).
        object(
            .openFinding,
            try c.rows(
                """
                SELECT l.id FROM library_finding f JOIN share s ON s.payee = f.person OR s.payee = f.other
                JOIN roster_line l ON l.id = s.roster_line
                WHERE f.state IN ('open', 'confirmed') AND f.kind IN ('twin', 'manyCards', 'sharedCard')
                AND +l.roster = $1
                UNION SELECT l.id FROM library_finding f JOIN list_line ll ON ll.beneficiary = f.person OR ll.beneficiary = f.other
                JOIN roster_line l ON l.list_line = ll.id
                WHERE f.state IN ('open', 'confirmed') AND f.kind = 'twin' AND l.heirs = 0 AND +l.roster = $1
                ORDER BY 1
                """, [.integer(roster)]))
        return found
    }
}
