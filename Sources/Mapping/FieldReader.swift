import Subsidy

/// FieldReader turns `fields:` or `headFields:` into plans, one for each field of the canonical record.
struct FieldReader {
    let schema: RecordSchema
    let shape: ShapeReader
    let direction: MappingDirection
    let isHead: Bool
    let findings: Findings
    let table: (String) -> TableSearch

    static let keys = [
        "from", "as", "empty", "unmapped", "const", "join", "with", "slice", "parameter", "split", "part", "when",
        "unless", "required", "equals", "unreadable",
    ]
    private static let constantKeys = ["const", "as", "required", "when", "unless", "equals"]
    private var key: String { isHead ? "headFields" : "fields" }

    /// Takes the whole mapping file, to find its own key in it.
    func plans(_ file: Section) -> [FieldPlan] {
        var plans = schema.fields.enumerated().map { FieldPlan($0.element, index: $0.offset) }
        let section = file.section(key)
        if let section { read(section, key, &plans) }
        guard direction.reads else {
            // What is only written need not say all that the record holds, should we read it ourselves.
            for index in plans.indices where !plans[index].isFilled { plans[index].required = false }
            return plans
        }
        let groups = isHead ? [] : file.tree["groups"]?.list ?? []
        // A broken entry has its own fault: only what nobody names is missing.
        for plan in plans where plan.required && section?.tree[plan.name] == nil {
            if !groups.isEmpty, groups.allSatisfy({ $0[plan.name] != nil }) { continue }
            findings.add(
                section == nil ? file.tree.place : file.place(key), "\(key).\(plan.name)", "field.unfilled",
                "必填字段“\(plan.name)”（\(plan.zh)）没有来源", "a required canonical field is filled by nothing",
                hint: Hint("写 \(plan.name): 列名", "write \(plan.name): COLUMN"))
        }
        return plans
    }

    /// Several records from one row: each group lays its fields over those of the mapping.
    func groups(_ file: Section, base: [FieldPlan]) -> [GroupPlan] {
        guard let entries = file.list("groups") else { return [] }
        if direction.writes {
            file.fault(
                "groups", "groups.direction", "groups 只用于读入", "groups serve reading only",
                hint: Hint("改 direction: in，或删去 groups", "write direction: in, or remove groups"))
        }
        if entries.count < 2 {
            file.fault(
                "groups", "groups.few", "groups 至少要有两组", "groups are two or more",
                hint: Hint("只有一组时写在 fields 中", "a single group belongs in fields"))
        }
        return entries.enumerated().compactMap { number, entry in
            let path = "groups[\(number)]"
            guard let section = Section(entry, path: path, findings: findings) else { return nil }
            var plans = base
            for pair in entry.pairs ?? [] {
                if let index = schema.index(pair.key) {
                    plans[index] = FieldPlan(schema.fields[index], index: index)
                }
            }
            read(section, path, &plans)
            let common = Set(base.flatMap(\.columns))
            let named = (entry.pairs ?? []).compactMap { schema.index($0.key) }
            // What the record cannot do without says whether there is one; else anything that only this group reads.
            let asked = named.filter { plans[$0].required && !plans[$0].columns.isEmpty }
            let own = (asked.isEmpty ? named : asked).flatMap { plans[$0].columns }
                .filter { $0.edge == .record && !common.contains($0) }
            if own.isEmpty {
                findings.add(
                    entry.place, path, "groups.columns", "这一组没有自己的列，无法判断有没有这条记录",
                    "the group has no column of its own",
                    hint: Hint("至少写一个本组独有的列", "name at least one column that no other group reads"))
            }
            return GroupPlan(own: own, fields: plans)
        }
    }

    private func read(_ section: Section, _ key: String, _ plans: inout [FieldPlan]) {
        for pair in section.tree.pairs ?? [] {
            guard let index = schema.index(pair.key) else {
                findings.add(
                    pair.place, "\(key).\(pair.key)", "field.unknown",
                    "规范记录“\(schema.name)”没有字段“\(pair.key)”", "unknown canonical field",
                    hint: Nearest.hint(pair.key, among: schema.fields.map(\.name)))
                continue
            }
            read(pair, "\(key).\(pair.key)", &plans[index])
        }
    }

