/// How much of a payment a refund notice takes back (domain.md 5.7, RefundType).
package enum RefundKind: String, CaseIterable, Sendable {
    /// One line, the whole voucher.
    case line, whole
    /// The bank cannot say for which voucher it is: a person must.
    case uncertain
}

/// What an electronic voucher of the treasury says once (国库集中支付电子凭证, domain.md 5.7): 5201, 8207, 2252 and 2203
/// fill what they have.
///
/// Amounts are positive, also where a document writes a refund with a minus. Codes stay as the document writes them.
package struct VoucherHead: CanonicalRecord {
    package var id = "", number = "", kind = "", division = "", documentNumber = "", remark = ""
    package var originalKind = "", originalNumber = "", originalBatch = ""
    package var fundType = "", fundTypeName = "", budgetType = "", payType = "", payTypeName = ""
    package var settleMode = "", businessType = "", businessTypeName = ""
    package var department = "", agency = "", agencyName = "", function = "", economy = "", budgetProject = ""
    package var purpose = ""
    package var agentBank = "", agentBankName = "", agentBankCode = "", clearingBank = ""
    package var payerName = "", payerAccount = "", payerBank = ""
    package var payeeName = "", payeeAccount = "", payeeBank = "", payeeBankCode = ""
    package var orderNumber = "", messageNumber = "", sendingBankCode = ""
    package var paidName = "", paidAccount = "", paidBank = "", bankSerial = "", bankNote = ""
    package var issuedOn: Day?, entrustedOn: Day?, paidOn: Day?
    package var year: Int64?
    package var amount: Money?, paid: Money?
    package var refund: RefundKind?

    package init() {}
    package static let name = "VoucherHead"
    package static let zh = "电子凭证"
    package static let fields: [Field<Self>] = [
        .text("id", \.id, zh: "凭证主键", en: "voucher's key"),
        .text("number", \.number, required: true, zh: "凭证号", en: "voucher number"),
        .text("kind", \.kind, zh: "凭证类型", en: "kind of voucher"),
        .text("division", \.division, zh: "行政区划", en: "division"),
        .integer("year", \.year, zh: "业务年度", en: "year"),
        .day("issuedOn", \.issuedOn, required: true, zh: "凭证日期", en: "issued on"),
        .money("amount", \.amount, required: true, zh: "金额", en: "amount"),
        .text("documentNumber", \.documentNumber, zh: "指标文号", en: "document number"),
        .text("originalKind", \.originalKind, zh: "主凭证类型", en: "kind of the original voucher"),
        .text("originalNumber", \.originalNumber, zh: "主凭证号", en: "original voucher's number"),
        .text("originalBatch", \.originalBatch, zh: "原业务单据号", en: "original batch's number"),
        .code("refund", \.refund, set: "refund", zh: "退款类型", en: "kind of refund"),
        .text("fundType", \.fundType, zh: "资金性质", en: "type of fund"),
        .text("fundTypeName", \.fundTypeName, zh: "资金性质名称", en: "name of the type of fund"),
        .text("budgetType", \.budgetType, zh: "预算类型", en: "type of budget"),
        .text("payType", \.payType, zh: "支付方式", en: "way of payment"),
        .text("payTypeName", \.payTypeName, zh: "支付方式名称", en: "name of the way of payment"),
        .text("settleMode", \.settleMode, zh: "结算方式", en: "way of settlement"),
        .text("businessType", \.businessType, zh: "业务类型", en: "type of business"),
        .text("businessTypeName", \.businessTypeName, zh: "业务类型名称", en: "name of the type of business"),
        .text("department", \.department, zh: "一级预算单位", en: "department"),
        .text("agency", \.agency, zh: "基层预算单位", en: "agency"),
        .text("agencyName", \.agencyName, zh: "基层预算单位名称", en: "agency's name"),
        .text("function", \.function, zh: "支出功能分类", en: "expenditure function"),
        .text("economy", \.economy, zh: "支出经济分类", en: "economic class"),
        .text("budgetProject", \.budgetProject, zh: "预算项目代码", en: "budget project"),
        .text("purpose", \.purpose, zh: "用途", en: "purpose"),
        .text("agentBank", \.agentBank, zh: "代理银行编码", en: "agent bank"),
        .text("agentBankName", \.agentBankName, zh: "代理银行名称", en: "agent bank's name"),
        .text("agentBankCode", \.agentBankCode, zh: "代理银行行号", en: "agent bank's clearing number"),
        .text("clearingBank", \.clearingBank, zh: "清算银行编码", en: "clearing bank"),
        .text("payerName", \.payerName, zh: "付款户名", en: "payer"),
        .text("payerAccount", \.payerAccount, .account, .inner, zh: "付款账号", en: "payer's account"),
        .text("payerBank", \.payerBank, zh: "付款银行", en: "payer's bank"),
        .text("payeeName", \.payeeName, .name, .maskedPublic, zh: "收款户名", en: "payee"),
        .text("payeeAccount", \.payeeAccount, .account, .inner, zh: "收款账号", en: "payee's account"),
        .text("payeeBank", \.payeeBank, zh: "收款银行", en: "payee's bank"),
        .text("payeeBankCode", \.payeeBankCode, zh: "收款银行行号", en: "payee bank's clearing number"),
        .text("orderNumber", \.orderNumber, zh: "支付交易序号", en: "payment order's number"),
        .text("messageNumber", \.messageNumber, zh: "支付报文编号", en: "payment message's number"),
        .day("entrustedOn", \.entrustedOn, zh: "支付委托日期", en: "entrusted on"),
        .text("sendingBankCode", \.sendingBankCode, zh: "支付发起行行号", en: "sending bank's clearing number"),
        .day("paidOn", \.paidOn, zh: "实际日期", en: "paid or refunded on"),
        .money("paid", \.paid, zh: "实际支付金额", en: "paid"),
        .text("paidName", \.paidName, .name, .maskedPublic, zh: "实际收款户名", en: "name of the account paid"),
        .text("paidAccount", \.paidAccount, .account, .inner, zh: "实际收款账号", en: "account paid"),
        .text("paidBank", \.paidBank, zh: "实际收款银行", en: "bank paid"),
        .text("bankSerial", \.bankSerial, zh: "银行交易流水号", en: "bank's serial"),
        .text("bankNote", \.bankNote, zh: "回单附言", en: "bank's note"),
        .text("remark", \.remark, zh: "备注", en: "remark"),
    ]
}

