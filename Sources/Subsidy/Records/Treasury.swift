/// An indicator of the budget system (指标, domain.md 5.3).
package struct BudgetIndicator: CanonicalRecord {
    package var sourceID = "", documentNumber = "", title = "", budgetProject = "", division = "", level = ""
    package var year: Int64?
    package var amount: Money?, reduced: Money?, balance: Money?, applied: Money?
    package var executable: Bool?, deleted: Bool?

    package init() {}
    package static let name = "BudgetIndicator"
    package static let zh = "预算指标"
    package static let fields: [Field<Self>] = [
        .text("sourceID", \.sourceID, required: true, zh: "指标主键", en: "indicator's key"),
        .text("documentNumber", \.documentNumber, zh: "指标文号", en: "document number"),
        .text("title", \.title, zh: "指标标题", en: "title"),
        .text("budgetProject", \.budgetProject, required: true, zh: "预算项目代码", en: "budget project"),
        .text("division", \.division, required: true, zh: "财政区划", en: "fiscal division"),
        .text("level", \.level, zh: "预算级次", en: "level"),
        .integer("year", \.year, required: true, zh: "年度", en: "year"),
        .money("amount", \.amount, required: true, zh: "指标金额", en: "amount"),
        .money("reduced", \.reduced, zh: "调减金额", en: "reduced"),
        .money("balance", \.balance, zh: "指标余额", en: "balance"),
        .money("applied", \.applied, zh: "已申请金额", en: "applied"),
        .flag("executable", \.executable, zh: "可执行", en: "executable"),
        .flag("deleted", \.deleted, zh: "已删除", en: "deleted"),
    ]
}

/// A project's hot topic (热点分类, IM-10.1; domain.md 5.2); matched by name, never guessed.
package struct HotTopic: CanonicalRecord {
    package var budgetProject = "", topicName = "", topicCode = "", division = ""
    package var year: Int64?
    package var deleted: Bool?

    package init() {}
    package static let name = "HotTopic"
    package static let zh = "项目热点分类"
    package static let fields: [Field<Self>] = [
        .text("budgetProject", \.budgetProject, required: true, zh: "项目代码", en: "budget project"),
        .text("topicCode", \.topicCode, zh: "热点分类代码", en: "topic's code"),
        .text("topicName", \.topicName, required: true, zh: "热点分类名称", en: "topic's name"),
        .text("division", \.division, zh: "财政区划", en: "fiscal division"),
        .integer("year", \.year, zh: "年度", en: "year"),
        .flag("deleted", \.deleted, zh: "已删除", en: "deleted"),
    ]
}

/// The head of a payment request (支付申请, IM-19.2; domain.md 5.4): our own number goes with it.
package struct PaymentRequestHead: CanonicalRecord {
    package var requestNumber = "", orderNumber = "", division = "", agency = "", indicatorID = "", budgetProject = ""
    package var project = "", purpose = "", rosterDigest = ""
    package var payeeAccountName = "", payeeAccount = "", payeeBank = ""
    package var createdOn: Day?
    package var year: Int64?, count: Int64?
    package var amount: Money?
    package var auditHead = ""

    package init() {}
    package static let name = "PaymentRequestHead"
    package static let zh = "支付申请"
    package static let fields: [Field<Self>] = [
        .text("requestNumber", \.requestNumber, required: true, zh: "申请编号", en: "request number"),
        .text("orderNumber", \.orderNumber, zh: "支付单号", en: "order number"),
        .text("division", \.division, required: true, zh: "财政区划", en: "fiscal division"),
        .text("agency", \.agency, zh: "单位代码", en: "agency"),
        .text("indicatorID", \.indicatorID, zh: "指标主键", en: "indicator's key"),
        .text("budgetProject", \.budgetProject, zh: "预算项目代码", en: "budget project"),
        .text("project", \.project, zh: "补贴项目", en: "project"),
        .text("purpose", \.purpose, zh: "用途", en: "purpose"),
        .text("rosterDigest", \.rosterDigest, zh: "清册摘要值", en: "digest of the roster"),
        .text("payeeAccountName", \.payeeAccountName, zh: "收款户名", en: "payee account's name"),
        .text("payeeAccount", \.payeeAccount, .account, zh: "收款账号", en: "payee account"),
        .text("payeeBank", \.payeeBank, zh: "收款银行", en: "payee's bank"),
        .day("createdOn", \.createdOn, required: true, zh: "申请日期", en: "created on"),
        .integer("year", \.year, required: true, zh: "年度", en: "year"),
        .integer("count", \.count, zh: "笔数", en: "lines"),
        .money("amount", \.amount, required: true, zh: "金额", en: "amount"),
        .text("auditHead", \.auditHead, zh: "审计链头", en: "head of the audit chain"),
    ]
}

/// One payee of a payment request, where the treasury pays each line (NX-9.4; domain.md 5.5 PAY_DETAIL).
package struct PaymentRequestLine: CanonicalRecord {
    package var serial = "", payeeName = "", payeeAccount = "", payeeBank = ""
    package var beneficiaryName = "", beneficiaryID = "", village = "", month = ""
    package var amount: Money?

    package init() {}
    package static let name = "PaymentRequestLine"
    package static let zh = "支付申请明细"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "业务追溯识别码", en: "serial"),
        .text("payeeName", \.payeeName, .name, .maskedPublic, required: true, zh: "收款户名", en: "payee"),
        .text("payeeAccount", \.payeeAccount, .account, .inner, required: true, zh: "收款账号", en: "account"),
        .text("payeeBank", \.payeeBank, zh: "收款银行", en: "bank"),
        .money("amount", \.amount, required: true, zh: "金额", en: "amount"),
        .text("beneficiaryName", \.beneficiaryName, .name, .maskedPublic, zh: "受益人", en: "beneficiary"),
        .text("beneficiaryID", \.beneficiaryID, .idNumber, .inner, zh: "受益人证件号", en: "beneficiary's number"),
        .text("village", \.village, zh: "村(居)委会", en: "village"),
        .text("month", \.month, zh: "所属月份", en: "month"),
    ]
}

/// What the treasury says of a request (IM-19.4); event time, not download time.
package struct PaymentStatus: CanonicalRecord {
    package var requestNumber = "", applicationNumber = "", voucherNumber = "", indicatorID = "", budgetProject = ""
    package var state: RequestState?
    package var amount: Money?, paid: Money?
    package var occurredAt: Instant?
    package var reason = ""

    package init() {}
    package static let name = "PaymentStatus"
    package static let zh = "拨付情况"
    package static let fields: [Field<Self>] = [
        .text("requestNumber", \.requestNumber, required: true, zh: "申请编号", en: "request number"),
        .text("applicationNumber", \.applicationNumber, zh: "支付申请单号", en: "application number"),
        .text("voucherNumber", \.voucherNumber, zh: "支付凭证号", en: "voucher number"),
        .text("indicatorID", \.indicatorID, zh: "指标主键", en: "indicator's key"),
        .text("budgetProject", \.budgetProject, zh: "预算项目代码", en: "budget project"),
        .code("state", \.state, set: "requestState", required: true, zh: "状态", en: "state"),
        .money("amount", \.amount, zh: "申请金额", en: "amount"),
        .money("paid", \.paid, zh: "实拨金额", en: "paid"),
        .instant("occurredAt", \.occurredAt, zh: "发生时间", en: "occurred at"),
        .text("reason", \.reason, zh: "说明", en: "reason"),
    ]
}
