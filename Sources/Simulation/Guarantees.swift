import Sandbox
import Store
import StoreSQLite
import Subsidy
import Workflow

/// What must hold after every step, on the rows that it touched: checked from the attempts themselves and from the
/// books of those who executed them, never from the engine's own counters.
struct Guarantees {
    let store: SQLiteStore
    let country: Country

    func check(_ moves: [Moved]) throws {
        let attempts = Set(moves.filter { $0.machine == AttemptMachine.name }.map(\.subject)).sorted()
        guard !attempts.isEmpty else { return }
        try shares(of: attempts)
        let instructed = moves.filter { $0.machine == AttemptMachine.name && $0.event == "instruct" }
        try dead(instructed)
        try paidAgain(instructed)
    }

    /// G1 over everything, once a day.
    func checkAll() throws {
        let attempts = try store.readAlone { c in try c.rows("SELECT id FROM attempt ORDER BY id") }
        try shares(of: attempts.compactMap { $0[0].integer })
    }

    /// Whoever was paid after their death stands in a recovery case, or in another that asks for the whole sum, unless a
    /// handler had found them alive (IM-16.1e): of everybody whose death was ever told, where the engine looks only at
    /// what is new. Holds whenever the engine has nothing left to do.
    func noPaymentAfterDeathForgotten() throws {
        let forgotten = try store.readAlone { c in
            try c.rows(
                """
                SELECT a.serial FROM death d JOIN person p ON p.id_digest = d.id_digest
                JOIN document w ON w.id = d.document JOIN attempt a ON a.paid_fen > 0
                AND a.paid_on > COALESCE(d.death_day, d.cremated_day) AND a.state IN ('paid', 'shortPaid', 'paidLate')
                JOIN share s ON s.id = a.share JOIN roster_line l ON l.id = s.roster_line
                JOIN list_line ll ON ll.id = l.list_line
                WHERE (s.payee = p.id OR (l.heirs = 0 AND p.id IN (ll.subject, ll.beneficiary)))
                AND NOT EXISTS (SELECT 1 FROM recovery r WHERE r.attempt = a.id AND r.article = 'IM-16.1e')
                AND a.paid_fen > COALESCE((SELECT SUM(v.amount_fen) FROM recovery v WHERE v.attempt = a.id
                    AND v.article IN ('IM-21.4', 'IM-29.3') AND v.state <> 'withdrawn'), 0)
                AND NOT EXISTS (SELECT 1 FROM alert y WHERE y.roster_line = l.id AND y.rule = 'crematedButAlive'
                    AND y.state = 'answered' AND w.received <= y.at) ORDER BY a.id LIMIT 1
                """)
        }
        guard let serial = forgotten.first?[0].text else { return }
        throw Breach("IM-16.1e", "\(serial) was paid after a death, and nobody fetches it back")
    }

    private func shares(of attempts: [Int64]) throws {
        for chunk in stride(from: 0, to: attempts.count, by: 400) {
            let ids = attempts[chunk..<min(chunk + 400, attempts.count)].map(String.init).joined(separator: ", ")
            let rows = try store.readAlone { c in
                try c.rows(
                    SQLText(
                        """
                        SELECT s.id, s.due_fen, s.claim, c.due_fen, a.serial, a.state, a.amount_fen, a.paid_fen,
                            (SELECT COUNT(*) FROM event e WHERE e.machine = 'attempt' AND e.subject = a.id
                                AND e.event IN ('fail', 'returnLate'))
                        FROM share s JOIN claim c ON c.id = s.claim JOIN attempt a ON a.share = s.id
                        WHERE s.claim IN (SELECT t.claim FROM attempt b JOIN share t ON t.id = b.share
                            WHERE b.id IN (\(ids)))
                        ORDER BY s.claim, s.id, a.id
                        """))
            }
            try claims(rows)
        }
    }

    private struct Sums {
        var due: Int64 = 0
        var taken: Int64 = 0
        var occupying = 0
        var credited: Int64 = 0
        var creditedBy: [String] = []
        var excused = false
    }

