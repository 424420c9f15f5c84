import AdapterKit
package import Subsidy
package import Workflow
import Store
import Trust

/// Principal is who acts: one login, one natural person, one role, one scope.
package struct Principal: Sendable, Hashable {
    package var id: Int64
    package var login: String
    package var naturalPerson: String
    package var role: Role
    package var scope: String
    /// Whom somebody of a bank acts for.
    package var bank = ""
    /// Who is paid, where that is who acts.
    package var person: Int64?
}

/// What an act did, in words and as values.
package struct ActResult: Sendable {
    package var object: String
    package var message: String
    package var values: [String: String]

    init(_ object: String, _ message: String, _ values: [String: String] = [:]) {
        self.object = object
        self.message = message
        self.values = values
    }
}

extension Engine {
    /// Does one act of one person: role, scope and duty are checked in the transaction that does it.
    ///
    /// Throws `forbidden` with `duty.taken` when the same natural person holds another duty over the object or its
    /// descendants (IM-23.1), whatever login is used.
    package func perform(
        _ act: Act, _ arguments: [String: String], by principal: Principal, now: Instant
    ) throws -> ActResult {
        guard act.roles.contains(principal.role) else {
            throw GatewayError(.forbidden, "role.missing", "您的岗位无权办理此事项（\(act.rawValue)），请由相应岗位办理")
        }
        begin(now)
        if !act.isOfRelease { try requireReleased() }
        let arguments = bound(arguments, to: principal)
        let target = try store.read { c in try self.target(of: act, arguments, c) }
        guard principal.scope == "*" || principal.scope == target.county else {
            throw GatewayError(.forbidden, "scope.foreign", "该业务不属于您所在的旗县")
        }
        try requireStepHere(act, principal.role, target.county)
        try store.read { c in try requireOwnDepartment(principal, target.root, c) }
        try prepare(act, arguments, now: now)
        return try commit(
            act.rawValue, object: target.root, principal: principal.id, now: now, as: .act
        ) { work -> ActResult in
            try take(act.duty(of: principal.role), over: target.root, work)
            try keepEvidence(act, arguments, target.root, principal, &work)
            return try carryOut(act, arguments, target, &work)
        }
    }

    /// One person, one duty over a root: the key (root, person) holds it, not this code.
    func take(_ duty: Duty, over root: String, _ work: Work) throws {
        guard let id = work.principal else { return }
        let taken = try work.execute(
            """
            INSERT INTO duty (root, natural_person, duty, principal, at)
            SELECT $1, natural_person, $2, id, CAST($3 AS BIGINT) FROM principal WHERE id = $4
            ON CONFLICT (root, natural_person) DO UPDATE SET at = duty.at WHERE duty.duty = excluded.duty
            """, .text(root), .text(duty.rawValue), .at(work.now), .integer(id))
        guard taken == 1 else { throw Engine.dutyTaken }
    }

    private static let dutyTaken = GatewayError(
        .forbidden, "duty.taken", "不相容岗位：您已在该业务中承担另一岗位职责，须由他人办理（IM-23.1）")

    /// What somebody shows for an act is kept sealed, and its digest goes into the act's audit record (G1, G8).
    private func keepEvidence(
        _ act: Act, _ arguments: [String: String], _ root: String, _ principal: Principal, _ work: inout Work
    ) throws {
        let shown = ["evidence", "reason", "explanation"].compactMap { key in
            arguments[key].map { "\(key)=\($0)" }
        }
        guard !shown.isEmpty else { return }
        let id = try work.id()
        let sealed = try sealer.seal(
            SealedTexts.encode(shown), SealContext(table: "evidence", row: id, fields: "shown"))
        try work.execute(
            "INSERT INTO evidence (id, act, object, principal, at, sealed) VALUES ($1, $2, $3, $4, $5, $6)",
            .integer(id), .text(act.rawValue), .text(root), .integer(principal.id), .at(work.now), .bytes(sealed))
        work.touch("evidence \(id) \(hex(Digest.sha256(SealedTexts.encode(shown))))")
    }

    /// What must be computed and kept even when the act is then refused: the alerts of a review.
    private func prepare(_ act: Act, _ arguments: [String: String], now: Instant) throws {
        let stage: AlertRule.Stage
        switch act {
        case .signRoster: stage = .submit
        case .departmentApprove: stage = .departmentReview
        case .financeApprove: stage = .financeReview
        case .releaseBatch, .orderPayment, .repeatOrder: stage = .release
        default: return
        }
        let roster = try store.read { c in
            if let roster = arguments["roster"].flatMap({ Int64($0) }) { return Int64?(roster) }
            let order = arguments["order"].flatMap { Int64($0) } ?? 0
            return try c.rows("SELECT roster FROM payment_order WHERE id = $1", [.integer(order)]).first?.int(0)
        }
        guard let roster else { return }
        try runAlerts(roster: roster, stage: stage, now: now)
    }
}
