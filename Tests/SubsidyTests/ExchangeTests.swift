import Subsidy
import Testing

@Suite struct ExchangeTests {
    @Test func namesAreWhatMappingFilesAndConnectionsWrite() {
        #expect(Exchange(rawValue: "batch.result") == .batchResult)
        #expect(Exchange(rawValue: "statement") == .statement)
        #expect(Exchange.allCases.map(\.rawValue).allSatisfy { $0.wholeMatch(of: /[a-z]+(\.[a-z]+)?/) != nil })
        #expect(Counterpart(rawValue: "PublicSecurity") == .publicSecurity)
        #expect(Counterpart.allCases.map(\.rawValue).allSatisfy { $0.wholeMatch(of: /[A-Z][A-Za-z]+/) != nil })
    }
}
