import Foundation
import Synchronization

/// Population register behind the national sharing platform: refreshing the secret, and the identity check over SOAP.
final class PublicSecurity: Sendable {
    private let world: World
    private let gate: PlatformGate
    private let answered = Mutex<Int64>(0)

    init(world: World) {
        self.world = world
        gate = PlatformGate(world: world)
    }

    /// Answers a call below `/psb`; every refusal of the platform is HTTP 200 with a code.
    func answer(_ call: RegisterCall) -> RegisterAnswer {
        let now = gate.now
        var answer: RegisterAnswer
        do throws(PlatformFault) {
            if call.path == "/sysapi/auth/refreshappsecret" {
                answer = try refresh(call, now)
            } else if call.path == "/services/" + world.secrets.psbResidents {
                answer = try residents(call, now)
            } else {
                answer = try check(call, now)
            }
        } catch {
            answer = error.answer
        }
        answer.clock = now
        return answer
    }

    private struct RefreshBody: Decodable {
        let gjgxjhpt_rid: String
        let gjgxjhpt_sid: String
        let gjgxjhpt_rtime: String
        let gjgxjhpt_sign: String
    }

    private func refresh(_ call: RegisterCall, _ now: Int64) throws(PlatformFault) -> RegisterAnswer {
        guard call.header("Content-Type").lowercased().hasPrefix("application/json"),
            let body = try? JSONDecoder().decode(RefreshBody.self, from: Data(call.body))
        else { throw .parameters("应为application/json，含四个文本字段") }
        let credentials = PlatformGate.Credentials(
            rid: body.gjgxjhpt_rid, sid: body.gjgxjhpt_sid, rtime: body.gjgxjhpt_rtime, sign: body.gjgxjhpt_sign)
        try gate.admit(credentials, at: now)
        let (secret, end) = try gate.refresh(credentials)
        let sealed = PlatformGate.sealed(secret, key: world.secrets.psbAppKey)
        return .json(
            .members([
                "code": "0", "msg": "成功",
                "data": .members(["secret": .string(sealed), "secretEndTime": .string(String(end))]),
            ]))
    }

    /// The register's people, to whoever signs by one way of naming the headers or the other.
    private func residents(_ call: RegisterCall, _ now: Int64) throws(PlatformFault) -> RegisterAnswer {
        let renamed = call.headers["gateway_appid"] != nil
        let credentials = PlatformGate.Credentials(
            rid: call.header(renamed ? "gateway_appid" : "gjgxjhpt_rid"),
            sid: renamed ? world.secrets.psbResidents : call.header("gjgxjhpt_sid"),
            rtime: call.header(renamed ? "gateway_rtime" : "gjgxjhpt_rtime"),
            sign: call.header(renamed ? "gateway_sig" : "gjgxjhpt_sign"))
        try gate.admit(credentials, at: now)
        try gate.verify(credentials)
        guard !world.faults.isOutage(at: world.clock.now) else { throw .outage }
        return try ResidentRegister(world: world).answer(call)
    }

    private func check(_ call: RegisterCall, _ now: Int64) throws(PlatformFault) -> RegisterAnswer {
        guard call.path == "/services/" + world.secrets.psbService else { throw .unpublished }
        let credentials = PlatformGate.Credentials(
            rid: call.header("gjgxjhpt_rid"), sid: call.header("gjgxjhpt_sid"),
            rtime: call.header("gjgxjhpt_rtime"), sign: call.header("gjgxjhpt_sign"))
        try gate.admit(credentials, at: now)
        try gate.verify(credentials)
        guard !world.faults.isOutage(at: world.clock.now) else { throw .outage }
        guard Self.isOpen(at: world.clock.now) else { throw .closed }
        guard call.header("Content-Type").lowercased().hasPrefix("text/xml") else {
            throw .parameters("Content-Type应为text/xml; charset=UTF-8")
        }
        let envelope = try SOAPQuestion(call.body)
        guard envelope.user == world.secrets.psbUser, envelope.password == world.secrets.psbPassword else {
            throw .unauthorised
        }
        let queries = try PersonPackage.read(Array(envelope.package.utf8))
        let number = answered.withLock { count in
            count += 1
            return "FF" + stamp(now) + digits(count, 6)
        }
        return .xml(SOAPQuestion.answer(PersonPackage.answer(queries, number: number, now: now, world: world)))
    }

    /// The register answers from 09:00 up to 17:00 on working days (domain notes 2.4).
    static func isOpen(at now: Int64) -> Bool {
        let day = CivilDay(at: now)
        return day.isWorking && day.at(9) <= now && now < day.at(17)
    }
}

/// The SOAP 1.1 call `GK_GXFW_SFHC`: a PACKAGE as text, a user and a password.
struct SOAPQuestion {
    let package: String
    let user: String
    let password: String

    private static let soap = "http://schemas.xmlsoap.org/soap/envelope/"
    private static let web = "http://webservice.gk.cn/"

    init(_ bytes: [UInt8]) throws(PlatformFault) {
        guard let root = XMLElementNode.parse(bytes), root.name == "Envelope", root.namespace == Self.soap,
            let body = root.child("Body"), body.namespace == Self.soap, body.children.count == 1,
            body.children[0].name == "GK_GXFW_SFHC", body.children[0].namespace == Self.web
        else { throw .parameters("SOAP信封或操作名不符") }
        let arguments = body.children[0].children
        guard arguments.map(\.name) == ["in0", "in1", "in2"], arguments.allSatisfy({ $0.namespace == Self.web }),
            arguments.allSatisfy({ $0.children.isEmpty })
        else { throw .parameters("应有in0、in1、in2三个文本参数") }
        package = arguments[0].text
        user = arguments[1].text
        password = arguments[2].text
    }

    /// Envelope of the answer, the PACKAGE escaped in it.
    static func answer(_ package: String) -> String {
        "<soap:Envelope xmlns:soap=\"\(soap)\"><soap:Body><ns1:GK_GXFW_SFHCResponse xmlns:ns1=\"\(web)\"><ns1:out>"
            + xmlEscaped(package) + "</ns1:out></ns1:GK_GXFW_SFHCResponse></soap:Body></soap:Envelope>"
    }
}
