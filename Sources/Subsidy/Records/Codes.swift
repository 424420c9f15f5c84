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
    /// 低保, 特困, 残疾, 火化, 婚姻, 孤儿和事实无人抚养儿童.
    case lowIncome, destitute, disability, cremation, marriage, orphan
}

package enum WelfareState: String, CaseIterable, Sendable { case active, ended }

package enum WelfareArea: String, CaseIterable, Sendable { case urban, rural }

/// 供养方式, 养育方式: in an institution, or at home.
package enum SupportCode: String, CaseIterable, Sendable { case institution, home }

/// 自理能力.
package enum SelfCareCode: String, CaseIterable, Sendable { case full, partial, none }

/// The kind in a disability certificate's number (domain.md 3.2).
package enum DisabilityCode: String, CaseIterable, Sendable {
    case visual, hearing, speech, physical, intellectual, mental, multiple
}

/// The grade in a disability certificate's number; the first is the gravest.
package enum DisabilityGrade: String, CaseIterable, Sendable { case first, second, third, fourth }

/// What a marriage register recorded. A reissue changes no status, whatever its date (domain.md 3.2).
package enum MarriageEventCode: String, CaseIterable, Sendable {
    case marriage, divorce, annulment
    /// A lost certificate written again; which of the two, the register may leave open.
    case reissue, marriageReissue, divorceReissue
}

/// GB/T 2261.2, first and further marriages drawn together.
package enum MaritalCode: String, CaseIterable, Sendable { case single, married, widowed, divorced, unstated }

/// Whether the household register still holds a person, and why not. No statement about death but `deceased`.
package enum RegistrationCode: String, CaseIterable, Sendable {
    case registered, deceased, movedOut, emigrated, enlisted, duplicate
}

/// Whether a counterpart answered at all. What is not `ok` is no answer about anybody, so no table leads elsewhere.
package enum AnswerCode: String, CaseIterable, Sendable { case ok }

/// The bank behind a social-security card: the first three digits of a clearing number (domain.md 4).
package enum BankKind: String, CaseIterable, Sendable {
    case icbc, abc, boc, ccb, bocom, citic, everbright, minsheng, cityCommercial, ruralCommercial, village, ruralCredit
    case postal
}

/// How a benefit reaches the person (发放方式, domain.md 4).
package enum PayChannel: String, CaseIterable, Sendable { case bank, employer, treasury }

/// What the treasury says of a payment request.
package enum RequestState: String, CaseIterable, Sendable {
    case accepted, rejected, allocated, partlyAllocated, returned, notKnown
}

/// What a department says of a line that it sent before (IM-14.2).
package enum ListChangeKind: String, CaseIterable, Sendable { case withdraw, correct }

package enum DebitCredit: String, CaseIterable, Sendable { case debit, credit }

/// Which bank an account is held with (行别): what the first three digits of a clearing number say.
package enum BankCode: String, CaseIterable, Sendable {
    case icbc = "102", abc = "103", boc = "104", ccb = "105"
    case bocom = "301", citic = "302", everbright = "303", huaxia = "304", minsheng = "305", guangfa = "306"
    case pingAn = "307", merchants = "308", industrial = "309", pudong = "310"
    case city = "313", ruralCommercial = "314", evergrowing = "315", zheshang = "316"
    case ruralCooperative = "402", postal = "403"
}
