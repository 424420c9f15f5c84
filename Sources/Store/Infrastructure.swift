/// Infrastructure is the DDL of the tables that belong to no subject: counters, legal moves, events, audit.
package enum Infrastructure {
    /// In the order in which they must be run; made to be the head of the first migration.
    package static let statements: [SQLText] = [
        """
        CREATE TABLE counter (
            name TEXT PRIMARY KEY,
            next INTEGER NOT NULL CHECK (next > 0)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE transition (
            machine TEXT NOT NULL,
            from_state TEXT NOT NULL,
            event TEXT NOT NULL,
            to_state TEXT NOT NULL,
            PRIMARY KEY (machine, from_state, event)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE event (
            machine TEXT NOT NULL,
            subject INTEGER NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence > 0),
            from_state TEXT NOT NULL,
            event TEXT NOT NULL,
            to_state TEXT NOT NULL,
            arrived INTEGER NOT NULL,
            occurred INTEGER,
            actor INTEGER,
            document INTEGER,
            PRIMARY KEY (machine, subject, sequence),
            FOREIGN KEY (machine, from_state, event) REFERENCES transition (machine, from_state, event)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE selection (
            token INTEGER NOT NULL,
            subject INTEGER NOT NULL,
            event TEXT NOT NULL,
            PRIMARY KEY (token, subject)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            principal INTEGER,
            act TEXT NOT NULL,
            object TEXT NOT NULL,
            detail TEXT NOT NULL,
            rows_digest BLOB NOT NULL,
            previous BLOB NOT NULL,
            digest BLOB NOT NULL,
            mac BLOB NOT NULL
        ) STRICT
        """,
    ]
}
