import Subsidy

/// LineParser turns one line of a delimited or fixed-width document into cells.
struct LineParser {
    /// A record as parsed: the cells lie in `parser.cells`.
    struct Record {
        var range: Range<Int>
        var next: Int
        var line: UnsafeBufferPointer<UInt8>
        var source: Source
    }

    /// Where the ranges in `cells` point to.
    enum Source { case line, decoded, quoted, fixed }

    private let shape: DocumentShape
    private let limits: DocumentLimits
    /// The bytes that lines are cut from.
    var cutter: LineCutter
    private var splitter: CellSplitter?
    private var decoded = DecodedText()
    private var fixed = FixedCells()

    init(_ shape: DocumentShape, _ limits: DocumentLimits, _ cutter: LineCutter) throws(Fault) {
        self.shape = shape
        self.limits = limits
        self.cutter = cutter
        if shape.format == .delimited { splitter = try CellSplitter(shape, maximum: limits.columns) }
        guard shape.format == .fixed else { return }
        for line in [shape.columns, shape.header?.columns ?? [], shape.trailer?.columns ?? []] {
            let width = line.reduce(0) { $0 + $1.width }
            guard line.allSatisfy({ $0.width > 0 }), shape.recordLength == 0 || width <= shape.recordLength else {
                throw .shape("定长列的宽度须为正数，合计不得超过记录长度")
            }
        }
    }

    /// Reads the record that begins with `line`; nil when a quote is still open at `end`, and `end` is not the last.
    /// - Throws: a Fault of the row, or of the document (row 0) when a quote is never closed.
    mutating func record(
        _ line: LineCutter.Line, _ row: Int, _ columns: [DocumentShape.Column], end: Int, isLast: Bool
    ) throws(Fault) -> Record? {
        guard line.range.count <= limits.line else {
            throw .row(row, "tooLong", "行过长，超出单行上限，请核对后重新报送")
        }
        guard shape.format == .delimited else {
            try cutFixed(line.range, row, columns, tag: shape.recordTag)
            return Record(range: line.range, next: line.next, line: cutter.slice(line.range), source: .fixed)
        }
        var record = Record(range: line.range, next: line.next, line: cutter.slice(line.range), source: .line)
        guard let outcome = try split(line, row, columns, end: end, isLast: isLast, &record) else { return nil }
        try check(outcome, row, columns, record, tag: shape.recordTag)
        return record
    }

    /// Reads a header or trailer line as one row; nil when the line is a literal.
    /// - Throws: `row.tag` when it is another kind of line; else what is wrong with it.
    mutating func edge(_ line: LineCutter.Line, _ kind: DocumentShape.Line) throws(Fault) -> RowBatch? {
        if let literal = kind.literal {
            guard line.range.count <= limits.line, decoded.decode(cutter.slice(line.range), as: shape.encoding) == nil,
                decoded.bytes[..<decoded.count].elementsEqual(literal.utf8)
            else { throw .row(1, "tag", "") }
            return nil
        }
        var batch = RowBatch(columns: kind.columns.count)
        var record = Record(range: line.range, next: line.next, line: cutter.slice(line.range), source: .fixed)
        guard line.range.count <= limits.line else { throw .row(1, "tooLong", "") }
        if shape.format == .fixed {
            try cutFixed(line.range, 1, kind.columns, tag: kind.tag)
        } else {
            let outcome = try split(line, 1, kind.columns, end: line.range.upperBound, isLast: true, &record)
            try check(outcome ?? .open, 1, kind.columns, record, tag: kind.tag)
        }
        append(record, 0, base: 0, to: &batch)
        return batch
    }

    /// Whether the bytes end in the middle of a character.
    mutating func isTorn(_ range: Range<Int>) -> Bool {
        decoded.decode(cutter.slice(range), as: shape.encoding)?.isTorn ?? false
    }

