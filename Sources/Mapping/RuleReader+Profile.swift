import Subsidy

extension RuleReader {
    private static let keys = [
        "extends", "region", "zh", "effectiveFrom", "disbursement", "phase", "clocks", "extensions", "publicityDays",
        "identityVerdictDays", "accountVerdictDays", "lateResultDays", "yearlyLists", "socialSecurityCardFirst",
        "hotTopic", "failureOwners", "library", "schedules", "calendars", "alerts", "oversight", "agentBanks",
        "approvalFlow", "rulesForBegun", "follows", "adoptedByBegun", "lookups", "services", "run",
    ]

    /// Failure classes that have an owner (requirements 1e).
    private static let classes = ["A", "B", "C", "E"]

    /// Every profile, each laid over the one that it extends and no looser than that.
    static func profiles(
        _ loader: LibraryLoader, _ findings: Findings, alerts: (String) -> [AlertRule]?
    ) -> [String: RegionProfile] {
        var profiles: [String: RegionProfile] = [:]
        let (calendars, rules) = (loader.names("calendars/"), loader.names("alerts/"))
        for name in loader.names("profiles/") {
            guard let merged = loader.merged("profiles/\(name)") else { continue }
            profiles[name] = profile(merged.tree, findings, calendars: calendars, alerts: rules)
            // What a file follows is its own matter, not that of whoever extends it.
            profiles[name]?.follows = (loader.trees["profiles/\(name).yaml"] ?? nil)?["follows"]?.text
        }
        for name in profiles.keys.sorted() {
            guard let tree = loader.trees["profiles/\(name).yaml"] ?? nil else { continue }
            if let layer = profiles[name] { check(layer, named: name, profiles, tree, findings) }
            guard let base = tree["extends"]?.text,
                let layer = profiles[name], let above = profiles[String(base.dropFirst("profiles/".count))]
            else { continue }
            // A new version of the same profile may say what it likes (IM-38).
            guard layer.follows != String(base.dropFirst("profiles/".count)) else { continue }
            compare(layer, to: above, tree, findings, alerts: alerts)
        }
        return profiles
    }

    /// A profile follows one that is there and took effect before it.
    private static func check(
        _ profile: RegionProfile, named name: String, _ all: [String: RegionProfile], _ tree: Tree,
        _ findings: Findings
    ) {
        guard let before = profile.follows else { return }
        guard let earlier = all[before] else {
            findings.add(
                tree.place(of: "follows"), "follows", "profile.follows", "没有参数文件 profiles/\(before).yaml，或其有误",
                "unknown profile", hint: Nearest.hint(before, among: all.keys.filter { $0 != name }.sorted()))
            return
        }
        guard earlier.effectiveFrom < profile.effectiveFrom else {
            findings.add(
                tree.place(of: "follows"), "follows", "profile.follows",
                "所接续的参数 \(before) 的施行日不早于本参数", "it took effect no earlier")
            return
        }
        if earlier.disbursement != profile.disbursement || earlier.calendars != profile.calendars {
            findings.add(
                tree.place(of: "follows"), "follows", "profile.follows",
                "接续的参数不能改变资金拨付方式和日历；改变拨付方式须另设旗县", "neither the disbursement nor the calendar may change")
        }
    }

