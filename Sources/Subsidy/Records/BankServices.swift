/// A service for holders of the one card that a bank makes known through the public side (IM-27.2).
package struct BankService: CanonicalRecord {
    package var number = "", title = "", text = "", phone = ""
    package var category: ServiceCategory?
    package var from: Day?, until: Day?
    package var withdrawn: Bool?

    package init() {}
    package static let name = "BankService"
    package static let zh = "惠民惠农金融服务"
    package static let fields: [Field<Self>] = [
        .text("number", \.number, required: true, zh: "服务编号", en: "number"),
        .code("category", \.category, set: "serviceCategory", zh: "类别", en: "category"),
        .text("title", \.title, zh: "名称", en: "title"),
        .text("text", \.text, zh: "内容", en: "what it is"),
        .text("phone", \.phone, zh: "咨询电话", en: "office's phone"),
        .day("from", \.from, zh: "起日", en: "from"),
        .day("until", \.until, zh: "止日", en: "until"),
        .flag("withdrawn", \.withdrawn, zh: "撤回", en: "withdrawn"),
    ]
}

/// What a bank may tell of; the profile says which of them.
package enum ServiceCategory: String, CaseIterable, Sendable {
    case loan, card, branch, teaching

    package var zh: String {
        switch self {
        case .loan: "惠农贷款"
        case .card: "社会保障卡金融服务"
        case .branch: "网点与上门服务"
        case .teaching: "金融知识"
        }
    }
}
