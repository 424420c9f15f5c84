package import Subsidy

/// What the alert rules look at on one line of a roster (IM-18.1). Everything is a value: no rule reads a store.
package struct LineFacts: Sendable {
    package var verdict: VerdictCode?
    package var verdictOn: Day?
    package var cremated: Bool = false
    package var accountVerified: Bool = false
    package var accountVerifiedOn: Day?
    /// What the standard says the line must come to; nil when it cannot say.
    package var standardAmount: Money?
    package var amount: Money
    package var tolerance: Money = .zero
    package var welfareRequired: Bool = false
    package var welfareEnded: Bool = false
    /// The source spoke of the subject in words that nobody could read, or names them no more (IM-29.2).
    package var welfareUnread: Bool = false
    /// Another claim of the same subject, project and period under another approval.
    package var secondClaim: Bool = false
    /// Persons who are paid to the same account in this roster.
    package var personsOnAccount: Int = 1
    package var birthDate: Day?
    /// The base library holds another account for one of the line's payees (NX-7.2).
    package var accountNotOfLibrary: Bool = false
    /// The catalogue does not hold the project for this period, or holds it outside the one card (NX-5.1.2, IM-2.1).
    package var projectNotInForce: Bool = false
    /// No list of projects was published for the period's year (IM-6).
    package var yearlyListNotPublished: Bool = false
    /// What the base library holds against the line.
    package var library: Set<AlertRule.Check> = []
    /// A supervisor's finding names the payee or the account, and is not cleared (NX-8.4); true when it is grave.
    package var flaggedGravely: Bool?
    /// Σ shares of the claim.
    package var shareSum: Money?

    package init(amount: Money) { self.amount = amount }
}

package enum Alerts {
    /// Of rules that look for the same thing and all apply to a line, those of the highest level decide (NX-11: national
    /// rules prevail); which ones they set aside is told, so that the decision shows it. A stricter rule of a lower level
    /// contradicts nobody and stays (IM-36): no red light goes out because a higher level is content with a yellow one.
    package static func prevailing(_ hits: [AlertRule]) -> [(rule: AlertRule, outweighed: [AlertRule])] {
        func sets(_ upper: AlertRule, aside lower: AlertRule) -> Bool {
            upper.check == lower.check && rank(upper.level) < rank(lower.level)
                && severity(upper.colour) >= severity(lower.colour)
        }
        return hits.compactMap { rule in
            guard !hits.contains(where: { sets($0, aside: rule) }) else { return nil }
            return (rule, hits.filter { sets(rule, aside: $0) })
        }
    }

    private static func rank(_ level: AlertRule.Level) -> Int {
        switch level {
        case .national: 0
        case .region: 1
        case .county: 2
        }
    }

    private static func severity(_ colour: AlertRule.Colour) -> Int {
        switch colour {
        case .blue: 0
        case .yellow: 1
        case .red: 2
        }
    }

    /// Whether a check hits on a line today. A rule that cannot be evaluated must not pass: unknown facts hit. Without a
    /// verdict there is no date to miss; the check of the verdict itself hits then.
    package static func hits(_ check: AlertRule.Check, _ facts: LineFacts, profile: RegionProfile, today: Day) -> Bool {
        switch check {
        case .identityNotMatched:
            switch facts.verdict {
            case .match, .deceased: false
            case .review, .mismatch, .notFound, .unavailable, nil: true
            }
        case .identityVerdictExpired:
            facts.verdictOn.map { today - $0 > profile.identityVerdictDays } ?? (facts.verdict != nil)
        case .deceased: facts.verdict == .deceased
        case .crematedButAlive: facts.cremated && facts.verdict != .deceased
        case .accountNotVerified: !facts.accountVerified
        case .accountVerdictExpired:
            facts.accountVerifiedOn.map { today - $0 > profile.accountVerdictDays } ?? facts.accountVerified
        case .amountDiffersBeyondTolerance:
            facts.standardAmount.map { abs($0.fen - facts.amount.fen) > facts.tolerance.fen } ?? true
        case .amountDiffersWithinTolerance:
            facts.standardAmount.map {
                $0 != facts.amount && abs($0.fen - facts.amount.fen) <= facts.tolerance.fen
            } ?? false
        case .welfareEnded: facts.welfareRequired && facts.welfareEnded
        case .welfareUnread: facts.welfareRequired && facts.welfareUnread
        case .secondClaimInPeriod: facts.secondClaim
        case .accountNotOfLibrary: facts.accountNotOfLibrary
        case .projectNotInForce: facts.projectNotInForce
        case .yearlyListNotPublished: facts.yearlyListNotPublished
        case .takeover, .personNotUsable, .notReferred, .otherHouseholdCard, .cardPassedOver, .newPersonWithoutCard,
            .openFinding:
            facts.library.contains(check)
        case .flaggedGravely: facts.flaggedGravely == true
        case .flagged: facts.flaggedGravely == false
        case .sharedAccount: facts.personsOnAccount > 1
        case .ageOver120: facts.birthDate.map { today.year - $0.year > 120 || $0 > today } ?? true
        case .shareSumDiffers: facts.shareSum.map { $0 != facts.amount } ?? true
        }
    }
}
