import Gateway
import Hummingbird
import Store
import Subsidy
import Trust
import Workflow

/// Desk answers the routes: it knows who asks, what they may see, and on which lane the engine works.
struct Desk: Sendable {
    static let listLimit = 64 << 20
    static let bodyLimit = 1 << 20

    let engine: Engine
    let keys: [String: (key: MachineKey, publicKey: SM2PublicKey)]
    let clock: @Sendable () -> Instant
    let writes: EngineLane
    let reads = EngineLane("onecard.api.reads")
    // Apart from the others: a password takes long to check, and whoever guesses them must not delay the work.
    let logins = EngineLane("onecard.api.logins")

    /// Who holds the call's token. Throws `unauthenticated`.
    func principal(_ request: Request) async throws -> Principal {
        guard let token = request.bearer else {
            throw GatewayError(.unauthenticated, "session.missing", "请先登录（Authorization: Bearer）")
        }
        let now = clock()
        return try await reads.run { try engine.principal(token: token, now: now) }
    }

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/api/health") { _, _ in Response(.object(["status": .text("ok")])) }
        router.post("/api/login") { request, _ in try await login(request) }
        router.post("/api/acts/{act}") { request, context in try await act(request, context) }
        router.post("/api/exchanges/list.submit") { request, _ in try await submitList(request) }
        router.post("/api/exchanges/list.change") { request, _ in try await submitListChanges(request) }
        router.post("/api/exchanges/history.lookup") { request, _ in try await lookUp(request) }
        router.post("/api/lists/sheet") { request, _ in try await uploadSheet(request) }
        addReadingRoutes(to: router)
    }

    private func login(_ request: Request) async throws -> Response {
        let body = try FlatObject.read(try await request.bytes(upTo: Desk.bodyLimit))
        if let known = body["token"], body.count == 1 {
            let now = clock()
            let token = try await logins.transact { try engine.enter(token: known, now: now) }
            return Response(.object(["token": .text(token)]))
        }
        guard let login = body["login"], let password = body["password"], body.count == 2 else {
            throw GatewayError(.invalid, "login.fields", "登录须且只须提供 login 和 password；补贴对象只提供 token")
        }
        let now = clock()
        let token = try await logins.transact { try engine.login(login, password: password, now: now) }
        return Response(.object(["token": .text(token)]))
    }

    private func act(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let principal = try await principal(request)
        guard let act = context.parameters.get("act").flatMap(Act.init(rawValue:)) else {
            throw GatewayError(.notFound, "act.unknown", "没有这个办理事项，请核对路径")
        }
        guard act != .submitSheet else {
            throw GatewayError(.invalid, "act.sheet", "上传清单请使用 POST /api/lists/sheet，随附表格文件")
        }
        let arguments = try FlatObject.read(try await request.bytes(upTo: Desk.bodyLimit))
        let now = clock()
        let result = try await writes.transact { try engine.perform(act, arguments, by: principal, now: now) }
        return Response(JSONValue(result))
    }
}

extension Principal {
    /// Whether something of this county is theirs to see.
    func sees(_ county: String) -> Bool { scope == "*" || scope == county }
}
