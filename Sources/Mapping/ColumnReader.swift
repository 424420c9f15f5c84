import Subsidy

/// ColumnReader sees that no source column is forgotten, and plans what each is written from.
struct ColumnReader {
    let file: Section
    let shape: ShapeReader
    let findings: Findings

    /// Columns kept in the `ext` bag.
    func ext() -> [Int] {
        (file.located("ext") ?? []).compactMap { entry in
            guard let ref = shape.find(entry.text), ref.edge == .record else {
                unknown(entry.text, entry.place, "ext")
                return nil
            }
            return ref.index
        }
    }

    private func ignored() -> Set<ColumnRef> {
        var refs: Set<ColumnRef> = []
        for entry in file.located("ignored") ?? [] {
            if let ref = shape.find(entry.text) {
                refs.insert(ref)
            } else {
                unknown(entry.text, entry.place, "ignored")
            }
        }
        return refs
    }

    private func constants() -> [(ref: ColumnRef, text: String, place: Place)] {
        guard let section = file.section("constants"), let pairs = section.tree.pairs else { return [] }
        return pairs.compactMap { pair in
            guard let ref = shape.find(pair.key) else {
                unknown(pair.key, pair.place, "constants")
                return nil
            }
            // An empty constant (`~`) writes an empty text.
            return (ref, pair.value.isNull ? "" : section.text(pair.key) ?? "", pair.place)
        }
    }

    /// The constants as they are compared when a document is read: only those that `writing` has found sound.
    func constantPlans() -> [ConstantPlan] {
        (file.tree["constants"]?.pairs ?? []).compactMap { pair in
            guard let ref = shape.find(pair.key), pair.value.isNull || pair.value.text != nil else { return nil }
            let text = Array((pair.value.text ?? "").utf8)
            return ConstantPlan(column: ref, name: shape.name(ref), text: Array(text[...].trimmed))
        }
    }

    private func unknown(_ name: String, _ place: Place, _ path: String) {
        findings.add(
            place, path, "column.unknown", "没有列“\(name)”", "unknown source column",
            hint: Nearest.hint(name, among: shape.names))
    }

    /// Every source column is mapped, in `ext`, ignored, checked by a control, or (when writing) constant.
    func cover(_ direction: MappingDirection) {
        var covered = ignored()
        if direction.writes { for constant in constants() { covered.insert(constant.ref) } }
        for name in named() { if let ref = shape.find(name) { covered.insert(ref) } }
        for (ref, place) in shape.all where !covered.contains(ref) && shape.tag(ref) == nil {
            let name = shape.name(ref)
            // The second of two columns of one name has its own fault.
            guard shape.find(name) == ref else { continue }
            findings.add(
                place, "document.\(ref.edge == .record ? "columns" : ref.edge.rawValue)", "column.unmapped",
                "列“\(name)”没有去处", "the source column is neither mapped nor ignored",
                hint: direction == .out
                    ? Hint(
                        "在 fields 或 constants 中写出，或列入 ignored",
                        "write it under fields or constants, or list it under ignored")
                    : Hint("映射到字段，或列入 ext、ignored", "map it to a field, or list it under ext or ignored"))
        }
    }

    /// Column names that fields, `ext` and controls speak of, also where the entry is broken otherwise: one slip is
    /// one fault.
    private func named() -> [String] {
        func texts(_ tree: Tree?) -> [String] { tree?.text.map { [$0] } ?? tree?.list?.compactMap(\.text) ?? [] }
        var names = texts(file.tree["ext"])
        let groups = file.tree["groups"]?.list ?? []
        for entries in [file.tree["fields"], file.tree["headFields"]] + groups {
            for pair in entries?.pairs ?? [] {
                names += texts(pair.value) + texts(pair.value["from"]) + texts(pair.value["join"])
                for key in ["when", "unless"] { names += (pair.value[key]?.pairs ?? []).map(\.key) }
            }
        }
        for control in file.tree["controls"]?.list ?? [] {
            for key in ["count", "equals", "opening", "closing"] { names += texts(control[key]) }
        }
        return names
    }

