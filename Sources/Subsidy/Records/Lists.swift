/// One line of a department's approved list (主管部门报送清单, IM-16.0; domain.md 8.3).
package struct ApprovedListLine: CanonicalRecord {
    package var sequence: Int64?
    package var headName = "", headID = ""
    package var beneficiaryName = "", beneficiaryID = ""
    package var payeeName = "", payeeID = ""
    package var account = "", bank = "", phone = ""
    package var village = "", villageCode = "", group = ""
    package var quantity: ExactDecimal?, rate: ExactDecimal?
    package var amount: Money?
    package var filledOn: Day?
    package var note = ""

    package init() {}
    package static let name = "ApprovedListLine"
    package static let zh = "报送清单明细"
    package static let fields: [Field<Self>] = [
        .integer("sequence", \.sequence, zh: "排序序号", en: "sequence"),
        .text("headName", \.headName, .name, .maskedPublic, zh: "户主姓名", en: "head's name"),
        .text("headID", \.headID, .idNumber, .inner, zh: "户主身份证号", en: "head's identity number"),
        .text("beneficiaryName", \.beneficiaryName, .name, .maskedPublic, required: true, zh: "享受人", en: "beneficiary"),
        .text(
            "beneficiaryID", \.beneficiaryID, .idNumber, .inner, required: true, zh: "享受人身份证号",
            en: "beneficiary's identity number"),
        .text("payeeName", \.payeeName, .name, .maskedPublic, required: true, zh: "收款人姓名", en: "payee"),
        .text("payeeID", \.payeeID, .idNumber, .inner, required: true, zh: "收款人身份证号", en: "payee's identity number"),
        .text("account", \.account, .account, .inner, zh: "银行账号", en: "bank account"),
        .text("bank", \.bank, zh: "开户银行", en: "bank"),
        .text("phone", \.phone, .phone, .inner, zh: "联系电话", en: "phone"),
        .text("village", \.village, zh: "村(居)委会", en: "village"),
        .text("villageCode", \.villageCode, zh: "村(居)代码", en: "village code"),
        .text("group", \.group, zh: "村(居)民小组", en: "villagers' group"),
        .decimal("quantity", \.quantity, zh: "数量", en: "quantity"),
        .decimal("rate", \.rate, zh: "补贴标准", en: "standard"),
        .money("amount", \.amount, required: true, zh: "补贴金额", en: "amount"),
        .day("filledOn", \.filledOn, zh: "填报日期", en: "filled on"),
        .text("note", \.note, zh: "备注", en: "note"),
    ]
}

/// What a list says of itself, once: which project, period and approval it is for.
package struct ApprovedListHead: CanonicalRecord {
    package var project = "", period = "", approvalNumber = "", department = "", county = ""
    package var count: Int64?
    package var sum: Money?

    package init() {}
    package static let name = "ApprovedListHead"
    package static let zh = "报送清单"
    package static let fields: [Field<Self>] = [
        .text("project", \.project, required: true, zh: "补贴项目代码", en: "project code"),
        .text("period", \.period, required: true, zh: "期次", en: "period"),
        .text("approvalNumber", \.approvalNumber, required: true, zh: "批复文号", en: "approval number"),
        .text("department", \.department, zh: "主管部门", en: "department"),
        .text("county", \.county, required: true, zh: "旗县", en: "county"),
        .integer("count", \.count, zh: "总笔数", en: "lines"),
        .money("sum", \.sum, zh: "总金额", en: "sum"),
    ]
}

/// One row of the receipt that a department gets for its list.
package struct ListReceiptLine: CanonicalRecord {
    package var row: Int64?
    package var accepted: Bool?
    package var field = "", code = "", message = ""

    package init() {}
    package static let name = "ListReceiptLine"
    package static let zh = "清单回执明细"
    package static let fields: [Field<Self>] = [
        .integer("row", \.row, required: true, zh: "行号", en: "row"),
        .flag("accepted", \.accepted, required: true, zh: "是否接收", en: "accepted"),
        .text("field", \.field, zh: "字段", en: "field"),
        .text("code", \.code, zh: "原因代码", en: "reason code"),
        .text("message", \.message, zh: "说明", en: "message"),
    ]
}

