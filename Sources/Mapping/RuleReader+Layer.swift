import Subsidy

extension RuleReader {
    /// Says where a county's profile is looser than the one that it extends (IM-36): a shorter publicity, a longer term, a
    /// verdict that serves longer, a rule that is missing or milder.
    static func compare(
        _ layer: RegionProfile, to base: RegionProfile, _ tree: Tree, _ findings: Findings,
        alerts: (String) -> [AlertRule]?
    ) {
        func fault(_ key: String, _ what: String) {
            findings.add(
                tree.place(of: key), key, "profile.looser", "旗县参数不得比上级的宽：\(what)", "looser than the level above",
                hint: Hint("上级从严之处不能放宽，只能更严", "a layer may only be stricter"))
        }
        if layer.disbursement != base.disbursement { fault("disbursement", "资金拨付方式由自治区确定") }
        for clock in RegionProfile.Clock.allCases {
            guard let days = base.clocks[clock] else { continue }
            guard let own = layer.clocks[clock] else {
                fault("clocks", "没有时限 \(clock.rawValue)")
                continue
            }
            if own > days { fault("clocks", "\(clock.rawValue) 为 \(own) 个工作日，上级为 \(days)") }
        }
        for (code, days) in layer.extensions.sorted(by: { $0.key < $1.key }) where days > base.extensions[code] ?? 0 {
            fault("extensions", "\(code) 可延长 \(days) 个工作日，上级为 \(base.extensions[code] ?? 0)")
        }
        if layer.publicityDays < base.publicityDays {
            fault("publicityDays", "公示 \(layer.publicityDays) 个工作日，上级为 \(base.publicityDays)")
        }
        let verdicts = [
            ("identityVerdictDays", layer.identityVerdictDays, base.identityVerdictDays),
            ("accountVerdictDays", layer.accountVerdictDays, base.accountVerdictDays),
        ]
        for (key, own, above) in verdicts where own > above { fault(key, "核验结果有效 \(own) 天，上级为 \(above)") }
        let (own, above) = (layer.oversight, base.oversight)
        if own.idleDays > above.idleDays || own.parkedDays > above.parkedDays
            || own.personsOnAccount > above.personsOnAccount || own.afterDays > above.afterDays
        {
            fault("oversight", "滞留、共用账户的提示不得比上级晚")
        }
        if let flow = base.approvalFlow, !isAsStrict(layer.approvalFlow, as: flow) {
            fault("approvalFlow", "在线审批的步骤不得比上级少，时限不得比上级长")
        }
        if base.yearlyLists, !layer.yearlyLists { fault("yearlyLists", "年度清单须公布") }
        if base.socialSecurityCardFirst, !layer.socialSecurityCardFirst { fault("socialSecurityCardFirst", "社会保障卡优先") }
        if base.rulesForBegun == .apply, layer.rulesForBegun == .spare {
            fault("rulesForBegun", "新规则对在途批次适用由上级规定，不能改为不适用")
        }
        compare(layer.library, to: base.library, fault)
        compare(layer.lookups, to: base.lookups) { fault("lookups", $0) }
        compare(layer.services, to: base.services) { fault("services", $0) }
        compare(alerts(layer.alerts) ?? [], to: alerts(base.alerts) ?? []) { fault("alerts", $0) }
    }

    /// Each step of the level above is there, in its order, by the same post and in no longer a time.
    private static func isAsStrict(_ flow: ApprovalFlow?, as base: ApprovalFlow) -> Bool {
        var rest = (flow?.steps ?? [])[...]
        return base.steps.allSatisfy { step in
            guard let index = rest.firstIndex(where: { $0.post == step.post && $0.days <= step.days }) else {
                return false
            }
            rest = rest[(index + 1)...]
            return true
        }
    }

    /// Red is strictest; a rule keeps its stages.
    private static func compare(_ layer: [AlertRule], to base: [AlertRule], _ fault: (String) -> Void) {
        let colours: [AlertRule.Colour] = [.blue, .yellow, .red]
        func strength(_ rule: AlertRule) -> Int { colours.firstIndex(of: rule.colour) ?? 0 }
        for rule in base {
            let same = layer.filter { own in
                own.check == rule.check && strength(own) >= strength(rule)
                    && own.since ?? Day(number: .min) <= rule.since ?? Day(number: .min)
                    && (own.begun != .spare || rule.begun == .spare)
            }
            if !same.contains(where: { Set($0.stages).isSuperset(of: rule.stages) }) {
                fault("缺少预警规则 \(rule.id)，或其颜色、环节从宽")
            }
        }
    }
}
