import Subsidy

/// FieldReader turns `fields:` or `headFields:` into plans, one for each field of the canonical record.
struct FieldReader {
    let schema: RecordSchema
    let shape: ShapeReader
    let direction: MappingDirection
    let isHead: Bool
    let findings: Findings
    let table: (String) -> TableSearch

    private static let keys = ["from", "as", "empty", "unmapped", "const", "join", "with", "slice", "parameter"]
    private var key: String { isHead ? "headFields" : "fields" }

    /// Takes the whole mapping file, to find its own key in it.
    func plans(_ file: Section) -> [FieldPlan] {
        var plans = schema.fields.enumerated().map { FieldPlan($0.element, index: $0.offset) }
        let section = file.section(key)
        for pair in section?.tree.pairs ?? [] {
            guard let index = schema.index(pair.key) else {
                findings.add(
                    pair.place, "\(key).\(pair.key)", "field.unknown",
                    "规范记录“\(schema.name)”没有字段“\(pair.key)”", "unknown canonical field",
                    hint: Nearest.hint(pair.key, among: schema.fields.map(\.name)))
                continue
            }
            read(pair, &plans[index])
        }
        guard direction.reads else { return plans }
        // A broken entry has its own fault: only what nobody names is missing.
        for plan in plans where plan.required && section?.tree[plan.name] == nil {
            findings.add(
                section == nil ? file.tree.place : file.place(key), "\(key).\(plan.name)", "field.unfilled",
                "必填字段“\(plan.name)”（\(plan.zh)）没有来源", "a required canonical field is filled by nothing",
                hint: "写 \(plan.name): 列名")
        }
        return plans
    }

    private func read(_ pair: Tree.Pair, _ plan: inout FieldPlan) {
        let path = "\(key).\(pair.key)"
        if let column = pair.value.text {
            guard let ref = reference(column, pair.value.place, path) else { return }
            plan.source = .columns([ref], separator: [], skipsEmpty: false)
            guard let codec = codec(nil, plan, pair.place, path) else { return }
            plan.codec = codec
            return checkWriting(plan, pair.place, path)
        }
        guard let section = Section(pair.value, path: path, findings: findings, keys: FieldReader.keys) else { return }
        let sources = ["from", "join", "const", "parameter"].filter { section.has($0) }
        guard sources.count == 1 else {
            findings.add(
                pair.place, path, "field.source", "一个字段要有且只有一个来源", "a field has exactly one source",
                hint: "写 from、join、const、parameter 之一")
            return
        }
        plan.empty = (section.texts("empty") ?? []).map { Array($0.utf8) }
        plan.slice = slice(section)
        plan.keepsUnmapped = unmapped(section, plan)
        if sources[0] == "const" {
            constant(section, &plan)
            return
        }
        if let source = source(section, sources[0]) { plan.source = source }
        guard let codec = codec(section, plan, pair.place, path) else { return }
        plan.codec = codec
        if plan.keepsUnmapped, codec.word != "codes" {
            section.fault("unmapped", "field.unmapped", "unmapped 只用于 codes(…)", "unmapped goes with codes(…)")
        }
        checkWriting(plan, pair.place, path)
    }

    private func source(_ section: Section, _ kind: String) -> FieldPlan.Source? {
        if kind == "parameter" {
            guard isHead else {
                section.fault(
                    "parameter", "field.parameter", "parameter 只能用于 headFields", "parameters serve the head only")
                return nil
            }
            return section.text("parameter").map(FieldPlan.Source.parameter)
        }
        let path = section.below(kind)
        guard let names = section.located(kind), !names.isEmpty else { return nil }
        let refs = names.compactMap { reference($0.text, $0.place, path) }
        guard refs.count == names.count else { return nil }
        let separator = kind == "join" ? section.text("with") ?? " " : "/"
        return .columns(refs, separator: Array(separator.utf8), skipsEmpty: kind == "join")
    }

    private func reference(_ name: String, _ place: Place, _ path: String) -> ColumnRef? {
        if let ref = shape.find(name), (ref.edge == .record) != isHead { return ref }
        let edges: [Edge] = isHead ? [.header, .trailer] : [.record]
        let known = shape.all.map(\.ref).filter { edges.contains($0.edge) }.map(shape.name)
        findings.add(
            place, path, "column.unknown", isHead ? "首尾行中没有列“\(name)”" : "记录中没有列“\(name)”", "unknown source column",
            hint: Nearest.hint(name, among: known))
        return nil
    }

