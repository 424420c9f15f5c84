import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite("carrier of short messages") struct CarrierTests {
    private let world: World
    private let carrier: Carrier

    init() {
        world = World(size: .small)
        world.clock.set(RegisterCaller.morning)
        carrier = Carrier(world: world)
    }

    private func call(_ path: String, _ body: String) -> RegisterAnswer {
        let bytes = Array(body.utf8)
        let signature = AppSignature(appID: world.secrets.smsAppID, secret: world.secrets.smsSecret)
        let time = "20260302093000"
        return carrier.answer(
            RegisterCall(
                "POST", path,
                headers: ["X-App-Id": signature.appID, "X-Timestamp": time, "X-Sign": signature.sign(time, bytes)],
                body: bytes))
    }

    private func batch(_ text: String, number: String = "DX1", phone: String = "19900000101") -> String {
        """
        {"batchNo":"\(number)","sign":"【示范财政】","total":1,"messages":[{"msgId":"N1","mobile":"\(phone)","type":"DZ",\
        "content":"\(text)"}]}
        """
    }

    @Test func aNumberIsTakenOnceAndOnlyOnce() {
        #expect(call("/api/sms/send", batch("【示范财政】马*您好")).status == 200)
        #expect(call("/api/sms/send", batch("【示范财政】马*您好")).status == 409)
        #expect(call("/api/sms/send", batch("【示范财政】马*，另一条")).status == 400)
        #expect(carrier.messages().map(\.content) == ["【示范财政】马*您好"])
    }

    @Test(arguments: ["马*您好", "【示范财政】卡号6299991000000000052", "【示范财政】见http://a"])
    func whatMayNotBeSentIsRefused(text: String) {
        #expect(call("/api/sms/send", batch(text)).status == 400)
        #expect(carrier.messages().isEmpty)
    }

    @Test func aNumberIsKnownWhenAskedAndReportedAMinuteLater() {
        #expect(call("/api/sms/query", "{\"batchNo\":\"DX1\"}").status == 404)
        _ = call("/api/sms/send", batch("【示范财政】马*您好"))
        #expect(call("/api/sms/query", "{\"batchNo\":\"DX1\"}").status == 200)
        #expect(call("/api/sms/report", "{\"batchNo\":\"DX1\"}").status == 404)
        world.clock.set(RegisterCaller.morning + 60_000)
        let told = String(decoding: call("/api/sms/report", "{\"batchNo\":\"DX1\"}").body, as: UTF8.self)
        #expect(told.contains("\"stat\":\"DELIVRD\""))
    }

    @Test func aWrongSignatureIsRefused() {
        #expect(carrier.answer(RegisterCall("POST", "/api/sms/send")).status == 401)
    }
}
