package import Subsidy

/// What a roster may come to under an allocation plan (NX-5.2.1, NX-6.2.6): in each township no more than its part, and in
/// all no more than the total.
package enum PlanRule {
    /// A plan that gives out more than there is (各乡镇分配之和超过总额).
    package static func isOverAllocated(total: Money, parts: [String: Money]) -> Bool {
        parts.values.reduce(Money.zero) { $0 + $1 } > total
    }

    /// The townships in which what is asked for exceeds the plan; `""` where it is the total. A plan without townships
    /// limits the total alone.
    package static func exceeded(total: Money, parts: [String: Money], asked: [String: Money]) -> [String] {
        var found = parts.isEmpty ? [] : asked.filter { $0.value > parts[$0.key] ?? .zero }.map(\.key).sorted()
        if asked.values.reduce(Money.zero, { $0 + $1 }) > total { found.insert("", at: 0) }
        return found
    }

    /// The township of a village's code: its first nine digits.
    package static func township(_ villageCode: String) -> String { String(villageCode.prefix(9)) }
}

/// Whom an official does not approve for (IM-14.0): themselves, and those whom they have registered.
package enum OfficialRelation: String, CaseIterable, Sendable { case `self`, spouse, parent, child, sibling, inLaw }
