import AdapterKit
import Store
import Subsidy
import Workflow

/// What was put aside because it came too early is read again by itself, as soon as what it waits for is there.
extension Engine {
    /// A return that came before the word that its line was paid is read again as soon as that word is there (IM-20.3).
    func readEarlyReturns(now: Instant) throws -> Progress {
        var progress = try readAgain(
            """
            SELECT d.id, d.mapping FROM document d JOIN reject j ON j.document = d.id JOIN attempt a ON a.serial = j.field
            WHERE d.state = 'quarantined' AND d.reason = $1
            AND a.state NOT IN ('held', 'instructed', 'pending', 'unknown') ORDER BY d.id
            """, [.text(Engine.earlyReturn)], now: now)
        progress.notes = (0..<progress.moves).map { _ in "batch.return：该笔结果已到，退汇文件自动重新办理（IM-20.3）" }
        return progress
    }

    /// The oldest statement that waits for one before it: a day that turned out to be none on which the bank works is
    /// missed no more (IM-22.1).
    func readWaitingStatements(of county: String, now: Instant) throws -> Progress {
        try readAgain(
            """
            SELECT MIN(id), mapping FROM document WHERE county = $1 AND exchange = $2 AND direction = 'in'
            AND state = 'quarantined' AND reason = 'statement.gap' GROUP BY connection, mapping ORDER BY 1
            """, [.text(county), .text(Exchange.statement.rawValue)], now: now)
    }

    /// The statements that were put aside because one before them was missing: this may have been the one (IM-22.1).
    func readStatements(after document: LandedDocument, _ work: inout Work) throws {
        let aside = try work.rows(
            """
            SELECT id, mapping FROM document WHERE connection = $1 AND exchange = $2 AND direction = 'in'
            AND state = 'quarantined' AND reason IN ('statement.gap', 'statement.opening') ORDER BY id
            """, .text(document.connection), .text(Exchange.statement.rawValue))
        for row in aside { try readAgain(row.int(0), mapping: row.text(1), &work) }
    }

    /// Reads again what a query finds (document, mapping), each as a change of its own.
    private func readAgain(_ query: SQLText, _ values: [SQLValue], now: Instant) throws -> Progress {
        var progress = Progress()
        for row in try store.read({ c in try c.rows(query, values) }) where mappingDigests[row.text(1)] != nil {
            try commit(
                "document.requeue", object: "document:\(row.int(0))", document: row.int(0), now: now, as: .outcome
            ) { work in try readAgain(row.int(0), mapping: row.text(1), &work) }
            progress.moves += 1
        }
        return progress
    }

    /// Puts a document back into the queue, under its mapping as it is released now; nothing happens when none is.
    func readAgain(_ document: Int64, mapping: String, _ work: inout Work) throws {
        guard let digest = mappingDigests[mapping] else { return }
        try work.execute("DELETE FROM reject WHERE document = $1", .integer(document))
        try work.execute(
            "UPDATE document SET mapping_digest = $1, reason = '' WHERE id = $2", .text(digest), .integer(document))
        try work.move(DocumentMachine.self, document, .requeue)
    }
}
