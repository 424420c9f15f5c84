package import Subsidy

/// What a department's later word about a line leads to (IM-14.2, IM-29.3): a function of how far the line has come.
package enum ListChangeRule {
    /// How far a line of a list has come.
    package enum Stage: Hashable, Sendable {
        case notRostered
        /// In a roster that is not ordered yet; held, payable or taken out.
        case inRoster
        /// Ordered, and nothing of it has gone to a bank or is at the treasury.
        case ordered
        /// On its way, or its fate unknown.
        case onWay
        case paid(Money)
        case failed
        /// It was taken out, or has left the payment.
        case left
    }

    package enum Effect: String, CaseIterable, Sendable {
        /// The list's line has other values, or is withdrawn, before any roster.
        case replaced
        /// Taken out of the roster.
        case removed
        /// Held in the roster until somebody has accepted the new values.
        case held
        /// Nothing yet: what is on its way has to arrive first.
        case waits
        /// Proposed to leave the payment (移出清册).
        case leaves
        /// What was paid too much is fetched back, what was paid too little is owed; or both sides are equal already.
        case settled
        /// Nothing is left that could change.
        case nothing
    }

    package static func effect(_ kind: ListChangeKind, at stage: Stage) -> Effect {
        switch (stage, kind) {
        case (.notRostered, _): .replaced
        case (.inRoster, .withdraw): .removed
        case (.inRoster, .correct): .held
        case (.ordered, .withdraw), (.failed, .withdraw): .leaves
        case (.ordered, .correct), (.failed, .correct), (.onWay, _): .waits
        case (.paid, _): .settled
        case (.left, _): .nothing
        }
    }
}
