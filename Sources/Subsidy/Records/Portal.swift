/// A request to be granted a subsidy that somebody made online (IM-13.2): who it is says a token that only the inner
/// zone can open. Several records of one number are one request with several papers.
package struct PortalApplication: CanonicalRecord {
    package var number = "", token = "", project = "", period = ""
    package var quantity: ExactDecimal?
    package var attachmentType = "", attachment = ""

    package init() {}
    package static let name = "PortalApplication"
    package static let zh = "在线申请"
    package static let fields: [Field<Self>] = [
        .text("number", \.number, required: true, zh: "申请编号", en: "number"),
        .text("token", \.token, required: true, zh: "身份令牌", en: "opaque token"),
        .text("project", \.project, required: true, zh: "项目代码", en: "project's code"),
        .text("period", \.period, required: true, zh: "期次", en: "period"),
        .decimal("quantity", \.quantity, zh: "数量", en: "quantity"),
        .text("attachmentType", \.attachmentType, zh: "附件类型", en: "paper's type"),
        .text("attachment", \.attachment, zh: "附件", en: "paper, base64"),
    ]
}

/// A wish to be paid to another account, made online (IM-12.4): of the account it says the last four digits.
package struct PortalAccountChange: CanonicalRecord {
    package var number = "", token = "", tail = ""

    package init() {}
    package static let name = "PortalAccountChange"
    package static let zh = "账户变更申请"
    package static let fields: [Field<Self>] = [
        .text("number", \.number, required: true, zh: "申请编号", en: "number"),
        .text("token", \.token, required: true, zh: "身份令牌", en: "opaque token"),
        .text("tail", \.tail, required: true, zh: "账号尾号", en: "last four digits"),
    ]
}

/// A complaint made online (NX-13.2), by somebody with a token or by nobody.
package struct PortalComplaint: CanonicalRecord {
    package var number = "", token = "", project = "", text = ""

    package init() {}
    package static let name = "PortalComplaint"
    package static let zh = "网络投诉"
    package static let fields: [Field<Self>] = [
        .text("number", \.number, required: true, zh: "投诉编号", en: "number"),
        .text("token", \.token, zh: "身份令牌", en: "opaque token"),
        .text("project", \.project, zh: "项目代码", en: "project's code"),
        .text("text", \.text, required: true, zh: "内容", en: "what is said"),
    ]
}
