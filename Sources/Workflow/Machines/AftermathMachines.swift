/// What has to be done after a failed line (IM-21, NX-10): one owner, one clock, one exit.
package enum FailureMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case open, mended, requested, reissued, leaving, movedOut, settled
    }
    package enum Event: String, CaseIterable, Sendable {
        case mend, spoil, request, reissue, leave, moveOut, stay, settle, reopen
    }
    package static let name = "failure"
    package static let initial = State.open
    package static let moves: [Move<State, Event>] = [
        Move(.open, .mend, .mended), Move(.mended, .request, .requested), Move(.requested, .reissue, .reissued),
        Move(.requested, .settle, .settled), Move(.reissued, .settle, .settled),
        Move(.settled, .reopen, .open), Move(.reissued, .reopen, .open), Move(.open, .settle, .settled),
        Move(.mended, .settle, .settled),
        // The account that was to mend it turned bad before it was paid.
        Move(.mended, .spoil, .open), Move(.requested, .spoil, .open),
        // Out of the roster (IM-21.1b, IM-21.3): proposed by one person, decided by another.
        Move(.open, .leave, .leaving), Move(.mended, .leave, .leaving), Move(.requested, .leave, .leaving),
        Move(.leaving, .moveOut, .movedOut), Move(.leaving, .stay, .open), Move(.leaving, .settle, .settled),
    ]
}

/// A recovery of money paid in error (错发追回, NX-10.3, IM-16.1e, IM-21.4).
package enum RecoveryMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case opened, notified, partlyRecovered, recovered, uncollectable, returned, withdrawn
    }
    package enum Event: String, CaseIterable, Sendable {
        case notify, recoverPartly, recover, writeOff, giveBack, withdraw, reopen
    }
    package static let name = "recovery"
    package static let initial = State.opened
    package static let moves: [Move<State, Event>] = [
        Move(.opened, .notify, .notified), Move(.notified, .recoverPartly, .partlyRecovered),
        Move(.notified, .recover, .recovered), Move(.partlyRecovered, .recoverPartly, .partlyRecovered),
        Move(.partlyRecovered, .recover, .recovered), Move(.notified, .writeOff, .uncollectable),
        Move(.partlyRecovered, .writeOff, .uncollectable),
        // The case had no ground: the day of death was corrected, the finding was wrong.
        Move(.opened, .withdraw, .withdrawn), Move(.notified, .withdraw, .withdrawn),
        // … and has one again, by a newer word of the register or the department.
        Move(.withdrawn, .reopen, .opened),
        // What came back goes to the treasury: to the indicator of the same year, else to the prior year's account.
        Move(.recovered, .giveBack, .returned), Move(.uncollectable, .giveBack, .returned),
    ]
}

/// Money of the agency account that goes back to the treasury (IM-22.1): proposed by one person, approved by another,
/// done when the bank's statement shows it.
package enum RefundMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case proposed, approved, rejected, returned }
    package enum Event: String, CaseIterable, Sendable { case approve, reject, giveBack }
    package static let name = "refund"
    package static let initial = State.proposed
    package static let moves: [Move<State, Event>] = [
        Move(.proposed, .approve, .approved), Move(.proposed, .reject, .rejected),
        Move(.approved, .giveBack, .returned),
    ]
}

/// Why somebody is paid to an account of others: told by one person, approved by another (NX-6.2.8).
package enum AccountRelationMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case proposed, effective, rejected }
    package enum Event: String, CaseIterable, Sendable { case approve, reject }
    package static let name = "account_relation"
    package static let initial = State.proposed
    package static let moves: [Move<State, Event>] = [
        Move(.proposed, .approve, .effective), Move(.proposed, .reject, .rejected),
    ]
}

/// A word about money that fits nowhere: it fails the proof until one person resolves it and another confirms.
package enum SuspenseMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case open, explained, resolved }
    package enum Event: String, CaseIterable, Sendable { case explain, confirm, reject, apply }
    package static let name = "suspense"
    package static let initial = State.open
    package static let moves: [Move<State, Event>] = [
        Move(.open, .explain, .explained), Move(.explained, .confirm, .resolved), Move(.explained, .reject, .open),
        // The document that could not be read yet was read after all: nothing is left to explain.
        Move(.open, .apply, .resolved), Move(.explained, .apply, .resolved),
    ]
}
