/// One person asked about (IM-11.3, IM-16.1a).
package struct IdentityQuery: CanonicalRecord {
    package var lineNumber: Int64?
    package var idNumber = "", name = ""

    package init() {}
    package static let name = "IdentityQuery"
    package static let zh = "身份核查请求"
    package static let fields: [Field<Self>] = [
        .integer("lineNumber", \.lineNumber, required: true, zh: "序号", en: "line"),
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "公民身份号码", en: "identity number"),
        .text("name", \.name, .name, .maskedPublic, required: true, zh: "姓名", en: "name"),
    ]
}

/// What a batch of questions says of itself; shared by identity, card and account checks.
package struct QueryHead: CanonicalRecord {
    package var requestNumber = "", operatorID = "", operatorName = "", operatorOrg = "", operatorOrgName = ""
    package var caller = "", callerName = "", businessType = "", businessName = ""
    package var sentAt: Instant?
    package var count: Int64?

    package init() {}
    package static let name = "QueryHead"
    package static let zh = "核查请求"
    package static let fields: [Field<Self>] = [
        .text("requestNumber", \.requestNumber, required: true, zh: "请求编号", en: "request number"),
        .instant("sentAt", \.sentAt, zh: "发送时间", en: "sent at"),
        .integer("count", \.count, zh: "记录数", en: "records"),
        .text("operatorID", \.operatorID, .idNumber, .inner, zh: "请求人身份号码", en: "operator's identity number"),
        .text("operatorName", \.operatorName, .name, .maskedPublic, zh: "请求人姓名", en: "operator's name"),
        .text("operatorOrg", \.operatorOrg, zh: "请求人单位代码", en: "operator's unit"),
        .text("operatorOrgName", \.operatorOrgName, zh: "请求人单位名称", en: "operator's unit's name"),
        .text("caller", \.caller, zh: "请求系统代码", en: "calling system"),
        .text("callerName", \.callerName, zh: "请求系统名称", en: "calling system's name"),
        .text("businessType", \.businessType, zh: "业务类型代码", en: "business type"),
        .text("businessName", \.businessName, zh: "业务类型名称", en: "business type's name"),
    ]
}

/// What the police register says of one person (domain.md 2.3); the verdict is computed from it.
package struct IdentityVerdict: CanonicalRecord {
    package var lineNumber: Int64?
    package var idNumber = ""
    package var idMatch: MatchCode?, nameMatch: MatchCode?
    package var deceased: Bool?
    package var deathDate: Day?
    package var birthDate: Day?
    package var reason = ""
    package var name = "", nation = "", birthCountry = "", birthRegion = ""
    package var sex: SexCode?

    package init() {}
    package static let name = "IdentityVerdict"
    package static let zh = "身份核查结果"
    package static let fields: [Field<Self>] = [
        .integer("lineNumber", \.lineNumber, zh: "序号", en: "line"),
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "公民身份号码", en: "identity number"),
        .code("idMatch", \.idMatch, set: "match", zh: "身份号码匹配", en: "number's match"),
        .code("nameMatch", \.nameMatch, set: "match", zh: "姓名匹配", en: "name's match"),
        .flag("deceased", \.deceased, zh: "死亡标识", en: "deceased"),
        .day("deathDate", \.deathDate, zh: "死亡日期", en: "date of death"),
        .day("birthDate", \.birthDate, zh: "出生日期", en: "date of birth"),
        .text("reason", \.reason, zh: "说明", en: "reason"),
        .text("name", \.name, .name, .maskedPublic, zh: "姓名", en: "name"),
        .code("sex", \.sex, set: "sex", zh: "性别", en: "sex"),
        .text("nation", \.nation, zh: "民族", en: "nation"),
        .text("birthCountry", \.birthCountry, zh: "出生地国家", en: "country of birth"),
        .text("birthRegion", \.birthRegion, zh: "出生地区划", en: "region of birth"),
    ]
}

/// A death that a register or a crematorium tells (IM-16.1c–e).
package struct DeathNotice: CanonicalRecord {
    package var idNumber = "", name = ""
    package var deathDate: Day?, crematedOn: Day?

    package init() {}
    package static let name = "DeathNotice"
    package static let zh = "死亡信息"
    package static let fields: [Field<Self>] = [
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "身份号码", en: "identity number"),
        .text("name", \.name, .name, .maskedPublic, zh: "姓名", en: "name"),
        .day("deathDate", \.deathDate, zh: "死亡日期", en: "date of death"),
        .day("crematedOn", \.crematedOn, zh: "火化日期", en: "cremated on"),
    ]
}

