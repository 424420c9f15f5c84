import Subsidy

extension ShapeReader {
    /// Widths of a fixed-width document: each column has one, they add up, and what pads a column can be told from what
    /// stands in it.
    func checkWidths(_ file: Section) {
        for (ref, place) in all {
            let column = columns(ref.edge)[ref.index]
            let path = ref.edge == .record ? "document.columns" : "document.\(ref.edge.rawValue).columns"
            if let fault = ShapeReader.fault(column, shape) {
                file.findings.add(place, path, fault.code, fault.zh, fault.en, hint: fault.hint)
            }
        }
        guard shape.recordLength > 0 else { return }
        for edge in [Edge.record, .header, .trailer] where !columns(edge).isEmpty {
            let width = columns(edge).reduce(0) { $0 + ShapeReader.bounded($1.width, shape) }
            if width != shape.recordLength {
                file.fault(
                    edge == .record ? "columns" : edge.rawValue, "document.width",
                    "各列宽度之和是 \(width)，与 recordLength \(shape.recordLength) 不符", "widths do not add up to recordLength",
                    hint: Hint("核对各列宽度，漏写的列补上（备用也要写）", "check the widths; a column that was left out is written too"))
            }
        }
    }

    private static func bounded(_ width: Int, _ shape: DocumentShape) -> Int { max(0, min(width, shape.limits.line)) }

    private static func fault(
        _ column: DocumentShape.Column, _ shape: DocumentShape
    ) -> (code: String, zh: String, en: String, hint: Hint)? {
        if column.width <= 0 {
            return (
                "column.width", "定长格式的列“\(column.name)”没有宽度", "a fixed column needs a width",
                Hint("写 width: 字节数", "write width: BYTES")
            )
        }
        if column.width > shape.limits.line {
            return (
                "column.width", "列“\(column.name)”比一行的上限（\(shape.limits.line) 字节）还宽",
                "a column is wider than a line may be",
                Hint("核对宽度，或改 limits 的 line", "check the width, or the limit of a line")
            )
        }
        if shape.encoding == .utf16LE || shape.encoding == .utf16BE, column.width % 2 != 0 {
            return (
                "column.width", "列“\(column.name)”的宽度是奇数，UTF-16 每个字符至少两个字节",
                "a width in UTF-16 is an even number of bytes",
                Hint("宽度按字节写，是字符数的两倍", "widths are bytes, twice the characters")
            )
        }
        // 12300 and a pad of zeros behind 123 are the same bytes: taking the pad off would take digits off.
        if column.align == .left, 0x30...0x39 ~= column.pad {
            return (
                "column.pad", "列“\(column.name)”左对齐而用数字补位，补的零和本来的零分不开",
                "digits that pad on the right are lost among digits",
                Hint("数字右对齐：加 align: right", "numbers are aligned right: add align: right")
            )
        }
        return nil
    }

    /// Whether reading takes zeros off the beginning of a column.
    func dropsZeros(_ ref: ColumnRef) -> Bool {
        let column = columns(ref.edge)[ref.index]
        return shape.format == .fixed && column.align == .right && column.pad == 0x30
    }
}
