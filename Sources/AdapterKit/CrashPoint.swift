/// A place where a process may die and nothing may be lost (G5). Each is declared here and tested by killing there.
package enum CrashPoint: String, CaseIterable, Sendable {
    case beforeCommitIntent = "before-commit-intent"
    case afterCommitIntent = "after-commit-intent"
    case beforeSend = "before-send"
    case afterSend = "after-send"
    case afterTemporaryWrite = "after-temporary-write"
    case beforeRename = "before-rename"
    case afterRename = "after-rename"
    case beforeMarker = "before-marker"
    case afterMarker = "after-marker"
    case beforeCommitOutcome = "before-commit-outcome"
    case afterCommitOutcome = "after-commit-outcome"
    case afterLanding = "after-landing"
    case beforeCommitArrival = "before-commit-arrival"
    case afterCommitArrival = "after-commit-arrival"
    case beforeFarEndMove = "before-far-end-move"
    case afterFarEndMove = "after-far-end-move"
    case beforePromote = "before-promote"
    case afterPromote = "after-promote"
    case beforeCommitAct = "before-commit-act"
    case afterCommitAct = "after-commit-act"
}

/// CrashProbe is told of every crash point passed.
package protocol CrashProbe: Sendable {
    func pass(_ point: CrashPoint)
}

/// NoCrash passes every point: what runs outside tests.
package struct NoCrash: CrashProbe {
    package init() {}
    package func pass(_ point: CrashPoint) {}
}
