/// A department's word about a line that it sent before (IM-14.2): it waits for its list, or for a payment on its way, and
/// is done when it was carried out, when a newer word about the line holds, or when it can change nothing.
package enum ListChangeMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case waiting, applied, superseded, refused }
    package enum Event: String, CaseIterable, Sendable { case apply, supersede, refuse }
    package static let name = "list_change"
    package static let initial = State.waiting
    package static let moves: [Move<State, Event>] = [
        Move(.waiting, .apply, .applied), Move(.waiting, .supersede, .superseded), Move(.waiting, .refuse, .refused),
    ]
}

/// What is owed beside a payment (补发), because the department corrected its line upward after it was paid: covered by a
/// further list with an approval of its own.
package enum SupplementMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case opened, covered, withdrawn }
    package enum Event: String, CaseIterable, Sendable { case cover, uncover, withdraw, reopen }
    package static let name = "supplement"
    package static let initial = State.opened
    package static let moves: [Move<State, Event>] = [
        Move(.opened, .cover, .covered), Move(.covered, .uncover, .opened), Move(.opened, .withdraw, .withdrawn),
        Move(.withdrawn, .reopen, .opened),
    ]
}
