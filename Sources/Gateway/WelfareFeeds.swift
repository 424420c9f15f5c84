import AdapterKit
import Mapping
import Store
import Subsidy
import Trust
import Workflow

extension Engine {
    /// What departments say of who is entitled (welfare.sync, IM-29.2). A feed that shrank, that would end too many
    /// people's welfare, or whose codes changed, is put aside whole; of whom a few rows cannot be read the source's word
    /// is in doubt, and the rest goes on.
    func intakeWelfare(
        _ document: LandedDocument, _ bytes: [UInt8], _ mapping: CompiledMapping, now: Instant
    ) throws -> String {
        let (read, records) = try Reading.all(bytes, mapping, parameters: document.parameters, as: WelfareStatus.self)
        if read.refusal == nil, let objection = try welfareObjection(document, read, records) {
            return try halt(document, objection, mapping, read, now: now)
        }
        return try apply(document, bytes, mapping, now: now, as: WelfareStatus.self) { work, read, records, _ in
            for (line, record) in records {
                guard let kind = record.kind, let state = record.state else { continue }
                let number = SQLValue.bytes(sealer.digest("idNumber", Array(record.idNumber.utf8)))
                try work.execute(
                    """
                    INSERT INTO welfare (id_digest, kind, state, until_day, document, line)
                    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id_digest, kind) DO UPDATE
                    SET state = excluded.state, until_day = excluded.until_day, document = excluded.document,
                    line = excluded.line
                    """,
                    number, .text(kind.rawValue), .text(state.rawValue), .day(record.until), .integer(document.id),
                    .int(line))
                try work.execute(
                    "DELETE FROM welfare_doubt WHERE id_digest = $1 AND kind IN ($2, '') AND connection = $3",
                    number, .text(kind.rawValue), .text(document.connection))
            }
            try doubt(document, read, work)
            if isWhole(document) { try doubtUnnamed(document, records.map(\.record), work) }
            // A feed of which a row is in doubt has not told everything.
            if read.faults.allSatisfy(\.isKept) { try noteSuccess(document, work) }
            return 0
        }
    }

    /// Whether each feed of this source names everybody whom it entitles.
    private func isWhole(_ document: LandedDocument) -> Bool {
        configuration.connections[document.connection]?.settings["feed.welfare.sync"] == "whole"
    }

    /// Of whom the source spoke in words that cannot be read: what it said of them before counts no more.
    private func doubt(_ document: LandedDocument, _ read: ReadDocument, _ work: Work) throws {
        let rows = Set(read.faults.filter { $0.code == "code.unmapped" && !$0.isKept }.map(\.row)).sorted()
        for row in rows {
            guard let text = read.remains[row]?.idNumber, let number = try? IdentityNumber(reading: text.utf8) else {
                continue
            }
            try work.execute(
                """
                INSERT INTO welfare_doubt (id_digest, kind, connection, document, line) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (id_digest, kind, connection) DO UPDATE
                SET document = excluded.document, line = excluded.line
                """,
                .bytes(sealer.digest("idNumber", Array(number.text.utf8))), .text(read.remains[row]?.kind ?? ""),
                .text(document.connection), .integer(document.id), .int(row))
        }
    }

    /// Whom a source that names everybody names no more: it did not say that their welfare ended.
    private func doubtUnnamed(_ document: LandedDocument, _ records: [WelfareStatus], _ work: Work) throws {
        for kind in Set(records.compactMap { $0.kind?.rawValue }).sorted() {
            try work.execute(
                """
                INSERT INTO welfare_doubt (id_digest, kind, connection, document, line)
                SELECT w.id_digest, w.kind, d.connection, $1, 0 FROM welfare w JOIN document d ON d.id = w.document
                WHERE d.connection = $2 AND d.exchange = 'welfare.sync' AND w.kind = $3 AND w.state = 'active'
                AND w.document <> $1
                ON CONFLICT (id_digest, kind, connection) DO NOTHING
                """, .integer(document.id), .text(document.connection), .text(kind))
        }
    }

    /// Why a feed may not be taken as it is, and nobody has released it yet (IM-11.2, IM-29.2): each source by its own
    /// measure.
    private func welfareObjection(
        _ document: LandedDocument, _ read: ReadDocument, _ records: [(line: Int, record: WelfareStatus)]
    ) throws -> FeedObjection? {
        let terms = try profile(document.county).library
        return try store.read { c in
            let released = try c.rows(
                "SELECT 1 FROM comparison WHERE document = $1 AND state = 'compared' LIMIT 1",
                [.integer(document.id)])
            guard released.isEmpty else { return nil }
            let rows = Set(read.faults.filter { $0.code == "code.unmapped" }.map(\.row))
            if FeedObjection.isTooMany(rows.count, of: read.rows, terms) { return .codesChanged }
            let active = try c.rows(
                """
                SELECT CAST(COUNT(*) AS BIGINT) FROM welfare w JOIN document d ON d.id = w.document
                WHERE w.state = 'active' AND d.connection = $1
                """, [.text(document.connection)]
            ).first?.int(0)
            var last: Int?
            if isWhole(document) {
                last = try c.rows(
                    """
                    SELECT row_count FROM document WHERE connection = $1 AND exchange = 'welfare.sync' AND mapping = $2
                    AND state = 'promoted' ORDER BY id DESC LIMIT 1
                    """, [.text(document.connection), .text(document.mapping)]
                ).first.map { Int($0.int(0)) }
            }
            var changes = 0
            for (_, record) in records where record.state == .ended {
                let known = try c.rows(
                    "SELECT 1 FROM welfare WHERE id_digest = $1 AND kind = $2 AND state = 'active'",
                    [
                        .bytes(sealer.digest("idNumber", Array(record.idNumber.utf8))),
                        .text(record.kind?.rawValue ?? ""),
                    ])
                changes += known.count
            }
            return FeedObjection.of(feed: read.rows, last: last, people: Int(active ?? 0), changes: changes, terms)
        }
    }

    /// Puts a feed aside whole, for a person to release or to dismiss.
    private func halt(
        _ document: LandedDocument, _ objection: FeedObjection, _ mapping: CompiledMapping, _ read: ReadDocument,
        now: Instant
    ) throws -> String {
        let message = objection == .codesChanged ? try codeNote(read.faults) : objection.zh
        try commit(
            "comparison.halt", object: "document:\(document.id)", document: document.id, now: now, as: .promotion
        ) { work in
            let feed = Feed(
                county: document.county, exchange: document.exchange, connection: document.connection,
                document: document.id, kind: isWhole(document) ? .whole : .delta, rows: read.rows, people: 0)
            _ = try open(feed, last: nil, changes: 0, objection, &work)
            guard objection == .codesChanged else { return }
            try noteCodes(read.faults, document, work)
            try doubt(document, read, work)
        }
        return try quarantine(
            document,
            Fault(
                row: 0, field: "", code: objection.refusal,
                message: "\(message)，已停下，请人工核实后放行或作废（comparison.release、comparison.dismiss，IM-11.2）"), now: now)
    }
}

extension FeedObjection {
    /// The code of the fault with which a feed is put aside.
    var refusal: String {
        switch self {
        case .shrunk: "feed.shrunk"
        case .massChange: "feed.massChange"
        case .codesChanged: "feed.codesChanged"
        }
    }
}
