/// The roster (发放清册): built, checked, made public, signed, reviewed twice, ordered (IM-16 – IM-19, NX-9).
package enum RosterMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case building, identityChecked, accountsSet, publicising, publicityClosed, signed, departmentApproved,
            financeApproved, ordered, closed, returned, ended

        /// Whether no step of its making and no review is to come: it is ordered, or there is nothing to order.
        package var isFixed: Bool { [.ordered, .closed, .ended].contains(self) }
    }
    package enum Event: String, CaseIterable, Sendable {
        case identityChecked, accountsSet, publish, closePublicity, sign, departmentApprove, financeApprove, order,
            close, reopen, `return`, rebuild, end
    }
    package static let name = "roster"
    package static let initial = State.building
    package static let moves: [Move<State, Event>] = [
        Move(.building, .identityChecked, .identityChecked), Move(.identityChecked, .accountsSet, .accountsSet),
        Move(.accountsSet, .publish, .publicising), Move(.publicising, .closePublicity, .publicityClosed),
        Move(.publicityClosed, .sign, .signed), Move(.signed, .departmentApprove, .departmentApproved),
        Move(.departmentApproved, .financeApprove, .financeApproved), Move(.financeApproved, .order, .ordered),
        Move(.ordered, .close, .closed),
        // Money came back late (IM-20.3): the roster is settled no more.
        Move(.closed, .reopen, .ordered),
        // Any reviewer returns, with reasons by row (requirements 1d.10).
        Move(.signed, .return, .returned), Move(.departmentApproved, .return, .returned),
        Move(.financeApproved, .return, .returned),
        Move(.returned, .rebuild, .building),
        // What changed while it was public is built, checked and made public anew (IM-16.3).
        Move(.publicising, .rebuild, .building), Move(.publicityClosed, .rebuild, .building),
        // Every line was taken out: there is nothing to review or to pay, and the department is told so.
        Move(.building, .end, .ended), Move(.identityChecked, .end, .ended), Move(.accountsSet, .end, .ended),
        Move(.publicising, .end, .ended), Move(.publicityClosed, .end, .ended),
        // A line of it stands again: a department's withdrawal, or the report of a death, was wrong (IM-14.2, IM-16.1d).
        Move(.ended, .rebuild, .building),
    ]
}

/// One line of a roster: roster = payable + held + removed (G2).
package enum RosterLineMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case payable, held, removed }
    package enum Event: String, CaseIterable, Sendable { case hold, free, remove, reinstate }
    package static let name = "roster_line"
    package static let initial = State.payable
    package static let moves: [Move<State, Event>] = [
        Move(.payable, .hold, .held), Move(.held, .free, .payable), Move(.payable, .remove, .removed),
        Move(.held, .remove, .removed),
        // The report of a death was wrong (IM-16.1d).
        Move(.removed, .reinstate, .payable),
    ]
}
