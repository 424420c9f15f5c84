import Formats
import Subsidy
import TestSupport
import Testing

/// Sheets as people make them: totals below the rows, cells merged, titles of their own.
@Suite struct SheetHabitsTests {
    private var shape: DocumentShape {
        var shape = Shapes.xlsx
        shape.titleRow = 2
        return shape
    }

    private func message(_ bytes: [UInt8], _ shape: DocumentShape) -> String {
        do {
            _ = try Reading(bytes, shape)
            return ""
        } catch {
            return (error as? Fault).map { "\($0.code) \($0.message)" } ?? "\(error)"
        }
    }

    @Test func aRowOfTotalsIsNoRecordWhenTheMappingSaysSo() throws {
        let bytes = try Fixtures.bytes("text/total.xlsx")
        #expect(try Reading(bytes, shape).rows.count == 3)
        var skipping = shape
        skipping.skip = ["小计", "合计"]
        let reading = try Reading(bytes, skipping)
        #expect(reading.rows == [["1", "甲某", "10.00"], ["2", "乙某", "20.00"]])
        #expect(reading.edges.rows == 2 && reading.edges.letters == ["A", "B", "C"])
        let totals = try #require(reading.edges.totals)
        #expect((0..<3).map { String(decoding: totals[0, $0], as: UTF8.self) } == ["合 计", "", "30.00"])
    }

    @Test func aCellThatIsMergedOverRecordsRefusesTheSheet() throws {
        let told = message(try Fixtures.bytes("text/merged.xlsx"), shape)
        #expect(told.hasPrefix("document.merged") && told.contains("B3:B4"))
    }

    @Test func aSheetThatIsNotThereIsToldWithThoseThatAre() throws {
        var other = shape
        other.sheet = "汇总"
        let told = message(try Fixtures.bytes("text/total.xlsx"), other)
        #expect(told.contains("“汇总”") && told.contains("“清单”、“说明”"))
    }

    @Test func aTitleThatIsNotExpectedIsQuotedWithWhatIsMissing() throws {
        var other = shape
        other.columns[2].path = "实发金额"
        let told = message(try Fixtures.bytes("text/total.xlsx"), other)
        #expect(told.contains("C2 的标题“补贴金额*”") && told.contains("还缺“实发金额”"))
    }

    @Test func aRowOfPeopleIsNeverQuotedAsTitles() throws {
        var other = shape
        other.titleRow = 3
        let told = message(try Fixtures.bytes("text/total.xlsx"), other)
        #expect(told.hasPrefix("document.columns") && !told.contains("甲某"))
    }
}
