package import Subsidy

/// What a carrier's word about a message does; nil changes nothing: accepted is not delivered, and an unknown word is
/// neither (IM-33.1a).
package enum ReceiptRule {
    package static func event(_ state: NoticeState?) -> NoticeMachine.Event? {
        switch state {
        case .delivered: .deliver
        case .undeliverable, .expired, .rejected: .fail
        case .accepted, .unknown, nil: nil
        }
    }
}

/// What a person is told of why money did not reach them, or why an account cannot take it (IM-16.2, IM-21).
package enum NoticeReason {
    package static func zh(_ outcome: OutcomeCode?) -> String {
        switch outcome {
        case .nameMismatch, .idMismatch: "户名或证件与账户不符"
        case .accountNotFound: "账户不存在"
        case .closed: "账户已销户"
        case .lost: "卡已挂失"
        case .dormant: "账户未激活"
        case .frozen, .stateAbnormal: "账户状态异常"
        case .wrongType: "账户种类不符"
        case .returned: "款项被退回"
        default: "账户无法入账"
        }
    }

    package static func zh(_ state: AccountMachine.State) -> String {
        switch state {
        case .closed: "账户不存在、已销户或已挂失"
        case .frozen: "账户被冻结"
        case .dormant: "账户未激活"
        case .registered, .verified, .rejected: "户名、证件或种类与账户不符"
        }
    }
}
