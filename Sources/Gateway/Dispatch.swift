import AdapterKit
import Store
package import Subsidy
import Workflow

/// An outbox entry on its way.
private struct Sending {
    var id: Int64
    var county: String
    var exchange: Exchange
    var connection: Connection
    var subject: String
    var subjectID: Int64
    var dispatch: AdapterKit.Dispatch
    var tries: Int
    var unknown: Bool
    /// The number under which an answer lands that comes with the call.
    var answer: Int64?
}

extension Engine {
    /// Sends what is due, and asks about what is unknown. Each entry is marked as on its way and committed before the
    /// first byte leaves; what a crash left on its way is unknown, and is asked about, never sent blindly again.
    package func dispatch(now: Instant) throws -> Progress {
        var progress = try recoverInterrupted(now: now)
        // What differs from the release is not sent, and waits.
        guard try isReleased() else { return progress }
        for var sending in try due(now: now) {
            let adapter = try adapter(sending.connection)
            let line = line(sending.connection, now: now)
            let outcome: Outcome
            // Where the bank has spoken of its lines already, it has the file.
            let isAnswered = try isAnswered(sending)
            if isAnswered, !sending.unknown {
                progress.notes.append(try keepBack(sending, now: now))
                continue
            }
            if isAnswered {
                outcome = .done(Evidence())
            } else if sending.unknown {
                outcome = adapter.ask(sending.dispatch, over: line)
            } else {
                sending.answer = try start(sending, now: now)
                probe.pass(.beforeSend)
                outcome = adapter.send(sending.dispatch, over: line)
                probe.pass(.afterSend)
            }
            let note = try record(outcome, of: sending, now: now)
            progress.calls += 1
            if !note.isEmpty { progress.notes.append(note) }
        }
        return progress
    }

    private func isAnswered(_ sending: Sending) throws -> Bool {
        guard sending.subject == "batch" else { return false }
        return try store.read { c in
            try c.rows(
                "SELECT 1 FROM batch WHERE id = $1 AND state IN ('partlyResulted', 'fullyResulted', 'reconciled')",
                [.integer(sending.subjectID)]
            ).isEmpty == false
        }
    }

    /// What was to go again and has been answered meanwhile was there all the time: it is not sent a second time (G1).
    private func keepBack(_ sending: Sending, now: Instant) throws -> String {
        try commit("outbox.cancel", object: "outbox:\(sending.id)", now: now, as: .outcome) { work in
            try work.move(OutboxMachine.self, sending.id, .cancel)
            try deliver(subject: sending.subject, sending.subjectID, &work)
        }
        return "\(sending.exchange.rawValue)：对方已有结果，不再重发"
    }

    /// A process that died between start and outcome does not know what became of the call.
    private func recoverInterrupted(now: Instant) throws -> Progress {
        var progress = Progress()
        let rows = try store.read { c in
            try c.rows("SELECT id, subject, subject_id, exchange FROM outbox WHERE state = 'sending' ORDER BY id")
        }
        guard !rows.isEmpty else { return progress }
        try commit("outbox.recover", now: now, as: .outcome) { work in
            for row in rows {
                try work.move(OutboxMachine.self, row.int(0), .lose)
                try work.execute(
                    "UPDATE outbox SET next_at = $1, reason = 'interrupted' WHERE id = $2", .at(now),
                    .integer(row.int(0)))
                try lose(subject: row.text(1), row.int(2), &work)
                progress.moves += 1
            }
        }
        return progress
    }

    /// The next entries that may go; what follows an entry goes after it. A register that answers only in its hours is left alone outside them, and what waits
    /// for it stands before nobody else (G6).
    private func due(now: Instant) throws -> [Sending] {
        var sendings: [Sending] = []
        var last: Int64 = 0
        while sendings.count < Engine.dispatchLimit {
            let rows = try store.read { c in
                try c.rows(
                    """
                    SELECT id, county, exchange, connection, subject, subject_id, number, file_name, document, parameters,
                        tries, state
                    FROM outbox o WHERE state IN ('ready', 'unknown') AND next_at <= $1 AND id > $2
                    AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.id = o.follows
                        AND e.state IN ('ready', 'sending', 'unknown'))
                    ORDER BY id LIMIT 500
                    """, [.at(now), .integer(last)])
            }
            guard let end = rows.last?.int(0) else { break }
            last = end
            sendings += rows.compactMap { sending($0, now: now) }
        }
        return sendings
    }

    private static let dispatchLimit = 500

