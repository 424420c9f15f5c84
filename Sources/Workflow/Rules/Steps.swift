package import Subsidy

extension Act {
    /// The step that a person of a role does by this act; nil where it belongs to none, or only looks after what went
    /// wrong. Where the platform does the step, nobody does it here (design section 2).
    package func step(of role: Role) -> WorkflowStep? {
        switch self {
        case .addPerson, .registerHousehold, .changeHousehold, .changeStanding, .referPerson, .endReference,
            .confirmAccount:
            .library
        case .buildRoster, .rebuildRoster, .holdLine, .freeLine, .removeLine, .reinstateLine, .chooseSource,
            .acceptChange, .decideDeath, .correctName, .correctIdNumber:
            .roster
        case .requestIdentityCheck, .confirmReview: .identity
        case .requestAccountCheck: .accounts
        case .publishRoster, .closePublicity: .publicity
        case .signRoster: .signing
        case .departmentApprove: .departmentReview
        case .financeApprove: .financeReview
        case .returnRoster: role == .department ? .departmentReview : .financeReview
        case .orderPayment, .repeatOrder: .order
        case .releaseBatch, .withdrawBatch, .reissue, .approveReissue: .payment
        default: nil
        }
    }
}
