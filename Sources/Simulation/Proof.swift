import Gateway
import Sandbox
import Store
import StoreSQLite
import Subsidy
import Workflow

/// The whole proof: once a day what the store alone can prove, and at the end, when everybody has cleared their desk,
/// all of it and against everybody's books.
struct Proof {
    let engine: Engine
    let store: SQLiteStore
    let country: Country

    /// Laws whose two sides come from two papers: the bank's word today, its statement tonight or next week.
    private static let ofTwoPapers: Set<String> = [
        "银行实付 = 对账单付出", "对账单余额 = 未发明细 + 利息等 + 不明（须为 0）", "国库实拨 = 明细实付",
    ]

    /// Days that may lie between the two papers where nothing goes wrong: a long weekend.
    private static let patience = 5

    /// What no trouble may break, on any day. Between two papers a weekend may lie; without troubles no more than that.
    /// `disagreeing` counts for how many days each law of two papers has not held.
    func daily(isTroubled: Bool, _ disagreeing: inout [String: Int]) throws {
        var still: [String: Int] = [:]
        for equality in try engine.reconcile().equalities where !equality.holds {
            guard Self.ofTwoPapers.contains(equality.law) else { throw Self.breach(equality) }
            let days = (disagreeing["\(equality.subject) \(equality.law)"] ?? 0) + 1
            guard isTroubled || days <= Self.patience else { throw Self.breach(equality) }
            still["\(equality.subject) \(equality.law)"] = days
        }
        disagreeing = still
        try nothingUnexplained()
    }

    /// Nobody but us, the treasury and the bank's interest moves an agency account here, and all of them say what for:
    /// what we cannot explain we did not book. And what was fetched back is what two people saw come.
    private func nothingUnexplained() throws {
        let found = try store.readAlone { c in
            try c.rows("SELECT reference, amount_fen FROM statement_line WHERE kind = 'unexplained' ORDER BY id")
        }
        guard let line = found.first else { return }
        throw Breach("G2.unexplained", "\(line[0].text ?? ""): \(line[1].integer ?? 0) fen on a statement are nobody's")
    }

    private static func breach(_ equality: Equality) -> Breach {
        func text(_ side: [(term: String, lines: Int64?, sum: Money)]) -> String {
            side.map { "\($0.term) \($0.lines.map(String.init) ?? "-")/\($0.sum.fen)" }.joined(separator: " + ")
        }
        return Breach("G2", "\(equality.subject) \(equality.law): \(text(equality.left)) ≠ \(text(equality.right))")
    }

    /// After the quiet time: everything holds, or is one of the open ends that are listed here; these are counted.
    func final() throws -> [String: Int] {
        let proof = try engine.reconcile()
        for equality in proof.equalities where !equality.holds { throw Self.breach(equality) }
        guard proof.open.isEmpty else { throw Breach("G2.open", proof.open.joined(separator: "；")) }
        var remaining: [String: Int] = [:]
        try books()
        try ledgers()
        try attempts(&remaining)
        try recoveries()
        try owed()
        try traffic(&remaining)
        let findings = try engine.verifyAudit()
        guard findings.isEmpty else { throw Breach("G8", findings.joined(separator: "；")) }
        return remaining
    }

    /// What we believe of each instruction is what its executor did.
    private func books() throws {
        for (serial, paid) in try engine.paidBySerial().sorted(by: { $0.key < $1.key }) {
            let truth = country.instruction(serial)
            let credited = (truth?.paidFen ?? 0) - (truth?.returnedFen ?? 0)
            guard paid.fen == credited else {
                throw Breach("G2.books", "\(serial): we say \(paid.fen) fen, its executor \(credited)")
            }
        }
        guard country.doubledApplications.isEmpty else {
            throw Breach("G1.treasury", "\(country.doubledApplications)")
        }
    }

    /// Each movement that a bank booked and stated stands once in our books, and none besides; and of each request we
    /// have what the treasury allocated to it.
    private func ledgers() throws {
        for (number, fen) in country.allocations {
            let ours = try store.readAlone { c in
                try c.rows("SELECT allocated_fen FROM payment_order WHERE number = $1", [.text(number)])
            }.first?[0].integer
            guard ours == fen else {
                throw Breach("G2.allocation", "\(number): we say \(ours ?? -1) fen, the treasury \(fen)")
            }
        }
        for agency in Country.agencies {
            let name = [SQLValue.text(agency.name)]
            let (lines, until) = try store.readAlone { c in
                (
                    try c.rows(
                        "SELECT serial, direction, amount_fen FROM statement_line WHERE agency_account = $1 ORDER BY id",
                        name),
                    try c.rows("SELECT MAX(through_day) FROM statement WHERE agency_account = $1", name)
                        .first?[0].integer ?? 0
                )
            }
            let ours = lines.map { "\($0[0].text ?? "") \($0[1].text ?? "") \($0[2].integer ?? 0)" }.sorted()
            let theirs = country.movements(agency).filter { $0.day <= until }
                .map { "\($0.serial) \($0.isCredit ? "credit" : "debit") \($0.fen)" }.sorted()
            guard ours == theirs else {
                let odd = Set(ours).symmetricDifference(theirs).min() ?? "\(ours.count) lines of \(theirs.count)"
                throw Breach("G2.statement", "\(agency.name): \(odd)")
            }
        }
    }

