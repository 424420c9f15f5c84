/// The schema, sixth part: what lets people see that nothing lies still (IM-10.3, IM-10.6, IM-17.1, IM-18.1, NX-6.2.8).
enum SchemaOversight {
    static let statements: [SQLText] = [
        "ALTER TABLE indicator ADD COLUMN first_seen INTEGER NOT NULL DEFAULT 0",
        // Who of the department has seen that money came (IM-10.3).
        """
        CREATE TABLE indicator_notice (
            indicator INTEGER PRIMARY KEY REFERENCES indicator (id), principal INTEGER NOT NULL, at INTEGER NOT NULL
        ) STRICT
        """,
        // Under which release a rule spoke (IM-18.1).
        "ALTER TABLE alert ADD COLUMN release TEXT NOT NULL DEFAULT ''",
        // Why a reviewer returned a roster, line by line, in coded reasons (IM-17.1).
        """
        CREATE TABLE return_reason (
            id INTEGER PRIMARY KEY, roster INTEGER NOT NULL REFERENCES roster (id),
            roster_line INTEGER NOT NULL REFERENCES roster_line (id), reason TEXT NOT NULL, at INTEGER NOT NULL,
            UNIQUE (roster_line, at)
        ) STRICT
        """,
        "CREATE INDEX return_reason_roster ON return_reason (roster, at)",
        // Why somebody may be paid to an account of others: a parent's card, a boarding school (NX-6.2.8, NX-14).
        """
        CREATE TABLE account_relation (
            id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account (id),
            relation TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE UNIQUE INDEX account_relation_open ON account_relation (account) WHERE state <> 'rejected'",
    ]
}
