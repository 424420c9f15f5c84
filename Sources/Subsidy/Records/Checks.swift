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

/// A person's standing in a welfare register.
package struct WelfareStatus: CanonicalRecord {
    package var idNumber = "", name = "", certificate = ""
    package var kind: WelfareKind?
    package var state: WelfareState?
    package var from: Day?, until: Day?

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

/// A social-security card: its own state and its bank account's are two things (domain.md 4).
package struct CardStatus: CanonicalRecord {
    package var lineNumber: Int64?
    package var idNumber = "", name = "", cardNumber = "", account = "", bankCode = "", issuerRegion = ""
    package var cardState: AccountStateCode?
    package var activated: Bool?

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
    ]
}

/// One account asked about at its bank (IM-12.5).
package struct AccountQuery: CanonicalRecord {
    package var serial = "", account = "", holderName = "", idNumber = ""

    package init() {}
    package static let name = "AccountQuery"
    package static let zh = "账户验证请求"
    package static let fields: [Field<Self>] = [
        .text("serial", \.serial, required: true, zh: "流水号", en: "serial"),
        .text("account", \.account, .account, .inner, required: true, zh: "账号", en: "account"),
        .text("holderName", \.holderName, .name, .maskedPublic, required: true, zh: "户名", en: "holder's name"),
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "证件号", en: "identity number"),
    ]
}

/// What the bank says of one account.
package struct AccountVerdict: CanonicalRecord {
    package var serial = "", account = ""
    package var nameMatch: Bool?, idMatch: Bool?
    package var state: AccountStateCode?
    package var reason = ""

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
    ]
}
