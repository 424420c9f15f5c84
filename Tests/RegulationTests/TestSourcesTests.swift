import Mapping
import Testing

/// How tests and their numbers are found in a source.
@Suite struct TestSourcesTests {
    private static let source = """
        @Suite("All of it", .article("IM-1")) struct Outer {
            // @Test(.article("IM-9")) func inAComment() {}
            @Test("it says \\"this\\"", .article("IM-2", "NX-3"), arguments: ["IM-8", ")"]) func first() { if true {} }
            @Test func secondOfAllMACs() { #expect("x".firstMatch(of: /[{"(]/) == nil) }
            func noTest() {}
            @Suite(.article("IM-4")) struct Inner {
                @Test func third(text: String = "}}") {}
            }
        }
        @Test(.article("IM-5")) func fourth() {}
        """

    private func lines(_ files: [(String, String)]) -> [String] {
        var sources = TestSources()
        for (file, text) in files { sources.add(file, text) }
        return sources.found.map { "\($0.article) \($0.test): \($0.sentence)" }
    }

    @Test func aTestHasItsOwnNumbersAndThoseOfItsSuites() {
        #expect(
            lines([("Tests/A/A.swift", Self.source)]) == [
                "IM-1 Outer/Inner/third: third", "IM-1 Outer/first: it says \"this\"",
                "IM-1 Outer/secondOfAllMACs: second of all MACs", "IM-2 Outer/first: it says \"this\"",
                "IM-4 Outer/Inner/third: third", "IM-5 fourth: fourth", "NX-3 Outer/first: it says \"this\"",
            ])
    }

    @Test func anExtensionInAnotherFileBelongsToItsSuiteAndASuiteElsewhereDoesNot() {
        let more = "extension Outer { @Test func more() {} }"
        let found = lines([
            ("Tests/A/A.swift", "@Suite(.article(\"IM-1\")) struct Outer {}"), ("Tests/A/B.swift", more),
            ("Tests/C/B.swift", more),
        ])
        #expect(found == ["IM-1 Outer/more: more"])
    }

    @Test func aLineIsReadAsItIsWritten() {
        let test = ArticleTest(article: "IM-1", file: "Tests/A/A.swift", test: "A/b", sentence: "it does")
        #expect(ArticleTest.read(Array("# a remark\n\(test.line)\nshort\tline\n".utf8)) == [test])
    }
}
