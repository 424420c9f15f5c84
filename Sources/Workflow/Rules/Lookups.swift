package import Subsidy

/// Whether a bank is told what somebody was paid (IM-27.1), and why not. The reason is ours; the bank is told an outcome
/// that says less.
package enum LookupRule {
    package enum Reason: String, CaseIterable, Sendable {
        case given, nothing
        case unknownConsent, otherBank, otherPerson, otherName, deceased, withdrawn
        case expired, spent, otherPurpose
        case bankStopped, tooMany, notOffered

        package var outcome: LookupOutcome {
            switch self {
            case .given: .given
            case .nothing: .nothing
            // A consent that is another's, or a person that nobody knows: nothing in the answer tells them apart.
            case .unknownConsent, .otherBank, .otherPerson, .otherName, .deceased, .withdrawn, .notOffered: .noConsent
            case .expired: .expired
            case .spent: .spent
            case .otherPurpose: .wrongPurpose
            case .bankStopped, .tooMany: .stopped
            }
        }

        /// It asked for what it had no right to: a few of these a day are slips of the pen, more are a harvest.
        package var isMiss: Bool {
            switch self {
            case .given, .nothing, .bankStopped, .tooMany, .notOffered: false
            case .unknownConsent, .otherBank, .otherPerson, .otherName, .deceased, .withdrawn, .expired, .spent,
                .otherPurpose:
                true
            }
        }

        package var zh: String {
            switch self {
            case .given: "已提供"
            case .nothing: "期间没有到账"
            case .unknownConsent: "没有该授权"
            case .otherBank: "授权给了另一银行"
            case .otherPerson: "授权人是另一人，或查无此人"
            case .otherName: "姓名与授权人不符"
            case .deceased: "授权人已死亡"
            case .withdrawn: "授权已撤回"
            case .expired: "授权已过期"
            case .spent: "授权次数已用完"
            case .otherPurpose: "用途不在授权之内"
            case .bankStopped: "该银行的查询已停止"
            case .tooMany: "当日查询超过上限"
            case .notOffered: "本地区未开办到账历史查询"
            }
        }
    }

    /// What is known of the consent that a bank names.
    package struct Consent: Sendable, Hashable {
        package var state: ConsentMachine.State
        package var isBanks: Bool
        package var isPersons: Bool
        package var isNamed: Bool
        package var isAlive: Bool
        package var purpose: LookupPurpose?
        package var until: Day

        package init(
            state: ConsentMachine.State, isBanks: Bool, isPersons: Bool, isNamed: Bool, isAlive: Bool,
            purpose: LookupPurpose?, until: Day
        ) {
            self.state = state
            self.isBanks = isBanks
            self.isPersons = isPersons
            self.isNamed = isNamed
            self.isAlive = isAlive
            self.purpose = purpose
            self.until = until
        }
    }

    /// Nil when the history may be told. Whose consent it is comes before all that would tell something of it.
    package static func objection(
        _ consent: Consent?, for purpose: LookupPurpose?, on day: Day, _ terms: LookupTerms
    ) -> Reason? {
        guard !terms.purposes.isEmpty else { return .notOffered }
        guard let consent else { return .unknownConsent }
        guard consent.isBanks else { return .otherBank }
        guard consent.isPersons else { return .otherPerson }
        guard consent.isNamed else { return .otherName }
        guard consent.isAlive else { return .deceased }
        switch consent.state {
        case .withdrawn: return .withdrawn
        case .spent: return .spent
        case .given: break
        }
        guard day <= consent.until else { return .expired }
        guard let purpose, purpose == consent.purpose, terms.purposes.contains(purpose) else { return .otherPurpose }
        return nil
    }

    /// Whether a bank that has asked so often today, so often without right, is stopped now.
    package static func isHarvest(asked: Int, missed: Int, _ terms: LookupTerms) -> Bool {
        asked > terms.perDay || missed >= terms.misses
    }
}
