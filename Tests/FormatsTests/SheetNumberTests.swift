import Subsidy
import Testing

@testable import Formats

struct SheetNumberTests {
    @Test(arguments: [
        ("1167.8599999999999", "1167.86"), ("0.10000000000000001", "0.1"), ("1E+3", "1000"), ("-2.50", "-2.5"),
        ("0", "0"), ("1.2E-3", "0.0012"), ("99999999999999.996", "100000000000000"),
        ("123456789012345", "123456789012345"),
        ("000.5", "0.5"),
    ])
    func aNumberIsWhatAPersonSees(text: String, shown: String) throws {
        var number = try #require(SheetNumber(Array(text.utf8)))
        number.round()
        #expect(String(decoding: number.text, as: UTF8.self) == shown)
    }

    @Test(arguments: ["", "1.2.3", "1e", "abc", "1e9999", "--1", "."])
    func whatIsNoNumberIsNone(text: String) { #expect(SheetNumber(Array(text.utf8)) == nil) }

    @Test(arguments: [
        ("1", false, "1900-01-01"), ("59", false, "1900-02-28"), ("61", false, "1900-03-01"),
        ("45366", false, "2024-03-15"),
        ("45366.999999999", false, "2024-03-16"), ("0", true, "1904-01-01"), ("43904.5", true, "2024-03-15 12:00:00"),
    ])
    func aDayCountsFromTheWorkbooksOwnBeginning(serial: String, isFrom1904: Bool, day: String) throws {
        let number = try #require(SheetNumber(Array(serial.utf8)))
        #expect(number.date(isFrom1904: isFrom1904).map { String(decoding: $0, as: UTF8.self) } == day)
    }

    @Test func theDayThatNeverWasIsNoDate() throws {
        #expect(try #require(SheetNumber(Array("60".utf8))).date(isFrom1904: false) == nil)
    }

    @Test(arguments: [
        ("yyyy\\-mm\\-dd", true), ("General", false), ("#,##0.00\"day\"", false), ("[$-804]d", true),
        ("[Red]0.00", false),
        ("h:mm", false), ("_d0", false),
    ])
    func aFormatWithAYearOrADayShowsADate(code: String, isDate: Bool) {
        #expect(StylesPart.showsDate(Array(code.utf8)) == isDate)
    }
}
