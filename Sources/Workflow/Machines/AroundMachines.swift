/// One short message (IM-33.1a, IM-35): with the carrier, told delivered or not. A receipt that says nothing moves
/// nothing, and what was refused is not sent again by itself.
package enum NoticeMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case posted, accepted, delivered, undelivered, refused }
    package enum Event: String, CaseIterable, Sendable { case accept, deliver, fail, refuse }
    package static let name = "notice"
    package static let initial = State.posted
    package static let moves: [Move<State, Event>] = [
        Move(.posted, .accept, .accepted), Move(.posted, .refuse, .refused),
        // A receipt may be quicker than the answer to the call, and two receipts may come the wrong way round.
        Move(.posted, .deliver, .delivered), Move(.posted, .fail, .undelivered),
        Move(.accepted, .deliver, .delivered), Move(.accepted, .fail, .undelivered),
        Move(.undelivered, .deliver, .delivered),
    ]
}

/// One version of what is made public: hosted when the outside host has it, published when a channel says that it shows
/// it, and gone only when every channel that showed it says that it does no more (IM-9.1, IM-25.1).
package enum PublicationMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case posted, hosted, published, withdrawing, withdrawn, superseded, refused
    }
    package enum Event: String, CaseIterable, Sendable { case host, refuse, publish, withdraw, end, supersede }
    package static let name = "publication"
    package static let initial = State.posted
    package static let moves: [Move<State, Event>] = {
        var moves: [Move<State, Event>] = [
            Move(.posted, .host, .hosted), Move(.posted, .refuse, .refused), Move(.posted, .publish, .published),
            Move(.hosted, .publish, .published), Move(.withdrawing, .end, .withdrawn),
        ]
        for state in [State.posted, .hosted, .published] {
            moves += [Move(state, .withdraw, .withdrawing), Move(state, .supersede, .superseded)]
        }
        return moves
    }()
}

/// A complaint (投诉举报, NX-6.2.1, NX-13.2): answered by who answers for the project, closed by another.
package enum ComplaintMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case open, answered, closed }
    package enum Event: String, CaseIterable, Sendable { case answer, close, reopen }
    package static let name = "complaint"
    package static let initial = State.open
    package static let moves: [Move<State, Event>] = [
        Move(.open, .answer, .answered), Move(.answered, .close, .closed), Move(.answered, .reopen, .open),
    ]
}

/// A finding of a supervisor of banks (NX-8.4): it stops, or must be answered, until two people have cleared it.
package enum RiskMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case open, proposed, cleared }
    package enum Event: String, CaseIterable, Sendable { case propose, clear, keep }
    package static let name = "risk"
    package static let initial = State.open
    package static let moves: [Move<State, Event>] = [
        Move(.open, .propose, .proposed), Move(.proposed, .clear, .cleared), Move(.proposed, .keep, .open),
    ]
}

/// What somebody asked for online (IM-12.4, IM-13.2): nothing of it counts before a person has taken it on.
package enum PortalRequestMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case received, accepted, refused }
    package enum Event: String, CaseIterable, Sendable { case accept, refuse }
    package static let name = "portal_request"
    package static let initial = State.received
    package static let moves: [Move<State, Event>] = [
        Move(.received, .accept, .accepted), Move(.received, .refuse, .refused),
    ]
}
