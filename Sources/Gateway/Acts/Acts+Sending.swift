import Store
import Workflow

/// What became of a payment request or a batch whose answer was lost, by evidence of two people (IM-19.2). A timer never
/// decides it, and nothing is made anew: what the counterpart does not have goes again under its own number.
extension Engine {
    /// What the counterpart says on paper: it has it (`received`), or it has not (`absent`).
    func settleSending(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let sending = try input.id("sending")
        _ = try input.text("evidence")
        let (number, _) = try requireUnknown(sending: sending, work)
        guard let word = SendingWord(rawValue: try input.text("outcome")) else {
            throw GatewayError(.invalid, "outcome", "结果应为 received（对方已收）或 absent（对方未收）")
        }
        try work.execute(
            "UPDATE outbox SET settlement = $1 WHERE id = $2", .text(word.rawValue), .integer(sending))
        work.touch("outbox \(sending) \(word.rawValue)")
        return ActResult("sending:\(sending)", "已登记对方关于 \(number) 的答复（\(word.zh)），待第二人确认（IM-19.2）")
    }

    /// … and another confirms it.
    func confirmSending(_ input: ActInput, _ work: inout Work) throws -> ActResult {
        let sending = try input.id("sending")
        let (number, row) = try requireUnknown(sending: sending, work)
        guard let word = SendingWord(rawValue: row.text(2)) else {
            throw GatewayError(.conflict, "settlement.none", "尚无人登记对方的答复")
        }
        guard try input.text("outcome") == word.rawValue else {
            throw GatewayError(.refused, "settlement.differs", "登记的答复是“\(word.zh)”，与您要确认的不一致，请核对后再确认")
        }
        switch word {
        case .received:
            try work.move(OutboxMachine.self, sending, .settle)
            if row.text(0) == "payment_order" { try work.moveIfPossible(OrderMachine.self, row.int(1), .accept) }
            try deliver(subject: row.text(0), row.int(1), &work)
            return ActResult("sending:\(sending)", "\(number) 确认对方已收，不再提交")
        case .absent:
            try requireNothingBooked(row, work)
            try work.move(OutboxMachine.self, sending, .resend)
            try work.execute("UPDATE outbox SET next_at = $1 WHERE id = $2", .at(work.now), .integer(sending))
            return ActResult("sending:\(sending)", "\(number) 确认对方未收，以原编号重新提交")
        }
    }

    /// What has been answered, or stands in a statement, was there: it is never sent again.
    private func requireNothingBooked(_ row: [SQLValue], _ work: Work) throws {
        let booked = try work.rows(
            """
            SELECT 1 FROM outbox x LEFT JOIN batch b ON x.subject = 'batch' AND b.id = x.subject_id
            LEFT JOIN payment_order o ON x.subject = 'payment_order' AND o.id = x.subject_id
            WHERE x.subject = $1 AND x.subject_id = $2 AND (COALESCE(b.state, o.state, '') <> 'unknown'
            OR EXISTS (SELECT 1 FROM statement_line l WHERE l.batch = b.id OR l.payment_order = o.id)) LIMIT 1
            """, row[0], row[1])
        guard booked.isEmpty else {
            throw GatewayError(.conflict, "sending.booked", "对方对该笔报送已有结果或资金往来，不能按未收到重发；请按结果办理（IM-19.2）")
        }
    }

    /// The number under which it was sent, and its subject, the subject's id and the word that waits for confirmation.
    private func requireUnknown(sending: Int64, _ work: Work) throws -> (number: String, row: [SQLValue]) {
        let row = try work.row(
            "SELECT subject, subject_id, settlement, state, number FROM outbox WHERE id = $1", .integer(sending),
            missing: "sending.unknown", "没有该笔报送")
        guard row.text(3) == OutboxMachine.State.unknown.rawValue else {
            throw GatewayError(.conflict, "sending.settled", "该笔报送的结果已经明确，无需登记")
        }
        return (row.text(4), row)
    }
}

/// A counterpart's word, on paper, about what was sent to it.
private enum SendingWord: String {
    case received, absent

    var zh: String {
        switch self {
        case .received: "已收到"
        case .absent: "未收到"
        }
    }
}
