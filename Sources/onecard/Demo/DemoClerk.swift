import AdapterKit
import Foundation
import Gateway
import Subsidy
import Transports
import Workflow

/// DemoClerk lets the people of the demo act: every act is an authenticated call of the gateway's HTTP API.
final class DemoClerk {
    private let api: HTTPSTransport
    private var tokens: [String: (day: Day, token: String)] = [:]
    private let verifyDuties: Bool
    /// Acts that were tried by the maker under another login and refused.
    private(set) var refusedTwins = 0
    private(set) var acts = 0
    var now: Instant
    /// The gateway's address.
    let base: String

    init(port: Int, now: Instant, verifyDuties: Bool) throws {
        base = "http://127.0.0.1:\(port)"
        api = try HTTPSTransport(HTTPSTransport.Settings(base: base, totalLimit: .seconds(120)))
        self.now = now
        self.verifyDuties = verifyDuties
    }

    /// What an act answered, or why it was refused.
    enum Answer {
        case done(message: String, values: [String: String])
        case refused(code: String, message: String)
    }

    /// Does an act as the person whose role it is.
    func act(_ act: Act, _ arguments: [String: String], county: String, as login: String? = nil) throws -> Answer {
        guard let role = Role.offices.first(where: { act.roles.contains($0) }) else {
            throw GatewayError(.configuration, "act.role", "没有岗位可办理 \(act.rawValue)")
        }
        if verifyDuties { try tryAsMaker(act, arguments, role, county) }
        acts += 1
        return try post("/api/acts/\(act.rawValue)", arguments, login ?? DemoCast.login(role, county))
    }

    /// Before anybody checks what others made, the maker tries it under a login of the checker's role: same natural
    /// person, so it must be refused (IM-23.1).
    private func tryAsMaker(_ act: Act, _ arguments: [String: String], _ role: Role, _ county: String) throws {
        guard act.duty != .make else { return }
        let twin =
            switch act {
            case .releaseLink: "\(county)-fin-twin"
            case .confirmList: "\(county)-upload-twin"
            case .explainSuspense, .confirmSuspense, .requeueDocument, .approveRelease: ""
            default: DemoCast.twin(role, county)
            }
        guard !twin.isEmpty else { return }
        guard case .refused(let code, _) = try post("/api/acts/\(act.rawValue)", arguments, twin), code == "duty.taken"
        else { throw GatewayError(.conflict, "duty.hole", "同一人办理了 \(act.rawValue)，不相容岗位未被拒绝") }
        refusedTwins += 1
    }

    func upload(_ bytes: [UInt8], query: [String: String], as login: String) throws -> Answer {
        let text = query.sorted { $0.key < $1.key }.map {
            "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        return try send(HTTPRequest("POST", "/api/lists/sheet?\(text)", body: bytes), login)
    }

    private func post(_ path: String, _ arguments: [String: String], _ login: String) throws -> Answer {
        let body = [UInt8](try JSONSerialization.data(withJSONObject: arguments))
        return try send(HTTPRequest("POST", path, headers: [("Content-Type", "application/json")], body: body), login)
    }

    private func send(_ request: HTTPRequest, _ login: String) throws -> Answer {
        var request = request
        request.headers.append(("Authorization", "Bearer \(try token(login))"))
        let answer = try api.send(request)
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
        guard (200..<300).contains(answer.status) else {
            return .refused(
                code: object["code"] as? String ?? "http.\(answer.status)", message: object["message"] as? String ?? "")
        }
        return .done(
            message: object["message"] as? String ?? object["note"] as? String ?? "",
            values: object["values"] as? [String: String] ?? [:])
    }

    private func token(_ login: String) throws -> String {
        if let known = tokens[login], known.day == now.day { return known.token }
        let body = try JSONSerialization.data(
            withJSONObject: ["login": login, "password": DemoCast.password(login)])
        let answer = try api.send(
            HTTPRequest("POST", "/api/login", headers: [("Content-Type", "application/json")], body: [UInt8](body)))
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
        guard let token = object["token"] as? String else {
            throw GatewayError(.unauthenticated, "login.failed", "\(login) 无法登录")
        }
        tokens[login] = (now.day, token)
        return token
    }
}
