/// One word of the platform about a roster (IM-3.1, IM-29.1): mirrored when our own checks bear it. What they do not bear
/// has an owner and stops the payment until the platform says otherwise, or, where no red light stands against it, two
/// people have answered for it.
package enum PlatformWordMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case heard, waiting, objected, explained, accepted, mirrored, superseded, dismissed
    }
    package enum Event: String, CaseIterable, Sendable {
        case wait, object, explain, accept, reject, dismiss, mirror, supersede
    }
    package static let name = "platform_word"
    package static let initial = State.heard
    package static let moves: [Move<State, Event>] = {
        var moves: [Move<State, Event>] = [
            Move(.objected, .explain, .explained), Move(.explained, .accept, .accepted),
            Move(.explained, .reject, .objected), Move(.explained, .dismiss, .dismissed),
            // The platform waits for a step that is done here.
            Move(.heard, .wait, .waiting), Move(.objected, .wait, .waiting),
        ]
        for state in [State.heard, .waiting, .accepted] { moves.append(Move(state, .object, .objected)) }
        for state in [State.heard, .waiting, .objected, .accepted] { moves.append(Move(state, .mirror, .mirrored)) }
        // A later word of the platform stands in its place.
        for state in [State.heard, .waiting, .objected, .explained, .accepted] {
            moves.append(Move(state, .supersede, .superseded))
        }
        return moves
    }()
}
