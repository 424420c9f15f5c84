/// One person of the base library of beneficiaries (受益人基础人员库; IM-11.1, NX-7.2; domain.md 8.3): a member of a
/// household, and the account the household's or the person's money goes to.
///
/// A head of household is a record too, whose relation is `head`.
package struct Beneficiary: CanonicalRecord {
    package var personNumber = "", householdCode = ""
    package var headName = "", headID = ""
    package var name = "", idNumber = ""
    package var relation: RelationCode?
    package var sex: SexCode?
    package var age: Int64?
    package var phone = "", village = "", villageCode = "", group = ""
    package var holderName = "", account = "", bank = ""
    package var publicHolderName = "", publicAccount = "", publicBank = ""
    package var lowIncome: Bool?, rural: Bool?, registeredPoor: Bool?, destitute: Bool?
    package var state: BeneficiaryState?
    package var createdBy = "", note = ""
    package var changedAt: Instant?

    package init() {}
    package static let name = "Beneficiary"
    package static let zh = "补贴对象"
    package static let fields: [Field<Self>] = [
        .text("personNumber", \.personNumber, zh: "人员编号", en: "person's number"),
        .text("householdCode", \.householdCode, zh: "农户编码", en: "household code"),
        .text("headName", \.headName, .name, .maskedPublic, zh: "户主姓名", en: "head's name"),
        .text("headID", \.headID, .idNumber, .inner, zh: "户主身份证号", en: "head's identity number"),
        .text("name", \.name, .name, .maskedPublic, required: true, zh: "姓名", en: "name"),
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "身份证号", en: "identity number"),
        .code("relation", \.relation, set: "relation", zh: "与户主关系", en: "relation to the head"),
        .code("sex", \.sex, set: "sex", zh: "性别", en: "sex"),
        .integer("age", \.age, zh: "年龄", en: "age"),
        .text("phone", \.phone, .phone, .inner, zh: "联系电话", en: "phone"),
        .text("village", \.village, zh: "村(居)委会", en: "village"),
        .text("villageCode", \.villageCode, zh: "村(居)代码", en: "village code"),
        .text("group", \.group, zh: "村(居)民小组", en: "villagers' group"),
        .text("holderName", \.holderName, .name, .maskedPublic, zh: "账户名称", en: "account holder"),
        .text("account", \.account, .account, .inner, zh: "银行账号", en: "bank account"),
        .text("bank", \.bank, zh: "开户银行", en: "bank"),
        .text("publicHolderName", \.publicHolderName, zh: "公共账户名称", en: "holder of the public account"),
        .text("publicAccount", \.publicAccount, .account, .inner, zh: "公共账户账号", en: "public account"),
        .text("publicBank", \.publicBank, zh: "公共账户开户银行", en: "bank of the public account"),
        .flag("lowIncome", \.lowIncome, zh: "是否低保户", en: "low income"),
        .flag("rural", \.rural, zh: "是否乡村人口", en: "rural population"),
        .flag("registeredPoor", \.registeredPoor, zh: "是否建档立卡户", en: "registered poor household"),
        .flag("destitute", \.destitute, zh: "是否特困人员", en: "destitute"),
        .code("state", \.state, set: "beneficiaryState", zh: "状态", en: "state"),
        .text("createdBy", \.createdBy, .name, .maskedPublic, zh: "创建人", en: "created by"),
        .text("note", \.note, zh: "备注", en: "note"),
        .instant("changedAt", \.changedAt, zh: "变更时间", en: "changed at"),
    ]
}

/// What a delivery of the base library says of itself: whose it is, as of when, and where the next one goes on.
package struct BeneficiaryListHead: CanonicalRecord {
    package var county = "", cursor = ""
    package var asOf: Instant?
    package var count: Int64?
    /// The whole library, so that who is not in it is gone; otherwise changes since the cursor.
    package var full: Bool?

    package init() {}
    package static let name = "BeneficiaryListHead"
    package static let zh = "补贴对象名单"
    package static let fields: [Field<Self>] = [
        .text("county", \.county, required: true, zh: "旗县", en: "county"),
        .instant("asOf", \.asOf, zh: "截至时间", en: "as of"),
        .text("cursor", \.cursor, zh: "续传位置", en: "cursor"),
        .flag("full", \.full, zh: "是否全量", en: "whole library"),
        .integer("count", \.count, zh: "人数", en: "persons"),
    ]
}

