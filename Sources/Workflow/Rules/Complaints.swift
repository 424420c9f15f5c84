/// Which way a complaint came (NX-13.2).
package enum ComplaintChannel: String, CaseIterable, Sendable {
    case hotline, mailbox, web, letter, visit

    package var zh: String {
        switch self {
        case .hotline: "电话"
        case .mailbox: "信箱"
        case .web: "网络"
        case .letter: "来信"
        case .visit: "来访"
        }
    }
}

/// What came of a complaint: nothing else counts, and the answer itself is kept beside it.
package enum ComplaintOutcome: String, CaseIterable, Sendable {
    case founded, partlyFounded, unfounded, explained, withdrawn

    package var zh: String {
        switch self {
        case .founded: "属实"
        case .partlyFounded: "部分属实"
        case .unfounded: "不属实"
        case .explained: "已解释"
        case .withdrawn: "已撤回"
        }
    }
}

/// Where a line stands that somebody complains about, so that who answers knows what can still be done (NX-6.2.1).
package enum LineStanding: String, CaseIterable, Sendable {
    /// In a roster that is not paid yet: it can be held or taken out.
    case unpaid
    case onWay, paid, failed
    /// Paid again after a failure: the first attempt is no longer what counts.
    case reissued
    /// Held, removed, or moved out after a failure.
    case left

    /// By the line's own state and the states of its attempts, oldest first; `hasLeft` for one that moved out.
    package static func of(
        line: String, attempts: [AttemptMachine.State], hasLeft: Bool
    ) -> LineStanding {
        guard line == RosterLineMachine.State.payable.rawValue, !hasLeft else { return .left }
        let counted = attempts.filter { $0 != .withdrawn }
        guard let last = counted.last else { return .unpaid }
        if counted.count > 1 { return .reissued }
        switch last {
        case .held, .instructed, .pending, .unknown: return .onWay
        case .paid, .shortPaid, .paidLate, .overpaid: return .paid
        case .failed, .lateReturned, .withdrawn: return .failed
        }
    }

    package var zh: String {
        switch self {
        case .unpaid: "尚未支付，可暂缓或移出"
        case .onWay: "支付在途"
        case .paid: "已发放，有误的应立案追回"
        case .failed: "发放失败，正在处理"
        case .reissued: "已重新发放，以最后一次为准"
        case .left: "已暂缓或移出"
        }
    }
}
