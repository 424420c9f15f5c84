/// What a batch keeps of the profile with which it began (IM-38): what is promised to people and asked of offices while
/// it runs. Schedules and the base library go by the profile of the day.
extension RegionProfile {
    /// The terms by the names that they have in the file; groups by their first name.
    package enum Term: String, CaseIterable, Sendable {
        case clocks, extensions, publicityDays, identityVerdictDays, accountVerdictDays, lateResultDays,
            socialSecurityCardFirst, failureOwners, rulesForBegun
    }

    /// Every kept term with its value, a line each, in order; two profiles with the same lines treat a batch alike.
    package var terms: [(name: String, value: String)] {
        var terms: [(name: String, value: String)] = clocks.map { ("clocks.\($0.key.rawValue)", String($0.value)) }
        terms += extensions.map { ("extensions.\($0.key)", String($0.value)) }
        for (phase, owners) in failureOwners {
            terms += owners.map { ("failureOwners.\(phase.rawValue).\($0.key)", $0.value.rawValue) }
        }
        terms += [
            ("publicityDays", String(publicityDays)), ("identityVerdictDays", String(identityVerdictDays)),
            ("accountVerdictDays", String(accountVerdictDays)), ("lateResultDays", String(lateResultDays)),
            ("socialSecurityCardFirst", String(socialSecurityCardFirst)), ("rulesForBegun", rulesForBegun.rawValue),
        ]
        return terms.sorted { $0.name < $1.name }
    }

    /// This profile as a batch sees it that began with `kept`: its terms hold, except those that this profile says are
    /// for begun batches as well.
    package func keeping(_ kept: [(name: String, value: String)]) -> RegionProfile {
        var profile = self
        func values(_ term: Term) -> [(path: [Substring], value: String)]? {
            guard !adoptedByBegun.contains(term) else { return nil }
            return kept.map { ($0.name.split(separator: "."), $0.value) }.filter { $0.0.first == term.rawValue[...] }
        }
        func days(_ term: Term, _ field: WritableKeyPath<RegionProfile, Int>) {
            if let value = values(term)?.first.flatMap({ Int($0.value) }) { profile[keyPath: field] = value }
        }
        days(.publicityDays, \.publicityDays)
        days(.identityVerdictDays, \.identityVerdictDays)
        days(.accountVerdictDays, \.accountVerdictDays)
        days(.lateResultDays, \.lateResultDays)
        if let card = values(.socialSecurityCardFirst)?.first { profile.socialSecurityCardFirst = card.value == "true" }
        if let begun = values(.rulesForBegun)?.first.flatMap({ AlertRule.Begun(rawValue: $0.value) }) {
            profile.rulesForBegun = begun
        }
        if let clocks = values(.clocks) {
            profile.clocks = [:]
            for entry in clocks where entry.path.count == 2 {
                if let clock = Clock(rawValue: String(entry.path[1])) { profile.clocks[clock] = Int(entry.value) }
            }
        }
        if let extensions = values(.extensions) {
            profile.extensions = [:]
            for entry in extensions where entry.path.count == 2 {
                profile.extensions[String(entry.path[1])] = Int(entry.value)
            }
        }
        if let owners = values(.failureOwners) {
            profile.failureOwners = [:]
            for entry in owners where entry.path.count == 3 {
                guard let phase = Phase(rawValue: String(entry.path[1])) else { continue }
                profile.failureOwners[phase, default: [:]][String(entry.path[2])] = Owner(rawValue: entry.value)
            }
        }
        return profile
    }

    /// Of two lists of terms the ones that differ, in order; empty where one has none.
    package static func differences(
        _ began: [(name: String, value: String)], _ now: [(name: String, value: String)]
    ) -> [(name: String, before: String, after: String)] {
        let names = Set((began + now).map(\.name)).sorted()
        return names.compactMap { name in
            let before = began.first { $0.name == name }?.value ?? ""
            let after = now.first { $0.name == name }?.value ?? ""
            return before == after ? nil : (name, before, after)
        }
    }
}
