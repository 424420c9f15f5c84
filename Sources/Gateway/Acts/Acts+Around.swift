import Workflow

extension Engine {
    /// What is done around the workflow: complaints, closed orders, findings of supervisors, requests from outside.
    func carryOutAround(
        _ act: Act, _ input: ActInput, _ target: ActTarget, _ work: inout Work
    ) throws -> ActResult {
        switch act {
        case .issueToken: return try issueToken(input, target, &work)
        case .revokeToken: return try revokeToken(input, target, &work)
        case .acceptRequest: return try acceptRequest(input, &work)
        case .refuseRequest: return try refuseRequest(input, &work)
        case .registerComplaint: return try registerComplaint(input, target, &work)
        case .answerComplaint: return try answerComplaint(input, &work)
        case .closeComplaint: return try closeComplaint(input, .close, &work)
        case .reopenComplaint: return try closeComplaint(input, .reopen, &work)
        case .sealArchive: return try sealArchive(input, &work)
        case .proposeClearing: return try proposeClearing(input, &work)
        case .clearRisk: return try decideRisk(input, .clear, &work)
        case .keepRisk: return try decideRisk(input, .keep, &work)
        default: throw GatewayError(.invalid, "act.unknown", "没有这个办理事项（\(act.rawValue)）")
        }
    }
}
