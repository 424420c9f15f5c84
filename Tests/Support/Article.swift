import Foundation
package import Testing

/// Article ties a test, or every test of a suite, to the articles of the regulations that it honours.
///
/// Numbers are those of `regulations/`: `IM-16.1c` (Inner Mongolia), `NX-9.4` (Ningxia). With `ONECARD_ARTICLES`
/// naming a file, each test that runs appends one line to it: the numbers, a tab, the test's identifier.
package struct Article: TestTrait, SuiteTrait {
    package let numbers: [String]

    package var isRecursive: Bool { true }

    package func prepare(for test: Test) async throws {
        guard let list = ProcessInfo.processInfo.environment["ONECARD_ARTICLES"], !test.isSuite else { return }
        // One write to a file opened for appending: tests run in parallel and must not cut each other's lines.
        let line = Array("\(numbers.joined(separator: ","))\t\(test.id)\n".utf8)
        try Appending.write(line, to: list)
    }
}

extension Trait where Self == Article {
    /// The articles that this test honours.
    package static func article(_ numbers: String...) -> Article { Article(numbers: numbers) }
}
