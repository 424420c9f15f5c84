import Subsidy
import TestSupport
import Testing
import Workflow

@Suite("What the platform's word means", .article("IM-29.1"))
struct PlatformRuleTests {
    @Test("each state there implies the moves of the one before, and only the first implies none")
    func monotone() {
        let implied = RosterState.allCases.map { PlatformRule.implied(by: $0) }
        for (before, after) in zip(implied, implied.dropFirst()) { #expect(after.starts(with: before)) }
        #expect(implied.filter(\.isEmpty).count == 1)
    }

    @Test("the moves that a state implies lead a roster from its beginning to its order")
    func leads() {
        var state = RosterMachine.initial
        for event in PlatformRule.implied(by: .paidOut) {
            #expect(PlatformRule.next(state) == event)
            state = RosterMachine.next(state, event) ?? state
        }
        #expect(state == .ordered && PlatformRule.next(state) == nil)
    }

    @Test(
        "a word that says less than what stands here is a step back",
        arguments: [
            (RosterState.new, RosterMachine.State.building, false), (.new, .identityChecked, true),
            (.issued, .financeApproved, false), (.issued, .ordered, true), (.sent, .closed, false),
            (.publicised, .signed, true), (.signed, .publicising, false), (.new, .returned, false),
        ])
    func back(_ said: RosterState, _ state: RosterMachine.State, _ isBack: Bool) {
        #expect(PlatformRule.isBack(said, from: state) == isBack)
    }

    @Test("of a line the first difference is told; what is stopped there contradicts nothing")
    func lines() {
        let line = PlatformRule.Line(fen: 100, payee: 1, account: 2, isStopped: false)
        func told(accounts: Bool = true, _ change: (inout PlatformRule.Line) -> Void) -> PlatformRule.Difference? {
            var theirs = line
            change(&theirs)
            return PlatformRule.difference(theirs, line, comparingAccounts: accounts)
        }
        #expect(told { _ in } == nil)
        #expect(told { $0.fen = 99 } == .amount)
        #expect(told { $0.payee = nil } == .payee)
        #expect(told { $0.account = 3 } == .account)
        #expect(told(accounts: false) { $0.account = 3 } == nil)
        #expect(told { ($0.fen, $0.isStopped) = (1, true) } == nil)
        let held = PlatformRule.Line(fen: 100, payee: 1, account: 2, isStopped: true)
        #expect(PlatformRule.difference(line, held, comparingAccounts: true) == .notPayable)
    }

    @Test("every act of a step belongs to somebody who may do it")
    func steps() {
        let steps = Act.allCases.flatMap { act in act.roles.compactMap { act.step(of: $0) } }
        #expect(Set(steps) == Set(WorkflowStep.allCases))
        #expect(Act.returnRoster.step(of: .department) == .departmentReview)
        #expect(Act.returnRoster.step(of: .financeChecker) == .financeReview)
        #expect(Act.explainSuspense.step(of: .financeMaker) == nil)
    }
}
