import Formats
import Subsidy
import TestSupport
import Testing

struct DelimitedTests {
    @Test(arguments: [
        "1|2|3\n4|5|6\n", "1|2|3\r\n4|5|6\r\n", "1|2|3\n4|5|6", "\u{FEFF}1|2|3\r\n4|5|6", "1|2|3\n4|5|6\n\n\n",
    ])
    func lineEndsAMissingLastOneAndAByteOrderMarkAreAccepted(text: String) throws {
        let reading = try Reading(text, Shapes.plain())
        #expect(reading.rows == [["1", "2", "3"], ["4", "5", "6"]])
        #expect(reading.edges.rows == 2 && reading.faults.isEmpty)
    }

    @Test func rowsComeInBatchesWithTheirNumbersAndRanges() throws {
        var sizes: [Int] = []
        let bytes = Array("1|2|3\r\n44|5|6\r\n7|8|9\r\n".utf8)
        _ = try DocumentReader(Shapes.plain()).read(bytes, batch: 2) { sizes.append($0.count) }
        #expect(sizes == [2, 1])
        let reading = try Reading(bytes, Shapes.plain(), batch: 1)
        #expect(reading.numbers == [1, 2, 3])
        #expect(reading.ranges.map { String(decoding: bytes[$0], as: UTF8.self) } == ["1|2|3", "44|5|6", "7|8|9"])
    }

    @Test func aRowWithTheWrongColumnsIsSkippedAndTheRestGoesOn() throws {
        let reading = try Reading("1|2|3\n4|5\n\n7|8|9|0\n1|1|1\n", Shapes.plain())
        #expect(reading.rows == [["1", "2", "3"], ["1", "1", "1"]])
        #expect(reading.faults == ["2:row.columns:", "3:row.columns:", "4:row.columns:"])
        #expect(reading.numbers == [1, 5] && reading.edges.rows == 5)
    }

    @Test func aBarInsideATwoByteCharacterIsNoDelimiter() throws {
        // 8A7C is 妡, whose second byte is the code of `|`; 9A7C is 殀.
        let reading = try Reading([0x8A, 0x7C, 0x7C, 0x9A, 0x7C, 0x7C, 0x31, 0x0A], Shapes.plain(.gb18030))
        #expect(reading.rows.first?.count == 3 && reading.rows.first?[2] == "1")
        #expect(reading.rows.first?[0]?.unicodeScalars.count == 1)
    }

    @Test func aDamagedCharacterIsReportedWithItsColumnAndTheRestGoesOn() throws {
        let bytes = Array("1|".utf8) + [0xFF, 0xD6] + Array("|3\n4|5|6\n".utf8)
        let reading = try Reading(bytes, Shapes.plain(.gbk))
        #expect(reading.rows == [["4", "5", "6"]])
        #expect(reading.faults == ["1:row.encoding:b"])
    }

    @Test func headerAndTrailerAreReadByTheirTags() throws {
        let reading = try Reading("H|2\n1|2|3\n4|5|6\nT|2|9.50\n", Shapes.list)
        #expect(reading.header == ["H", "2"] && reading.trailer == ["T", "2", "9.50"])
        #expect(reading.rows.count == 2)
    }

    @Test func aLiteralTrailerIsNeitherARowNorABatch() throws {
        let bytes = try TextCodec.encode(Array("P|1|100\r\nS1|张三|100|\r\n########\r\n".utf8), as: .gb18030)
        let reading = try Reading(bytes, Shapes.bank())
        #expect(reading.rows == [["S1", "张三", "100", ""]] && reading.edges.trailer == nil)
    }

