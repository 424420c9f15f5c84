/// AlertRule is one released rule of `Mappings/alerts/*.yaml`: what it looks for, when, and which duty it lays on the
/// handler (IM-18).
package struct AlertRule: Sendable, Hashable {
    /// Red interrupts and has no override; yellow needs an explanation that travels; blue is acknowledged.
    package enum Colour: String, CaseIterable, Sendable { case red, yellow, blue }
    /// When a rule runs: before a roster leaves the township, while it is reviewed and released, after it was paid.
    package enum Stage: String, CaseIterable, Sendable {
        case submit, departmentReview, financeReview, release, paid

        package var part: Part {
            switch self {
            case .submit: .before
            case .departmentReview, .financeReview, .release: .inFlight
            case .paid: .after
            }
        }
    }

    /// 事前控制, 事中监管, 事后监督 (IM-3.2).
    package enum Part: String, CaseIterable, Sendable { case before, inFlight, after }

    /// What a rule that came, or became another, means to a batch that had begun: it applies, or spares it (IM-3.2).
    package enum Begun: String, CaseIterable, Sendable { case apply, spare }

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
    /// From which day it is in force; nil: since it was released.
    package var since: Day?
    /// What it means to batches that had begun; nil: as the profile says.
    package var begun: Begun?

    package init(id: String, check: Check, colour: Colour, stages: [Stage], article: String, zh: String) {
        self.id = id
        self.check = check
        self.colour = colour
        self.stages = stages
        self.article = article
        self.zh = zh
    }

    package func isInForce(on day: Day) -> Bool { since.map { $0 <= day } ?? true }

    /// Whether it does the same as another, whatever it is called.
    package func doesAs(_ other: AlertRule) -> Bool {
        check == other.check && colour == other.colour && level == other.level && Set(stages) == Set(other.stages)
    }

    /// As one line: what a batch keeps of a rule.
    package var text: String {
        [
            id, check.rawValue, colour.rawValue, stages.map(\.rawValue).joined(separator: ","), article, level.rawValue,
            zh,
        ].joined(separator: "\t")
    }

    /// Reads `text` back; nil when it is none, or is of a check that this program does not know.
    package init?(text: String) {
        let parts = text.split(separator: "\t", maxSplits: 6, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 7, let check = Check(rawValue: parts[1]), let colour = Colour(rawValue: parts[2]),
            let level = Level(rawValue: parts[5])
        else { return nil }
        let stages = parts[3].split(separator: ",").compactMap { Stage(rawValue: String($0)) }
        self.init(id: parts[0], check: check, colour: colour, stages: stages, article: parts[4], zh: parts[6])
        self.level = level
    }
}
