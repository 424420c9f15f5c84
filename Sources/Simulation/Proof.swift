import Gateway
import Sandbox
import Store
import StoreSQLite
import Subsidy

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
        try attempts(&remaining)
        try recoveries()
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

    /// An instruction without an end is only one whose payee died, or who is red, at the door of the bank; or one that
    /// the bank waits to pay, because it paid somebody twice from the same agency account.
    private func attempts(_ remaining: inout [String: Int]) throws {
        let open = try store.readAlone { c in
            try c.rows(
                """
                SELECT a.id, a.state, a.serial, o.state, (SELECT COUNT(*) FROM attempt b JOIN payment_order p
                    ON p.id = b.payment_order WHERE p.agency_account = o.agency_account AND b.over_fen > 0)
                FROM attempt a JOIN payment_order o ON o.id = a.payment_order
                WHERE a.state IN ('held', 'instructed', 'pending', 'unknown') ORDER BY a.id
                """)
        }
        for row in open {
            let state = row[1].text ?? ""
            let isWaiting = country.instruction(row[2].text ?? "")?.state == "waiting"
            if state == "instructed", isWaiting, (row[4].integer ?? 0) > 0 {
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

    /// A line waits at the bank's door because somebody of it died, it is red there, or its money has not come.
    private func isStopped(_ attempt: Int64) throws -> Bool {
        try store.readAlone { c in
            try !c.rows(
                """
                SELECT 1 FROM attempt a JOIN share s ON s.id = a.share JOIN roster_line l ON l.id = s.roster_line
                JOIN list_line ll ON ll.id = l.list_line JOIN payment_order o ON o.id = a.payment_order
                WHERE a.id = $1 AND (o.state <> 'allocated' OR EXISTS (SELECT 1 FROM person p
                    JOIN death d ON d.id_digest = p.id_digest WHERE p.id = s.payee
                    OR (l.heirs = 0 AND p.id IN (ll.subject, ll.beneficiary)))
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
        let rosters = try store.readAlone { c in
            try c.rows(
                """
                SELECT r.state, COUNT(*) FROM roster r WHERE r.state NOT IN ('ordered', 'closed')
                GROUP BY 1 ORDER BY 1
                """)
        }
        for row in rosters { remaining["roster \(row[0].text ?? "")"] = Int(row[1].integer ?? 0) }
        for refused in country.refusedFiles { remaining["bank refused a file: \(refused.reason)", default: 0] += 1 }
    }
}
