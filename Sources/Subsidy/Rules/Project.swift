/// Project is a subsidy project of a county's catalogue (补贴项目).
package struct Project: Sendable, Hashable {
    /// To whom a claim belongs: a person, or a household by its head.
    package enum Unit: String, CaseIterable, Sendable { case person, household }
    /// What happens with the claim of somebody who died: stop, or transfer to the heirs (IM-16.1c, d).
    package enum OnDeath: String, CaseIterable, Sendable { case stop, heirs }

    package var code: String
    package var zh: String
    /// The level whose project it is, which publishes its policy and standard (IM-7.1, IM-8.1).
    package var level: Catalogue.Level
    package var department: String
    package var unit: Unit
    /// What a line comes to, each from its day on; the first has none and holds from the beginning.
    package var standards: [DatedStandard]
    package var onDeath: OnDeath
    /// A second claim of one subject in one period is allowed.
    package var repeatable: Bool
    /// Not shown to the public (低保, 残疾, 孤儿: NX-6.2.4, IM-15.1); published offline with evidence.
    package var confidential: Bool
    /// The welfare register that must still hold the person, if any.
    package var welfare: WelfareKind?
    /// Why it is paid outside the one card; empty when it is paid through it (IM-2.1, NX-2).
    package var excluded: String
    /// The project is in force for a period that begins between these days (NX-5.1.2, IM-7.2).
    package var from: Day?
    package var until: Day?
    /// What the county says otherwise than its profile (IM-15.1, NX-7.1, NX-9.5, IM-32.1).
    package var local: LocalTerms
    /// By which papers it is applied for, shared out and approved (IM-32.1).
    package var papers = ProjectPapers()

    package init(
        code: String, zh: String, level: Catalogue.Level = .county, department: String, unit: Unit,
        standards: [DatedStandard], onDeath: OnDeath, repeatable: Bool = false, confidential: Bool = false,
        welfare: WelfareKind? = nil, excluded: String = "", from: Day? = nil, until: Day? = nil,
        local: LocalTerms = LocalTerms()
    ) {
        self.code = code
        self.zh = zh
        self.level = level
        self.department = department
        self.unit = unit
        self.standards = standards
        self.onDeath = onDeath
        self.repeatable = repeatable
        self.confidential = confidential
        self.welfare = welfare
        self.excluded = excluded
        self.from = from
        self.until = until
        self.local = local
    }

    /// Whether claims of a period may be paid. What began before the end is paid to its end.
    package func isInForce(_ period: Period) -> Bool {
        (from.map { $0 <= period.first } ?? true) && (until.map { period.first <= $0 } ?? true)
    }

    /// The standard of a period is that of its first day: a change in its midst counts from the next period (NX-9.2).
    package func standard(_ period: Period) -> Standard { standard(on: period.first) }

    package func standard(on day: Day) -> Standard {
        let known = standards.last { $0.from.map { $0 <= day } ?? true } ?? standards.first
        return known?.standard ?? Standard(rate: nil)
    }
}

/// LocalTerms is what a project asks for otherwise than the region's profile; nil where it does not.
package struct LocalTerms: Sendable, Hashable {
    /// Working days for which a roster of it is public (IM-15.1).
    package var publicityDays: Int?
    /// Whose accounts it is paid to (NX-7.1, NX-7.2).
    package var phase: RegionProfile.Phase?
    /// Working days from the department's list to the last line's end (IM-32.1).
    package var payWithin: Int?
    /// Working days for which a list of it is public before its roster (IM-15.1); nil: it is not.
    package var qualificationDays: Int?
    /// The last day of applications of a period, as it is written (NX-9.1).
    package var closes: [String: Day] = [:]
    /// Whether it is paid only within a reviewed allocation plan (NX-5.2.1).
    package var planned = false
    /// Where its applications are approved, and by which steps; nil: by those of the profile (IM-14.1).
    package var mode = ApprovalMode.collaborative
    package var approvalFlow: ApprovalFlow?

    package init(publicityDays: Int? = nil, phase: RegionProfile.Phase? = nil, payWithin: Int? = nil) {
        self.publicityDays = publicityDays
        self.phase = phase
        self.payWithin = payWithin
    }
}

/// ProjectPapers names the documents in which the region's department says how a project goes (IM-32.1): numbers of
/// documents, empty where there is none yet.
package struct ProjectPapers: Sendable, Hashable {
    /// 申报指南
    package var guide = ""
    /// 分配方案
    package var plan = ""
    /// 审批流程
    package var flow = ""

    package init(guide: String = "", plan: String = "", flow: String = "") {
        self.guide = guide
        self.plan = plan
        self.flow = flow
    }

    /// What is missing, in people's words.
    package var missing: [String] {
        [guide.isEmpty ? "申报指南" : nil, plan.isEmpty ? "分配方案" : nil, flow.isEmpty ? "审批流程" : nil].compactMap(\.self)
    }
}

/// DatedStandard is a standard and the day from which it holds (补贴标准).
package struct DatedStandard: Sendable, Hashable {
    package var from: Day?
    package var standard: Standard

    package init(from: Day? = nil, _ standard: Standard) {
        self.from = from
        self.standard = standard
    }
}

/// Standard says what a line must come to: quantity × rate, rounded, capped, floored; a difference within the
/// tolerance is only blue (NX-9.2, design section 2).
package struct Standard: Sendable, Hashable {
    /// Yuan for one unit of quantity. Nil: the list's own rate counts (a household's 低保 differs from the next).
    package var rate: ExactDecimal?
    /// The unit of quantity, as people are told: 亩, 人, 月.
    package var per: String
    package var rounding: ExactDecimal.Rounding
    /// Fen of the smallest step: 1, 10 (jiao), 100 (yuan).
    package var step: Int64
    package var cap: Money?
    package var floor: Money?
    package var tolerance: Money

    package init(
        rate: ExactDecimal?, per: String = "", rounding: ExactDecimal.Rounding = .halfUp, step: Int64 = 1,
        cap: Money? = nil, floor: Money? = nil, tolerance: Money = .zero
    ) {
        self.rate = rate
        self.per = per
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

    /// As a board shows it: 每亩 97.3215 元. A standard without a rate says so.
    package var zh: String {
        rate.map { "每\(per.isEmpty ? "单位" : per) \($0.text) 元" } ?? "按核定标准"
    }
}
