package import Subsidy

/// How a failed line is mended (requirements 1e, IM-21).
package enum FailureClass: String, CaseIterable, Sendable {
    /// Change the account (IM-21.1a).
    case changeAccount = "A"
    /// Activate the account (IM-21.2).
    case activate = "B"
    /// The payee is dead or missing (IM-21.3).
    case gone = "C"
    /// The bank mends the account's state.
    case bank = "E"

    /// The clock that starts for whoever must mend it; nil runs none.
    package var clock: RegionProfile.Clock? { self == .changeAccount ? .accountChange : nil }
}

/// What one word of a bank or the treasury about one line means.
package enum OutcomeRule {
    package enum Meaning: Hashable, Sendable {
        case paid
        case short
        case failed(FailureClass)
        case pending
        case unknown
        /// The payer is short: nothing of this batch may go on (the lines stay pending).
        case halted
        case returned(FailureClass)
    }

    /// What a word means. `outcome` is nil when no table knows the code: never a failure; `paid` is what the bank says
    /// that it paid, where it says so.
    package static func meaning(outcome: OutcomeCode?, instructed: Money, paid: Money?) -> Meaning {
        switch outcome {
        // A success that paid nothing, or less, contradicts itself.
        case .ok: paid.map { $0 <= .zero ? .unknown : $0 < instructed ? .short : .paid } ?? .paid
        case .nameMismatch, .accountNotFound, .closed, .lost, .wrongType, .idMismatch: .failed(.changeAccount)
        case .dormant: .failed(.activate)
        case .deceased: .failed(.gone)
        case .frozen, .stateAbnormal: .failed(.bank)
        case .returned: .returned(.changeAccount)
        case .pending: .pending
        case .payerShort: .halted
        case .duplicate, .unknown, nil: .unknown
        }
    }

    /// The event of an attempt for that meaning. A late return is told by its own exchange.
    package static func event(_ meaning: Meaning) -> AttemptMachine.Event {
        switch meaning {
        case .paid: .pay
        case .short: .payShort
        case .failed: .fail
        case .pending, .halted: .pend
        case .unknown: .lose
        case .returned: .returnLate
        }
    }
}

/// Why a line leaves the payment (移出清册): nothing else counts, and nothing is written freely.
package enum MoveOutReason: String, CaseIterable, Sendable {
    /// Nobody finds the payee (IM-21.1b).
    case unreachable
    /// The payee is dead, or missing (IM-21.3).
    case deceased, missing
    /// The new account lies at another bank: the money goes back first.
    case otherBank
    /// Not entitled after all.
    case notEntitled
    /// The department took its approval back (IM-14.2).
    case withdrawn

    package var zh: String {
        switch self {
        case .unreachable: "联系不上收款人"
        case .deceased: "收款人死亡"
        case .missing: "收款人失踪"
        case .otherBank: "新账户不在原代发行"
        case .notEntitled: "不符合发放条件"
        case .withdrawn: "主管部门撤回批准"
        }
    }
}

/// Which budget year money goes back to (IM-21.4, IM-22.1): an indicator can take it only in its own year.
package enum BudgetYear: String, CaseIterable, Sendable {
    case current, prior

    package static func of(ordered: Day, returned: Day) -> BudgetYear {
        ordered.year == returned.year ? .current : .prior
    }

    package var zh: String { self == .current ? "退回当年指标" : "作为以前年度资金上缴国库" }
}

/// Who mends a failure: a function of profile, phase and class (requirements 1d.2).
package enum OwnerRule {
    package static func owner(
        _ failure: FailureClass, _ phase: RegionProfile.Phase, _ profile: RegionProfile
    ) -> RegionProfile.Owner {
        profile.failureOwners[phase]?[failure.rawValue] ?? (phase == .firstRound ? .department : .township)
    }
}
