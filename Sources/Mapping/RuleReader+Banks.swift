import Subsidy

extension RuleReader {
    /// What a profile says of banks that ask about people (IM-27.1); what is not said is [D], without a purpose nothing.
    static func lookups(_ file: Section) -> LookupTerms {
        var terms = LookupTerms()
        let keys = ["purposes", "consentDays", "uses", "historyDays", "perDay", "misses"]
        guard file.has("lookups"), let section = file.section("lookups", keys: keys) else { return terms }
        terms.purposes = choices(section, "purposes")
        terms.consentDays = count(section, "consentDays") ?? terms.consentDays
        terms.uses = count(section, "uses") ?? terms.uses
        terms.historyDays = count(section, "historyDays") ?? terms.historyDays
        terms.perDay = count(section, "perDay") ?? terms.perDay
        terms.misses = count(section, "misses") ?? terms.misses
        return terms
    }

    /// What it says of banks that make their services known (IM-27.2).
    static func services(_ file: Section) -> ServiceTerms {
        var terms = ServiceTerms()
        let keys = ["categories", "titleLength", "textLength", "days", "forbidden"]
        guard file.has("services"), let section = file.section("services", keys: keys) else { return terms }
        terms.categories = choices(section, "categories")
        terms.titleLength = count(section, "titleLength") ?? terms.titleLength
        terms.textLength = count(section, "textLength") ?? terms.textLength
        terms.days = count(section, "days") ?? terms.days
        terms.forbidden = section.texts("forbidden") ?? []
        if !terms.categories.isEmpty, terms.forbidden.isEmpty {
            section.fault(
                "forbidden", "services.forbidden", "没有写明禁用的词语，广告和搭售无从拦截", "no forbidden words",
                hint: Hint("写 forbidden: [保险, 抽奖, …]", "write forbidden: [...]"))
        }
        return terms
    }

    private static func choices<Value: CaseIterable & RawRepresentable<String>>(
        _ section: Section, _ key: String
    ) -> [Value] {
        (section.located(key) ?? []).compactMap { entry in
            if let value = Value(rawValue: entry.text) { return value }
            section.findings.add(
                entry.place, section.below(key), "value.choice", "“\(entry.text)”不在可用的值之中",
                "not one of the known values", hint: Nearest.hint(entry.text, among: Value.allCases.map(\.rawValue)))
            return nil
        }
    }

    private static func count(_ section: Section, _ key: String) -> Int? {
        guard section.has(key), let value = section.integer(key) else { return nil }
        if value < 1 { section.fault(key, "value.integer", "至少为 1", "at least one") }
        return value
    }

    /// Where a county lets banks ask for more, or be asked less, than its region does.
    static func compare(_ layer: LookupTerms, to base: LookupTerms, _ fault: (String) -> Void) {
        for purpose in layer.purposes where !base.purposes.contains(purpose) {
            fault("用途 \(purpose.rawValue) 上级没有列入")
        }
        let limits = [
            ("consentDays", layer.consentDays, base.consentDays), ("uses", layer.uses, base.uses),
            ("historyDays", layer.historyDays, base.historyDays), ("perDay", layer.perDay, base.perDay),
            ("misses", layer.misses, base.misses),
        ]
        for (key, own, above) in limits where own > above { fault("\(key) 为 \(own)，上级为 \(above)") }
    }

    static func compare(_ layer: ServiceTerms, to base: ServiceTerms, _ fault: (String) -> Void) {
        for category in layer.categories where !base.categories.contains(category) {
            fault("类别 \(category.rawValue) 上级没有列入")
        }
        for word in base.forbidden where !layer.forbidden.contains(word) && !layer.categories.isEmpty {
            fault("缺少上级的禁用词“\(word)”")
        }
        let limits = [
            ("titleLength", layer.titleLength, base.titleLength), ("textLength", layer.textLength, base.textLength),
            ("days", layer.days, base.days),
        ]
        for (key, own, above) in limits where own > above && !layer.categories.isEmpty {
            fault("\(key) 为 \(own)，上级为 \(above)")
        }
    }
}
