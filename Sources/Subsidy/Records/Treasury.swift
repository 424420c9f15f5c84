/// An indicator of the budget system (指标, domain.md 5.3). Codes stay as the system writes them: its code sets differ
/// by province and year.
package struct BudgetIndicator: CanonicalRecord {
    package var sourceID = "", documentNumber = "", upperDocumentNumber = "", title = "", note = ""
    package var budgetProject = "", trackedProject = "", division = "", level = "", agency = ""
    package var fundType = "", manageDepartment = "", budgetDepartment = "", function = "", transferFunction = ""
    package var governmentEconomy = "", departmentEconomy = "", budgetType = "", sourceType = "", version = ""
    package var documentDate: Day?
    package var year: Int64?
    package var amount: Money?, reduced: Money?, balance: Money?, applied: Money?
    package var executable: Bool?, deleted: Bool?

    package init() {}
    package static let name = "BudgetIndicator"
    package static let zh = "预算指标"
    package static let fields: [Field<Self>] = [
        .text("sourceID", \.sourceID, required: true, zh: "指标主键", en: "indicator's key"),
        .text("documentNumber", \.documentNumber, zh: "指标文号", en: "document number"),
        .text("upperDocumentNumber", \.upperDocumentNumber, zh: "上级文号", en: "upper document number"),
        .text("title", \.title, zh: "指标标题", en: "title"),
        .day("documentDate", \.documentDate, zh: "发文日期", en: "document's date"),
        .text("note", \.note, zh: "指标说明", en: "note"),
        .text("budgetProject", \.budgetProject, required: true, zh: "预算项目代码", en: "budget project"),
        .text("trackedProject", \.trackedProject, zh: "追踪项目代码", en: "tracked project"),
        .text("division", \.division, required: true, zh: "财政区划", en: "fiscal division"),
        .text("level", \.level, zh: "预算级次", en: "level"),
        .text("agency", \.agency, zh: "单位代码", en: "agency"),
        .text("fundType", \.fundType, zh: "资金性质", en: "type of fund"),
        .text("manageDepartment", \.manageDepartment, zh: "管理处室", en: "managing department"),
        .text("budgetDepartment", \.budgetDepartment, zh: "预算处室", en: "budget department"),
        .text("function", \.function, zh: "支出功能分类", en: "expenditure function"),
        .text("transferFunction", \.transferFunction, zh: "转移支付功能分类", en: "function of the transfer"),
        .text("governmentEconomy", \.governmentEconomy, zh: "政府经济分类", en: "government's economic class"),
        .text("departmentEconomy", \.departmentEconomy, zh: "部门经济分类", en: "department's economic class"),
        .text("budgetType", \.budgetType, zh: "指标类型", en: "type of indicator"),
        .text("sourceType", \.sourceType, zh: "指标来源", en: "source of the indicator"),
        .integer("year", \.year, required: true, zh: "年度", en: "year"),
        .money("amount", \.amount, required: true, zh: "指标金额", en: "amount"),
        .money("reduced", \.reduced, zh: "调减金额", en: "reduced"),
        .money("balance", \.balance, zh: "指标余额", en: "balance"),
        .money("applied", \.applied, zh: "已申请金额", en: "applied"),
        .flag("executable", \.executable, zh: "可执行", en: "executable"),
        .flag("deleted", \.deleted, zh: "已删除", en: "deleted"),
        .text("version", \.version, zh: "更新时间", en: "version"),
    ]
}

/// A project's hot topic (热点分类, IM-10.1; domain.md 5.2); matched by name, never guessed.
package struct HotTopic: CanonicalRecord {
    package var sourceID = "", budgetProject = "", topicName = "", topicCode = "", division = "", indicatorID = ""
    package var version = ""
    package var year: Int64?
    package var deleted: Bool?

    package init() {}
    package static let name = "HotTopic"
    package static let zh = "项目热点分类"
    package static let fields: [Field<Self>] = [
        .text("sourceID", \.sourceID, zh: "热点分类主键", en: "topic's key"),
        .text("budgetProject", \.budgetProject, required: true, zh: "项目代码", en: "budget project"),
        .text("topicCode", \.topicCode, zh: "热点分类代码", en: "topic's code"),
        .text("topicName", \.topicName, required: true, zh: "热点分类名称", en: "topic's name"),
        .text("division", \.division, zh: "财政区划", en: "fiscal division"),
        .integer("year", \.year, zh: "年度", en: "year"),
        .text("indicatorID", \.indicatorID, zh: "指标主键", en: "indicator's key"),
        .flag("deleted", \.deleted, zh: "已删除", en: "deleted"),
        .text("version", \.version, zh: "更新时间", en: "version"),
    ]
}

