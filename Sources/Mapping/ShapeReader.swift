import Subsidy

/// Where a column stands: in the rows, or in the line before or after them.
enum Edge: String, Sendable { case record, header, trailer }

/// ColumnRef is a source column by index.
struct ColumnRef: Hashable, Sendable {
    var edge: Edge
    var index: Int
}

/// ShapeReader turns `document:` into a `DocumentShape` and keeps each column's place for later faults.
struct ShapeReader {
    private(set) var shape: DocumentShape
    private var places: [ColumnRef: Place] = [:]
    /// The first column of each name.
    private var refs: [Edge: [String: Int]] = [:]

    static let columnKeys = ["name", "path", "width", "pad", "align", "sign"]
    static let lineKeys = ["literal", "tag", "columns"]
    static let keys = [
        "format", "encoding", "newline", "delimiter", "quote", "trailingDelimiter", "header", "trailer", "recordTag",
        "recordLength", "records", "sheet", "titleRow", "titles", "columns", "limits", "skip",
    ]

    /// Nil after faults that leave no shape.
    init?(_ tree: Tree, path: String, findings: Findings) {
        guard let file = Section(tree, path: path, findings: findings, keys: ShapeReader.keys),
            let format = file.requiredChoice("format", DocumentShape.Format.self)
        else { return nil }
        ShapeReader.refuseForeign(file, format)
        let bound: [DocumentShape.Format] = [.json, .xml, .xlsx]
        let encoding: DocumentShape.Encoding? =
            bound.contains(format) ? file.choice("encoding") : file.requiredChoice("encoding")
        shape = DocumentShape(format: format, encoding: encoding ?? .utf8, columns: [])
        shape.newline = file.choice("newline") ?? .lf
        shape.delimiter = file.text("delimiter") ?? ""
        shape.quote = file.text("quote")
        shape.trailingDelimiter = file.flag("trailingDelimiter") ?? false
        shape.recordTag = file.text("recordTag")
        shape.recordLength = file.integer("recordLength") ?? 0
        shape.recordPath = file.text("records") ?? ""
        shape.sheet = file.text("sheet")
        shape.titleRow = file.integer("titleRow") ?? 1
        shape.titles = file.text("titles")
        shape.limits = ShapeReader.limits(file)
        shape.skip = ShapeReader.skip(file, format)
        shape.columns = columns(file, .record, format)
        shape.header = line(file, .header, format)
        shape.trailer = line(file, .trailer, format)
        check(file)
    }

    func columns(_ edge: Edge) -> [DocumentShape.Column] {
        switch edge {
        case .record: shape.columns
        case .header: shape.header?.columns ?? []
        case .trailer: shape.trailer?.columns ?? []
        }
    }

    /// Every column with its place, rows first.
    var all: [(ref: ColumnRef, place: Place)] {
        [Edge.record, .header, .trailer].flatMap { edge in
            columns(edge).indices.map { index in
                let ref = ColumnRef(edge: edge, index: index)
                return (ref, place(ref))
            }
        }
    }

    func place(_ ref: ColumnRef) -> Place { places[ref] ?? Place(file: "") }

    /// As mapping files write it: `account`, `header.count`.
    func name(_ ref: ColumnRef) -> String {
        let name = columns(ref.edge)[ref.index].name
        return ref.edge == .record ? name : "\(ref.edge.rawValue).\(name)"
    }

    /// A column by that name. A record column whose own name starts with `header.` comes first.
    func find(_ name: String) -> ColumnRef? {
        if let index = refs[.record]?[name] { return ColumnRef(edge: .record, index: index) }
        for edge in [Edge.header, .trailer] where name.hasPrefix(edge.rawValue + ".") {
            let short = String(name.dropFirst(edge.rawValue.count + 1))
            if let index = refs[edge]?[short] { return ColumnRef(edge: edge, index: index) }
        }
        return nil
    }

    var names: [String] { all.map { name($0.ref) } }

    /// The text that a column must hold, where its line or record has a tag.
    func tag(_ ref: ColumnRef) -> String? {
        guard ref.index == 0 else { return nil }
        return switch ref.edge {
        case .record: shape.recordTag
        case .header: shape.header?.tag
        case .trailer: shape.trailer?.tag
        }
    }

