import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// Days for which a token opens the way in.
    private static let tokenDays: Int64 = 365

    /// A person who came in gets a token for the internet side: it says nothing of them to whoever finds it (IM-12.4). It
    /// is shown once, and kept as a digest.
    func issueToken(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        _ = try input.text("evidence")
        let person = try payee(of: input, work)
        let token = hex(try Random.bytes(16))
        try revoke(person, target.county, &work)
        let id = try work.id()
        try work.execute(
            "INSERT INTO portal_token (id, county, person, digest, issued, expires) VALUES ($1, $2, $3, $4, $5, $6)",
            .integer(id), .text(target.county), .integer(person),
            .bytes(sealer.digest("token", Array(token.utf8))), .at(work.now),
            .at(work.now + .seconds(86_400 * Engine.tokenDays)))
        work.touch("portal_token \(id)")
        return ActResult("token:\(id)", "已发放身份令牌，只显示这一次，请当面交给本人", ["token": token])
    }

    /// A phone was lost or stolen: what was asked for by its token and not granted yet is refused with it.
    func revokeToken(_ input: ActInput, _ target: ActTarget, _ work: inout Work) throws -> ActResult {
        _ = try input.text("reason")
        let person = try payee(of: input, work)
        let revoked = try revoke(person, target.county, &work)
        guard revoked.tokens + revoked.requests > 0 else {
            throw GatewayError(.conflict, "token.none", "该收款人没有有效的身份令牌，也没有未办结的网上申请")
        }
        return ActResult("line:\(try input.id("line"))", "令牌已注销，\(revoked.requests) 件未办结的网上申请一并退回")
    }

    /// Ends what opened the way in, and what came in by it and was not granted: requests that nobody has taken on, and
    /// confirmations that wait for a leader.
    @discardableResult
    private func revoke(
        _ person: Int64, _ county: String, _ work: inout Work
    ) throws -> (tokens: Int, requests: Int) {
        let open = try work.rows(
            "SELECT id FROM portal_request WHERE person = $1 AND county = $2 AND state = 'received' ORDER BY id",
            .integer(person), .text(county))
        try work.move(PortalRequestMachine.self, open.map { ($0.int(0), .refuse) })
        for row in open {
            try work.execute("UPDATE portal_request SET reason = 'token.revoked' WHERE id = $1", row[0])
        }
        let waiting = try work.rows(
            """
            SELECT id FROM library_account WHERE person = $1 AND state = 'confirmed' AND channel = 'miniProgram'
            ORDER BY id
            """, .integer(person))
        try work.move(LibraryAccountMachine.self, waiting.map { ($0.int(0), .reject) })
        let tokens = try work.execute(
            "UPDATE portal_token SET revoked = $1 WHERE person = $2 AND county = $3 AND revoked IS NULL", .at(work.now),
            .integer(person), .text(county))
        return (tokens, open.count + waiting.count)
    }

    private func payee(of input: ActInput, _ work: Work) throws -> Int64 {
        let row = try work.rows("SELECT payee FROM roster_line WHERE id = $1", .integer(try input.id("line"))).first
        guard let person = row?.int(0) else { throw GatewayError(.notFound, "line.unknown", "没有该明细") }
        return person
    }

    /// Somebody has spoken with the person and takes the request on (IM-12.4, IM-13.2). An account is completed here, in
    /// the inner zone, and goes the way of every confirmation: a leader approves, and its bank is asked.
    func acceptRequest(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let request = try input.id("request")
        _ = try input.text("evidence")
        let row = try work.row(
            "SELECT kind, person, tail, county, project FROM portal_request WHERE id = $1", .integer(request),
            missing: "request.unknown", "没有该网上申请")
        try work.move(PortalRequestMachine.self, request, .accept)
        guard row.text(0) == "account" else {
            let isOnline = project(row.text(4), row.text(3))?.local.mode == .online
            return ActResult(
                "request:\(request)",
                isOnline ? "已受理在线申请，请登记（application.register）后审批（IM-14.1）" : "已受理在线申请，请在报送清单中办理（IM-13.2）")
        }
        let number = try AccountNumber(reading: try input.text("account").utf8)
        guard number.text.hasSuffix(row.text(2)) else {
            throw GatewayError(.refused, "request.otherAccount", "账号与网上申请的尾号不符，请与本人核对")
        }
        let line = try work.rows(
            """
            SELECT MAX(l.id) FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.payee = $1 AND r.county = $2
            """, row[1], row[3]
        ).first?[0].integer
        guard let line else { throw GatewayError(.notFound, "line.unknown", "该收款人没有清册明细") }
        return try confirmAccount(
            ActInput([
                "line": String(line), "channel": "miniProgram", "by": "self", "account": number.text,
                "bank": try input.text("bank"), "evidence": try input.text("evidence"),
                "fallback": input.optional("fallback"),
            ]), &work)
    }

    func refuseRequest(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let request = try input.id("request")
        let reason = try input.text("reason")
        try work.move(PortalRequestMachine.self, request, .refuse)
        try work.execute("UPDATE portal_request SET reason = $1 WHERE id = $2", .text(reason), .integer(request))
        return ActResult("request:\(request)", "已退回网上申请：\(reason)")
    }

    /// Requests from the internet side; who made them stays here.
    package func portalRequests() throws -> [WorkItem] {
        try items(
            "request",
            """
            SELECT q.id, q.county, q.state, q.number, q.kind, q.project, q.period, q.tail, q.received, q.reason,
                (SELECT CAST(COUNT(*) AS BIGINT) FROM portal_paper p WHERE p.request = q.id)
            FROM portal_request q ORDER BY q.id
            """, ["number", "kind", "project", "period", "tail", "received", "reason", "papers"])
    }
}
