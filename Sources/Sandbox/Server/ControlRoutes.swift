import Foundation
import Hummingbird

/// Adds the control API and the agriculture department's receiver.
func addControlRoutes(to router: Router<BasicRequestContext>, acts: ControlActs) {
    let strangers = acts.strangers
    router.get("/control/clock") { _, _ in answer(Moment(now: strangers.world.clock.now)) }
    router.post("/control/clock") { request, _ in
        guard let moment: Moment = try await read(request) else { return refusal() }
        strangers.world.clock.set(moment.now)
        return answer(moment)
    }
    router.post("/control/advance") { request, _ in
        guard let moment: Moment = try await read(request) else { return refusal() }
        return answer(Happened(now: moment.now, events: strangers.advance(to: moment.now)))
    }
    router.post("/control/act") { request, _ in
        guard let order: ControlActs.Order = try await read(request) else { return refusal() }
        let outcome = await acts.perform(order)
        return answer(outcome, status: outcome.error == nil ? .ok : .badRequest)
    }
    router.get("/control/truth") { _, _ in answer(strangers.truth()) }
    router.post("/dept/nongmu/api/results") { request, _ in
        let body = Array(try await request.body.collect(upTo: 64 << 20).readableBytesView)
        let signature = request.headers.first { $0.name.canonicalName == "x-onecard-sign" }?.value ?? ""
        let secret = strangers.world.secrets.nongmuFeed
        guard let receipt = strangers.nongmu.take(body, signature: signature, secret: secret) else {
            return json(.unauthorized, Array(#"{"code":"401"}"#.utf8))
        }
        return json(.ok, Array(receipt.utf8))
    }
}

private struct Moment: Codable { var now: Int64 }

private struct Happened: Codable {
    var now: Int64
    var events: [String]
}

private func read<Value: Decodable>(_ request: Request) async throws -> Value? {
    let body = Data(try await request.body.collect(upTo: 1 << 20).readableBytesView)
    return try? JSONDecoder().decode(Value.self, from: body)
}

private func answer(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return json(status, (try? encoder.encode(value)).map { [UInt8]($0) } ?? [])
}

private func refusal() -> Response {
    json(.badRequest, Array(#"{"error":"请求不是这里要的 JSON"}"#.utf8))
}

private func json(_ status: HTTPResponse.Status, _ bytes: [UInt8]) -> Response {
    Response(
        status: status, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
}
