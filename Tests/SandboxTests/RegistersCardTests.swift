import TestSupport
import Testing

@testable import Sandbox

@Suite("card issuer") struct RegistersCardTests {
    let caller = RegisterCaller()

    private func question(_ people: [Citizen]) -> String {
        let list = people.enumerated().map { index, person in
            JSONText.members([
                "no": .integer(Int64(index + 1)), "AAC002": .string(person.id), "AAC003": .string(person.name),
            ])
        }
        return JSONText.members(["batchNo": "CARD20260302001", "list": .list(list)]).text
    }

    @Test func signatureIsHMACOverTheBodysDigest() {
        let signature = AppSignature(appID: "onecard-card", secret: "sandbox-card-secret")
        let sign = signature.sign("20260302093000", Array("{\"a\":1}".utf8))
        #expect(sign == "66d6f91b2847d338d91710eec9f2663390b1e26e671d9c6692a15d08a2625740")
    }

    @Test func answersCardsAndLeavesOutStrangers() throws {
        var stranger = try caller.citizen("closedAtPay")
        stranger.id = "159999190001010012"
        let body = question([try caller.citizen("closedAtPay"), stranger, try caller.citizen("cardDormant")])
        try expectSample(Array(body.utf8), "card/query.request.json")
        let answer = caller.card.answer(caller.cardCall(body))
        #expect(try answer.rows("list").map { $0["no"] } == ["1", "3"])
        #expect(try answer.rows("list").map { $0["kzt"] } == ["1", "0"])
        try expectSample(answer.body, "card/query.response.json")
    }

    @Test func wrongSignatureOrTimeIsUnauthorised() throws {
        let body = question([try caller.citizen("closedAtPay")])
        var call = caller.cardCall(body)
        call.body.append(0x20)
        try expectSample(caller.card.answer(call).body, "card/unauthorised.response.json")
        #expect(caller.card.answer(call).status == 401)
        #expect(caller.card.answer(caller.cardCall(body, at: caller.world.clock.now - 601_000)).status == 401)
        #expect(caller.card.answer(caller.cardCall(body, at: caller.world.clock.now - 600_000)).status == 200)
        var other = caller.cardCall(body)
        other.headers["x-app-id"] = "other"
        #expect(caller.card.answer(other).status == 401)
    }

    @Test(arguments: ["{}", "[]", "{\"batchNo\":\"1\",\"list\":[]}", "{\"batchNo\":\"\",\"list\":[]}"])
    func whatIsNotAQueryIsRefused(body: String) throws {
        #expect(caller.card.answer(caller.cardCall(body)).status == 400)
    }
}