    /// `calendars` and `alerts` are the names of the files that a profile may name.
    private static func profile(_ tree: Tree, _ findings: Findings, calendars: [String], alerts: [String])
        -> RegionProfile?
    {
        guard let file = Section(tree, path: "", findings: findings, keys: keys) else { return nil }
        let before = findings.faults.count
        let region = file.required("region")
        let zh = file.required("zh")
        let effectiveFrom = file.isPresent("effectiveFrom") ? file.day("effectiveFrom") : nil
        let disbursement = file.requiredChoice("disbursement", RegionProfile.Disbursement.self)
        let phase = file.requiredChoice("phase", RegionProfile.Phase.self)
        let publicity = days(file, "publicityDays")
        let identity = days(file, "identityVerdictDays")
        let account = days(file, "accountVerdictDays")
        let late = days(file, "lateResultDays")
        let named = references(file, "calendars", known: calendars)
        let rules = references(file, "alerts", known: alerts)
        let clocks = clocks(file)
        let extensions = extensions(file)
        let owners = owners(file)
        let terms = library(file)
        let schedules = (file.list("schedules") ?? []).compactMap { schedule($0, findings) }
        let oversight = oversight(file)
        let flow = file.has("approvalFlow") ? approvalFlow(file) : nil
        let (lookups, services) = (lookups(file), services(file))
        let run = runners(file, disbursement)
        guard findings.faults.count == before, let region, let zh, let effectiveFrom, let disbursement, let phase,
            let publicity, let identity, let account, let late, let alert = rules.first
        else { return nil }
        var profile = RegionProfile(
            region: region, zh: zh, effectiveFrom: effectiveFrom, disbursement: disbursement, phase: phase,
            clocks: clocks, extensions: extensions, publicityDays: publicity, identityVerdictDays: identity,
            accountVerdictDays: account,
            lateResultDays: late, yearlyLists: file.flag("yearlyLists") ?? false,
            socialSecurityCardFirst: file.flag("socialSecurityCardFirst") ?? false,
            hotTopic: file.text("hotTopic"),
            failureOwners: owners, library: terms, schedules: schedules, calendars: named, alerts: alert)
        profile.agentBanks = (file.list("agentBanks") ?? []).compactMap { agentBank($0, findings) }
        profile.oversight = oversight
        profile.approvalFlow = flow
        profile.adoptedByBegun = adopted(file)
        profile.rulesForBegun = file.choice("rulesForBegun") ?? .apply
        (profile.lookups, profile.services) = (lookups, services)
        profile.run = run
        return profile
    }

    private static func adopted(_ file: Section) -> Set<RegionProfile.Term> {
        var terms: Set<RegionProfile.Term> = []
        for name in file.located("adoptedByBegun") ?? [] {
            guard let term = RegionProfile.Term(rawValue: name.text) else {
                file.findings.add(
                    name.place, "adoptedByBegun", "value.choice", "“\(name.text)”不是批次保留的参数",
                    "not a term that batches keep",
                    hint: Nearest.hint(name.text, among: RegionProfile.Term.allCases.map(\.rawValue)))
                continue
            }
            terms.insert(term)
        }
        return terms
    }

    private static func agentBank(_ tree: Tree, _ findings: Findings) -> RegionProfile.AgentBank? {
        let keys = ["connection", "zh", "from", "until"]
        guard let section = Section(tree, path: "agentBanks", findings: findings, keys: keys),
            let connection = section.required("connection"), let zh = section.required("zh")
        else { return nil }
        let bank = RegionProfile.AgentBank(
            connection: connection, zh: zh, from: section.day("from"), until: section.day("until"))
        if let from = bank.from, let until = bank.until, until < from {
            section.fault("until", "profile.agentBank", "止日早于起日", "the last day is before the first")
        }
        return bank
    }

    /// Which steps a platform does. Whoever pays has ordered; and lines that a platform pays out of an agency account
    /// would lie on no statement here, so that nothing could prove them (G2).
    private static func runners(
        _ file: Section, _ disbursement: RegionProfile.Disbursement?
    ) -> [WorkflowStep: WorkflowStep.Runner] {
        guard file.has("run"), let section = file.section("run", keys: WorkflowStep.allCases.map(\.rawValue)) else {
            return [:]
        }
        var run: [WorkflowStep: WorkflowStep.Runner] = [:]
        for step in WorkflowStep.allCases where section.has(step.rawValue) { run[step] = section.choice(step.rawValue) }
        let (orders, pays) = (run[.order] == .platform, run[.payment] == .platform)
        if pays, !orders {
            section.fault(
                "payment", "profile.run", "由平台发放的，支付申请（order）也须由平台办理",
                "what the platform pays is ordered by the platform")
        }
        if orders, !pays, disbursement == .treasuryDirect {
            section.fault(
                "order", "profile.run", "国库直接支付的，由平台申请的也由平台反馈发放结果（payment）",
                "where the treasury pays, who orders tells what became of the lines")
        }
        if pays, orders, disbursement == .agencyAccount {
            section.fault(
                "payment", "profile.run", "经代发户发放的不能由平台发放：本方没有对账单，资金无法核对",
                "payment through an agency account cannot run on the platform: no statement would prove it")
        }
        return run
    }

