import Mapping
import TestSupport

/// TestSources finds the tests that carry an article's number, and what each of them says.
///
/// A trait on a suite counts for each of its tests, in whatever file an extension of the suite holds them.
struct TestSources {
    private var tests: [(file: String, path: [String], name: String, sentence: String, articles: [String])] = []
    /// Articles of suites: the folder of the target and the type.
    private var suites: [String: [String]] = [:]

    /// Every test source of the package.
    static func ours() throws -> TestSources {
        var sources = TestSources()
        let files =
            (Repository.files(under: "Tests", suffix: ".swift") + Repository.files(under: "Adapters", suffix: ".swift"))
            .filter { $0.contains("Tests/") }
        for file in files { sources.add(file, try Repository.text(file)) }
        return sources
    }

    /// A line for each number of each test, sorted.
    var found: [ArticleTest] {
        let all = tests.flatMap { test in
            let folder = TestSources.folder(test.file)
            let inherited = test.path.flatMap { suites["\(folder) \($0)", default: []] }
            return Set(test.articles + inherited).map { article in
                ArticleTest(
                    article: article, file: test.file, test: (test.path + [test.name]).joined(separator: "/"),
                    sentence: test.sentence)
            }
        }
        return all.sorted { ($0.article, $0.file, $0.test) < ($1.article, $1.file, $1.test) }
    }

    private static func folder(_ file: String) -> String {
        file.split(separator: "/").dropLast().joined(separator: "/")
    }

    mutating func add(_ file: String, _ source: String) {
        let tokens = SwiftTokens.all(in: source)
        /// The types around, nil for any other brace.
        var around: [String?] = []
        var type: String?
        var suite: [String]?
        var test: (sentence: String?, articles: [String])?
        var index = 0
        while index < tokens.count {
            let next = index + 1 < tokens.count ? tokens[index + 1] : .mark(" ")
            switch (tokens[index], next) {
            case (.mark("@"), .word("Suite")):
                suite = TestSources.trait(tokens, index + 2).articles
            case (.mark("@"), .word("Test")):
                test = TestSources.trait(tokens, index + 2)
                index = TestSources.end(tokens, index + 2)
                continue
            case (.word("struct"), .word(let name)), (.word("class"), .word(let name)),
                (.word("enum"), .word(let name)),
                (.word("actor"), .word(let name)), (.word("extension"), .word(let name)):
                type = name
                if let articles = suite { suites["\(TestSources.folder(file)) \(name)", default: []] += articles }
                suite = nil
            case (.word("func"), .word(let name)):
                if let known = test {
                    tests.append(
                        (
                            file, around.compactMap(\.self), name, known.sentence ?? TestSources.words(name),
                            known.articles
                        ))
                }
                test = nil
            case (.mark("{"), _):
                around.append(type)
                type = nil
            case (.mark("}"), _): _ = around.popLast()
            default: break
            }
            index += 1
        }
    }

    /// What stands in the parentheses of an attribute: its display name and its articles.
    private static func trait(_ tokens: [SwiftTokens.Token], _ start: Int) -> (sentence: String?, articles: [String]) {
        let inside = tokens[min(start, tokens.count)..<end(tokens, start)]
        var sentence: String?
        if case .text(let name)? = inside.dropFirst().first { sentence = name }
        var articles: [String] = []
        for index in inside.indices where tokens[index] == .word("article") && tokens[index - 1] == .mark(".") {
            for token in tokens[(index + 1)..<end(tokens, index + 1)] {
                if case .text(let number) = token { articles.append(number) }
            }
        }
        return (sentence, articles)
    }

    /// Past the parenthesis that closes the one at `start`; `start` itself where there is none.
    private static func end(_ tokens: [SwiftTokens.Token], _ start: Int) -> Int {
        guard start < tokens.count, tokens[start] == .mark("(") else { return min(start, tokens.count) }
        var depth = 0
        for index in start..<tokens.count {
            if tokens[index] == .mark("(") { depth += 1 }
            if tokens[index] == .mark(")") { depth -= 1 }
            if depth == 0 { return index + 1 }
        }
        return tokens.count
    }

    /// `aBadRowIsRejected` as a sentence.
    private static func words(_ name: String) -> String {
        let letters = Array(name)
        var text = ""
        for (index, letter) in letters.enumerated() {
            let begins = letter.isUppercase && index > 0 && !letters[index - 1].isUppercase
            let isAcronym = index + 1 == letters.count || letters[index + 1].isUppercase
            // `MAC` stays as it is.
            text += begins ? " " + (isAcronym ? String(letter) : letter.lowercased()) : String(letter)
        }
        return text
    }
}
