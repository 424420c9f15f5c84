import Subsidy

extension RuleReader {
    /// The steps of an approval here (IM-14.1). The last one is the department's: who is responsible for a project
    /// approves for it (IM-14.0).
    static func approvalFlow(_ file: Section) -> ApprovalFlow? {
        guard let entries = file.list("approvalFlow") else { return nil }
        let before = file.findings.faults.count
        var steps: [ApprovalFlow.Step] = []
        for entry in entries {
            guard
                let section = Section(
                    entry, path: file.below("approvalFlow"), findings: file.findings,
                    keys: ["id", "zh", "post", "days"]),
                let id = section.required("id"), let zh = section.required("zh"),
                let post = section.requiredChoice("post", ApprovalFlow.Post.self), section.isPresent("days"),
                let days = section.integer("days")
            else { continue }
            if days < 1 { section.fault("days", "value.integer", "时限至少 1 个工作日", "at least one working day") }
            if steps.contains(where: { $0.id == id }) {
                section.fault("id", "key.duplicate", "步骤“\(id)”重复", "step is given twice")
            }
            if (id + zh).utf8.contains(where: { $0 < 0x20 }) {
                section.fault("zh", "value.text", "步骤名称不能含制表符或换行", "no control characters")
            }
            steps.append(ApprovalFlow.Step(id: id, zh: zh, post: post, days: days))
        }
        if !(1...ApprovalFlow.mostSteps).contains(steps.count) {
            file.fault(
                "approvalFlow", "flow.steps", "审批流程须有 1 至 \(ApprovalFlow.mostSteps) 步", "from one to nine steps")
        } else if steps.last?.post != .department {
            file.fault(
                "approvalFlow", "flow.last", "最后一步须由主管部门审批（谁主管、谁审批，IM-14.0）",
                "the last step is the department's")
        }
        return file.findings.faults.count == before ? ApprovalFlow(steps) : nil
    }
}
