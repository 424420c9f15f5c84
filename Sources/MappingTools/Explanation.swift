package import Formats
package import Mapping
package import Subsidy

/// Explanation is how each canonical value of one row came about.
///
/// Values and bytes of personal fields are masked unless they are to be revealed; so are columns of which nobody said
/// what they hold.
package struct Explanation {
    /// One record of the row, or what the document says of itself.
    package struct Part {
        /// Such as `第 2 组`; empty where a row is one record.
        package let title: String
        package let fields: [FieldExplanation]
        /// Columns kept as they are.
        package let extras: [(name: String, text: String)]
    }

    /// The row's number in its document; 0 for the head.
    package let row: Int
    /// Where its bytes lie in the document; nil for formats without lines and for the head.
    package private(set) var range: Range<Int>?
    package private(set) var parts: [Part] = []
    /// Faults of the row as a whole, and for the head of the document.
    package private(set) var faults: [Fault] = []
    /// The document was refused before the row was read; `faults` say why.
    package private(set) var isUnread = false

    /// Explains a row.
    ///
    /// - Parameters:
    ///   - row: its number from 1, as faults and records name it; 0 for what the document says of itself.
    ///   - bytes: the document.
    ///   - mapping: what reads it.
    ///   - sources: the files that the mapping was made of, for their lines.
    ///   - parameters: what the document itself does not say, by name.
    ///   - reveals: whether personal values are shown whole.
    /// - Returns: nil when the document has no such row; one that was not read so far says why.
    /// - Throws: nothing that a document can be to blame for: that is in what is returned.
    package static func explain(
        row: Int, of bytes: [UInt8], mapping: CompiledMapping, sources: MappingSources,
        parameters: [String: String] = [:], reveals: Bool
    ) throws -> Explanation? {
        try explain(row, mapping, sources, parameters, reveals, line: { Array(bytes[$0]) }) { each in
            try DocumentRun(mapping).read(bytes, parameters: parameters, each: each)
        }
    }

    /// Explains a row of a document that is pulled piece by piece, and is never in memory as a whole; else as of bytes.
    /// `line` gives bytes of it once more; it is asked at most once, for the row. Throws what these two throw.
    package static func explain(
        row: Int, pull: DocumentReader.Pull, line: (Range<Int>) throws -> [UInt8], mapping: CompiledMapping,
        sources: MappingSources, parameters: [String: String] = [:], reveals: Bool
    ) throws -> Explanation? {
        try explain(row, mapping, sources, parameters, reveals, line: line) { each in
            try DocumentRun(mapping).read(parameters: parameters, pull: pull, each: each)
        }
    }

    private static func explain(
        _ row: Int, _ mapping: CompiledMapping, _ sources: MappingSources, _ parameters: [String: String],
        _ reveals: Bool, line: (Range<Int>) throws -> [UInt8],
        read: ((RowBatch, RecordBatch) throws -> Void) throws -> DocumentRun.Reading
    ) throws -> Explanation? {
        var found: (rows: RowBatch, index: Int)?
        let reading = try read { rows, _ in
            if let index = rows.rows.firstIndex(of: row) { found = (rows, index) }
        }
        var explanation = Explanation(row: row)
        explanation.range = found.flatMap { rows, index in rows.ranges[index].isEmpty ? nil : rows.ranges[index] }
        let teller = FieldTeller(
            mapping: mapping, sources: sources, line: try explanation.range.map(line), reveals: reveals)
        explanation.faults = reading.findings.map(\.fault).filter { $0.row == row }
        if row == 0 {
            let traces = mapping.traceHead(header: reading.header, trailer: reading.trailer, parameters: parameters)
            let fields = traces.map { teller.tell($0) }
            explanation.parts = [Part(title: "表头", fields: fields, extras: [])]
        } else if let (rows, index) = found {
            explanation.parts = mapping.trace(rows, index).map { traces in
                var title = ""
                if case .group(let group)? = traces.first?.site { title = "第 \(group + 1) 组" }
                let extras = mapping.extraColumns.compactMap { name -> (name: String, text: String)? in
                    guard let column = mapping.shape.columns.firstIndex(where: { $0.name == name }) else { return nil }
                    return (name, reveals ? rows.string(index, column) : "***")
                }
                return Part(
                    title: title, fields: traces.map { teller.tell($0) }, extras: extras)
            }
        } else if explanation.faults.isEmpty {
            // A document that was not read to its end may have the row: then it is said why nobody knows.
            let reasons = reading.faults(.refuses).filter { $0.code.hasPrefix("document.") }
            guard !reasons.isEmpty else { return nil }
            explanation.isUnread = true
            explanation.faults = reasons
            return explanation
        }
        let told = Set(explanation.parts.flatMap(\.fields).compactMap(\.fault))
        explanation.faults.removeAll { told.contains($0.code) && !$0.field.isEmpty }
        return explanation
    }

    private init(row: Int) { self.row = row }

    /// For people.
    package var lines: [String] {
        var lines: [String] = []
        if let range { lines.append("第 \(row) 行：字节 \(range.lowerBound + 1)–\(range.upperBound)，共 \(range.count) 字节") }
        if isUnread { lines.append("文件没有读完，没有读到第 \(row) 行：") }
        for fault in faults {
            lines.append("\(fault.field.isEmpty ? "" : fault.field + " ")\(fault.code)：\(fault.message)")
        }
        if parts.isEmpty, faults.isEmpty { lines.append("该行各组均为空，没有记录") }
        for part in parts {
            if !part.title.isEmpty { lines.append(part.title) }
            for field in part.fields { lines += field.lines }
            for (name, text) in part.extras { lines.append("\(RecordText.bag).\(name)：保留原文“\(text)”") }
        }
        return lines
    }

    package var json: JSON {
        .object([
            "row": .integer(Int64(row)),
            "range": range.map { .list([.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound))]) } ?? .null,
            "faults": .list(
                faults.map {
                    .object(["field": .text($0.field), "code": .text($0.code), "message": .text($0.message)])
                }),
            "records": .list(parts.map { .list($0.fields.map(\.json)) }),
        ])
    }
}

/// FieldExplanation is one value, where the mapping file speaks of it, and the steps that led to it.
package struct FieldExplanation {
    package let name: String
    package let zh: String
    /// Nil when the mapping's files are not at hand.
    package let place: Place?
    /// In Chinese, in order.
    package let steps: [String]
    /// Nil when missing or at fault.
    package let value: String?
    /// The code of the fault.
    package let fault: String?
    /// The fault leaves the field missing and does not reject the row.
    package let isKept: Bool

    private var result: String {
        if let fault { return isKept ? "没有值，提示 \(fault)" : "退回 \(fault)" }
        return value ?? "没有值"
    }

    package var lines: [String] {
        ["\(name)（\(zh)）= \(result)"] + (place.map { ["    \($0.file):\($0.line)"] } ?? []) + steps.map { "    " + $0 }
    }

    package var json: JSON {
        .object([
            "field": .text(name), "file": .text(place?.file ?? ""), "line": .integer(Int64(place?.line ?? 0)),
            "steps": .list(steps.map(JSON.text)), "value": value.map(JSON.text) ?? .null,
            "fault": fault.map(JSON.text) ?? .null, "kept": .flag(isKept),
        ])
    }
}
