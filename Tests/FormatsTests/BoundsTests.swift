import Subsidy
import Testing

@testable import Formats

/// What a small document may not make of itself in memory.
struct BoundsTests {
    private static let titles =
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>2</v></c><c r=\"C1\" t=\"s\"><v>3</v></c></row>"

    /// A sheet whose rows may say the same shared text again and again; the text is number 0.
    private static func workbook(_ shared: String, _ rows: String) -> [UInt8] {
        let texts = ([shared] + Shapes.xlsx.columns.map(\.path)).map { "<si><t>\($0)</t></si>" }.joined()
        return FuzzTarget.zip(
            Array("<worksheet><sheetData>\(titles)\(rows)</sheetData></worksheet>\n--\n<sst>\(texts)</sst>".utf8))
    }

    private static func cells(_ count: Int) -> String {
        "<row r=\"2\">" + String(repeating: "<c r=\"A2\" t=\"s\"><v>0</v></c>", count: count) + "</row>"
    }

    @Test func aRowsTextIsLimited() throws {
        var limits = DocumentLimits.standard
        limits.line = 100
        let good = "<row r=\"3\"><c r=\"A3\"><v>7</v></c></row>"
        let bytes = Self.workbook(String(repeating: "x", count: 60), Self.cells(50) + good)
        let reading = try Reading(bytes, Shapes.xlsx, limits: limits)
        #expect(reading.faults == ["1:row.tooLong:"] && reading.rows == [["7", "", ""]])
    }

    @Test func cellsBeyondTheColumnsKeepNoText() throws {
        var limits = DocumentLimits.standard
        (limits.line, limits.columns) = (100, 4)
        // All of them together would be a row that is too long.
        let reading = try Reading(Self.workbook("xxxxxxxxxx", Self.cells(50)), Shapes.xlsx, limits: limits)
        #expect(reading.faults == ["1:row.duplicate:serial"])
    }

    @Test func titlesThatAreTooLongAreRefused() {
        var limits = DocumentLimits.standard
        limits.line = 20
        #expect(refusal(Self.workbook("", ""), Shapes.xlsx, limits: limits) == "document.tooLarge")
    }

    @Test func aRowWithinACellIsNoReasonToStop() throws {
        let rows = "<row r=\"2\"><c r=\"A2\"><v>12</v></c><c r=\"B2\"><row r=\"3\"/></c></row>"
        #expect(try Reading(Self.workbook("", rows), Shapes.xlsx).rows.isEmpty)
    }

    @Test func aBatchIsHandedOutWhenItHoldsMuchText() throws {
        var counts: [Int] = []
        var batches = RowBatches(columns: 1, size: 5, textLimit: 8) { counts.append($0.count) }
        for (row, text) in ["12345678", "1", "2", "345678", "", "", "", "", "", ""].enumerated() {
            var slots = RecordSlots(columns: 1)
            Array(text.utf8).withUnsafeBufferPointer { slots.set(0, $0) }
            try batches.append(slots, row: row, range: 0..<0)
        }
        try batches.handOut()
        #expect(counts == [1, 3, 5, 1])
    }