/// One detail of an electronic voucher: a payee of 8207, an application of 5201.
package struct VoucherLine: CanonicalRecord {
    package var serial = "", originalNumber = "", payeeName = "", payeeAccount = "", payeeBank = "", remark = ""
    package var agency = "", function = "", economy = "", budgetProject = "", payeeBankCode = ""
    package var amount: Money?, paid: Money?
    package var paidOn: Day?
    package var paidName = "", paidAccount = "", paidBank = "", bankSerial = "", bankNote = ""
    package var sequence: Int64?
    package var kind = "", agencyName = "", payeeID = ""
    package var bank: BankCode?
    package var outcome: OutcomeCode?

    package init() {}
    package static let name = "VoucherLine"
    package static let zh = "电子凭证明细"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "明细编号", en: "serial"),
        .text("originalNumber", \.originalNumber, zh: "原单据号", en: "original number"),
        .text("payeeName", \.payeeName, .name, .maskedPublic, required: true, zh: "收款户名", en: "payee"),
        .text("payeeAccount", \.payeeAccount, .account, .inner, required: true, zh: "收款账号", en: "payee's account"),
        .text("payeeBank", \.payeeBank, zh: "收款银行", en: "payee's bank"),
        .text("payeeBankCode", \.payeeBankCode, zh: "收款银行行号", en: "payee bank's clearing number"),
        .money("amount", \.amount, required: true, zh: "金额", en: "amount"),
        .text("agency", \.agency, zh: "基层预算单位", en: "agency"),
        .text("function", \.function, zh: "支出功能分类", en: "expenditure function"),
        .text("economy", \.economy, zh: "支出经济分类", en: "economic class"),
        .text("budgetProject", \.budgetProject, zh: "预算项目代码", en: "budget project"),
        .day("paidOn", \.paidOn, zh: "实际支付日期", en: "paid on"),
        .text("bankSerial", \.bankSerial, zh: "银行交易流水号", en: "bank's serial"),
        .money("paid", \.paid, zh: "实际支付金额", en: "paid"),
        .text("paidName", \.paidName, .name, .maskedPublic, zh: "实际收款户名", en: "name of the account paid"),
        .text("paidAccount", \.paidAccount, .account, .inner, zh: "实际收款账号", en: "account paid"),
        .text("paidBank", \.paidBank, zh: "实际收款银行", en: "bank paid"),
        .text("bankNote", \.bankNote, zh: "失败原因", en: "bank's note"),
        .text("remark", \.remark, zh: "备注", en: "remark"),
        .integer("sequence", \.sequence, zh: "序号", en: "sequence"),
        .text("kind", \.kind, zh: "凭证类型", en: "kind of voucher"),
        .text("agencyName", \.agencyName, zh: "基层预算单位名称", en: "agency's name"),
        .text("payeeID", \.payeeID, .idNumber, .inner, zh: "收款人证件号码", en: "payee's number"),
        .code("bank", \.bank, set: "bank", zh: "行别", en: "bank"),
        .code("outcome", \.outcome, set: "outcome", zh: "结果", en: "outcome"),
    ]
}

