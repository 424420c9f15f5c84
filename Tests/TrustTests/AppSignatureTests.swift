import Subsidy
import Testing

@testable import Trust

@Suite("Requests signed for an application")
struct AppSignatureTests {
    private let now = Instant(milliseconds: 1_772_409_600_000)

    /// The codes were computed with another program.
    @Test(arguments: [
        (#"{"a":1}"#, "41099301b997af646df63e2f3852be38fa2aafac631987cacf81936ad3f406c6"),
        ("", "75a07e1b410ec161e939a02ded6dabe5a0a0b2daea7f23b49f9c7bf81ddddd4c"),
    ])
    func theSignatureCoversApplicationLocalTimeAndBody(_ body: String, _ sign: String) throws {
        let headers = try #require(AppSignature("YKT", utf8("s3"))).headers(over: utf8(body), at: now)
        #expect(headers.map(\.name) == ["X-App-Id", "X-Timestamp", "X-Sign"])
        #expect(headers.map(\.value) == ["YKT", "20260302080000", sign])
    }

    @Test func nobodySignsWithoutAnApplicationOrASecret() {
        for signature in [AppSignature(nil, utf8("s3")), AppSignature("YKT", nil), AppSignature("YKT", [])] {
            if signature != nil { Issue.record("it has nothing to sign with") }
        }
    }
}
