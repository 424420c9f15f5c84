/// WorkflowStep is one step of a subsidy's way that a bureau has done here, or on a platform that it owns already
/// (`run` in a profile). What the platform does is mirrored here and checked, and nobody does it here a second time.
package enum WorkflowStep: String, CaseIterable, Sendable {
    /// The base library is kept (IM-11).
    case library
    /// The roster is made of its list, and its lines are changed (IM-16.0).
    case roster
    /// People are asked about at the police, and accounts at their banks (IM-16.1, IM-16.2).
    case identity, accounts
    /// It is made public (IM-16.3).
    case publicity
    /// The leader signs (IM-31.2); department and finance review (IM-17).
    case signing, departmentReview, financeReview
    /// The payment is ordered and applied for (IM-19); its lines are paid (IM-20, NX-9.4).
    case order, payment

    /// Who does it.
    package enum Runner: String, CaseIterable, Sendable { case here, platform }

    package var zh: String {
        switch self {
        case .library: "补贴对象库"
        case .roster: "编制清册"
        case .identity: "身份核查"
        case .accounts: "账户核查"
        case .publicity: "公示"
        case .signing: "签批"
        case .departmentReview: "主管部门审核"
        case .financeReview: "财政审核"
        case .order: "支付申请"
        case .payment: "发放"
        }
    }
}

extension RegionProfile {
    /// Who does a step; what the profile does not name is done here.
    package func runner(_ step: WorkflowStep) -> WorkflowStep.Runner { run[step] ?? .here }
}
