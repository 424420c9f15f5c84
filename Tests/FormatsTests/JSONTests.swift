import Formats
import Subsidy
import Testing

struct JSONTests {
    @Test func recordsAndHeaderAreFoundByTheirPathsInAnyOrder() throws {
        let text = """
            {"data": {"list": [{"note": "备\\u6ce8\\n", "pay": {"amount": 1.50, "x": [1, {"y": []}]}, "id": "1"}, {"id": true}],
             "count": 2}, "code": "0", "other": null}
            """
        let reading = try Reading(text, Shapes.json)
        #expect(reading.rows == [["1", "1.50", "备注\n"], ["true", nil, nil]])
        #expect(reading.header == ["0", "2"] && reading.edges.rows == 2)
    }

    @Test(arguments: ["1E+2", "-0.10", "123456789012345678901234567890.123456789", "0"])
    func numbersKeepTheirText(number: String) throws {
        #expect(try Reading("{\"data\":{\"list\":[{\"id\":\(number)}]}}", Shapes.json).rows == [[number, nil, nil]])
    }

    @Test func aSurrogatePairIsOneCharacterAndALoneOneIsRefused() throws {
        let pair = try Reading("{\"data\":{\"list\":[{\"id\":\"\\ud840\\udd64\"}]}}", Shapes.json)
        #expect(pair.rows == [["𠅤", nil, nil]])
        #expect(refusal("{\"data\":{\"list\":[{\"id\":\"\\ud840\"}]}}", Shapes.json) == "document.json")
    }

    @Test func aRecordAtFaultIsSkippedAndTheRestGoesOn() throws {
        let text = """
            {"data":{"list":[{"id":1,"id":2},{"id":{"x":1}},{"pay":5},7,{"note":"\\u0000"},{"x":1,"\\u0078":2},{"id":"9"}]}}
            """
        let reading = try Reading(text, Shapes.json)
        #expect(reading.rows == [["9", nil, nil]] && reading.numbers == [7])
        #expect(
            reading.faults == [
                "1:row.duplicate:", "2:row.value:id", "3:row.value:", "4:row.value:", "5:row.control:note",
                "6:row.duplicate:",
            ])
    }

    @Test(arguments: [
        ("{\"data\":{\"list\":[{\"id\":1},]}}", "document.json"), ("{\"code\":01}", "document.json"),
        ("{\"code\":\"0\"} x", "document.json"), ("{'code':1}", "document.json"),
        ("{\"code\":\"a\nb\"}", "document.json"),
        ("{\"code\":NaN}", "document.json"), ("{\"code\":\"\\x\"}", "document.json"),
        ("{\"code\":\"0\"", "document.truncated"),
        ("{\"data\":{\"list\":[{\"id\":\"1", "document.truncated"), ("{\"code\":1,\"code\":2}", "document.duplicate"),
        ("{\"data\":{\"list\":[],\"list\":[]}}", "document.duplicate"), ("{\"data\":{\"list\":{}}}", "document.value"),
        ("{\"code\":{}}", "document.value"), ("  ", "document.empty"), ("{\"a\":1 \"b\":2}", "document.json"),
    ])
    func aDocumentThatIsNotTheAgreedJSONIsRefused(text: String, code: String) {
        #expect(refusal(text, Shapes.json) == code)
    }

    @Test func nestingIsLimited() {
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(refusal("{\"x\":\(deep)}", Shapes.json) == "document.depth")
    }

    @Test func anAnswerWithoutRecordsIsReadByItsHeaderAlone() throws {
        #expect(try Reading("{\"code\":\"401\"}", Shapes.json).header == ["401", nil])
        var shape = Shapes.json
        shape.header = nil
        #expect(refusal("{\"code\":\"401\"}", shape) == "document.records")
    }

    @Test func theDocumentMayBeAnArrayOrTheRecordItself() throws {
        var shape = Shapes.json
        (shape.header, shape.recordPath) = (nil, "")
        #expect(try Reading("[{\"id\":1},{\"id\":2}]", shape).rows.count == 2)
        #expect(try written(shape, [["1", nil, nil]]) == Array("[{\"id\":\"1\"}]".utf8))
        shape.recordPath = "."
        #expect(try Reading("{\"id\":1,\"pay\":{\"amount\":\"2\"}}", shape).rows == [["1", "2", nil]])
        #expect(writeFaults(shape, [["1", nil, nil], ["2", nil, nil]]) == ["0:document.records:"])
    }

    @Test func aRowsRangeIsTheRecordsBytes() throws {
        let text = "{\"data\":{\"list\":[ {\"id\":\"张\"}, {\"id\":2}]}}"
        let reading = try Reading(text, Shapes.json)
        let bytes = Array(text.utf8)
        #expect(reading.ranges.map { String(decoding: bytes[$0], as: UTF8.self) } == ["{\"id\":\"张\"}", "{\"id\":2}"])
    }

    @Test func keysAreWrittenInTheOrderOfTheColumnsAndNumbersWhereThePathSaysSo() throws {
        let bytes = try written(Shapes.json, header: ["0", "1"], [["1", "1.50", "\"\\\n"], ["2", nil, ""]])
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {"code":"0","data":{"count":1,"list":[{"id":"1","pay":{"amount":1.50},"note":"\\"\\\\\\n"},\
                {"id":"2","note":""}]}}
                """)
        #expect(writeFaults(Shapes.json, header: ["0", "1"], [["1", "1,50", nil]]) == ["1:cell.number:amount"])
        #expect(writeFaults(Shapes.json, header: ["0", "1"], [["1", "1", "\u{1}"]]) == ["1:cell.control:note"])
    }

    @Test(arguments: [UInt64(21), 22])
    func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var random = SplitMix(seed)
        for encoding in [DocumentShape.Encoding.utf8, .gb18030, .utf16BE] {
            var shape = Shapes.json
            shape.encoding = encoding
            let rows: [[String?]] = (0..<50).map { row in
                [random.text(9), "\(row).\(random.below(9))", random.pick([nil, "", random.text(20) + "\r\n\t\"\\"])]
            }
            let reading = try Reading(try written(shape, header: ["0", "50"], rows), shape, batch: 3)
            #expect(reading.rows == rows && reading.header == ["0", "50"], "seed \(seed) \(encoding)")
        }
    }
}
