package import Mapping
import Subsidy

/// MappingDifference is what another version of a mapping would make of the same document.
package struct MappingDifference: Sendable {
    /// One kind of difference, and the first places where it shows.
    package struct Entry: Sendable {
        /// The field, or what else differs; head fields begin with `表头 `.
        package let what: String
        package fileprivate(set) var count = 0
        /// At most three: row, value before, value after. Masked unless they are to be revealed.
        package fileprivate(set) var examples: [(row: Int, old: String?, new: String?)] = []
    }

    /// Codes for which the document is refused whole, before and after.
    package private(set) var refused: (old: [String], new: [String])
    /// Records before and after.
    package private(set) var records = (old: 0, new: 0)
    /// In the order of the record's fields: rejects and warnings first, then the head's, then the records'.
    package private(set) var entries: [Entry] = []

    package var isEmpty: Bool { entries.isEmpty && refused.old == refused.new }

    private let reveals: Bool
    private static let most = 3

    package init(
        old: CompiledMapping, new: CompiledMapping, bytes: [UInt8], parameters: [String: String] = [:],
        reveals: Bool = false
    ) throws {
        self.reveals = reveals
        let before = try Outcome(old, bytes, parameters)
        let after = try Outcome(new, bytes, parameters)
        refused = (before.refused, after.refused)
        records = (before.records.count, after.records.count)
        compare(before.faults, after.faults)
        guard before.refused.isEmpty, after.refused.isEmpty else { return }
        compareHeads(before.head, after.head)
        compare(before, after)
    }

    /// What one version makes of the document.
    private struct Outcome {
        var refused: [String]
        var head: RecordBatch?
        var records: RecordBatch
        /// Faults of rows as `row field code`, by row.
        var faults: [(row: Int, text: String)]

        init(_ mapping: CompiledMapping, _ bytes: [UInt8], _ parameters: [String: String]) throws {
            var all = RecordBatch(mapping.record)
            let reading = try DocumentRun(mapping).read(bytes, parameters: parameters) { _, batch in
                for row in 0..<batch.count { all.append(batch, row) }
            }
            records = all
            head = reading.head
            refused = Set(reading.faults(.refuses).map(\.code)).sorted()
            faults = reading.findings.filter { $0.effect != .refuses }.map { finding in
                (
                    finding.fault.row,
                    "\(finding.effect == .keeps ? "提示" : "退回") \(finding.fault.field) \(finding.fault.code)"
                )
            }
        }

        /// Positions of the records of each row, in order.
        var byRow: [Int: [Int]] { Dictionary(grouping: records.rows.indices) { records.rows[$0] } }
    }

    private mutating func note(_ what: String, _ row: Int, _ old: String?, _ new: String?) {
        let index =
            entries.firstIndex { $0.what == what }
            ?? {
                entries.append(Entry(what: what))
                return entries.count - 1
            }()
        entries[index].count += 1
        if entries[index].examples.count < MappingDifference.most { entries[index].examples.append((row, old, new)) }
    }

    private mutating func compare(_ old: [(row: Int, text: String)], _ new: [(row: Int, text: String)]) {
        func rows(_ faults: [(row: Int, text: String)]) -> [String: Set<Int>] {
            faults.reduce(into: [:]) { $0[$1.text, default: []].insert($1.row) }
        }
        let before = rows(old)
        let after = rows(new)
        for text in Set(before.keys).union(after.keys).sorted() {
            let left = before[text] ?? []
            let right = after[text] ?? []
            for row in left.symmetricDifference(right).sorted() {
                note(text, row, left.contains(row) ? "有" : nil, right.contains(row) ? "有" : nil)
            }
        }
    }

    private mutating func compareHeads(_ old: RecordBatch?, _ new: RecordBatch?) {
        let fields = old?.schema.fields ?? new?.schema.fields ?? []
        for field in fields {
            compare("表头 \(field.name)", 0, field, old.map { ($0, 0) }, new.map { ($0, 0) })
        }
    }

    private mutating func compare(_ old: Outcome, _ new: Outcome) {
        let before = old.byRow
        let after = new.byRow
        let fields = old.records.schema.fields
        let added = new.records.schema.fields.filter { field in !fields.contains { $0.name == field.name } }
        for row in Set(before.keys).union(after.keys).sorted() {
            let left = before[row] ?? []
            let right = after[row] ?? []
            for index in 0..<max(left.count, right.count) {
                guard index < left.count, index < right.count else {
                    note("记录", row, index < left.count ? "接受" : nil, index < right.count ? "接受" : nil)
                    continue
                }
                for field in fields + added {
                    compare(field.name, row, field, (old.records, left[index]), (new.records, right[index]))
                }
                compareExtras(
                    row, MappingDifference.bag(old.records, left[index]),
                    MappingDifference.bag(new.records, right[index]))
            }
        }
        let order = fields.map(\.name)
        let place = { (entry: Entry) in order.firstIndex(of: entry.what) ?? -1 }
        // Stable: what is no field keeps its order before the fields.
        entries = entries.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(
            \.element)
    }

    private mutating func compare(
        _ what: String, _ row: Int, _ field: RecordSchema.Entry, _ old: (batch: RecordBatch, row: Int)?,
        _ new: (batch: RecordBatch, row: Int)?
    ) {
        func text(_ side: (batch: RecordBatch, row: Int)?) -> String? {
            guard let side, let column = side.batch.schema.index(field.name) else { return nil }
            return FieldText.text(side.batch, side.row, column)
        }
        let left = text(old)
        let right = text(new)
        guard left.map({ Array($0.utf8) }) != right.map({ Array($0.utf8) }) else { return }
        func shown(_ text: String?) -> String? { text.map { reveals ? $0 : FieldText.masked($0, field) } }
        note(what, row, shown(left), shown(right))
    }

    private static func bag(_ records: RecordBatch, _ row: Int) -> [(name: String, value: String)] {
        row < records.extensions.count ? records.extensions[row] : []
    }

    private mutating func compareExtras(
        _ row: Int, _ old: [(name: String, value: String)], _ new: [(name: String, value: String)]
    ) {
        for name in Set(old.map(\.name)).union(new.map(\.name)).sorted() {
            let left = old.first { $0.name == name }?.value
            let right = new.first { $0.name == name }?.value
            guard left.map({ Array($0.utf8) }) != right.map({ Array($0.utf8) }) else { continue }
            note(
                "\(RecordText.bag).\(name)", row, left.map { reveals ? $0 : "***" }, right.map { reveals ? $0 : "***" })
        }
    }

    /// For people: what differs, how often, and the first examples.
    package var lines: [String] {
        func list(_ codes: [String]) -> String { codes.isEmpty ? "接受" : "整个文件被拒绝：\(codes.joined(separator: "、"))" }
        var lines: [String] = []
        if refused.old != refused.new { lines.append("文件：原来\(list(refused.old))；现在\(list(refused.new))") }
        if records.old != records.new { lines.append("记录：原来 \(records.old) 条，现在 \(records.new) 条") }
        for entry in entries {
            lines.append("\(entry.what)：\(entry.count) 处不同")
            for example in entry.examples {
                let place = example.row == 0 ? "" : "第 \(example.row) 行 "
                lines.append("    \(place)\(example.old ?? "（无）") → \(example.new ?? "（无）")")
            }
        }
        return lines.isEmpty ? ["没有不同：\(records.new) 条记录，逐项相同"] : lines
    }

    package var json: JSON {
        .object([
            "same": .flag(isEmpty),
            "refused": .object([
                "old": .list(refused.old.map(JSON.text)), "new": .list(refused.new.map(JSON.text)),
            ]),
            "records": .object(["old": .integer(Int64(records.old)), "new": .integer(Int64(records.new))]),
            "differences": .list(
                entries.map { entry in
                    .object([
                        "what": .text(entry.what), "count": .integer(Int64(entry.count)),
                        "examples": .list(
                            entry.examples.map {
                                .object([
                                    "row": .integer(Int64($0.row)), "old": $0.old.map(JSON.text) ?? .null,
                                    "new": $0.new.map(JSON.text) ?? .null,
                                ])
                            }),
                    ])
                }),
        ])
    }
}
