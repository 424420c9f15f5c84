import Subsidy
import TestSupport
import Testing
import Workflow

@Suite struct ApprovalRuleTests {
    private static let flow = ApprovalFlow([
        ApprovalFlow.Step(id: "a", zh: "乡镇审核", post: .townshipLeader, days: 5),
        ApprovalFlow.Step(id: "b", zh: "部门审批", post: .department, days: 3),
    ])

    @Test(.article("IM-14.1")) func aYesLeadsToTheNextStepAndTheLastOneApproves() {
        let first = ApprovalRule.passing(step: 0, of: Self.flow)
        #expect(first?.event == .pass && first?.next == 1)
        #expect(ApprovalRule.passing(step: 1, of: Self.flow)?.event == .approve)
        #expect(ApprovalRule.passing(step: 2, of: Self.flow) == nil)
        #expect(ApprovalRule.passing(step: -1, of: Self.flow) == nil)
    }

    @Test(.article("IM-14.1")) func aFlowReadsBackFromItsText() {
        #expect(ApprovalFlow(text: Self.flow.text) == Self.flow)
        for text in ["", "a\t乡镇\ttownshipLeader", "a\t乡镇\tmayor\t5", "a\t乡镇\tdepartment\tfive"] {
            #expect(ApprovalFlow(text: text) == nil, "\(text)")
        }
    }

    @Test(.article("IM-14.1")) func everyPostIsARoleThatMayDecideAStep() {
        for post in ApprovalFlow.Post.allCases {
            #expect(ApprovalRule.role(post).rawValue == post.rawValue)
            #expect(Act.passApplication.roles.contains(ApprovalRule.role(post)))
        }
        #expect(Act.passApplication.roles.count == ApprovalFlow.Post.allCases.count)
    }
}
