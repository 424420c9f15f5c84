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
