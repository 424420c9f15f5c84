/// Shrinking makes a failing run smaller: fewer days, fewer people, fewer kinds of fault, as long as it breaks the same
/// law.
package enum Shrinking {
    /// The smallest failing run found in at most `tries` runs; the given one when nothing smaller fails.
    package static func shortest(
        _ outcome: SimulationOutcome, tries: Int = 60, run: (SimulationPlan) -> SimulationOutcome?
    ) -> SimulationOutcome {
        guard let law = outcome.breach?.law else { return outcome }
        var best = outcome
        var left = tries
        /// Whether the smaller plan still fails; then it is the best.
        func accept(_ plan: SimulationPlan) -> Bool {
            guard left > 0, plan != best.plan else { return false }
            left -= 1
            guard let next = run(plan), next.breach?.law == law else { return false }
            best = next
            return true
        }
        // The days after the breach do not matter; those of the quiet time cannot be left out.
        if let day = best.breach?.day, day < best.plan.days { _ = accept(best.plan.with(days: day + 1)) }
        for fault in outcome.plan.faults.sorted() {
            _ = accept(best.plan.with(faults: best.plan.faults.subtracting([fault])))
        }
        while best.plan.beneficiaries > 6, accept(best.plan.with(beneficiaries: best.plan.beneficiaries / 2)) {}
        while best.plan.days > 2, accept(best.plan.with(days: best.plan.days * 2 / 3)) {}
        if let day = best.breach?.day, day < best.plan.days { _ = accept(best.plan.with(days: day + 1)) }
        return best
    }
}

extension SimulationPlan {
    fileprivate func with(days: Int? = nil, beneficiaries: Int? = nil, faults: Set<Fault>? = nil) -> SimulationPlan {
        SimulationPlan(
            seed: seed, days: days ?? self.days, beneficiaries: beneficiaries ?? self.beneficiaries,
            faults: faults ?? self.faults)
    }
}
