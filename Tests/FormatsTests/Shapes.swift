import Subsidy

/// The shapes that the tests share.
enum Shapes {
    static func columns(_ names: [String]) -> [DocumentShape.Column] { names.map { .init(name: $0) } }

    /// Rows of `a|b|c` without edges.
    static func plain(_ encoding: DocumentShape.Encoding = .utf8) -> DocumentShape {
        var shape = DocumentShape(format: .delimited, encoding: encoding, columns: columns(["a", "b", "c"]))
        shape.delimiter = "|"
        return shape
    }

    static var quoted: DocumentShape {
        var shape = plain()
        shape.delimiter = ","
        shape.quote = "\""
        return shape
    }

    /// A bank's result file: tagged header, literal trailer.
    static func bank(_ encoding: DocumentShape.Encoding = .gb18030) -> DocumentShape {
        var shape = DocumentShape(
            format: .delimited, encoding: encoding, columns: columns(["serial", "name", "amount", "reason"]))
        shape.delimiter = "|"
        shape.newline = .crlf
        shape.header = .init(tag: "P", columns: columns(["kind", "count", "sum"]))
        shape.trailer = .init(literal: "########")
        return shape
    }

    /// A department's list: the trailer is tagged too.
    static var list: DocumentShape {
        var shape = plain()
        shape.header = .init(tag: "H", columns: columns(["kind", "count"]))
        shape.trailer = .init(tag: "T", columns: columns(["kind", "count", "sum"]))
        return shape
    }

    /// Fixed records of 30 bytes, a type in the first.
    static func fixed(_ encoding: DocumentShape.Encoding = .gbk) -> DocumentShape {
        var shape = DocumentShape(
            format: .fixed, encoding: encoding,
            columns: [
                .init(name: "kind", width: 1), .init(name: "name", width: 10),
                .init(name: "sequence", width: 6, pad: 0x30, align: .right),
                .init(name: "amount", width: 10, pad: 0x30, align: .right), .init(name: "code", width: 3),
            ])
        shape.recordTag = "2"
        shape.recordLength = 30
        shape.header = .init(
            tag: "1",
            columns: [.init(name: "kind", width: 1), .init(name: "count", width: 6, pad: 0x30, align: .right)])
        return shape
    }

    static var json: DocumentShape {
        var shape = DocumentShape(
            format: .json, encoding: .utf8,
            columns: [.init(name: "id"), .init(name: "amount", path: "pay.amount#"), .init(name: "note")])
        shape.header = .init(columns: [.init(name: "code"), .init(name: "count", path: "data.count#")])
        shape.recordPath = "data.list"
        return shape
    }

    static var xml: DocumentShape {
        var shape = DocumentShape(
            format: .xml, encoding: .utf8,
            columns: [.init(name: "no", path: "@no"), .init(name: "XM"), .init(name: "street", path: "DZ/LU")])
        shape.header = .init(columns: [.init(name: "code", path: "PACKAGE/PACKAGEHEAD/FHDM")])
        shape.recordPath = "PACKAGE/DATA/RECORD"
        return shape
    }

    static var xlsx: DocumentShape {
        DocumentShape(
            format: .xlsx, encoding: .utf8,
            columns: [
                .init(name: "serial", path: "排序序号"), .init(name: "name", path: "户主姓名*"),
                .init(name: "amount", path: "补贴金额*"),
            ])
    }

    private static func nestedColumns() -> [DocumentShape.Column] {
        [.init(name: "line"), .init(name: "voucher", path: "../voucher"), .init(name: "book", path: "../../book")]
    }

    /// Lines of vouchers of a book.
    static var nestedJSON: DocumentShape {
        var shape = DocumentShape(format: .json, encoding: .utf8, columns: nestedColumns())
        shape.recordPath = "data.rows.details"
        shape.columns[2].path = "../../book.code"
        return shape
    }

    static var nestedXML: DocumentShape {
        var shape = DocumentShape(format: .xml, encoding: .utf8, columns: nestedColumns())
        shape.columns.append(.init(name: "kind", path: "../@kind"))
        shape.recordPath = "BOOK/VOUCHER/LINE"
        shape.columns[0].path = "@no"
        shape.columns[2].path = "../../HEAD/CODE"
        return shape
    }
}
