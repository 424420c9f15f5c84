/// A file that lies where we send to a bank and that we did not write (NX-3.1): it fails the proof until one person has
/// found out what it is and another confirms it.
package enum StrayFileMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case found, explained, resolved }
    package enum Event: String, CaseIterable, Sendable { case explain, confirm, reject, reopen }
    package static let name = "stray_file"
    package static let initial = State.found
    package static let moves: [Move<State, Event>] = [
        Move(.found, .explain, .explained), Move(.explained, .confirm, .resolved), Move(.explained, .reject, .found),
        // Another file of the same name.
        Move(.resolved, .reopen, .found),
    ]
}