/// The head of a receipt: the equality list = accepted + rejected in lines and fen.
package struct ListReceiptHead: CanonicalRecord {
    package var receiptNumber = "", listDigest = "", state = ""
    package var lines: Int64?, acceptedLines: Int64?, rejectedLines: Int64?
    package var sum: Money?, acceptedSum: Money?, rejectedSum: Money?
    package var auditHead = ""

    package init() {}
    package static let name = "ListReceiptHead"
    package static let zh = "清单回执"
    package static let fields: [Field<Self>] = [
        .text("receiptNumber", \.receiptNumber, required: true, zh: "回执编号", en: "receipt number"),
        .text("listDigest", \.listDigest, required: true, zh: "清单摘要值", en: "digest of the list"),
        .text("state", \.state, required: true, zh: "状态", en: "state"),
        .integer("lines", \.lines, zh: "总笔数", en: "lines"),
        .integer("acceptedLines", \.acceptedLines, zh: "接收笔数", en: "accepted lines"),
        .integer("rejectedLines", \.rejectedLines, zh: "退回笔数", en: "rejected lines"),
        .money("sum", \.sum, zh: "总金额", en: "sum"),
        .money("acceptedSum", \.acceptedSum, zh: "接收金额", en: "accepted sum"),
        .money("rejectedSum", \.rejectedSum, zh: "退回金额", en: "rejected sum"),
        .text("auditHead", \.auditHead, zh: "审计链头", en: "head of the audit chain"),
    ]
}

/// One row of the result that goes back to the department (IM-33.2).
package struct PaymentResultLine: CanonicalRecord {
    package var row: Int64?
    package var outcome = ""
    package var due: Money?, paid: Money?
    package var paidOn: Day?
    package var reason = ""

    package init() {}
    package static let name = "PaymentResultLine"
    package static let zh = "发放结果反馈明细"
    package static let fields: [Field<Self>] = [
        .integer("row", \.row, required: true, zh: "清单行号", en: "row of the list"),
        .text("outcome", \.outcome, required: true, zh: "发放状态", en: "outcome"),
        .money("due", \.due, required: true, zh: "应发金额", en: "due"),
        .money("paid", \.paid, required: true, zh: "实发金额", en: "paid"),
        .day("paidOn", \.paidOn, zh: "发放日期", en: "paid on"),
        .text("reason", \.reason, zh: "原因", en: "reason"),
    ]
}

/// The head of a result feed: the proof that the department's set is the paid set (IM-29.3).
package struct PaymentResultHead: CanonicalRecord {
    package var project = "", period = "", approvalNumber = "", listDigest = ""
    package var lines: Int64?
    package var sum: Money?, paid: Money?, unpaid: Money?

    package init() {}
    package static let name = "PaymentResultHead"
    package static let zh = "发放结果反馈"
    package static let fields: [Field<Self>] = [
        .text("project", \.project, required: true, zh: "补贴项目代码", en: "project code"),
        .text("period", \.period, required: true, zh: "期次", en: "period"),
        .text("approvalNumber", \.approvalNumber, required: true, zh: "批复文号", en: "approval number"),
        .text("listDigest", \.listDigest, required: true, zh: "清单摘要值", en: "digest of the list"),
        .integer("lines", \.lines, required: true, zh: "笔数", en: "lines"),
        .money("sum", \.sum, required: true, zh: "应发金额", en: "sum due"),
        .money("paid", \.paid, required: true, zh: "实发金额", en: "paid"),
        .money("unpaid", \.unpaid, required: true, zh: "未发金额", en: "unpaid"),
    ]
}
