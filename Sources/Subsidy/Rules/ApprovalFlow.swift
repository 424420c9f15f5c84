/// ApprovalFlow is by which posts an application is approved where the department has no system of its own (在线审批,
/// IM-14.1): the project's own, or its region's.
package struct ApprovalFlow: Sendable, Hashable {
    /// Who may hold a step; named as roles are.
    package enum Post: String, CaseIterable, Sendable {
        case townshipMaker, townshipLeader, department, financeMaker, financeChecker

        /// Whose a step is that lies still (requirements 1c).
        package var owner: RegionProfile.Owner {
            switch self {
            case .townshipMaker, .townshipLeader: .township
            case .department: .department
            case .financeMaker, .financeChecker: .finance
            }
        }
    }

    package struct Step: Sendable, Hashable {
        package var id: String
        package var zh: String
        package var post: Post
        /// Working days from the step before to its decision.
        package var days: Int

        package init(id: String, zh: String, post: Post, days: Int) {
            self.id = id
            self.zh = zh
            self.post = post
            self.days = days
        }
    }

    package static let mostSteps = 9
    package var steps: [Step]

    package init(_ steps: [Step]) { self.steps = steps }

    /// As one text, a step a line: what a case that began with it keeps.
    package var text: String {
        steps.map { "\($0.id)\t\($0.zh)\t\($0.post.rawValue)\t\($0.days)" }.joined(separator: "\n")
    }

    /// Reads `text` back; nil when it is none.
    package init?(text: String) {
        steps = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, let post = Post(rawValue: parts[2]), let days = Int(parts[3]) else { return nil }
            steps.append(Step(id: parts[0], zh: parts[1], post: post, days: days))
        }
        guard !steps.isEmpty else { return nil }
    }
}

/// How a project's applications are approved (IM-14): in the department's own system, or here by a flow.
package enum ApprovalMode: String, CaseIterable, Sendable { case collaborative, online }
