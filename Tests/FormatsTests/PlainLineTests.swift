import Subsidy
import TestSupport
import Testing

@testable import Formats

/// Rows that are written in one pass give the bytes and faults that cell by cell gives.
struct PlainLineTests {
    static let texts: [String?] = [
        nil, "", "A", "12345678", "0012.50", "张三丰", "阿依古丽·买买提", "𠮷", "é", "a|b", "a\"b", "a\tb", "a\nb", "\r", "\u{1}",
        "0123456789ABCDEF", "中文ABCDEFGH中文", "--------", "\u{E5E5}", "㑇", "D", "Dx",
    ]

    static func rows(_ columns: Int, _ count: Int, _ random: inout SplitMix64, tag: String?) -> RowBatch {
        var rows = RowBatch(columns: columns)
        for row in 0..<count {
            for column in 0..<columns {
                // Mostly plain, so that runs of plain rows stand between others.
                let plain = ["A", "12345678", "张三", ""]
                var text: String? = plain[Int.random(in: 0..<4, using: &random)]
                if Int.random(in: 0..<12, using: &random) == 0 {
                    text = texts[Int.random(in: texts.indices, using: &random)]
                }
                if column == 0, let tag { text = Int.random(in: 0..<6, using: &random) == 0 ? "" : tag }
                if let text { rows.cell(text.utf8) } else { rows.missing() }
            }
            rows.end(row: row + 1, range: 0..<0)
        }
        return rows
    }

    static func shapes(_ encoding: DocumentShape.Encoding) -> [DocumentShape] {
        typealias Column = DocumentShape.Column
        var fixed = DocumentShape(
            format: .fixed, encoding: encoding,
            columns: [
                Column(name: "a", width: 8), Column(name: "b", width: 12, pad: 0x30, align: .right),
                Column(name: "c", width: 16, align: .right), Column(name: "d", width: 20),
            ])
        var tagged = fixed
        tagged.recordTag = "D"
        tagged.recordLength = 70
        tagged.newline = .crlf
        fixed.recordLength = 56
        let columns = ["a", "b", "c", "d"].map { Column(name: $0) }
        var bars = DocumentShape(format: .delimited, encoding: encoding, columns: columns)
        bars.delimiter = "|"
        bars.trailingDelimiter = true
        var commas = bars
        commas.delimiter = ","
        commas.quote = "\""
        commas.trailingDelimiter = false
        commas.recordTag = "D"
        var double = bars
        double.delimiter = "||"
        var single = DocumentShape(format: .delimited, encoding: encoding, columns: [Column(name: "a")])
        single.delimiter = ","
        single.quote = "\""
        return [fixed, tagged, bars, commas, double, single]
    }

    @Test(arguments: DocumentShape.Encoding.allCases)
    func plainRowsAreWrittenAsTheyAreCellByCell(encoding: DocumentShape.Encoding) throws {
        var random = SplitMix64(seed: 20_261_121)
        for shape in Self.shapes(encoding) {
            for count in [0, 1, 3, 200] {
                let rows = Self.rows(shape.columns.count, count, &random, tag: shape.recordTag)
                var quick = try LineWriter(shape)
                var thorough = try LineWriter(shape, plain: false)
                #expect(quick.write(nil, rows, nil) == thorough.write(nil, rows, nil))
                #expect(quick.faults == thorough.faults)
            }
        }
    }

    @Test func aDocumentInPiecesIsTheDocument() throws {
        var shape = Self.shapes(.gb18030)[1]
        shape.header = DocumentShape.Line(tag: "H", columns: [DocumentShape.Column(name: "h", width: 4)])
        shape.trailer = DocumentShape.Line(literal: "########")
        let header = batch([["H"]])
        let pieces = [[["D", "1", "张三", "x"], ["D", "2", "", "y"]], [["D", "3", "𠮷", "z"]]]
        let whole = try DocumentWriter(shape).write(header: header, rows: batch(pieces.flatMap { $0 }), trailer: nil)
        var document = try LineDocument(shape, header: header)
        var bytes = document.take()
        for piece in pieces {
            try document.append(batch(piece))
            bytes += document.take(spare: [1, 2, 3])
        }
        try document.end(trailer: nil)
        bytes += document.take()
        #expect(bytes == whole)
    }

    @Test func aFaultInALaterPieceHasItsRowInTheDocument() throws {
        let shape = Self.shapes(.utf8)[2]
        var document = try LineDocument(shape, header: nil)
        try document.append(batch([["a", "b", "c", "d"], ["a", "b", "c", "d"]]))
        #expect(throws: DocumentFaults.self) {
            try document.append(batch([["a", "b", "c", "d"], ["a|", "b", "c", "d"]]))
        }
        do throws(DocumentFaults) {
            try document.append(batch([["x\ny", "", "", ""]]))
        } catch {
            #expect(error.faults.map(\.row) == [4, 5])
        }
    }
}
