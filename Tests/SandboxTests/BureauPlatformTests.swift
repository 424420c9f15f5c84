import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite("a bureau's own platform") struct BureauPlatformTests {
    private let world: World
    private let platform: BureauPlatform

    init() {
        world = World(size: .small)
        platform = BureauPlatform(world: world, counties: [(World.ningxiaCounty, "2080502")], seed: 7)
    }

    private func call(_ method: String, _ path: String, _ query: [String: String] = [:], _ body: String = "") -> (
        status: Int, json: [String: Any], body: [UInt8]
    ) {
        let bytes = Array(body.utf8)
        let signature = AppSignature(appID: world.secrets.platformAppID, secret: world.secrets.platformSecret)
        let time = stamp(world.clock.now)
        let answer = platform.answer(
            RegisterCall(
                method, path, query: query,
                headers: ["X-App-Id": signature.appID, "X-Timestamp": time, "X-Sign": signature.sign(time, bytes)],
                body: bytes))
        let json = (try? JSONSerialization.jsonObject(with: Data(answer.body))) as? [String: Any] ?? [:]
        return (answer.status, json, answer.body)
    }

    /// Every word from the beginning, as status and revision.
    private func words() -> [(status: String, revision: Int)] {
        var cursor = ""
        var words: [(String, Int)] = []
        while let data = call("GET", "/rosters", ["divCode": World.ningxiaCounty, "cursor": cursor]).json["data"]
            as? [String: Any], let roster = data["roster"] as? [String: Any]
        {
            words.append((roster["status"] as? String ?? "", roster["revision"] as? Int ?? 0))
            cursor = data["nextCursor"] as? String ?? ""
        }
        return words
    }

    private func live(days: Int64) {
        let first = CivilDay(at: world.clock.now)
        for offset in 0..<days {
            world.clock.set(first.adding(offset).at(9))
            platform.step(now: world.clock.now)
        }
    }

    @Test func aRosterGoesStepByStepUntilItIsIssuedAndWaitsForItsResults() {
        live(days: 26)
        let told = words()
        #expect(told.first?.status == "NEW" && told.last?.status == "ISSUED")
        #expect(told.map(\.revision) == told.map(\.revision).sorted())
        #expect(platform.rosters.map(\.status.code) == ["ISSUED"])
    }

    @Test func whoDiesIsStoppedAndSaidSo() throws {
        live(days: 1)
        let person = try #require(world.everybody.first { $0.county == World.ningxiaCounty && $0.deathDate == nil })
        world.update(person.id) { $0.deathDate = "20260302" }
        world.clock.set(CivilDay(at: world.clock.now).adding(1).at(9))
        live(days: 1)
        #expect(platform.rosters.first?.lines.contains { $0.isStopped } == true)
        #expect(words().count > 1)
    }

    @Test func resultsOfEveryLinePayItOutAndTheSamePushAgainIsKnown() throws {
        live(days: 26)
        let page = call("GET", "/rosters", ["divCode": World.ningxiaCounty, "cursor": "0"])
        let data = try #require(page.json["data"] as? [String: Any])
        let roster = try #require(data["roster"] as? [String: Any])
        let lines = try #require(data["lines"] as? [[String: Any]])
        let results = lines.map { line in
            "{\"lineId\":\"\(line["lineId"] as? String ?? "")\",\"outcome\":\"00\"}"
        }
        let body = """
            {"pushNo":"F1","rosterNo":"\(roster["rosterNo"] as? String ?? "")","results":[\(results.joined(separator: ","))]}
            """
        #expect(call("GET", "/pushes/F1").json["code"] as? String == "404")
        #expect(call("POST", "/results", [:], body).json["code"] as? String == "0")
        #expect(call("POST", "/results", [:], body).json["code"] as? String == "1001")
        #expect(call("POST", "/results", [:], body + " ").json["code"] as? String == "400")
        #expect(call("GET", "/pushes/F1").json["code"] as? String == "0")
        #expect(platform.rosters.map(\.status.code) == ["PAID_OUT"] && words().last?.status == "PAID_OUT")
    }

    @Test func withTroublesWordsComeTwiceLateOrContradictingAndAnswersBreakOff() {
        platform.set(trouble: 700)
        live(days: 40)
        platform.set(trouble: 0)
        let told = words().map(\.revision)
        #expect(told != told.sorted() || Set(told).count < told.count)
        platform.set(trouble: 1_000)
        let torn = call("GET", "/rosters", ["divCode": World.ningxiaCounty, "cursor": ""])
        #expect(torn.status == 200 && torn.json.isEmpty && !torn.body.isEmpty)
    }

    @Test func aStrangerAndAnUnknownCountyAreRefused() {
        #expect(platform.answer(RegisterCall("GET", "/rosters")).status == 401)
        #expect(call("GET", "/rosters", ["divCode": "000000"]).status == 400)
        #expect(call("GET", "/beneficiaries", ["divCode": World.ningxiaCounty]).json["code"] as? String == "0")
    }
}
