import Foundation
import TestSupport
import Testing

/// What fuzzing found is tried again, and every sample too.
struct FuzzedTests {
    struct Finding: CustomTestStringConvertible {
        var target: FuzzTarget
        var path: String
        var testDescription: String { path }
    }

    static let findings: [Finding] = FuzzTarget.allCases.flatMap { target in
        Repository.files(under: "Fixtures/fuzz/\(target.rawValue)").map { Finding(target: target, path: $0) }
    }

    @Test(arguments: findings) func whatFuzzingFoundStaysMended(finding: Finding) throws {
        let input = try Array(Data(contentsOf: Repository.root.appending(path: finding.path)))
        #expect(finding.target.violation(input) == nil)
    }

    /// Every malformed sample by every reader, in a few of its shapes.
    @Test(arguments: FuzzTarget.allCases) func whatMustHoldHoldsForEverySample(target: FuzzTarget) throws {
        for file in Repository.files(under: "Fixtures/malformed") + Repository.files(under: "Fixtures/text") {
            let bytes = try Array(Data(contentsOf: Repository.root.appending(path: file)))
            for choice in [0, 2, 6, 23, 36] as [UInt8] where bytes.count < 20_000 {
                let violation = target.violation(bytes + [choice, choice % 2])
                #expect(violation == nil, "\(file) \(choice)")
            }
        }
    }
}