/// A person's standing in a welfare register (domain.md 3.2).
///
/// `monthlyAmount` is the household's where the kind is paid by household (低保), else the person's. Money of a child
/// goes to the guardian: `account` and `holderName` are then the guardian's, not the child's.
package struct WelfareStatus: CanonicalRecord {
    package var idNumber = "", name = "", certificate = ""
    package var kind: WelfareKind?
    package var state: WelfareState?
    package var from: Day?, until: Day?
    package var headID = "", headName = "", certificateID = "", bank = "", holderName = "", stopReason = ""
    package var area: WelfareArea?
    package var headcount: Int64?, reissue: Int64?
    package var monthlyAmount: Money?, supplement: Money?, careAmount: Money?
    package var support: SupportCode?
    package var selfCare: SelfCareCode?
    package var disability: DisabilityCode?
    package var disabilityGrade: DisabilityGrade?
    package var graceUntil: Day?
    package var guardianID = "", guardianName = "", account = ""

    package init() {}
    package static let name = "WelfareStatus"
    package static let zh = "民政对象状态"
    package static let fields: [Field<Self>] = [
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "身份号码", en: "identity number"),
        .text("name", \.name, .name, .maskedPublic, zh: "姓名", en: "name"),
        .text("certificate", \.certificate, .text, .inner, zh: "证号", en: "certificate"),
        .code("kind", \.kind, set: "welfareKind", required: true, zh: "类别", en: "kind"),
        .code("state", \.state, set: "welfareState", required: true, zh: "状态", en: "state"),
        .day("from", \.from, zh: "起始", en: "from"),
        .day("until", \.until, zh: "终止", en: "until"),
        .text("headID", \.headID, .idNumber, .inner, zh: "户主身份号码", en: "head's identity number"),
        .text("headName", \.headName, .name, .maskedPublic, zh: "户主姓名", en: "head's name"),
        .code("area", \.area, set: "welfareArea", zh: "城乡", en: "urban or rural"),
        .integer("headcount", \.headcount, zh: "保障人口", en: "persons covered"),
        .money("monthlyAmount", \.monthlyAmount, zh: "月保障金额", en: "monthly amount"),
        .money("supplement", \.supplement, zh: "分类施保金额", en: "supplement"),
        .money("careAmount", \.careAmount, zh: "照料护理标准", en: "care allowance"),
        .code("support", \.support, set: "support", zh: "供养方式", en: "support"),
        .code("selfCare", \.selfCare, set: "selfCare", zh: "自理能力", en: "ability to care for oneself"),
        .code("disability", \.disability, set: "disability", zh: "残疾类别", en: "disability"),
        .code("disabilityGrade", \.disabilityGrade, set: "disabilityGrade", zh: "残疾等级", en: "grade of disability"),
        .text(
            "certificateID", \.certificateID, .idNumber, .inner, zh: "证号中的身份号码",
            en: "identity number within the certificate's"),
        .integer("reissue", \.reissue, zh: "证件补发次数", en: "reissues of the certificate"),
        .day("graceUntil", \.graceUntil, zh: "渐退期止", en: "end of the grace period"),
        .text("stopReason", \.stopReason, zh: "停保原因", en: "why it ended"),
        .text("bank", \.bank, zh: "开户银行", en: "bank"),
        .text("holderName", \.holderName, .name, .maskedPublic, zh: "户名", en: "account holder"),
        .text("guardianID", \.guardianID, .idNumber, .inner, zh: "监护人身份号码", en: "guardian's identity number"),
        .text("guardianName", \.guardianName, .name, .maskedPublic, zh: "监护人姓名", en: "guardian's name"),
        .text("account", \.account, .account, .inner, zh: "银行账号", en: "bank account"),
    ]
}

/// One person asked about at the card issuer.
package struct CardQuery: CanonicalRecord {
    package var lineNumber: Int64?
    package var idNumber = "", name = ""

    package init() {}
    package static let name = "CardQuery"
    package static let zh = "社保卡核验请求"
    package static let fields: [Field<Self>] = [
        .integer("lineNumber", \.lineNumber, required: true, zh: "序号", en: "line"),
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "社会保障号码", en: "identity number"),
        .text("name", \.name, .name, .maskedPublic, required: true, zh: "姓名", en: "name"),
    ]
}

