/// ArticleTest is one test that carries the number of a duty: a line of `Mappings/regulation/tests.txt`, which is
/// generated from the tests' sources.
package struct ArticleTest: Sendable, Hashable {
    /// The duty's number.
    package var article: String
    /// Path of the source from the root of the package.
    package var file: String
    /// `Suite/function`, as a filter of the test runner takes it.
    package var test: String
    /// What the test says.
    package var sentence: String

    package init(article: String, file: String, test: String, sentence: String) {
        self.article = article
        self.file = file
        self.test = test
        self.sentence = sentence
    }

    /// The four parts with tabs between them.
    package var line: String { [article, file, test, sentence].joined(separator: "\t") }

    /// Reads the lines of a file; what is not a line of four parts is left out.
    package static func read(_ bytes: [UInt8]) -> [ArticleTest] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, !line.hasPrefix("#") else { return nil }
            return ArticleTest(article: parts[0], file: parts[1], test: parts[2], sentence: parts[3])
        }
    }
}
