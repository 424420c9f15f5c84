import Formats
import Subsidy
import TestSupport
import Testing

/// What is read does not depend on how a document was pulled: not the rows and their numbers, not the faults, not what
/// the whole is refused for.
struct WindowTests {
    @Test(arguments: MalformedTests.samples) func aSampleIsReadAlikeThroughAnyWindow(sample: MalformedTests.Sample)
        throws
    {
        let shape = try #require(MalformedTests.shape(sample.shape))
        #expect(ReadingInvariants(shape, batch: 3).violation(try Fixtures.bytes("malformed/\(sample.file)")) == nil)
    }

    /// Longer than any piece that a parser is fed with; whole, and damaged somewhere.
    @Test(arguments: DocumentShape.Encoding.allCases, [UInt64(71)])
    func aLongDocumentIsReadAlikeThroughAnyWindow(encoding: DocumentShape.Encoding, seed: UInt64) throws {
        var random = SplitMix(seed)
        for var shape in [Shapes.json, Shapes.xml, Shapes.plain()] {
            (shape.encoding, shape.header) = (encoding, nil)
            shape.columns = Shapes.columns(["id", "name", "note"])
            let rows = (0..<700).map { row in
                shape.columns.indices.map { "\(row)张三丰" + String(repeating: "补贴 a", count: ($0 + row) % 9) }
            }
            let bytes = try written(shape, rows)
            #expect(bytes.count > 70_000)
            #expect(ReadingInvariants(shape, batch: 100).violation(bytes) == nil)
            for _ in 0..<2 {
                var damaged = bytes
                for _ in 0...random.below(2) { damaged[random.below(damaged.count)] = UInt8(random.below(256)) }
                if random.below(2) == 0 { damaged.removeLast(random.below(damaged.count)) }
                let violation = ReadingInvariants(shape, batch: 100).violation(damaged)
                #expect(violation == nil, "seed \(seed), \(shape.format)")
            }
        }
    }

    /// What is wrong before the limit is said, and nothing that lies behind it.
    @Test(arguments: [70, 5000, 1 << 18]) func whichLimitIsNamedDoesNotDependOnTheWindow(window: Int) throws {
        var shape = Shapes.json
        (shape.header, shape.recordPath, shape.limits.bytes) = (nil, "", 80_000)
        let records = Array(String(repeating: "{\"id\":\"1\"},", count: 9000).utf8)
        for (place, code) in [(70_000, "document.json"), (90_000, "document.tooLarge")] {
            var text = Array("[".utf8) + records
            text[place - (place - 1) % 11] = UInt8(ascii: "]")
            let fault = #expect(throws: Fault.self) {
                try DocumentReader(shape).read(window: window, pull: Pieces(text, 999).pull, rows: { _ in })
            }
            #expect(fault?.code == code)
        }
    }

    /// A string or number without end is given up where it gets too long, however much of it is there at once.
    @Test(arguments: [("\"", "x", "\""), ("", "1", "")], [0, 1])
    func aJSONValueOfTheGreatestLengthIsReadAndNoLongerOne(value: (String, String, String), more: Int) throws {
        var shape = Shapes.json
        (shape.header, shape.recordPath, shape.limits.line) = (nil, "", 100)
        let longest = 16 * shape.limits.line
        let text = "[{\"x\":\(value.0)\(String(repeating: value.1, count: longest + more))\(value.2)}]"
        #expect(refusal(text, shape, limits: shape.limits) == (more == 0 ? nil : "document.tooLarge"))
        #expect(ReadingInvariants(shape, batch: 1).violation(Array(text.utf8)) == nil)
    }
}
