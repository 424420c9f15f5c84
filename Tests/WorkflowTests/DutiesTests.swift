import TestSupport
import Testing
import Workflow

/// Incompatible duties (不相容岗位): who makes does not check, whatever login is used.
@Suite(.article("IM-23.1")) struct DutiesTests {
    /// What one person makes and another must check, over one and the same object.
    private static let pairs: [(maker: Act, checker: Act)] =
        [
            (.proposeRelease, .approveRelease), (.proposeLink, .releaseLink), (.submitSheet, .confirmList),
            (.changeAccount, .approveAccount), (.reissue, .approveReissue), (.settleUnknown, .confirmSettlement),
            (.settleSending, .confirmSending),
            (.explainSuspense, .confirmSuspense), (.orderPayment, .releaseBatch),
            (.signRoster, .departmentApprove), (.signRoster, .financeApprove), (.departmentApprove, .financeApprove),
            (.financeApprove, .releaseBatch), (.settleUnknown, .approveReissue), (.moveOut, .approveMoveOut),
            (.proposeRefund, .approveRefund), (.receiveRecovery, .confirmRecovery),
            (.proposeWriteOff, .approveWriteOff), (.repeatOrder, .releaseBatch), (.requestExtract, .approveExtract),
            (.requestChange, .verifyChange), (.requestChange, .fileChange), (.verifyChange, .fileChange),
            (.proposeFreeing, .freeBank), (.proposeFreeing, .keepStopped),
        ]
        + Act.allCases.filter {
            $0.duty == .make && ![.proposeLink, .proposeRelease, .endLink, .openRound].contains($0)
        }.flatMap {
            maker in
            [Act.signRoster, .departmentApprove, .financeApprove, .releaseBatch].map { (maker, $0) }
        }

    @Test(arguments: pairs)
    func whoMakesDoesNotCheck(maker: Act, checker: Act) {
        #expect(maker.duty != checker.duty)
    }

    /// Two persons of one office may make and check an uploaded list; everywhere else the office differs too.
    @Test(arguments: pairs.filter { $0.checker != .confirmList })
    func makerAndCheckerHoldDifferentPosts(maker: Act, checker: Act) {
        guard maker != .submitSheet || checker != .departmentApprove else { return }
        // Whose failure, channel or complaint it is depends on more than the post; each stays what they are, as
        // `aSharedActIsEachOnesOwnDuty` has it.
        guard !Self.shared.contains(maker) else { return }
        #expect(maker.roles.isDisjoint(with: checker.roles))
    }

    @Test(arguments: Act.allCases)
    func everyActHasItsPostItsDutyAndItsArticle(act: Act) {
        #expect(!act.roles.isEmpty)
        #expect(act.article.wholeMatch(of: /(IM|NX)-[1-9]\d?(\.\d{1,2}){1,2}[a-e]?/) != nil)
        #expect(act.rawValue.wholeMatch(of: /[a-z]+\.[a-zA-Z]+/) != nil)
    }

    @Test func aMakersWorkIsTheTownshipsOrThatOfWhoStartsIt() {
        let making = Act.allCases.filter { $0.duty == .make }
        let elsewhere: [Act: Role] = [
            .proposeRelease: .operator, .proposeLink: .financeMaker, .endLink: .financeMaker, .submitSheet: .department,
            .openRound: .financeMaker,
        ]
        for act in making where !Self.shared.contains(act) {
            #expect(act.roles == [elsewhere[act] ?? .townshipMaker], "\(act)")
        }
        // What the township prepares before the leader signs, all of it the work of one post.
        let township = Act.allCases.filter { $0.roles.contains(.townshipMaker) }
        #expect(Set(township) == Set(making).subtracting(elsewhere.keys))
    }

    @Test(arguments: [
        (Act.signRoster, Role.townshipLeader, "IM-31.2"), (.departmentApprove, .department, "IM-17.1"),
        (.financeApprove, .financeChecker, "IM-17.2"), (.orderPayment, .department, "IM-19.1"),
        (.releaseBatch, .financeMaker, "IM-20.1"), (.publishRoster, .townshipMaker, "IM-16.3"),
        (.decideDeath, .townshipMaker, "IM-16.1c"), (.correctName, .townshipMaker, "IM-16.1b"),
        (.moveOut, .townshipMaker, "IM-21.1b"), (.approveMoveOut, .townshipLeader, "IM-21.1b"),
        (.approveRefund, .financeChecker, "IM-22.1"), (.openRecovery, .department, "IM-21.4"),
        (.explainAlerts, .townshipMaker, "IM-18.3"), (.releaseLink, .financeChecker, "IM-10.5"),
        (.proposeRelease, .operator, "IM-24.1"), (.approveRelease, .financeChecker, "IM-24.1"),
        (.approveReissue, .financeChecker, "NX-10.1"), (.confirmSuspense, .financeChecker, "IM-22.1"),
    ])
    func theRegulationsNameThePost(act: Act, role: Role, article: String) {
        #expect(act.roles == [role])
        #expect(act.article == article)
    }

    @Test(.article("IM-31.2")) func theLeaderSignsAndMakesNothing() {
        let acts = Act.allCases.filter { $0.roles.contains(.townshipLeader) }
        #expect(!acts.isEmpty && acts.allSatisfy { $0.duty(of: .townshipLeader) == .sign })
    }

    @Test(.article("IM-17.1", "IM-17.2")) func bothReviewersMayReturnARoster() {
        #expect(Act.returnRoster.roles == [.department, .financeChecker])
    }

    /// Who sent a roster back must be able to approve it when it comes again: it is the same duty of the same person.
    @Test(.article("IM-17.1", "IM-17.2")) func whoReturnsARosterStaysItsReviewer() {
        #expect(Act.returnRoster.duty(of: .department) == Act.departmentApprove.duty(of: .department))
        #expect(Act.returnRoster.duty(of: .financeChecker) == Act.financeApprove.duty(of: .financeChecker))
    }

    /// Who mends a failure depends on the region and its phase; each stays what they are (requirements 1d.2).
    @Test(.article("IM-21.1a", "NX-7.1")) func anAccountIsChangedByItsOwnerAndCheckedByAnother() {
        #expect(Act.changeAccount.roles == [.townshipMaker, .department])
        #expect(Act.approveAccount.roles == [.townshipLeader, .financeChecker])
        #expect(Act.changeAccount.duty(of: .department) != Act.approveAccount.duty(of: .financeChecker))
        #expect(Act.changeAccount.duty(of: .townshipMaker) != Act.approveAccount.duty(of: .townshipLeader))
    }

    /// What several posts may do, each under the duty that they have over the same things anyway.
    private static let shared: Set<Act> = [
        .returnRoster, .changeAccount, .approveAccount, .returnChange, .noticeFailure, .confirmActivation,
        .compareChannel, .registerComplaint, .answerComplaint, .proposeClearing, .giveConsent, .withdrawConsent,
        .withdrawService, .passApplication, .returnApplication, .refuseApplication,
    ]

    /// So a department that mends a failure, or takes a complaint down, has not become a maker of what it reviews.
    @Test(.article("IM-21.1a", "IM-21.2", "NX-7.1", "NX-13.2"), arguments: shared)
    func aSharedActIsEachOnesOwnDuty(act: Act) {
        let own: [Role: Duty] = [
            .townshipMaker: .make, .townshipLeader: .sign, .department: .review, .financeMaker: .release,
            .financeChecker: .approve, .leagueFinance: .approve, .regionFinance: .release,
            .bank: .confirm, .beneficiary: .make,
        ]
        for role in act.roles { #expect(act.duty(of: role) == own[role], "\(act) \(role)") }
    }

    @Test(arguments: Act.allCases.filter { !shared.contains($0) }, Role.allCases)
    func anyOtherActIsTheSameDutyForEverybody(act: Act, role: Role) { #expect(act.duty(of: role) == act.duty) }

    @Test func anAuditorLooksAndAnOperatorTouchesNoMoney() {
        #expect(Act.allCases.filter { $0.roles.contains(.auditor) } == [.requestExtract, .takeExtract])
        #expect(Act.allCases.filter { $0.roles.contains(.operator) } == [.proposeRelease, .requeueDocument])
    }

    /// Who is not of an office begins what is their own, and nothing of anybody else's payment.
    @Test(.article("IM-4", "IM-27.1", "IM-27.2")) func aBankAndWhoIsPaidMayDoOnlyTheseThings() {
        #expect(Act.allCases.filter { $0.roles.contains(.bank) } == [.askHistory, .withdrawService])
        #expect(Act.allCases.filter { $0.roles.contains(.beneficiary) } == [.giveConsent, .withdrawConsent])
        #expect(OwnView.allCases.filter { $0.roles.contains(.bank) } == [.lookups, .services])
        #expect(OwnView.allCases.filter { $0.roles.contains(.beneficiary) } == [.payments, .consents, .lookups])
        #expect(Set(Role.allCases).subtracting(Role.offices) == [.bank, .beneficiary])
        #expect(OwnView.allCases.allSatisfy { $0.roles.isDisjoint(with: Role.offices) })
    }

    @Test func everyPostHasWork() {
        let working = Act.allCases.reduce(into: Set<Role>()) { $0.formUnion($1.roles) }
        #expect(working == Set(Role.allCases))
    }

    /// No post may set a red alert aside: the only act upon alerts is the maker's explanation.
    @Test(.article("IM-18.2", "IM-18.3")) func noActOverridesAnAlert() {
        #expect(Act.allCases.filter { $0.rawValue.hasPrefix("alert.") } == [.explainAlerts])
        #expect(!Act.explainAlerts.roles.contains { [.financeChecker, .operator, .townshipLeader].contains($0) })
    }
}
