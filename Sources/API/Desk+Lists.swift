import AdapterKit
package import Gateway
import Hummingbird
import Subsidy
import Trust
import Workflow

extension Desk {
    /// A department's system posts its list, signed (domain.md 8.3).
    func submitList(_ request: Request) async throws -> Response { try await take(.listSubmit, request) }

    /// … and what it says of lines that it sent before, signed as well (IM-14.2).
    func submitListChanges(_ request: Request) async throws -> Response { try await take(.listChange, request) }

    private func take(_ exchange: Exchange, _ request: Request) async throws -> Response {
        let answer = try await signed(exchange, request) { engine, body, key, now in
            try engine.submitList(
                body, exchange: exchange, connection: key.connection, parameters: ["county": key.county],
                proof: .signature, now: now)
        }
        return Response(JSONValue(answer), status: answer.isRefused ? 422 : 202)
    }

    /// A bank's system asks about people who consented, and is answered in its own document (IM-27.1).
    func lookUp(_ request: Request) async throws -> Response {
        let bytes = try await signed(.historyLookup, request) { engine, body, key, now in
            try engine.lookUp(body, connection: key.connection, county: key.county, now: now)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/octet-stream", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Does what a machine asks for, when its key has signed it and may begin this exchange.
    private func signed<Answer: Sendable>(
        _ exchange: Exchange, _ request: Request,
        _ body: @escaping @Sendable (Engine, [UInt8], MachineKey, Instant) throws -> Answer
    ) async throws -> Answer {
        let path = "/api/exchanges/\(exchange.rawValue)"
        // The signature does not cover a query.
        guard request.uri.query == nil else {
            throw GatewayError(.invalid, "query.unsigned", "该接口不接受查询参数，请全部写入签名的正文")
        }
        let now = clock()
        let call = try SignedCall(
            key: request.header("x-onecard-key"), time: request.header("x-onecard-time"),
            nonce: request.header("x-onecard-nonce"), sign: request.header("x-onecard-sign"), now: now)
        guard let (key, publicKey) = keys[call.key] else { throw SignedCall.refusal }
        let bytes = try await request.bytes(upTo: Desk.listLimit)
        return try await writes.run {
            try call.verify(path: path, body: bytes, by: publicKey)
            // Only after the signature: a stranger must not use up nonces.
            guard try engine.acceptNonce(call.nonce, key: key.id, now: now) else {
                throw GatewayError(.unauthenticated, "sign.replay", "X-Onecard-Nonce 已使用过，请换用新的随机数重新签名")
            }
            try engine.requireBeginner(of: exchange, connection: key.connection)
            return try body(engine, bytes, key, now)
        }
    }

    /// A person of the department uploads a spreadsheet; a second person confirms count and sum.
    func uploadSheet(_ request: Request) async throws -> Response {
        let principal = try await principal(request)
        // Before 64 MB are read; the engine checks it again in its transaction.
        guard Act.submitSheet.roles.contains(principal.role) else {
            throw GatewayError(.forbidden, "role.missing", "您的岗位无权上传清单，请由主管部门经办人办理")
        }
        let form = try SheetForm(request.uri.queryParameters.map { (String($0.key), String($0.value)) })
        guard principal.sees(form.county) else {
            throw GatewayError(.forbidden, "scope.foreign", "该业务不属于您所在的旗县")
        }
        let routes = engine.configuration.county(form.county)?.routes[Exchange.listSubmit.rawValue]
        guard let routes, routes.contains(form.connection) else {
            throw GatewayError(.forbidden, "list.county", "该连接不受理此旗县的清单，请核对 county 和 connection")
        }
        let body = try await request.bytes(upTo: Desk.listLimit)
        guard !body.isEmpty else { throw GatewayError(.invalid, "sheet.empty", "没有收到表格文件，请选择文件后重新上传") }
        let now = clock()
        let answer = try await writes.run {
            let digest = hex(Digest.sha256(body))
            _ = try engine.perform(
                .submitSheet, ["county": form.county, "digest": digest], by: principal, now: now)
            // Who uploaded it takes the maker's part over the list that comes of it (IM-23.1).
            let parameters = form.parameters.merging(["uploader": String(principal.id)]) { $1 }
            return try engine.submitList(
                body, connection: form.connection, parameters: parameters, proof: .none, now: now)
        }
        return Response(JSONValue(answer), status: answer.isRefused ? 422 : 202)
    }
}

/// SheetForm is what the uploader says of a spreadsheet, which cannot say it itself.
package struct SheetForm: Sendable {
    package let connection: String
    package let county: String
    /// What goes with the document: everything but the connection.
    package let parameters: [String: String]

    private static let names = ["project", "period", "approvalNumber", "department", "county", "count", "sum"]

    /// Takes the pairs of the query, each once. Throws `invalid` with `form.field`, which names the field at fault.
    package init(_ pairs: [(String, String)]) throws(GatewayError) {
        var fields: [String: String] = [:]
        for (name, value) in pairs {
            guard name == "connection" || SheetForm.names.contains(name) else {
                throw GatewayError(.invalid, "form.field", "有不认识的参数，请只填写接口说明中的参数")
            }
            // A line break would be read as another parameter where parameters are kept as lines.
            let isPlain =
                !value.isEmpty && value.utf8.count <= 200
                && !value.unicodeScalars.contains(where: \.breaksLine)
            guard isPlain, fields.updateValue(value, forKey: name) == nil else {
                throw GatewayError(.invalid, "form.field", "参数 \(name) 为空、重复、过长或含控制字符，请改正")
            }
        }
        for name in ["connection"] + SheetForm.names where fields[name] == nil {
            throw GatewayError(.invalid, "form.field", "缺少参数 \(name)，请补充后重新上传")
        }
        connection = fields.removeValue(forKey: "connection") ?? ""
        county = fields["county"] ?? ""
        guard let count = fields["count"], count.utf8.allSatisfy({ (0x30...0x39).contains($0) }), Int64(count) != nil
        else { throw GatewayError(.invalid, "form.field", "参数 count 应为笔数（整数）") }
        guard let sum = fields["sum"], let money = Money.yuan(sum.utf8), money.fen > 0 else {
            throw GatewayError(.invalid, "form.field", "参数 sum 应为金额（元，最多两位小数）")
        }
        parameters = fields
    }
}

extension Unicode.Scalar {
    /// It breaks a line or controls a terminal.
    fileprivate var breaksLine: Bool {
        [.control, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
    }
}