    /// Appends a record; `base` is the offset in the document of the bytes that it was cut from.
    func append(_ record: Record, _ row: Int, base: Int, to batch: inout RowBatch) {
        switch record.source {
        case .line: append(splitter?.cells, record.line, batch.columns, &batch)
        case .decoded: decoded.bytes.withUnsafeBufferPointer { append(splitter?.cells, $0, batch.columns, &batch) }
        case .quoted:
            splitter?.text.withUnsafeBufferPointer { append(splitter?.cells, $0, batch.columns, &batch) }
        case .fixed: fixed.text.withUnsafeBufferPointer { append(fixed.cells, $0, batch.columns, &batch) }
        }
        batch.end(row: row, range: base + record.range.lowerBound..<base + record.range.upperBound)
    }

    private func append(
        _ cells: [Range<Int>]?, _ text: UnsafeBufferPointer<UInt8>, _ count: Int, _ batch: inout RowBatch
    ) {
        guard let cells else { return }
        for index in 0..<count { batch.cell(UnsafeBufferPointer(rebasing: text[cells[index]])) }
    }

    private mutating func split(
        _ line: LineCutter.Line, _ row: Int, _ columns: [DocumentShape.Column], end: Int, isLast: Bool,
        _ record: inout Record
    ) throws(Fault) -> CellSplitter.Outcome? {
        guard var splitter = self.splitter.take() else { return .whole }
        defer { self.splitter = splitter }
        var text = try decode(line.range, row, columns, splitter)
        record.source = splitter.isQuoted ? .quoted : shape.encoding == .utf8 ? .line : .decoded
        var outcome = withText(text) { splitter.split($0) }
        var hasReturn = line.hasReturn
        while outcome == .open {
            let isWithin = record.next - record.range.lowerBound <= limits.line
            if record.next >= end, !isLast, isWithin { return nil }
            guard record.next < end, isWithin else {
                throw .openQuote(row)
            }
            let more = cutter.line(from: record.next, to: end)
            guard more.range.upperBound - record.range.lowerBound <= limits.line else { throw .openQuote(row) }
            text = try decode(more.range, row, columns, splitter)
            outcome = withText(text) { splitter.resume($0, afterReturn: hasReturn) }
            hasReturn = more.hasReturn
            record.range = record.range.lowerBound..<more.range.upperBound
            record.next = more.next
        }
        return outcome
    }

