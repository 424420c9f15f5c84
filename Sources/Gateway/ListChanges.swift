import AdapterKit
import Store
import Subsidy
import Workflow

/// A department's word about a line, with how far the line has come.
private struct ListChange {
    let id: Int64
    let kind: ListChangeKind
    let version: Int64
    let document: Int64
    let listLine: Int64
    let amount: Money?
    let standard: Int64?
    let payee: Int64?
    let account: Int64?
    /// The line's newest word that was carried out.
    let carriedOut: Int64
    let roster: Int64?
    let rosterState: RosterMachine.State?
    let line: Int64?
    let lineState: RosterLineMachine.State?

    init?(_ row: [SQLValue]) {
        guard let kind = ListChangeKind(rawValue: row.text(1)) else { return nil }
        id = row.int(0)
        self.kind = kind
        version = row.int(2)
        document = row.int(3)
        listLine = row.int(4)
        amount = row[5].integer.map(Money.init(fen:))
        standard = row[6].integer
        payee = row[7].integer
        account = row[8].integer
        carriedOut = row.int(9)
        roster = row[10].integer
        rosterState = RosterMachine.State(rawValue: row.text(11))
        line = row[12].integer
        lineState = RosterLineMachine.State(rawValue: row.text(13))
    }
}

extension Engine {
    /// The reason of a line that its department has taken back, and of one that it has corrected.
    static let withdrawnReason = "department.withdrawn"
    static let correctedReason = "department.corrected"

    /// Carries out what departments said of their lines, the newest word first: what an older one says of the same line
    /// does not count any more, in whatever order they came (IM-14.2).
    func applyListChanges(now: Instant) throws -> Progress {
        var progress = Progress()
        guard try store.read({ c in try !c.rows("SELECT 1 FROM list_change WHERE state = 'waiting' LIMIT 1").isEmpty })
        else { return try coverSupplements(now: now) }
        progress += try findLines(now: now)
        let waiting: [ListChange] = try store.read { c in
            try c.rows(
                """
                SELECT x.id, x.kind, x.version, x.document, ll.id, x.amount_fen, x.standard_fen, x.payee, x.account,
                    ll.change_version, r.id, r.state, l.id, l.state
                FROM list_change x JOIN list_line ll ON ll.id = x.list_line JOIN list k ON k.id = ll.list
                LEFT JOIN roster_line l ON l.list_line = ll.id LEFT JOIN roster r ON r.id = l.roster
                WHERE x.state = 'waiting' AND k.state <> 'reading' ORDER BY ll.id, x.version DESC, x.id
                """
            ).compactMap { ListChange($0) }
        }
        var newest: Set<Int64> = []
        for change in waiting {
            let isOld = !newest.insert(change.listLine).inserted || change.version <= change.carriedOut
            let stage: ListChangeRule.Stage = try store.read { c in try self.stage(of: change, c) }
            let effect = ListChangeRule.effect(change.kind, at: stage)
            guard isOld || effect != .waits else { continue }
            do {
                try commit(
                    "list.change", object: "list_line:\(change.listLine)", document: change.document, now: now,
                    as: .outcome
                ) { work in
                    if isOld { return try work.move(ListChangeMachine.self, change.id, .supersede) }
                    try carryOut(change, effect, &work)
                }
            } catch is GatewayError {
                // A line that cannot change now stops nobody else (G6): its word waits on.
                continue
            }
            progress.moves += 1
            if !isOld { progress.notes.append("list.change：主管部门\(change.kind.zh)一行，\(effect.zh)（IM-14.2）") }
        }
        progress += try coverSupplements(now: now)
        return progress
    }

    /// Words that came before their list find its lines; a word about nobody of the list is refused.
    private func findLines(now: Instant) throws -> Progress {
        var progress = Progress()
        let found = try store.read { c in
            try c.rows(
                """
                SELECT y.id, MIN(ll.id), MIN(x.id) FROM list_change y
                JOIN list x ON x.county = y.county AND x.project = y.project AND x.period = y.period
                    AND x.approval = y.approval AND x.state <> 'reading'
                JOIN document d ON d.id = x.document AND d.connection = y.connection
                LEFT JOIN person p ON p.id_digest = y.id_digest
                LEFT JOIN list_line ll ON ll.list = x.id AND ll.beneficiary = p.id
                    AND (y.list_row = 0 OR ll.line = y.list_row)
                WHERE y.state = 'waiting' AND y.list_line IS NULL GROUP BY y.id ORDER BY y.id
                """)
        }
        for row in found {
            try commit("list.findLine", object: "list:\(row.int(2))", now: now, as: .outcome) { work in
                guard row[1].isNull else {
                    try work.execute("UPDATE list_change SET list_line = $1 WHERE id = $2", row[1], row[0])
                    return
                }
                try work.move(ListChangeMachine.self, row.int(0), .refuse)
            }
            progress.moves += 1
        }
        return progress
    }

