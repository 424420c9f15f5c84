import Foundation
import TestSupport
import Testing
import Workflow

/// Attempts: nobody is paid twice, and no word of a bank turns money that left into a failure (G1).
@Suite struct AttemptMachineTests {
    private typealias State = AttemptMachine.State
    private let machine = MachineView(AttemptMachine.self)

    private func names(_ states: some Sequence<State>) -> Set<String> { Set(states.map(\.rawValue)) }

    @Test(.article("IM-20.3", "NX-10.1"))
    func anUnknownOutcomeIsLeftOnlyByAWordAboutTheMoney() {
        #expect(machine.events(from: "unknown") == ["pay", "payShort", "fail", "pend", "lose"])
        #expect(machine.exits(from: "unknown") == ["paid", "shortPaid", "failed", "pending"])
        #expect(AttemptMachine.next(.unknown, .lose) == .unknown)
    }

    @Test(.article("NX-10.1"), arguments: AttemptMachine.settled)
    func moneyThatWasPaidNeverFailsAndNeverSetsOutAgain(state: AttemptMachine.State) {
        let reached = machine.reachable(from: state.rawValue)
        #expect(reached.isDisjoint(with: ["failed", "withdrawn"]))
        #expect(reached.isDisjoint(with: names(AttemptMachine.open)))
        #expect(AttemptMachine.next(state, .fail) == nil)
    }

    @Test(arguments: AttemptMachine.Event.allCases)
    func nothingLeadsOutOfAnEndedAttempt(event: AttemptMachine.Event) {
        #expect(AttemptMachine.next(.withdrawn, event) == nil)
        #expect(AttemptMachine.next(.overpaid, event) == (event == .count ? .paidLate : nil))
    }

    @Test func anAttemptIsWithdrawnOnlyBeforeAnyWordAboutIt() {
        #expect(machine.rows.filter { $0.to == "withdrawn" }.map(\.from) == ["held", "instructed"])
    }

    /// The guarantee is the index's: the list in code and the one in the schema must not part.
    @Test func theOccupyingStatesAreThoseOfTheUniqueIndex() throws {
        let schema = try Repository.text("Sources/Store/SchemaPayment.swift")
        let index = try #require(
            schema.firstMatch(
                of: /CREATE UNIQUE INDEX attempt_occupying ON attempt \(share\)\s+WHERE state IN \(([^)]*)\)/))
        let listed = index.1.matches(of: /'(\w+)'/).map { String($0.1) }
        #expect(listed == AttemptMachine.occupying.map(\.rawValue))
    }

    @Test func anAttemptOccupiesItsShareWhileItsMoneyIsOnTheWayOrPaid() {
        let open = names(AttemptMachine.open)
        let settled = names(AttemptMachine.settled)
        #expect(open.isDisjoint(with: settled))
        #expect(open.union(settled) == names(AttemptMachine.occupying))
        #expect(AttemptMachine.occupying.count == open.count + settled.count)
        // The states that are left over are those where a share may have a new attempt.
        let free = Set(machine.states).subtracting(open).subtracting(settled)
        #expect(free == ["failed", "lateReturned", "overpaid", "withdrawn"])
    }

    @Test(.article("NX-10.1", "IM-20.3"))
    func aFreedShareIsTakenAgainOnlyByALateSuccess() {
        let occupying = names(AttemptMachine.occupying)
        let takenAgain = machine.rows.filter { !occupying.contains($0.from) && occupying.contains($0.to) }
        #expect(
            takenAgain == [
                MachineView.Row(from: "failed", event: "pay", to: "paidLate"),
                MachineView.Row(from: "lateReturned", event: "pay", to: "paidLate"),
                MachineView.Row(from: "overpaid", event: "count", to: "paidLate"),
            ])
        // Where the share was paid otherwise meanwhile, the same word is an overpayment and occupies nothing.
        #expect(AttemptMachine.next(.failed, .payAgain) == .overpaid)
        #expect(AttemptMachine.next(.lateReturned, .payAgain) == .overpaid)
    }

    @Test(.article("IM-20.3"))
    func onlyMoneyThatWasPaidComesBackLate() {
        let returned = machine.rows.filter { $0.event == "returnLate" }
        #expect(names(AttemptMachine.settled) == Set(returned.map(\.from)))
        #expect(returned.allSatisfy { $0.to == "lateReturned" })
    }

    @Test func aLineIsInstructedOnce() {
        #expect(machine.rows.filter { $0.to == "instructed" }.map(\.from) == ["held"])
        #expect(!machine.rows.contains { $0.to == "held" })
    }
}