/// One line of a roster that the platform made (发放清册明细, IM-16).
package struct RosterLine: CanonicalRecord {
    package var lineNumber: Int64?
    package var serial = ""
    package var headName = "", headID = ""
    package var beneficiaryName = "", beneficiaryID = ""
    package var payeeName = "", payeeID = ""
    package var account = "", bank = "", phone = ""
    package var village = "", villageCode = "", group = ""
    package var quantity: ExactDecimal?, rate: ExactDecimal?
    package var amount: Money?
    package var state: RosterLineState?
    package var note = ""

    package init() {}
    package static let name = "RosterLine"
    package static let zh = "发放清册明细"
    package static let fields: [Field<Self>] = [
        .integer("lineNumber", \.lineNumber, required: true, zh: "序号", en: "line"),
        .text("serial", \.serial, required: true, zh: "明细编号", en: "line's number at the platform"),
        .text("headName", \.headName, .name, .maskedPublic, zh: "户主姓名", en: "head's name"),
        .text("headID", \.headID, .idNumber, .inner, zh: "户主身份证号", en: "head's identity number"),
        .text("beneficiaryName", \.beneficiaryName, .name, .maskedPublic, required: true, zh: "享受人", en: "beneficiary"),
        .text(
            "beneficiaryID", \.beneficiaryID, .idNumber, .inner, required: true, zh: "享受人身份证号",
            en: "beneficiary's identity number"),
        .text("payeeName", \.payeeName, .name, .maskedPublic, required: true, zh: "收款人姓名", en: "payee"),
        .text("payeeID", \.payeeID, .idNumber, .inner, required: true, zh: "收款人身份证号", en: "payee's identity number"),
        .text("account", \.account, .account, .inner, required: true, zh: "银行账号", en: "bank account"),
        .text("bank", \.bank, zh: "开户银行", en: "bank"),
        .text("phone", \.phone, .phone, .inner, zh: "联系电话", en: "phone"),
        .text("village", \.village, zh: "村(居)委会", en: "village"),
        .text("villageCode", \.villageCode, zh: "村(居)代码", en: "village code"),
        .text("group", \.group, zh: "村(居)民小组", en: "villagers' group"),
        .decimal("quantity", \.quantity, zh: "数量", en: "quantity"),
        .decimal("rate", \.rate, zh: "补贴标准", en: "standard"),
        .money("amount", \.amount, required: true, zh: "补贴金额", en: "amount"),
        .code("state", \.state, set: "rosterLineState", required: true, zh: "明细状态", en: "line's state"),
        .text("note", \.note, zh: "备注", en: "note"),
    ]
}

/// What a roster says of itself (发放清册).
package struct RosterHead: CanonicalRecord {
    package var rosterNumber = "", project = "", period = "", approvalNumber = "", county = "", department = ""
    package var state: RosterState?
    package var madeAt: Instant?
    /// Which of the platform's words about this roster it is: a later word has a greater number.
    package var version: Int64?
    package var voucher = ""
    package var count: Int64?
    package var sum: Money?

    package init() {}
    package static let name = "RosterHead"
    package static let zh = "发放清册"
    package static let fields: [Field<Self>] = [
        .text("rosterNumber", \.rosterNumber, required: true, zh: "清册编号", en: "roster's number"),
        .text("project", \.project, required: true, zh: "补贴项目代码", en: "project code"),
        .text("period", \.period, required: true, zh: "期次", en: "period"),
        .text("approvalNumber", \.approvalNumber, required: true, zh: "批复文号", en: "approval number"),
        .text("county", \.county, required: true, zh: "旗县", en: "county"),
        .text("department", \.department, zh: "主管部门", en: "department"),
        .code("state", \.state, set: "rosterState", required: true, zh: "清册状态", en: "state"),
        .instant("madeAt", \.madeAt, zh: "生成时间", en: "made at"),
        .integer("version", \.version, zh: "版次", en: "version"),
        .text("voucher", \.voucher, zh: "支付凭证号", en: "payment voucher"),
        .integer("count", \.count, required: true, zh: "总笔数", en: "lines"),
        .money("sum", \.sum, required: true, zh: "总金额", en: "sum"),
    ]
}

/// What a delivery of verdicts or results to the platform says of itself.
package struct PushHead: CanonicalRecord {
    package var pushNumber = "", rosterNumber = "", county = ""
    package var sentAt: Instant?
    package var count: Int64?
    package var sum: Money?, paid: Money?
    package var auditHead = ""

    package init() {}
    package static let name = "PushHead"
    package static let zh = "平台回传"
    package static let fields: [Field<Self>] = [
        .text("pushNumber", \.pushNumber, required: true, zh: "回传编号", en: "push's number"),
        .text("rosterNumber", \.rosterNumber, required: true, zh: "清册编号", en: "roster's number"),
        .text("county", \.county, required: true, zh: "旗县", en: "county"),
        .instant("sentAt", \.sentAt, required: true, zh: "发送时间", en: "sent at"),
        .integer("count", \.count, required: true, zh: "笔数", en: "lines"),
        .money("sum", \.sum, zh: "总金额", en: "sum"),
        .money("paid", \.paid, zh: "实付金额", en: "paid"),
        .text("auditHead", \.auditHead, zh: "审计链头", en: "head of the audit chain"),
    ]
}

/// How a member is related to the head of the household: GB/T 4761, its kinds drawn together as far as heirs and
/// guardians need them (domain.md 1.6).
package enum RelationCode: String, CaseIterable, Sendable {
    /// The head; `本人` in a list of members.
    case head
    case spouse, son, daughter, sonInLaw, daughterInLaw, grandchild, greatGrandchild
    /// A grandchild's wife or husband.
    case grandchildInLaw
    case father, mother, fatherInLaw, motherInLaw, grandparent
    case sibling, siblingInLaw, uncleOrAunt, nephewOrNiece, otherRelative, nonRelative
}

/// GB/T 2261.1.
package enum SexCode: String, CaseIterable, Sendable { case unknown, male, female, unstated }

package enum BeneficiaryState: String, CaseIterable, Sendable {
    case active, suspended
    /// Moved to another county.
    case movedOut
    case deceased
}

/// What the platform says of one line of a roster (domain.md 8.3).
package enum RosterLineState: String, CaseIterable, Sendable {
    /// 已申请, 已生成支付申请, 已支付, 支付失败, 已停发.
    case applied, requested, paid, failed, stopped
}

/// What the platform says of a roster (domain.md 8.3): how far it has come there. Some platforms tell each step before it
/// is issued, some only that it was. Refunded money went back to the treasury; returned money still lies in the agency
/// account.
package enum RosterState: String, CaseIterable, Sendable {
    case new, checked, publicising, publicised, signed, departmentApproved, issued, sent, paid, paidOut, partlyRefunded,
        partlyReturned
}
