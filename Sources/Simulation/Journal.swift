import Gateway
import Sandbox
import Store
import StoreSQLite
import Subsidy
import Trust

/// One state move, as it was committed.
struct Moved {
    var machine: String
    var subject: Int64
    var from: String
    var event: String
    var to: String
    var arrived: Int64
}

/// Journal reads the moves in the order in which they were committed, and keeps their digest: what happened, without
/// what is random in any run (nonces, tokens, sealed bytes).
struct Journal {
    /// The table `event` has no order of its own: a trigger of the simulation gives it one.
    static let statements: [SQLText] = [
        """
        CREATE TABLE simulated_event (
            id INTEGER PRIMARY KEY, machine TEXT NOT NULL, subject INTEGER NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TRIGGER simulated_event_kept AFTER INSERT ON event BEGIN
            INSERT INTO simulated_event (machine, subject, sequence) VALUES (new.machine, new.subject, new.sequence);
        END
        """,
    ]

    private let running = RunningDigest(.sha256)
    private var seen: Int64 = 0
    /// Everything, for who looks at a failure.
    private(set) var lines: [String] = []

    mutating func note(_ line: String) {
        running.update(Array((line + "\n").utf8))
        lines.append(line)
    }

    /// The moves since the last look, noted.
    mutating func moves(_ store: SQLiteStore) throws -> [Moved] {
        let from = seen
        let rows = try store.readAlone { c in
            try c.rows(
                """
                SELECT s.id, v.machine, v.subject, v.from_state, v.event, v.to_state, v.arrived
                FROM simulated_event s JOIN event v ON v.machine = s.machine AND v.subject = s.subject
                AND v.sequence = s.sequence WHERE s.id > $1 ORDER BY s.id
                """, [.integer(from)])
        }
        guard let last = rows.last else { return [] }
        seen = last[0].integer ?? seen
        let moves = rows.map { row in
            Moved(
                machine: row[1].text ?? "", subject: row[2].integer ?? 0, from: row[3].text ?? "",
                event: row[4].text ?? "", to: row[5].text ?? "", arrived: row[6].integer ?? 0)
        }
        for move in moves {
            note("\(move.machine) \(move.subject) \(move.from) \(move.event) \(move.to) \(move.arrived)")
        }
        return moves
    }

    func digest() -> String { running.finish().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