    private mutating func line(_ file: Section, _ edge: Edge, _ format: DocumentShape.Format) -> DocumentShape.Line? {
        guard let section = file.section(edge.rawValue, keys: ShapeReader.lineKeys) else { return nil }
        ShapeReader.refuseForeign(section, format)
        let line = DocumentShape.Line(
            literal: section.text("literal"), tag: section.text("tag"), columns: columns(section, edge, format))
        if line.literal != nil, !line.columns.isEmpty || line.tag != nil {
            section.fault(
                "literal", "document.literal", "literal 与 columns、tag 只能写其一", "literal excludes columns",
                hint: Hint(
                    "整行固定的留 literal，有数字的留 columns",
                    "keep literal for a line that is always the same, columns for any other"))
        }
        if line.literal == nil, line.columns.isEmpty {
            section.fault(
                "columns", "document.line", "要写 literal 或 columns", "literal or columns are needed",
                hint: Hint(
                    "整行固定的写 literal，有数字的写 columns", "literal for a line that is always the same, columns for any other")
            )
        }
        if edge == .trailer, ![.delimited, .fixed].contains(format) {
            file.fault(
                "trailer", "document.trailer", "该格式没有尾行", "this format has no trailer",
                hint: format == .xlsx
                    ? Hint("表尾的“合计”一行写 skip: [合计]", "a row of totals: skip: [合计]")
                    : Hint("字段放到 header 中", "put the fields into header"))
        }
        return line
    }

    private mutating func columns(
        _ section: Section, _ edge: Edge, _ format: DocumentShape.Format
    ) -> [DocumentShape.Column] {
        var columns: [DocumentShape.Column] = []
        for entry in section.list("columns") ?? [] {
            let path = section.below("columns")
            guard let column = ShapeReader.column(entry, path, format, section.findings) else { continue }
            if refs[edge]?[column.name] == nil {
                refs[edge, default: [:]][column.name] = columns.count
            } else {
                section.findings.add(
                    entry.place, path, "column.duplicate", "列名“\(column.name)”重复", "column name is given twice",
                    hint: Hint("每列的名字各不相同，如 备用1、备用2", "each column has a name of its own"))
            }
            places[ColumnRef(edge: edge, index: columns.count)] = entry.place
            columns.append(column)
        }
        return columns
    }

    private static func column(
        _ entry: Tree, _ path: String, _ format: DocumentShape.Format, _ findings: Findings
    ) -> DocumentShape.Column? {
        var column: DocumentShape.Column
        if let text = entry.text {
            // A `#` at the end of a path asks the writer for a raw number; it is not part of the name.
            column = DocumentShape.Column(name: text.hasSuffix("#") ? String(text.dropLast()) : text, path: text)
            if format != .xlsx, text.contains("，") {
                findings.add(
                    entry.place, path, "column.comma", "列名“\(text)”里有全角逗号，几列成了一列",
                    "a full-width comma makes one column of several",
                    hint: Hint("改成半角逗号", "write an ASCII comma"))
            }
        } else {
            guard let section = Section(entry, path: path, findings: findings, keys: ShapeReader.columnKeys),
                let name = section.required("name")
            else { return nil }
            refuseForeign(section, format)
            column = DocumentShape.Column(name: name, path: section.text("path"))
            column.width = section.integer("width") ?? 0
            column.align = section.choice("align") ?? .left
            column.hasPlus = plus(section, format)
            if let pad = section.text("pad") {
                if pad.utf8.count == 1, let byte = pad.utf8.first {
                    column.pad = byte
                } else {
                    section.fault(
                        "pad", "column.pad", "pad 要写一个 ASCII 字符", "pad is one ASCII character",
                        hint: Hint("如 pad: \"0\"；空格不必写", "such as pad: \"0\"; a space needs no pad"))
                }
            }
        }
        return column
    }

    private func check(_ file: Section) {
        checkQuotes(file)
        if shape.columns.isEmpty {
            file.fault(
                "columns", "document.columns", "没有写列", "no columns",
                hint: Hint("写 columns: [第一列, 第二列]", "write columns: [FIRST, SECOND]"))
        }
        if shape.format == .delimited, shape.delimiter.isEmpty {
            file.fault(
                "delimiter", "document.delimiter", "没有写分隔符", "no delimiter",
                hint: Hint("写 delimiter: \"|\"", "write delimiter: \"|\""))
        }
        if shape.format == .xml, shape.recordPath.isEmpty {
            file.fault(
                "records", "document.records", "没有写记录的路径", "no record path",
                hint: Hint("写 records: PACKAGE/DATA/RECORD", "write records: PACKAGE/DATA/RECORD"))
        }
        if shape.titles != nil, shape.header == nil || ![.delimited, .fixed].contains(shape.format) {
            file.fault(
                "titles", "document.titles", "titles 是首行与明细之间的一行，只用于有首行的分隔符和定长格式",
                "titles is a line between header and rows, in delimited and fixed documents with a header",
                hint: Hint("只有列名一行时写 header: {literal: …}", "a single line of titles is header: {literal: …}"))
        }
        if shape.titleRow < 1 {
            file.fault(
                "titleRow", "document.titleRow", "标题行从 1 数起", "titleRow counts from 1",
                hint: Hint("写表中的行号", "write the row's number in the sheet"))
        }
        if shape.format == .fixed { checkWidths(file) }
    }
}
