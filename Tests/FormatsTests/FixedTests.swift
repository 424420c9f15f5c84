import Formats
import Subsidy
import Testing

struct FixedTests {
    static func gbk(_ text: String) throws -> [UInt8] { try TextCodec.encode(Array(text.utf8), as: .gbk) }

    static let header = "1000001" + String(repeating: " ", count: 23) + "\n"

    @Test func columnsAreCutByBytesOfTheEncodingAndPaddingIsTakenOff() throws {
        let reading = try Reading(try Self.gbk(Self.header + "2张三丰    0000010000123.50   \n"), Shapes.fixed())
        #expect(reading.header == ["1", "1"])
        #expect(reading.rows == [["2", "张三丰", "1", "123.50", ""]])
    }

    @Test func zeroPaddingLeavesTheDigitBeforeThePoint() throws {
        let reading = try Reading(try Self.gbk(Self.header + "2张三丰    0000000000000.50ABC\n"), Shapes.fixed())
        #expect(reading.rows == [["2", "张三丰", "0", "0.50", "ABC"]])
    }

    @Test func aCharacterAcrossAColumnBorderIsReportedAndTheRestGoesOn() throws {
        let rows = "2A张三丰里外0000010000123.5000\n2张三丰    0000020000123.50   \n"
        let reading = try Reading(try Self.gbk(Self.header + rows), Shapes.fixed())
        #expect(reading.faults == ["1:row.encoding:name"] && reading.numbers == [2])
    }

    @Test func aRecordOfTheWrongLengthOrTypeIsReported() throws {
        let rows = "2张三丰    000001\n9\n2张三丰    0000020000123.50   \n"
        let reading = try Reading(try Self.gbk(Self.header + rows), Shapes.fixed())
        #expect(reading.faults == ["1:row.length:", "2:row.tag:kind"] && reading.numbers == [3])
    }

    @Test func aLastRecordCutShortIsATruncatedDocument() throws {
        let whole = try Self.gbk(Self.header + "2张三丰    0000010000123.50   \n")
        #expect(refusal(Array(whole.dropLast(5)), Shapes.fixed()) == "document.truncated")
        #expect(refusal(Array(whole.prefix(33)), Shapes.fixed()) == "document.truncated")
        #expect(refusal(Array(whole.dropLast(1)), Shapes.fixed()) == nil)
        #expect(refusal(try Self.gbk("100001\n"), Shapes.fixed()) == "document.header")
    }

    @Test func aValueWiderThanItsColumnIsRefusedByBytes() {
        let rows: [[String?]] = [["2", "张三丰里外", "1", "1.00", ""], ["2", "张三丰里外中", "1234567", "1.00", "é中"]]
        #expect(
            writeFaults(Shapes.fixed(), header: ["1", "2"], rows) == [
                "2:cell.width:name", "2:cell.width:sequence", "2:cell.width:code",
            ])
    }

    @Test func aWrittenRecordHasTheAgreedBytes() throws {
        let bytes = try written(Shapes.fixed(), header: [nil, "1"], [[nil, "张三", "7", "1234.50", "F1"]])
        #expect(bytes == (try Self.gbk(Self.header + "2张三      0000070001234.50F1 \n")))
    }

    @Test(arguments: [UInt64(11), 12])
    func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var random = SplitMix(seed)
        for encoding in [DocumentShape.Encoding.gb18030, .utf8, .utf16LE] {
            var shape = Shapes.fixed(encoding)
            shape.header = nil
            shape.recordLength = 0
            shape.columns = shape.columns.map {
                var column = $0
                column.width *= 16
                return column
            }
            let rows: [[String?]] = (0..<50).map { row in
                [
                    "2", random.text(10, without: " "), "\(row)", "\(random.below(1000)).05",
                    random.text(3, without: " "),
                ]
            }
            #expect(try Reading(try written(shape, rows), shape).rows == rows, "seed \(seed) \(encoding)")
        }
    }
}
