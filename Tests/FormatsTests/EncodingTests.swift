import Formats
import Subsidy
import Testing

/// Every reader of text in every encoding, and what is said when it is another one.
struct EncodingTests {
    private static let shapes: [DocumentShape] = {
        var json = Shapes.json
        json.columns[1].path = "pay.amount"
        return [Shapes.plain(), Shapes.fixed(), json, Shapes.xml]
    }()
    private static let names = ["阿", "依", "古", "丽", "买", "提", "张", "王", "李", "赵", "钱", "孙"]

    private static func document(
        _ shape: DocumentShape, _ encoding: DocumentShape.Encoding, marked: Bool
    ) throws -> [UInt8] {
        var shape = shape
        shape.encoding = encoding
        if shape.format == .fixed { for index in shape.columns.indices { shape.columns[index].width *= 2 } }
        let rows: [[String?]] = names.map { name in
            shape.format == .fixed ? ["2", name + "明", "1", "1.50", "F01"] : ["1", name + "明华·𠅤", "困难群众"]
        }
        let isGBK = encoding == .gbk
        let plain = rows.map { $0.map { isGBK ? $0?.replacing("·𠅤", with: "") : $0 } }
        shape.header = nil
        shape.recordLength = 0
        let bytes = try written(shape, plain)
        let mark = marked ? try TextCodec.encode(Array("\u{FEFF}".utf8), as: encoding) : []
        return mark + bytes
    }

    private static func agreed(_ shape: DocumentShape, _ encoding: DocumentShape.Encoding) -> DocumentShape {
        var shape = shape
        shape.encoding = encoding
        (shape.header, shape.recordLength) = (nil, 0)
        if shape.format == .fixed { for index in shape.columns.indices { shape.columns[index].width *= 2 } }
        return shape
    }

    @Test(arguments: DocumentShape.Encoding.allCases, [false, true])
    func everyReaderReadsEveryEncodingWithAMarkOrWithout(encoding: DocumentShape.Encoding, marked: Bool) throws {
        for shape in Self.shapes where !(marked && encoding == .gbk) {
            // XMLWriter marks UTF-16 by itself.
            let isMarked = marked && !(shape.format == .xml && [.utf16LE, .utf16BE].contains(encoding))
            let bytes = try Self.document(shape, encoding, marked: isMarked)
            let reading = try Reading(bytes, Self.agreed(shape, encoding))
            #expect(reading.rows.count == Self.names.count && reading.faults.isEmpty, "\(shape.format) \(encoding)")
            #expect(reading.rows.first?[1]?.hasPrefix("阿明") == true)
        }
    }

    @Test(arguments: DocumentShape.Encoding.allCases, DocumentShape.Encoding.allCases)
    func textOfAnotherEncodingIsRefusedByItsName(actual: DocumentShape.Encoding, agreed: DocumentShape.Encoding) throws
    {
        let isSame = actual == agreed || [actual, agreed].allSatisfy { $0 == .gbk || $0 == .gb18030 }
        for shape in Self.shapes where !isSame {
            let bytes = try Self.document(shape, actual, marked: false)
            let fault = #expect(throws: Fault.self) { try Reading(bytes, Self.agreed(shape, agreed)) }
            #expect(fault?.code == "document.encoding", "\(shape.format)")
            let name = actual == .gbk ? "GB18030" : actual.rawValue
            #expect(fault?.message.contains("像是 \(name) 编码") == true, "\(shape.format) \(fault?.message ?? "")")
        }
    }

    /// Two characters of GBK may happen to be well-formed UTF-8.
    @Test func aFewCharactersDoNotMakeAnEncoding() throws {
        let text = try TextCodec.encode(Array("1|联|通\n2|联|通\n".utf8), as: .gbk)
        #expect(try Reading(text, Shapes.plain(.gbk)).rows == [["1", "联", "通"], ["2", "联", "通"]])
        #expect(try Reading("1|张三|李四\n", Shapes.plain(.gb18030)).rows.count + 1 >= 1)
    }

    @Test func aRefusedDocumentIsExplainedByItsFirstBytes() {
        let json = #expect(throws: Fault.self) { try Reading("{\"code\": \"500\"}", Shapes.bank()) }
        #expect(json?.message.contains("文件像是 JSON 文本") == true)
        let xml = #expect(throws: Fault.self) { try Reading("<a>错</a>", Shapes.json) }
        #expect(xml?.message.contains("文件像是 XML 文本") == true)
        let few = #expect(throws: Fault.self) { try Reading("P|张三|1\r\n", Shapes.bank()) }
        #expect(few?.message.contains("文件像是 UTF-8 编码的文本") == true)
    }

    /// What old tables made of 䶮 is carried as it is: only comparing folds it.
    @Test func aPrivateUseCharacterIsCarriedUnchanged() throws {
        let rows: [[String?]] = [["1", "李\u{E863}", "李\u{4DAE}"], ["2", "\u{E81B}", "\u{3447}"]]
        let bytes = try written(Shapes.plain(.gb18030), rows)
        #expect(bytes.starts(with: [0x31, 0x7C, 0xC0, 0xEE, 0x83, 0x36, 0xCF, 0x39, 0x7C, 0xC0, 0xEE, 0xFE, 0x9F]))
        let reading = try Reading(bytes, Shapes.plain(.gb18030))
        #expect(reading.rows == rows)
        #expect(PersonName.fold("李\u{E863}") == PersonName.fold("李\u{4DAE}") && !PersonName("李\u{E863}").isDamaged)
        #expect(writeFaults(Shapes.plain(.gbk), rows) == ["1:cell.unencodable:b", "2:cell.unencodable:b"])
    }
}
