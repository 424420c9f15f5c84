import Subsidy

/// MappingDirection says which way documents of a mapping go.
package enum MappingDirection: String, CaseIterable, Sendable {
    case `in`, out, both

    package var reads: Bool { self != .out }
    package var writes: Bool { self != .in }
}

/// MappingCompiler checks one merged file and makes the plan that runs.
struct MappingCompiler {
    let name: String
    let file: Section
    let findings: Findings
    /// Files it was made of, code tables not yet among them.
    let sources: [String]
    let table: (String) -> TableSearch

    static let keys = [
        "title", "counterpart", "exchange", "direction", "record", "head", "extends", "document", "fields",
        "headFields", "groups", "ext", "ignored", "controls", "constants", "because",
    ]

    init?(name: String, tree: Tree, sources: [String], findings: Findings, table: @escaping (String) -> TableSearch) {
        guard let file = Section(tree, path: "", findings: findings, keys: MappingCompiler.keys) else { return nil }
        self.name = name
        self.file = file
        self.findings = findings
        self.sources = sources
        self.table = table
    }

    /// Nil when a fault leaves nothing to run; every fault is in `findings`.
    func compile() -> CompiledMapping? {
        let title = file.required("title")
        let counterpart = file.requiredChoice("counterpart", Counterpart.self)
        let exchange = file.requiredChoice("exchange", Exchange.self)
        let direction = file.requiredChoice("direction", MappingDirection.self)
        let record = schema(file.required("record"), "record")
        let head = file.has("head") ? schema(file.text("head"), "head") : nil
        guard file.isPresent("document"), let document = file.tree["document"],
            let shape = ShapeReader(document, path: "document", findings: findings), let direction, let record
        else { return nil }
        var used: Set<String> = []
        let tables: (String) -> TableSearch = { name in
            used.insert("codes/\(name).yaml")
            return table(name)
        }
        let reader = FieldReader(
            schema: record, shape: shape, direction: direction, isHead: false, findings: findings, table: tables)
        let fields = reader.plans(file)
        let groups = reader.groups(file, base: fields)
        let headFields = headPlans(head, shape, direction, tables)
        let columns = ColumnReader(file: file, shape: shape, findings: findings)
        let ext = columns.ext()
        let (controls, limits) = ControlReader(
            file: file, shape: shape, fields: fields, headFields: headFields, direction: direction,
            findings: findings, table: tables
        ).controls()
        let writing = columns.writing(direction, fields: fields, head: headFields, controls: controls, ext: ext)
        columns.cover(direction)
        if let exchange {
            SafeguardReader(
                file: file, shape: shape, record: record, exchange: exchange, direction: direction,
                fields: groups.isEmpty ? [fields] : groups.map(\.fields), headFields: headFields, findings: findings
            ).check(
                controls: controls, isComplete: controls.count + limits.count == file.tree["controls"]?.list?.count ?? 0
            )
        }
        guard let title, let counterpart, let exchange else { return nil }
        return CompiledMapping(
            name: name, title: title, counterpart: counterpart, exchange: exchange, direction: direction,
            record: record, head: head, shape: shape.shape, sources: Set(sources).union(used).sorted(),
            fields: fields, groups: groups, headFields: headFields, controls: controls, limits: limits,
            constants: direction.reads ? columns.constantPlans() : [], ext: ext, writing: writing)
    }

    private func schema(_ name: String?, _ key: String) -> RecordSchema? {
        guard let name else { return nil }
        if let schema = CanonicalModel.schema(name) { return schema }
        file.fault(
            key, "record.unknown", "没有名为“\(name)”的规范记录", "unknown canonical record",
            hint: Nearest.hint(name, among: CanonicalModel.schemas.map(\.name)))
        return nil
    }

    private func headPlans(
        _ head: RecordSchema?, _ shape: ShapeReader, _ direction: MappingDirection,
        _ tables: @escaping (String) -> TableSearch
    ) -> [FieldPlan] {
        guard let head else {
            if file.has("headFields"), !file.has("head") {
                file.fault(
                    "headFields", "head.missing", "写了 headFields 却没有写 head", "headFields without head",
                    hint: Hint("写 head: 规范记录名", "write head: RECORD"))
            }
            return []
        }
        return FieldReader(
            schema: head, shape: shape, direction: direction, isHead: true, findings: findings, table: tables
        ).plans(file)
    }
}
