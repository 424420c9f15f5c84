import Formats
import Subsidy
import Testing

/// Documents that are large where they should not be. The other hostile samples lie in Fixtures/malformed.
struct HostileTests {
    @Test func aQuoteThatNeverClosesIsGivenUpAtTheLimitOfALine() throws {
        var text = Array("1,2,3\n4,\"5,6\n".utf8)
        text.append(contentsOf: repeatElement(UInt8(ascii: "x"), count: 8 << 20))
        for index in stride(from: 100, to: text.count, by: 80) { text[index] = 0x0A }
        #expect(refusal(text, Shapes.quoted) == "document.quote")
    }

    /// Two gigabytes without a line end, made as they are asked for: they are never in memory.
    @Test func aLineOfTwoGigabytesTakesNoMoreThanAWindow() throws {
        var left = (2 << 30) - 100
        var largest = 0
        let edges = try DocumentReader(Shapes.plain()).read(
            window: 1 << 16,
            pull: { room in
                largest = max(largest, room.count)
                let count = min(room.count, left)
                if left == (2 << 30) - 100 {
                    room.copyBytes(from: "1|2|3\n".utf8)
                    left -= 6
                    return 6
                }
                room.initializeMemory(as: UInt8.self, repeating: 0x78)
                left -= count
                return count
            }, rows: { #expect($0.count == 1) })
        #expect(edges.faults.map(\.code) == ["row.tooLong"] && edges.rows == 2)
        #expect(largest <= 4 << 20)
    }

    @Test func moreBytesThanTheLimitAreNotPulled() {
        var shape = Shapes.plain()
        shape.limits.bytes = 1 << 20
        var pulled = 0
        let fault = #expect(throws: Fault.self) {
            try DocumentReader(shape).read(
                pull: { room in
                    room.initializeMemory(as: UInt8.self, repeating: 0x0A)
                    pulled += room.count
                    return room.count
                }, rows: { _ in })
        }
        #expect(fault?.code == "document.tooLarge" && pulled <= 2 << 20)
    }

    @Test(arguments: [
        ("[{\"id\":\"", "x", "\"}]"), ("[{\"", "x", "\":1}]"), ("[{\"id\":", "1", "}]"), ("[", " ", "]"),
        ("[{\"x\":[", "1,", "1]}]"), ("[", "[", "]"),
    ])
    func aLargeJSONValueIsReadOrRefusedButNeverMore(begin: String, middle: String, end: String) {
        var shape = Shapes.json
        (shape.header, shape.recordPath) = (nil, "")
        let text = begin + String(repeating: middle, count: 1 << 20) + end
        let code = refusal(text, shape)
        #expect(code == nil || code == "document.depth" || code == "document.json")
    }

    /// What a parser does in the square of some length would take minutes here.
    @Test(arguments: [
        "<PACKAGE><DATA>" + String(repeating: "<RECORD/>", count: 200_000) + "</DATA></PACKAGE>",
        "<PACKAGE>" + String(repeating: "<!-- -->", count: 100_000) + "</PACKAGE>",
        "<PACKAGE><!--" + String(repeating: "- ", count: 400_000) + "--></PACKAGE>",
        "<PACKAGE>" + String(repeating: "&amp;", count: 200_000) + "</PACKAGE>",
        "<PACKAGE a='" + String(repeating: "&#60;", count: 10_000) + "'/>",
        "<PACKAGE><DATA><RECORD><XM>" + String(repeating: "<![CDATA[]]>", count: 100_000)
            + "</XM></RECORD></DATA></PACKAGE>",
        "<PACKAGE>" + (0..<20_000).map { "<a\($0)/>" }.joined() + "</PACKAGE>",
    ])
    func aLongXMLDocumentTakesTimeByItsLength(text: String) {
        #expect(refusal(text, Shapes.xml) == nil)
    }
}
