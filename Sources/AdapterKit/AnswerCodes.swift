/// AnswerCodes says what each code of a counterpart means for a dispatch, one row a code. A code that has no row ends
/// nothing: what becomes of the dispatch then is the adapter's to say.
package struct AnswerCodes: Sendable {
    package enum Meaning: Sendable {
        /// It is there; also where it is the answer to a number that is known, or is not.
        case done
        case refused(String)
        /// Not taken up; again after this long.
        case later(Duration, String)
    }

    /// Reasons are called `….refused` and `….later` after it.
    private let counterpart: String
    private let rows: [(code: String, meaning: Meaning)]

    package init(_ counterpart: String, _ rows: [(code: String, meaning: Meaning)]) {
        self.counterpart = counterpart
        self.rows = rows
    }

    /// What a code means, `evidence` being what comes with one that says `done`; nil for none, or one without a row.
    package func outcome(of code: String?, _ evidence: Evidence) -> Outcome? {
        switch rows.first(where: { $0.code == code })?.meaning {
        case .done: .done(evidence)
        case .refused(let message): .refused(Refusal("\(counterpart).refused", message))
        case .later(let time, let message): .retry(after: time, Refusal("\(counterpart).later", message))
        case nil: nil
        }
    }
}
