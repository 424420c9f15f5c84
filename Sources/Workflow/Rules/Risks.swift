package import Subsidy

/// What a supervisor's finding does to a line whose payee or account it names (NX-8.4): a grave one stops its payment,
/// any other must be answered; until two people have cleared it.
package enum RiskRule {
    package static func isGrave(_ kind: RiskKind) -> Bool {
        switch kind {
        case .agentOpening, .falseClaim: true
        case .nameBreach, .suspicion: false
        }
    }
}
