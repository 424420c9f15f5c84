/// What a bank asks of a person who has consented (IM-27.1): the consent's number, who it is, and what for.
package struct HistoryQuery: CanonicalRecord {
    package var serial = "", consent = "", idNumber = "", holderName = ""
    package var purpose: LookupPurpose?

    package init() {}
    package static let name = "HistoryQuery"
    package static let zh = "到账历史查询"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "查询流水号", en: "serial"),
        .text("consent", \.consent, required: true, zh: "授权编号", en: "consent's number"),
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "证件号", en: "identity number"),
        .text("holderName", \.holderName, .name, .maskedPublic, required: true, zh: "姓名", en: "name"),
        .code("purpose", \.purpose, set: "lookupPurpose", zh: "用途", en: "purpose"),
    ]
}

/// The least that answers such a question: of each project how often, how much, from when to when. No account, no bank,
/// no village, no single payment; and of a project that is shown to nobody not even its name (NX-6.2.4).
///
/// An answer that gives nothing is one record without project.
package struct PaymentHistory: CanonicalRecord {
    package var serial = ""
    package var outcome: LookupOutcome?
    package var project = ""
    package var credits: Int64?
    package var sum: Money?
    package var from: Day?, through: Day?

    package init() {}
    package static let name = "PaymentHistory"
    package static let zh = "到账历史"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "查询流水号", en: "serial"),
        .code("outcome", \.outcome, set: "lookupOutcome", required: true, zh: "查询结果", en: "outcome"),
        .text("project", \.project, zh: "补贴项目", en: "project"),
        .integer("credits", \.credits, zh: "到账次数", en: "credits"),
        .money("sum", \.sum, zh: "到账合计", en: "sum"),
        .day("from", \.from, zh: "首次到账", en: "first credit"),
        .day("through", \.through, zh: "最近到账", en: "last credit"),
    ]
}

/// What a bank may want to know a history for; the profile says which of them are allowed.
package enum LookupPurpose: String, CaseIterable, Sendable {
    case loan, creditLine, loanReview

    package var zh: String {
        switch self {
        case .loan: "贷款申请"
        case .creditLine: "授信"
        case .loanReview: "贷后管理"
        }
    }
}

/// What a bank is answered. All that is wrong with a consent that is not this bank's and this person's is one word: a
/// bank learns from no answer whom we know.
package enum LookupOutcome: String, CaseIterable, Sendable {
    case given, nothing, noConsent, expired, spent, wrongPurpose, stopped

    package var zh: String {
        switch self {
        case .given: "已提供"
        case .nothing: "期间没有到账"
        case .noConsent: "没有本人对该银行的有效授权"
        case .expired: "授权已过期"
        case .spent: "授权次数已用完"
        case .wrongPurpose: "用途不在授权之内"
        case .stopped: "该银行的查询已停止"
        }
    }
}
