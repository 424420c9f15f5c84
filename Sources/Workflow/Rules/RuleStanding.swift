package import Subsidy

/// How a rule stands to a batch (IM-3.2): said for each rule, never silent.
package enum RuleStanding: String, CaseIterable, Sendable {
    /// In force since the batch began.
    case began
    /// Came later and applies; came later and does not.
    case applied, spared
    /// Became another: the new one holds; the one with which the batch began holds.
    case changed, kept
    /// Is no more.
    case withdrawn

    package var zh: String {
        switch self {
        case .began: "开始时已有"
        case .applied: "后来新增，适用"
        case .spared: "后来新增，不适用于本批"
        case .changed: "后来修改，按新规则"
        case .kept: "后来修改，本批按原规则"
        case .withdrawn: "已废止"
        }
    }

    package var isActive: Bool { self != .spared && self != .withdrawn }
}

/// Which rules hold for a batch, and why.
package enum BatchRules {
    /// `began` are the rules with which the batch began, `released` those of today's release; `usual` is what the profile
    /// says of rules that came later. What is not in force yet is not there yet.
    package static func standings(
        began: [AlertRule], released: [AlertRule], usual: AlertRule.Begun, today: Day
    ) -> [(rule: AlertRule, standing: RuleStanding)] {
        let now = released.filter { $0.isInForce(on: today) }
        var found = now.map { rule -> (rule: AlertRule, standing: RuleStanding) in
            let applies = (rule.begun ?? usual) == .apply
            guard let old = began.first(where: { $0.id == rule.id }) else {
                return (rule, applies ? .applied : .spared)
            }
            if old.doesAs(rule) { return (rule, .began) }
            return applies ? (rule, .changed) : (old, .kept)
        }
        found += began.filter { old in !now.contains { $0.id == old.id } }.map { ($0, .withdrawn) }
        return found
    }
}
