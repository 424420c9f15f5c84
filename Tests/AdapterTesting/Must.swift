/// Must is one duty of every adapter; the conformance suite tries each of them.
package enum Must: String, CaseIterable, Sendable {
    /// A business call whose answer is lost ends as `unknown`.
    case unknownWhenAnswerLost
    /// A business call ends as `retry` only when nothing of it can have happened at the far end.
    case retryOnlyWhenNothingHappened
    /// A far end that cannot be reached ends as `retry`.
    case retryWhenUnreachable
    /// An answer that is no answer (not of the protocol, empty, an error page) is never `done`.
    case noSuccessOutOfNonsense
    /// A question whose answer is lost ends as `retry`: asking again changes nothing.
    case questionMayBeAskedAgain
    /// What leaves carries the dispatch's own number or file name, and no other.
    case neverANewNumber
    /// A second try sends the same bytes to the same place.
    case sameBytesOnRepeat
    /// Asking what became of a business call settles it only by an answer: while the far end cannot be asked, or says
    /// nothing sensible, it stays `unknown`.
    case failedAskSettlesNothing
    /// A proper answer ends as `done`, after a first try that failed as well.
    case doneInTheEnd
    /// No value of a document stands in a reason, a reference, a path, a header or a file's name.
    case noValueOutsideTheDocument
    /// A file appears under its final name whole, and its marker after it.
    case markerLast
    /// The declared crash points of sending and moving are passed.
    case passesCrashPoints
    /// A file without its marker is not offered.
    case noOfferWithoutMarker
    /// A file that changed since it was offered is not taken.
    case noTakingOfAGrowingFile
    /// A file, and its marker, stay where they are until `clear`.
    case staysUntilCleared
    /// `clear` may be called twice, and after it nothing is offered.
    case clearTwiceIsHarmless
    /// `clear` that was interrupted anywhere is finished by calling it again, and loses nothing.
    case clearSurvivesInterruption
    /// A file that took the place of the one that was taken stays, with its marker, to be taken itself.
    case clearLeavesAnotherFile
    /// A file whose marker does not prove it is said to be `broken`.
    case brokenProofIsSaid
    /// A missing setting, secret or wire, and an exchange that is not spoken, are `refused`; nothing traps.
    case refusesWhatItCannotDo
}

/// Violation says which duty a subject broke, and how.
package struct Violation: Sendable, Hashable, CustomStringConvertible {
    package var must: Must
    package var detail: String

    package var description: String { "\(must.rawValue): \(detail)" }
}
