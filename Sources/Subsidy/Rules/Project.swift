/// Project is a subsidy project of a county's catalogue with its standard (补贴项目, 补贴标准).
package struct Project: Sendable, Hashable {
    /// To whom a claim belongs: a person, or a household by its head.
    package enum Unit: String, CaseIterable, Sendable { case person, household }
    /// What happens with the claim of somebody who died: stop, or transfer to the heirs (IM-16.1c, d).
    package enum OnDeath: String, CaseIterable, Sendable { case stop, heirs }

    package var code: String
    package var zh: String
    package var department: String
    package var unit: Unit
    package var standard: Standard
    package var onDeath: OnDeath
    /// A second claim of one subject in one period is allowed.
    package var repeatable: Bool
    /// Not shown to the public (低保, 残疾, 孤儿: NX-6.2.4, IM-15.1); published offline with evidence.
    package var confidential: Bool
    /// The welfare register that must still hold the person, if any.
    package var welfare: WelfareKind?

    package init(
        code: String, zh: String, department: String, unit: Unit, standard: Standard, onDeath: OnDeath,
        repeatable: Bool = false, confidential: Bool = false, welfare: WelfareKind? = nil
    ) {
        self.code = code
        self.zh = zh
        self.department = department
        self.unit = unit
        self.standard = standard
        self.onDeath = onDeath
        self.repeatable = repeatable
        self.confidential = confidential
        self.welfare = welfare
    }
}

/// Standard says what a line must come to: quantity × rate, rounded, capped, floored; a difference within the
/// tolerance is only blue (NX-9.2, design section 2).
package struct Standard: Sendable, Hashable {
    /// Yuan for one unit of quantity. Nil: the list's own rate counts (a household's 低保 differs from the next).
    package var rate: ExactDecimal?
    package var rounding: ExactDecimal.Rounding
    /// Fen of the smallest step: 1, 10 (jiao), 100 (yuan).
    package var step: Int64
    package var cap: Money?
    package var floor: Money?
    package var tolerance: Money

    package init(
        rate: ExactDecimal?, rounding: ExactDecimal.Rounding = .halfUp, step: Int64 = 1, cap: Money? = nil,
        floor: Money? = nil, tolerance: Money = .zero
    ) {
        self.rate = rate
        self.rounding = rounding
        self.step = step
        self.cap = cap
        self.floor = floor
        self.tolerance = tolerance
    }

    /// What a line with this quantity must come to; nil when neither the standard nor the list gives a rate.
    package func amount(quantity: ExactDecimal, listRate: ExactDecimal?) -> Money? {
        guard let rate = rate ?? listRate, let product = quantity.times(rate, rounding: rounding, unit: step) else {
            return nil
        }
        return max(floor ?? product, min(cap ?? product, product))
    }
}
