package import Subsidy

/// FieldTrace is how one field of one record came about, step by step.
///
/// It goes the way of a single cell and keeps what it saw; the reading of documents goes by columns and must come to
/// the same, which a test proves.
package struct FieldTrace: Sendable {
    package enum Step: Sendable {
        /// The cell of a column; nil where the document does not have it.
        case cell(column: String, text: [UInt8]?)
        /// `when` or `unless`: the field is read only where it holds.
        /// `isNamed` says that the text is one of those that the mapping file names.
        case condition(column: String, text: [UInt8], isNamed: Bool, holds: Bool)
        case joined([UInt8])
        case constant
        case parameter(String, text: String?)
        /// The text means "no value".
        case empty([UInt8])
        case piece([UInt8])
        case slice([UInt8])
        /// What the codec was given, and its name as mapping files write it.
        case codec(String, text: [UInt8])
        /// Keys of a code table that matched, under `codes`, `prefix` or `contains`.
        case entry(table: String, section: String, keys: [String])
        /// The field that must hold the same value, and whether it does.
        case twin(String, agrees: Bool)
    }

    package enum Outcome: Sendable, Equatable {
        case missing
        case integer(Int64)
        case text([UInt8])
        /// The code of a fault.
        case fault(String)
    }

    package let site: FieldSite
    package let field: String
    package let type: FieldType
    package fileprivate(set) var steps: [Step] = []
    package fileprivate(set) var outcome = Outcome.missing
    /// The fault is kept as a warning, the field left missing.
    package fileprivate(set) var isKept = false
}

extension CompiledMapping {
    /// Traces the fields of one row: one list for each record that the row holds.
    package func trace(_ rows: RowBatch, _ row: Int) -> [[FieldTrace]] {
        let cell = { (ref: ColumnRef) in rows.cell(row, ref) }
        guard !groups.isEmpty else { return [trace(.record, [:], cell)] }
        return groups.indices.filter { index in
            groups[index].own.contains { !rows[row, $0.index].trimmed.isEmpty }
        }.map { trace(.group($0), [:], cell) }
    }

    /// Traces the fields of the head.
    package func traceHead(header: RowBatch?, trailer: RowBatch?, parameters: [String: String]) -> [FieldTrace] {
        trace(.head, parameters) { CompiledMapping.cell($0, header, trailer) }
    }

    private func trace(
        _ site: FieldSite, _ parameters: [String: String], _ cell: (ColumnRef) -> ArraySlice<UInt8>?
    ) -> [FieldTrace] {
        let plans = plans(site)
        return plans.filter(\.isFilled).map { plan in
            var trace = FieldTrace(site: site, field: plan.name, type: plan.type)
            let absent = trace.read(plan, parameters, cell, columnName)
            if trace.outcome == .missing, let code = plan.missing(absent) { trace.outcome = .fault(code) }
            if let twin = plan.equals { trace.compare(plans[twin], cell) }
            if case .fault(let code) = trace.outcome { trace.isKept = plan.keeps(code) }
            return trace
        }
    }
}

extension FieldTrace {
    /// Whether the document does not have what the field is read from.
    fileprivate mutating func read(
        _ plan: FieldPlan, _ parameters: [String: String], _ cell: (ColumnRef) -> ArraySlice<UInt8>?,
        _ name: (ColumnRef) -> String
    ) -> Bool {
        for condition in plan.conditions {
            let text = (cell(condition.column) ?? []).trimmed
            let holds = condition.holds(text)
            let isNamed = holds != condition.isNegated
            steps.append(
                .condition(column: name(condition.column), text: Array(text), isNamed: isNamed, holds: holds))
            if !holds { return false }
        }
        switch plan.source {
        case .none: return false
        case .constant(let value):
            steps.append(.constant)
            outcome = Outcome(value)
            return false
        case .parameter(let name):
            steps.append(.parameter(name, text: parameters[name]))
            guard let text = parameters[name] else { return true }
            decode(plan, Array(text.utf8)[...])
            return false
        case .columns(let refs, _, _):
            for ref in refs { steps.append(.cell(column: name(ref), text: cell(ref).map { Array($0) })) }
            guard refs.contains(where: { cell($0) != nil }) else { return true }
            if let text = joined(plan, cell) { decode(plan, text) }
            return false
        }
    }

