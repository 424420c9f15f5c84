package import Subsidy

/// FieldSite says which fields of a mapping file are meant: the record's, one group's, or the head's.
package enum FieldSite: Hashable, Sendable {
    case record
    /// From 0.
    case group(Int)
    case head
}

/// FieldOutline is what tools may know of how a field is read and written.
package struct FieldOutline: Sendable {
    package enum Source: Sendable, Equatable {
        /// Names as mapping files write them.
        case columns([String])
        case constant
        case parameter(String)
    }

    package let name: String
    package let zh: String
    package let type: FieldType
    package let required: Bool
    package let source: Source
    /// The codec as mapping files write it, without arguments.
    package let codec: String
    /// The value, where it is constant.
    package let constant: FieldTrace.Outcome?
    /// The code table, where the codec is one.
    package let table: CodeTable?
    /// Texts that mean "no value".
    package let empty: [[UInt8]]
    package let isConditional: Bool
    package let keepsUnmapped: Bool
    /// What cannot be read leaves it missing, and is only told.
    package let keepsUnreadable: Bool
    /// A row without it is accepted, and says so.
    package let warnsMissing: Bool
    /// The field that must hold the same value, where both have one.
    package let equals: String?
    /// Whether a text can be no value of the field.
    package let canFail: Bool
}

extension CompiledMapping {
    /// How many records a row may hold; 0 where a row is one record.
    package var groupCount: Int { groups.count }

    /// Names of the record columns that go into the `ext` bag.
    package var extraColumns: [String] { ext.map { shape.columns[$0].name } }

    /// Controls and limits: the code of their fault and the name that it carries.
    package var controlNames: [(code: String, field: String)] {
        controls.map { ($0.code, $0.targetName) }
            + limits.map { limit in
                switch limit.kind {
                case .atMost: ("control.atMost", limit.name)
                case .unique: ("control.unique", limit.name)
                }
            }
    }

    /// Controls that count some of the rows, by what those hold: the code of their fault and the name that it carries.
    package var countsSome: [(code: String, field: String)] {
        controls.filter { !$0.conditions.isEmpty || !$0.asked.isEmpty }.map { ($0.code, $0.targetName) }
    }

    /// What the document itself does not say and whoever has it read must give, by name, sorted.
    package var parameterNames: [String] {
        Set(headFields.compactMap { if case .parameter(let name) = $0.source { name } else { nil } }).sorted()
    }

    /// Nil for a field that nothing fills.
    package func outline(_ site: FieldSite, _ field: String) -> FieldOutline? {
        let plans = plans(site)
        guard let plan = plans.first(where: { $0.name == field }) else { return nil }
        let source: FieldOutline.Source
        switch plan.source {
        case .columns(let refs, _, _): source = .columns(refs.map(columnName))
        case .constant: source = .constant
        case .parameter(let name): source = .parameter(name)
        case .none: return nil
        }
        var table: CodeTable?
        var constant: FieldTrace.Outcome?
        if case .constant(let value) = plan.source { constant = FieldTrace.Outcome(value) }
        if case .codes(let found) = plan.codec { table = found }
        return FieldOutline(
            name: plan.name, zh: plan.zh, type: plan.type, required: plan.required, source: source,
            codec: plan.codec.word, constant: constant, table: table,
            empty: plan.empty, isConditional: !plan.conditions.isEmpty, keepsUnmapped: plan.keepsUnmapped,
            keepsUnreadable: plan.keepsUnreadable, warnsMissing: plan.warnsMissing,
            equals: plan.equals.map { plans[$0].name },
            canFail: source != .constant && !["text", "documentNumber"].contains(plan.codec.word))
    }

    /// The canonical fields, of rows and of the head, that are read from any of these columns.
    package func readers(of columns: [String]) -> [RecordSchema.Entry] {
        let sites: [(plans: [FieldPlan], schema: RecordSchema?)] =
            [(fields, record), (headFields, head)] + groups.map { ($0.fields, record) }
        return sites.flatMap { site in
            site.plans.filter { plan in plan.columns.contains { columns.contains(columnName($0)) } }
                .compactMap { site.schema?.fields[$0.index] }
        }
    }

    func plans(_ site: FieldSite) -> [FieldPlan] {
        switch site {
        case .record: fields
        case .group(let index): groups[index].fields
        case .head: headFields
        }
    }

    /// As mapping files write it: `account`, `header.count`.
    func columnName(_ ref: ColumnRef) -> String {
        switch ref.edge {
        case .record: shape.columns[ref.index].name
        case .header: "header." + (shape.header?.columns[ref.index].name ?? "")
        case .trailer: "trailer." + (shape.trailer?.columns[ref.index].name ?? "")
        }
    }
}

extension CompiledMapping {
    /// Fields of a person's numbers that a document of this mapping carries, by name, sorted; `ext` where columns of any
    /// content travel along. None of them may go over the internet (IM-30.1).
    package var innerFields: [String] {
        var names: Set<String> = []
        for (schema, plans) in [(record, fields + groups.flatMap(\.fields)), (head ?? record, headFields)] {
            for plan in plans where plan.isFilled {
                guard let field = schema.fields.first(where: { $0.name == plan.name }), field.privacy == .inner else {
                    continue
                }
                names.insert(plan.name)
            }
        }
        if !ext.isEmpty { names.insert("ext") }
        return names.sorted()
    }
}
