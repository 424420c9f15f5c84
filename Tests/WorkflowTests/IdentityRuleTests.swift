import Subsidy
import TestSupport
import Testing
import Workflow

/// The verdict of an identity check, case by case (domain notes 2.3).
@Suite(.article("IM-16.1a")) struct IdentityRuleTests {
    private static func answer(_ id: MatchCode?, _ name: MatchCode?, deceased: Bool?) -> IdentityVerdict {
        var answer = IdentityVerdict()
        answer.idMatch = id
        answer.nameMatch = name
        answer.deceased = deceased
        return answer
    }

    private static let every: [MatchCode?] = MatchCode.allCases + [nil]

    @Test(arguments: [
        (MatchCode.match, MatchCode.match, VerdictCode.match), (.match, .similar, .review),
        (.match, .mismatch, .mismatch), (.similar, .match, .mismatch), (.similar, .similar, .mismatch),
        (.similar, .mismatch, .mismatch), (.mismatch, .match, .mismatch), (.mismatch, .similar, .mismatch),
        (.mismatch, .mismatch, .mismatch),
    ])
    func theLivingAreJudgedByNumberAndName(id: MatchCode, name: MatchCode, verdict: VerdictCode) {
        #expect(IdentityRule.verdict(Self.answer(id, name, deceased: false)) == verdict)
    }

    @Test(.article("IM-16.1c", "IM-16.1d"), arguments: every, every)
    func theDeceasedAreDeceasedHoweverTheyMatch(id: MatchCode?, name: MatchCode?) {
        #expect(IdentityRule.verdict(Self.answer(id, name, deceased: true)) == .deceased)
    }

    @Test(arguments: every, every)
    func whoseLifeTheRegisterDoesNotTellWasNotFound(id: MatchCode?, name: MatchCode?) {
        #expect(IdentityRule.verdict(Self.answer(id, name, deceased: nil)) == .notFound)
    }

    @Test func whoHasNoRecordWasNotFound() { #expect(IdentityRule.verdict(nil) == .notFound) }

    @Test(.article("IM-16.1b"), arguments: every)
    func anUnreadableComparisonIsReviewedAndNeverAMatch(other: MatchCode?) {
        for answer in [Self.answer(nil, other, deceased: false), Self.answer(other, nil, deceased: false)] {
            let verdict = IdentityRule.verdict(answer)
            let differs = answer.nameMatch == .mismatch || answer.idMatch == .mismatch || answer.idMatch == .similar
            #expect(verdict == (differs ? .mismatch : .review))
        }
    }

    @Test func onlyOneAnswerOfAllIsAMatch() {
        var matches = 0
        for id in Self.every {
            for name in Self.every {
                for deceased in [true, false, nil] {
                    let verdict = IdentityRule.verdict(Self.answer(id, name, deceased: deceased))
                    if verdict == .match { matches += 1 }
                    // A call that failed gives no answer at all; what was answered is never "unavailable".
                    #expect(verdict != .unavailable)
                }
            }
        }
        #expect(matches == 1)
    }
}

/// What a bank's answer about an account means (IM-12.5, IM-16.2).
@Suite(.article("IM-12.5", "IM-16.2")) struct AccountRuleTests {
    private static func answer(name: Bool?, id: Bool?, _ state: AccountStateCode?) -> AccountVerdict {
        var answer = AccountVerdict()
        answer.nameMatch = name
        answer.idMatch = id
        answer.state = state
        return answer
    }

    @Test(
        .article("IM-21.1a", "IM-21.2"),
        arguments: [
            (AccountStateCode.normal, AccountMachine.Event.verify), (.inactive, .findDormant),
            (.dormant, .findDormant), (.closed, .findClosed), (.lost, .findClosed), (.notFound, .findClosed),
            (.frozen, .findFrozen), (.abnormal, .reject), (.wrongType, .reject),
        ])
    func anAccountOfTheRightPersonIsJudgedByItsState(state: AccountStateCode, event: AccountMachine.Event) {
        #expect(AccountRule.event(Self.answer(name: true, id: true, state)) == event)
    }

    @Test(arguments: AccountStateCode.allCases + [nil] as [AccountStateCode?])
    func anAccountOfAnotherIsRejectedWhateverItsState(state: AccountStateCode?) {
        for (name, id) in [(false, true), (true, false), (false, false), (nil, true), (true, nil), (nil, nil)] {
            #expect(AccountRule.event(Self.answer(name: name, id: id, state)) == .reject)
        }
    }

    @Test func anAccountWhoseStateIsUnknownIsNotVerified() {
        #expect(AccountRule.event(Self.answer(name: true, id: true, nil)) == .reject)
    }

    @Test(
        "another spelling is tried only for an open account of the same number",
        arguments: [
            ("阿依古丽\u{2022}买买提", "", "阿依古丽\u{B7}买买提"), ("阿依古丽\u{B7}买买提", "", nil),
            ("阿依古丽\u{B7}买买提", "阿依古丽\u{30FB}买买提", "阿依古丽\u{30FB}买买提"),
            ("阿依古丽\u{30FB}买买提", "阿依古丽\u{30FB}买买提", nil), ("阿依古丽\u{2022}买买提", "王建国", nil),
        ] as [(String, String, String?)])
    func anotherSpelling(_ holder: String, _ told: String, _ next: String?) {
        var answer = Self.answer(name: false, id: true, .normal)
        answer.holderName = told
        #expect(AccountRule.otherSpelling(of: holder, answer) == next)
        answer.state = .closed
        #expect(AccountRule.otherSpelling(of: holder, answer) == nil)
        answer.state = .normal
        answer.idMatch = nil
        #expect(AccountRule.otherSpelling(of: holder, answer) == nil)
    }
}
