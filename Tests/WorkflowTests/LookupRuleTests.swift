import Subsidy
import TestSupport
import Testing
import Workflow

@Suite(.article("IM-27.1")) struct LookupRuleTests {
    private static let day = Day(number: 20_514)

    private var terms: LookupTerms {
        var terms = LookupTerms()
        terms.purposes = [.loan]
        return terms
    }

    private func consent(_ change: (inout LookupRule.Consent) -> Void = { _ in }) -> LookupRule.Consent {
        var consent = LookupRule.Consent(
            state: .given, isBanks: true, isPersons: true, isNamed: true, isAlive: true, purpose: .loan,
            until: Self.day)
        change(&consent)
        return consent
    }

    @Test func aConsentHoldsOnItsLastDayAndNotAfter() {
        #expect(LookupRule.objection(consent(), for: .loan, on: Self.day, terms) == nil)
        #expect(LookupRule.objection(consent(), for: .loan, on: Self.day + 1, terms) == .expired)
    }

    /// Otherwise a bank would learn of a stranger's consent that it is spent.
    @Test func whoseConsentItIsIsAskedBeforeAnythingOfItIsTold() {
        for state in ConsentMachine.State.allCases {
            let found = consent {
                $0.state = state
                $0.isPersons = false
            }
            let reason = LookupRule.objection(found, for: nil, on: Self.day + 99, terms)
            #expect(reason == .otherPerson && reason?.outcome == .noConsent)
        }
    }

    @Test func aPurposeThatTheProfileDroppedOpensNothingAnyMore() {
        #expect(
            LookupRule.objection(consent { $0.purpose = .creditLine }, for: .creditLine, on: Self.day, terms)
                == .otherPurpose)
        #expect(LookupRule.objection(consent(), for: nil, on: Self.day, terms) == .otherPurpose)
    }

    @Test func everyRefusalCountsAndWhatWasTheBanksRightDoesNot() {
        for reason in LookupRule.Reason.allCases {
            let isRight = [.given, .nothing].contains(reason.outcome)
            if isRight { #expect(!reason.isMiss) }
            #expect(isRight == [.given, .nothing].contains(reason))
        }
        #expect(!LookupRule.isHarvest(asked: 50, missed: 2, terms))
        #expect(LookupRule.isHarvest(asked: 51, missed: 0, terms) && LookupRule.isHarvest(asked: 3, missed: 3, terms))
    }
}
