import Foundation
import TestSupport
import Testing

/// What `make fuzz` found in mapping files is tried again.
struct FuzzedMappingTests {
    @Test(arguments: Repository.files(under: "Fixtures/fuzz/mapping")) func whatFuzzingFoundStaysMended(
        path: String
    ) throws {
        let input = try Array(Data(contentsOf: Repository.root.appending(path: path)))
        #expect(MappingInvariants.violation(input) == nil)
    }

    @Test func whatMustHoldHoldsForEveryReleasedMapping() throws {
        for path in Repository.files(under: "Mappings") where path.hasSuffix(".yaml") {
            let input = try Array(Data(contentsOf: Repository.root.appending(path: path)))
            #expect(MappingInvariants.violation(input) == nil, "\(path)")
        }
    }
}
