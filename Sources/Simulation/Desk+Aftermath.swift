import Gateway
import Sandbox
import Store
import Subsidy
import Workflow

/// What is left to do when a payment has ended badly: lines that leave, money that goes back, money that is fetched back.
extension Desk {
    func aftermath() throws {
        try leaving()
        try refunds()
        try recoveries()
        try refusals()
    }

    /// The dead leave the roster, and so does who has been red at the bank's door for long; of the others who failed,
    /// some give up.
    private func leaving() throws {
        let found = try mine(
            """
            SELECT a.id, COALESCE(f.id, 0), COALESCE(f.state, ''), COALESCE(f.class, CASE WHEN EXISTS (SELECT 1
                FROM person p JOIN death d ON d.id_digest = p.id_digest WHERE p.id = s.payee
                OR (l.heirs = 0 AND p.id IN (ll.subject, ll.beneficiary))) THEN 'C' ELSE 'A' END), a.state, o.allocated_at
            FROM attempt a JOIN share s ON s.id = a.share JOIN roster_line l ON l.id = s.roster_line
            JOIN list_line ll ON ll.id = l.list_line
            JOIN payment_order o ON o.id = a.payment_order LEFT JOIN failure f ON f.attempt = a.id
            WHERE o.county = $1 AND ((f.state IN ('open', 'leaving') AND a.state IN ('failed', 'lateReturned'))
                OR (f.state = 'leaving' AND a.state = 'held')
                OR (a.state = 'held' AND o.state = 'allocated' AND f.id IS NULL AND (EXISTS (SELECT 1 FROM person p
                    JOIN death d ON d.id_digest = p.id_digest WHERE p.id = s.payee
                    OR (l.heirs = 0 AND p.id IN (ll.subject, ll.beneficiary)))
                OR EXISTS (SELECT 1 FROM alert x WHERE x.roster_line = l.id AND x.stage = 'release'
                    AND x.colour = 'red' AND x.state = 'open'))))
            ORDER BY a.id
            """)
        for row in found where office.isWilling() {
            let attempt = ["attempt": String(row[0].integer ?? 0)]
            if row[2].text == FailureMachine.State.leaving.rawValue {
                let failure = ["failure": String(row[1].integer ?? 0)]
                if office.random.below(8) == 0, !office.isPrompt {
                    try act(.refuseMoveOut, failure.merging(["reason": "可以更正"]) { $1 }, as: .townshipLeader)
                } else {
                    try act(.approveMoveOut, failure, as: .townshipLeader)
                }
                continue
            }
            let isGone = row[3].text == FailureClass.gone.rawValue
            if row[4].text == AttemptMachine.State.held.rawValue, !isGone {
                guard now.milliseconds - (row[5].integer ?? 0) > 8 * 86_400_000 else { continue }
            } else {
                guard isGone || (office.random.below(25) == 0 && !office.isPrompt) else { continue }
            }
            try act(
                .moveOut,
                attempt.merging([
                    "reason": (isGone ? MoveOutReason.deceased : .unreachable).rawValue, "evidence": "入户核实记录",
                ]) { $1 }, as: .townshipMaker)
        }
    }

    /// Money of those who have left goes back to the treasury, and the bank books it under the refund's number.
    private func refunds() throws {
        guard county.paysThroughBanks else { return }
        for row in try mine(
            """
            SELECT DISTINCT o.id FROM payment_order o JOIN attempt a ON a.payment_order = o.id
            JOIN failure f ON f.attempt = a.id WHERE o.county = $1 AND o.state = 'allocated' AND f.state = 'movedOut'
            AND ((a.state IN ('failed', 'lateReturned') AND a.money_back = 1) OR a.state = 'withdrawn')
            AND EXISTS (SELECT 1 FROM statement_line l WHERE l.payment_order = o.id)
            AND NOT EXISTS (SELECT 1 FROM refund_line r WHERE r.attempt = a.id) ORDER BY o.id
            """) where office.isWilling()
        {
            try act(
                .proposeRefund, ["order": String(row[0].integer ?? 0), "reason": "已移出清册"], as: .financeMaker)
        }
        for row in try mine(
            """
            SELECT id, state, number, amount_fen, agency_account FROM refund
            WHERE county = $1 AND state IN ('proposed', 'approved') ORDER BY id
            """) where office.isWilling()
        {
            let refund = ["refund": String(row[0].integer ?? 0)]
            guard row[1].text == "approved" else {
                if office.random.below(10) == 0, !office.isPrompt {
                    try act(.rejectRefund, refund.merging(["reason": "金额待核"]) { $1 }, as: .financeChecker)
                } else {
                    try overreach(.approveRefund, refund, as: .financeChecker)
                    try act(.approveRefund, refund, as: .financeChecker)
                }
                continue
            }
            let number = row[2].text ?? ""
            guard office.tried.insert("refund \(number)").inserted else { continue }
            // The slip is carried to the counter; the bank books it, or tells that the money is not there.
            let isBooked = country.refund(number, fen: row[3].integer ?? 0, agency: row[4].text ?? "")
            if !isBooked { office.tried.remove("refund \(number)") }
        }
    }

