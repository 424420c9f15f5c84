import Subsidy

/// LineWriter writes delimited and fixed-width documents.
struct LineWriter {
    private let shape: DocumentShape
    private let delimiter: [UInt8]
    private let quote: UInt8?
    private let newline: [UInt8]
    private let plain: PlainLines?
    private var bytes: [UInt8] = []
    private(set) var faults: [Fault] = []

    /// Without `plain`, every row is written cell by cell.
    init(_ shape: DocumentShape, plain isPlain: Bool = true) throws(Fault) {
        self.shape = shape
        delimiter = Array(shape.delimiter.utf8)
        let quotes = Array((shape.quote ?? "").utf8)
        guard shape.format == .fixed || !delimiter.isEmpty, quotes.count <= 1 else {
            throw .shape("分隔符或引号不可用")
        }
        let all = shape.columns + (shape.header?.columns ?? []) + (shape.trailer?.columns ?? [])
        guard shape.format == .delimited || all.allSatisfy({ $0.width > 0 }) else { throw .shape("定长列没有宽度") }
        quote = quotes.first
        newline = shape.newline == .lf ? [0x0A] : [0x0D, 0x0A]
        plain = isPlain ? PlainLines(shape) : nil
    }

    mutating func write(_ header: RowBatch?, _ rows: RowBatch, _ trailer: RowBatch?) -> [UInt8] {
        write(header: header)
        write(rows, after: 0)
        write(edge: shape.trailer, trailer)
        return bytes
    }

    /// Writes rows; their numbers count from `number` in faults.
    mutating func write(_ rows: RowBatch, after number: Int) {
        var row = 0
        while row < rows.count {
            if let plain {
                row += plain.append(rows, from: row, to: &bytes)
                if row == rows.count { return }
            }
            write(rows, row, number + rows.rows[row], shape.columns, tag: shape.recordTag)
            row += 1
        }
    }

    /// What was written so far; the next bytes go into `spare`.
    mutating func take(spare: consuming [UInt8]) -> [UInt8] {
        let taken = bytes
        bytes = spare
        bytes.removeAll(keepingCapacity: true)
        return taken
    }

    /// The lines before the rows, where the shape has any.
    mutating func write(header: RowBatch?) {
        write(edge: shape.header, header)
        write(edge: shape.titles.map { DocumentShape.Line(literal: $0) }, nil)
    }

    /// The line before or after the rows, where the shape has one.
    mutating func write(edge: DocumentShape.Line?, _ batch: RowBatch?) {
        guard let line = edge else { return }
        if let batch { return write(batch, 0, 0, line.columns, tag: line.tag) }
        guard let literal = line.literal else { return }
        if !put(literal.utf8) { faults.append(.shape("首尾行含有编码不支持的字符")) }
        put(newline)
    }

    private mutating func write(
        _ batch: RowBatch, _ row: Int, _ number: Int, _ columns: [DocumentShape.Column], tag: String?
    ) {
        let start = bytes.count
        for (index, column) in columns.enumerated() {
            var cell = Array(batch[row, index])
            if index == 0, let tag {
                if cell.isEmpty { cell = Array(tag.utf8) }
                if !cell.elementsEqual(tag.utf8) {
                    faults.append(.cell(number, column, "tag", "行标识与约定不符，请联系系统管理员核对映射文件"))
                }
            }
            if shape.format == .fixed {
                putFixed(cell, number, column)
            } else {
                if index > 0 { put(delimiter) }
                putDelimited(cell, number, column, isOnly: columns.count == 1)
            }
        }
        if shape.format == .delimited, shape.trailingDelimiter { put(delimiter) }
        while shape.format == .fixed, bytes.count - start < shape.recordLength { bytes.append(0x20) }
        put(newline)
    }

    private mutating func putDelimited(
        _ cell: [UInt8], _ row: Int, _ column: DocumentShape.Column, isOnly: Bool
    ) {
        let hasEnd = cell.contains { $0 == 0x0A || $0 == 0x0D }
        let hasDelimiter = cell.indices.contains { cell[$0...].starts(with: delimiter) }
        if cell.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
            faults.append(.cell(row, column, "control", "含有不可见的控制字符，请删除后重试"))
        }
        guard let quote else {
            if hasEnd { faults.append(.cell(row, column, "newline", "含有换行，该格式不支持，请删除后重试")) }
            if hasDelimiter { faults.append(.cell(row, column, "delimiter", "含有分隔符，该格式不支持，请删除后重试")) }
            return putCell(cell, row, column)
        }
        if FormulaText.isFormula(cell) {
            faults.append(.cell(row, column, "formula", "以 = + - @ 等开头，表格软件会当作公式，请修改后重试"))
        }
        // A blank line would be read as no line at all.
        guard hasEnd || hasDelimiter || cell.contains(quote) || (isOnly && cell.isEmpty) else {
            return putCell(cell, row, column)
        }
        var quoted = [quote]
        for byte in cell {
            if byte == quote { quoted.append(quote) }
            quoted.append(byte)
        }
        quoted.append(quote)
        putCell(quoted, row, column)
    }

    private mutating func putFixed(_ cell: [UInt8], _ row: Int, _ column: DocumentShape.Column) {
        if cell.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
            faults.append(.cell(row, column, "newline", "含有换行，该格式不支持，请删除后重试"))
        } else if cell.contains(where: { $0 < 0x20 && $0 != 0x09 }) {
            faults.append(.cell(row, column, "control", "含有不可见的控制字符，请删除后重试"))
        }
        let start = bytes.count
        putCell(cell, row, column)
        let used = bytes.count - start
        guard used <= column.width else {
            return faults.append(
                .cell(row, column, "width", "内容为 \(used) 字节，超出 \(column.width) 字节的列宽，请缩短后重试"))
        }
        let unit = shape.encoding == .utf16LE || shape.encoding == .utf16BE ? 2 : 1
        let padding = (column.width - used) / unit
        var pad: [UInt8] = []
        for _ in 0..<padding { pad.append(contentsOf: padUnit(column.pad)) }
        bytes.insert(contentsOf: pad, at: column.align == .left ? bytes.count : start)
    }

    private func padUnit(_ pad: UInt8) -> [UInt8] {
        switch shape.encoding {
        case .utf16LE: [pad, 0]
        case .utf16BE: [0, pad]
        default: [pad]
        }
    }

    private mutating func putCell(_ cell: [UInt8], _ row: Int, _ column: DocumentShape.Column) {
        if !put(cell) { faults.append(.unencodable(row, column, shape.encoding)) }
    }

    @discardableResult
    private mutating func put(_ text: some Sequence<UInt8>) -> Bool {
        Array(text).withUnsafeBufferPointer { TextCodec.append($0, as: shape.encoding, to: &bytes) == nil }
    }
}
