import Hummingbird

/// Adds those who speak HTTP: police below `/psb`, card issuer below `/card`, budget system below `/budget`, the carrier of
/// short messages below `/sms`, a bureau's own platform below `/platform`.
///
/// A lost answer is thrown as ``AnswerLost``: ``ClockedApplication`` then closes the connection without a byte.
func addRegisterRoutes(
    to router: Router<BasicRequestContext>, world: World, treasury: Treasury, carrier: Carrier
) {
    let police = PublicSecurity(world: world)
    let card = CardIssuer(world: world)
    let budget = Budget(world: world, treasury: treasury)
    router.post("/psb/sysapi/auth/refreshappsecret") { request, _ in
        try await serve(request, below: "/psb", police.answer)
    }
    router.get("/psb/services/{sid}") { request, _ in try await serve(request, below: "/psb", police.answer) }
    router.post("/psb/services/{sid}") { request, _ in try await serve(request, below: "/psb", police.answer) }
    router.post("/card/api/card/query") { request, _ in try await serve(request, below: "/card", card.answer) }
    let platform = BureauPlatform(world: world, counties: [(World.ningxiaCounty, "2080502")], seed: 1)
    router.get("/platform/**") { request, _ in
        platform.step(now: world.clock.now)
        return try await serve(request, below: "/platform", platform.answer)
    }
    router.post("/platform/**") { request, _ in try await serve(request, below: "/platform", platform.answer) }
    router.post("/sms/**") { request, _ in try await serve(request, below: "/sms", carrier.answer) }
    router.get("/budget/**") { request, _ in try await serve(request, below: "/budget", budget.answer) }
    router.post("/budget/**") { request, _ in try await serve(request, below: "/budget", budget.answer) }
}

/// Bytes of the largest request: a payment application with some ten thousand lines.
private let requestLimit = 16 << 20

private func serve(
    _ request: Request, below prefix: String, _ register: (RegisterCall) -> RegisterAnswer
) async throws -> Response {
    let body = try await request.body.collect(upTo: requestLimit)
    var call = RegisterCall(
        request.method.rawValue, String(request.uri.path.dropFirst(prefix.count)),
        query: RegisterCall.query(request.uri.query ?? ""), body: Array(body.readableBytesView))
    for field in request.headers { call.headers[field.name.canonicalName] = field.value }
    let answer = register(call)
    guard !answer.isLost else { throw AnswerLost() }
    var headers: HTTPFields = [.contentType: answer.contentType]
    if let clock = answer.clock { headers[.date] = HTTPDate.text(clock) }
    return Response(
        status: .init(code: answer.status), headers: headers,
        body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
}
