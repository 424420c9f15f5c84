/// The schema, thirteenth part: what registers tell page by page, words that nobody could read, and how a county's base
/// library is confirmed (IM-29.2, IM-33.1b, NX-7.2).
enum SchemaSources {
    static let statements: [SQLText] = pulls + doubts + rounds

    private static let pulls: [SQLText] = [
        // The whole register, or what has changed in it since the moment that `since` tells.
        "ALTER TABLE comparison ADD COLUMN kind TEXT NOT NULL DEFAULT 'whole'",
        // One pull of a register in pages: how far it has come, and what its pages came to.
        """
        CREATE TABLE resident_pull (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, connection TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('whole', 'delta')), since INTEGER, begun INTEGER NOT NULL,
            resume INTEGER NOT NULL, next TEXT, told INTEGER, first_document INTEGER REFERENCES document (id),
            rows_read INTEGER NOT NULL DEFAULT 0, rows_bad INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        "CREATE UNIQUE INDEX resident_pull_open ON resident_pull (county, connection) WHERE outcome = ''",
        // What a pull says of people of the library, until it is compared; `finding` is empty where it agrees.
        """
        CREATE TABLE resident_told (
            pull INTEGER NOT NULL REFERENCES resident_pull (id), person INTEGER NOT NULL REFERENCES person (id),
            finding TEXT NOT NULL, day INTEGER, PRIMARY KEY (pull, person)
        ) STRICT
        """,
    ]

    private static let doubts: [SQLText] = [
        // A source spoke of somebody in words that no table knows: its earlier word about them counts no more.
        """
        CREATE TABLE welfare_doubt (
            id_digest BLOB NOT NULL, kind TEXT NOT NULL, connection TEXT NOT NULL,
            document INTEGER NOT NULL REFERENCES document (id), line INTEGER NOT NULL,
            PRIMARY KEY (id_digest, kind, connection)
        ) STRICT
        """,
        // Codes that no table knows, by the source and the field that held them (IM-29.2).
        """
        CREATE TABLE unknown_code (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, exchange TEXT NOT NULL, connection TEXT NOT NULL,
            field TEXT NOT NULL, code TEXT NOT NULL, mapping TEXT NOT NULL, document INTEGER NOT NULL,
            row_count INTEGER NOT NULL, first_line INTEGER NOT NULL, first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL, settled INTEGER, UNIQUE (connection, exchange, field, code)
        ) STRICT
        """,
    ]

    private static let rounds: [SQLText] = [
        // How a county goes from the departments' data to its own base library.
        """
        CREATE TABLE library_round (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, opened INTEGER NOT NULL, ended INTEGER,
            people INTEGER NOT NULL, confirmed INTEGER NOT NULL DEFAULT 0, corrected INTEGER NOT NULL DEFAULT 0,
            aside INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE UNIQUE INDEX library_round_open ON library_round (county) WHERE state IN ('open', 'passed')",
        """
        CREATE TABLE library_entry (
            id INTEGER PRIMARY KEY, round INTEGER NOT NULL REFERENCES library_round (id), county TEXT NOT NULL,
            township TEXT NOT NULL, person INTEGER NOT NULL REFERENCES person (id),
            account INTEGER REFERENCES account (id), previous INTEGER REFERENCES account (id), channel TEXT NOT NULL DEFAULT '',
            confirmed_by TEXT NOT NULL DEFAULT '', relation TEXT NOT NULL DEFAULT '', corrections INTEGER NOT NULL DEFAULT 0,
            exported INTEGER, at INTEGER, reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, sequence INTEGER NOT NULL, UNIQUE (round, person)
        ) STRICT
        """,
        "CREATE INDEX library_entry_state ON library_entry (round, state)",
        "CREATE INDEX library_entry_person ON library_entry (person)",
    ]
}
