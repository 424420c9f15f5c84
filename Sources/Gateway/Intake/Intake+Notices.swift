import AdapterKit
import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// What carriers say became of messages (IM-33.1a). A word that no table knows is neither delivered nor failed; a
    /// number that is none of ours is rejected with its row.
    func intakeReceipts(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        try apply(document, bytes, mapping, now: now, as: NoticeReceipt.self) { work, _, records, faults in
            for (line, record) in records {
                let row = try work.rows(
                    """
                    SELECT n.id FROM notice n JOIN outbox o ON o.id = n.outbox WHERE n.serial = $1 AND o.connection = $2
                    """, .text(record.serial), .text(document.connection)
                ).first
                guard let id = row?.int(0) else {
                    faults.append(
                        Fault(
                            row: line, field: "serial", code: "notice.unknown",
                            message: "不是本方发出的短信，请与服务商核对通知编号"))
                    continue
                }
                if let event = ReceiptRule.event(record.state) {
                    try work.moveIfPossible(NoticeMachine.self, id, event)
                }
                try work.execute(
                    "UPDATE notice SET state_code = $1, receipt_at = $2 WHERE id = $3", .text(record.stateCode),
                    .at(record.at ?? work.now), .integer(id))
                work.touch("notice \(id) \(record.stateCode)")
            }
            return 0
        }
    }

    /// Asks a carrier what became of the messages that it took and has not told about, for three days.
    func pullReceipts(_ county: String, _ connection: Connection, now: Instant) throws -> Progress {
        var progress = Progress()
        let waiting = try store.read { c in
            try c.rows(
                """
                SELECT DISTINCT o.number FROM notice n JOIN outbox o ON o.id = n.outbox
                WHERE n.county = $1 AND o.connection = $2 AND n.state = 'accepted' AND o.state = 'done' AND n.created >= $3
                ORDER BY o.number
                """, [.text(county), .text(connection.name), .at(now + .seconds(-3 * 86_400))])
        }
        for row in waiting {
            let outcome = try adapter(connection).send(
                Dispatch(exchange: .noticeReceipt, number: row.text(0)), over: line(connection, now: now))
            guard case .done(let evidence) = outcome, let bytes = evidence.answer else { continue }
            // Nothing new: the same bytes were read before.
            let known = try store.read { c in
                try !c.rows(
                    "SELECT 1 FROM document WHERE digest = $1 AND exchange = 'notice.receipt' LIMIT 1",
                    [.text(hex(Digest.sha256(bytes)))]
                ).isEmpty
            }
            guard !known else { continue }
            _ = try land(
                bytes,
                LandingNote(
                    county: county, exchange: .noticeReceipt, connection: connection,
                    mappingKey: Exchange.noticeReceipt.rawValue, parameters: ["county": county, "number": row.text(0)]),
                now: now)
            progress.documents += 1
        }
        return progress
    }
}
