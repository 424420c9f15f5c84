/// One short message to a person (IM-33.1a, IM-35; domain.md 10).
///
/// It travels outside: the name in it is masked, of the account only the last four digits are told, and no number of
/// identity is. So `name` and `text` hold masked words already, and only `phone` is inner.
package struct Notice: CanonicalRecord {
    package var serial = "", phone = "", template = ""
    package var kind: NoticeKind?
    package var name = "", year = "", project = ""
    package var amount: Money?
    package var day: Day?
    package var tail = "", bank = "", reason = "", town = "", hotline = ""
    package var text = ""

    package init() {}
    package static let name = "Notice"
    package static let zh = "短信通知"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "通知编号", en: "notice's number"),
        .text("phone", \.phone, .phone, .inner, required: true, zh: "手机号码", en: "mobile phone"),
        .code("kind", \.kind, set: "noticeKind", required: true, zh: "通知类别", en: "kind"),
        .text("template", \.template, zh: "模板编号", en: "template"),
        .text("name", \.name, zh: "称呼", en: "masked name"),
        .text("year", \.year, zh: "年度", en: "year"),
        .text("project", \.project, zh: "补贴项目", en: "project"),
        .money("amount", \.amount, zh: "金额", en: "amount"),
        .day("day", \.day, zh: "发放日期", en: "paid on"),
        .text("tail", \.tail, zh: "账号尾号", en: "last four digits of the account"),
        .text("bank", \.bank, zh: "开户银行", en: "bank"),
        .text("reason", \.reason, zh: "原因", en: "reason"),
        .text("town", \.town, zh: "苏木乡镇", en: "township"),
        .text("hotline", \.hotline, zh: "咨询电话", en: "phone for questions"),
        .text("text", \.text, required: true, zh: "短信内容", en: "the message"),
    ]
}

/// What a delivery of messages to the provider says of itself.
package struct NoticeHead: CanonicalRecord {
    package var batchNumber = "", signature = ""
    package var sentAt: Instant?
    package var count: Int64?

    package init() {}
    package static let name = "NoticeHead"
    package static let zh = "短信批次"
    package static let fields: [Field<Self>] = [
        .text("batchNumber", \.batchNumber, required: true, zh: "批次号", en: "batch number"),
        .text("signature", \.signature, required: true, zh: "短信签名", en: "signature"),
        .instant("sentAt", \.sentAt, zh: "发送时间", en: "sent at"),
        .integer("count", \.count, zh: "条数", en: "messages"),
    ]
}

/// What the provider says became of one message.
package struct NoticeReceipt: CanonicalRecord {
    package var serial = "", providerSerial = "", phone = ""
    package var state: NoticeState?
    package var stateCode = ""
    package var at: Instant?
    package var parts: Int64?

    package init() {}
    package static let name = "NoticeReceipt"
    package static let zh = "短信回执"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "通知编号", en: "notice's number"),
        .text("providerSerial", \.providerSerial, zh: "服务商流水号", en: "provider's serial"),
        .text("phone", \.phone, .phone, .inner, zh: "手机号码", en: "mobile phone"),
        .code("state", \.state, set: "noticeState", zh: "状态", en: "state"),
        .text("stateCode", \.stateCode, zh: "状态码", en: "state's code"),
        .instant("at", \.at, zh: "回执时间", en: "at"),
        .integer("parts", \.parts, zh: "计费条数", en: "parts billed"),
    ]
}

/// Which of the released templates a message follows.
package enum NoticeKind: String, CaseIterable, Sendable {
    case paid, failed
    /// The card's bank account is not activated.
    case inactive
    /// A payment that was told has come back (IM-35).
    case correction
    /// An account that could not be verified before the payment (IM-16.2).
    case abnormal
}

/// What became of a message. `unknown` is never taken for delivered, nor sent again by itself.
package enum NoticeState: String, CaseIterable, Sendable {
    case accepted, delivered, undeliverable, expired, rejected, unknown
}