    private func stage(of change: ListChange, _ c: any StoreConnection) throws -> ListChangeRule.Stage {
        guard let line = change.line, let state = change.lineState, let roster = change.rosterState else {
            return .notRostered
        }
        guard roster == .ordered || roster == .closed else { return .inRoster }
        guard state == .payable else { return .left }
        let attempts = try c.rows(
            """
            SELECT a.state, a.paid_fen, COALESCE(f.state, '') FROM share s JOIN attempt a ON a.share = s.id
            LEFT JOIN failure f ON f.attempt = a.id WHERE s.roster_line = $1
            AND NOT EXISTS (SELECT 1 FROM attempt n WHERE n.share = a.share AND n.ordinal > a.ordinal) ORDER BY a.id
            """, [.integer(line)])
        guard !attempts.isEmpty else { return .ordered }
        let states = attempts.compactMap { AttemptMachine.State(rawValue: $0.text(0)) }
        let paid = attempts.reduce(Money.zero) { $0 + Money(fen: $1.int(1)) }
        if states.contains(where: { [.instructed, .pending, .unknown].contains($0) }) { return .onWay }
        if paid > .zero { return states.contains(.held) ? .onWay : .paid(paid) }
        if attempts.allSatisfy({ $0.text(2) == FailureMachine.State.movedOut.rawValue }) { return .left }
        return states.contains(.failed) || states.contains(.lateReturned) ? .failed : .ordered
    }

    private func carryOut(
        _ change: ListChange, _ effect: ListChangeRule.Effect, _ work: inout Work
    ) throws {
        switch effect {
        case .waits: return
        case .replaced, .nothing: break
        case .removed: try takeOut(change, &work)
        case .held: try hold(change, &work)
        case .leaves: try proposeLeaving(change, &work)
        case .settled: try settle(change, &work)
        }
        try work.execute(
            """
            UPDATE list_line SET changed_fen = $1, changed_payee = $2, changed_account = $3, change_version = $4,
                withdrawn = $5, standard_fen = COALESCE($6, standard_fen) WHERE id = $7
            """,
            .optional(change.amount?.fen), .optional(change.payee), .optional(change.account), .integer(change.version),
            .int(change.kind == .withdraw ? 1 : 0), .optional(change.standard), .integer(change.listLine))
        try work.execute(
            "UPDATE list_change SET effect = $1 WHERE id = $2", .text(effect.rawValue), .integer(change.id))
        try work.move(ListChangeMachine.self, change.id, effect == .nothing ? .refuse : .apply)
    }

    /// A roster that is signed already comes back with the line's reason: what was approved is not what there is.
    private func returnIfSigned(_ change: ListChange, _ line: Int64, _ work: inout Work) throws {
        guard let roster = change.roster, let state = try rosterState(roster, work),
            RosterMachine.next(state, .return) != nil
        else { return }
        try work.move(RosterMachine.self, roster, .return)
        try work.execute(
            "INSERT INTO return_reason (id, roster, roster_line, reason, at) VALUES ($1, $2, $3, $4, $5)",
            .integer(try work.id()), .integer(roster), .integer(line), .text(ReturnReason.changed.rawValue),
            .at(work.now))
    }

    /// The state now: an earlier word of the same round may have moved the roster.
    private func rosterState(_ roster: Int64, _ work: Work) throws -> RosterMachine.State? {
        let rows = try work.rows("SELECT state FROM roster WHERE id = $1", .integer(roster))
        return rows.first.flatMap { RosterMachine.State(rawValue: $0.text(0)) }
    }

    private func takeOut(_ change: ListChange, _ work: inout Work) throws {
        guard let line = change.line, let state = change.lineState else { return }
        if RosterLineMachine.next(state, .remove) != nil {
            try work.move(RosterLineMachine.self, line, .remove)
            try withdrawClaim(line, work)
        }
        try note(Engine.withdrawnReason, on: line, work)
        try returnIfSigned(change, line, &work)
    }