    private func codec(_ section: Section?, _ plan: FieldPlan, _ place: Place, _ path: String) -> Codec? {
        guard let section, let text = section.text("as") else { return standard(plan, place, path) }
        let place = section.place("as")
        guard let codec = Codec.parse(text, place, section.below("as"), findings, table: table) else { return nil }
        let words = Codec.words(for: plan.type)
        guard words.contains(codec.word) else {
            findings.add(
                place, section.below("as"), "codec.type", "转换“\(codec.word)”不适合字段“\(plan.name)”（\(plan.zh)）",
                "the codec does not suit the field's type", hint: "可用：" + words.joined(separator: "、"))
            return nil
        }
        if case .codes(let table) = codec, case .code(let set) = plan.type, table.set.name != set.name {
            findings.add(
                place, section.below("as"), "codec.set", "代码表“\(table.name)”属于代码集“\(table.set.name)”，字段要“\(set.name)”",
                "the code table belongs to another canonical set")
            return nil
        }
        return codec
    }

    private func standard(_ plan: FieldPlan, _ place: Place, _ path: String) -> Codec? {
        if let codec = Codec.standard(for: plan.type) { return codec }
        switch plan.type {
        case .money:
            findings.add(
                place, path, "money.unit", "金额字段“\(plan.name)”没有写明单位", "money without a unit",
                hint: "写 as: fen（分）或 as: yuan（元）")
        case .flag:
            findings.add(
                place, path, "flag.texts", "是否字段“\(plan.name)”没有写明真假值", "a flag without its texts",
                hint: "写 as: flag(1,0)：先真后假")
        case .code(let set):
            findings.add(
                place, path, "code.table", "代码字段“\(plan.name)”没有代码表", "a code without a table",
                hint: "写 as: codes(…)（代码集 \(set.name)）或 const")
        default:
            findings.add(
                place, path, "time.pattern", "时间字段“\(plan.name)”没有写明格式", "a moment without a pattern",
                hint: "写 as: time(yyyyMMddHHmmss)")
        }
        return nil
    }

    private func slice(_ section: Section) -> Range<Int>? {
        guard let texts = section.texts("slice") else { return nil }
        let numbers = texts.compactMap { Int($0) }
        guard numbers.count == 2, numbers[0] >= 0, numbers[0] < numbers[1] else {
            section.fault(
                "slice", "field.slice", "slice 要写起止两个数", "slice takes two numbers", hint: "如 [4, 6]：第 5、6 个字符")
            return nil
        }
        return numbers[0]..<numbers[1]
    }

    private func unmapped(_ section: Section, _ plan: FieldPlan) -> Bool {
        switch section.text("unmapped") {
        case nil, "reject": return false
        case "keep":
            guard plan.required, direction.reads else { return true }
            section.fault(
                "unmapped", "field.unmapped", "必填字段“\(plan.name)”不能保留未知代码", "a required field cannot be left missing",
                hint: "去掉 unmapped: keep，并在代码表中补全")
            return false
        default:
            section.fault("unmapped", "field.unmapped", "unmapped 只能是 keep 或 reject", "unmapped is keep or reject")
            return false
        }
    }

    private func constant(_ section: Section, _ plan: inout FieldPlan) {
        guard let text = section.text("const") else { return }
        let value: Decoded
        switch plan.type {
        case .code(let set) where !section.has("as"):
            guard set.codes.contains(text) else {
                section.fault(
                    "const", "codes.outside", "“\(text)”不在规范代码集“\(set.name)”之中", "code is outside the canonical set",
                    hint: Nearest.hint(text, among: set.codes))
                return
            }
            value = .bytes(Array(text.utf8)[...])
        case .flag where !section.has("as"):
            value = Codec.flag(yes: Array("true".utf8), no: Array("false".utf8)).decode(Array(text.utf8)[...])
        default:
            guard let codec = codec(section, plan, section.place("const"), section.path) else { return }
            value = codec.decode(Array(text.utf8)[...].trimmed)
        }
        if case .fault = value {
            section.fault(
                "const", "const.value", "常量“\(text)”不是字段“\(plan.name)”的值", "the constant does not fit the field")
            return
        }
        plan.source = .constant(value)
    }

    /// What is written must be read back as the same value.
    private func checkWriting(_ plan: FieldPlan, _ place: Place, _ path: String) {
        guard direction.writes, !plan.columns.isEmpty else { return }
        func refuse(_ zh: String, _ hint: String) {
            findings.add(place, path, "codec.notInvertible", zh, "the field cannot be written back", hint: hint)
        }
        if plan.slice != nil { refuse("截取（slice）的字段无法写出", "另设一列，或只用于 direction: in") }
        if plan.columns.count > 1 {
            guard case .columns(_, _, skipsEmpty: false) = plan.source, plan.codec.word == "codes" else {
                return refuse("多列拼接的字段无法写出", "只有 codes(…) 能拆回多列")
            }
        }
        if let reason = plan.codec.cannotWrite { refuse(reason.zh, reason.hint) }
    }
}
