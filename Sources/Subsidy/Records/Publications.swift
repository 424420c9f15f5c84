/// One thing that is made public: a policy with its standard, or a line of a board (IM-8.1, IM-15.1, NX-5.2.3). Nothing
/// in it is inner: the name is masked already.
package struct PublicItem: CanonicalRecord {
    package var code = "", title = ""
    package var level: Catalogue.Level?
    package var standard = "", department = "", contact = "", phone = ""
    package var from: Day?
    package var until: Day?
    package var state: PublicState?
    package var village = "", name = ""
    package var amount: Money?
    package var note = ""

    package init() {}
    package static let name = "PublicItem"
    package static let zh = "公开事项"
    package static let fields: [Field<Self>] = [
        .text("code", \.code, zh: "项目代码", en: "project's code"),
        .text("title", \.title, zh: "补贴项目", en: "project"),
        .code("level", \.level, set: "catalogueLevel", zh: "项目层级", en: "level"),
        .text("standard", \.standard, zh: "补贴标准", en: "standard"),
        .text("department", \.department, zh: "主管部门", en: "department"),
        .text("contact", \.contact, zh: "联系人", en: "whom to ask"),
        .text("phone", \.phone, zh: "咨询电话", en: "office's phone"),
        .day("from", \.from, zh: "执行起日", en: "in force from"),
        .day("until", \.until, zh: "执行止日", en: "in force until"),
        .code("state", \.state, set: "publicState", zh: "状态", en: "state"),
        .text("village", \.village, zh: "村（社区）", en: "village"),
        .text("name", \.name, .text, .maskedPublic, zh: "补贴对象", en: "masked name"),
        .money("amount", \.amount, zh: "金额", en: "amount"),
        .text("note", \.note, zh: "说明", en: "remark"),
    ]
}

/// What a publication says of itself.
package struct PublicationHead: CanonicalRecord {
    package var number = ""
    package var kind: PublicationKind?
    package var title = "", publisher = ""
    package var level: Catalogue.Level?
    package var version: Int64?
    package var replaces = "", period = ""
    package var publishedAt: Instant?
    package var until: Day?
    package var checksum = ""
    package var count: Int64?

    package init() {}
    package static let name = "PublicationHead"
    package static let zh = "公开发布"
    package static let fields: [Field<Self>] = [
        .text("number", \.number, required: true, zh: "发布编号", en: "number"),
        .code("kind", \.kind, set: "publicationKind", required: true, zh: "发布类别", en: "kind"),
        .text("title", \.title, zh: "标题", en: "title"),
        .text("publisher", \.publisher, zh: "发布单位", en: "publisher"),
        .code("level", \.level, set: "catalogueLevel", zh: "发布层级", en: "publisher's level"),
        .integer("version", \.version, zh: "版次", en: "version"),
        .text("replaces", \.replaces, zh: "替代或撤下的编号", en: "number that it replaces or withdraws"),
        .text("period", \.period, zh: "期次", en: "period"),
        .instant("publishedAt", \.publishedAt, zh: "发布时间", en: "published at"),
        .day("until", \.until, zh: "公示截止日", en: "public until"),
        .text("checksum", \.checksum, zh: "关键信息核对码", en: "checksum of the key facts"),
        .integer("count", \.count, zh: "条数", en: "items"),
    ]
}

/// What a channel says that it shows, or shows no more.
package struct PublicationReceipt: CanonicalRecord {
    package var number = "", channel = "", checksum = ""
    package var state: ChannelState?
    package var at: Instant?

    package init() {}
    package static let name = "PublicationReceipt"
    package static let zh = "公开回执"
    package static let fields: [Field<Self>] = [
        .text("number", \.number, required: true, zh: "发布编号", en: "number"),
        .text("channel", \.channel, required: true, zh: "渠道", en: "channel"),
        .text("checksum", \.checksum, zh: "关键信息核对码", en: "checksum that the channel computed"),
        .code("state", \.state, set: "channelState", zh: "状态", en: "state"),
        .instant("at", \.at, zh: "时间", en: "at"),
    ]
}

package enum PublicationKind: String, CaseIterable, Sendable {
    /// The county's policies and standards (NX-5.2.3, IM-8.1).
    case policies
    /// A roster while it is public (IM-15.1).
    case roster
    /// What is shown no more (IM-25.1).
    case withdrawal
    /// What agent banks offer to holders of the card (IM-27.2).
    case services
}

/// Whether a policy is paid under, ended, or outside the one card (IM-2.1).
package enum PublicState: String, CaseIterable, Sendable { case inForce, stopped, excluded }

package enum ChannelState: String, CaseIterable, Sendable { case shown, withdrawn }
