/// Why an account of others is somebody's too: nothing else counts, and nothing is written freely (NX-6.2.8, NX-14).
package enum SharedAccountRelation: String, CaseIterable, Sendable {
    case parent, child, spouse, guardian
    /// A boarding school, or a home where the payee lives.
    case school, home

    package var zh: String {
        switch self {
        case .parent: "父母"
        case .child: "子女"
        case .spouse: "配偶"
        case .guardian: "监护人"
        case .school: "寄宿学校"
        case .home: "供养机构"
        }
    }
}

/// Why a reviewer returns a line (IM-17.1).
package enum ReturnReason: String, CaseIterable, Sendable {
    case identity, account, amount, quantity, duplicate, notEntitled, document, changed

    package var zh: String {
        switch self {
        case .identity: "身份信息有误"
        case .account: "收款账户有误"
        case .amount: "金额有误"
        case .quantity: "数量有误"
        case .duplicate: "重复享受"
        case .notEntitled: "不符合条件"
        case .document: "材料不全"
        case .changed: "主管部门更正或撤回"
        }
    }
}