    /// A corrected line waits, with both values to be seen, until somebody has accepted the department's.
    private func hold(_ change: ListChange, _ work: inout Work) throws {
        guard let line = change.line, let state = change.lineState else { return }
        if state == .removed {
            // It was taken back and stands again: as before, it waits for somebody.
            let reason = try work.rows("SELECT reason FROM roster_line WHERE id = $1", .integer(line)).first?.text(0)
            guard reason == Engine.withdrawnReason else { return }
            try work.move(RosterLineMachine.self, line, .reinstate)
            if let roster = change.roster, try rosterState(roster, work) == .ended { try rebuild(roster, &work) }
        }
        if state != .held { try work.move(RosterLineMachine.self, line, .hold) }
        try note(Engine.correctedReason, on: line, work)
        try returnIfSigned(change, line, &work)
    }

    private func note(_ reason: String, on line: Int64, _ work: Work) throws {
        try work.execute("UPDATE roster_line SET reason = $1 WHERE id = $2", .text(reason), .integer(line))
        try work.execute(
            "UPDATE alert SET state = 'cleared' WHERE roster_line = $1 AND state = 'open'", .integer(line))
    }

    /// Ordered or failed, and taken back: it is proposed to leave, and a leader decides (IM-21.1b).
    private func proposeLeaving(_ change: ListChange, _ work: inout Work) throws {
        guard let line = change.line else { return }
        let attempts = try work.rows(
            """
            SELECT a.id FROM share s JOIN attempt a ON a.share = s.id LEFT JOIN failure f ON f.attempt = a.id
            WHERE s.roster_line = $1 AND a.state IN ('held', 'failed', 'lateReturned', 'withdrawn')
            AND COALESCE(f.state, '') NOT IN ('leaving', 'movedOut')
            AND NOT EXISTS (SELECT 1 FROM attempt n WHERE n.share = a.share AND n.ordinal > a.ordinal) ORDER BY a.id
            """, .integer(line))
        for row in attempts {
            let failure = try failure(leaving: row.int(0), .withdrawn, &work)
            try work.move(FailureMachine.self, failure, .leave)
            try work.execute(
                "UPDATE failure SET reason = $1 WHERE id = $2", .text(MoveOutReason.withdrawn.rawValue),
                .integer(failure))
        }
    }

    /// After the payment: too much is fetched back, too little is owed (IM-29.3).
    private func settle(_ change: ListChange, _ work: inout Work) throws {
        guard let line = change.line else { return }
        let due = change.kind == .withdraw ? .zero : change.amount ?? .zero
        let paid = try work.rows(
            """
            SELECT a.id, a.paid_fen, s.claim FROM share s JOIN attempt a ON a.share = s.id
            WHERE s.roster_line = $1 AND a.paid_fen > 0 ORDER BY a.id
            """, .integer(line))
        var beyond = paid.reduce(Money.zero) { $0 + Money(fen: $1.int(1)) } - due
        let short = Money(fen: -beyond.fen)
        for row in paid {
            let part = max(.zero, min(beyond, Money(fen: row.int(1))))
            try setRecovery(attempt: row.int(0), part, article: "IM-29.3", change.document, &work)
            beyond = beyond - part
        }
        if let claim = paid.first?.int(2) { try setSupplement(claim: claim, short, change.document, &work) }
    }