/// A payment request (支付申请, IM-19.2; domain.md 5.4): our own number goes with it. Codes stay as the system writes
/// them: `payType` was 121 in 2021 and is 1 since 2024.
package struct PaymentRequestHead: CanonicalRecord {
    package var requestNumber = "", orderNumber = "", division = "", agency = "", indicatorID = "", budgetProject = ""
    package var applicationID = "", department = "", certificateID = ""
    package var project = "", purpose = "", rosterDigest = ""
    package var payType = "", businessType = "", settleMode = "", counterpartType = ""
    package var fundType = "", function = "", governmentEconomy = "", departmentEconomy = ""
    package var payerAccountName = "", payerAccount = "", payerBank = ""
    package var payeeAccountName = "", payeeAccount = "", payeeBank = ""
    package var createdOn: Day?
    package var year: Int64?, count: Int64?
    package var amount: Money?, paid: Money?
    package var auditHead = ""

    package init() {}
    package static let name = "PaymentRequestHead"
    package static let zh = "支付申请"
    package static let fields: [Field<Self>] = [
        .text("requestNumber", \.requestNumber, required: true, zh: "申请编号", en: "request number"),
        .text("applicationID", \.applicationID, zh: "支付申请主键", en: "application's key"),
        .text("orderNumber", \.orderNumber, zh: "支付单号", en: "order number"),
        .text("division", \.division, required: true, zh: "财政区划", en: "fiscal division"),
        .text("agency", \.agency, zh: "单位代码", en: "agency"),
        .text("department", \.department, zh: "部门代码", en: "department"),
        .text("indicatorID", \.indicatorID, zh: "指标主键", en: "indicator's key"),
        .text("budgetProject", \.budgetProject, zh: "预算项目代码", en: "budget project"),
        .text("project", \.project, zh: "补贴项目", en: "project"),
        .text("purpose", \.purpose, zh: "用途", en: "purpose"),
        .text("payType", \.payType, zh: "支付方式", en: "way of payment"),
        .text("businessType", \.businessType, zh: "支付业务类型", en: "type of business"),
        .text("settleMode", \.settleMode, zh: "结算方式", en: "way of settlement"),
        .text("counterpartType", \.counterpartType, zh: "资金往来对象类别", en: "kind of counterpart"),
        .text("fundType", \.fundType, zh: "资金性质", en: "type of fund"),
        .text("function", \.function, zh: "支出功能分类", en: "expenditure function"),
        .text("governmentEconomy", \.governmentEconomy, zh: "政府经济分类", en: "government's economic class"),
        .text("departmentEconomy", \.departmentEconomy, zh: "部门经济分类", en: "department's economic class"),
        .text("rosterDigest", \.rosterDigest, zh: "清册摘要值", en: "digest of the roster"),
        .text("payerAccountName", \.payerAccountName, zh: "付款户名", en: "payer account's name"),
        .text("payerAccount", \.payerAccount, .account, zh: "付款账号", en: "payer account"),
        .text("payerBank", \.payerBank, zh: "付款银行", en: "payer's bank"),
        .text("payeeAccountName", \.payeeAccountName, zh: "收款户名", en: "payee account's name"),
        .text("payeeAccount", \.payeeAccount, .account, zh: "收款账号", en: "payee account"),
        .text("payeeBank", \.payeeBank, zh: "收款银行", en: "payee's bank"),
        .day("createdOn", \.createdOn, required: true, zh: "申请日期", en: "created on"),
        .integer("year", \.year, required: true, zh: "年度", en: "year"),
        .integer("count", \.count, zh: "笔数", en: "lines"),
        .money("amount", \.amount, required: true, zh: "金额", en: "amount"),
        .money("paid", \.paid, zh: "实际支付金额", en: "paid"),
        .text("certificateID", \.certificateID, zh: "支付凭证主键", en: "certificate's key"),
        .text("auditHead", \.auditHead, zh: "审计链头", en: "head of the audit chain"),
    ]
}

