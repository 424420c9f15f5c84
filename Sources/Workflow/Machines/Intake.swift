/// An incoming document: landed and committed before it is read; its rows count only when the whole holds.
package enum DocumentMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case landed, promoted, refused, quarantined, repeated }
    package enum Event: String, CaseIterable, Sendable { case promote, refuse, quarantine, recognise, requeue }
    package static let name = "document"
    package static let initial = State.landed
    package static let moves: [Move<State, Event>] = [
        Move(.landed, .promote, .promoted), Move(.landed, .refuse, .refused),
        Move(.landed, .quarantine, .quarantined), Move(.landed, .recognise, .repeated),
        Move(.quarantined, .requeue, .landed), Move(.refused, .requeue, .landed),
    ]
}

/// A department's approved list (IM-16.0, NX-9.4).
package enum ListMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case reading, awaitingConfirmation, accepted, rostered, withdrawn
    }
    package enum Event: String, CaseIterable, Sendable { case promote, hold, confirm, roster, withdraw }
    package static let name = "list"
    package static let initial = State.reading
    package static let moves: [Move<State, Event>] = [
        Move(.reading, .promote, .accepted), Move(.reading, .hold, .awaitingConfirmation),
        Move(.awaitingConfirmation, .confirm, .accepted), Move(.accepted, .roster, .rostered),
        Move(.awaitingConfirmation, .withdraw, .withdrawn), Move(.accepted, .withdraw, .withdrawn),
    ]
}

/// An account: usable only after the bank's verification (IM-12.5).
package enum AccountMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case registered, verified, rejected, dormant, closed, frozen }
    package enum Event: String, CaseIterable, Sendable {
        case verify, reject, findDormant, findClosed, findFrozen, activate, recheck
    }
    package static let name = "account"
    package static let initial = State.registered
    package static let moves: [Move<State, Event>] = {
        var moves: [Move<State, Event>] = []
        for state in State.allCases {
            moves.append(Move(state, .verify, .verified))
            moves.append(Move(state, .reject, .rejected))
            moves.append(Move(state, .findDormant, .dormant))
            moves.append(Move(state, .findClosed, .closed))
            moves.append(Move(state, .findFrozen, .frozen))
            moves.append(Move(state, .recheck, .registered))
        }
        moves.append(Move(.dormant, .activate, .registered))
        return moves
    }()
}

/// The account of a person in the base library: confirmed by the person, effective when a second official has approved
/// it, until another takes its place (NX-7.0, NX-7.2).
package enum LibraryAccountMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case confirmed, effective, rejected, replaced }
    package enum Event: String, CaseIterable, Sendable { case approve, reject, replace }
    package static let name = "library_account"
    package static let initial = State.confirmed
    package static let moves: [Move<State, Event>] = [
        Move(.confirmed, .approve, .effective), Move(.confirmed, .reject, .rejected),
        Move(.effective, .replace, .replaced),
    ]
}

/// Who may confirm a card for another (NX-8.4: nobody else may, 违规代办).
package enum GuardianRelation: String, CaseIterable, Sendable { case parent, spouse, child, guardian }

/// The link between a subsidy project and a budget project, made by one person and released by another (IM-10.5).
package enum LinkMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case proposed, released, ended }
    package enum Event: String, CaseIterable, Sendable { case release, end }
    package static let name = "budget_link"
    package static let initial = State.proposed
    package static let moves: [Move<State, Event>] = [
        Move(.proposed, .release, .released), Move(.released, .end, .ended), Move(.proposed, .end, .ended),
    ]
}
