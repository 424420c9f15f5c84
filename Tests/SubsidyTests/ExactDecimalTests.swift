import Subsidy
import TestSupport
import Testing

@Suite struct ExactDecimalTests {
    @Test(arguments: [
        ("12", 12_000_000, "12"), ("12.5", 12_500_000, "12.5"), ("97.3215", 97_321_500, "97.3215"),
        ("0.000001", 1, "0.000001"), ("-3.10", -3_100_000, "-3.1"), ("007.0", 7_000_000, "7"), ("-0", 0, "0"),
        ("900000000000", 900_000_000_000_000_000, "900000000000"),
    ])
    func aQuantityIsReadAndWrittenShortest(text: String, millionths: Int64, written: String) throws {
        let value = try #require(ExactDecimal(text.utf8))
        #expect(value.millionths == millionths)
        #expect(value.text == written)
    }

    @Test(arguments: [
        "", "-", ".", ".5", "-.5", "5.", "1.2345678", "1.0000000", "+1", "1,000", "1e3", "1.2.3", "--1", "1-", " 1",
        "９", "9000000000000", "99999999999999999999",
    ])
    func aQuantityThatWouldHaveToBeGuessedIsRefused(text: String) {
        #expect(ExactDecimal(text.utf8) == nil)
    }

    @Test func theEarthFertilityRateComesToTheFenOfTheNotice() throws {
        // 3.25 mu at 97.3215 yuan = 316.294875 yuan.
        let mu = try #require(ExactDecimal("3.25".utf8))
        let rate = try #require(ExactDecimal("97.3215".utf8))
        #expect(mu.times(rate, rounding: .halfUp) == Money(fen: 31_629))
        #expect(mu.times(rate, rounding: .down) == Money(fen: 31_629))
        #expect(mu.times(rate, rounding: .halfUp, unit: 10) == Money(fen: 31_630))
        #expect(mu.times(rate, rounding: .down, unit: 10) == Money(fen: 31_620))
        #expect(mu.times(rate, rounding: .halfUp, unit: 100) == Money(fen: 31_600))
    }

    @Test(arguments: [("0.005", 1, 0), ("0.0049", 0, 0), ("0.015", 2, 1), ("-0.005", -1, 0), ("-0.0151", -2, -1)])
    func halfAFenGoesUpInMagnitudeOrIsCut(text: String, halfUp: Int64, down: Int64) throws {
        let one = ExactDecimal(millionths: 1_000_000)
        let value = try #require(ExactDecimal(text.utf8))
        #expect(value.times(one, rounding: .halfUp)?.fen == halfUp)
        #expect(value.times(one, rounding: .down)?.fen == down)
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func productsAgreeWithLongMultiplicationByHand(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<1500 {
            let a = Reference.value(&random)
            let b = Reference.value(&random)
            let unit: Int64 = [1, 10, 100][Int.random(in: 0...2, using: &random)]
            for rounding in ExactDecimal.Rounding.allCases {
                let expected = Reference.fen(a, b, rounding == .halfUp, unit)
                let product = ExactDecimal(millionths: a).times(
                    ExactDecimal(millionths: b), rounding: rounding, unit: unit)
                #expect(product?.fen == expected, "seed \(seed): \(a) × \(b), \(rounding), \(unit)")
            }
        }
    }

    @Test(arguments: [
        (Int64.max, Int64.max), (Int64.min, Int64.min), (Int64.min, Int64.max),
        // The quotient is 2^64 - 1 and would be rounded up past the word.
        (899_841_174_024_421_830, 205_000_000_069), (9_223_372_036_393_607_206, 20_000_000_001),
    ])
    func aProductBeyondNinetyTrillionYuanIsNil(a: Int64, b: Int64) {
        for rounding in ExactDecimal.Rounding.allCases {
            #expect(ExactDecimal(millionths: a).times(ExactDecimal(millionths: b), rounding: rounding) == nil)
        }
    }

    @Test func noQuotientNearTheWordsEndTraps() {
        // Products just below 2^64 × 10^10, the largest that divide into one word.
        for factor in UInt64(20_000_000_001)...20_000_002_000 {
            let (most, _) = factor.dividingFullWidth((9_999_999_999, UInt64.max))
            let a = ExactDecimal(millionths: Int64(clamping: most))
            #expect(a.times(ExactDecimal(millionths: Int64(factor)), rounding: .halfUp) == nil)
        }
    }
}

/// Products in decimal digits, one column at a time, as on paper: slow, and sharing nothing with the code under test.
private enum Reference {
    static func value(_ random: inout SplitMix64) -> Int64 {
        let digits = Int.random(in: 1...18, using: &random)
        let bound = (0..<digits).reduce(Int64(1)) { value, _ in value * 10 } - 1
        return Int64.random(in: -bound...bound, using: &random)
    }

    static func fen(_ a: Int64, _ b: Int64, _ halfUp: Bool, _ unit: Int64) -> Int64? {
        let left = String(a.magnitude).reversed().compactMap(\.wholeNumberValue)
        let right = String(b.magnitude).reversed().compactMap(\.wholeNumberValue)
        var columns = Array(repeating: 0, count: left.count + right.count)
        for (i, x) in left.enumerated() {
            for (j, y) in right.enumerated() { columns[i + j] += x * y }
        }
        for index in columns.indices.dropLast() {
            columns[index + 1] += columns[index] / 10
            columns[index] %= 10
        }
        // 10^-12 yuan to `unit` fen: so many decimal places are cut; the highest of them decides the half.
        let cut = unit == 1 ? 10 : unit == 10 ? 11 : 12
        columns += Array(repeating: 0, count: cut + 1)
        var kept = 0
        for digit in columns.dropFirst(cut).reversed() {
            guard kept < 1_000_000_000_000_000 else { return nil }
            kept = kept * 10 + digit
        }
        if halfUp, columns[cut - 1] >= 5 { kept += 1 }
        let fen = Int64(kept) * unit  // at most 10^18: no overflow
        guard fen < 9_000_000_000_000_000 else { return nil }
        return (a < 0) != (b < 0) ? -fen : fen
    }
}