    private func claims(_ rows: [[SQLValue]]) throws {
        var claims: [Int64: Sums] = [:]
        var shares: [Int64: Sums] = [:]
        for row in rows {
            let state = AttemptMachine.State(rawValue: row[5].text ?? "")
            let amount = row[6].integer ?? 0
            let isOpen = state.map { AttemptMachine.open.contains($0) } ?? false
            let taken = isOpen ? amount : row[7].integer ?? 0
            var share = shares[row[0].integer ?? 0] ?? Sums()
            var claim = claims[row[2].integer ?? 0] ?? Sums()
            share.due = row[1].integer ?? 0
            claim.due = row[3].integer ?? 0
            claim.taken += taken
            if let state, AttemptMachine.occupying.contains(state) { share.occupying += 1 }
            if let truth = country.instruction(row[4].text ?? ""), truth.paidFen > truth.returnedFen {
                share.credited += truth.paidFen - truth.returnedFen
                share.creditedBy.append(truth.serial)
                guard truth.timesExecuted == 1 else {
                    throw Breach("G1.bank", "\(truth.serial) executed \(truth.timesExecuted) times")
                }
                // The executor had said that it failed, or had given it back: what it then pays is its own doing.
                if row[8].integer != 0 { share.excused = true }
            }
            shares[row[0].integer ?? 0] = share
            claims[row[2].integer ?? 0] = claim
        }
        for (id, share) in shares.sorted(by: { $0.key < $1.key }) {
            guard share.occupying <= 1 else {
                throw Breach("G1.share", "share \(id): \(share.occupying) attempts are open or paid")
            }
            guard share.credited <= share.due || share.excused else {
                throw Breach(
                    "G1.bank", "share \(id): credited \(share.credited) of \(share.due) fen by \(share.creditedBy)")
            }
        }
        for (id, claim) in claims.sorted(by: { $0.key < $1.key }) where claim.taken > claim.due {
            throw Breach("G1.claim", "claim \(id): \(claim.taken) of \(claim.due) fen are open or paid")
        }
    }

    /// Nobody is instructed to be paid whose death had been read before, unless a handler had answered that notice.
    private func dead(_ moves: [Moved]) throws {
        for move in moves {
            let rows = try store.readAlone { c in
                try c.rows(
                    """
                    SELECT p.id FROM attempt a JOIN share s ON s.id = a.share JOIN roster_line l ON l.id = s.roster_line
                    JOIN list_line ll ON ll.id = l.list_line
                    JOIN person p ON p.id = s.payee OR (l.heirs = 0 AND p.id IN (ll.subject, ll.beneficiary))
                    JOIN death d ON d.id_digest = p.id_digest JOIN document w ON w.id = d.document
                    WHERE a.id = $1 AND w.received < $2
                    AND NOT EXISTS (SELECT 1 FROM alert y WHERE y.roster_line = l.id AND y.rule = 'crematedButAlive'
                        AND y.state = 'answered' AND y.at >= w.received)
                    """, [.integer(move.subject), .integer(move.arrived)])
            }
            guard rows.isEmpty else {
                throw Breach("IM-16.1d", "attempt \(move.subject) pays somebody whose death had been told")
            }
        }
    }

    /// A line is paid again only when its money is known to be there (G1, NX-10.1): a return stands on a statement as a
    /// credit of its own; a failure has stood through a statement that reaches beyond the day on which it was said; the
    /// treasury has what it did not pay.
    private func paidAgain(_ moves: [Moved]) throws {
        for move in moves {
            let earlier = try store.readAlone { c in
                try c.rows(
                    """
                    SELECT b.serial, b.state, o.disbursement,
                        (SELECT COUNT(*) FROM statement_line l WHERE l.reference = b.serial AND l.direction = 'credit'),
                        (SELECT COUNT(*) FROM statement t JOIN document w ON w.id = t.document
                            WHERE t.agency_account = o.agency_account AND w.received <= $2
                            AND t.through_day >= (MAX(d.received, COALESCE(z.at, 0)) + 28800000) / 86400000),
                        (SELECT COUNT(*) FROM recovery r WHERE r.attempt = b.id AND r.recovered_fen >= b.over_fen
                            AND r.state IN ('recovered', 'returned'))
                    FROM attempt a JOIN attempt b ON b.share = a.share AND b.ordinal < a.ordinal
                    JOIN payment_order o ON o.id = b.payment_order LEFT JOIN document d ON d.id = b.result_document
                    LEFT JOIN settlement z ON z.attempt = b.id
                    WHERE a.id = $1 AND b.state <> 'withdrawn' ORDER BY b.ordinal
                    """, [.integer(move.subject), .integer(move.arrived)])
            }
            for row in earlier {
                let (serial, state) = (row[0].text ?? "", AttemptMachine.State(rawValue: row[1].text ?? ""))
                let truth = country.instruction(serial)
                let isBack: Bool
                switch (row[2].text, state) {
                case ("treasuryDirect", .failed), ("treasuryDirect", .lateReturned):
                    isBack = truth.map { $0.paidFen == $0.returnedFen } ?? false
                // What arrived beside a reissue was handed back before the reissue's own failure is mended.
                case (_, .overpaid): isBack = (row[5].integer ?? 0) > 0
                case (_, .lateReturned): isBack = (row[3].integer ?? 0) > 0
                case (_, .failed): isBack = (row[4].integer ?? 0) > 0
                default: isBack = false
                }
                guard isBack else {
                    throw Breach("G1.again", "attempt \(move.subject) pays again what \(serial) may still have paid")
                }
            }
        }
    }
}