    /// What is not said is [D].
    private static func oversight(_ file: Section) -> RegionProfile.Oversight {
        var oversight = RegionProfile.Oversight()
        let keys = ["idleDays", "parkedDays", "personsOnAccount", "afterDays"]
        guard file.has("oversight"), let section = file.section("oversight", keys: keys) else { return oversight }
        if section.has(keys[0]) { oversight.idleDays = days(section, keys[0]) ?? oversight.idleDays }
        if section.has(keys[1]) { oversight.parkedDays = days(section, keys[1]) ?? oversight.parkedDays }
        if section.has(keys[2]) { oversight.personsOnAccount = days(section, keys[2]) ?? oversight.personsOnAccount }
        if section.has(keys[3]) { oversight.afterDays = max(1, days(section, keys[3]) ?? oversight.afterDays) }
        return oversight
    }

    private static func days(_ section: Section, _ key: String) -> Int? {
        guard section.isPresent(key), let value = section.integer(key) else { return nil }
        if value < 0 { section.fault(key, "value.integer", "天数不能为负", "days are not negative") }
        return value
    }

    private static func references(_ file: Section, _ key: String, known: [String]) -> [String] {
        guard file.isPresent(key), let names = file.located(key) else { return [] }
        for name in names where !known.contains(name.text) {
            file.findings.add(
                name.place, key, "profile.reference", "没有文件 \(key)/\(name.text).yaml", "unknown file",
                hint: Nearest.hint(name.text, among: known))
        }
        return names.map(\.text)
    }

    private static func clocks(_ file: Section) -> [RegionProfile.Clock: Int] {
        let names = RegionProfile.Clock.allCases.map(\.rawValue)
        guard let section = file.section("clocks", keys: names) else { return [:] }
        var clocks: [RegionProfile.Clock: Int] = [:]
        for clock in RegionProfile.Clock.allCases {
            guard section.has(clock.rawValue), let days = days(section, clock.rawValue) else { continue }
            clocks[clock] = days
        }
        return clocks
    }

    /// Each kind of special case that the county may grant more time for, with its working days.
    private static func extensions(_ file: Section) -> [String: Int] {
        guard file.has("extensions"), let section = file.section("extensions") else { return [:] }
        var extensions: [String: Int] = [:]
        for pair in section.tree.pairs ?? [] { extensions[pair.key] = days(section, pair.key) }
        return extensions
    }

    private static func owners(_ file: Section) -> [RegionProfile.Phase: [String: RegionProfile.Owner]] {
        let phases = RegionProfile.Phase.allCases
        guard file.isPresent("failureOwners"),
            let section = file.section("failureOwners", keys: phases.map(\.rawValue))
        else { return [:] }
        var owners: [RegionProfile.Phase: [String: RegionProfile.Owner]] = [:]
        for phase in phases {
            guard section.isPresent(phase.rawValue), let entry = section.section(phase.rawValue, keys: classes) else {
                continue
            }
            for name in classes { owners[phase, default: [:]][name] = entry.requiredChoice(name) }
        }
        return owners
    }

    private static func schedule(_ tree: Tree, _ findings: Findings) -> RegionProfile.Schedule? {
        let keys = ["exchange", "every", "hours", "workingDays", "source"]
        guard let section = Section(tree, path: "schedules", findings: findings, keys: keys),
            let exchange = section.requiredChoice("exchange", Exchange.self), section.isPresent("every"),
            let every = section.integer("every")
        else { return nil }
        if every < 1 { section.fault("every", "value.integer", "间隔至少 1 分钟", "at least one minute") }
        let hours = (section.texts("hours") ?? ["0", "24"]).compactMap { Int($0) }
        guard hours.count == 2, hours[0] >= 0, hours[0] < hours[1], hours[1] <= 24 else {
            section.fault(
                "hours", "schedule.hours", "hours 要写起止两个钟点", "hours takes two hours",
                hint: Hint("如 [9, 17]", "such as [9, 17]"))
            return nil
        }
        return RegionProfile.Schedule(
            exchange: exchange, every: every, fromHour: hours[0], untilHour: hours[1],
            workingDaysOnly: section.flag("workingDays") ?? false,
            source: section.has("source") ? section.text("source") ?? "" : "")
    }
}
