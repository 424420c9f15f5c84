package import Subsidy

/// What a change of the base library is about (IM-11.4).
package enum LibraryChangeKind: String, CaseIterable, Sendable {
    case name, idNumber, account
    case household, member, leaving, head, asset, contact
    case reference, card, fallback, exception, standing, finding
}

/// The takeover pattern of IM-11.4: somebody's name, number and account are made somebody else's, piece by piece.
package enum Takeover {
    package static let pieces: [LibraryChangeKind] = [.name, .idNumber, .account]

    /// Whether each of the three was changed within so many days of the others; in whatever order they came, and
    /// however long ago: waiting makes nobody honest.
    package static func isSuspect(_ changes: [(kind: LibraryChangeKind, at: Instant)], days: Int) -> Bool {
        let term = Int64(days) * 86_400_000
        let moments = pieces.map { piece in changes.filter { $0.kind == piece }.map(\.at.milliseconds) }
        return moments[0].contains { first in
            moments[1].contains { second in
                moments[2].contains { third in
                    max(first, second, third) - min(first, second, third) <= term
                }
            }
        }
    }
}

/// What a correction of an identity number may be (IM-16.1b): slips of the pen, or a number that the police corrected;
/// never the number of somebody else.
package enum IdentityCorrection {
    /// Of the first seventeen digits (the last one checks them) at most four differ.
    package static func isPlausible(from old: IdentityNumber, to new: IdentityNumber) -> Bool {
        let (before, after) = (Array(old.text.utf8), Array(new.text.utf8))
        guard before.count == after.count, before != after else { return false }
        return zip(before, after).dropLast().reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) } <= 4
    }
}

/// What the police register's word makes of a person of the library (IM-11.3).
package enum LibraryPersonRule {
    package static func event(_ verdict: VerdictCode) -> LibraryPersonMachine.Event {
        switch verdict {
        case .match: .verify
        case .review: .doubt
        case .mismatch: .differ
        case .deceased: .die
        case .notFound: .miss
        case .unavailable: .ask
        }
    }

    /// An answer that did not come confirms nobody.
    package static func state(_ verdict: VerdictCode) -> LibraryPersonMachine.State {
        switch verdict {
        case .match: .verified
        case .review: .review
        case .mismatch: .mismatch
        case .deceased: .deceased
        case .notFound: .notFound
        case .unavailable: .collected
        }
    }
}

/// 家庭生产资料 (IM-11.1).
package enum AssetKind: String, CaseIterable, Sendable {
    case farmland, pasture, forest, livestock, machinery, water, other

    package var zh: String {
        switch self {
        case .farmland: "耕地"
        case .pasture: "草场"
        case .forest: "林地"
        case .livestock: "牲畜"
        case .machinery: "农牧机具"
        case .water: "养殖水面"
        case .other: "其他"
        }
    }
}

/// Why somebody leaves a household, or stops being its head.
package enum LeavingReason: String, CaseIterable, Sendable { case died, moved, married, divided, agreed }

/// What may be found about a person of the library (IM-11.2, IM-33.1b, NX-6.2.8).
package enum LibraryFindingKind: String, CaseIterable, Sendable {
    /// Same name and birth date under two numbers; several cards; one card of several people.
    case twin, manyCards, sharedCard
    case residentDeceased, residentMoved, residentNameDiffers, residentMissing, residentUnread

    /// Found in the library itself; the others come of a register's feed.
    package var isOwn: Bool { [.twin, .manyCards, .sharedCard].contains(self) }

    package var zh: String {
        switch self {
        case .twin: "同名同生日不同身份证号"
        case .manyCards: "一人多卡"
        case .sharedCard: "一卡多人"
        case .residentDeceased: "户籍登记已死亡"
        case .residentMoved: "户籍已迁出或注销"
        case .residentNameDiffers: "姓名与户籍不一致"
        case .residentMissing: "户籍中查无此人"
        case .residentUnread: "户籍状态的代码读不懂"
        }
    }
}

/// Why a register's feed may not be taken without a person's word (IM-11.2, IM-33.1b).
package enum FeedObjection: String, CaseIterable, Sendable {
    case shrunk, massChange, codesChanged

    /// Whether so many of some are more than the profile bears.
    package static func isTooMany(_ count: Int, of all: Int, _ terms: LibraryTerms) -> Bool {
        count > terms.changeFloor && count * 100 > all * terms.changePercent
    }

    /// `last` is the size of the feed that was last taken; `changes` of `people` would be found changed.
    package static func of(
        feed: Int, last: Int?, people: Int, changes: Int, _ terms: LibraryTerms
    ) -> FeedObjection? {
        if let last, feed * 100 < last * (100 - terms.shrinkPercent) { return .shrunk }
        return isTooMany(changes, of: people, terms) ? .massChange : nil
    }

    package var zh: String {
        switch self {
        case .shrunk: "数据比上次骤减"
        case .massChange: "变动人数超过界限"
        case .codesChanged: "对方使用了代码表中没有的代码"
        }
    }
}
