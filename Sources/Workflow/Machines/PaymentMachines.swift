/// The payment order (资金支付单) and its request to the treasury (IM-19, NX-9.4). `unknown` is left only by the
/// counterpart's answer or by a person with evidence.
package enum OrderMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case created, sending, accepted, rejected, unknown, allocated, partlyAllocated, returned, cancelled
    }
    package enum Event: String, CaseIterable, Sendable {
        case send, accept, reject, lose, allocate, allocatePartly, `return`, cancel
    }
    package static let name = "payment_order"
    package static let initial = State.created
    package static let moves: [Move<State, Event>] = {
        var moves: [Move<State, Event>] = [
            Move(.created, .send, .sending), Move(.created, .cancel, .cancelled), Move(.sending, .lose, .unknown),
            // A reissue's request that has not left, when the first payment turns out to have arrived.
            Move(.sending, .cancel, .cancelled),
            Move(.rejected, .cancel, .cancelled), Move(.partlyAllocated, .allocate, .allocated),
            Move(.partlyAllocated, .allocatePartly, .partlyAllocated), Move(.allocated, .return, .returned),
            Move(.partlyAllocated, .return, .returned),
        ]
        for state in [State.sending, .unknown] {
            moves += [Move(state, .accept, .accepted), Move(state, .reject, .rejected)]
        }
        for state in [State.sending, .unknown, .accepted] {
            // Between two looks at the treasury the whole sum may have gone out and come back.
            moves += [
                Move(state, .allocate, .allocated), Move(state, .allocatePartly, .partlyAllocated),
                Move(state, .return, .returned),
            ]
        }
        moves.append(Move(.accepted, .reject, .rejected))
        return moves
    }()
}

/// A bank batch (代发批次, IM-20).
package enum BatchMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case released, sending, sent, unknown, refused, cancelled, partlyResulted, fullyResulted, reconciled
    }
    package enum Event: String, CaseIterable, Sendable {
        case send, deliver, lose, refuse, cancel, result, complete, reconcile
    }
    package static let name = "batch"
    package static let initial = State.released
    package static let moves: [Move<State, Event>] = [
        Move(.released, .send, .sending), Move(.sending, .cancel, .cancelled), Move(.sending, .deliver, .sent),
        Move(.sending, .lose, .unknown),
        Move(.sending, .refuse, .refused), Move(.refused, .cancel, .cancelled), Move(.unknown, .deliver, .sent),
        Move(.unknown, .refuse, .refused),
        Move(.sent, .result, .partlyResulted), Move(.unknown, .result, .partlyResulted),
        Move(.sending, .result, .partlyResulted), Move(.partlyResulted, .result, .partlyResulted),
        Move(.sent, .complete, .fullyResulted), Move(.unknown, .complete, .fullyResulted),
        Move(.sending, .complete, .fullyResulted), Move(.partlyResulted, .complete, .fullyResulted),
        Move(.fullyResulted, .result, .fullyResulted), Move(.fullyResulted, .complete, .fullyResulted),
        Move(.fullyResulted, .reconcile, .reconciled), Move(.reconciled, .result, .reconciled),
        Move(.reconciled, .complete, .reconciled),
    ]
}

/// An attempt (代发明细): one instruction for one share (G1). What fits no move is a word about money and goes to
/// suspense, never to a refusal.
package enum AttemptMachine: Machine {
    package enum State: String, CaseIterable, Sendable {
        case held, instructed, pending, unknown, paid, shortPaid, failed, lateReturned, paidLate, overpaid, withdrawn
    }
    package enum Event: String, CaseIterable, Sendable {
        case instruct, withdraw, pay, payShort, fail, pend, lose, returnLate, payAgain, count
    }
    package static let name = "attempt"
    package static let initial = State.held
    package static let moves: [Move<State, Event>] = {
        var moves: [Move<State, Event>] = [
            Move(.held, .instruct, .instructed), Move(.held, .withdraw, .withdrawn),
            Move(.instructed, .withdraw, .withdrawn),
            Move(.paid, .returnLate, .lateReturned), Move(.shortPaid, .returnLate, .lateReturned),
            Move(.paidLate, .returnLate, .lateReturned),
        ]
        for state in [State.instructed, .pending, .unknown] {
            moves += [
                Move(state, .pay, .paid), Move(state, .payShort, .shortPaid), Move(state, .fail, .failed),
                Move(state, .pend, .pending), Move(state, .lose, .unknown),
            ]
        }
        // Late success: stops a reissue that is not yet sent, else it is an overpayment (requirements 1e).
        for state in [State.failed, .lateReturned] {
            moves += [Move(state, .pay, .paidLate), Move(state, .payAgain, .overpaid)]
        }
        // … and counts as the payment after all when the reissue fails that it was one too many beside.
        moves.append(Move(.overpaid, .count, .paidLate))
        return moves
    }()

    /// States that hold the claim's money: at most one attempt of a share is in one of them (G1).
    package static let occupying: [State] = [.held, .instructed, .pending, .unknown, .paid, .shortPaid, .paidLate]
    /// States whose amount is still on its way.
    package static let open: [State] = [.held, .instructed, .pending, .unknown]
    package static let settled: [State] = [.paid, .shortPaid, .paidLate]
}

/// A document on its way out, committed with the state that made it (G5).
package enum OutboxMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case ready, sending, done, refused, unknown, cancelled }
    package enum Event: String, CaseIterable, Sendable {
        case start, finish, refuse, retry, lose, settle, resend, cancel
    }
    package static let name = "outbox"
    package static let initial = State.ready
    package static let moves: [Move<State, Event>] = [
        Move(.ready, .start, .sending), Move(.sending, .finish, .done), Move(.sending, .refuse, .refused),
        Move(.sending, .retry, .ready), Move(.sending, .lose, .unknown), Move(.unknown, .settle, .done),
        Move(.unknown, .refuse, .refused), Move(.unknown, .resend, .ready), Move(.ready, .cancel, .cancelled),
    ]
}
