/// What a department, bank or treasury says became of one line (domain.md 6.4); the canonical side of code tables.
package enum OutcomeCode: String, CaseIterable, Sendable {
    case ok, nameMismatch, accountNotFound, closed, dormant, lost, frozen, stateAbnormal, wrongType, idMismatch
    /// The bank says it has seen this business before: never a failure; ask for the earlier result.
    case duplicate
    /// Money came back after it was credited (退汇).
    case returned
    /// Accepted, not booked yet.
    case pending
    /// The paying account is short: the batch is halted.
    case payerShort
    /// The bank says the payee is dead.
    case deceased
    case unknown
}

/// How one element of identity compared with the police register (domain.md 2.3).
package enum MatchCode: String, CaseIterable, Sendable { case match, similar, mismatch }

/// The verdict of an identity check. `unavailable` is never a mismatch.
package enum VerdictCode: String, CaseIterable, Sendable {
    case match, review, mismatch, deceased, notFound, unavailable
}

/// State of an account as its bank or card issuer tells it.
package enum AccountStateCode: String, CaseIterable, Sendable {
    case normal, inactive, dormant, closed, lost, frozen, abnormal, wrongType, notFound
}

package enum WelfareKind: String, CaseIterable, Sendable {
    /// 低保, 特困, 残疾, 火化, 婚姻.
    case lowIncome, destitute, disability, cremation, marriage
}

package enum WelfareState: String, CaseIterable, Sendable { case active, ended }

/// What the treasury says of a payment request.
package enum RequestState: String, CaseIterable, Sendable {
    case accepted, rejected, allocated, partlyAllocated, returned, notKnown
}

package enum DebitCredit: String, CaseIterable, Sendable { case debit, credit }
