/// An extract for inspectors: asked for by one person, granted by another, taken as often as its term allows; each time
/// is on record.
package enum ExtractMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case requested, approved, refused, taken }
    package enum Event: String, CaseIterable, Sendable { case approve, refuse, take }
    package static let name = "extract"
    package static let initial = State.requested
    package static let moves: [Move<State, Event>] = [
        Move(.requested, .approve, .approved), Move(.requested, .refuse, .refused), Move(.approved, .take, .taken),
        Move(.taken, .take, .taken),
    ]
}

/// A change of the catalogue (IM-7.2, IM-7.3): the region's own is decided by the region's finance; a county's is verified
/// by its league and filed by the region, and is not to be used before. Whoever returns it says why.
package enum CatalogueRequestMachine: Machine {
    package enum State: String, CaseIterable, Sendable { case requested, verified, filed, inForce, returned, withdrawn }
    package enum Event: String, CaseIterable, Sendable { case verify, file, release, `return`, resubmit, withdraw }
    package static let name = "catalogue_request"
    package static let initial = State.requested
    package static let moves: [Move<State, Event>] = [
        Move(.requested, .verify, .verified), Move(.requested, .file, .filed), Move(.requested, .return, .returned),
        Move(.verified, .file, .filed),
        Move(.verified, .return, .returned), Move(.filed, .release, .inForce), Move(.returned, .resubmit, .requested),
        Move(.requested, .withdraw, .withdrawn), Move(.returned, .withdraw, .withdrawn),
    ]
}
