/// One line of a bank batch (代发明细, IM-20.1).
package struct InstructionLine: CanonicalRecord {
    package var sequence: Int64?
    package var serial = "", account = "", holderName = "", bankCode = "", bankName = ""
    package var amount: Money?
    package var purpose = "", note = ""
    package var interbank: Bool?
    package var agreement = "", holderID = ""

    package init() {}
    package static let name = "InstructionLine"
    package static let zh = "代发明细"
    package static let fields: [Field<Self>] = [
        .integer("sequence", \.sequence, zh: "序号", en: "sequence"),
        .text("serial", \.serial, required: true, zh: "流水号", en: "serial"),
        .text("account", \.account, .account, .inner, required: true, zh: "账号", en: "account"),
        .text("holderName", \.holderName, .name, .maskedPublic, required: true, zh: "户名", en: "holder's name"),
        .text("bankCode", \.bankCode, zh: "联行号", en: "clearing number"),
        .text("bankName", \.bankName, zh: "开户银行", en: "bank"),
        .money("amount", \.amount, required: true, zh: "金额", en: "amount"),
        .text("purpose", \.purpose, zh: "摘要", en: "purpose"),
        .text("note", \.note, zh: "备注", en: "note"),
        .flag("interbank", \.interbank, zh: "跨行", en: "inter-bank"),
        .text("agreement", \.agreement, zh: "协议号", en: "agreement"),
        .text("holderID", \.holderID, .idNumber, .inner, zh: "证件号码", en: "holder's number"),
    ]
}

/// The head of a bank batch (代发批次).
package struct DisbursementBatchHead: CanonicalRecord {
    package var batchNumber = "", payerUnit = "", payerName = "", payerAccount = "", batchSequence = ""
    package var day: Day?
    package var count: Int64?
    package var sum: Money?

    package init() {}
    package static let name = "DisbursementBatchHead"
    package static let zh = "代发批次"
    package static let fields: [Field<Self>] = [
        .text("batchNumber", \.batchNumber, required: true, zh: "批次号", en: "batch number"),
        .text("batchSequence", \.batchSequence, zh: "当日序号", en: "the day's sequence"),
        .text("payerUnit", \.payerUnit, zh: "代发单位编号", en: "payer's unit"),
        .text("payerName", \.payerName, zh: "代发单位名称", en: "payer's name"),
        .text("payerAccount", \.payerAccount, .account, zh: "代发户账号", en: "agency account"),
        .day("day", \.day, zh: "日期", en: "day"),
        .integer("count", \.count, required: true, zh: "总笔数", en: "lines"),
        .money("sum", \.sum, required: true, zh: "总金额", en: "sum"),
    ]
}

/// What the bank, or the treasury, says became of one line (发放结果, IM-20.3).
///
/// A code that no table knows leaves `outcome` missing: the line is kept and asked about, never taken for a failure.
package struct LineResult: CanonicalRecord {
    package var serial = "", bankSerial = "", account = "", holderName = "", batchNumber = ""
    package var amount: Money?, paid: Money?
    package var outcome: OutcomeCode?
    package var reasonCode = "", reasonText = ""
    package var paidOn: Day?
    package var sequence: Int64?
    package var holderID = "", note = ""
    package var bank: BankCode?

    package init() {}
    package static let name = "LineResult"
    package static let zh = "发放结果"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "流水号", en: "serial"),
        .text("bankSerial", \.bankSerial, zh: "银行流水号", en: "bank's serial"),
        .text("account", \.account, .account, .inner, zh: "账号", en: "account"),
        .text("holderName", \.holderName, .name, .maskedPublic, zh: "户名", en: "holder's name"),
        .text("batchNumber", \.batchNumber, zh: "批次号", en: "batch number"),
        .money("amount", \.amount, required: true, zh: "金额", en: "amount"),
        .money("paid", \.paid, zh: "实付金额", en: "paid"),
        .code("outcome", \.outcome, set: "outcome", zh: "结果", en: "outcome"),
        .text("reasonCode", \.reasonCode, zh: "返回码", en: "reason code"),
        .text("reasonText", \.reasonText, zh: "原因", en: "reason"),
        .day("paidOn", \.paidOn, zh: "付款日期", en: "paid on"),
        .integer("sequence", \.sequence, zh: "序号", en: "sequence"),
        .text("holderID", \.holderID, .idNumber, .inner, zh: "证件号码", en: "holder's number"),
        .code("bank", \.bank, set: "bank", zh: "行别", en: "bank"),
        .text("note", \.note, zh: "备注", en: "note"),
    ]
}