    private func withText<Result>(
        _ line: UnsafeBufferPointer<UInt8>?, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        if let line { return body(line) }
        return decoded.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<decoded.count])) }
    }

    /// The line itself when it is UTF-8; nil when its text is in `decoded`.
    private mutating func decode(
        _ range: Range<Int>, _ row: Int, _ columns: [DocumentShape.Column], _ splitter: CellSplitter
    ) throws(Fault) -> UnsafeBufferPointer<UInt8>? {
        let line = cutter.slice(range)
        let offset: Int?
        if shape.encoding == .utf8 {
            offset = UTF8Text.firstFault(line)
        } else {
            offset = decoded.decode(line, as: shape.encoding)?.offset
        }
        guard let offset else { return shape.encoding == .utf8 ? line : nil }
        throw .row(
            row, "encoding", "第 \(offset + 1) 字节起不是有效的 \(shape.encoding.rawValue) 编码，请核对该行的字符",
            field: column(of: offset, in: line, columns, splitter))
    }

    /// The name of the column that holds the byte at `offset`; empty when that cannot be told.
    private func column(
        of offset: Int, in line: UnsafeBufferPointer<UInt8>, _ columns: [DocumentShape.Column],
        _ splitter: CellSplitter
    ) -> String {
        var splitter = splitter
        var before = DecodedText()
        let damage = before.decode(UnsafeBufferPointer(rebasing: line[..<offset]), as: shape.encoding)
        guard damage == nil else { return "" }
        _ = before.bytes.withUnsafeBufferPointer { splitter.split(UnsafeBufferPointer(rebasing: $0[..<before.count])) }
        let index = splitter.cells.count - 1
        return columns.indices.contains(index) ? columns[index].name : ""
    }

    private func check(
        _ outcome: CellSplitter.Outcome, _ row: Int, _ columns: [DocumentShape.Column], _ record: Record, tag: String?
    ) throws(Fault) {
        let cells = splitter?.cells ?? []
        if let tag, let first = cells.first {
            let isTag = withCells(record) { UnsafeBufferPointer(rebasing: $0[first]).elementsEqual(tag.utf8) }
            guard isTag else {
                throw withCells(record) { Fault.tag(row, columns, tag, found: Array($0[first])) }
            }
        }
        let expected = columns.count + (shape.trailingDelimiter ? 1 : 0)
        let isEnded = !shape.trailingDelimiter || cells.last?.isEmpty == true
        switch outcome {
        case .strayQuote, .open: throw .row(row, "quote", "引号位置有误，含引号的内容须整体加引号并把内部引号写两次")
        case .tooMany: throw .row(row, "columns", "列数超出上限，请核对分隔符")
        case .whole, .control:
            guard cells.count == expected, isEnded else {
                throw .row(row, "columns", "列数为 \(cells.count)，应为 \(expected)，请核对分隔符和缺漏的列")
            }
        }
        let long = cells.firstIndex { $0.count > limits.cell }
        if let long { throw .cellTooLong(row, columns[min(long, columns.count - 1)].name) }
        guard outcome == .control else { return }
        let isQuoted = splitter?.isQuoted == true
        let bad = withCells(record) { text in
            cells.firstIndex { text[$0].contains { $0 < 0x20 && $0 != 0x09 && !(isQuoted && isLineEnd($0)) } }
        }
        if let bad { throw .control(row, columns[min(bad, columns.count - 1)].name) }
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private func withCells<Result>(
        _ record: Record, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        switch record.source {
        case .line: body(record.line)
        case .decoded, .fixed: decoded.bytes.withUnsafeBufferPointer(body)
        case .quoted: (splitter?.text ?? []).withUnsafeBufferPointer(body)
        }
    }

    private mutating func cutFixed(
        _ range: Range<Int>, _ row: Int, _ columns: [DocumentShape.Column], tag: String?
    ) throws(Fault) {
        let width = columns.reduce(0) { $0 + $1.width }
        let expected = max(shape.recordLength, width)
        let line = cutter.slice(range)
        try fixed.cutTag(line, row, columns, tag, shape.encoding)
        guard range.count == expected else {
            throw .row(row, "length", "记录长度为 \(range.count) 字节，应为 \(expected) 字节，请核对补位和编码")
        }
        try fixed.cut(line, row, columns, shape.encoding, limits)
    }
}

extension Fault {
    static func openQuote(_ row: Int) -> Fault {
        .document("quote", "第 \(row) 条记录的引号没有闭合，请核对引号后重新报送")
    }

    /// What was found is said where it is as short as tags are: a line of another kind may begin with anybody's name.
    static func tag(
        _ row: Int, _ columns: [DocumentShape.Column], _ tag: String, found: [UInt8]? = nil
    ) -> Fault {
        let isShort = found.map { (1...4).contains($0.count) && $0.allSatisfy { 0x21...0x7E ~= $0 } } ?? false
        let what = isShort ? "，读到“\(String(decoding: found ?? [], as: UTF8.self))”" : ""
        return .row(row, "tag", "行标识应为“\(tag)”\(what)，请核对记录类型", field: columns.first?.name ?? "")
    }

    /// A first or last line that is not the agreed one; what is wrong with it is said as of a row.
    static func edge(_ code: String, _ what: String, _ fault: Fault) -> Fault {
        let told = ["row.columns", "row.length", "row.tag"].contains(fault.code) ? fault.message : ""
        let detail = told.isEmpty ? "" : "：\(told.split(separator: "，请").first ?? "")"
        return .document(code, "\(what)格式与约定不符\(detail)，请核对后重新报送", field: fault.field)
    }
}