    /// Makes the recovery of an attempt under an article come to this: opened, changed before anything was handed in, or
    /// withdrawn. What others fetch back of the same payment is not fetched twice.
    func setRecovery(
        attempt: Int64, _ amount: Money, article: String, _ document: Int64?, _ work: inout Work
    ) throws {
        let sums =
            try work.rows(
                """
                SELECT a.paid_fen - COALESCE((SELECT CAST(SUM(v.amount_fen) AS BIGINT) FROM recovery v
                    WHERE v.attempt = a.id AND v.article NOT IN ('NX-10.3', $2) AND v.state <> 'withdrawn'), 0)
                FROM attempt a WHERE a.id = $1
                """, .integer(attempt), .text(article)
            ).first?.int(0) ?? 0
        let amount = min(amount, Money(fen: max(0, sums)))
        let known = try work.rows(
            """
            SELECT r.id, r.state, r.amount_fen, (SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_receipt p
                WHERE p.recovery = r.id) FROM recovery r WHERE r.attempt = $1 AND r.article = $2
            """, .integer(attempt), .text(article)
        ).first
        guard let known else {
            guard amount > .zero else { return }
            return try openRecovery(
                attempt: attempt, amount, reason: RecoveryReason.zh(article), article: article, document, work)
        }
        // What was handed in already is for people: the case stays as it is, and the proof shows the difference.
        guard known.int(3) == 0, let state = RecoveryMachine.State(rawValue: known.text(1)),
            [.opened, .notified, .withdrawn].contains(state)
        else { return }
        if amount == .zero {
            if state != .withdrawn { try work.move(RecoveryMachine.self, known.int(0), .withdraw) }
        } else {
            if state == .withdrawn { try work.move(RecoveryMachine.self, known.int(0), .reopen) }
            try work.execute(
                "UPDATE recovery SET amount_fen = $1, document = $2 WHERE id = $3", .integer(amount.fen),
                .optional(document), known[0])
            work.touch("recovery \(known.int(0)) amount \(amount.fen)")
        }
        // What this case asks for no more a death may ask for now.
        try noteDeadPaid(of: attempt, work)
    }

    private func setSupplement(claim: Int64, _ amount: Money, _ document: Int64, _ work: inout Work) throws {
        let known = try work.rows("SELECT id, state FROM supplement WHERE claim = $1", .integer(claim)).first
        guard let known else {
            guard amount > .zero else { return }
            try work.execute(
                """
                INSERT INTO supplement (id, claim, amount_fen, document, opened, state, sequence)
                VALUES ($1, $2, $3, $4, $5, 'opened', 0)
                """, .integer(try work.id()), .integer(claim), .integer(amount.fen), .integer(document), .at(work.now))
            return
        }
        guard known.text(1) != SupplementMachine.State.covered.rawValue else { return }
        if amount <= .zero {
            try work.moveIfPossible(SupplementMachine.self, known.int(0), .withdraw)
        } else {
            try work.moveIfPossible(SupplementMachine.self, known.int(0), .reopen)
            try work.execute(
                "UPDATE supplement SET amount_fen = $1, document = $2 WHERE id = $3", .integer(amount.fen),
                .integer(document), known[0])
        }
    }

    /// A further list of exactly what is owed covers it; one that is taken out again does not.
    private func coverSupplements(now: Instant) throws -> Progress {
        var progress = Progress()
        let found = try store.read { c in
            try c.rows(
                """
                SELECT v.id, v.state, MIN(o.id) FROM supplement v JOIN claim c ON c.id = v.claim
                JOIN claim o ON o.subject = c.subject AND o.project = c.project AND o.period = c.period AND o.id > c.id
                AND o.due_fen = v.amount_fen WHERE v.state = 'opened' GROUP BY v.id, v.state
                UNION ALL SELECT v.id, v.state, NULL FROM supplement v JOIN claim o ON o.id = v.cover
                WHERE v.state = 'covered' AND o.due_fen <> v.amount_fen ORDER BY 1
                """)
        }
        for row in found {
            try commit("supplement.cover", object: "supplement:\(row.int(0))", now: now, as: .outcome) { work in
                try work.move(SupplementMachine.self, row.int(0), row[2].isNull ? .uncover : .cover)
                try work.execute("UPDATE supplement SET cover = $1 WHERE id = $2", row[2], row[0])
            }
            progress.moves += 1
        }
        return progress
    }
}

/// Why money is fetched back, in people's words, by the article that asks for it.
enum RecoveryReason {
    static func zh(_ article: String) -> String {
        switch article {
        case "IM-29.3": "主管部门更正或撤回，多付部分追回"
        case "IM-16.1e": "收款人在发放前已死亡"
        default: "错发追回"
        }
    }
}

extension ListChangeKind {
    var zh: String { self == .withdraw ? "撤回" : "更正" }
}

extension ListChangeRule.Effect {
    var zh: String {
        switch self {
        case .replaced: "造册前已按新内容替换"
        case .removed: "该行已移出清册"
        case .held: "该行暂缓，待核定"
        case .waits: "在途，待有结果后办理"
        case .leaves: "已提出移出，待负责人批准"
        case .settled: "已付，差额追回或补发"
        case .nothing: "该行已移出，未作变动"
        }
    }
}
