/// What a department says of one line that it sent before (IM-14.2): the approval is withdrawn, or the line is corrected.
///
/// A correction names the line's values as they are to be; what it leaves empty stays as the list had it. So what holds
/// depends on the newest word alone, in whatever order the words arrive.
package struct ListChangeLine: CanonicalRecord {
    package var sequence: Int64?
    package var kind: ListChangeKind?
    package var beneficiaryName = "", beneficiaryID = ""
    /// The row of the list, where a beneficiary stands in several.
    package var row: Int64?
    package var payeeName = "", payeeID = ""
    package var account = "", bank = ""
    package var quantity: ExactDecimal?, rate: ExactDecimal?
    package var amount: Money?

    package init() {}
    package static let name = "ListChangeLine"
    package static let zh = "清单更正明细"
    package static let fields: [Field<Self>] = [
        .integer("sequence", \.sequence, zh: "序号", en: "sequence"),
        .code("kind", \.kind, set: "listChange", required: true, zh: "更正或撤回", en: "correction or withdrawal"),
        .text("beneficiaryName", \.beneficiaryName, .name, .maskedPublic, zh: "享受人", en: "beneficiary"),
        .text(
            "beneficiaryID", \.beneficiaryID, .idNumber, .inner, required: true, zh: "享受人身份证号",
            en: "beneficiary's identity number"),
        .integer("row", \.row, zh: "原清单行号", en: "row of the list"),
        .text("payeeName", \.payeeName, .name, .maskedPublic, zh: "收款人姓名", en: "payee"),
        .text("payeeID", \.payeeID, .idNumber, .inner, zh: "收款人身份证号", en: "payee's identity number"),
        .text("account", \.account, .account, .inner, zh: "银行账号", en: "bank account"),
        .text("bank", \.bank, zh: "开户银行", en: "bank"),
        .decimal("quantity", \.quantity, zh: "数量", en: "quantity"),
        .decimal("rate", \.rate, zh: "补贴标准", en: "standard"),
        .money("amount", \.amount, zh: "补贴金额", en: "amount"),
    ]
}

/// Which list a message of changes is about, and which of the department's messages about it this is.
package struct ListChangeHead: CanonicalRecord {
    package var project = "", period = "", approvalNumber = "", county = ""
    /// The department's own running number of its messages about this list; the highest holds.
    package var version: Int64?
    package var count: Int64?

    package init() {}
    package static let name = "ListChangeHead"
    package static let zh = "清单更正"
    package static let fields: [Field<Self>] = [
        .text("project", \.project, required: true, zh: "补贴项目代码", en: "project code"),
        .text("period", \.period, required: true, zh: "期次", en: "period"),
        .text("approvalNumber", \.approvalNumber, required: true, zh: "批复文号", en: "approval number"),
        .text("county", \.county, required: true, zh: "旗县", en: "county"),
        .integer("version", \.version, required: true, zh: "更正序号", en: "number of the change"),
        .integer("count", \.count, zh: "总笔数", en: "lines"),
    ]
}