    private func read(_ pair: Tree.Pair, _ path: String, _ plan: inout FieldPlan) {
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
                hint: Hint("写 from、join、const、parameter 之一", "write one of from, join, const, parameter"))
            return
        }
        require(section, &plan)
        plan.equals = twin(section, plan)
        plan.empty = (section.texts("empty") ?? []).map { Array($0.utf8) }
        plan.slice = slice(section)
        plan.piece = piece(section)
        plan.conditions = conditions(section, "when", isNegated: false) + conditions(section, "unless", isNegated: true)
        plan.keepsUnmapped = unmapped(section, plan)
        plan.keepsUnreadable = keeps(
            section, "unreadable", plan, required: ("必填字段“\(plan.name)”读不出时不能留空", "去掉 unreadable: keep"))
        if sources[0] == "const" {
            for key in FieldReader.keys where section.has(key) && !FieldReader.constantKeys.contains(key) {
                section.fault(
                    key, "field.const", "固定值（const）不用“\(key)”", "\(key) does not go with const",
                    hint: Hint("删去 \(key)，或改用 from", "remove \(key), or write from"))
            }
            constant(section, &plan)
            return
        }
        if let source = source(section, sources[0]) { plan.source = source }
        guard let codec = codec(section, plan, pair.place, path) else { return }
        plan.codec = codec
        if plan.keepsUnmapped, codec.word != "codes" {
            section.fault(
                "unmapped", "field.unmapped", "unmapped 只用于 codes(…)", "unmapped goes with codes(…)",
                hint: Hint(
                    "删去 unmapped；别的内容读不出时留空写 unreadable: keep",
                    "remove it; what else cannot be read is kept by unreadable: keep"))
        }
        checkKeys(plan, section.place("as"), section.below("as"))
        checkWriting(plan, pair.place, path)
    }

    private func source(_ section: Section, _ kind: String) -> FieldPlan.Source? {
        if kind == "parameter" {
            guard isHead else {
                section.fault(
                    "parameter", "field.parameter", "parameter 只能用于 headFields", "parameters serve the head only",
                    hint: Hint("明细里写 from 或 const", "write from or const in a row"))
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
        // A line is read before the rows that come after it; what JSON and XML have around the records may come later.
        let isOfLines = [.delimited, .fixed].contains(shape.shape.format)
        let edges: [Edge] = isHead ? [.header, .trailer] : isOfLines ? [.record, .header] : [.record]
        if let ref = shape.find(name), edges.contains(ref.edge) { return ref }
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
                "the codec does not suit the field's type", hint: Nearest.choices(words))
            return nil
        }
        if case .codes(let table) = codec, case .code(let set) = plan.type, table.set.name != set.name {
            findings.add(
                place, section.below("as"), "codec.set", "代码表“\(table.name)”属于代码集“\(table.set.name)”，字段要“\(set.name)”",
                "the code table belongs to another canonical set",
                hint: Hint("换一张表，或改这张表的 set", "name another table, or change the set of this one"))
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
                hint: Hint("写 as: fen（分）或 as: yuan（元）", "write as: fen or as: yuan"))
        case .flag:
            findings.add(
                place, path, "flag.texts", "是否字段“\(plan.name)”没有写明真假值", "a flag without its texts",
                hint: Hint("写 as: flag(1,0)：先真后假", "write as: flag(1,0), the text for true first"))
        case .code(let set):
            findings.add(
                place, path, "code.table", "代码字段“\(plan.name)”没有代码表", "a code without a table",
                hint: Hint(
                    "写 as: codes(…)（代码集 \(set.name)）或 const",
                    "write as: codes(…) with a table of the set \(set.name), or const"))
        default:
            findings.add(
                place, path, "time.pattern", "时间字段“\(plan.name)”没有写明格式", "a moment without a pattern",
                hint: Hint("写 as: time(yyyyMMddHHmmss)", "write as: time(yyyyMMddHHmmss)"))
        }
        return nil
    }

    private func slice(_ section: Section) -> Range<Int>? {
        guard let texts = section.texts("slice") else { return nil }
        let numbers = texts.compactMap { Int($0) }
        guard numbers.count == 2, numbers[0] >= 0, numbers[0] < numbers[1] else {
            section.fault(
                "slice", "field.slice", "slice 要写起止两个数", "slice takes two numbers",
                hint: Hint("如 [4, 6]：第 5、6 个字符", "such as [4, 6]: the fifth and sixth characters"))
            return nil
        }
        return numbers[0]..<numbers[1]
    }

    /// A document may ask for more than the canonical record, never for less.
    private func require(_ section: Section, _ plan: inout FieldPlan) {
        if section.tree["required"]?.text == "warn" {
            plan.warnsMissing = true
            if plan.required {
                section.fault(
                    "required", "field.required", "字段“\(plan.name)”在规范记录中必填，不能放宽",
                    "the record itself requires the field",
                    hint: Hint("删去 required: warn", "remove required: warn"))
            }
            return
        }
        guard let required = section.flag("required") else { return }
        if plan.required, !required {
            section.fault(
                "required", "field.required", "字段“\(plan.name)”在规范记录中必填，不能放宽", "the record itself requires the field",
                hint: Hint("删去 required: false", "remove required: false"))
        }
        plan.required = plan.required || required
    }

    /// Another field that must hold the same, because the document says one thing twice.
    private func twin(_ section: Section, _ plan: FieldPlan) -> Int? {
        guard let name = section.text("equals") else { return nil }
        guard let index = schema.index(name), name != plan.name,
            schema.fields[index].type.isInteger == plan.type.isInteger
        else {
            section.fault(
                "equals", "field.equals", "equals 要写另一个同类的字段", "equals takes another field of the same kind",
                hint: Nearest.hint(name, among: schema.fields.map(\.name).filter { $0 != plan.name }))
            return nil
        }
        return index
    }

    private func piece(_ section: Section) -> Piece? {
        guard section.has("split") || section.has("part") else { return nil }
        guard let separator = section.required("split"), let part = section.required("part") else { return nil }
        guard let number = Int(part), number >= 1, !separator.isEmpty else {
            section.fault(
                "part", "field.part", "part 要写从 1 起的序号，split 要写分隔符", "part counts from 1, split is a separator",
                hint: Hint("如 split: \"|\", part: 3", "such as split: \"|\", part: 3"))
            return nil
        }
        return Piece(separator: Array(separator.utf8), index: number - 1)
    }

    private func conditions(_ section: Section, _ key: String, isNegated: Bool) -> [ColumnCondition] {
        guard let conditions = section.section(key) else { return [] }
        return (conditions.tree.pairs ?? []).compactMap { pair in
            guard let ref = reference(pair.key, pair.place, conditions.path), let texts = conditions.texts(pair.key)
            else { return nil }
            return ColumnCondition(
                column: ref, texts: texts.map { Array(Array($0.utf8)[...].trimmed) }, isNegated: isNegated)
        }
    }

    private func unmapped(_ section: Section, _ plan: FieldPlan) -> Bool {
        keeps(
            section, "unmapped", plan, required: ("必填字段“\(plan.name)”不能保留未知代码", "去掉 unmapped: keep，并在代码表中补全"))
    }

    /// Whether what the key speaks of leaves the field missing and is only told.
    private func keeps(
        _ section: Section, _ key: String, _ plan: FieldPlan, required: (fault: String, hint: String)
    ) -> Bool {
        switch section.text(key) {
        case nil, "reject": return false
        case "keep":
            guard plan.required, direction.reads else { return true }
            section.fault(
                key, "field.\(key)", required.fault, "a required field cannot be left missing",
                hint: Hint(
                    required.hint, "remove \(key): keep" + (key == "unmapped" ? " and complete the code table" : "")))
            return false
        default:
            section.fault(
                key, "field.\(key)", "\(key) 只能是 keep 或 reject", "\(key) is keep or reject",
                hint: Hint("写 keep，或删去这一项", "write keep, or remove the key"))
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
            value = Codec.flag(yes: [Array("true".utf8)], no: [Array("false".utf8)]).decode(Array(text.utf8)[...])
        default:
            guard let codec = codec(section, plan, section.place("const"), section.path) else { return }
            value = codec.decode(Array(text.utf8)[...].trimmed)
        }
        if case .fault = value {
            section.fault(
                "const", "const.value", "常量“\(text)”不是字段“\(plan.name)”的值", "the constant does not fit the field",
                hint: Hint("照 onecard schema 里该字段的写法", "as onecard schema says of the field"))
            return
        }
        plan.source = .constant(value)
    }

    /// What is written must be read back as the same value.
    private func checkWriting(_ plan: FieldPlan, _ place: Place, _ path: String) {
        guard direction.writes, !plan.columns.isEmpty else { return }
        func refuse(_ zh: String, _ hint: Hint) {
            findings.add(place, path, "codec.notInvertible", zh, "the field cannot be written back", hint: hint)
        }
        if !plan.conditions.isEmpty {
            refuse(
                "有条件（when、unless）的字段无法写出",
                Hint("另设一列，或只用于 direction: in", "give it a column of its own, or direction: in"))
        }
        if plan.piece != nil, plan.columns.count > 1 {
            refuse("split 只能用于一列", Hint("from 只写一列", "from takes one column"))
        }
        if plan.slice != nil {
            refuse("截取（slice）的字段无法写出", Hint("另设一列，或只用于 direction: in", "give it a column of its own, or direction: in"))
        }
        if plan.columns.count > 1 {
            guard case .columns(_, _, skipsEmpty: false) = plan.source, plan.codec.word == "codes" else {
                return refuse("多列拼接的字段无法写出", Hint("只有 codes(…) 能拆回多列", "only codes(…) falls apart into columns again"))
            }
        }
        if plan.columns.contains(where: { shape.columns($0.edge)[$0.index].path.hasPrefix("../") }) {
            refuse("记录之外（../）的列无法写出", Hint("放到 header 中，或只用于 direction: in", "put it into header, or direction: in"))
        }
        if !isHead, plan.columns.contains(where: { $0.edge != .record }) {
            refuse(
                "首行的列无法由明细写出", Hint("放到 headFields 中，或只用于 direction: in", "put it into headFields, or direction: in"))
        }
        if let reason = plan.codec.cannotWrite { refuse(reason.zh, reason.hint) }
    }
}