/// Orders, batches and documents on their way out: a lost answer is asked about, never guessed.
@Suite struct SendingMachinesTests {
    @Test(.article("IM-19.2"))
    func anOrderOfUnknownFateIsLeftOnlyByTheTreasurysWord() {
        let machine = MachineView(OrderMachine.self)
        #expect(machine.events(from: "unknown") == ["accept", "reject", "allocate", "allocatePartly", "return"])
        #expect(machine.rows.filter { $0.event == "send" }.map(\.from) == ["created"])
        #expect(machine.rows.filter { $0.event == "cancel" }.map(\.from) == ["created", "sending", "rejected"])
    }

    @Test(.article("IM-19.4"))
    func anAllocationIsNeverTakenForARejection() {
        let machine = MachineView(OrderMachine.self)
        for state in ["allocated", "partlyAllocated"] {
            #expect(machine.reachable(from: state).isDisjoint(with: ["rejected", "cancelled", "sending", "unknown"]))
        }
        #expect(machine.exits(from: "allocated") == ["returned"])
        #expect(OrderMachine.next(.allocated, .reject) == nil)
        #expect(OrderMachine.next(.allocated, .accept) == nil)
    }

    @Test(.article("IM-20.3"))
    func aBatchOfUnknownFateIsLeftOnlyByTheBanksWord() {
        let machine = MachineView(BatchMachine.self)
        #expect(machine.events(from: "unknown") == ["deliver", "refuse", "result", "complete"])
        #expect(machine.rows.filter { $0.event == "send" }.map(\.from) == ["released"])
    }

    /// Once a word of it may have reached the bank, a batch is not called off any more.
    @Test func onlyABatchThatNeverReachedTheBankIsCancelled() {
        #expect(
            MachineView(BatchMachine.self).rows.filter { $0.event == "cancel" }.map(\.from) == ["sending", "refused"])
    }

    @Test(.article("IM-22.1"))
    func aBatchWithOpenLinesIsNotReconciled() {
        let machine = MachineView(BatchMachine.self)
        let reconciled = machine.rows.filter { $0.to == "reconciled" && $0.from != "reconciled" }
        #expect(reconciled.map(\.from) == ["fullyResulted"])
        let complete = machine.rows.filter { $0.to == "fullyResulted" && $0.from != "fullyResulted" }
        #expect(complete.allSatisfy { $0.event == "complete" } && !complete.isEmpty)
    }

    @Test(.article("IM-20.3"), arguments: [BatchMachine.State.partlyResulted, .fullyResulted, .reconciled])
    func aBatchTakesALaterResultFile(state: BatchMachine.State) {
        for event in [BatchMachine.Event.result, .complete] { #expect(BatchMachine.next(state, event) != nil) }
    }

    @Test(.article("IM-19.2"))
    func aDocumentWhoseSendingIsUnknownIsNeverSimplySentAgain() {
        let machine = MachineView(OutboxMachine.self)
        #expect(machine.events(from: "unknown") == ["refuse", "settle", "resend"])
        for event in [OutboxMachine.Event.start, .retry, .finish, .cancel] {
            #expect(OutboxMachine.next(.unknown, event) == nil)
        }
    }

    @Test func onlyADocumentThatHasNotSetOutIsCancelled() {
        #expect(MachineView(OutboxMachine.self).rows.filter { $0.event == "cancel" }.map(\.from) == ["ready"])
    }
}
