import Subsidy
import TestSupport
import Testing

@Suite(.article("NX-9.2")) struct StandardTests {
    private func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text.utf8)) }

    @Test func aLineComesToQuantityTimesRate() throws {
        let standard = Standard(rate: try decimal("97.3215"))
        #expect(standard.amount(quantity: try decimal("10"), listRate: nil) == Money(fen: 97_322))
        #expect(standard.amount(quantity: try decimal("0"), listRate: nil) == .zero)
    }

    @Test func theStandardsRateCountsAndNotTheLists() throws {
        let standard = Standard(rate: try decimal("100"))
        #expect(standard.amount(quantity: try decimal("2"), listRate: try decimal("999")) == Money(fen: 20_000))
    }

    @Test func theListsRateCountsWhereTheStandardHasNone() throws {
        let standard = Standard(rate: nil)
        #expect(standard.amount(quantity: try decimal("3"), listRate: try decimal("412.5")) == Money(fen: 123_750))
        #expect(standard.amount(quantity: try decimal("3"), listRate: nil) == nil)
    }

    @Test func roundingAndStepAreTheStandards() throws {
        let quantity = try decimal("1.55")
        let rate = try decimal("10.03")  // 15.5465 yuan
        for (rounding, step, fen) in [
            (ExactDecimal.Rounding.halfUp, Int64(1), Int64(1555)), (.down, 1, 1554), (.halfUp, 10, 1550),
            (.down, 10, 1550), (.halfUp, 100, 1600), (.down, 100, 1500),
        ] {
            let standard = Standard(rate: rate, rounding: rounding, step: step)
            #expect(standard.amount(quantity: quantity, listRate: nil) == Money(fen: fen), "\(rounding) \(step)")
        }
    }

    @Test func capAndFloorHold() throws {
        let standard = Standard(rate: try decimal("10"), cap: Money(fen: 5000), floor: Money(fen: 1500))
        #expect(standard.amount(quantity: try decimal("6"), listRate: nil) == Money(fen: 5000))
        #expect(standard.amount(quantity: try decimal("5"), listRate: nil) == Money(fen: 5000))
        #expect(standard.amount(quantity: try decimal("4.99"), listRate: nil) == Money(fen: 4990))
        #expect(standard.amount(quantity: try decimal("1"), listRate: nil) == Money(fen: 1500))
    }

    @Test func anOverflowIsNoAmount() throws {
        let most = ExactDecimal(millionths: .max)
        #expect(Standard(rate: most).amount(quantity: most, listRate: nil) == nil)
        #expect(Standard(rate: most, cap: Money(fen: 100)).amount(quantity: most, listRate: nil) == nil)
    }
}