/// VoucherSplit cuts what is to be paid into documents that the treasury's voucher bus takes (8207: at most 499 details).
package enum VoucherSplit {
    /// Most details of one document.
    package static let most = 499

    /// Why lines cannot be cut; `line` is a position from 0. It names no value.
    package enum Refusal: Error, Hashable, Sendable {
        /// The line has no serial, or one that an earlier line has.
        case serial(line: Int)
        /// The line's amount is missing or not more than nothing.
        case amount(line: Int)
        /// The lines come to more than `Money` holds.
        case sum
        /// Two documents would bear one number; `document` counts from 0.
        case number(document: Int)
    }

    /// Cuts lines into documents, in their order.
    ///
    /// - Parameters:
    ///   - lines: what is to be paid; each with a serial of its own.
    ///   - head: what all documents say alike.
    ///   - most: at most this many details in each.
    ///   - number: the number of the document at a position, from 0.
    /// - Returns: documents that each have their own number and the sum of their own details; none for no line.
    /// - Throws: the first reason why the lines cannot be cut; then nothing may be sent.
    package static func documents(
        of lines: [VoucherLine], under head: VoucherHead, most: Int = most, number: (Int) -> String
    ) throws(Refusal) -> [(head: VoucherHead, lines: [VoucherLine])] {
        precondition(most > 0, "a document holds at least one detail")
        var serials: Set<String> = []
        var numbers: Set<String> = []
        var documents: [(head: VoucherHead, lines: [VoucherLine])] = []
        var total: Int64 = 0
        for (index, line) in lines.enumerated() {
            guard !line.serial.isEmpty, serials.insert(line.serial).inserted else { throw .serial(line: index) }
            guard let amount = line.amount, amount > .zero else { throw .amount(line: index) }
            let (sum, overflow) = total.addingReportingOverflow(amount.fen)
            guard !overflow else { throw .sum }
            total = sum
            if documents.last.map({ $0.lines.count == most }) ?? true {
                var next = head
                next.number = number(documents.count)
                next.amount = .zero
                guard !next.number.isEmpty, numbers.insert(next.number).inserted else {
                    throw .number(document: documents.count)
                }
                documents.append((next, []))
            }
            documents[documents.count - 1].lines.append(line)
            documents[documents.count - 1].head.amount = (documents[documents.count - 1].head.amount ?? .zero) + amount
        }
        return documents
    }
}
