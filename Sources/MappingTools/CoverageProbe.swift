import Formats
import Mapping
import Subsidy

/// CoverageProbe runs tests and notes what they touch: only what a test compares counts, because a change in what
/// nobody compares would go unnoticed.
struct CoverageProbe {
    private(set) var touched: Set<CoverageKey> = []
    private let mapping: CompiledMapping
    /// Names that each group of the file speaks of; the other fields of its records are the record's.
    private let groups: [Set<String>]

    init(_ mapping: CompiledMapping, _ tree: Tree) {
        self.mapping = mapping
        groups = (tree["groups"]?.list ?? []).map { Set(($0.pairs ?? []).map(\.key)) }
    }

    mutating func watch(_ test: MappingTest) {
        switch test.act {
        case .read(let read): watch(read, test.parameters)
        case .write(let write): watch(write)
        case .roundTrip(let bytes): roundTrip(bytes, test.parameters)
        }
    }

    // MARK: Reading

    private mutating func watch(_ test: ReadTest, _ parameters: [String: String]) {
        guard let (reading, rows) = read(test.document, parameters) else { return }
        note(reading)
        if test.refused != nil, !test.namesRejects { return }
        var accepted = 0
        for (rows, records) in rows {
            let numbers = Dictionary(grouping: 0..<records.count) { records.rows[$0] }
            for row in 0..<rows.count {
                var names: Set<String> = []
                for record in numbers[rows.rows[row]] ?? [] {
                    names.formUnion(compared(test, accepted + record))
                }
                note(mapping.trace(rows, row), names, isRefused: test.refused != nil)
            }
            accepted += records.count
        }
        guard test.refused == nil else { return }
        let head = test.head?.fields.map { mapping.head?.fields[$0.column].name ?? "" }
        let isGolden =
            if case .object(let first)? = test.golden?.first { first[RecordLines.headKey] != nil } else { false }
        noteHead(reading, parameters, isGolden ? allHeadNames : Set(head ?? []))
    }

    private var allHeadNames: Set<String> { Set(mapping.head?.fields.map(\.name) ?? []) }
    private var allNames: Set<String> { Set(mapping.record.fields.map(\.name)) }

    /// Fields of an accepted record that the test compares.
    private func compared(_ test: ReadTest, _ index: Int) -> Set<String> {
        if test.golden != nil { return allNames }
        var names = Set(test.sums.map { mapping.record.fields[$0.column].name })
        if let records = test.records, index < records.count {
            names.formUnion(records[index].fields.map { mapping.record.fields[$0.column].name })
        }
        return names
    }

    private func read(
        _ bytes: [UInt8], _ parameters: [String: String]
    ) -> (reading: DocumentRun.Reading, rows: [(RowBatch, RecordBatch)])? {
        var rows: [(RowBatch, RecordBatch)] = []
        let reading = try? DocumentRun(mapping).read(bytes, parameters: parameters) { rows.append(($0, $1)) }
        return reading.map { ($0, rows) }
    }

    private mutating func note(_ reading: DocumentRun.Reading) {
        for finding in reading.findings where finding.effect == .refuses {
            let fault = finding.fault
            touched.insert(.control(fault.code, field: fault.field))
            note(fault.code, .head, fault.field)
        }
    }

    /// Faults of rejected rows count, values of accepted ones only when they are compared.
    private mutating func note(_ records: [[FieldTrace]], _ names: Set<String>, isRefused: Bool) {
        var present: Set<Int> = []
        for record in records {
            if case .group(let index)? = record.first?.site { present.insert(index) }
            let faults = record.filter { trace in
                if case .fault = trace.outcome { !trace.isKept } else { false }
            }
            for trace in faults {
                if case .fault(let code) = trace.outcome { note(code, site(trace), trace.field) }
            }
            guard faults.isEmpty, !isRefused else { continue }
            for trace in record where names.contains(trace.field) { note(trace) }
        }
        guard !isRefused, mapping.groupCount > 0 else { return }
        for index in 0..<mapping.groupCount { touched.insert(.group(index, isThere: present.contains(index))) }
    }

    private func site(_ trace: FieldTrace) -> FieldSite {
        guard case .group(let index) = trace.site, !groups[index].contains(trace.field) else { return trace.site }
        return .record
    }

    private mutating func note(_ code: String, _ site: FieldSite, _ field: String) {
        switch code {
        case "field.required", "field.missingColumn": touched.insert(.required(site, field))
        case "field.differs": touched.insert(.differs(site, field))
        default: touched.insert(.fault(site, field))
        }
    }

    private mutating func note(_ trace: FieldTrace) {
        let site = site(trace)
        switch trace.outcome {
        case .integer, .text: touched.insert(.value(site, trace.field))
        case .fault("field.required"), .fault("field.missingColumn"): touched.insert(.required(site, trace.field))
        case .fault: touched.insert(.kept(site, trace.field))
        case .missing: break
        }
        var holds: Bool?
        for step in trace.steps {
            switch step {
            case .condition(_, _, _, let one): holds = (holds ?? true) && one
            case .empty(let text): touched.insert(.empty(site, trace.field, text))
            case .entry(let table, let section, let keys):
                for key in keys { touched.insert(.entry(table: table, section: section, key: key)) }
            default: break
            }
        }
        if let holds { touched.insert(.condition(site, trace.field, holds: holds)) }
    }

    private mutating func noteHead(
        _ reading: DocumentRun.Reading, _ parameters: [String: String], _ names: Set<String>
    ) {
        let traces = mapping.traceHead(header: reading.header, trailer: reading.trailer, parameters: parameters)
        for trace in traces where names.contains(trace.field) { note(trace) }
    }

    // MARK: Writing

    private mutating func watch(_ test: WriteTest) {
        do throws(DocumentFaults) {
            _ = try DocumentRun(mapping).write(head: test.head, records: test.records)
            for row in 0..<test.records.count { written(test.records, row, .record) }
            if let head = test.head { written(head, 0, .head) }
        } catch {
            for fault in error.faults {
                touched.insert(.control(fault.code, field: fault.field))
                note(fault.code, fault.row == 0 ? .head : .record, fault.field)
            }
        }
    }

    private mutating func written(_ records: RecordBatch, _ row: Int, _ site: FieldSite) {
        for (column, entry) in records.schema.fields.enumerated() {
            guard let field = mapping.outline(site, entry.name) else { continue }
            guard !records.isMissing(row, column) else {
                if let empty = field.empty.first { touched.insert(.empty(site, entry.name, empty)) }
                continue
            }
            touched.insert(.value(site, entry.name))
            if let table = field.table, let key = table.text(for: records.string(row, column)) {
                touched.insert(
                    .entry(table: table.name, section: "codes", key: String(decoding: key, as: UTF8.self)))
            }
        }
    }

    private mutating func roundTrip(_ bytes: [UInt8], _ parameters: [String: String]) {
        guard let (reading, rows) = read(bytes, parameters), !reading.isRefused else { return }
        for (rows, records) in rows {
            for row in 0..<rows.count { note(mapping.trace(rows, row), allNames, isRefused: false) }
            for row in 0..<records.count { written(records, row, .record) }
        }
        noteHead(reading, parameters, allHeadNames)
        if let head = reading.head { written(head, 0, .head) }
    }
}
