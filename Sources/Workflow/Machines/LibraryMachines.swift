/// A change of what the base library says of a person or a household (IM-11.4): asked for by one person, applied by
/// another. `cleared` is an applied change that belonged to a suspicious set and that a third person has looked into.
package enum LibraryChangeMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case proposed, applied, rejected, cleared }
    package enum Event: String, CaseIterable, Sendable { case approve, reject, clear }
    package static let name = "library_change"
    package static let initial = State.proposed
    package static let moves: [Move<State, Event>] = [
        Move(.proposed, .approve, .applied), Move(.proposed, .reject, .rejected), Move(.applied, .clear, .cleared),
    ]
}

/// A person of the base library (IM-11.3): collected, and usable only when the police register has confirmed them.
package enum LibraryPersonMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case collected, verified, review, mismatch, notFound, deceased, frozen, movedOut
    }
    package enum Event: String, CaseIterable, Sendable { case verify, doubt, differ, miss, die, ask, freeze, moveOut }
    package static let name = "library_person"
    package static let initial = State.collected
    package static let moves: [Move<State, Event>] = {
        var moves: [Move<State, Event>] = [
            Move(.collected, .verify, .verified), Move(.collected, .doubt, .review),
            Move(.collected, .differ, .mismatch), Move(.collected, .miss, .notFound),
        ]
        // A register may tell a death at any time; what it told may be asked again, and whoever moved may come back.
        for state in State.allCases where state != .deceased { moves.append(Move(state, .die, .deceased)) }
        for state in State.allCases { moves.append(Move(state, .ask, .collected)) }
        for state in State.allCases where ![.deceased, .frozen, .movedOut].contains(state) {
            moves.append(Move(state, .freeze, .frozen))
            moves.append(Move(state, .moveOut, .movedOut))
        }
        return moves
    }()
}

/// A run that holds the base library against a register (IM-11.2, IM-33.1b): one whose feed shrank, or that would change
/// too many people, is halted until a person decides.
package enum ComparisonMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case reading, compared, halted, dismissed }
    package enum Event: String, CaseIterable, Sendable { case finish, halt, release, dismiss }
    package static let name = "comparison"
    package static let initial = State.reading
    package static let moves: [Move<State, Event>] = [
        Move(.reading, .finish, .compared), Move(.reading, .halt, .halted), Move(.halted, .release, .compared),
        Move(.halted, .dismiss, .dismissed),
    ]
}

/// What a comparison, or a look at the library itself, found about a person: held back while its run is halted, open
/// until somebody has decided, gone when it is found no more.
package enum LibraryFindingMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case held, open, confirmed, dismissed, gone }
    package enum Event: String, CaseIterable, Sendable { case raise, hold, confirm, dismiss, vanish }
    package static let name = "library_finding"
    package static let initial = State.held
    package static let moves: [Move<State, Event>] = [
        Move(.held, .raise, .open), Move(.gone, .raise, .open), Move(.gone, .hold, .held),
        Move(.open, .confirm, .confirmed), Move(.open, .dismiss, .dismissed), Move(.held, .vanish, .gone),
        Move(.open, .vanish, .gone), Move(.confirmed, .vanish, .gone),
    ]
}

/// How a county goes from the departments' data to its own base library (NX-7.1, NX-7.2): a round is passed once everybody
/// has been asked, and is then never opened again.
package enum LibraryRoundMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case open, passed, abandoned }
    package enum Event: String, CaseIterable, Sendable { case pass, abandon }
    package static let name = "library_round"
    package static let initial = State.open
    package static let moves: [Move<State, Event>] = [
        Move(.open, .pass, .passed), Move(.open, .abandon, .abandoned),
    ]
}

/// One beneficiary of a round (NX-7.2): asked; what they confirmed or corrected told by one person and approved by another;
/// or set aside with a reason, by whom nobody can be paid.
package enum LibraryEntryMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case asked, told, confirmed, aside }
    package enum Event: String, CaseIterable, Sendable { case tell, approve, reject, setAside }
    package static let name = "library_entry"
    package static let initial = State.asked
    package static let moves: [Move<State, Event>] = [
        Move(.asked, .tell, .told), Move(.aside, .tell, .told), Move(.confirmed, .tell, .told),
        Move(.told, .approve, .confirmed), Move(.told, .reject, .asked), Move(.asked, .setAside, .aside),
    ]
}