    /// An instruction without an end is only one whose payee died, or who is red, at the door of the bank; or one that
    /// the bank waits to pay, because it paid somebody twice from the same agency account.
    private func attempts(_ remaining: inout [String: Int]) throws {
        let open = try store.readAlone { c in
            try c.rows(
                """
                SELECT a.id, a.state, a.serial, o.state, o.agency_account, a.amount_fen
                FROM attempt a JOIN payment_order o ON o.id = a.payment_order
                WHERE a.state IN ('held', 'instructed', 'pending', 'unknown') ORDER BY a.id
                """)
        }
        var waiting: [String: Int64] = [:]
        for row in open {
            let state = row[1].text ?? ""
            if state == "instructed", country.instruction(row[2].text ?? "")?.state == "waiting",
                let agency = row[4].text
            {
                waiting[agency, default: 0] += row[5].integer ?? 0
                remaining["the bank waits for money that it paid twice", default: 0] += 1
                continue
            }
            guard state == "held" else {
                throw Breach("end", "attempt \(row[2].text ?? "") is \(state), its order \(row[3].text ?? "")")
            }
            guard try isStopped(row[0].integer ?? 0) else {
                throw Breach("end", "attempt \(row[2].text ?? "") is held, and nothing stops it")
            }
            remaining["held at release", default: 0] += 1
        }
        for (agency, fen) in waiting.sorted(by: { $0.key < $1.key }) { try isShort(agency, by: fen) }
        let rejected = try store.readAlone { c in
            try c.rows("SELECT number FROM payment_order WHERE state = 'rejected' ORDER BY id")
        }
        guard rejected.isEmpty else { throw Breach("end", "\(rejected.count) orders are rejected, and nobody cares") }
        let failures = try store.readAlone { c in
            try c.rows(
                """
                SELECT f.state || ' ' || f.class || ' ' || o.disbursement, COUNT(*) FROM failure f
                JOIN attempt a ON a.id = f.attempt JOIN payment_order o ON o.id = a.payment_order
                WHERE f.state IN ('open', 'mended', 'requested') GROUP BY 1 ORDER BY 1
                """)
        }
        for row in failures { remaining["failure \(row[0].text ?? "")"] = Int(row[1].integer ?? 0) }
    }

    /// A bank that waits has less than it is to pay, and what is missing is what it paid beyond its instructions.
    private func isShort(_ agency: String, by waiting: Int64) throws {
        let over =
            try store.readAlone { c in
                try c.rows(
                    """
                    SELECT COALESCE(SUM(a.over_fen), 0) FROM attempt a JOIN payment_order o ON o.id = a.payment_order
                    WHERE o.agency_account = $1
                    """, [.text(agency)])
            }.first?[0].integer ?? 0
        let balance =
            Country.agencies.first { $0.name == agency }.flatMap { country.movements($0).last?.balanceFen } ?? 0
        guard balance < waiting, balance + over >= waiting else {
            throw Breach("end", "\(agency) has \(balance) fen for \(waiting) that wait, and \(over) were paid twice")
        }
    }

    /// A line waits at the bank's door because somebody of it died and nobody has found them alive since, or because it
    /// is red there.
    private func isStopped(_ attempt: Int64) throws -> Bool {
        try store.readAlone { c in
            try !c.rows(
                """
                SELECT 1 FROM attempt a JOIN share s ON s.id = a.share JOIN roster_line l ON l.id = s.roster_line
                JOIN list_line ll ON ll.id = l.list_line JOIN payment_order o ON o.id = a.payment_order
                WHERE a.id = $1 AND o.state = 'allocated' AND (EXISTS (SELECT 1 FROM person p
                    JOIN death d ON d.id_digest = p.id_digest JOIN document w ON w.id = d.document
                    WHERE (p.id = s.payee OR (l.heirs = 0 AND p.id IN (ll.subject, ll.beneficiary)))
                    AND NOT EXISTS (SELECT 1 FROM alert y WHERE y.roster_line = l.id AND y.rule = 'crematedButAlive'
                        AND y.state = 'answered' AND y.at >= w.received))
                OR EXISTS (SELECT 1 FROM alert x WHERE x.roster_line = l.id AND x.stage = 'release'
                    AND x.colour = 'red' AND x.state = 'open'))
                """, [.integer(attempt)]
            ).isEmpty
        }
    }