    /// All of these documents are one piece to the parser.
    @Test func rowsAreHandedOutAsTheyAreFoundNotWhenThePieceEnds() {
        var rows = 0
        let fault = #expect(throws: Fault.self) {
            try DocumentReader(Shapes.xml).read(
                Array("<PACKAGE><DATA><RECORD/><RECORD/><RECORD/></X>".utf8), batch: 1, rows: { rows += $0.count })
        }
        #expect(fault?.code == "document.xml" && rows == 3)
    }

    private struct Enough: Error {}

    @Test func whoeverTakesTheRowsEndsTheReading() throws {
        let rows = (2...3).map { "<row r=\"\($0)\"><c r=\"A\($0)\"><v>1</v></c></row>" }
        let sheet = Self.workbook("x", rows.joined())
        let documents = [
            (Array("<PACKAGE><DATA><RECORD/><RECORD/></DATA></PACKAGE>".utf8), Shapes.xml), (sheet, Shapes.xlsx),
        ]
        for (bytes, shape) in documents {
            var calls = 0
            #expect(throws: Enough.self) {
                try DocumentReader(shape).read(bytes, batch: 1) { _ in
                    calls += 1
                    throw Enough()
                }
            }
            #expect(calls == 1)
        }
    }

    /// It stands in every record.
    @Test func whatStandsAroundTheRecordsIsLimited() throws {
        var limits = DocumentLimits.standard
        limits.line = 100
        for (length, code) in [(40, nil), (60, "document.tooLarge")] {
            let text = String(repeating: "x", count: length)
            let xml =
                "<BOOK><HEAD><CODE>\(text)</CODE></HEAD><VOUCHER kind='\(text)'><LINE no='1'/></VOUCHER>"
                + "<VOUCHER kind='\(text)'><LINE no='1'/></VOUCHER></BOOK>"
            #expect(refusal(xml, Shapes.nestedXML, limits: limits) == code)
            let rows = "{\"voucher\": \"\(text)\", \"details\": [{\"line\": \"1\"}]}"
            let json = "{\"data\": {\"book\": {\"code\": \"\(text)\"}, \"rows\": [\(rows), \(rows)]}}"
            #expect(refusal(json, Shapes.nestedJSON, limits: limits) == code)
        }
    }

    /// With one fault fewer each of these is read.
    @Test(arguments: [
        (Shapes.plain(), "1|2|3\n", "1|2\n", "1|2|3\n"), (Shapes.plain(), "", "\n", "1|2|3\n"),
        (Shapes.xml, "<PACKAGE><DATA>", "<RECORD><XM/><XM/></RECORD>", "</DATA></PACKAGE>"),
        (Shapes.json, "{\"data\":{\"list\":[{}", ",1", "]}}"),
    ])
    func aDocumentOfFaultsIsRefused(shape: DocumentShape, begin: String, fault: String, end: String) throws {
        var shape = shape
        shape.limits.faults = 3
        for count in 3...4 {
            let text = begin + String(repeating: fault, count: count) + end
            #expect(refusal(text, shape, limits: shape.limits) == (count == 3 ? nil : "document.tooManyFaults"))
        }
    }

    @Test func aSheetOfFaultsIsRefused() throws {
        var limits = DocumentLimits.standard
        limits.faults = 2
        let rows = (2...4).map { "<row r=\"\($0)\"><c r=\"A\($0)\" t=\"e\"><v>#N/A</v></c></row>" }
        #expect(refusal(Self.workbook("", rows[0] + rows[1]), Shapes.xlsx, limits: limits) == nil)
        #expect(refusal(Self.workbook("", rows.joined()), Shapes.xlsx, limits: limits) == "document.tooManyFaults")
    }

    @Test func faultsOfSeveralThreadsCountTogether() {
        var shape = Shapes.plain()
        shape.limits.faults = 20
        let bytes = Array(("1|2|3\n" + String(repeating: "1|2\n", count: 21) + "1|2|3\n").utf8)
        for (most, code) in [(20, "document.tooManyFaults"), (21, nil)] {
            shape.limits.faults = most
            var taken = 0
            var found: String?
            do {
                _ = try DocumentReader(shape).read(
                    threads: 2, window: 16, batch: 2,
                    pull: { room in
                        let piece = bytes[taken...].prefix(room.count)
                        room.copyBytes(from: piece)
                        taken += piece.count
                        return piece.count
                    }, worker: { { $0.count } }, deliver: { _ in })
            } catch {
                found = (error as? Fault)?.code
            }
            #expect(found == code)
        }
    }

    @Test(arguments: ["\n", "\r\n"])
    func blankLinesAtTheEndTakeNoRoom(lineEnd: String) throws {
        var shape = Shapes.plain()
        shape.limits.faults = 5
        for (tail, code) in [("", nil), ("4|5|6\n", "document.tooManyFaults")] {
            let bytes = Array(("1|2|3\n" + String(repeating: lineEnd, count: 400_000) + tail).utf8)
            var (taken, largest, rows, found) = (0, 0, 0, String?.none)
            do {
                let edges = try DocumentReader(shape).read(
                    window: 64,
                    pull: { room in
                        let piece = bytes[taken...].prefix(room.count)
                        largest = max(largest, room.count)
                        room.copyBytes(from: piece)
                        taken += piece.count
                        return piece.count
                    }, rows: { rows += $0.count })
                #expect(edges.rows == 1 && rows == 1 && edges.faults.isEmpty)
            } catch {
                found = (error as? Fault)?.code
            }
            // The first bytes are looked at for their kind; the rest comes by windows.
            #expect(found == code && largest <= Stranger.sample + 1)
        }
    }

    @Test func blankLinesWithinQuotesAreAllThere() throws {
        var shape = Shapes.quoted
        shape.limits.faults = 5
        let bytes = Array(("1,2,3\n4,\"5" + String(repeating: "\n", count: 1000) + "6\",7\n").utf8)
        var taken = 0
        var lengths: [Int] = []
        _ = try DocumentReader(shape).read(
            window: 64,
            pull: { room in
                let piece = bytes[taken...].prefix(room.count)
                room.copyBytes(from: piece)
                taken += piece.count
                return piece.count
            }, rows: { rows in lengths += (0..<rows.count).map { rows[$0, 1].count } })
        #expect(lengths == [1, 1002])
    }

    /// Sums and multiples of them stay within what an integer holds.
    @Test func theLargestLimitsRunOverNothing() throws {
        for var shape in [Shapes.plain(), Shapes.json, Shapes.xml] {
            (shape.header, shape.limits) = (nil, .most)
            shape.columns = Shapes.columns(["id", "name", "note"])
            let bytes = try written(shape, [["1", "张三丰", "a"], ["2", "李四", "b"]])
            #expect(try Reading(bytes, shape, limits: .most).rows.count == 2)
            #expect(ReadingInvariants(shape, batch: 1).violation(bytes) == nil)
        }
    }
}
