import Subsidy

/// FixedCells cuts a fixed-width record by bytes of its own encoding, decodes each cell and takes its padding off.
struct FixedCells {
    private(set) var text: [UInt8] = []
    private(set) var cells: [Range<Int>] = []
    private var decoded = DecodedText()

    /// Refuses a record of another type before its length is looked at: other types may have other lengths.
    mutating func cutTag(
        _ line: UnsafeBufferPointer<UInt8>, _ row: Int, _ columns: [DocumentShape.Column], _ tag: String?,
        _ encoding: DocumentShape.Encoding
    ) throws(Fault) {
        guard let tag, let column = columns.first else { return }
        text.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
        guard line.count >= column.width,
            decoded.decode(UnsafeBufferPointer(rebasing: line[..<column.width]), as: encoding) == nil
        else { throw .tag(row, columns, tag) }
        append(column)
        guard cells[0].count == tag.utf8.count, text[cells[0]].elementsEqual(tag.utf8) else {
            throw .tag(row, columns, tag, found: Array(text[cells[0]]))
        }
    }

    mutating func cut(
        _ line: UnsafeBufferPointer<UInt8>, _ row: Int, _ columns: [DocumentShape.Column],
        _ encoding: DocumentShape.Encoding, _ limits: DocumentLimits
    ) throws(Fault) {
        text.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
        var start = 0
        for column in columns {
            let slice = UnsafeBufferPointer(rebasing: line[start..<start + column.width])
            start += column.width
            if let damage = decoded.decode(slice, as: encoding) {
                let what = damage.isTorn ? "汉字被列边界截断" : "不是有效的 \(encoding.rawValue) 编码"
                throw .row(row, "encoding", "\(what)，请按字节核对列宽和字符", field: column.name)
            }
            append(column)
            let cell = cells[cells.count - 1]
            if cell.count > limits.cell { throw .cellTooLong(row, column.name) }
            if text[cell].contains(where: { $0 < 0x20 && $0 != 0x09 }) { throw .control(row, column.name) }
        }
    }

    /// Appends the decoded cell without its padding. Zeros before a number leave its last digit before the point.
    private mutating func append(_ column: DocumentShape.Column) {
        var cell = decoded.bytes[..<decoded.count]
        if column.align == .left {
            while cell.last == column.pad { cell.removeLast() }
        } else if column.pad == 0x30 {
            while cell.first == 0x30, let next = cell.dropFirst().first, 0x30...0x39 ~= next { cell.removeFirst() }
        } else {
            while cell.first == column.pad { cell.removeFirst() }
        }
        let start = text.count
        text.append(contentsOf: cell)
        cells.append(start..<text.count)
    }
}
