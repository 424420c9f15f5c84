import Formats
import Subsidy
import Testing

/// A line of titles between the header and the rows, and what rows know of the header.
struct TitlesTests {
    private static var list: DocumentShape {
        var shape = Shapes.list
        shape.titles = "序号|姓名|金额"
        return shape
    }

    private static let text = "H|2\n序号|姓名|金额\n1|张三|3\n4|李四|6\nT|2|9\n"

    @Test func theLineOfTitlesIsNeitherHeaderNorRow() throws {
        let reading = try Reading(Self.text, Self.list)
        #expect(reading.rows == [["1", "张三", "3"], ["4", "李四", "6"]])
        #expect(reading.numbers == [1, 2] && reading.edges.rows == 2)
        #expect(reading.header == ["H", "2"] && reading.trailer == ["T", "2", "9"])
    }

    @Test(arguments: [
        ("H|2\n1|张三|3\nT|2|9\n", "document.header"), ("H|2\n序号|姓名|\n1|张三|3\nT|2|9\n", "document.header"),
        ("序号|姓名|金额\n1|张三|3\nT|2|9\n", "document.header"), ("H|2\n序号|姓名|金额\n", "document.noTrailer"),
        ("H|2\nT|0|0\n", "document.noTrailer"), ("H|2\n序号|姓名|金额\n序号|姓名|金额\n1|2|3\n", "document.noTrailer"),
    ])
    func aDocumentWithOtherTitlesOrNoneIsRefused(text: String, code: String) {
        #expect(refusal(text, Self.list) == code)
        #expect(ReadingInvariants(Self.list, batch: 1).violation(Array(text.utf8)) == nil)
    }

    @Test func aDocumentThatEndsBeforeTheTitlesIsRefused() {
        var shape = Self.list
        shape.trailer = nil
        #expect(refusal("H|0\n", shape) == "document.header")
        #expect(ReadingInvariants(shape, batch: 1).violation(Array("H|0\n".utf8)) == nil)
        #expect(refusal("H|0\n序号|姓名|金额\n", shape) == nil)
    }

    @Test(arguments: DocumentShape.Encoding.allCases)
    func itIsReadAlikeThroughAnyWindow(encoding: DocumentShape.Encoding) throws {
        var shape = Self.list
        shape.encoding = encoding
        let bytes = try TextCodec.encode(Array(Self.text.utf8), as: encoding)
        #expect(try Reading(bytes, shape).rows.count == 2)
        #expect(ReadingInvariants(shape, batch: 1).violation(bytes) == nil)
        for length in 0..<bytes.count {
            #expect(ReadingInvariants(shape, batch: 2).violation(Array(bytes[..<length])) == nil, "\(length) bytes")
        }
    }

    @Test func theTitlesAreWrittenBetweenHeaderAndRows() throws {
        let shape = Self.list
        let (header, rows) = (batch([["H", "2"]]), batch([["1", "张三", "3"], ["4", "李四", "6"]]))
        let trailer = batch([["T", "2", "9"]])
        let whole = try DocumentWriter(shape).write(header: header, rows: rows, trailer: trailer)
        #expect(String(decoding: whole, as: UTF8.self) == Self.text)
        var document = try LineDocument(shape, header: header)
        try document.append(rows)
        try document.end(trailer: trailer)
        #expect(document.take(spare: []) == whole)
    }

    @Test func aFixedWidthDocumentMayHaveThemToo() throws {
        var shape = Shapes.fixed(.utf8)
        shape.titles = "TITLES"
        let record = "2" + "Li Si     " + "000001" + "0000000123" + "ok "
        let header = "1000001" + String(repeating: " ", count: 23)
        let reading = try Reading("\(header)\nTITLES\n\(record)\n", shape)
        #expect(reading.rows == [["2", "Li Si", "1", "123", "ok"]])
    }

    @Test(arguments: [1, 2, 1024]) func everyBatchKnowsTheHeaderBeforeIt(size: Int) throws {
        var headers: [[[UInt8]?]] = []
        let bytes = Array(Self.text.utf8)
        _ = try DocumentReader(Self.list).read(bytes, batch: size) { headers.append($0.header) }
        #expect(headers.count == max(1, 2 / size))
        #expect(headers.allSatisfy { $0 == [Array("H".utf8), Array("2".utf8)] })
    }

    @Test func everyThreadKnowsTheHeader() throws {
        let rows = (0..<5000).map { "\($0)|x|y\n" }.joined()
        let bytes = Array("H|5000\n序号|姓名|金额\n\(rows)T|1|1\n".utf8)
        var counts = (rows: 0, right: 0)
        _ = try DocumentReader(Self.list).read(
            threads: 2, window: 1000, pull: Pieces(bytes, 700).pull,
            worker: { { ($0.count, $0.header == [Array("H".utf8), Array("5000".utf8)]) } },
            deliver: { (count: Int, isRight: Bool) in
                counts.rows += count
                counts.right += isRight ? count : 0
            })
        #expect(counts == (5000, 5000))
    }

    @Test func aDocumentWithoutHeaderHasNone() throws {
        var headers: [[[UInt8]?]] = []
        _ = try DocumentReader(Shapes.plain()).read(Array("1|2|3\n".utf8)) { headers.append($0.header) }
        #expect(headers == [[]])
    }
}
