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

/// What an act is about: the root over which duties are kept apart, and the county it lies in.
struct ActTarget {
    /// `list:12`: a list and everything that came of it. `link:3`: a budget link.
    var root: String
    var county: String
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
        if !act.isOfRelease { try requireReleased() }
        let target = try store.read { c in try self.target(of: act, arguments, c) }
        guard principal.scope == "*" || principal.scope == target.county else {
            throw GatewayError(.forbidden, "scope.foreign", "该业务不属于您所在的旗县")
        }
        try store.read { c in try requireOwnDepartment(principal, target.root, c) }
        try prepare(act, arguments, now: now)
        return try commit(
            act.rawValue, object: target.root, principal: principal.id, now: now, before: .beforeCommitAct,
            after: .afterCommitAct
        ) { work -> ActResult in
            try take(act.duty(of: principal.role), over: target.root, principal, work)
            try keepEvidence(act, arguments, target.root, principal, &work)
            return try carryOut(act, arguments, target, &work)
        }
    }

    /// One person, one duty over a root: the key (root, person) holds it, not this code.
    private func take(_ duty: Duty, over root: String, _ principal: Principal, _ work: Work) throws {
        let taken = try work.execute(
            """
            INSERT INTO duty (root, natural_person, duty, principal, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (root, natural_person) DO UPDATE SET at = duty.at WHERE duty.duty = excluded.duty
            """,
            .text(root), .text(principal.naturalPerson), .text(duty.rawValue), .integer(principal.id), .at(work.now))
        guard taken == 1 else {
            throw GatewayError(.forbidden, "duty.taken", "不相容岗位：您已在该业务中承担另一岗位职责，须由他人办理（IM-23.1）")
        }
    }

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

    /// What an act is about. A roster and all that follows from it have their list as root.
    private func target(of act: Act, _ arguments: [String: String], _ c: any StoreConnection) throws -> ActTarget {
        func one(_ sql: SQLText, _ key: String) throws -> ActTarget {
            guard let id = arguments[key].flatMap({ Int64($0) }) else {
                throw GatewayError(.invalid, "argument.missing", "缺少参数 \(key)")
            }
            guard let row = try c.rows(sql, [.integer(id)]).first else {
                throw GatewayError(.notFound, "object.unknown", "没有编号为 \(id) 的对象（\(key)）")
            }
            return ActTarget(root: "\(row.text(0)):\(row.int(1))", county: row.text(2))
        }
        switch act {
        case .proposeRelease, .approveRelease:
            return ActTarget(root: "release:\(configurationDigest)", county: "*")
        case .proposeLink:
            let county = arguments["county"] ?? ""
            return ActTarget(
                root: "link:\(county):\(arguments["project"] ?? ""):\(arguments["budgetProject"] ?? "")", county: county
            )
        case .releaseLink:
            guard let id = arguments["link"].flatMap({ Int64($0) }),
                let row = try c.rows(
                    "SELECT county, project, budget_project FROM budget_link WHERE id = $1", [.integer(id)]
                ).first
            else { throw GatewayError(.notFound, "object.unknown", "没有该对应关系") }
            return ActTarget(root: "link:\(row.text(0)):\(row.text(1)):\(row.text(2))", county: row.text(0))
        case .submitSheet:
            return ActTarget(root: "sheet:\(arguments["digest"] ?? "")", county: arguments["county"] ?? "")
        case .confirmList, .buildRoster, .publishList, .closeListPublicity, .objectToLine:
            return try one("SELECT 'list', id, county FROM list WHERE id = $1", "list")
        case .requestIdentityCheck, .requestAccountCheck, .publishRoster, .closePublicity, .signRoster,
            .departmentApprove, .financeApprove, .returnRoster, .rebuildRoster, .orderPayment, .explainAlerts:
            return try one("SELECT 'list', list, county FROM roster WHERE id = $1", "roster")
        case .decideDeath, .correctName, .holdLine, .freeLine, .removeLine, .confirmReview, .reinstateLine,
            .confirmAccount, .approveConfirmation, .rejectConfirmation, .relateAccount, .approveRelation,
            .rejectRelation, .correctIdNumber, .clearTakeover, .permitCard, .acceptChange, .chooseSource:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $1
                """, "line")
        case .releaseBatch, .repeatOrder, .proposeRefund:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM payment_order o JOIN roster r ON r.id = o.roster WHERE o.id = $1
                """, "order")
        case .changeAccount, .approveAccount, .reissue, .approveReissue, .extendClock, .approveMoveOut, .refuseMoveOut,
            .reclassifyFailure, .noticeFailure, .confirmActivation:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM failure f JOIN attempt a ON a.id = f.attempt
                JOIN payment_order o ON o.id = a.payment_order JOIN roster r ON r.id = o.roster WHERE f.id = $1
                """, "failure")
        case .withdrawBatch:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM batch b JOIN payment_order o ON o.id = b.payment_order
                JOIN roster r ON r.id = o.roster WHERE b.id = $1
                """, "batch")
        case .approveRefund, .rejectRefund:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM refund x JOIN payment_order o ON o.id = x.payment_order
                JOIN roster r ON r.id = o.roster WHERE x.id = $1
                """, "refund")
        case .notifyRecovery, .receiveRecovery, .confirmRecovery, .proposeWriteOff, .approveWriteOff, .giveBackRecovery,
            .withdrawRecovery:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM recovery x JOIN attempt a ON a.id = x.attempt
                JOIN payment_order o ON o.id = a.payment_order JOIN roster r ON r.id = o.roster WHERE x.id = $1
                """, "recovery")
        case .settleUnknown, .confirmSettlement, .moveOut, .openRecovery:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM attempt a JOIN payment_order o ON o.id = a.payment_order
                JOIN roster r ON r.id = o.roster WHERE a.id = $1
                """, "attempt")
        case .explainSuspense, .confirmSuspense:
            // A word about a line belongs to the line's list: who released it may not explain it away.
            return try one(
                """
                SELECT CASE WHEN r.list IS NULL THEN 'suspense' ELSE 'list' END, COALESCE(r.list, x.id), x.county
                FROM suspense x LEFT JOIN attempt a ON a.serial = x.reference
                LEFT JOIN payment_order o ON o.id = a.payment_order LEFT JOIN roster r ON r.id = o.roster
                WHERE x.id = $1
                """, "suspense")
        case .tellDeathDay, .confirmDeathDay, .rejectDeathDay:
            return try one("SELECT 'inquiry', id, county FROM death_inquiry WHERE id = $1", "inquiry")
        case .proposePlan, .proposeAdmission:
            let kind = act == .proposePlan ? "plan" : "admission"
            let about = ["county", "project", "period"].map { arguments[$0] ?? "" }.joined(separator: ":")
            return ActTarget(root: "\(kind):\(about)", county: arguments["county"] ?? "")
        case .reviewPlan, .rejectPlan: return try periodTarget("plan", PlanMachine.name, arguments, c)
        case .admitLate, .rejectLate: return try periodTarget("admission", LateAdmissionMachine.name, arguments, c)
        case .registerKin:
            let official = configuration.people.first { $0.login == arguments["login"] }
            return ActTarget(root: "official:\(official?.naturalPerson ?? "")", county: official?.scope ?? "")
        case .explainStray, .confirmStray, .rejectStray:
            return try one("SELECT 'stray', id, county FROM stray_file WHERE id = $1", "stray")
        case .compareChannel, .withdrawPublication:
            return try one("SELECT 'publication', id, county FROM publication WHERE id = $1", "publication")
        case .noticeIndicator:
            return try one("SELECT 'indicator', id, county FROM indicator WHERE id = $1", "indicator")
        case .approveChange, .rejectChange, .addPerson, .checkPerson, .registerHousehold, .changeHousehold,
            .changeStanding, .referPerson, .endReference, .decideFinding, .releaseComparison, .dismissComparison:
            return try libraryTarget(of: act, arguments, c)
        case .requeueDocument: return try one("SELECT 'document', id, county FROM document WHERE id = $1", "document")
        case .makeBriefing, .requestExtract, .approveExtract, .refuseExtract, .takeExtract, .drawSample, .recordVisit,
            .requestChange, .resubmitChange, .withdrawChange, .verifyChange, .fileChange, .returnChange:
            return try reportTarget(of: act, arguments, c)
        }
    }

    /// What belongs to a project's period is one object, whoever proposed which part of it.
    private func periodTarget(
        _ kind: String, _ table: String, _ arguments: [String: String], _ c: any StoreConnection
    ) throws -> ActTarget {
        guard let id = arguments[kind].flatMap({ Int64($0) }),
            let row = try c.rows(
                SQLText("SELECT county, project, period FROM \(table) WHERE id = $1"), [.integer(id)]
            ).first
        else { throw GatewayError(.notFound, "object.unknown", "没有该对象（\(kind)）") }
        return ActTarget(root: "\(kind):\(row.text(0)):\(row.text(1)):\(row.text(2))", county: row.text(0))
    }

    /// What must be computed and kept even when the act is then refused: the alerts of a review.
    private func prepare(_ act: Act, _ arguments: [String: String], now: Instant) throws {
        let stage: AlertRule.Stage
        switch act {
        case .signRoster: stage = .submit
        case .departmentApprove: stage = .departmentReview
        case .financeApprove: stage = .financeReview
        case .releaseBatch: stage = .release
        default: return
        }
        var roster = arguments["roster"].flatMap { Int64($0) }
        if stage == .release, let order = arguments["order"].flatMap({ Int64($0) }) {
            roster = try store.read { c in
                try c.rows("SELECT roster FROM payment_order WHERE id = $1", [.integer(order)]).first?.int(0)
            }
        }
        guard let roster else { return }
        try runAlerts(roster: roster, stage: stage, now: now)
    }

    private func carryOut(
        _ act: Act, _ arguments: [String: String], _ target: ActTarget, _ work: inout Work
    ) throws -> ActResult {
        let input = ActInput(arguments)
        switch act {
        case .proposeRelease: return try proposeRelease(input, target)
        case .approveRelease: return try approveRelease(input, target, &work)
        case .proposeLink: return try proposeLink(input, &work)
        case .releaseLink: return try releaseLink(input, &work)
        case .submitSheet: return ActResult(target.root, "已登记上传")
        case .confirmList: return try confirmList(input, &work)
        case .buildRoster: return try buildRoster(input, &work)
        case .requestIdentityCheck: return try requestIdentityCheck(input, &work)
        case .decideDeath: return try decideDeath(input, &work)
        case .confirmReview: return try confirmReview(input, &work)
        case .holdLine: return try setLine(input, .hold, &work)
        case .freeLine: return try setLine(input, .free, &work)
        case .removeLine: return try setLine(input, .remove, &work)
        case .requestAccountCheck: return try requestAccountCheck(input, &work)
        case .publishRoster: return try publish(input, &work)
        case .closePublicity: return try closePublicity(input, &work)
        case .explainAlerts: return try explainAlerts(input, &work)
        case .signRoster: return try sign(input, &work)
        case .departmentApprove: return try approve(input, .departmentApprove, .departmentReview, &work)
        case .financeApprove: return try approve(input, .financeApprove, .financeReview, &work)
        case .returnRoster: return try returnRoster(input, &work)
        case .rebuildRoster: return try rebuildRoster(input, &work)
        case .orderPayment: return try orderPayment(input, &work)
        case .releaseBatch: return try releaseBatch(input, &work)
        case .changeAccount: return try changeAccount(input, &work)
        case .approveAccount: return try approveAccount(input, &work)
        case .reissue: return try requestReissue(input, &work)
        case .approveReissue: return try approveReissue(input, &work)
        case .settleUnknown: return try settleUnknown(input, &work)
        case .confirmSettlement: return try confirmSettlement(input, &work)
        case .explainSuspense: return try explainSuspense(input, &work)
        case .confirmSuspense: return try confirmSuspense(input, &work)
        case .requeueDocument: return try requeue(input, &work)
        case .reinstateLine: return try reinstateLine(input, &work)
        case .extendClock: return try extendClock(input, &work)
        case .moveOut: return try moveOut(input, &work)
        case .approveMoveOut: return try approveMoveOut(input, &work)
        case .refuseMoveOut: return try refuseMoveOut(input, &work)
        case .repeatOrder: return try repeatOrder(input, &work)
        case .withdrawBatch: return try withdrawBatch(input, &work)
        case .proposeRefund: return try proposeRefund(input, &work)
        case .approveRefund: return try approveRefund(input, &work)
        case .rejectRefund: return try rejectRefund(input, &work)
        case .openRecovery: return try openRecoveryCase(input, &work)
        case .notifyRecovery: return try notifyRecovery(input, &work)
        case .receiveRecovery: return try receiveRecovery(input, &work)
        case .confirmRecovery: return try confirmRecovery(input, &work)
        case .proposeWriteOff: return try proposeWriteOff(input, &work)
        case .approveWriteOff: return try approveWriteOff(input, &work)
        case .giveBackRecovery: return try giveBackRecovery(input, &work)
        case .withdrawRecovery: return try withdrawRecovery(input, &work)
        case .reclassifyFailure: return try reclassifyFailure(input, &work)
        case .confirmAccount: return try confirmAccount(input, &work)
        case .approveConfirmation: return try approveConfirmation(input, &work)
        case .rejectConfirmation: return try rejectConfirmation(input, &work)
        case .relateAccount: return try relateAccount(input, &work)
        case .approveRelation: return try decideRelation(input, .approve, &work)
        case .rejectRelation: return try decideRelation(input, .reject, &work)
        case .noticeIndicator: return try noticeIndicator(input, &work)
        case .correctName, .correctIdNumber, .clearTakeover, .approveChange, .rejectChange, .addPerson, .checkPerson,
            .registerHousehold, .changeHousehold, .changeStanding, .referPerson, .endReference, .permitCard,
            .decideFinding, .releaseComparison, .dismissComparison:
            return try carryOutLibrary(act, input, target, &work)
        case .acceptChange: return try acceptChange(input, &work)
        case .chooseSource: return try chooseSource(input, &work)
        case .explainStray: return try explainStray(input, &work)
        case .confirmStray: return try decideStray(input, .confirm, &work)
        case .rejectStray: return try decideStray(input, .reject, &work)
        case .proposePlan: return try proposePlan(input, &work)
        case .reviewPlan: return try reviewPlan(input, &work)
        case .rejectPlan: return try rejectPlan(input, &work)
        case .registerKin: return try registerKin(input, &work)
        case .proposeAdmission: return try proposeAdmission(input, &work)
        case .admitLate: return try decideAdmission(input, .admit, &work)
        case .rejectLate: return try decideAdmission(input, .reject, &work)
        case .publishList: return try publishList(input, &work)
        case .closeListPublicity: return try closeListPublicity(input, &work)
        case .objectToLine: return try objectToLine(input, &work)
        case .tellDeathDay: return try tellDeathDay(input, &work)
        case .confirmDeathDay: return try confirmDeathDay(input, &work)
        case .rejectDeathDay: return try rejectDeathDay(input, &work)
        case .makeBriefing: return try makeBriefing(input, target, &work)
        case .requestExtract: return try requestExtract(input, target, &work)
        case .approveExtract: return try decideExtract(input, .approve, &work)
        case .refuseExtract: return try decideExtract(input, .refuse, &work)
        case .takeExtract: return try takeExtract(input, &work)
        case .drawSample: return try drawSample(input, target, &work)
        case .recordVisit: return try recordVisit(input, &work)
        case .requestChange: return try requestChange(input, target, &work)
        case .resubmitChange: return try resubmitChange(input, &work)
        case .withdrawChange: return try moveChange(input, .withdraw, &work)
        case .verifyChange: return try moveChange(input, .verify, &work)
        case .fileChange: return try moveChange(input, .file, &work)
        case .returnChange: return try moveChange(input, .return, &work)
        case .compareChannel: return try compareChannel(input, &work)
        case .withdrawPublication: return try withdrawPublication(input, &work)
        case .noticeFailure: return try noticeFailure(input, &work)
        case .confirmActivation: return try confirmActivation(input, &work)
        }
    }
}

/// Arguments of an act, each asked for by name.
struct ActInput {
    private let arguments: [String: String]
    init(_ arguments: [String: String]) { self.arguments = arguments }

    func text(_ key: String) throws -> String {
        guard let value = arguments[key], !value.isEmpty else {
            throw GatewayError(.invalid, "argument.missing", "缺少参数 \(key)")
        }
        return value
    }

    func id(_ key: String) throws -> Int64 {
        guard let value = Int64(try text(key)) else {
            throw GatewayError(.invalid, "argument.number", "参数 \(key) 应为数字")
        }
        return value
    }

    func day(_ key: String) throws -> Day {
        guard let value = Day(try text(key).utf8) else {
            throw GatewayError(.invalid, "argument.day", "参数 \(key) 应为日期 yyyy-MM-dd")
        }
        return value
    }

    func optional(_ key: String) -> String { arguments[key] ?? "" }
}