    @Test(arguments: [
        ("H|1\n1|2|3\n", "document.noTrailer"), ("H|1\n", "document.noTrailer"),
        ("H|1\n1|2|3\nT|1", "document.truncated"),
        ("H|1\n1|2|3\nT|1\n", "document.trailer"), ("X|1\n1|2|3\nT|1|2\n", "document.header"),
        ("H|1|2\n1|2|3\nT|1|2\n", "document.header"), ("", "document.empty"), ("\r\n\r\n", "document.empty"),
    ])
    func aDocumentWithoutItsEdgesIsRefused(text: String, code: String) {
        #expect(refusal(text, Shapes.list) == code)
    }

    @Test func aFileCutInMidCharacterIsTruncated() throws {
        let whole = try TextCodec.encode(Array("P|1|100\r\nS1|张三|100|\r\n".utf8), as: .gb18030)
        let name = try #require(whole.firstIndex { $0 >= 0x80 })
        #expect(refusal(Array(whole[...name]), Shapes.bank()) == "document.truncated")
        #expect(refusal(whole, Shapes.bank()) == "document.noTrailer")
        #expect(refusal(Array("1|2|3\n4|5|".utf8) + [0xE5, 0xBC], Shapes.plain()) == "document.truncated")
        #expect(refusal("1|2|3\n4|5", Shapes.plain()) == "document.truncated")
    }

    @Test func everyCutOfABankFileIsRefusedOrWhole() throws {
        let whole = try TextCodec.encode(
            Array("P|2|300\r\nS1|张三𠅤|100|余额不足\r\nS2|李四|200|\r\n########\r\n".utf8), as: .gb18030)
        for length in 0..<whole.count - 2 {
            #expect(refusal(Array(whole.prefix(length)), Shapes.bank()) != nil, "\(length) bytes")
        }
        #expect(refusal(Array(whole.dropLast(2)), Shapes.bank()) == nil)
    }

    @Test func aRecordOfAnotherTypeIsReportedBeforeItsColumnsAreCounted() throws {
        var shape = Shapes.plain()
        shape.recordTag = "D"
        let reading = try Reading("D|1|2\nX|1\nD|3|4\n", shape)
        #expect(reading.rows.count == 2 && reading.faults == ["2:row.tag:a"])
    }

    @Test func aTrailingDelimiterIsRequiredWhereTheDialectHasOne() throws {
        var shape = Shapes.plain()
        shape.trailingDelimiter = true
        let reading = try Reading("1|2|3|\n1|2|3\n1|2|3|4\n", shape)
        #expect(reading.rows == [["1", "2", "3"]] && reading.faults.count == 2)
        #expect(try written(shape, [["1", "2", "3"]]) == Array("1|2|3|\n".utf8))
    }

    @Test(arguments: ["|+|", "\t", "\u{1B}", "｜"])
    func aDelimiterMayBeLongOrAControlCharacter(delimiter: String) throws {
        var shape = Shapes.plain()
        shape.delimiter = delimiter
        let reading = try Reading(["1|", "+", "王五"].joined(separator: delimiter) + "\n", shape)
        #expect(reading.rows == [["1|", "+", "王五"]])
    }

    @Test func quotedCellsMayHoldDelimitersQuotesAndLineEnds() throws {
        let reading = try Reading("1,\"a,\"\"b\"\"\r\nc\",\n\"\",x,\"y\"\n", Shapes.quoted)
        #expect(reading.rows == [["1", "a,\"b\"\r\nc", ""], ["", "x", "y"]])
    }

    @Test func aStrayQuoteCostsItsRowAndAnUnclosedOneTheDocument() throws {
        let reading = try Reading("1,a\"b,3\n1,\"a\"b,3\n4,5,6\n", Shapes.quoted)
        #expect(reading.rows == [["4", "5", "6"]] && reading.faults == ["1:row.quote:", "2:row.quote:"])
        #expect(refusal("1,\"a,3\n4,5,6\n", Shapes.quoted) == "document.quote")
    }

