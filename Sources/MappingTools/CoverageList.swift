import Mapping
import Subsidy

/// CoverageList is everything that the tests of one mapping could touch.
struct CoverageList {
    let mapping: CompiledMapping
    let tree: Tree
    let sources: MappingSources

    func items() -> [CoverageItem] {
        var items: [CoverageItem] = []
        var tables: Set<String> = []
        let groups = (tree["groups"]?.list ?? []).enumerated().map { (FieldSite.group($0.offset), $0.element) }
        let sections = [(FieldSite.record, tree["fields"])] + groups + [(.head, tree["headFields"])]
        for (site, section) in sections {
            for pair in section?.pairs ?? [] {
                guard let field = mapping.outline(site, pair.key), isUsed(field) else { continue }
                items += self.items(field, site, pair.place)
                if let table = field.table, tables.insert(table.name).inserted { items += codes(table) }
            }
        }
        for (index, (_, group)) in groups.enumerated() {
            for isThere in [true, false] {
                let text = "第 \(index + 1) 组\(isThere ? "有" : "没有")记录"
                items.append(
                    CoverageItem(kind: .branch, text: text, place: group.place, key: .group(index, isThere: isThere)))
            }
        }
        return items + controls()
    }

    /// A mapping that only writes needs no parameters.
    private func isUsed(_ field: FieldOutline) -> Bool {
        if case .parameter = field.source { return mapping.direction.reads }
        return true
    }

    private func items(_ field: FieldOutline, _ site: FieldSite, _ place: Place) -> [CoverageItem] {
        let name = site == .head ? "表头 \(field.name)" : field.name
        var items = [
            CoverageItem(kind: .field, text: "\(name)（\(field.zh)）", place: place, key: .value(site, field.name))
        ]
        func add(_ text: String, _ key: CoverageKey) {
            items.append(CoverageItem(kind: .branch, text: "\(name) \(text)", place: place, key: key))
        }
        guard field.source != .constant else { return items }
        if field.required, !isComputed(field, site) { add("缺失时退回", .required(site, field.name)) }
        if field.warnsMissing { add("缺失时提示", .required(site, field.name)) }
        if let empty = field.empty.first {
            for text in mapping.direction.reads ? field.empty : [empty] {
                add("的空值“\(String(decoding: text, as: UTF8.self))”", .empty(site, field.name, text))
            }
        }
        guard mapping.direction.reads else { return items }
        if field.keepsUnmapped || (field.keepsUnreadable && field.canFail) {
            add(field.keepsUnmapped ? "的未知代码保留为提示" : "读不出时留空并提示", .kept(site, field.name))
        } else if field.canFail {
            add("内容不对时退回", .fault(site, field.name))
        }
        if field.isConditional {
            add("的条件成立", .condition(site, field.name, holds: true))
            add("的条件不成立", .condition(site, field.name, holds: false))
        }
        if let twin = field.equals { add("与 \(twin) 不一致时退回", .differs(site, field.name)) }
        return items
    }

    /// Whether writing computes it, so that a record without it can be written.
    private func isComputed(_ field: FieldOutline, _ site: FieldSite) -> Bool {
        guard site == .head, !mapping.direction.reads, case .columns(let names) = field.source else { return false }
        return mapping.controlNames.contains { names.contains($0.field) }
    }

    private func codes(_ table: CodeTable) -> [CoverageItem] {
        guard let tree = sources.table(table.name) else { return [] }
        var items: [CoverageItem] = []
        for section in ["codes", "prefix", "contains"] {
            for pair in tree[section]?.pairs ?? [] {
                guard let code = pair.value.text else { continue }
                let text = table.text(for: code).map { String(decoding: $0, as: UTF8.self) }
                // A mapping that only writes touches what it writes.
                guard mapping.direction.reads || (section == "codes" && text == pair.key) else { continue }
                let kind = section == "codes" ? "" : section == "prefix" ? "开头为" : "含有"
                items.append(
                    CoverageItem(
                        kind: .code, text: "\(kind)“\(pair.key)” → \(code)", place: pair.place,
                        key: .entry(table: table.name, section: section, key: pair.key)))
            }
        }
        return items
    }

    private func controls() -> [CoverageItem] {
        var items: [CoverageItem] = []
        let places = (tree["controls"]?.list ?? []).map(\.place)
        for (code, field) in mapping.controlNames {
            let key = CoverageKey.control(code, field: field)
            if !mapping.direction.reads, !canFailWhenWritten(code, field) { continue }
            guard !items.contains(where: { $0.key == key }) else { continue }
            let place = place(code, field) ?? places.first ?? tree.place
            items.append(CoverageItem(kind: .branch, text: "控制 \(code) \(field) 不符时拒绝", place: place, key: key))
        }
        return items
    }

    /// A control that is written is computed; it can only differ from what the head itself says.
    private func canFailWhenWritten(_ code: String, _ field: String) -> Bool {
        if ["control.atMost", "control.unique"].contains(code) { return true }
        return (tree["headFields"]?.pairs ?? []).contains { pair in
            mapping.outline(.head, pair.key)?.source == .columns([field])
        }
    }

    private func place(_ code: String, _ field: String) -> Place? {
        tree["controls"]?.list?.first { entry in
            switch code {
            case "control.atMost": entry["atMost"] != nil
            case "control.unique": entry["unique"]?.text == field
            case "control.count": entry["count"]?.text == field
            case "control.balance": entry["balance"] != nil && entry["closing"]?.text == field
            case "control.sum": entry["sum"] != nil && entry["equals"]?.text == field
            default: entry["hashTotal"] != nil && entry["equals"]?.text == field
            }
        }?.place
    }
}