/// The head of a result file.
package struct LineResultHead: CanonicalRecord {
    package var batchNumber = "", payerName = ""
    package var day: Day?
    package var count: Int64?, paidCount: Int64?, failedCount: Int64?
    package var sum: Money?, paidSum: Money?, failedSum: Money?

    package init() {}
    package static let name = "LineResultHead"
    package static let zh = "发放结果文件"
    package static let fields: [Field<Self>] = [
        .text("batchNumber", \.batchNumber, zh: "批次号", en: "batch number"),
        .text("payerName", \.payerName, zh: "代发单位名称", en: "payer's name"),
        .day("day", \.day, zh: "日期", en: "day"),
        .integer("count", \.count, zh: "总笔数", en: "lines"),
        .money("sum", \.sum, zh: "总金额", en: "sum"),
        .integer("paidCount", \.paidCount, zh: "成功笔数", en: "lines paid"),
        .money("paidSum", \.paidSum, zh: "成功金额", en: "sum paid"),
        .integer("failedCount", \.failedCount, zh: "失败笔数", en: "lines failed"),
        .money("failedSum", \.failedSum, zh: "失败金额", en: "sum failed"),
    ]
}

/// One line of the agency account's statement (IM-22.1).
package struct StatementLine: CanonicalRecord {
    package var occurredOn: Day?
    package var time = "", serial = "", counterAccount = "", counterName = "", summary = "", reference = ""
    package var amount: Money?, balance: Money?
    package var direction: DebitCredit?

    package init() {}
    package static let name = "StatementLine"
    package static let zh = "代发户对账单明细"
    package static let fields: [Field<Self>] = [
        .day("occurredOn", \.occurredOn, required: true, zh: "交易日期", en: "occurred on"),
        .text("time", \.time, zh: "交易时间", en: "time"),
        .text("serial", \.serial, required: true, zh: "流水号", en: "serial"),
        .money("amount", \.amount, required: true, zh: "交易金额", en: "amount"),
        .code("direction", \.direction, set: "debitCredit", required: true, zh: "借贷标志", en: "debit or credit"),
        .money("balance", \.balance, required: true, zh: "余额", en: "balance"),
        .text("counterAccount", \.counterAccount, .account, .inner, zh: "对方账户", en: "counter account"),
        .text("counterName", \.counterName, .name, .maskedPublic, zh: "对方户名", en: "counter name"),
        .text("summary", \.summary, zh: "摘要", en: "summary"),
        .text("reference", \.reference, zh: "业务参考号", en: "reference"),
    ]
}

/// The head of a statement: opening, closing, day range and what it adds up to.
package struct StatementHead: CanonicalRecord {
    package var account = ""
    package var from: Day?, through: Day?
    package var opening: Money?, closing: Money?
    package var count: Int64?

    package init() {}
    package static let name = "StatementHead"
    package static let zh = "代发户对账单"
    package static let fields: [Field<Self>] = [
        .text("account", \.account, .account, required: true, zh: "代发户账号", en: "agency account"),
        .day("from", \.from, required: true, zh: "起", en: "from"),
        .day("through", \.through, required: true, zh: "止", en: "through"),
        .money("opening", \.opening, required: true, zh: "期初余额", en: "opening balance"),
        .money("closing", \.closing, required: true, zh: "期末余额", en: "closing balance"),
        .integer("count", \.count, zh: "笔数", en: "lines"),
    ]
}