    /// Nil when an entry waits: its connection is gone, its bytes cannot be opened, or nobody answers now. It stops
    /// nobody else.
    private func sending(_ row: [SQLValue], now: Instant) -> Sending? {
        guard let exchange = Exchange(rawValue: row.text(2)), (try? isOpen(exchange, row.text(1), now: now)) == true,
            let connection = configuration.connections[row.text(3)],
            let document = try? row[8].integer.map({ try vault.bytes(of: $0) }) ?? []
        else { return nil }
        return Sending(
            id: row.int(0), county: row.text(1), exchange: exchange, connection: connection, subject: row.text(4),
            subjectID: row.int(5),
            dispatch: AdapterKit.Dispatch(
                exchange: exchange, number: row.text(6), fileName: row.text(7), document: document,
                parameters: Parameters.decode(row.text(9))),
            tries: Int(row.int(10)), unknown: row.text(11) == "unknown")
    }

    private func start(_ sending: Sending, now: Instant) throws -> Int64? {
        try commit("outbox.start", object: "outbox:\(sending.id)", now: now, as: .intent) { work in
            try work.move(OutboxMachine.self, sending.id, .start)
            try work.execute(
                "UPDATE outbox SET tries = tries + 1, last_start = $1, settlement = '' WHERE id = $2", .at(now),
                .integer(sending.id))
            return sending.exchange.answersAtOnce ? try work.id() : nil
        }
    }

    private func record(_ outcome: Outcome, of sending: Sending, now: Instant) throws -> String {
        switch outcome {
        case .done(let evidence): return try finish(sending, evidence, now: now)
        case .refused(let refusal) where sending.exchange == .paymentRequest:
            // Only the treasury's own business word rejects a request (it comes as an answer). A door that is shut, or a
            // key that has run out, is ours to mend: the same number goes out again.
            return try later(sending, after: .seconds(1800), reason: refusal, now: now)
        case .refused(let refusal):
            try commit("outbox.refuse", object: "outbox:\(sending.id)", now: now, as: .outcome) { work in
                try work.move(OutboxMachine.self, sending.id, .refuse)
                try work.execute(
                    "UPDATE outbox SET reason = $1 WHERE id = $2", .text(refusal.code), .integer(sending.id))
                try work.execute("UPDATE question SET answered = 1 WHERE outbox = $1", .integer(sending.id))
                try refuse(subject: sending.subject, sending.subjectID, &work)
            }
            return "\(sending.exchange.rawValue)：对方拒绝（\(refusal.code)），\(refusal.message)"
        case .retry(let after, let refusal):
            return try later(sending, after: after, reason: refusal, now: now)
        case .unknown(let asking):
            return try lose(sending, asking, now: now)
        }
    }

    private func finish(_ sending: Sending, _ evidence: Evidence, now: Instant) throws -> String {
        let answer = try keepAnswer(evidence, to: sending)
        if let answer, try isNotKnown(answer, sending) {
            _ = try land(answer, now: now)
            return try absence(sending, now: now)
        }
        try commit("outbox.finish", object: "outbox:\(sending.id)", now: now, as: .outcome) { work in
            if let answer { try insert(answer, &work) }
            try work.move(OutboxMachine.self, sending.id, sending.unknown ? .settle : .finish)
            try work.execute(
                "UPDATE outbox SET answer = $1, reason = '' WHERE id = $2", .optional(answer?.document),
                .integer(sending.id))
            try deliver(subject: sending.subject, sending.subjectID, &work)
        }
        if sending.unknown { return "\(sending.exchange.rawValue)：已向对方查询，结果已明确，未重复提交" }
        switch sending.subject {
        case "feed": return "result.feed \(sending.dispatch.number)：发放结果已反馈主管部门，应发 = 实发 + 未发（IM-33.2、IM-29.3）"
        case "receipt": return "list.receipt \(sending.dispatch.number)：清单回执已送主管部门"
        default: return ""
        }
    }

    /// The answer that came with a call, sealed; it lands in the transaction that says what became of the call.
    private func keepAnswer(_ evidence: Evidence, to sending: Sending) throws -> KeptBytes? {
        guard let bytes = evidence.answer, sending.exchange.answersAtOnce else { return nil }
        let note = LandingNote(
            county: sending.county, exchange: sending.exchange, connection: sending.connection,
            mappingKey: sending.exchange.answerKey,
            parameters: ["county": sending.county, "number": sending.dispatch.number], question: sending.id)
        return try keep(bytes, note, as: sending.answer ?? store.write { c in try IdSource().id(c) })
    }

    /// Whether the counterpart's answer says that it does not know our number.
    private func isNotKnown(_ answer: KeptBytes, _ sending: Sending) throws -> Bool {
        guard sending.exchange == .paymentRequest else { return false }
        let (mapping, _) = try mapping(sending.exchange.answerKey, of: sending.connection)
        let (_, records) = try Reading.all(answer.bytes, mapping, parameters: [:], as: PaymentStatus.self)
        return records.contains { $0.record.state == .notKnown }
    }