    /// For each edge, what each column is written from. Empty when the mapping does not write.
    func writing(
        _ direction: MappingDirection, fields: [FieldPlan], head: [FieldPlan], controls: [ControlPlan], ext: [Int]
    ) -> [Edge: [CellPlan]] {
        guard direction.writes else {
            if file.has("constants") {
                file.fault(
                    "constants", "constants.direction", "constants 只用于写出", "constants serve writing only",
                    hint: Hint("改 direction，或删去 constants", "change direction, or remove constants"))
            }
            return [:]
        }
        var cells: [ColumnRef: CellPlan] = [:]
        for (ref, _) in shape.all { if let tag = shape.tag(ref) { cells[ref] = .text(Array(tag.utf8)) } }
        for (index, plan) in fields.enumerated() where plan.piece == nil { put(plan, index, "fields", &cells) }
        for (index, plan) in head.enumerated() where plan.piece == nil { put(plan, index, "headFields", &cells) }
        pieces(fields, "fields", &cells)
        pieces(head, "headFields", &cells)
        for index in ext {
            let ref = ColumnRef(edge: .record, index: index)
            put(.ext(shape.columns(.record)[index].name), ref, file.place("ext"), "ext", &cells)
        }
        for constant in constants() {
            // A tag may be said again, but not otherwise.
            if shape.tag(constant.ref) == constant.text { continue }
            put(.text(Array(constant.text.utf8)), constant.ref, constant.place, "constants", &cells)
        }
        for (index, control) in controls.enumerated() {
            var field: Int?
            if case .field(let head, _, _)? = cells[control.target] { field = head }
            cells[control.target] = .control(index, field: field)
        }
        checkSigns(cells, fields: fields, head: head)
        var writing: [Edge: [CellPlan]] = [:]
        for edge in [Edge.record, .header, .trailer] {
            writing[edge] = shape.columns(edge).indices.map { cells[ColumnRef(edge: edge, index: $0)] ?? .blank }
        }
        return writing
    }

    /// A plus goes before a number, and before nothing else.
    private func checkSigns(_ cells: [ColumnRef: CellPlan], fields: [FieldPlan], head: [FieldPlan]) {
        for (ref, place) in shape.all where shape.columns(ref.edge)[ref.index].hasPlus {
            switch cells[ref] {
            case .control?: continue
            case .field(let field, _, of: 1)?
            where [.money, .decimal, .integer].contains((ref.edge == .record ? fields : head)[field].type):
                continue
            default:
                findings.add(
                    place, "document.columns", "column.sign", "列“\(shape.name(ref))”写出的不是数，不能有 sign",
                    "the column is not written from a number", hint: Hint("删去 sign", "remove sign"))
            }
        }
    }

    /// A column that several fields are pieces of is written when all its pieces are there.
    private func pieces(_ plans: [FieldPlan], _ key: String, _ cells: inout [ColumnRef: CellPlan]) {
        for (ref, place) in shape.all {
            let found = plans.indices.filter { plans[$0].piece != nil && plans[$0].columns == [ref] }
                .sorted { (plans[$0].piece?.index ?? 0) < (plans[$1].piece?.index ?? 0) }
            guard let separator = found.first.flatMap({ plans[$0].piece?.separator }) else { continue }
            guard found.compactMap({ plans[$0].piece }) == found.indices.map({ Piece(separator: separator, index: $0) })
            else {
                findings.add(
                    place, key, "field.parts", "列“\(shape.name(ref))”的各段没有写全，无法写出",
                    "the pieces of the column are not complete",
                    hint: Hint("part 从 1 起连续，split 相同", "parts run from 1 without a gap, with one separator"))
                continue
            }
            put(.pieces(found, separator: separator), ref, place, key, &cells)
        }
    }

    private func put(_ plan: FieldPlan, _ index: Int, _ key: String, _ cells: inout [ColumnRef: CellPlan]) {
        let columns = plan.columns
        for (part, ref) in columns.enumerated() {
            let place = file.section(key)?.place(plan.name) ?? file.tree.place
            put(.field(index, part: part, of: columns.count), ref, place, "\(key).\(plan.name)", &cells)
        }
    }

    private func put(
        _ cell: CellPlan, _ ref: ColumnRef, _ place: Place, _ path: String, _ cells: inout [ColumnRef: CellPlan]
    ) {
        if cells[ref] != nil {
            findings.add(
                place, path, "column.twice", "列“\(shape.name(ref))”会被写两次", "the column is written twice",
                hint: Hint("每列只能有一个来源", "a column has one source"))
        }
        cells[ref] = cell
    }
}
