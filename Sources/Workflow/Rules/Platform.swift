package import Subsidy

/// What the platform's word about a roster means for the roster here.
package enum PlatformRule {
    /// The moves of a roster that a state there implies, in their order.
    package static func implied(by state: RosterState) -> [RosterMachine.Event] {
        let all: [RosterMachine.Event] = [
            .identityChecked, .accountsSet, .publish, .closePublicity, .sign, .departmentApprove, .financeApprove,
            .order,
        ]
        switch state {
        case .new: return []
        case .checked: return Array(all.prefix(2))
        case .publicising: return Array(all.prefix(3))
        case .publicised: return Array(all.prefix(4))
        case .signed: return Array(all.prefix(5))
        case .departmentApproved: return Array(all.prefix(6))
        case .issued: return Array(all.prefix(7))
        case .sent, .paid, .paidOut, .partlyRefunded, .partlyReturned: return all
        }
    }

    /// The way on from a state of a roster; nil where only its end, or a return, leads on.
    package static func next(_ state: RosterMachine.State) -> RosterMachine.Event? {
        switch state {
        case .building: .identityChecked
        case .identityChecked: .accountsSet
        case .accountsSet: .publish
        case .publicising: .closePublicity
        case .publicityClosed: .sign
        case .signed: .departmentApprove
        case .departmentApproved: .financeApprove
        case .financeApproved: .order
        case .returned: .rebuild
        case .ordered, .closed, .ended: nil
        }
    }

    /// The step of which a move is a part.
    package static func step(of event: RosterMachine.Event) -> WorkflowStep {
        switch event {
        case .identityChecked: .identity
        case .accountsSet: .accounts
        case .publish, .closePublicity: .publicity
        case .sign: .signing
        case .departmentApprove: .departmentReview
        case .financeApprove: .financeReview
        case .order: .order
        case .rebuild, .return, .end: .roster
        case .close, .reopen: .payment
        }
    }

    /// Whether a roster stands further on here than the platform's word, so that the platform has taken steps back.
    package static func isBack(_ said: RosterState, from state: RosterMachine.State) -> Bool {
        let done: [RosterMachine.State] = [
            .building, .identityChecked, .accountsSet, .publicising, .publicityClosed, .signed, .departmentApproved,
            .financeApproved, .ordered,
        ]
        // Nobody is left on it here: whatever the platform does with it takes nothing back.
        guard state != .ended else { return false }
        let here = state == .closed ? done.count - 1 : done.firstIndex(of: state) ?? 0
        return here > implied(by: said).count
    }

    /// Whether the platform says that money has moved.
    package static func isAboutMoney(_ said: RosterState) -> Bool {
        switch said {
        case .paid, .paidOut, .partlyRefunded, .partlyReturned: true
        default: false
        }
    }

    /// One line as the platform has it, and as it is here.
    package struct Line: Sendable, Hashable {
        package var fen: Int64
        package var payee: Int64?
        package var account: Int64?
        package var isStopped: Bool

        package init(fen: Int64, payee: Int64?, account: Int64?, isStopped: Bool) {
            self.fen = fen
            self.payee = payee
            self.account = account
            self.isStopped = isStopped
        }
    }

    /// What a line of the platform contradicts here.
    package enum Difference: String, CaseIterable, Sendable {
        /// The platform has a line that is not here, or was rejected here; or the other way round.
        case unknownLine = "line.unknown"
        case missingLine = "line.missing"
        case amount = "line.amount"
        case payee = "line.payee"
        case account = "line.account"
        /// Held or taken out here, and to be paid there.
        case notPayable = "line.notPayable"
        /// Stopped there when it is ordered here already.
        case stoppedLate = "line.stoppedLate"

        package var zh: String {
            switch self {
            case .unknownLine: "平台的明细在本方没有，或未被接收"
            case .missingLine: "本方的明细在平台没有"
            case .amount: "金额与本方不一致"
            case .payee: "收款人与本方不一致"
            case .account: "收款账户与本方不一致"
            case .notPayable: "本方暂缓或移出的明细，平台仍要发放"
            case .stoppedLate: "支付申请之后平台才停发"
            }
        }
    }

    /// Of a line that both have: the first difference. What is stopped there may be anything here; an account counts only
    /// where it is the platform that sets it.
    package static func difference(_ theirs: Line, _ ours: Line, comparingAccounts: Bool) -> Difference? {
        if theirs.isStopped { return nil }
        if ours.isStopped { return .notPayable }
        if theirs.fen != ours.fen { return .amount }
        if theirs.payee != ours.payee { return .payee }
        if comparingAccounts, theirs.account != ours.account { return .account }
        return nil
    }
}
