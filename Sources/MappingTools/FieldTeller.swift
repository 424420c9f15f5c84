import Formats
import Mapping
import Subsidy

/// FieldTeller puts the trace of a field into words.
struct FieldTeller {
    let mapping: CompiledMapping
    let sources: MappingSources
    /// The row as it stands in the document; nil for formats without lines and for the head.
    let line: [UInt8]?
    let reveals: Bool

    func tell(_ trace: FieldTrace) -> FieldExplanation {
        let schema = trace.site == .head ? mapping.head : mapping.record
        let entry = schema?.fields.first { $0.name == trace.field }
        let mask = Masking(entry: entry, reveals: reveals)
        // What is cut from a column that also holds somebody's number shows no more than the number's own field does.
        let source = Masking(entry: strictest(trace, entry), reveals: reveals)
        var value: String?
        var fault: String?
        switch trace.outcome {
        case .missing: break
        case .integer(let number): value = FieldText.text(number, trace.type)
        case .text(let text): value = mask.text(text)
        case .fault(let code): fault = code
        }
        return FieldExplanation(
            name: trace.field, zh: entry?.zh ?? "", place: place(trace),
            steps: trace.steps.map { tell($0, source, trace) } + (fault.map { [message($0)] } ?? []), value: value,
            fault: fault, isKept: trace.isKept)
    }

    /// The field with the strictest privacy of all that read one of the trace's columns.
    private func strictest(_ trace: FieldTrace, _ entry: RecordSchema.Entry?) -> RecordSchema.Entry? {
        let columns = trace.steps.compactMap { step in if case .cell(let column, _) = step { column } else { nil } }
        let others = mapping.readers(of: columns)
        let inner = others.first { $0.privacy == .inner }
        guard entry?.privacy != .inner else { return entry }
        return inner ?? (entry?.privacy == .clear ? others.first { $0.privacy != .clear } ?? entry : entry)
    }

    /// The text of a column that a condition asks. Where no field reads the column, nobody said what it holds: only
    /// what stands in the mapping file too is shown.
    private func asked(_ column: String, _ text: [UInt8], isNamed: Bool) -> String {
        let readers = mapping.readers(of: [column])
        if readers.isEmpty, isNamed { return String(decoding: text, as: UTF8.self) }
        let strictest = readers.first { $0.privacy == .inner } ?? readers.first { $0.privacy != .clear }
        return Masking(entry: strictest ?? readers.first, reveals: reveals).text(text)
    }

    private func message(_ code: String) -> String { "原因：\(mapping.words(of: code))" }

    private func tell(_ step: FieldTrace.Step, _ mask: Masking, _ trace: FieldTrace) -> String {
        switch step {
        case .cell(let column, nil): return "列 \(column)：文件中没有"
        case .cell(let column, let text?):
            let (raw, isDocument) = encoded(text)
            let what = isDocument ? "字节" : "文本的字节"
            return "列 \(column)：\(what) \(mask.hex(raw)) → “\(mask.text(text))”"
        case .condition(let column, let text, let isNamed, let holds):
            let shown = asked(column, text, isNamed: isNamed)
            return "条件：列 \(column) 为“\(shown)”，\(holds ? "成立" : "不成立，不读取")"
        case .joined(let text): return "合并：“\(mask.text(text))”"
        case .constant: return "常量"
        case .parameter(let name, nil): return "参数 \(name)：没有给出"
        case .parameter(let name, let text?): return "参数 \(name)：“\(mask.text(Array(text.utf8)))”"
        case .empty(let text): return "“\(String(decoding: text, as: UTF8.self))”表示没有值"
        case .piece(let text): return "取一段：“\(mask.text(text))”"
        case .slice(let text): return "截取：“\(mask.text(text))”"
        case .codec(let word, let text):
            let told = "转换 \(spelling(trace) ?? word)：“\(mask.text(text))”"
            // An amount is what the codec makes of its text: the unit and the sign are seen here or nowhere.
            guard trace.type == .money, case .integer(let fen) = trace.outcome else { return told }
            return told + " → \(FieldText.text(fen, .money)) 元"
        case .entry(let table, let section, let keys):
            return keys.map { entry(table, section, $0) }.joined(separator: "；")
        case .twin(let field, let agrees): return "与 \(field) \(agrees ? "一致" : "不一致")"
        }
    }

    private func entry(_ table: String, _ section: String, _ key: String) -> String {
        let tree = sources.table(table)?[section]
        let place = tree?.place(of: key)
        let code = tree?[key]?.text ?? ""
        let kind = ["prefix": "开头为", "contains": "含有"][section] ?? ""
        return "代码表 \(table)：\(kind)“\(key)” → \(code)（\(place?.file ?? ""):\(place?.line ?? 0)）"
    }

    /// The bytes of a cell as they stand in the row, when that can be told; else of its text.
    private func encoded(_ text: [UInt8]) -> (bytes: [UInt8], isDocument: Bool) {
        guard let raw = try? TextCodec.encode(text, as: mapping.shape.encoding) else { return (text, false) }
        guard let line, !raw.isEmpty else { return (raw, line != nil) }
        let isThere = line.indices.contains { line[$0...].starts(with: raw) }
        return isThere ? (raw, true) : (text, false)
    }

    private func place(_ trace: FieldTrace) -> Place? { section(trace)?.place(of: trace.field) }

    /// What stands behind `as:`.
    private func spelling(_ trace: FieldTrace) -> String? { section(trace)?[trace.field]?["as"]?.text }

    /// The part of the mapping file that speaks of the field.
    private func section(_ trace: FieldTrace) -> Tree? {
        guard let tree = sources.tree(mapping.name) else { return nil }
        switch trace.site {
        case .record: return tree["fields"]
        case .head: return tree["headFields"]
        case .group(let index):
            let groups = tree["groups"]?.list ?? []
            let isOwn = index < groups.count && groups[index][trace.field] != nil
            return isOwn ? groups[index] : tree["fields"]
        }
    }
}

/// Masking shows a field's value, or as much of it as anybody may see.
struct Masking {
    let entry: RecordSchema.Entry?
    let reveals: Bool

    private var isOpen: Bool { reveals || entry?.privacy == .clear }

    func text(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard !isOpen else { return text }
        return entry.map { FieldText.masked(text, $0) } ?? "***"
    }

    func hex(_ bytes: [UInt8]) -> String {
        guard !bytes.isEmpty else { return "（空）" }
        guard isOpen else { return "（\(bytes.count) 字节，已遮盖）" }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
    }
}
