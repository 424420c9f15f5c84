import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// A gateway as the registers meet it: it signs, and asks.
struct RegisterCaller {
    let world: World
    let police: PublicSecurity
    let card: CardIssuer
    let treasury: Treasury
    /// The first county's indicators.
    var book: IndicatorBook? { treasury.book("159901000") }
    let budget: Budget
    /// What the platform hands out first, second; computed outside this package.
    static let requestSecrets = ["eb8e43c4a0dc4fdbcf720a80afd1328c", "e515bf8344896db8747f181589d49a84"]
    static let morning = CivilDay(2026, 3, 2).at(9, 30)

    init(size: World.Size = .small, at now: Int64 = morning) {
        world = World(size: size)
        world.clock.set(now)
        police = PublicSecurity(world: world)
        card = CardIssuer(world: world)
        treasury = Treasury(world: world, accounts: world.accounts)
        budget = Budget(world: world, treasury: treasury)
    }

    // MARK: Police

    func credentials(key: String, at time: Int64? = nil) -> PlatformGate.Credentials {
        var made = PlatformGate.Credentials(
            rid: world.secrets.psbRequester, sid: world.secrets.psbService, rtime: String(time ?? world.clock.now),
            sign: "")
        made.sign = PlatformGate.sign(made, key: key)
        return made
    }

    func refresh(_ credentials: PlatformGate.Credentials? = nil) -> RegisterAnswer {
        let signed = credentials ?? self.credentials(key: world.secrets.psbAppKey)
        let body = JSONText.members([
            "gjgxjhpt_rid": .string(signed.rid), "gjgxjhpt_sid": .string(signed.sid),
            "gjgxjhpt_rtime": .string(signed.rtime), "gjgxjhpt_sign": .string(signed.sign),
        ])
        return police.answer(
            RegisterCall(
                "POST", "/sysapi/auth/refreshappsecret", headers: ["Content-Type": "application/json"],
                body: Array(body.text.utf8)))
    }

    func check(_ envelope: String, signed: PlatformGate.Credentials? = nil, sid: String? = nil) -> RegisterAnswer {
        let signed = signed ?? credentials(key: Self.requestSecrets[0])
        return police.answer(
            RegisterCall(
                "POST", "/services/" + (sid ?? world.secrets.psbService),
                headers: [
                    "Content-Type": "text/xml; charset=UTF-8", "gjgxjhpt_rid": signed.rid,
                    "gjgxjhpt_sid": signed.sid, "gjgxjhpt_rtime": signed.rtime, "gjgxjhpt_sign": signed.sign,
                ], body: Array(envelope.utf8)))
    }

    /// The envelope of a check of these people.
    func envelope(_ people: [(id: String, name: String)], password: String? = nil) -> String {
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" "
            + "xmlns:web=\"http://webservice.gk.cn/\"><soapenv:Header/><soapenv:Body><web:GK_GXFW_SFHC><web:in0>"
            + "<![CDATA[\(package(people))]]></web:in0><web:in1>\(world.secrets.psbUser)</web:in1>"
            + "<web:in2>\(password ?? world.secrets.psbPassword)</web:in2></web:GK_GXFW_SFHC></soapenv:Body>"
            + "</soapenv:Envelope>"
    }

    private func package(_ people: [(id: String, name: String)]) -> String {
        var out = "<PACKAGE><PACKAGEHEAD><FWQQBH>0190a1b2c3d4</FWQQBH><QQBWDM>GJXXZX</QQBWDM>"
        out += "<QQBWMC>国家信息中心</QQBWMC><SJLYXTDM/><SJLYXTMC/><JLS>\(people.count)</JLS>"
        out += "<FSSJ>\(stamp(world.clock.now))</FSSJ><QQRGMSFHM/><QQRXM/><QQRDWDM/><QQRDWMC/><QQYWLXDM/>"
        out += "<QQYWLXMC/><QQYWXTDM/><QQYWXTMC/></PACKAGEHEAD><DATA>"
        for (index, person) in people.enumerated() {
            out += "<RECORD no=\"\(index + 1)\"><GMSFHM>\(person.id)</GMSFHM><XM>\(person.name)</XM></RECORD>"
        }
        return out + "</DATA></PACKAGE>"
    }

    func citizen(_ role: String) throws -> Citizen {
        let id = try #require(world.cast[role])
        return try #require(world.citizen(id))
    }

    // MARK: Card issuer, budget

    func cardCall(_ body: String, at time: Int64? = nil) -> RegisterCall {
        let signature = AppSignature(appID: world.secrets.cardAppID, secret: world.secrets.cardSecret)
        return signed("POST", "/api/card/query", signature, body, time)
    }

    func budgetCall(
        _ method: String, _ path: String, query: [String: String] = [:], _ body: String = "", at time: Int64? = nil
    ) -> RegisterCall {
        let signature = AppSignature(appID: world.secrets.budgetAppID, secret: world.secrets.budgetSecret)
        var call = signed(method, path, signature, body, time)
        call.query = query
        return call
    }

    private func signed(
        _ method: String, _ path: String, _ signature: AppSignature, _ body: String, _ time: Int64?
    ) -> RegisterCall {
        let timestamp = stamp(time ?? world.clock.now)
        let bytes = Array(body.utf8)
        return RegisterCall(
            method, path,
            headers: [
                "Content-Type": "application/json", "X-App-Id": signature.appID, "X-Timestamp": timestamp,
                "X-Sign": signature.sign(timestamp, bytes),
            ], body: bytes)
    }
}

extension RegisterAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Value at a dotted path of a JSON answer, as text; empty when there is none.
    func value(_ path: String) throws -> String {
        var here: Any = try JSONSerialization.jsonObject(with: Data(body))
        for key in path.split(separator: ".") {
            guard let object = here as? [String: Any], let next = object[String(key)] else { return "" }
            here = next
        }
        return "\(here)"
    }

    func rows(_ path: String) throws -> [[String: String]] {
        var here: Any? = try JSONSerialization.jsonObject(with: Data(body))
        for key in path.split(separator: ".") { here = (here as? [String: Any])?[String(key)] }
        return try #require(here as? [[String: Any]]).map { $0.mapValues { "\($0)" } }
    }
}

/// Compares with a committed sample byte by byte; `UPDATE_GOLDEN=1` writes the sample instead.
func expectSample(_ bytes: [UInt8], _ path: String, _ location: SourceLocation = #_sourceLocation) throws {
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
        let url = Fixtures.url(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
    #expect(try Fixtures.bytes(path) == bytes, "sample \(path)", sourceLocation: location)
}