    @Test func controlCharactersAndOverlongCellsAreReported() throws {
        var limits = DocumentLimits.standard
        (limits.cell, limits.line, limits.columns) = (8, 40, 10)
        let rows = [
            "1|\u{0}|3", "1|123456789|3", String(repeating: "x", count: 50), String(repeating: "|", count: 20), "1|2|3",
        ]
        let reading = try Reading(rows.joined(separator: "\n"), Shapes.plain(), limits: limits)
        #expect(reading.faults == ["1:row.control:b", "2:row.cell:b", "3:row.tooLong:", "4:row.columns:"])
        #expect(reading.rows.count == 1)
        limits.bytes = 10
        #expect(refusal("1|2|3\n1|2|3\n", Shapes.plain(), limits: limits) == "document.tooLarge")
    }

    @Test(arguments: [DocumentShape.Encoding.utf16LE, .utf16BE])
    func utf16LinesAreCutByUnits(encoding: DocumentShape.Encoding) throws {
        // U+0A0D and U+0D0A hold the bytes of line ends and are none.
        let text = "\u{FEFF}1|\u{0A0D}\u{0D0A}|3\r\n4|五|6\n"
        let reading = try Reading(try TextCodec.encode(Array(text.utf8), as: encoding), Shapes.plain(encoding))
        #expect(reading.rows == [["1", "\u{0A0D}\u{0D0A}", "3"], ["4", "五", "6"]])
    }

    @Test func whatTheReceiverThrowsEndsTheReading() {
        struct Enough: Error {}
        var count = 0
        #expect(throws: Enough.self) {
            try DocumentReader(Shapes.plain()).read(Array("1|2|3\n1|2|3\n".utf8), batch: 1) { _ in
                count += 1
                throw Enough()
            }
        }
        #expect(count == 1)
    }

    @Test func aCellThatDoesNotFitTheDialectIsRefusedWithAllItsFellows() {
        let rows: [[String?]] = [["a|b", "x\ny", "ok"], ["𠅤", "2", "\u{1}"]]
        #expect(
            writeFaults(Shapes.plain(.gbk), rows) == [
                "1:cell.delimiter:a", "1:cell.newline:b", "2:cell.unencodable:a", "2:cell.control:c",
            ])
        #expect(writeFaults(Shapes.quoted, [["a,b", "x\ny", "\"ok\""]]).isEmpty)
        #expect(writeFaults(Shapes.list, header: ["X", "1"], []).contains("0:document.trailer:"))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var random = SplitMix(seed)
        for encoding in DocumentShape.Encoding.allCases where encoding != .gbk {
            var shape = Shapes.bank(encoding)
            let isQuoted = random.below(2) == 0
            if isQuoted { shape.quote = "\"" }
            let rows = (0..<60).map { _ in
                // Nothing that begins like a formula is written with quotes.
                (0..<4).map { _ in isQuoted ? "x" + random.text(11) : random.text(12, without: "|") as String? }
            }
            let bytes = try written(shape, header: ["", "60", "1.00"], rows)
            let reading = try Reading(bytes, shape, batch: 7)
            #expect(reading.rows == rows, "seed \(seed) \(encoding)")
            #expect(reading.header == ["P", "60", "1.00"] && reading.faults.isEmpty)
        }
    }

    @Test(arguments: [
        "=1+1", "=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－cmd", "＠x",
        "-1.2.3", "+-1",
    ])
    func aTextThatASpreadsheetWouldComputeIsNotWrittenAsCSV(text: String) {
        #expect(writeFaults(Shapes.quoted, [["1", text, "3"]]).contains("1:cell.formula:b"))
        #expect(!writeFaults(Shapes.plain(), [["1", text, "3"]]).contains("1:cell.formula:b"))
    }

    @Test(arguments: ["-300.00", "+1,234.50", "-", "+", "1=1", "张-三", "a@b", "'=1", "－", "", "1-2"])
    func aNumberOrASignIsNoFormula(text: String) {
        #expect(writeFaults(Shapes.quoted, [["1", text, "3"]]) == (text == "－" ? ["1:cell.formula:b"] : []))
    }
}
