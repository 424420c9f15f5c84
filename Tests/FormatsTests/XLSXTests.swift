import Formats
import Subsidy
import TestSupport
import Testing

struct XLSXTests {
    @Test func aSpreadsheetProgramsOwnHabitsAreUnderstood() throws {
        let reading = try Reading(try Fixtures.bytes("text/list.xlsx"), Shapes.xlsx)
        #expect(
            reading.rows == [
                ["1", "张三", "1167.86"], ["2", "李\n四_x0041_", "2024-03-15"], ["true", "", "=x"],
                ["2024-03-15 08:30:00", "王五", "0.012"],
            ])
        #expect(reading.numbers == [1, 3, 4, 5] && reading.faults.isEmpty)
    }

    @Test func theSheetIsChosenByItsName() throws {
        var shape = Shapes.xlsx
        shape.sheet = "清册"
        #expect(try Reading(try Fixtures.bytes("text/list.xlsx"), shape).rows.count == 4)
        shape.sheet = "汇总"
        #expect(refusal(try Fixtures.bytes("text/list.xlsx"), shape) == "document.sheet")
    }

    @Test func whatInflatesBeyondTheLimitIsRefusedWhateverTheRatio() throws {
        var limits = DocumentLimits.standard
        limits.inflated = 1000
        #expect(refusal(try Fixtures.bytes("text/list.xlsx"), Shapes.xlsx, limits: limits) == "document.tooLarge")
        limits = .standard
        limits.ratio = 1 << 20
        #expect(refusal(try Fixtures.bytes("malformed/bomb.xlsx"), Shapes.xlsx, limits: limits) == nil)
    }

    @Test func aTextThatBeginsLikeAFormulaStaysAText() throws {
        let rows: [[String?]] = [["=1+1", "@SUM(A1)", "-5"], ["+1", "_x0041_", nil], ["", " 前后 ", "\r\n"]]
        let bytes = try written(Shapes.xlsx, rows)
        #expect(try Reading(bytes, Shapes.xlsx).rows == [rows[0], ["+1", "_x0041_", ""], ["", " 前后 ", "\r\n"]])
    }

    @Test func theSameRowsGiveTheSameBytes() throws {
        #expect(try written(Shapes.xlsx, [["1", "张三", "2"]]) == (try written(Shapes.xlsx, [["1", "张三", "2"]])))
        #expect(writeFaults(Shapes.xlsx, [["1", "\u{1}", "2"]]) == ["1:cell.control:name"])
    }

    @Test(arguments: [UInt64(41), 42])
    func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var random = SplitMix(seed)
        var shape = Shapes.xlsx
        (shape.titleRow, shape.sheet) = (3, "清册 & \"一\"")
        // A cell that a sheet leaves out is an empty one.
        let rows: [[String?]] = (0..<200).map { row in
            ["\(row)", random.pick([nil, "x" + random.text(30)]), random.pick([nil, "=\r\n" + random.text(9)])]
        }
        let read = rows.map { $0.map { $0 ?? "" } }
        #expect(try Reading(try written(shape, rows), shape, batch: 64).rows == read, "seed \(seed)")
    }
}