    /// Told, paid back in one or two parts, confirmed, given back; or written off.
    private func recoveries() throws {
        let found = try mine(
            """
            SELECT r.id, r.state, r.amount_fen, r.recovered_fen, o.indicator, r.write_off_proposed,
                (SELECT COUNT(*) FROM recovery_receipt p WHERE p.recovery = r.id AND p.confirmed IS NULL),
                (SELECT COUNT(*) FROM recovery_receipt p WHERE p.recovery = r.id),
                CASE WHEN r.article = 'NX-10.3' THEN o.agency_account END,
                (SELECT COUNT(*) FROM statement_line l WHERE l.recovery = r.id)
            FROM recovery r JOIN attempt a ON a.id = r.attempt JOIN payment_order o ON o.id = a.payment_order
            WHERE o.county = $1 AND r.state IN ('opened', 'notified', 'partlyRecovered', 'recovered') ORDER BY r.id
            """)
        for row in found where office.isWilling() {
            let recovery = ["recovery": String(row[0].integer ?? 0)]
            let owed = (row[2].integer ?? 0) - (row[3].integer ?? 0)
            switch row[1].text {
            case "opened":
                try act(.notifyRecovery, recovery.merging(["evidence": "送达回证"]) { $1 }, as: .department)
            case "recovered" where !row[8].isNull:
                try restore(recovery, row[0].integer ?? 0, row[3].integer ?? 0, row[8].text ?? "", row[9].integer == 1)
            case "recovered":
                try act(
                    .giveBackRecovery,
                    recovery.merging(["voucher": "缴款书", "indicator": row[4].text ?? ""]) { $1 }, as: .financeMaker)
            case _ where (row[6].integer ?? 0) > 0: try act(.confirmRecovery, recovery, as: .financeChecker)
            case _ where !row[5].isNull: try act(.approveWriteOff, recovery, as: .financeChecker)
            case _ where office.random.below(12) == 0:
                try act(
                    .proposeWriteOff, recovery.merging(["reason": "无遗产", "evidence": "法院裁定"]) { $1 }, as: .department)
            default:
                let part = owed > 1 && office.random.below(2) == 0 ? owed / 2 : owed
                try act(
                    .receiveRecovery,
                    recovery.merging([
                        "amount": Money(fen: part).yuan, "number": "JK\(row[0].integer ?? 0)-\(row[7].integer ?? 0)",
                        "day": now.day.text,
                    ]) { $1 }, as: .financeMaker)
            }
        }
    }

    /// What a bank paid twice goes back to the account that it came out of; the case ends when the statement shows it.
    private func restore(
        _ recovery: [String: String], _ id: Int64, _ fen: Int64, _ agency: String, _ isThere: Bool
    ) throws {
        guard !isThere else {
            try act(.giveBackRecovery, recovery.merging(["voucher": "进账单"]) { $1 }, as: .financeMaker)
            return
        }
        guard office.tried.insert("recovery \(id)").inserted else { return }
        country.restore(Engine.number(ofRecovery: id), fen: fen, agency: agency)
    }

    /// What the treasury or a bank turned away is made anew.
    private func refusals() throws {
        for row in try mine("SELECT id FROM payment_order WHERE county = $1 AND state = 'rejected' ORDER BY id")
        where office.isWilling() {
            try act(.repeatOrder, ["order": String(row[0].integer ?? 0)], as: .department)
        }
        for row in try mine("SELECT id FROM batch WHERE county = $1 AND state = 'refused' ORDER BY id")
        where office.isWilling() {
            try act(.withdrawBatch, ["batch": String(row[0].integer ?? 0)], as: .financeMaker)
        }
    }
}
