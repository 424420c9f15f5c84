package import Subsidy

/// The rule of IM-16.1 over what a police register answers (domain.md 2.3).
package enum IdentityRule {
    /// The verdict; `answer` is nil when the register has no record for the person.
    package static func verdict(_ answer: IdentityVerdict?) -> VerdictCode {
        guard let answer else { return .notFound }
        if answer.deceased == true { return .deceased }
        guard answer.deceased != nil else { return .notFound }
        switch (answer.idMatch, answer.nameMatch) {
        case (.mismatch, _), (.similar, _), (_, .mismatch): return .mismatch
        case (.match, .match): return .match
        // What the register did not say, or said by a code that no table knows, is not a mismatch: a person looks.
        case (.match, .similar), (nil, _), (_, nil): return .review
        }
    }
}

extension IdentityRule {
    /// Of several answers about one person the gravest counts: nobody is paid because a register said two things.
    package static func weight(_ answer: IdentityVerdict) -> Int {
        switch verdict(answer) {
        case .deceased: answer.deathDate == nil ? 5 : 6
        case .mismatch: 4
        case .review: 3
        case .unavailable: 2
        case .notFound: 1
        case .match: 0
        }
    }
}

/// The rule of IM-12.5 over what a bank answers about an account.
package enum AccountRule {
    package static func event(_ answer: AccountVerdict) -> AccountMachine.Event {
        guard answer.nameMatch == true, answer.idMatch == true else { return .reject }
        return answer.state.map(event) ?? .reject
    }

    /// How the holder is to be spelt when the bank is asked once more: the number is the person's, the account is open,
    /// and only the name as it was written differs, which a separator or an old glyph does (IM-12.5). The bank's own
    /// spelling where it told one, the folded name otherwise; nil when nothing else is left to be tried.
    package static func otherSpelling(of holder: String, _ answer: AccountVerdict) -> String? {
        guard answer.nameMatch == false, answer.idMatch == true, answer.state.map(event) == .verify else { return nil }
        let folded = PersonName.fold(holder)
        guard answer.holderName.isEmpty else {
            return answer.holderName != holder && PersonName.fold(answer.holderName) == folded ? answer.holderName : nil
        }
        let plain = String(decoding: folded, as: UTF8.self)
        return plain == holder ? nil : plain
    }

    static func event(_ state: AccountStateCode) -> AccountMachine.Event {
        switch state {
        case .normal: .verify
        case .dormant, .inactive: .findDormant
        case .closed, .lost, .notFound: .findClosed
        case .frozen: .findFrozen
        case .abnormal, .wrongType: .reject
        }
    }
}

/// The rule of IM-12.2 over what a card's issuer says of a card and of its bank account: nobody is paid to a card that
/// is lost or to an account that cannot take money, whatever one of the two may say.
package enum CardRule {
    /// What makes an account unusable, and why in people's words.
    package struct Objection: Sendable, Equatable {
        package let event: AccountMachine.Event
        package let reason: String
    }

    /// The gravest objection to paying to the card's account; nil when there is none. An issuer's word alone verifies
    /// no account: that is the bank's.
    package static func objection(_ card: CardStatus) -> Objection? {
        var found: [Objection] = []
        if card.reportedLost == true { found.append(Objection(event: .findClosed, reason: "卡已挂失")) }
        for (state, what) in [(card.cardState, "卡"), (card.accountState, "金融账户")] {
            guard let state, state != .normal else { continue }
            found.append(Objection(event: AccountRule.event(state), reason: what + words(state)))
        }
        if card.activated == false { found.append(Objection(event: .findDormant, reason: "金融账户未激活")) }
        if !card.holderName.isEmpty, !card.name.isEmpty,
            PersonName(card.holderName).fold != PersonName(card.name).fold
        {
            found.append(Objection(event: .reject, reason: "银行户名与持卡人不符"))
        }
        let gravity: [AccountMachine.Event] = [.findClosed, .findFrozen, .reject, .findDormant]
        return gravity.lazy.compactMap { event in found.first { $0.event == event } }.first
    }

    private static func words(_ state: AccountStateCode) -> String {
        switch state {
        case .normal: "正常"
        case .dormant: "久悬或不动户"
        case .inactive: "未启用"
        case .closed: "已注销"
        case .lost: "已挂失"
        case .notFound: "不存在"
        case .frozen: "已锁定或冻结"
        case .abnormal: "状态异常"
        case .wrongType: "种类不符"
        }
    }
}

/// What a bank's or the treasury's word about a payment says of the account it went to: until somebody has asked anew,
/// it is not verified any more (IM-21.1a, IM-21.2).
package enum PaidAccountRule {
    package static func event(_ outcome: OutcomeCode?) -> AccountMachine.Event? {
        switch outcome {
        case .dormant: .findDormant
        case .closed, .accountNotFound, .lost: .findClosed
        case .frozen: .findFrozen
        case .nameMismatch, .idMismatch, .wrongType, .stateAbnormal, .returned: .reject
        case .ok, .deceased, .pending, .payerShort, .duplicate, .unknown, nil: nil
        }
    }
}
