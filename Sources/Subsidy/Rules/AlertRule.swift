/// AlertRule is one released rule of `Mappings/alerts/*.yaml`: what it looks for, when, and which duty it lays on the
/// handler (IM-18).
package struct AlertRule: Sendable, Hashable {
    /// Red interrupts and has no override; yellow needs an explanation that travels; blue is acknowledged.
    package enum Colour: String, CaseIterable, Sendable { case red, yellow, blue }
    /// When a rule runs.
    package enum Stage: String, CaseIterable, Sendable { case submit, departmentReview, financeReview, release }
    /// What a rule looks for; each is a pure function in `Workflow`.
    package enum Check: String, CaseIterable, Sendable {
        case identityNotMatched, identityVerdictExpired, deceased, crematedButAlive, accountNotVerified,
            accountVerdictExpired, amountDiffersBeyondTolerance, amountDiffersWithinTolerance, welfareEnded,
            secondClaimInPeriod, sharedAccount, ageOver120, shareSumDiffers, accountNotOfLibrary,
            projectNotInForce, yearlyListNotPublished, takeover, personNotUsable,
            notReferred, otherHouseholdCard, cardPassedOver, newPersonWithoutCard, openFinding,
            flaggedGravely, flagged, welfareUnread
    }

    /// Whose rule it is, the one that prevails first (NX-11).
    package enum Level: String, CaseIterable, Sendable { case national, region, county }

    package var id: String
    package var check: Check
    package var colour: Colour
    package var stages: [Stage]
    package var article: String
    package var zh: String
    package var level = Level.region

    package init(id: String, check: Check, colour: Colour, stages: [Stage], article: String, zh: String) {
        self.id = id
        self.check = check
        self.colour = colour
        self.stages = stages
        self.article = article
        self.zh = zh
    }
}
