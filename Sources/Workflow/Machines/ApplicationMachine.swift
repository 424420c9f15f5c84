/// An application that is approved here (IM-14.1): from step to step of the flow that it began with, returned for what is
/// wanting, refused, or approved and put into the department's list. Which step it is at stands beside its state.
package enum ApplicationMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case inReview, returned, approved, listing, listed, refused, withdrawn
    }
    package enum Event: String, CaseIterable, Sendable {
        case pass, approve, `return`, refuse, resubmit, withdraw, collect, take, reject, release
    }
    package static let name = "application"
    package static let initial = State.inReview
    package static let moves: [Move<State, Event>] = [
        Move(.inReview, .pass, .inReview), Move(.inReview, .approve, .approved), Move(.inReview, .return, .returned),
        Move(.inReview, .refuse, .refused), Move(.inReview, .withdraw, .withdrawn),
        Move(.returned, .resubmit, .inReview), Move(.returned, .withdraw, .withdrawn),
        Move(.approved, .withdraw, .withdrawn), Move(.approved, .collect, .listing),
        // What the intake of the list says of its row: taken, rejected with a reason, or the list was refused whole.
        Move(.listing, .take, .listed), Move(.listing, .reject, .returned), Move(.listing, .release, .approved),
    ]
}
