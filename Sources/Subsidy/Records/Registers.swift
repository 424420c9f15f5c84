/// What an answer says of itself: whether it is one, and how many records there are.
///
/// `status` is required: a document that does not say that it is an answer is refused, so that a failed call is never
/// read as "nobody found".
package struct AnswerHead: CanonicalRecord {
    package var status: AnswerCode?
    package var message = ""
    package var count: Int64?
    /// Of a paged answer: records of all pages together.
    package var total: Int64?

    package init() {}
    package static let name = "AnswerHead"
    package static let zh = "查询应答"
    package static let fields: [Field<Self>] = [
        .code("status", \.status, set: "answer", required: true, zh: "应答状态", en: "status"),
        .text("message", \.message, zh: "应答说明", en: "message"),
        .integer("count", \.count, zh: "记录数", en: "records"),
        .integer("total", \.total, zh: "总记录数", en: "records of all pages"),
    ]
}

/// A person of the household register (人口基础信息, GA/T 543; domain.md 2.4).
///
/// `deceased` and `registration` are two statements: who moved out lives.
package struct Resident: CanonicalRecord {
    package var idNumber = "", name = "", formerName = "", nation = "", birthRegion = ""
    package var sex: SexCode?
    package var birthDate: Day?, deathDate: Day?
    package var deceased: Bool?
    package var registration: RegistrationCode?
    package var household = "", headID = "", region = "", address = "", phone = ""
    package var relation: RelationCode?
    package var marital: MaritalCode?

    package init() {}
    package static let name = "Resident"
    package static let zh = "人口基础信息"
    package static let fields: [Field<Self>] = [
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "公民身份号码", en: "identity number"),
        .text("name", \.name, .name, .maskedPublic, required: true, zh: "姓名", en: "name"),
        .text("formerName", \.formerName, .name, .maskedPublic, zh: "曾用名", en: "former name"),
        .code("sex", \.sex, set: "sex", zh: "性别", en: "sex"),
        .text("nation", \.nation, zh: "民族", en: "nation"),
        .day("birthDate", \.birthDate, zh: "出生日期", en: "date of birth"),
        .text("birthRegion", \.birthRegion, zh: "出生地区划", en: "region of birth"),
        .flag("deceased", \.deceased, zh: "死亡标识", en: "deceased"),
        .day("deathDate", \.deathDate, zh: "死亡日期", en: "date of death"),
        .code("registration", \.registration, set: "registration", zh: "户籍状态", en: "registration"),
        .text("household", \.household, .text, .inner, zh: "户号", en: "household number"),
        .text("headID", \.headID, .idNumber, .inner, zh: "户主身份号码", en: "head's identity number"),
        .code("relation", \.relation, set: "relation", zh: "与户主关系", en: "relation to the head"),
        .text("region", \.region, zh: "户籍区划", en: "region of registration"),
        .text("address", \.address, .text, .inner, zh: "户籍地址", en: "address of registration"),
        .code("marital", \.marital, set: "marital", zh: "婚姻状况", en: "marital status"),
        .text("phone", \.phone, .phone, .inner, zh: "联系电话", en: "phone"),
    ]
}

/// A couple asked about at the marriage register (domain.md 3.1).
package struct MarriageQuery: CanonicalRecord {
    package var manID = "", manName = "", womanID = "", womanName = ""

    package init() {}
    package static let name = "MarriageQuery"
    package static let zh = "婚姻登记查询"
    package static let fields: [Field<Self>] = [
        .text("manID", \.manID, .idNumber, .inner, required: true, zh: "男方身份号码", en: "man's identity number"),
        .text("manName", \.manName, .name, .maskedPublic, required: true, zh: "男方姓名", en: "man's name"),
        .text("womanID", \.womanID, .idNumber, .inner, required: true, zh: "女方身份号码", en: "woman's identity number"),
        .text("womanName", \.womanName, .name, .maskedPublic, required: true, zh: "女方姓名", en: "woman's name"),
    ]
}

/// One entry of the marriage register, as one of the two persons has it (domain.md 3.2). Whether the person is married
/// follows from the latest marriage, divorce or annulment, and is not said here.
package struct MarriageEvent: CanonicalRecord {
    package var idNumber = "", name = "", nation = "", spouseID = "", spouseName = ""
    package var sex: SexCode?
    package var birthDate: Day?, occurredOn: Day?
    package var kind: MarriageEventCode?
    package var certificate = "", office = "", officeName = ""

    package init() {}
    package static let name = "MarriageEvent"
    package static let zh = "婚姻登记"
    package static let fields: [Field<Self>] = [
        .text("idNumber", \.idNumber, .idNumber, .inner, required: true, zh: "身份号码", en: "identity number"),
        .text("name", \.name, .name, .maskedPublic, required: true, zh: "姓名", en: "name"),
        .code("sex", \.sex, set: "sex", zh: "性别", en: "sex"),
        .day("birthDate", \.birthDate, zh: "出生日期", en: "date of birth"),
        .text("nation", \.nation, zh: "民族", en: "nation"),
        // A foreigner's passport is no identity number of ours.
        .text("spouseID", \.spouseID, .text, .inner, zh: "配偶证件号", en: "spouse's number"),
        .text("spouseName", \.spouseName, .text, .maskedPublic, zh: "配偶姓名", en: "spouse's name"),
        .code("kind", \.kind, set: "marriageEvent", zh: "登记类别", en: "kind of event"),
        .day("occurredOn", \.occurredOn, required: true, zh: "登记日期", en: "registered on"),
        .text("certificate", \.certificate, .text, .inner, zh: "证件字号", en: "certificate"),
        .text("office", \.office, zh: "登记机关代码", en: "register office"),
        .text("officeName", \.officeName, zh: "登记机关", en: "register office's name"),
    ]
}