/// One payee of a payment request, where the treasury pays each line (NX-9.4; domain.md 5.5 PAY_DETAIL).
///
/// The same payee may stand in several lines: only `serial`, our own line, tells them apart.
package struct PaymentRequestLine: CanonicalRecord {
    package var serial = "", payeeName = "", payeeAccount = "", payeeBank = ""
    package var beneficiaryName = "", beneficiaryID = "", village = "", month = ""
    package var detailID = "", applicationID = "", requestNumber = "", certificateNumber = "", division = ""
    package var year: Int64?
    package var amount: Money?, paid: Money?
    package var benefitsPeople: Bool?
    package var benefitKind = "", enterprise = "", creditCode = ""
    package var townshipCode = "", township = "", villageCode = "", note = ""
    package var unit: Project.Unit?

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
        .text("detailID", \.detailID, zh: "支付明细主键", en: "detail's key"),
        .text("applicationID", \.applicationID, zh: "支付申请主键", en: "application's key"),
        .text("requestNumber", \.requestNumber, zh: "申请编号", en: "request number"),
        .text("certificateNumber", \.certificateNumber, zh: "支付凭证号", en: "certificate number"),
        .text("division", \.division, zh: "财政区划", en: "fiscal division"),
        .integer("year", \.year, zh: "年度", en: "year"),
        .money("paid", \.paid, zh: "实际支付金额", en: "paid"),
        .flag("benefitsPeople", \.benefitsPeople, zh: "惠企利民", en: "benefits people or enterprises"),
        .text("benefitKind", \.benefitKind, zh: "惠企利民类别", en: "kind of benefit"),
        .text("enterprise", \.enterprise, zh: "企业名称", en: "enterprise"),
        .text("creditCode", \.creditCode, zh: "统一社会信用代码", en: "social credit code"),
        .text("townshipCode", \.townshipCode, zh: "乡镇代码", en: "township code"),
        .text("township", \.township, zh: "乡镇", en: "township"),
        .text("villageCode", \.villageCode, zh: "村(居)代码", en: "village code"),
        .code("unit", \.unit, set: "payUnit", zh: "到人到户", en: "person or household"),
        .text("note", \.note, zh: "附言", en: "note"),
    ]
}

/// A payment certificate (支付凭证, domain.md 5.5 PAY_VOUCHER_BILL): what the treasury instructed, and what its bank
/// says was paid.
package struct PaymentCertificate: CanonicalRecord {
    package var certificateID = "", certificateNumber = "", division = "", bankSerial = "", bankNote = ""
    package var paidAccountName = "", paidAccount = "", paidBank = ""
    package var year: Int64?
    package var issuedOn: Day?, paidOn: Day?
    package var amount: Money?, paid: Money?

    package init() {}
    package static let name = "PaymentCertificate"
    package static let zh = "支付凭证"
    package static let fields: [Field<Self>] = [
        .text("certificateID", \.certificateID, required: true, zh: "支付凭证主键", en: "certificate's key"),
        .text("certificateNumber", \.certificateNumber, required: true, zh: "支付凭证号", en: "certificate number"),
        .text("division", \.division, zh: "财政区划", en: "fiscal division"),
        .integer("year", \.year, zh: "年度", en: "year"),
        .day("issuedOn", \.issuedOn, required: true, zh: "凭证日期", en: "issued on"),
        .money("amount", \.amount, required: true, zh: "支付金额", en: "amount"),
        .text("bankSerial", \.bankSerial, zh: "银行交易流水号", en: "bank's serial"),
        .day("paidOn", \.paidOn, zh: "实际支付日期", en: "paid on"),
        .money("paid", \.paid, zh: "实际支付金额", en: "paid"),
        .text(
            "paidAccountName", \.paidAccountName, .name, .maskedPublic, zh: "实际收款户名", en: "name of the account paid"),
        .text("paidAccount", \.paidAccount, .account, .inner, zh: "实际收款账号", en: "account paid"),
        .text("paidBank", \.paidBank, zh: "实际收款银行", en: "bank paid"),
        .text("bankNote", \.bankNote, zh: "回单附言", en: "bank's note"),
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
