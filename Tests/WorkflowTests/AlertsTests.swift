import Subsidy
import TestSupport
import Testing
import Workflow

/// Every check on a line that it must hit, and on the next line that it must not (IM-18.1).
@Suite(.article("IM-18.1")) struct AlertsTests {
    private static let today = day("20260302")

    /// A line with nothing wrong about it.
    private static let clean: LineFacts = {
        var facts = LineFacts(amount: Money(fen: 10_000))
        facts.verdict = .match
        facts.verdictOn = today
        facts.accountVerified = true
        facts.accountVerifiedOn = today
        facts.standardAmount = Money(fen: 10_000)
        facts.birthDate = day("19600101")
        facts.shareSum = Money(fen: 10_000)
        return facts
    }()

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var hits: Set<AlertRule.Check>
        var change: @Sendable (inout LineFacts) -> Void

        init(_ name: String, _ hits: Set<AlertRule.Check>, _ change: @escaping @Sendable (inout LineFacts) -> Void) {
            testDescription = name
            self.hits = hits
            self.change = change
        }
    }

    /// The nation's rule sets aside what is milder or alike below it, and never what is stricter.
    @Test(
        .article("NX-11", "IM-36"),
        arguments: [
            (AlertRule.Colour.yellow, AlertRule.Colour.blue, ["national"]), (.yellow, .yellow, ["national"]),
            (.yellow, .red, ["national", "county"]), (.red, .yellow, ["national"]),
        ])
    func aHigherRulePrevailsButNoStricterOneGoesOut(
        national: AlertRule.Colour, county: AlertRule.Colour, left: [String]
    ) {
        func rule(_ level: AlertRule.Level, _ colour: AlertRule.Colour) -> AlertRule {
            var rule = AlertRule(
                id: level.rawValue, check: .sharedAccount, colour: colour, stages: [.submit], article: "NX-6.2.8",
                zh: "")
            rule.level = level
            return rule
        }
        let decided = Alerts.prevailing([rule(.county, county), rule(.national, national)])
        #expect(decided.map(\.rule.id).sorted() == left.sorted())
        #expect(decided.flatMap(\.outweighed).map(\.id) == (left.count == 1 ? ["county"] : []))
    }

    static let identity = [
        Case("no verdict", [.identityNotMatched]) {
            $0.verdict = nil
            $0.verdictOn = nil
        },
        Case("review", [.identityNotMatched]) { $0.verdict = .review },
        Case("mismatch", [.identityNotMatched]) { $0.verdict = .mismatch },
        Case("not found", [.identityNotMatched]) { $0.verdict = .notFound },
        Case("unavailable is not passed", [.identityNotMatched]) { $0.verdict = .unavailable },
        Case("deceased", [.deceased]) { $0.verdict = .deceased },
        Case("verdict of the last day that serves", []) { $0.verdictOn = today - 30 },
        Case("verdict a day too old", [.identityVerdictExpired]) { $0.verdictOn = today - 31 },
        Case("verdict without a day", [.identityVerdictExpired]) { $0.verdictOn = nil },
        Case("cremated", [.crematedButAlive]) { $0.cremated = true },
        Case("cremated and deceased", [.deceased]) {
            $0.cremated = true
            $0.verdict = .deceased
        },
        Case("120 years old", []) { $0.birthDate = day("19061231") },
        Case("121 years old", [.ageOver120]) { $0.birthDate = day("19051231") },
        Case("born today", []) { $0.birthDate = today },
        Case("born tomorrow", [.ageOver120]) { $0.birthDate = today + 1 },
        Case("birth unknown", [.ageOver120]) { $0.birthDate = nil },
    ]

    static let account = [
        Case("account not verified", [.accountNotVerified]) {
            $0.accountVerified = false
            $0.accountVerifiedOn = nil
        },
        Case("account verified on the last day that serves", []) { $0.accountVerifiedOn = today - 60 },
        Case("account verified a day too long ago", [.accountVerdictExpired]) { $0.accountVerifiedOn = today - 61 },
        Case("account verified nobody knows when", [.accountVerdictExpired]) { $0.accountVerifiedOn = nil },
        Case("two persons on one account", [.sharedAccount]) { $0.personsOnAccount = 2 },
    ]

    static let money = [
        Case("a fen too much", [.amountDiffersBeyondTolerance]) { $0.standardAmount = Money(fen: 9_999) },
        Case("a fen too little", [.amountDiffersBeyondTolerance]) { $0.standardAmount = Money(fen: 10_001) },
        Case("more than the standard, within tolerance", [.amountDiffersWithinTolerance]) {
            $0.standardAmount = Money(fen: 9_900)
            $0.tolerance = Money(fen: 100)
        },
        Case("less than the standard, within tolerance", [.amountDiffersWithinTolerance]) {
            $0.standardAmount = Money(fen: 10_100)
            $0.tolerance = Money(fen: 100)
        },
        Case("beyond the tolerance", [.amountDiffersBeyondTolerance]) {
            $0.standardAmount = Money(fen: 10_101)
            $0.tolerance = Money(fen: 100)
        },
        Case("the standard cannot say", [.amountDiffersBeyondTolerance]) { $0.standardAmount = nil },
        Case("shares a fen short", [.shareSumDiffers]) { $0.shareSum = Money(fen: 9_999) },
        Case("shares a fen over", [.shareSumDiffers]) { $0.shareSum = Money(fen: 10_001) },
        Case("shares not added up", [.shareSumDiffers]) { $0.shareSum = nil },
        Case("a project that is not in force", [.projectNotInForce]) { $0.projectNotInForce = true },
        Case("a year without a published list", [.yearlyListNotPublished]) { $0.yearlyListNotPublished = true },
        Case("an account that is not the library's", [.accountNotOfLibrary]) { $0.accountNotOfLibrary = true },
        Case("a second claim", [.secondClaimInPeriod]) { $0.secondClaim = true },
        Case("welfare ended", [.welfareEnded]) {
            $0.welfareRequired = true
            $0.welfareEnded = true
        },
        Case("welfare ended that is not asked for", []) { $0.welfareEnded = true },
        Case("welfare that nobody could read", [.welfareUnread]) {
            $0.welfareRequired = true
            $0.welfareUnread = true
        },
        Case("welfare unread that is not asked for", []) { $0.welfareUnread = true },
        Case("flagged gravely", [.flaggedGravely]) { $0.flaggedGravely = true },
        Case("flagged", [.flagged]) { $0.flaggedGravely = false },
        Case("welfare still given", []) { $0.welfareRequired = true },
    ]

    /// What the base library holds against a line (IM-11, IM-12, NX-4.3, NX-6.2.8).
    static let library = [
        AlertRule.Check.takeover, .personNotUsable, .notReferred, .otherHouseholdCard, .cardPassedOver,
        .newPersonWithoutCard, .openFinding,
    ].map { check in
        Case("the library objects: \(check.rawValue)", [check]) { $0.library = [check] }
    }

    private func hits(_ facts: LineFacts) -> Set<AlertRule.Check> {
        Set(
            AlertRule.Check.allCases.filter {
                Alerts.hits($0, facts, profile: .innerMongolia, today: Self.today)
            })
    }

    @Test func aCleanLineIsLeftInPeace() { #expect(hits(Self.clean).isEmpty) }

    @Test(.article("IM-18.2"), arguments: identity + account + money + library)
    func aCheckHitsWhatItLooksForAndNothingElse(line: Case) {
        var facts = Self.clean
        line.change(&facts)
        #expect(hits(facts) == line.hits)
    }

    @Test func everyCheckIsHitByOneOfTheseLines() {
        let hit = (Self.identity + Self.account + Self.money + Self.library).reduce(into: Set<AlertRule.Check>()) {
            $0.formUnion($1.hits)
        }
        #expect(hit == Set(AlertRule.Check.allCases))
    }

    /// A rule that cannot be evaluated must stop, not pass: a line of which nothing is known is red.
    @Test(.article("IM-18.2")) func aLineOfWhichNothingIsKnownDoesNotPass() {
        let hit = hits(LineFacts(amount: Money(fen: 10_000)))
        #expect(
            hit == [
                .identityNotMatched, .accountNotVerified, .amountDiffersBeyondTolerance, .shareSumDiffers, .ageOver120,
            ])
    }

    @Test(.article("IM-16.1a", "IM-16.2")) func theProfileSaysHowLongAVerdictServes() {
        var facts = Self.clean
        facts.verdictOn = Self.today - 8
        facts.accountVerifiedOn = Self.today - 8
        let strict = RegionProfile.innerMongolia.with {
            $0.identityVerdictDays = 7
            $0.accountVerdictDays = 7
        }
        for check in [AlertRule.Check.identityVerdictExpired, .accountVerdictExpired] {
            #expect(Alerts.hits(check, facts, profile: strict, today: Self.today))
            #expect(!Alerts.hits(check, facts, profile: strict, today: Self.today - 1))
        }
    }
}
