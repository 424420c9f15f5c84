package import Subsidy

/// What supervision looks for by itself (NX-14, IM-10.2, IM-10.6, IM-31.3, IM-34): each is told to whoever has to see to
/// it, and none of it blocks a payment.
package enum FindingKind: String, CaseIterable, Sendable {
    /// Money has lain in the agency account: neither paid nor on its way nor back at the treasury.
    case idleMoney
    /// An indicator of a budget project that subsidies are paid from does not have the tag by which they are known.
    case untaggedIndicator
    /// An indicator was long under way from its document to the county.
    case parkedIndicator
    /// An indicator has long been here, and nothing was ordered from it.
    case idleIndicator
    /// Lines of a roster are below the standard, each perhaps within its tolerance.
    case belowStandard
    /// A bank credited less than it was told.
    case shortPaid
    /// Money left the agency account and nothing explains it.
    case unexplainedDebit
    /// Several persons are paid to one account, and no relation says why.
    case crowdedAccount
    /// A project in use without its term, or without the papers by which it is applied for, shared out and approved.
    case missingTerms
    /// A bank asked about people without right, or too many in a day, and was stopped.
    case lookupHarvest
    /// A post of a county has nobody.
    case vacantPost
    /// The only holder of a post is somebody who holds the one that it must check.
    case lonePost
    /// A rule of the stage after payment hits what was paid.
    case afterPayment

    package var zh: String {
        switch self {
        case .idleMoney: "代发户资金滞留"
        case .untaggedIndicator: "指标未标热点分类"
        case .parkedIndicator: "指标下达缓慢"
        case .idleIndicator: "指标闲置"
        case .belowStandard: "低于补贴标准"
        case .shortPaid: "少付（扣款）"
        case .unexplainedDebit: "代发户不明支出"
        case .crowdedAccount: "多人共用一个账户"
        case .missingTerms: "项目规定不全"
        case .lookupHarvest: "银行套取到账历史"
        case .vacantPost: "岗位空缺"
        case .lonePost: "岗位由不相容的人兼任"
        case .afterPayment: "事后监督发现"
        }
    }

    package var article: String {
        switch self {
        case .untaggedIndicator: "IM-10.1"
        case .parkedIndicator: "IM-10.2"
        case .idleIndicator: "IM-10.6"
        case .missingTerms: "IM-32.1"
        case .shortPaid: "IM-34"
        case .vacantPost: "IM-31.3"
        case .lookupHarvest: "IM-27.1"
        case .lonePost: "IM-23.1"
        case .afterPayment: "IM-3.2"
        case .idleMoney, .belowStandard, .unexplainedDebit, .crowdedAccount: "NX-14"
        }
    }

    package var owner: RegionProfile.Owner {
        switch self {
        case .idleMoney, .untaggedIndicator, .parkedIndicator, .unexplainedDebit, .lookupHarvest, .vacantPost,
            .lonePost:
            .finance
        case .idleIndicator, .belowStandard, .missingTerms, .afterPayment: .department
        case .shortPaid: .bank
        case .crowdedAccount: .township
        }
    }
}

/// Posts of a county, and which one checks which (IM-31.3, IM-23.1).
package enum Posts {
    /// Posts without which a county's payments stand still.
    package static let needed: [Role] = [
        .townshipMaker, .townshipLeader, .department, .financeMaker, .financeChecker, .operator,
    ]

    /// Who must not be the only one to check whom.
    package static let apart: [(checker: Role, maker: Role)] = [
        (.townshipLeader, .townshipMaker), (.department, .townshipMaker), (.financeChecker, .financeMaker),
        (.financeChecker, .department), (.financeChecker, .operator),
    ]

    /// Posts that nobody holds, and posts whose every holder also holds the one that they check.
    package static func gaps(_ holders: [Role: Set<String>]) -> (vacant: [Role], lone: [Role]) {
        let vacant = needed.filter { holders[$0, default: []].isEmpty }
        let lone = apart.filter { pair in
            let (checkers, makers) = (holders[pair.checker, default: []], holders[pair.maker, default: []])
            return checkers.count == 1 && checkers == makers
        }.map(\.checker)
        return (vacant, needed.filter(Set(lone).contains))
    }
}
