import Store
package import Subsidy
import Workflow

extension Engine {
    /// Who mends a failure of an instruction (requirements 1d.2): by the phase in which its roster was built.
    func owner(
        _ failure: FailureClass, ofAttempt attempt: Int64, county: String, _ work: Work
    ) throws -> RegionProfile.Owner {
        let row = try work.rows(
            """
            SELECT r.phase, r.id FROM attempt a JOIN share s ON s.id = a.share JOIN roster_line l ON l.id = s.roster_line
            JOIN roster r ON r.id = l.roster WHERE a.id = $1
            """, .integer(attempt)
        ).first
        let terms = try row.map { try profile(ofRoster: $0.int(1), work.c) } ?? self.profile(county)
        let phase = row.flatMap { RegionProfile.Phase(rawValue: $0.text(0)) } ?? terms.phase
        return OwnerRule.owner(failure, phase, terms)
    }

    /// Whom to ask about a project: the department that answers for it now (NX-4.1, IM-26.1).
    package func office(_ project: String, _ county: String) -> Department? {
        guard let catalogue = catalogues[county], let project = catalogue.project(project) else { return nil }
        return catalogue.office(project.department)
    }
}
