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
        switch answer.state {
        case .normal: return .verify
        case .dormant, .inactive: return .findDormant
        case .closed, .lost, .notFound: return .findClosed
        case .frozen: return .findFrozen
        case .abnormal, .wrongType, nil: return .reject
        }
    }
}
