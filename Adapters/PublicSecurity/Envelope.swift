import AdapterKit
import Subsidy
import Trust

/// Envelope signs calls to the platform; a package about people goes into a SOAP body, and the register's people are
/// asked for in its own dialect.
struct Envelope {
    /// A call before its signature, and what its answer means.
    struct Question {
        var request: HTTPRequest
        var outcome: (HTTPResponse) -> Outcome
    }

    let sid: String
    private let rid: String
    private let user: String
    private let password: [UInt8]
    private let appKey: [UInt8]
    private let register: Register?
    private let limit: Int

    /// Nil when the connection lacks `rid`, `appKey`, or what the exchange asks for: `sid` and `password`, or
    /// `sid.residents.compare` and `residents`.
    init?(_ exchange: Exchange, _ connection: Connection) {
        guard let rid = connection.settings["rid"], let appKey = connection.secrets["appKey"], appKey.count >= 16
        else { return nil }
        let password = connection.secrets["password"]
        if exchange == .residentsCompare {
            guard let sid = connection.settings["sid.residents.compare"],
                let register = connection.settings["residents"].flatMap(Register.init(rawValue:))
            else { return nil }
            self.sid = sid
            self.register = register
        } else {
            guard let sid = connection.settings["sid"], password != nil else { return nil }
            self.sid = sid
            register = nil
        }
        self.rid = rid
        self.appKey = appKey
        self.password = password ?? []
        user = connection.setting("user")
        limit = min(max(Int(connection.setting("residents.page")) ?? 500, 1), 1000)
    }

    /// Asks for a new request secret; signed with the long-lived application key.
    func refresh(at now: Instant) -> HTTPRequest {
        let pairs = four(.platform, key: appKey, now).map { "\"\($0.name)\":\"\($0.value)\"" }
        return HTTPRequest(
            "POST", "/sysapi/auth/refreshappsecret", headers: [(name: "Content-Type", value: "application/json")],
            body: Array("{\(pairs.joined(separator: ","))}".utf8))
    }

    /// The session that an answer to `refresh` brings: the secret is wrapped under the application key, and no longer
    /// used one minute before it ends.
    func session(_ body: [UInt8], skew: Duration) -> Session? {
        guard let frame = Frame(body), frame.code == "0", let wrapped = bytes(base64: frame.secret),
            let secret = try? AES128.decryptECB(wrapped, key: Array(appKey.prefix(16))), !secret.isEmpty,
            let end = Int64(frame.secretEnd)
        else { return nil }
        return Session(
            secret: secret, expires: Instant(milliseconds: end) + .seconds(-60) + (.zero - skew), skew: skew)
    }

    /// The question itself; nil where the dispatch does not say what is asked.
    func question(_ dispatch: Dispatch) -> Question? {
        guard let register else { return Question(request: check(dispatch.document), outcome: Faults.outcome) }
        let start = dispatch.parameters["start"] ?? "0"
        return register.request(dispatch.parameters, sid: sid, limit: limit).map { request in
            Question(request: request) { register.outcome($0, start: start) }
        }
    }

    /// The call with its signature, made with the request secret.
    func sign(_ request: HTTPRequest, secret: [UInt8], at now: Instant) -> HTTPRequest {
        HTTPRequest(
            request.method, request.path, headers: request.headers + four(register ?? .platform, key: secret, now),
            body: request.body)
    }

    private func check(_ package: [UInt8]) -> HTTPRequest {
        var body = Array(
            """
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
            xmlns:web="http://webservice.gk.cn/"><soapenv:Header/><soapenv:Body><web:GK_GXFW_SFHC><web:in0><![CDATA[
            """.utf8)
        body += SOAP.insideCDATA(package)
        body += Array("]]></web:in0><web:in1>".utf8)
        body += SOAP.escaped(Array(user.utf8))
        body += Array("</web:in1><web:in2>".utf8)
        body += SOAP.escaped(password)
        body += Array("</web:in2></web:GK_GXFW_SFHC></soapenv:Body></soapenv:Envelope>".utf8)
        return HTTPRequest(
            "POST", "/services/\(sid)",
            headers: [(name: "Content-Type", value: "text/xml; charset=UTF-8"), (name: "SOAPAction", value: "\"\"")],
            body: body)
    }

    private func four(_ dialect: Register, key: [UInt8], _ now: Instant) -> [(name: String, value: String)] {
        let time = String(now.milliseconds)
        return dialect.headers(
            rid: rid, sid: sid, time: time, sign: base64(MAC.hmacSHA256(key: key, Array("\(sid)\(rid)\(time)".utf8))))
    }

    /// Reads an HTTP date (RFC 9110, section 5.6.7): `Mon, 02 Mar 2026 00:30:00 GMT`.
    static func date(_ text: String) -> Instant? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])),
            let number = Int(parts[1]), let year = Int(parts[3]),
            let day = Day(year: year, month: month + 1, day: number)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] <= 60 else { return nil }
        let seconds = Int64(day.number) * 86_400 + Int64(clock[0] * 3600 + clock[1] * 60 + clock[2])
        return Instant(milliseconds: seconds * 1000)
    }
}
