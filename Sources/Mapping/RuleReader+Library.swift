import Subsidy

extension RuleReader {
    /// What a profile says of the base library; each key has a default, the strict one.
    static func library(_ file: Section) -> LibraryTerms {
        let keys = [
            "takeoverDays", "newPersonsCard", "cardExceptions", "cardFallbacks", "shrinkPercent", "changePercent",
            "changeFloor", "checkDays", "wholeDays", "overlapDays",
        ]
        var terms = LibraryTerms()
        guard file.has("library"), let section = file.section("library", keys: keys) else { return terms }
        terms.takeoverDays = number(section, "takeoverDays") ?? terms.takeoverDays
        terms.newPersonsCard = section.flag("newPersonsCard") ?? false
        terms.cardExceptions = reasons(section, "cardExceptions")
        terms.cardFallbacks = reasons(section, "cardFallbacks")
        terms.shrinkPercent = number(section, "shrinkPercent") ?? terms.shrinkPercent
        terms.changePercent = number(section, "changePercent") ?? terms.changePercent
        terms.changeFloor = number(section, "changeFloor") ?? terms.changeFloor
        terms.checkDays = number(section, "checkDays") ?? terms.checkDays
        terms.wholeDays = number(section, "wholeDays") ?? terms.wholeDays
        terms.overlapDays = number(section, "overlapDays") ?? terms.overlapDays
        return terms
    }

    /// Codes, each with its days.
    private static func reasons(_ file: Section, _ key: String) -> [String: Int] {
        guard file.has(key), let section = file.section(key) else { return [:] }
        var reasons: [String: Int] = [:]
        for pair in section.tree.pairs ?? [] { reasons[pair.key] = number(section, pair.key) }
        return reasons
    }

    private static func number(_ section: Section, _ key: String) -> Int? {
        guard section.has(key), let value = section.integer(key) else { return nil }
        if value < 0 { section.fault(key, "value.integer", "不能为负", "not negative") }
        return value
    }

    /// Where a county's terms are looser than its region's.
    static func compare(_ layer: LibraryTerms, to base: LibraryTerms, _ fault: (String, String) -> Void) {
        if layer.takeoverDays < base.takeoverDays {
            fault("library", "takeoverDays 为 \(layer.takeoverDays) 天，上级为 \(base.takeoverDays)")
        }
        if base.newPersonsCard, !layer.newPersonsCard { fault("library", "新增补贴对象须登记社会保障卡") }
        for (own, above) in [(layer.cardExceptions, base.cardExceptions), (layer.cardFallbacks, base.cardFallbacks)] {
            for (code, days) in own.sorted(by: { $0.key < $1.key }) where days > above[code] ?? 0 {
                fault("library", "\(code) 可用 \(days) 天，上级为 \(above[code] ?? 0)")
            }
        }
        if layer.shrinkPercent > base.shrinkPercent || layer.changePercent > base.changePercent
            || layer.changeFloor > base.changeFloor || layer.checkDays > base.checkDays
            || layer.wholeDays > base.wholeDays || layer.overlapDays < base.overlapDays
        {
            fault("library", "比对骤变的界限不得比上级的宽")
        }
    }
}
