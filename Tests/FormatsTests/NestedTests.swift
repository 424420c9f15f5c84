import Formats
import Subsidy
import Testing

/// Records within an outer record: a voucher with its lines.
struct NestedTests {
    static func columns() -> [DocumentShape.Column] {
        [.init(name: "line"), .init(name: "voucher", path: "../voucher"), .init(name: "book", path: "../../book")]
    }

    static var json: DocumentShape {
        var shape = DocumentShape(format: .json, encoding: .utf8, columns: columns())
        shape.recordPath = "data.rows.details"
        shape.columns[2].path = "../../book.code"
        return shape
    }

    static var xml: DocumentShape {
        var shape = DocumentShape(format: .xml, encoding: .utf8, columns: columns())
        shape.columns.append(.init(name: "kind", path: "../@kind"))
        shape.recordPath = "BOOK/VOUCHER/LINE"
        shape.columns[0].path = "@no"
        shape.columns[2].path = "../../HEAD/CODE"
        return shape
    }

    @Test func everyRecordCarriesWhatStandsAroundIt() throws {
        let text = """
            {"data":{"book":{"code":"B"},"rows":[{"voucher":"1","details":[{"line":"a"},{"line":"b"}]},
            {"details":[{"line":"c"}]},{"voucher":"3","details":[]},{"voucher":"4","details":[{"line":"d"}]}]}}
            """
        #expect(
            try Reading(text, Self.json).rows == [
                ["a", "1", "B"], ["b", "1", "B"], ["c", nil, "B"], ["d", "4", "B"],
            ])
    }

    @Test func anObjectMayStandWhereAnArrayMay() throws {
        let text = #"{"data":{"rows":{"voucher":"1","details":[{"line":"a"}]}}}"#
        #expect(try Reading(text, Self.json).rows == [["a", "1", nil]])
        #expect(refusal(#"{"data":{"rows":[1]}}"#, Self.json) == "document.value")
        #expect(refusal(#"{"data":{"rows":"x"}}"#, Self.json) == "document.value")
    }

    @Test func inJSONWhatStandsAfterTheRecordsIsFoundToo() throws {
        let text = """
            {"data":{"rows":[{"details":[{"line":"a","x":"[{\\"voucher\\":0"}],"x":{"voucher":"9"},"v\\u006fucher":"\\u0031"},
            {"voucher":"2","details":[{"line":"b"}]}],"y":[[]],"book":{"code":"B","z":1}}}
            """
        #expect(try Reading(text, Self.json).rows == [["a", "1", "B"], ["b", "2", "B"]])
        #expect(
            refusal(#"{"data":{"rows":[{"details":[{"line":"a"}],"voucher":[1]}]}}"#, Self.json) == "document.value")
        #expect(refusal(#"{"data":{"rows":[{"details":[{"line":"a"}],"voucher":1,"voucher":2}]}}"#, Self.json) != nil)
        #expect(refusal(#"{"data":{"rows":[{"details":[{"line":"a"}],"voucher""#, Self.json) == "document.truncated")
    }

    @Test func inXMLAnOuterElementStandsBeforeItsRecords() throws {
        let text = """
            <BOOK><HEAD><CODE>B</CODE></HEAD><VOUCHER kind="k&amp;"><voucher>1</voucher><LINE no="a"/><LINE no="b"/></VOUCHER>
            <VOUCHER><LINE no="c"/></VOUCHER><VOUCHER kind=""><voucher>4</voucher><LINE no="d"/></VOUCHER></BOOK>
            """
        #expect(
            try Reading(text, Self.xml).rows == [
                ["a", "1", "B", "k&"], ["b", "1", "B", "k&"], ["c", nil, "B", nil], ["d", "4", "B", ""],
            ])
    }

    @Test(arguments: [
        "<BOOK><VOUCHER><LINE no='a'/><voucher>1</voucher></VOUCHER></BOOK>",
        "<BOOK><VOUCHER><voucher>1</voucher><LINE no='a'/></VOUCHER><HEAD><CODE>B</CODE></HEAD></BOOK>",
    ])
    func inXMLAnOuterElementAfterItsRecordsIsRefused(text: String) {
        #expect(refusal(text, Self.xml) == "document.outerLater")
    }

    @Test func anOuterElementStandsOnce() {
        let text = "<BOOK><VOUCHER><voucher>1</voucher><voucher>1</voucher><LINE no='a'/></VOUCHER></BOOK>"
        #expect(refusal(text, Self.xml) == "document.duplicate")
    }

    @Test func manyOuterElementsTakeNoMoreRoomThanOne() throws {
        let voucher =
            "<VOUCHER kind='k'><voucher>\(String(repeating: "1", count: 900))</voucher><LINE no='a'/></VOUCHER>"
        let text = "<BOOK><HEAD><CODE>B</CODE></HEAD>" + String(repeating: voucher, count: 300) + "</BOOK>"
        let reading = try Reading(text, Self.xml)
        #expect(reading.rows.count == 300)
        #expect(reading.rows.allSatisfy { $0 == ["a", String(repeating: "1", count: 900), "B", "k"] })
    }

    @Test func whatIsTheSameForAllRecordsIsWrittenAroundThem() throws {
        let rows: [[String?]] = [["a", "1", "B"], ["b", "1", "B"]]
        let bytes = try written(Self.json, rows)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"data":{"book":{"code":"B"},"rows":{"voucher":"1","details":[{"line":"a"},{"line":"b"}]}}}"#)
        #expect(try Reading(bytes, Self.json).rows == rows)
        let xml: [[String?]] = [["a", "1", "B", "k"], ["b", "1", "B", "k"]]
        #expect(try Reading(try written(Self.xml, xml), Self.xml).rows == xml)
    }

    @Test func recordsOfDifferentOuterOnesAreNotWrittenIntoOne() {
        #expect(
            writeFaults(Self.json, [["a", "1", nil], ["b", "2", nil], ["c", nil, nil]]) == [
                "2:cell.outer:voucher", "3:cell.outer:voucher",
            ])
        #expect(writeFaults(Self.xml, [["a", "1", nil, "k"], ["b", "1", nil, nil]]) == ["2:cell.outer:kind"])
    }

    @Test func aPathDoesNotClimbOutOfTheDocument() {
        var shape = Self.xml
        shape.columns[1].path = "../../../x"
        #expect(refusal("<BOOK/>", shape) == "document.shape")
        shape = Self.json
        shape.recordPath = ""
        #expect(refusal("[]", shape) == "document.shape")
        shape.recordPath = "."
        #expect(refusal("{}", shape) == "document.shape")
    }
}
