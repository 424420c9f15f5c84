package import Subsidy

/// MachineTable is one state machine as rows: what event leads from what state to what state.
package struct MachineTable: Sendable {
    package let name: String
    package let rows: [(from: String, event: String, to: String)]

    package init(name: String, rows: [(from: String, event: String, to: String)]) {
        self.name = name
        self.rows = rows
    }
}

/// Transitions moves subjects from state to state; what is legal stands once, in the table `transition`.
///
/// A subject table has the columns `id`, `state` and `sequence` (0 before its first move). Every move leaves a row in
/// `event`, whose foreign key is the proof of its legality, and changes the subject by compare-and-set.
package enum Transitions {
    /// Makes the rows of these machines in `transition` exactly the given ones.
    /// Throws `foreignKey` (`transition.<machine>`) when a withdrawn move, or one that now leads elsewhere, was used.
    package static func install(_ machines: [MachineTable], _ c: any StoreConnection) throws {
        for machine in machines {
            let name = SQLValue.text(machine.name)
            let wanted = Set(machine.rows.map { [$0.from, $0.event, $0.to] })
            precondition(wanted.count == machine.rows.count, "a machine lists each move once")
            let present = try c.rows(
                "SELECT from_state, event, to_state FROM transition WHERE machine = $1", [name]
            ).map { row in row.map { $0.text ?? "" } }
            for row in present where !wanted.contains(row) {
                do {
                    _ = try c.savepoint {
                        try c.execute(
                            "DELETE FROM transition WHERE machine = $1 AND from_state = $2 AND event = $3",
                            [name, .text(row[0]), .text(row[1])])
                    }
                } catch let error as StoreError where error.kind == .foreignKey {
                    throw StoreError(.foreignKey, constraint: "transition.\(machine.name)")
                }
            }
            let kept = Set(present)
            let added = machine.rows.filter { !kept.contains([$0.from, $0.event, $0.to]) }
            try c.load(
                "transition", columns: ["machine", "from_state", "event", "to_state"],
                added.map { [name, .text($0.from), .text($0.event), .text($0.to)] })
        }
    }

    /// Moves every subject of the set, or none of them.
    ///
    /// Throws `check` (`transition.<machine>`) when a subject is missing or its state knows no such event,
    /// `unique` (`selection`) when a subject stands twice in the set, `serialization` when another transaction moved
    /// one of them meanwhile: the caller repeats its step. After any of these the transaction goes on unharmed.
    package static func apply(
        machine: String, table: String, moves: [(subject: Int64, event: String)], occurred: Instant?,
        arrived: Instant, actor: Int64?, document: Int64?, _ c: any StoreConnection
    ) throws {
        guard !moves.isEmpty else { return }
        let note = MoveNote(occurred: occurred, arrived: arrived, actor: actor, document: document)
        try c.savepoint {
            let token = Selection.nextToken()
            try stage(moves, token, c)
            try move(machine: machine, table: table, token, count: moves.count, note, c)
        }
    }

    /// Moves the subjects that a query names, by statements alone; how many they are.
    ///
    /// `selecting` is a SELECT of the two columns `subject` and `event`, for example
    /// `SELECT id AS subject, 'send' AS event FROM instruction WHERE batch = $1`. Throws as the other `apply`.
    @discardableResult
    package static func apply(
        machine: String, table: String, selecting query: SQLText, _ arguments: [SQLValue], occurred: Instant?,
        arrived: Instant, actor: Int64?, document: Int64?, _ c: any StoreConnection
    ) throws -> Int {
        let note = MoveNote(occurred: occurred, arrived: arrived, actor: actor, document: document)
        return try c.savepoint {
            // In the order of ids: two transactions that want the same subjects wait, they do not block each other.
            let token = Selection.nextToken()
            let count = try c.execute(
                SQLText(
                    """
                    INSERT INTO selection (token, subject, event)
                    SELECT CAST($\(arguments.count + 1) AS BIGINT), q.subject, q.event
                    FROM (\(query.text)) AS q ORDER BY q.subject
                    """), arguments + [token])
            guard count > 0 else { return 0 }
            try move(machine: machine, table: table, token, count: count, note, c)
            return count
        }
    }

    /// Moves one subject; its new state. Throws as the set-wise `apply`.
    @discardableResult
    package static func apply(
        machine: String, table: String, subject: Int64, event: String, occurred: Instant?, arrived: Instant,
        actor: Int64?, document: Int64?, _ c: any StoreConnection
    ) throws -> String {
        let note = MoveNote(occurred: occurred, arrived: arrived, actor: actor, document: document)
        let name = try SQLName.quoted(table)
        return try c.savepoint {
            let added = try recorded { () throws(StoreError) in
                try c.execute(
                    SQLText(
                        """
                        INSERT INTO event (\(MoveNote.columns))
                        SELECT t.machine, s.id, s.sequence + 1, s.state, t.event, t.to_state, \(MoveNote.values)
                        FROM \(name) AS s
                        JOIN transition AS t ON t.machine = $5 AND t.from_state = s.state AND t.event = $6
                        WHERE s.id = $7
                        """), note.arguments + [.text(machine), .text(event), .integer(subject)])
            }
            guard added == 1 else { throw refusal(machine) }
            let changed = try c.rows(
                SQLText(
                    """
                    UPDATE \(name) SET state = e.to_state, sequence = e.sequence FROM event AS e
                    WHERE \(name).id = $2 AND e.machine = $1 AND e.subject = $2
                    AND e.sequence = \(name).sequence + 1 AND e.from_state = \(name).state
                    RETURNING state
                    """), [.text(machine), .integer(subject)])
            guard changed.count == 1, let state = changed[0][0].text else { throw refusal(machine) }
            return state
        }
    }

    /// Of a set, what could not be moved now, in the order of ids: the state is nil where there is no such subject.
    /// For a counterpart's word that fits no transition and must go to suspense instead of stopping its neighbours.
    package static func refused(
        machine: String, table: String, moves: [(subject: Int64, event: String)], _ c: any StoreConnection
    ) throws -> [(subject: Int64, state: String?, event: String)] {
        let name = try SQLName.quoted(table)
        let token = Selection.nextToken()
        try stage(moves, token, c)
        let rows = try c.rows(
            SQLText(
                """
                SELECT p.subject, s.state, p.event FROM selection AS p
                LEFT JOIN \(name) AS s ON s.id = p.subject
                LEFT JOIN transition AS t ON t.machine = $1 AND t.from_state = s.state AND t.event = p.event
                WHERE p.token = $2 AND t.machine IS NULL ORDER BY p.subject
                """), [.text(machine), token])
        try c.execute("DELETE FROM selection WHERE token = $1", [token])
        return rows.map { ($0[0].integer ?? 0, $0[1].text, $0[2].text ?? "") }
    }

    private static func stage(
        _ moves: [(subject: Int64, event: String)], _ token: SQLValue, _ c: any StoreConnection
    ) throws {
        let sorted = moves.sorted { $0.subject < $1.subject }
        guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.subject != $1.subject }) else {
            throw StoreError(.unique, constraint: "selection")
        }
        try c.load(
            "selection", columns: ["token", "subject", "event"],
            sorted.map { [token, .integer($0.subject), .text($0.event)] })
    }

    /// Moves what is staged and clears it.
    private static func move(
        machine: String, table: String, _ token: SQLValue, count: Int, _ note: MoveNote, _ c: any StoreConnection
    ) throws {
        let name = try SQLName.quoted(table)
        let added = try recorded { () throws(StoreError) in
            try c.execute(
                SQLText(
                    """
                    INSERT INTO event (\(MoveNote.columns))
                    SELECT t.machine, s.id, s.sequence + 1, s.state, t.event, t.to_state, \(MoveNote.values)
                    FROM selection AS p
                    JOIN \(name) AS s ON s.id = p.subject
                    JOIN transition AS t ON t.machine = $5 AND t.from_state = s.state AND t.event = p.event
                    WHERE p.token = $6 ORDER BY s.id
                    """), note.arguments + [.text(machine), token])
        }
        guard added == count else { throw refusal(machine) }
        // Without a look at `event`, whose size no plan should depend on: its new rows keep everybody else from moving
        // these subjects until we end.
        let changed = try c.execute(
            SQLText(
                """
                UPDATE \(name) SET state = t.to_state, sequence = \(name).sequence + 1
                FROM selection AS p JOIN transition AS t ON t.machine = $1 AND t.event = p.event
                WHERE p.token = $2 AND \(name).id = p.subject AND t.from_state = \(name).state
                """), [.text(machine), token])
        guard changed == count else { throw refusal(machine) }
        try c.execute("DELETE FROM selection WHERE token = $1", [token])
    }

    private static func refusal(_ machine: String) -> StoreError {
        StoreError(.check, constraint: "transition.\(machine)")
    }

    /// The only duplicate that an event row can meet is the same step of the same subject by another transaction.
    private static func recorded(_ insert: () throws(StoreError) -> Int) throws(StoreError) -> Int {
        do {
            return try insert()
        } catch {
            throw error.kind == .unique ? StoreError(.serialization, constraint: "event") : error
        }
    }
}

/// What an event row carries beside the move itself.
private struct MoveNote {
    var occurred: Instant?
    var arrived: Instant
    var actor: Int64?
    var document: Int64?

    static let columns =
        "machine, subject, sequence, from_state, event, to_state, arrived, occurred, actor, document"
    static let values =
        "CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT)"

    var arguments: [SQLValue] {
        [
            .integer(arrived.milliseconds), occurred.map { .integer($0.milliseconds) } ?? .null,
            actor.map { .integer($0) } ?? .null, document.map { .integer($0) } ?? .null,
        ]
    }
}
