/// The schema, ninth part: what goes on around the workflow. Messages, publications, complaints, archives, requests
/// from outside, findings of supervisors.
enum SchemaAround {
    static let statements: [SQLText] = notices + publications

    /// One message an item (NX-8.2). What it says is in its document, sealed; here is what it is about.
    private static let notices: [SQLText] = [
        """
        CREATE TABLE notice (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, kind TEXT NOT NULL, serial TEXT NOT NULL UNIQUE,
            person INTEGER NOT NULL REFERENCES person (id), project TEXT NOT NULL, period TEXT NOT NULL,
            attempt INTEGER REFERENCES attempt (id), failure INTEGER REFERENCES failure (id),
            account INTEGER REFERENCES account (id), amount_fen INTEGER, template TEXT NOT NULL,
            outbox INTEGER REFERENCES outbox (id), created INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '',
            state_code TEXT NOT NULL DEFAULT '', receipt_at INTEGER, state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX notice_attempt ON notice (attempt, kind)",
        "CREATE INDEX notice_failure ON notice (failure)",
        "CREATE INDEX notice_account ON notice (account)",
        "CREATE INDEX notice_outbox ON notice (outbox, state)",
        // When the owner of a failure has seen it (IM-21.1a), and when the payee's activation was told (IM-21.2).
        "ALTER TABLE failure ADD COLUMN noticed INTEGER",
        "ALTER TABLE failure ADD COLUMN activated INTEGER",
    ]

    /// Each version of what is made public, and what each channel says that it shows of it (IM-9.1, IM-25.1, IM-28.1).
    private static let publications: [SQLText] = [
        """
        CREATE TABLE publication (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('policies', 'roster')),
            subject INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0), number TEXT NOT NULL UNIQUE,
            level TEXT NOT NULL, checksum TEXT NOT NULL, mark TEXT NOT NULL, items INTEGER NOT NULL,
            created INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, sequence INTEGER NOT NULL,
            UNIQUE (county, kind, subject, version)
        ) STRICT
        """,
        """
        CREATE TABLE publication_channel (
            county TEXT NOT NULL, kind TEXT NOT NULL, subject INTEGER NOT NULL, channel TEXT NOT NULL,
            publication INTEGER NOT NULL REFERENCES publication (id), checksum TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('shown', 'withdrawn')), at INTEGER NOT NULL,
            PRIMARY KEY (county, kind, subject, channel)
        ) STRICT
        """,
    ]
}
