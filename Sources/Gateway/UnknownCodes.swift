import AdapterKit
import Mapping
import Store
import Subsidy

/// Codes of a source that no table knows (IM-29.2, G4): which field of which source, how many rows, and since when. A
/// code's text is kept only where it cannot be anybody's.
extension Engine {
    private struct Unknown: Hashable, Comparable {
        var field: String
        var code: String

        static func < (a: Unknown, b: Unknown) -> Bool { (a.field, a.code) < (b.field, b.code) }
    }

    /// By field and code, the rows that hold it. What may be shown of a code stands in the fault's own words.
    private func unknown(_ faults: [Fault]) -> [(Unknown, rows: [Int])] {
        var rows: [Unknown: Set<Int>] = [:]
        for fault in faults where fault.code == "code.unmapped" && fault.row > 0 {
            let parts = fault.message.split(separator: "“", maxSplits: 1)
            let shown = parts.count == 2 ? parts[1].split(separator: "”", maxSplits: 1).first.map(String.init) : nil
            rows[Unknown(field: fault.field, code: shown ?? ""), default: []].insert(fault.row)
        }
        return rows.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    /// What changed, for whoever must mend the code table.
    func codeNote(_ faults: [Fault]) throws -> String {
        let told = unknown(faults).prefix(5).map { code, rows in
            "\(code.field)\(code.code.isEmpty ? "" : "=“\(code.code)”") \(rows.count) 行（首见第 \(rows.first ?? 0) 行）"
        }
        return "对方使用了代码表中没有的代码：" + told.joined(separator: "，")
    }

    /// Keeps the codes that a document brought and no table has; those that came no more under another table are settled.
    func noteCodes(_ faults: [Fault], _ document: LandedDocument, _ work: Work) throws {
        for (code, rows) in unknown(faults) {
            try work.execute(
                """
                INSERT INTO unknown_code (id, county, exchange, connection, field, code, mapping, document, row_count,
                    first_line, first_seen, last_seen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
                ON CONFLICT (connection, exchange, field, code) DO UPDATE SET mapping = excluded.mapping,
                    document = excluded.document, row_count = excluded.row_count, first_line = excluded.first_line,
                    last_seen = excluded.last_seen, settled = NULL
                """,
                .integer(try work.id()), .text(document.county), .text(document.exchange.rawValue),
                .text(document.connection), .text(code.field), .text(code.code), .text(document.mappingDigest),
                .integer(document.id), .int(rows.count), .int(rows.first ?? 0), .at(work.now))
        }
        try work.execute(
            """
            UPDATE unknown_code SET settled = $1 WHERE connection = $2 AND exchange = $3 AND settled IS NULL
            AND mapping <> $4
            """, .at(work.now), .text(document.connection), .text(document.exchange.rawValue),
            .text(document.mappingDigest))
    }

    /// Codes that no table knows, those that nobody has mended first (IM-29.2).
    package func unknownCodes() throws -> [WorkItem] {
        try items(
            "code",
            """
            SELECT id, county, CASE WHEN settled IS NULL THEN 'open' ELSE 'settled' END, exchange, connection, field, code,
                row_count, first_line, document, first_seen, last_seen
            FROM unknown_code ORDER BY CASE WHEN settled IS NULL THEN 0 ELSE 1 END, id
            """,
            [
                "exchange", "connection", "field", "code", "rows", "firstLine", "document", "started", "lastSeen",
            ])
    }
}
