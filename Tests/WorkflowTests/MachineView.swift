import TestSupport
import Testing
import Workflow

/// MachineView is a machine as plain values, so that one test looks at every machine, and at one that is broken on
/// purpose.
struct MachineView: Sendable, CustomTestStringConvertible {
    struct Row: Hashable, Sendable {
        var from: String
        var event: String
        var to: String
    }

    var name: String
    var initial: String
    var states: [String]
    var events: [String]
    var rows: [Row]
    /// What the machine answers for each state and each event, in the order of both lists.
    var answers: [[String?]]

    init<M: Machine>(_: M.Type) {
        name = M.name
        initial = M.initial.rawValue
        states = M.State.allCases.map(\.rawValue)
        events = M.Event.allCases.map(\.rawValue)
        rows = M.rows.filter { !DisabledMove.disables(M.name, $0.from, $0.event) }
            .map { Row(from: $0.from, event: $0.event, to: $0.to) }
        answers = M.State.allCases.map { state in M.Event.allCases.map { M.next(state, $0)?.rawValue } }
    }

    static let all = [
        MachineView(DocumentMachine.self), MachineView(ListMachine.self), MachineView(RosterMachine.self),
        MachineView(RosterLineMachine.self), MachineView(AccountMachine.self), MachineView(LibraryAccountMachine.self),
        MachineView(LinkMachine.self),
        MachineView(OrderMachine.self), MachineView(BatchMachine.self), MachineView(AttemptMachine.self),
        MachineView(OutboxMachine.self), MachineView(FailureMachine.self), MachineView(RecoveryMachine.self),
        MachineView(RefundMachine.self), MachineView(AccountRelationMachine.self),
        MachineView(SuspenseMachine.self), MachineView(LibraryChangeMachine.self),
        MachineView(LibraryPersonMachine.self), MachineView(ComparisonMachine.self),
        MachineView(LibraryFindingMachine.self),
        MachineView(LibraryRoundMachine.self),
        MachineView(LibraryEntryMachine.self),
        MachineView(ListChangeMachine.self), MachineView(SupplementMachine.self),
        MachineView(DeathInquiryMachine.self), MachineView(PlanMachine.self), MachineView(LateAdmissionMachine.self),
        MachineView(StrayFileMachine.self),
        MachineView(ExtractMachine.self), MachineView(CatalogueRequestMachine.self),
        MachineView(NoticeMachine.self),
        MachineView(PublicationMachine.self),
        MachineView(ComplaintMachine.self), MachineView(RiskMachine.self), MachineView(PortalRequestMachine.self),
        MachineView(ConsentMachine.self), MachineView(LookupStopMachine.self), MachineView(BankServiceMachine.self),
        MachineView(PlatformWordMachine.self),
        MachineView(ApplicationMachine.self),
    ]

    var testDescription: String { name }

    /// The events that change something in a state, in the order of the machine.
    func events(from state: String) -> [String] {
        events.filter { event in rows.contains { $0.from == state && $0.event == event } }
    }

    /// Where moves lead from a state, itself left out.
    func exits(from state: String) -> Set<String> {
        Set(rows.filter { $0.from == state && $0.to != state }.map(\.to))
    }

    /// Every state that some row of moves leads to; the state itself only where a way leads back to it.
    ///
    /// `closed` are states that may not be passed.
    func reachable(from state: String, avoiding closed: Set<String> = []) -> Set<String> {
        var found: Set<String> = []
        var front = [state]
        while let here = front.popLast() {
            for next in exits(from: here) where !closed.contains(next) && found.insert(next).inserted {
                front.append(next)
            }
        }
        return found
    }

    /// States without a way to another state, in the order of the machine.
    var finals: [String] { states.filter { exits(from: $0).isEmpty } }

    /// What every machine must keep; empty when it does.
    var faults: [String] {
        var faults: [String] = []
        if Set(rows.map { [$0.from, $0.event] }).count != rows.count { faults.append("a move stands twice") }
        let lost = Set(states).subtracting(reachable(from: initial)).subtracting([initial])
        faults += lost.sorted().map { "\($0) cannot be reached" }
        let idle = Set(events).subtracting(rows.map(\.event))
        faults += idle.sorted().map { "\($0) moves nothing" }
        for (state, answered) in zip(states, answers) {
            for (event, answer) in zip(events, answered) {
                let listed = rows.first { $0.from == state && $0.event == event }?.to
                if answer != listed { faults.append("\(state) answers \(event) otherwise than its table") }
            }
        }
        return faults
    }
}
