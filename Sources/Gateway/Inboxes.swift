import AdapterKit
import Store
import Subsidy
import Trust

/// Inboxes tells what lies where counterparts put files for us and was not taken (G9): a file without its marker, one
/// whose name may say too much, one that could not be read yet.
struct Inboxes {
    private var known: [Key: Set<String>] = [:]

    struct Key: Hashable {
        var exchange: String
        var connection: String
    }

    init(_ rows: [[SQLValue]]) {
        for row in rows {
            known[Key(exchange: row.text(0), connection: row.text(1)), default: []].insert(row.text(2))
        }
    }

    func names(_ key: Key) -> Set<String> { known[key, default: []] }
}

extension Engine {
    func inboxes() throws -> Inboxes {
        Inboxes(
            try store.read { c in
                try c.rows("SELECT exchange, connection, name FROM inbox_file ORDER BY connection, exchange, name")
            })
    }

    /// Keeps since when each file waits, by our own clock; written only when something came or went. A name may be
    /// anybody's words, so its digest is kept.
    func note(
        _ names: [String], in key: Inboxes.Key, county: String, known: Inboxes, now: Instant
    ) throws {
        let lying = Set(names.map { String(hex(Digest.sha256(Array($0.utf8))).prefix(16)) })
        let before = known.names(key)
        guard lying != before else { return }
        try store.write { c in
            for name in before.subtracting(lying).sorted() {
                _ = try c.execute(
                    "DELETE FROM inbox_file WHERE exchange = $1 AND connection = $2 AND name = $3",
                    [.text(key.exchange), .text(key.connection), .text(name)])
            }
            try c.load(
                "inbox_file", columns: ["exchange", "connection", "name", "county", "seen"],
                lying.subtracting(before).sorted().map {
                    [.text(key.exchange), .text(key.connection), .text($0), .text(county), .at(now)]
                })
        }
    }

    /// How many files wait at each connection for each exchange, and since when the oldest.
    func waiting() throws -> [Inboxes.Key: (county: String, count: Int64, since: Instant)] {
        let rows = try store.read { c in
            try c.rows(
                """
                SELECT exchange, connection, MIN(county), CAST(COUNT(*) AS BIGINT), MIN(seen) FROM inbox_file
                GROUP BY exchange, connection ORDER BY connection, exchange
                """)
        }
        return Dictionary(
            rows.map {
                (
                    Inboxes.Key(exchange: $0.text(0), connection: $0.text(1)),
                    ($0.text(2), $0.int(3), Instant(milliseconds: $0.int(4)))
                )
            }, uniquingKeysWith: { first, _ in first })
    }
}
