package import Subsidy

/// What a decision at a step of a flow leads to (IM-14.1).
package enum ApprovalRule {
    /// What a yes at a step means: on to the next one, or approved; nil where the flow has no such step.
    package static func passing(step: Int, of flow: ApprovalFlow) -> (event: ApplicationMachine.Event, next: Int)? {
        guard flow.steps.indices.contains(step) else { return nil }
        return step + 1 < flow.steps.count ? (.pass, step + 1) : (.approve, step)
    }

    /// The role that holds a step's post.
    package static func role(_ post: ApprovalFlow.Post) -> Role {
        switch post {
        case .townshipMaker: .townshipMaker
        case .townshipLeader: .townshipLeader
        case .department: .department
        case .financeMaker: .financeMaker
        case .financeChecker: .financeChecker
        }
    }
}

/// Why an application is returned for what is wanting, or refused.
package enum ApplicationReason: String, CaseIterable, Sendable {
    case papers, details, quantity, notEligible, notInScope, duplicate, deceased, other

    package var zh: String {
        switch self {
        case .papers: "材料不全"
        case .details: "信息有误"
        case .quantity: "数量不实"
        case .notEligible: "不符合补贴条件"
        case .notInScope: "不在补贴范围"
        case .duplicate: "重复申报"
        case .deceased: "补贴对象已死亡"
        case .other: "其他"
        }
    }
}
