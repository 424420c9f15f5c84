import Foundation
import Gateway
import Store
import StoreSQLite
import Subsidy
import Trust

/// Whether the bundle of a closed order tells what was true when it was sealed, every line and every paper of it, stays
/// what it was, and would be found out if it did not (NX-6.2.9).
struct ArchiveWitness {
    /// Days in which somebody may still come round to what moved late: a long weekend.
    private static let patience = 5

    /// SHA-256 over each bundle as it was first read.
    private var seen: [Int64: [UInt8]] = [:]
    private var last: Int64 = 0

    /// Reads the bundles that are new.
    mutating func look(_ engine: Engine, _ store: SQLiteStore) throws {
        let rows = try store.readAlone { c in
            try c.rows(
                """
                SELECT x.id, x.payment_order, o.roster, x.at FROM archive x JOIN payment_order o ON o.id = x.payment_order
                WHERE x.id > $1 ORDER BY x.id
                """, [.integer(last)])
        }
        for row in rows {
            let id = row[0].integer ?? 0
            let entries = try engine.openArchive(id)
            seen[id] = Self.digest(entries)
            last = id
            let bundle = Bundle(
                id: id, order: row[1].integer ?? 0, roster: row[2].integer ?? 0, at: row[3].integer ?? 0,
                entries: Dictionary(entries.map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first }))
            guard bundle.entries.count == entries.count else { throw bundle.breach("has two entries of one name") }
            try lines(bundle, store)
            try papers(bundle, store)
        }
    }

    private struct Bundle {
        var id: Int64
        var order: Int64
        var roster: Int64
        var at: Int64
        var entries: [String: [UInt8]]

        func breach(_ text: String) -> Breach { Breach("NX-6.2.9", "archive \(id) of order \(order) \(text)") }

        /// The rows of one table in the books.
        func rows(_ table: String) -> [[Substring]] {
            String(decoding: entries["books"] ?? [], as: UTF8.self).split(separator: "\n").compactMap { line in
                let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
                return cells.first == table[...] ? Array(cells.dropFirst()) : nil
            }
        }
    }

    private static func digest(_ entries: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        let running = RunningDigest(.sha256)
        for entry in entries { running.update(Array("\(entry.name) \(entry.bytes.count)\n".utf8) + entry.bytes) }
        return running.finish()
    }

    /// Every line of the roster, and every attempt of the order as it stood at that moment by what had happened.
    private func lines(_ bundle: Bundle, _ store: SQLiteStore) throws {
        let (lines, attempts, columns) = try store.readAlone { c in
            (
                try c.rows("SELECT id FROM roster_line WHERE roster = $1 ORDER BY id", [.integer(bundle.roster)]),
                try c.rows(
                    """
                    SELECT a.id, (SELECT group_concat(DISTINCT e.to_state) FROM event e WHERE e.machine = 'attempt'
                        AND e.subject = a.id AND (e.arrived = $2 OR e.sequence = (SELECT MAX(f.sequence) FROM event f
                            WHERE f.machine = 'attempt' AND f.subject = a.id AND f.arrived < $2)))
                    FROM attempt a WHERE a.payment_order = $1 ORDER BY a.id
                    """, [.integer(bundle.order), .integer(bundle.at)]),
                try c.rows("SELECT name FROM pragma_table_info('attempt') ORDER BY cid")
            )
        }
        let kept = bundle.rows("roster_line").compactMap { $0.first.flatMap { Int64($0) } }
        guard kept == lines.compactMap({ $0[0].integer }) else { throw bundle.breach("has not every line") }
        guard let state = columns.firstIndex(where: { $0[0].text == "state" }) else {
            throw bundle.breach("cannot be read: attempts have no state")
        }
        let told = Dictionary(
            bundle.rows("attempt").map { (Int64($0[0]) ?? 0, String($0[state])) },
            uniquingKeysWith: { first, _ in first })
        // An attempt that was made after the sealing has no event before it.
        for row in attempts where row[1].text != nil {
            let states = (row[1].text ?? "").split(separator: ",").map(String.init)
            guard let said = told[row[0].integer ?? 0], states.contains(said) else {
                throw bundle.breach("tells otherwise of attempt \(row[0].integer ?? 0), which was \(states)")
            }
        }
    }

    /// The list, what was sent to the bank, and every paper that had moved a line by then, byte for byte.
    private func papers(_ bundle: Bundle, _ store: SQLiteStore) throws {
        let rows = try store.readAlone { c in
            try c.rows(
                """
                SELECT d.id, d.digest FROM document d WHERE d.id IN (
                    SELECT s.document FROM list s JOIN roster r ON r.list = s.id WHERE r.id = $1
                    UNION SELECT e.document FROM event e JOIN attempt a ON a.id = e.subject
                        WHERE e.machine = 'attempt' AND a.payment_order = $2 AND e.arrived < $3
                    UNION SELECT o.document FROM outbox o JOIN batch b ON b.id = o.subject_id
                        WHERE o.subject = 'batch' AND b.payment_order = $2 AND b.released < $3) ORDER BY d.id
                """, [.integer(bundle.roster), .integer(bundle.order), .integer(bundle.at)])
        }
        for row in rows {
            let name = "document-\(row[0].integer ?? 0)"
            guard let bytes = bundle.entries[name] else { throw bundle.breach("has no \(name)") }
            guard Self.hex(Digest.sha256(bytes)) == row[1].text else { throw bundle.breach("has another \(name)") }
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    // MARK: The end

    func final(_ gateway: SimulatedGateway, now: Instant) throws -> [String: Int] {
        let states = try gateway.engine.archives()
        for item in states {
            guard item.state == "whole", let first = seen[item.id],
                Self.digest(try gateway.engine.openArchive(item.id)) == first
            else { throw Breach("NX-6.2.9", "archive \(item.id) is \(item.state), or not what it was") }
        }
        try complete(gateway.file, now)
        try seesDamage(gateway)
        return ["archive": states.count]
    }

    /// Every order of a closed roster was sealed after the last that happened to it.
    private func complete(_ store: SQLiteStore, _ now: Instant) throws {
        let missing = try store.readAlone { c in
            try c.rows(
                """
                SELECT o.number, COUNT(*) FROM payment_order o JOIN roster r ON r.id = o.roster AND r.state = 'closed'
                JOIN attempt a ON a.payment_order = o.id JOIN event e ON e.machine = 'attempt' AND e.subject = a.id
                WHERE e.arrived > COALESCE((SELECT MAX(x.at) FROM archive x WHERE x.payment_order = o.id), 0)
                AND e.arrived < $1 AND NOT EXISTS (SELECT 1 FROM event z WHERE z.machine = 'roster' AND z.subject = r.id
                    AND z.event = 'close' AND z.arrived >= $1) GROUP BY o.id ORDER BY o.id
                """, [.integer(Instant(now.day - Self.patience).milliseconds)])
        }
        guard let order = missing.first else { return }
        throw Breach(
            "NX-6.2.9", "order \(order[0].text ?? "") is closed, and \(order[1].integer ?? 0) moves stand in no archive"
        )
    }

    /// Who changes a byte, or takes a bundle away, is found out.
    private func seesDamage(_ gateway: SimulatedGateway) throws {
        guard let id = seen.keys.max() else { return }
        let path = "\(gateway.home)/archive/\(id).sealed"
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        defer { try? whole.write(to: URL(fileURLWithPath: path)) }
        var damaged = whole
        damaged[damaged.startIndex + damaged.count / 2] ^= 1
        try damaged.write(to: URL(fileURLWithPath: path))
        try expect("broken", of: id, gateway.engine)
        try FileManager.default.removeItem(atPath: path)
        try expect("missing", of: id, gateway.engine)
    }

    private func expect(_ state: String, of id: Int64, _ engine: Engine) throws {
        for item in try engine.archives() {
            let truth = item.id == id ? state : "whole"
            guard item.state == truth else {
                throw Breach("NX-6.2.9", "archive \(item.id) is \(truth), and is told as \(item.state)")
            }
        }
    }
}
