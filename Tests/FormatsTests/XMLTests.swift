import Formats
import Subsidy
import Testing

struct XMLTests {
    static func package(_ records: String) -> String {
        "<?xml version=\"1.0\" encoding=\"GBK\"?><PACKAGE><PACKAGEHEAD><FHDM>10</FHDM></PACKAGEHEAD><DATA>\(records)</DATA></PACKAGE>"
    }

    @Test func recordsHeaderAttributesAndNestedElementsAreRead() throws {
        let records = """
            <RECORD no="1" code="0"><XM>张&amp;三</XM><DZ><LU><![CDATA[<路>]]></LU></DZ><X><Y/></X></RECORD>
            <n:RECORD xmlns:n="urn:x" no="2"><n:XM/></n:RECORD>
            """
        let reading = try Reading(Self.package(records), Shapes.xml)
        #expect(reading.rows == [["1", "张&三", "<路>"], ["2", "", nil]])
        #expect(reading.header == ["10"])
    }

    @Test func aRowsRangeIsTheRecordsElement() throws {
        let text = Self.package(" <RECORD no=\"1\"><XM>张三</XM></RECORD>\n<RECORD/> ")
        let bytes = Array(text.utf8)
        let ranges = try Reading(text, Shapes.xml).ranges.map { String(decoding: bytes[$0], as: UTF8.self) }
        #expect(ranges == ["<RECORD no=\"1\"><XM>张三</XM></RECORD>", "<RECORD/>"])
    }

    @Test func aRecordAtFaultIsSkippedAndTheRestGoesOn() throws {
        let records = "<RECORD><XM>1</XM><XM>2</XM></RECORD><RECORD><XM>1<B/></XM></RECORD><RECORD><XM>3</XM></RECORD>"
        let reading = try Reading(Self.package(records), Shapes.xml)
        #expect(reading.rows == [[nil, "3", nil]] && reading.numbers == [3])
        #expect(reading.faults == ["1:row.duplicate:XM", "2:row.value:XM"])
    }

    @Test func aListThatIsNotThereIsNoEmptyList() throws {
        #expect(try Reading(Self.package(""), Shapes.xml).edges.noRecords == nil)
        let answer = "<PACKAGE><PACKAGEHEAD><FHDM>99</FHDM></PACKAGEHEAD></PACKAGE>"
        let reading = try Reading(answer, Shapes.xml)
        #expect(reading.edges.noRecords?.code == "document.records" && reading.header == ["99"])
        var shape = Shapes.xml
        shape.header = nil
        #expect(refusal(answer, shape) == "document.records")
        #expect(refusal(Self.package(""), shape) == nil)
        // Whose root element is the list, or the record, has it always.
        for path in ["PACKAGE/RECORD", "PACKAGE"] {
            shape.recordPath = path
            #expect(refusal(answer, shape) == nil)
        }
    }

    @Test(arguments: [
        ("<PACKAGE><DATA></PACKAGE>", "document.xml"), ("<PACKAGE><DATA>&nbsp;</DATA></PACKAGE>", "document.xml"),
        ("<PACKAGE><DATA><RECORD>", "document.truncated"), ("<PACKAGE a='1' a='2'/>", "document.xml"),
        ("<OTHER/>", "document.records"), ("  ", "document.empty"), ("not xml", "document.xml"),
        ("<PACKAGE/><PACKAGE/>", "document.xml"), ("<PACKAGE>\u{1}</PACKAGE>", "document.xml"),
        ("<PACKAGE><PACKAGEHEAD><FHDM>1</FHDM><FHDM>2</FHDM></PACKAGEHEAD></PACKAGE>", "document.duplicate"),
    ])
    func aDocumentThatIsNotTheAgreedXMLIsRefused(text: String, code: String) {
        #expect(refusal(text, Shapes.xml) == code)
    }

    @Test(arguments: [
        "<!DOCTYPE PACKAGE [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><PACKAGE>&b;</PACKAGE>",
        "<!DOCTYPE PACKAGE SYSTEM \"file:///etc/passwd\"><PACKAGE>&x;</PACKAGE>",
        "<!DOCTYPE PACKAGE [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><PACKAGE><DATA/></PACKAGE>",
    ])
    func aDocumentTypeIsRefusedWhateverItDeclares(text: String) {
        #expect(refusal(text, Shapes.xml) == "document.doctype")
    }

