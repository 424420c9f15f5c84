/// How a sum is shared out over townships (分配方案, NX-5.2.1): proposed by the department, reviewed by finance, until
/// another takes its place.
package enum PlanMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case proposed, reviewed, rejected, replaced }
    package enum Event: String, CaseIterable, Sendable { case review, reject, replace }
    package static let name = "allocation_plan"
    package static let initial = State.proposed
    package static let moves: [Move<State, Event>] = [
        Move(.proposed, .review, .reviewed), Move(.proposed, .reject, .rejected), Move(.reviewed, .replace, .replaced),
    ]
}

/// An application that came after the last day (NX-9.1): admitted for a coded reason when a second person agrees.
package enum LateAdmissionMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case proposed, admitted, rejected }
    package enum Event: String, CaseIterable, Sendable { case admit, reject, propose }
    package static let name = "late_admission"
    package static let initial = State.proposed
    package static let moves: [Move<State, Event>] = [
        Move(.proposed, .admit, .admitted), Move(.proposed, .reject, .rejected), Move(.rejected, .propose, .proposed),
    ]
}
