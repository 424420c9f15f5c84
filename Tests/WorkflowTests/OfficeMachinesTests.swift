import TestSupport
import Testing
import Workflow

/// The way of a roster and of what surrounds it: no step of the regulations can be gone round.
@Suite struct OfficeMachinesTests {
    @Test(
        .article("IM-16.1a", "IM-16.2", "IM-16.3", "IM-31.2", "IM-17.1", "IM-17.2", "IM-19.1", "NX-9.3"),
        arguments: [
            "identityChecked", "accountsSet", "publicising", "publicityClosed", "signed", "departmentApproved",
            "financeApproved",
        ])
    func noOrderIsMadeRoundAStep(step: String) {
        let machine = MachineView(RosterMachine.self)
        #expect(machine.reachable(from: "building").contains("ordered"))
        #expect(!machine.reachable(from: "building", avoiding: [step]).contains("ordered"))
    }

    @Test(.article("IM-16.3", "IM-17.1"))
    func aReturnedRosterGoesTheWholeWayAgain() {
        let machine = MachineView(RosterMachine.self)
        #expect(machine.exits(from: "returned") == ["building"])
        let returnable = machine.rows.filter { $0.to == "returned" }.map(\.from)
        #expect(returnable == ["signed", "departmentApproved", "financeApproved"])
    }

    @Test(.article("IM-19.1"))
    func whatFinanceApprovedIsOrderedOrReturnedAndNeverChangedInPlace() {
        let machine = MachineView(RosterMachine.self)
        #expect(machine.exits(from: "financeApproved") == ["ordered", "returned"])
        // Late money opens a closed roster again; nothing changes its lines.
        #expect(machine.reachable(from: "ordered") == ["closed", "ordered"])
    }

    @Test(.article("IM-16.1d"))
    func aLineThatWasRemovedComesBackOnlyWhenTheReportOfADeathWasWrong() {
        #expect(MachineView(RosterLineMachine.self).events(from: "removed") == ["reinstate"])
        #expect(RosterLineMachine.next(.held, .free) == .payable)
    }

    @Test(.article("IM-12.5"))
    func anAccountIsVerifiedOnlyByTheBanksYes() {
        let machine = MachineView(AccountMachine.self)
        #expect(AccountMachine.initial != .verified)
        for row in machine.rows where row.to == "verified" { #expect(row.event == "verify") }
        #expect(AccountMachine.next(.verified, .recheck) == .registered)
    }

    @Test(.article("IM-21.2"))
    func anActivatedAccountIsCheckedAgain() {
        #expect(AccountMachine.next(.dormant, .activate) == .registered)
        #expect(MachineView(AccountMachine.self).rows.filter { $0.event == "activate" }.map(\.from) == ["dormant"])
    }

    /// The bank may say anything about an account at any time, and the last word counts.
    @Test(
        .article("IM-16.2"),
        arguments: AccountMachine.State.allCases,
        [
            (AccountMachine.Event.verify, AccountMachine.State.verified), (.reject, .rejected),
            (.findDormant, .dormant), (.findClosed, .closed), (.findFrozen, .frozen),
        ])
    func theBanksLastWordAboutAnAccountCounts(
        state: AccountMachine.State, word: (event: AccountMachine.Event, state: AccountMachine.State)
    ) {
        #expect(AccountMachine.next(state, word.event) == word.state)
    }

    @Test(.article("IM-10.5"))
    func aBudgetLinkServesOnlyAfterItsRelease() {
        #expect(
            MachineView(LinkMachine.self).rows.filter { $0.to == "released" } == [
                MachineView.Row(from: "proposed", event: "release", to: "released")
            ])
    }

    @Test(.article("IM-16.0"))
    func aListHeldForConfirmationIsAcceptedOnlyByIt() {
        let machine = MachineView(ListMachine.self)
        #expect(machine.events(from: "awaitingConfirmation") == ["confirm", "withdraw"])
        #expect(machine.rows.filter { $0.to == "rostered" }.map(\.from) == ["accepted"])
    }

    @Test func aDocumentCountsOnceAndFromItsLandingOnly() {
        let machine = MachineView(DocumentMachine.self)
        #expect(machine.rows.filter { $0.to == "promoted" }.map(\.from) == ["landed"])
        #expect(machine.rows.filter { $0.to == "landed" }.map(\.from) == ["quarantined", "refused"])
    }

    @Test(.article("IM-21.1a", "NX-10.1"))
    func aFailureIsReissuedOnlyWhenItWasMendedAndAskedFor() {
        let machine = MachineView(FailureMachine.self)
        for step in ["mended", "requested"] {
            #expect(!machine.reachable(from: "open", avoiding: [step]).contains("reissued"))
        }
        #expect(machine.reachable(from: "open").contains("reissued"))
    }

    /// Another attempt's late success settles a failure at every point before its reissue.
    @Test(.article("NX-10.1"), arguments: [FailureMachine.State.open, .mended, .requested])
    func aFailureThatTurnsOutPaidIsSettled(state: FailureMachine.State) {
        #expect(FailureMachine.next(state, .settle) == .settled)
    }

    @Test(.article("IM-21.1b", "IM-21.3"))
    func aFailureLeavesTheRosterBeforeAndAfterMendingAndOnlyByASecondPerson() {
        let machine = MachineView(FailureMachine.self)
        #expect(!machine.reachable(from: "open", avoiding: ["leaving"]).contains("movedOut"))
        #expect(FailureMachine.next(.mended, .leave) == .leaving)
        #expect(FailureMachine.next(.reissued, .leave) == nil)
        #expect(FailureMachine.next(.leaving, .reissue) == nil)
    }

    @Test(.article("IM-22.1"))
    func moneyGoesBackToTheTreasuryOnlyWhenASecondPersonApproved() {
        #expect(
            !MachineView(RefundMachine.self).reachable(from: "proposed", avoiding: ["approved"]).contains("returned"))
    }

    @Test(.article("IM-21.4", "NX-10.3"))
    func aRecoveryEndsOnlyAfterTheDebtorWasTold() {
        let machine = MachineView(RecoveryMachine.self)
        #expect(machine.reachable(from: "opened", avoiding: ["notified"]) == ["opened", "withdrawn"])
        #expect(RecoveryMachine.next(.partlyRecovered, .recoverPartly) == .partlyRecovered)
    }

    @Test(.article("IM-22.1"))
    func moneyInSuspenseIsResolvedByASecondPersonOrByTheDocumentItself() {
        let machine = MachineView(SuspenseMachine.self)
        let ways = machine.rows.filter { $0.to == "resolved" }.map { "\($0.from) \($0.event)" }
        #expect(ways == ["explained confirm", "open apply", "explained apply"])
        #expect(SuspenseMachine.next(.explained, .reject) == .open)
    }
}
