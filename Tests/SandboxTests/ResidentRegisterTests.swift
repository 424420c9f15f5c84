import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite("household register") struct ResidentRegisterTests {
    let caller = RegisterCaller()

    private func ask(
        _ parameters: [String: String], renamed: Bool = false, byGet: Bool = false, key: String? = nil
    ) -> RegisterAnswer {
        _ = caller.refresh()
        let secrets = caller.world.secrets
        let time = String(caller.world.clock.now)
        var signed = PlatformGate.Credentials(
            rid: secrets.psbRequester, sid: secrets.psbResidents, rtime: time, sign: "")
        signed.sign = PlatformGate.sign(signed, key: key ?? RegisterCaller.requestSecrets[0])
        var headers = [
            "gjgxjhpt_rid": signed.rid, "gjgxjhpt_sid": signed.sid, "gjgxjhpt_rtime": time,
            "gjgxjhpt_sign": signed.sign,
        ]
        if renamed {
            headers = ["gateway_appid": signed.rid, "gateway_rtime": time, "gateway_sig": signed.sign]
        }
        let path = "/services/" + secrets.psbResidents
        guard !byGet else {
            return caller.police.answer(RegisterCall("GET", path, query: parameters, headers: headers))
        }
        let pairs = parameters.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
        return caller.police.answer(
            RegisterCall("POST", path, headers: headers, body: Array("{\(pairs.joined(separator: ","))}".utf8)))
    }

    private let county = ["xzqhdm": World.innerMongoliaCounty, "start": "0", "limit": "1000"]

    private func numbers(_ answer: RegisterAnswer) throws -> [String] {
        let said = try #require(JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
        let rows = try #require((said["data"] ?? said["datas"]) as? [[String: String]])
        return rows.compactMap { $0["GMSFHM"] }
    }

    @Test func pagesAreTheCountysPeopleInOrderAndNobodyTwice() throws {
        let all = try numbers(ask(county))
        #expect(all == all.sorted() && Set(all).count == all.count)
        let known = caller.world.everybody.filter { $0.county == World.innerMongoliaCounty && $0.knownToPolice }
        #expect(all == known.map(\.id))
        let first = try numbers(ask(county.merging(["limit": "5"]) { $1 }))
        let second = try numbers(ask(county.merging(["start": "5", "limit": "5"]) { $1 }))
        #expect(first + second == Array(all.prefix(10)))
        #expect(try ask(county).value("total") == String(all.count))
    }

    @Test func sinceAMomentOnlyTheChangedAreTold() throws {
        let id = try caller.citizen("fourByteName").id
        let since = ["gxsj": stamp(caller.world.clock.now)]
        #expect(try numbers(ask(county.merging(since) { $1 })).isEmpty)
        caller.world.update(id) { $0.phone = "13900000000" }
        #expect(try numbers(ask(county.merging(since) { $1 })) == [id])
    }

    @Test func theBusAndTheRenamedHeadersAreAnsweredToo() throws {
        let bus = ask(county, byGet: true)
        #expect(try bus.value("code") == "00")
        #expect(try numbers(bus) == numbers(ask(county)))
        #expect(try numbers(ask(county, renamed: true)) == numbers(ask(county)))
    }

    @Test func whoSignsWronglyOrAsksForNobodyIsRefused() throws {
        #expect(try ask(county, key: "wrong").value("code") == "-5")
        #expect(try ask(["start": "0", "limit": "5"]).value("code") == "1")
        #expect(try ask(county.merging(["limit": "1001"]) { $1 }).value("code") == "1")
    }

    @Test func itCanLoseAThirdOfItsPeople() throws {
        let all = try numbers(ask(county)).count
        caller.world.faults.loseResidents(hundredths: 30)
        let left = try numbers(ask(county)).count
        #expect(left < all && left * 100 >= all * 60)
    }
}
