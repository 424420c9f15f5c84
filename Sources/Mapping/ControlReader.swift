import Subsidy

/// ControlReader turns `controls:` into plans.
struct ControlReader {
    let file: Section
    let shape: ShapeReader
    let fields: [FieldPlan]
    let headFields: [FieldPlan]
    let direction: MappingDirection
    let findings: Findings
    let table: (String) -> TableSearch

    static let keys = [
        "count", "sum", "hashTotal", "equals", "as", "where", "atMost", "unique", "balance", "opening", "closing",
        "minus",
    ]

    /// What goes with each kind of control; `atMost` and `unique` stand alone.
    private static let ownKeys = [
        "count": ["where"], "sum": ["equals", "as", "where"], "hashTotal": ["equals", "where"],
        "balance": ["opening", "closing", "minus", "as", "where"],
    ]

    func controls() -> ([ControlPlan], [LimitPlan]) {
        var controls: [ControlPlan] = []
        var limits: [LimitPlan] = []
        for entry in file.list("controls") ?? [] {
            guard let section = Section(entry, path: "controls", findings: findings, keys: ControlReader.keys) else {
                continue
            }
            if section.has("atMost") || section.has("unique") {
                if let limit = limit(section) { limits.append(limit) }
            } else if let control = control(section) {
                controls.append(control)
            }
        }
        return (controls, limits)
    }

    private func limit(_ section: Section) -> LimitPlan? {
        guard section.tree.pairs?.count == 1 else {
            findings.add(
                section.tree.place, section.path, "control.kind", "atMost、unique 要各写一条",
                "atMost and unique stand alone",
                hint: Hint(
                    "拆成两条，如 - {atMost: 499} 和 - {unique: serial}",
                    "two entries, such as - {atMost: 499} and - {unique: serial}"))
            return nil
        }
        if section.has("atMost") {
            guard let most = section.integer("atMost") else { return nil }
            if most < 1 {
                section.fault(
                    "atMost", "control.value", "atMost 要大于 0", "atMost is positive",
                    hint: Hint("写最多的行数，如 atMost: 499", "the most rows there may be, such as atMost: 499"))
            }
            return LimitPlan(kind: .atMost(Int64(most)), name: "atMost")
        }
        guard let name = section.text("unique"), let field = field(name, section, "unique") else { return nil }
        return LimitPlan(kind: .unique(field), name: name)
    }

    private func control(_ section: Section) -> ControlPlan? {
        let kinds = ["count", "sum", "hashTotal", "balance"].filter { section.has($0) }
        guard kinds.count == 1 else {
            findings.add(
                section.tree.place, section.path, "control.kind",
                "一条控制要写 count、sum、hashTotal、balance、atMost、unique 之一", "one kind of control each",
                hint: Hint("如 - count: header.count", "such as - count: header.count"))
            return nil
        }
        guard suits(section, kinds[0]) else { return nil }
        let targetKey = kinds[0] == "count" ? "count" : kinds[0] == "balance" ? "closing" : "equals"
        guard let target = edge(section, targetKey), let conditions = conditions(section, "where"),
            let measured = kind(section, kinds[0])
        else { return nil }
        checkUnit(section, targetKey, target, measured.1)
        return ControlPlan(
            kind: measured.0, target: target, targetName: shape.name(target), codec: measured.1,
            conditions: conditions)
    }

    /// Whether only keys of this kind of control stand there.
    private func suits(_ section: Section, _ kind: String) -> Bool {
        let own = ControlReader.ownKeys[kind] ?? []
        guard let key = ControlReader.keys.first(where: { section.has($0) && $0 != kind && !own.contains($0) }) else {
            return true
        }
        section.fault(
            key, "control.key", "\(key) 不能与 \(kind) 同用", "\(key) does not go with \(kind)",
            hint: Hint(
                "\(kind) 可用：\(own.joined(separator: "、"))", "with \(kind) go: \(own.joined(separator: ", "))"))
        return false
    }

    /// The column of a line before or after the rows that a control names.
    private func edge(_ section: Section, _ key: String) -> ColumnRef? {
        guard let name = section.required(key) else { return nil }
        if let ref = shape.find(name), ref.edge != .record { return ref }
        section.fault(
            key, "control.column", "控制所指的列“\(name)”在首尾行中不存在", "the control refers to a missing column",
            hint: Nearest.hint(name, among: shape.all.map(\.ref).filter { $0.edge != .record }.map(shape.name)))
        return nil
    }

    /// What a control and a head field read from one column must be of one unit.
    private func checkUnit(_ section: Section, _ key: String, _ column: ColumnRef, _ codec: Codec) {
        guard let unit = codec.isYuan, let sign = codec.sign else { return }
        let name = shape.name(column)
        if let field = headFields.first(where: {
            $0.type == .money && $0.columns.count > 1 && $0.columns.contains(column)
        }) {
            section.fault(
                key, "control.unit", "控制只读“\(name)”一列，表头字段“\(field.name)”却把它和别的列连起来读",
                "the control reads one of the columns that the head field joins",
                hint: Hint(
                    "符号另占一列时，把符号和数字写成一列（宽度相加，pad: \"0\", align: right, sign: \"+\"）",
                    "make sign and digits one column: add their widths, pad: \"0\", align: right, sign: \"+\""))
        }
        let same = headFields.filter { $0.columns == [column] }
        let key = section.has("as") ? "as" : key
        if let field = same.first(where: { $0.codec.isYuan == unit && $0.codec.sign?.turns != sign.turns }) {
            section.fault(
                key, "control.unit", "控制和表头字段“\(field.name)”读“\(shape.name(column))”时正负的约定不同",
                "the control and the head field read the signs of one column in two ways",
                hint: Hint("两处写同一个 as", "write one as: at both"))
        }
        guard let field = same.first(where: { $0.codec.isYuan == !unit }) else { return }
        section.fault(
            key, "control.unit",
            "控制按\(unit ? "元" : "分")读“\(shape.name(column))”，表头字段“\(field.name)”却按\(unit ? "分" : "元")读",
            "the control and the head field read one column in two units",
            hint: Hint("两处写同一单位", "write one unit at both"))
    }