    /// The text of the field's columns; nil when all of several are empty.
    private mutating func joined(
        _ plan: FieldPlan, _ cell: (ColumnRef) -> ArraySlice<UInt8>?
    ) -> ArraySlice<UInt8>? {
        guard case .columns(let refs, let separator, let skipsEmpty) = plan.source, refs.count > 1 else {
            return plan.columns.first.flatMap(cell)
        }
        let parts = refs.map { ref in
            let part = (cell(ref) ?? []).trimmed
            return plan.empty.contains { $0[...].trimmed.elementsEqual(part) } ? [] : part
        }
        guard parts.contains(where: { !$0.isEmpty }) else { return nil }
        let text = Array((skipsEmpty ? parts.filter { !$0.isEmpty } : parts).joined(separator: separator))
        steps.append(.joined(text))
        return text[...]
    }

    private mutating func decode(_ plan: FieldPlan, _ bytes: ArraySlice<UInt8>) {
        var cell = bytes.trimmed
        if isEmpty(cell, plan) { return }
        if let piece = plan.piece {
            cell = piece.cut(cell).trimmed
            steps.append(.piece(Array(cell)))
            if isEmpty(cell, plan) { return }
        }
        if let slice = plan.slice {
            cell = FieldPlan.characters(cell, slice).trimmed
            steps.append(.slice(Array(cell)))
            if isEmpty(cell, plan) { return }
        }
        steps.append(.codec(plan.codec.word, text: Array(cell)))
        if case .codes(let table) = plan.codec, let entry = table.entry(for: cell) {
            steps.append(.entry(table: table.name, section: entry.section, keys: entry.keys))
        }
        outcome = Outcome(plan.codec.decode(cell))
    }

    private mutating func isEmpty(_ cell: ArraySlice<UInt8>, _ plan: FieldPlan) -> Bool {
        guard cell.isEmpty || plan.empty.contains(where: { $0[...].trimmed.elementsEqual(cell) }) else { return false }
        steps.append(.empty(Array(cell)))
        return true
    }

    fileprivate mutating func compare(_ plan: FieldPlan, _ cell: (ColumnRef) -> ArraySlice<UInt8>?) {
        guard outcome != .missing, case let other = Outcome(plan.read(parameters: [:], cell: cell).value) else {
            return
        }
        if case .fault = outcome { return }
        switch other {
        case .missing, .fault: return
        default:
            steps.append(.twin(plan.name, agrees: other == outcome))
            if other != outcome { outcome = .fault("field.differs") }
        }
    }
}

extension FieldTrace.Outcome {
    init(_ value: Decoded) {
        switch value {
        case .missing: self = .missing
        case .integer(let number): self = .integer(number)
        case .bytes(let text): self = .text(Array(text))
        case .fault(let code): self = .fault(code)
        }
    }
}

extension CodeTable {
    /// The keys that lead a text to its code, and the part of the file that they stand in.
    func entry(for key: ArraySlice<UInt8>) -> (section: String, keys: [String])? {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        if key.withUnsafeBufferPointer({ index.find($0) }) >= 0 { return ("codes", [text(Array(key))]) }
        if let prefix = prefixes.first(where: { key.starts(with: $0.key) }) { return ("prefix", [text(prefix.key)]) }
        let found = parts.filter { CodeTable.contains(key, $0.key) }.map { text($0.key) }
        return index(for: key) == nil ? nil : ("contains", found)
    }
}

extension CompiledMapping {
    /// What a fault's code means, and what to do, in Chinese.
    package func words(of code: String) -> String { RowFaults.text(code) }
}