    /// Absence is final only where the connection says after how long; then the same number is sent again.
    private func absence(_ sending: Sending, now: Instant) throws -> String {
        let term = Int64(sending.connection.setting("absenceFinalAfterMinutes")) ?? 0
        let sent = try store.read { c in
            try c.rows("SELECT last_start FROM outbox WHERE id = $1", [.integer(sending.id)]).first?.int(0) ?? 0
        }
        let final = term > 0 && now.milliseconds - sent >= term * 60_000
        try commit(
            final ? "outbox.resend" : "outbox.ask", object: "outbox:\(sending.id)", now: now, as: .outcome
        ) { work in
            if !sending.unknown {
                // Not known of what was only just sent: something is wrong there, and it is asked about again.
                try work.move(OutboxMachine.self, sending.id, .lose)
                try lose(subject: sending.subject, sending.subjectID, &work)
            }
            if final { try work.move(OutboxMachine.self, sending.id, .resend) }
            let next = final ? now : now + .seconds(600)
            try work.execute("UPDATE outbox SET next_at = $1 WHERE id = $2", .at(next), .integer(sending.id))
        }
        return final
            ? "\(sending.exchange.rawValue)：对方确认未收到，以原编号重新提交" : "\(sending.exchange.rawValue)：对方暂无记录，稍后再查"
    }

    private func later(_ sending: Sending, after: Duration, reason: Refusal, now: Instant) throws -> String {
        try commit("outbox.retry", object: "outbox:\(sending.id)", now: now, as: .outcome) { work in
            // After a question, "try again" means that the counterpart certainly has nothing of it: the same number and
            // the same bytes may go out again.
            if sending.unknown, sending.exchange == .paymentRequest {
                // A question that could not be asked settles nothing.
            } else {
                try work.move(OutboxMachine.self, sending.id, sending.unknown ? .resend : .retry)
            }
            try work.execute(
                "UPDATE outbox SET next_at = $1, reason = $2 WHERE id = $3", .at(now + after), .text(reason.code),
                .integer(sending.id))
        }
        return "\(sending.exchange.rawValue)：暂不可用（\(reason.code)），\(reason.message)，稍后重试"
    }

    private func lose(_ sending: Sending, _ asking: Asking, now: Instant) throws -> String {
        try commit("outbox.lose", object: "outbox:\(sending.id)", now: now, as: .outcome) { work in
            if !sending.unknown {
                try work.move(OutboxMachine.self, sending.id, .lose)
                try lose(subject: sending.subject, sending.subjectID, &work)
            }
            try work.execute(
                "UPDATE outbox SET next_at = $1, reason = 'unknown' WHERE id = $2", .at(now + .seconds(600)),
                .integer(sending.id))
        }
        return "\(sending.exchange.rawValue)：结果不明，\(asking.how)"
    }

    // MARK: What an outcome means for the subject

    private func lose(subject: String, _ id: Int64, _ work: inout Work) throws {
        switch subject {
        case "payment_order": try work.moveIfPossible(OrderMachine.self, id, .lose)
        case "batch": try work.moveIfPossible(BatchMachine.self, id, .lose)
        default: break
        }
    }

    private func refuse(subject: String, _ id: Int64, _ work: inout Work) throws {
        switch subject {
        case "payment_order": try work.moveIfPossible(OrderMachine.self, id, .reject)
        case "batch": try work.moveIfPossible(BatchMachine.self, id, .refuse)
        case "notice": try moveNotices(from: id, .refuse, &work)
        case "publication": try work.moveIfPossible(PublicationMachine.self, id, .refuse)
        // Its results go back again the next day: by then somebody may have mended what the department refused.
        case "feed": try work.execute("UPDATE list SET feed_digest = '' WHERE id = $1", .integer(id))
        default: break
        }
    }

    /// What was sent has reached its counterpart.
    func deliver(subject: String, _ id: Int64, _ work: inout Work) throws {
        switch subject {
        case "batch":
            try work.moveIfPossible(BatchMachine.self, id, .deliver)
            try work.execute(
                "UPDATE batch SET sent = COALESCE(sent, $1) WHERE id = $2", .at(work.now), .integer(id))
        case "receipt": try work.execute("UPDATE list SET receipt_sent = $1 WHERE id = $2", .at(work.now), .integer(id))
        case "notice": try moveNotices(from: id, .accept, &work)
        case "publication": try work.moveIfPossible(PublicationMachine.self, id, .host)
        case "withdrawal": try endIfNowhere(id, &work)
        case "feed": try work.execute("UPDATE list SET fed_back = $1 WHERE id = $2", .at(work.now), .integer(id))
        default: break
        }
    }
}