    /// What the rows add to is there to be read; a document that we write has no balance of its own.
    private func balance(_ section: Section, _ field: Int) -> (ControlPlan.Kind, Codec)? {
        guard !direction.writes else {
            section.fault(
                "balance", "control.direction", "balance 只用于读入", "balance serves reading only",
                hint: Hint("改 direction: in，或删去 balance", "write direction: in, or remove balance"))
            return nil
        }
        guard let opening = edge(section, "opening"), let minus = conditions(section, "minus"),
            let (_, codec) = total(section, field, .sum(field))
        else { return nil }
        checkUnit(section, "opening", opening, codec)
        return (.balance(field, ControlPlan.Balance(opening: opening, minus: minus)), codec)
    }

    private func kind(_ section: Section, _ key: String) -> (ControlPlan.Kind, Codec)? {
        guard key != "count" else { return (.count, .integer) }
        guard let field = field(section.text(key) ?? "", section, key) else { return nil }
        if key == "hashTotal" {
            guard !fields[field].type.isInteger else {
                section.fault(
                    key, "control.type", "hashTotal 要用号码字段", "hashTotal takes a field of digits",
                    hint: Hint("金额和数量用 sum", "money and quantities take sum"))
                return nil
            }
            return (.hashTotal(field), .integer)
        }
        guard [.money, .decimal, .integer].contains(fields[field].type) else {
            section.fault(
                key, "control.type", "\(key) 要用金额或数量字段", "\(key) takes money or a quantity",
                hint: Hint("号码用 hashTotal，行数用 count", "numbers of persons and accounts take hashTotal, rows take count")
            )
            return nil
        }
        return key == "balance" ? balance(section, field) : total(section, field, .sum(field))
    }

    private func total(
        _ section: Section, _ field: Int, _ kind: ControlPlan.Kind
    ) -> (ControlPlan.Kind, Codec)? {
        let plan = fields[field]
        guard let text = section.text("as") else { return (kind, plan.codec.ofTotals) }
        guard let codec = Codec.parse(text, section.place("as"), section.below("as"), findings, table: table) else {
            return nil
        }
        guard Codec.words(for: plan.type).contains(codec.word) else {
            section.fault(
                "as", "codec.type", "转换“\(codec.word)”不适合字段“\(plan.name)”", "the codec does not suit the field's type",
                hint: Nearest.choices(Codec.words(for: plan.type)))
            return nil
        }
        return (kind, codec)
    }

    private func conditions(_ section: Section, _ key: String) -> [ControlPlan.Condition]? {
        guard section.has(key) else { return [] }
        guard let conditions = section.section(key), let pairs = conditions.tree.pairs else { return nil }
        var result: [ControlPlan.Condition] = []
        for pair in pairs {
            guard let field = field(pair.key, conditions, pair.key), let texts = conditions.texts(pair.key) else {
                return nil
            }
            let values = texts.map { value($0, fields[field]) }
            if values.contains(where: { if case .fault = $0 { true } else { false } }) {
                conditions.fault(
                    pair.key, "control.value", "条件的值不是字段“\(pair.key)”的值", "not a value of the field",
                    hint: Hint("写规范的值，如 outcome: ok", "write a canonical value, such as outcome: ok"))
                return nil
            }
            result.append(ControlPlan.Condition(field: field, values: values))
        }
        return result
    }

    /// A canonical value, as `const` writes it.
    private func value(_ text: String, _ plan: FieldPlan) -> Decoded {
        let bytes = Array(text.utf8)[...]
        switch plan.type {
        case .code(let set): return set.codes.contains(text) ? .bytes(bytes) : .fault("codes.outside")
        case .flag: return Codec.flag(yes: [Array("true".utf8)], no: [Array("false".utf8)]).decode(bytes)
        case .money: return Codec.yuan.decode(bytes)
        case .instant: return .fault("control.value")
        default: return Codec.standard(for: plan.type)?.decode(bytes) ?? .fault("control.value")
        }
    }

    private func field(_ name: String, _ section: Section, _ key: String) -> Int? {
        guard let index = fields.firstIndex(where: { $0.name == name }), fields[index].isFilled else {
            // A field that is named but broken has its own fault.
            if file.tree["fields"]?[name] != nil { return nil }
            section.fault(
                key, "control.field", "控制所指的字段“\(name)”没有来源", "the control refers to a field that nothing fills",
                hint: Nearest.hint(name, among: fields.filter(\.isFilled).map(\.name)))
            return nil
        }
        guard file.tree["groups"]?.list?.contains(where: { $0[name] != nil }) != true else {
            section.fault(
                key, "control.group", "字段“\(name)”在各组（groups）中来源不同，不能用于控制",
                "the field differs between groups",
                hint: Hint("按源文件的列核对时，请用各组共有的字段", "control a field that all groups share"))
            return nil
        }
        return index
    }
}