    @Test func nestingAndCellsAreLimited() throws {
        #expect(refusal("<PACKAGE>" + String(repeating: "<A>", count: 100), Shapes.xml) == "document.depth")
        var limits = DocumentLimits.standard
        limits.cell = 4
        let reading = try Reading(
            Self.package("<RECORD><XM>12345</XM></RECORD><RECORD no=\"12345\"/>"), Shapes.xml, limits: limits)
        #expect(reading.faults == ["1:row.cell:XM", "2:row.cell:no"])
    }

    /// A parser that compares every attribute with every other, or looks names up in a list, is slow in its square.
    @Test(arguments: [
        (0..<600).map { "a\($0)='' " }.joined(), (0..<600).map { "xmlns:a\($0)='u' " }.joined(),
        "a='" + String(repeating: "x", count: 3 << 20) + "'", "a='" + String(repeating: "x", count: 200_000) + "'",
    ])
    func aStartTagIsLimited(attributes: String) {
        #expect(refusal("<PACKAGE \(attributes)><DATA/></PACKAGE>", Shapes.xml) == "document.tooLarge")
    }

    @Test func anAttributeOfTheSameLocalNameStandsOnce() throws {
        let text = Self.package("<RECORD no=\"1\" n:no=\"2\" xmlns:n=\"urn:x\"/><RECORD no=\"3\"/>")
        let reading = try Reading(text, Shapes.xml)
        #expect(reading.rows == [["3", nil, nil]] && reading.faults == ["1:row.duplicate:no"])
    }

    @Test func everyBeginningOfADocumentIsATruncatedDocument() throws {
        let record =
            "<n:RECORD xmlns:n='urn:x' no='1'><XM a=\"2\">张&amp;&#x4E09;<![CDATA[<路>]]></XM><!-- - --><?p i?></n:RECORD>"
        let bytes = Array(Self.package(record + "<RECORD/>").utf8)
        #expect(refusal(bytes, Shapes.xml) == nil)
        for count in 1..<bytes.count {
            #expect(refusal(Array(bytes.prefix(count)), Shapes.xml) == "document.truncated", "\(count)")
        }
    }

    @Test func textOfTwoByteUnitsIsNotReadAsUTF8() {
        for encoding in [DocumentShape.Encoding.utf16LE, .utf16BE] {
            let bytes = (try? TextCodec.encode(Array(Self.package("<RECORD/>").utf8), as: encoding)) ?? []
            #expect(refusal(bytes, Shapes.xml) == "document.encoding")
        }
    }

    @Test func theShapeDecidesTheEncodingNotTheDeclaration() throws {
        var shape = Shapes.xml
        shape.encoding = .gb18030
        let bytes = try TextCodec.encode(Array(Self.package("<RECORD><XM>𠅤</XM></RECORD>").utf8), as: .gb18030)
        #expect(try Reading(bytes, shape).rows == [[nil, "𠅤", nil]])
        #expect(refusal(bytes, Shapes.xml) == "document.encoding")
    }

    @Test func anElementIsWrittenForEveryColumnThatIsThere() throws {
        let bytes = try written(Shapes.xml, header: [""], [["1", "a<&\r", nil], ["\"\n", "", "路"]])
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "<PACKAGE><PACKAGEHEAD><FHDM/></PACKAGEHEAD><DATA><RECORD no=\"1\"><XM>a&lt;&amp;&#13;</XM></RECORD>"
                + "<RECORD no=\"&quot;&#10;\"><XM/><DZ><LU>路</LU></DZ></RECORD></DATA></PACKAGE>")
        #expect(
            writeFaults(Shapes.xml, header: ["1"], [["1", "\u{1}", "\u{FFFF}"]]) == [
                "1:cell.control:XM", "1:cell.control:street",
            ])
    }

    @Test(arguments: [UInt64(31), 32])
    func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var random = SplitMix(seed)
        for encoding in [DocumentShape.Encoding.utf8, .gb18030, .utf16LE] {
            var shape = Shapes.xml
            shape.encoding = encoding
            let rows: [[String?]] = (0..<400).map { row in
                [
                    "\(row)&#38;<\"'" + random.text(9), random.pick([nil, "", random.text(30)]),
                    random.pick([nil, " \r\n\t" + random.text(60) + "]]>"]),
                ]
            }
            let reading = try Reading(try written(shape, header: ["10"], rows), shape, batch: 64)
            #expect(reading.rows == rows && reading.header == ["10"], "seed \(seed) \(encoding)")
        }
    }
}