/// A social-security card: its own state and its bank account's are two things (domain.md 4), and the card's number is
/// not its account's.
package struct CardStatus: CanonicalRecord {
    package var lineNumber: Int64?
    package var idNumber = "", name = "", cardNumber = "", account = "", bankCode = "", issuerRegion = ""
    package var cardState: AccountStateCode?
    package var activated: Bool?
    package var accountState: AccountStateCode?
    package var cardUID = "", insuredNumber = "", holderName = "", bankNumber = "", accountKind = "", phone = ""
    package var bankKind: BankKind?
    package var payChannel: PayChannel?
    package var issuedOn: Day?
    package var electronic: Bool?, reportedLost: Bool?

    package init() {}
    package static let name = "CardStatus"
    package static let zh = "社会保障卡状态"
    package static let fields: [Field<Self>] = [
        .integer("lineNumber", \.lineNumber, zh: "序号", en: "line"),
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "社会保障号码", en: "identity number"),
        .text("name", \.name, .name, .maskedPublic, zh: "姓名", en: "name"),
        .text("cardNumber", \.cardNumber, .text, .inner, zh: "社会保障卡卡号", en: "card number"),
        .text("account", \.account, .account, .inner, zh: "银行账号", en: "bank account"),
        .text("bankCode", \.bankCode, zh: "开户银行", en: "bank"),
        .text("issuerRegion", \.issuerRegion, zh: "发卡地", en: "issuer's region"),
        .code("cardState", \.cardState, set: "accountState", zh: "卡状态", en: "card's state"),
        .flag("activated", \.activated, zh: "金融账户已激活", en: "bank account activated"),
        .code("accountState", \.accountState, set: "accountState", zh: "金融账户状态", en: "bank account's state"),
        .text("cardUID", \.cardUID, .text, .inner, zh: "卡识别码", en: "card's identifier"),
        .text("insuredNumber", \.insuredNumber, .text, .inner, zh: "个人编号", en: "insured person's number"),
        .text("holderName", \.holderName, .name, .maskedPublic, zh: "银行户名", en: "account holder"),
        .code("bankKind", \.bankKind, set: "bankKind", zh: "行别", en: "kind of bank"),
        .text("bankNumber", \.bankNumber, zh: "开户银行行号", en: "bank's clearing number"),
        .text("accountKind", \.accountKind, zh: "银行卡类别", en: "kind of bank card"),
        .code("payChannel", \.payChannel, set: "payChannel", zh: "发放方式", en: "pay channel"),
        .text("phone", \.phone, .phone, .inner, zh: "联系电话", en: "phone"),
        .day("issuedOn", \.issuedOn, zh: "发卡日期", en: "issued on"),
        .flag("electronic", \.electronic, zh: "已开通电子社保卡", en: "electronic card opened"),
        .flag("reportedLost", \.reportedLost, zh: "已挂失", en: "reported lost at the bank"),
    ]
}

/// One account asked about at its bank (IM-12.5).
package struct AccountQuery: CanonicalRecord {
    package var serial = "", account = "", holderName = "", idNumber = "", idType = "", phone = ""

    package init() {}
    package static let name = "AccountQuery"
    package static let zh = "账户验证请求"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "流水号", en: "serial"),
        .text("account", \.account, .account, .inner, required: true, zh: "账号", en: "account"),
        .text("holderName", \.holderName, .name, .maskedPublic, required: true, zh: "户名", en: "holder's name"),
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "证件号", en: "identity number"),
        .text("idType", \.idType, zh: "证件类型", en: "kind of certificate"),
        .text("phone", \.phone, .phone, .inner, zh: "手机号", en: "mobile phone"),
    ]
}

/// What the bank says of one account.
package struct AccountVerdict: CanonicalRecord {
    package var serial = "", account = ""
    package var nameMatch: Bool?, idMatch: Bool?
    package var state: AccountStateCode?
    package var reason = ""
    package var phoneMatch: Bool?
    package var reasonCode = "", holderName = "", category = "", medium = ""

    package init() {}
    package static let name = "AccountVerdict"
    package static let zh = "账户验证结果"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "流水号", en: "serial"),
        .text("account", \.account, .account, .inner, required: true, zh: "账号", en: "account"),
        .flag("nameMatch", \.nameMatch, zh: "户名一致", en: "name matches"),
        .flag("idMatch", \.idMatch, zh: "证件一致", en: "identity number matches"),
        .code("state", \.state, set: "accountState", zh: "账户状态", en: "account's state"),
        .text("reason", \.reason, zh: "说明", en: "reason"),
        .flag("phoneMatch", \.phoneMatch, zh: "手机号一致", en: "phone matches"),
        .text("reasonCode", \.reasonCode, zh: "返回码", en: "reason code"),
        .text("holderName", \.holderName, .name, .maskedPublic, zh: "户名", en: "holder's name"),
        .text("category", \.category, zh: "账户类别", en: "category of account"),
        .text("medium", \.medium, zh: "介质", en: "card or passbook"),
    ]
}
