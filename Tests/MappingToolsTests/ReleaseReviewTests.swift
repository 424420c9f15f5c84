import MappingTools
import Testing

/// What two people see before they release.
@Suite struct ReleaseReviewTests {
    private func review(_ tests: String, digest: String? = "d1", isReleased: Bool? = false) -> ReleaseReview {
        let bench = bench(["m.yaml": Samples.result, "m.tests.yaml": tests])
        return ReleaseReview(bench, digests: ["m": "m1"], digest: digest, isReleased: isReleased)
    }

    private static func empty(_ code: String) -> String { "tests: [{name: 空文件, input: '', refused: [\(code)]}]" }

    @Test func whatIsSoundIsOfferedToTwoPeople() {
        let review = review(Self.empty("document.empty"))
        #expect(review.isSound)
        #expect(review.lines.filter { $0.contains("POST /api/acts/release.") }.count == 2)
        #expect(review.json.line.contains("release.approve"))
    }

    @Test func aFailingTestIsNamedAndNothingIsOffered() {
        let review = review(Self.empty("control.sum"))
        #expect(!review.isSound)
        let text = review.lines.joined(separator: "\n")
        #expect(text.contains("m.tests.yaml:1: 未通过：空文件") && text.contains("不能发布"))
        #expect(!text.contains("POST") && !review.json.line.contains("release.propose"))
        #expect(review.rows.first?.state == "1 个未通过")
    }

    @Test func aFaultOfAFileIsNamedAndNothingIsOffered() {
        let review = review("tests: [{nam: 空}]")
        #expect(!review.isSound && review.failing.isEmpty)
        #expect(!review.lines.joined().contains("POST") && review.lines[0].contains("m.tests.yaml:1"))
    }

    @Test func withoutAHomeThereIsNothingToRelease() {
        #expect(!review(Self.empty("document.empty"), digest: nil, isReleased: nil).lines.joined().contains("POST"))
    }
}