    /// Whoever was credited more than their share stands in a recovery case or a resolved suspense.
    private func recoveries() throws {
        let rows = try store.readAlone { c in
            try c.rows(
                """
                SELECT s.id, s.due_fen, a.serial, (SELECT COUNT(*) FROM recovery r JOIN attempt b ON b.id = r.attempt
                    WHERE b.share = s.id), (SELECT COUNT(*) FROM suspense x JOIN attempt b ON b.serial = x.reference
                    WHERE b.share = s.id)
                FROM share s JOIN attempt a ON a.share = s.id ORDER BY s.id, a.id
                """)
        }
        var credited: [Int64: Int64] = [:]
        for row in rows {
            let truth = country.instruction(row[2].text ?? "")
            let share = row[0].integer ?? 0
            credited[share, default: 0] += (truth?.paidFen ?? 0) - (truth?.returnedFen ?? 0)
            guard credited[share] ?? 0 > row[1].integer ?? 0 else { continue }
            guard (row[3].integer ?? 0) + (row[4].integer ?? 0) > 0 else {
                throw Breach("NX-10.3", "share \(share) was credited too much, and nobody recovers it")
            }
        }
    }

    /// Whoever was credited less than their share has it on its way, on somebody's desk, or has left the roster (NX-10.2).
    private func owed() throws {
        let rows = try store.readAlone { c in
            try c.rows(
                """
                SELECT s.id, s.due_fen, COALESCE(a.serial, ''), COALESCE(a.state, ''), COALESCE(f.state, '')
                FROM share s JOIN roster_line l ON l.id = s.roster_line JOIN roster r ON r.id = l.roster
                LEFT JOIN attempt a ON a.share = s.id LEFT JOIN failure f ON f.attempt = a.id
                WHERE r.state IN ('ordered', 'closed') AND l.state = 'payable' ORDER BY s.id, a.id
                """)
        }
        let kept = Set([FailureMachine.State.open, .mended, .requested, .leaving, .movedOut].map(\.rawValue))
        var missing: [Int64: Int64] = [:]
        var minded: Set<Int64> = []
        for row in rows {
            let share = row[0].integer ?? 0
            let truth = country.instruction(row[2].text ?? "")
            missing[share, default: row[1].integer ?? 0] -= (truth?.paidFen ?? 0) - (truth?.returnedFen ?? 0)
            let isOpen = AttemptMachine.State(rawValue: row[3].text ?? "").map { AttemptMachine.open.contains($0) }
            if isOpen ?? false || kept.contains(row[4].text ?? "") { minded.insert(share) }
        }
        for (share, fen) in missing.sorted(by: { $0.key < $1.key }) where fen > 0 && !minded.contains(share) {
            throw Breach("NX-10.2", "share \(share) is owed \(fen) fen, and nobody minds it")
        }
    }

    /// Nothing is on its way for ever, and nothing that came was left unread.
    private func traffic(_ remaining: inout [String: Int]) throws {
        let unread = try store.readAlone { c in
            try c.rows("SELECT id, exchange FROM document WHERE direction = 'in' AND state = 'landed' ORDER BY id")
        }
        guard unread.isEmpty else { throw Breach("G2.document", "\(unread.count) documents were never read") }
        let waiting = try store.readAlone { c in
            try c.rows(
                """
                SELECT exchange || ' ' || state, COUNT(*) FROM outbox WHERE state IN ('ready', 'sending', 'unknown')
                GROUP BY 1 ORDER BY 1
                """)
        }
        for row in waiting { remaining["outbox \(row[0].text ?? "")"] = Int(row[1].integer ?? 0) }
        // What everybody who works promptly could not bring to its order in all those weeks, nobody can.
        let stuck = try store.readAlone { c in
            try c.rows(
                """
                SELECT r.id, r.state FROM roster r WHERE r.state NOT IN ('ordered', 'closed', 'ended')
                AND EXISTS (SELECT 1 FROM roster_line l WHERE l.roster = r.id AND l.state = 'payable') ORDER BY r.id
                """)
        }
        if let roster = stuck.first {
            throw Breach("end", "roster \(roster[0].integer ?? 0) is still \(roster[1].text ?? "")")
        }
        for refused in country.refusedFiles { remaining["bank refused a file: \(refused.reason)", default: 0] += 1 }
    }
}
