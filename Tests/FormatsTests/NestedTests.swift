import Formats
import Subsidy
import Testing

/// Records within an outer record: a voucher with its lines.
struct NestedTests {
    @Test func everyRecordCarriesWhatStandsAroundIt() throws {
        let text = """
            {"data":{"book":{"code":"B"},"rows":[{"voucher":"1","details":[{"line":"a"},{"line":"b"}]},
            {"details":[{"line":"c"}]},{"voucher":"3","details":[]},{"voucher":"4","details":[{"line":"d"}]}]}}
            """
        #expect(
            try Reading(text, Shapes.nestedJSON).rows == [
                ["a", "1", "B"], ["b", "1", "B"], ["c", nil, "B"], ["d", "4", "B"],
            ])
    }

    @Test func anObjectMayStandWhereAnArrayMay() throws {
        let text = #"{"data":{"rows":{"voucher":"1","details":[{"line":"a"}]}}}"#
        #expect(try Reading(text, Shapes.nestedJSON).rows == [["a", "1", nil]])
        #expect(refusal(#"{"data":{"rows":[1]}}"#, Shapes.nestedJSON) == "document.value")
        #expect(refusal(#"{"data":{"rows":"x"}}"#, Shapes.nestedJSON) == "document.value")
    }

    @Test func inJSONWhatStandsAfterTheRecordsIsFoundToo() throws {
        let text = """
            {"data":{"rows":[{"details":[{"line":"a","x":"[{\\"voucher\\":0"}],"x":{"voucher":"9"},"v\\u006fucher":"\\u0031"},
            {"voucher":"2","details":[{"line":"b"}]}],"y":[[]],"book":{"code":"B","z":1}}}
            """
        #expect(try Reading(text, Shapes.nestedJSON).rows == [["a", "1", "B"], ["b", "2", "B"]])
        #expect(
            refusal(#"{"data":{"rows":[{"details":[{"line":"a"}],"voucher":[1]}]}}"#, Shapes.nestedJSON)
                == "document.value")
        #expect(
            refusal(#"{"data":{"rows":[{"details":[{"line":"a"}],"voucher":1,"voucher":2}]}}"#, Shapes.nestedJSON)
                != nil)
        #expect(
            refusal(#"{"data":{"rows":[{"details":[{"line":"a"}],"voucher""#, Shapes.nestedJSON) == "document.truncated"
        )
    }

    @Test func inXMLAnOuterElementStandsBeforeItsRecords() throws {
        let text = """
            <BOOK><HEAD><CODE>B</CODE></HEAD><VOUCHER kind="k&amp;"><voucher>1</voucher><LINE no="a"/><LINE no="b"/></VOUCHER>
            <VOUCHER><LINE no="c"/></VOUCHER><VOUCHER kind=""><voucher>4</voucher><LINE no="d"/></VOUCHER></BOOK>
            """
        #expect(
            try Reading(text, Shapes.nestedXML).rows == [
                ["a", "1", "B", "k&"], ["b", "1", "B", "k&"], ["c", nil, "B", nil], ["d", "4", "B", ""],
            ])
    }

    @Test(arguments: [
        "<BOOK><VOUCHER><LINE no='a'/><voucher>1</voucher></VOUCHER></BOOK>",
        "<BOOK><VOUCHER><voucher>1</voucher><LINE no='a'/></VOUCHER><HEAD><CODE>B</CODE></HEAD></BOOK>",
    ])
    func inXMLAnOuterElementAfterItsRecordsIsRefused(text: String) {
        #expect(refusal(text, Shapes.nestedXML) == "document.outerLater")
    }

    @Test func anOuterElementStandsOnce() {
        let text = "<BOOK><VOUCHER><voucher>1</voucher><voucher>1</voucher><LINE no='a'/></VOUCHER></BOOK>"
        #expect(refusal(text, Shapes.nestedXML) == "document.duplicate")
    }

    @Test func manyOuterElementsTakeNoMoreRoomThanOne() throws {
        let voucher =
            "<VOUCHER kind='k'><voucher>\(String(repeating: "1", count: 900))</voucher><LINE no='a'/></VOUCHER>"
        let text = "<BOOK><HEAD><CODE>B</CODE></HEAD>" + String(repeating: voucher, count: 300) + "</BOOK>"
        let reading = try Reading(text, Shapes.nestedXML)
        #expect(reading.rows.count == 300)
        #expect(reading.rows.allSatisfy { $0 == ["a", String(repeating: "1", count: 900), "B", "k"] })
    }

    @Test func whatIsTheSameForAllRecordsIsWrittenAroundThem() throws {
        let rows: [[String?]] = [["a", "1", "B"], ["b", "1", "B"]]
        let bytes = try written(Shapes.nestedJSON, rows)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"data":{"book":{"code":"B"},"rows":{"voucher":"1","details":[{"line":"a"},{"line":"b"}]}}}"#)
        #expect(try Reading(bytes, Shapes.nestedJSON).rows == rows)
        let xml: [[String?]] = [["a", "1", "B", "k"], ["b", "1", "B", "k"]]
        #expect(try Reading(try written(Shapes.nestedXML, xml), Shapes.nestedXML).rows == xml)
    }

    @Test func recordsOfDifferentOuterOnesAreNotWrittenIntoOne() {
        #expect(
            writeFaults(Shapes.nestedJSON, [["a", "1", nil], ["b", "2", nil], ["c", nil, nil]]) == [
                "2:cell.outer:voucher", "3:cell.outer:voucher",
            ])
        #expect(writeFaults(Shapes.nestedXML, [["a", "1", nil, "k"], ["b", "1", nil, nil]]) == ["2:cell.outer:kind"])
    }

    @Test func aPathDoesNotClimbOutOfTheDocument() {
        var shape = Shapes.nestedXML
        shape.columns[1].path = "../../../x"
        #expect(refusal("<BOOK/>", shape) == "document.shape")
        shape = Shapes.nestedJSON
        shape.recordPath = ""
        #expect(refusal("[]", shape) == "document.shape")
        shape.recordPath = "."
        #expect(refusal("{}", shape) == "document.shape")
    }
}
