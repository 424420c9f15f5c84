import Gateway
import Subsidy
import TestSupport
import Testing

@Suite("Totals of documents")
struct TotalTests {
    @Test("a total that no longer fits is refused, not wrapped around", .article("IM-22.1"))
    func overflow() throws {
        let most = Money(fen: 9_000_000_000_000_000)
        let sum = try (0..<1024).reduce(Int64(0)) { sum, _ in try Engine.total(sum, most) }
        #expect(sum == 1024 * most.fen)
        #expect(throws: GatewayError.self) { try Engine.total(sum, most) }
        #expect(throws: GatewayError.self) { try Engine.total(-sum, Money(fen: -most.fen)) }
        #expect(try Engine.total(sum, nil) == sum)
    }
}
