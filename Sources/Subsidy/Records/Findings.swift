/// What a supervisor of banks found about a person or an account (NX-8.4): opened for somebody else, drawn by somebody
/// else, not of whom it bears the name.
package struct SupervisorFinding: CanonicalRecord {
    package var number = ""
    package var kind: RiskKind?
    package var idNumber = "", account = ""
    package var foundOn: Day?
    package var note = ""

    package init() {}
    package static let name = "SupervisorFinding"
    package static let zh = "监管排查发现"
    package static let fields: [Field<Self>] = [
        .text("number", \.number, required: true, zh: "发现编号", en: "number"),
        .code("kind", \.kind, set: "riskKind", required: true, zh: "类别", en: "kind"),
        .text("idNumber", \.idNumber, .idNumber, .inner, zh: "身份证号", en: "identity number"),
        .text("account", \.account, .account, .inner, zh: "账号", en: "account"),
        .day("foundOn", \.foundOn, zh: "发现日期", en: "found on"),
        .text("note", \.note, .text, .inner, zh: "说明", en: "remark"),
    ]
}

package enum RiskKind: String, CaseIterable, Sendable {
    /// 违规代办: opened or confirmed by somebody who was not entitled.
    case agentOpening
    /// 冒领: the money was drawn by somebody else.
    case falseClaim
    /// 违反实名制.
    case nameBreach
    /// Anything else that should be looked into.
    case suspicion
}
