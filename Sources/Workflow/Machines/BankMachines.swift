/// What a person allows one bank to ask (IM-27.1): used as often as was said, or taken back. That its last day is past is
/// computed, never a state.
package enum ConsentMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case given, spent, withdrawn }
    package enum Event: String, CaseIterable, Sendable { case use, spend, withdraw }
    package static let name = "consent"
    package static let initial = State.given
    package static let moves: [Move<State, Event>] = [
        Move(.given, .use, .given), Move(.given, .spend, .spent), Move(.given, .withdraw, .withdrawn),
    ]
}

/// A bank that asked too much, or about people who had not consented, is answered nothing until two people have freed
/// it (IM-27.1).
package enum LookupStopMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case stopped, proposed, freed }
    package enum Event: String, CaseIterable, Sendable { case propose, free, keep }
    package static let name = "lookup_stop"
    package static let initial = State.stopped
    package static let moves: [Move<State, Event>] = [
        Move(.stopped, .propose, .proposed), Move(.proposed, .free, .freed), Move(.proposed, .keep, .stopped),
    ]
}

/// One version of what a bank offers (IM-27.2): public only after a person has released it, until a newer one is
/// released or it is withdrawn.
package enum BankServiceMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case offered, released, replaced, refused, withdrawn }
    package enum Event: String, CaseIterable, Sendable { case release, refuse, replace, withdraw }
    package static let name = "bank_service"
    package static let initial = State.offered
    package static let moves: [Move<State, Event>] = [
        Move(.offered, .release, .released), Move(.offered, .refuse, .refused), Move(.offered, .replace, .replaced),
        Move(.offered, .withdraw, .withdrawn), Move(.released, .replace, .replaced),
        Move(.released, .withdraw, .withdrawn),
    ]
}
