import Subsidy
import TestSupport
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("1234.5", 123_450), ("1234.50", 123_450), ("1,234.50", 123_450), ("12,345,678.09", 1_234_567_809),
        ("+0000000123450", 12_345_000), ("00000000001234.50", 123_450), ("-12.30", -1230), ("0", 0), ("0.01", 1),
        ("-0.07", -7), ("-0", 0), ("1,234", 123_400), ("90000000000000", 9_000_000_000_000_000),
        ("-90000000000000.00", -9_000_000_000_000_000),
    ])
    func yuanTextOfEveryDialectIsRead(text: String, fen: Int64) {
        #expect(Money.yuan(text.utf8)?.fen == fen)
    }

    @Test(arguments: [
        "", " ", "-", "+", "+-1", "--1", "1-", ".5", "-.5", "1.", "1.234", "1.2.3", "1,23", "1,2345", "1234,567",
        ",123",
        "1,,234", "1,2,345", "12,34,567", "1,234,5.00", "1,23.45", "1.5,000", "1e3", "1.5E+3", "１２", "¥12", "12元",
        "12 ",
        "0x10", "NaN", "1_000", "1\u{0}", "90000000000000.01", "90000000000000.09", "900000000000000",
        "99999999999999999999999999",
    ])
    func yuanTextThatWouldHaveToBeGuessedIsRefused(text: String) {
        #expect(Money.yuan(text.utf8) == nil)
    }

    @Test(arguments: [
        ("123450", 123_450), ("+0000000123450", 123_450), ("-7", -7), ("0", 0), ("000", 0),
        ("9000000000000000", 9_000_000_000_000_000),
    ])
    func fenTextIsRead(text: String, fen: Int64) {
        #expect(Money.fen(text.utf8)?.fen == fen)
    }

    @Test(arguments: [
        "", "-", "1.0", "1.", "1,234", "1 234", "--1", "1e3", "９", "9000000000000001", "9000000000000009",
        "90000000000000000",
    ])
    func fenTextWithAPointACommaOrTooMuchIsRefused(text: String) {
        #expect(Money.fen(text.utf8) == nil)
    }

    @Test(arguments: [
        (123_450, "1234.50", "1,234.50"), (-7, "-0.07", "-0.07"), (0, "0.00", "0.00"), (5, "0.05", "0.05"),
        (100, "1.00", "1.00"), (99_999, "999.99", "999.99"), (100_000, "1000.00", "1,000.00"),
        (-123_456_789_012, "-1234567890.12", "-1,234,567,890.12"),
        (Int64.min, "-92233720368547758.08", "-92,233,720,368,547,758.08"),
    ])
    func aSumIsWrittenForFilesAndForPeople(fen: Int64, yuan: String, grouped: String) {
        #expect(Money(fen: fen).yuan == yuan)
        #expect(Money(fen: fen).grouped == grouped)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func whatIsWrittenReadsBack(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<2000 {
            let digits = Int.random(in: 0...15, using: &random)
            let bound = (0..<digits).reduce(Int64(9)) { value, _ in value * 10 }
            let money = Money(fen: Int64.random(in: -bound...bound, using: &random))
            #expect(Money.yuan(money.yuan.utf8) == money)
            #expect(Money.yuan(money.grouped.utf8) == money)
            #expect(Money.fen(String(money.fen).utf8) == money)
        }
    }

    @Test func sumsAddSubtractAndCompare() {
        var sum = Money(fen: 5)
        sum += Money(fen: 7)
        #expect(sum == Money(fen: 12))
        #expect(sum - Money(fen: 20) == Money(fen: -8))
        #expect(-sum == Money(fen: -12))
        #expect(Money(fen: -1) < .zero)
        #expect(sum + -sum == .zero)
    }
}
