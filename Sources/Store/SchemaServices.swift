/// The schema, what banks may know and make known (IM-27): consents, each look-up by them, banks that were stopped, and
/// services that banks offer; and what waits in the folders where files are laid for us.
enum SchemaServices {
    static let statements: [SQLText] = lookups + services + publications

    /// Came later: what lies at counterparts for us and is not taken, and since when (G9); of a name only a digest.
    static let inboxes: [SQLText] = [
        """
        CREATE TABLE inbox_file (
            exchange TEXT NOT NULL, connection TEXT NOT NULL, name TEXT NOT NULL, county TEXT NOT NULL,
            seen INTEGER NOT NULL, PRIMARY KEY (exchange, connection, name)
        ) STRICT
        """
    ]

    private static let lookups: [SQLText] = [
        """
        CREATE TABLE consent (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, number TEXT NOT NULL UNIQUE,
            person INTEGER NOT NULL REFERENCES person (id), bank TEXT NOT NULL, purpose TEXT NOT NULL,
            from_day INTEGER NOT NULL, through_day INTEGER NOT NULL, until_day INTEGER NOT NULL,
            uses INTEGER NOT NULL CHECK (uses > 0), used INTEGER NOT NULL DEFAULT 0, given_by TEXT NOT NULL,
            given INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, sequence INTEGER NOT NULL,
            CHECK (from_day <= through_day), CHECK (used BETWEEN 0 AND uses)
        ) STRICT
        """,
        "CREATE INDEX consent_person ON consent (person)",
        // Each question of a bank, answered or not, with the exact reason: the bank itself is told less.
        """
        CREATE TABLE lookup (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, bank TEXT NOT NULL, serial TEXT NOT NULL,
            document INTEGER REFERENCES document (id), line INTEGER NOT NULL,
            consent INTEGER REFERENCES consent (id), person INTEGER REFERENCES person (id), purpose TEXT NOT NULL,
            at INTEGER NOT NULL, reason TEXT NOT NULL, projects INTEGER NOT NULL DEFAULT 0,
            UNIQUE (bank, serial)
        ) STRICT
        """,
        "CREATE INDEX lookup_bank ON lookup (county, bank, at)",
        "CREATE INDEX lookup_person ON lookup (person)",
        """
        CREATE TABLE lookup_stop (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, bank TEXT NOT NULL, reason TEXT NOT NULL,
            asked INTEGER NOT NULL, missed INTEGER NOT NULL, at INTEGER NOT NULL, freed INTEGER,
            state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE UNIQUE INDEX lookup_stop_standing ON lookup_stop (county, bank) WHERE freed IS NULL",
    ]

    private static let services: [SQLText] = [
        """
        CREATE TABLE bank_service (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, bank TEXT NOT NULL, number TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0), category TEXT NOT NULL, title TEXT NOT NULL,
            content TEXT NOT NULL, phone TEXT NOT NULL, from_day INTEGER NOT NULL, until_day INTEGER NOT NULL,
            document INTEGER NOT NULL REFERENCES document (id), line INTEGER NOT NULL, received INTEGER NOT NULL,
            reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, sequence INTEGER NOT NULL,
            UNIQUE (county, bank, number, version), CHECK (from_day <= until_day)
        ) STRICT
        """
    ]

    /// What is made public has one kind more. A CHECK is not changed in place: the tables are made anew.
    private static let publications: [SQLText] = [
        """
        CREATE TABLE publication_next (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('policies', 'roster', 'services')),
            subject INTEGER NOT NULL, version INTEGER NOT NULL CHECK (version > 0), number TEXT NOT NULL UNIQUE,
            level TEXT NOT NULL, checksum TEXT NOT NULL, mark TEXT NOT NULL, items INTEGER NOT NULL,
            created INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, sequence INTEGER NOT NULL,
            UNIQUE (county, kind, subject, version)
        ) STRICT
        """,
        // These two name tables that are there only meanwhile.
        """
        /* moved */ INSERT INTO publication_next (id, county, kind, subject, version, number, level, checksum, mark, items, created,
            reason, state, sequence)
        SELECT id, county, kind, subject, version, number, level, checksum, mark, items, created, reason, state, sequence
        FROM publication
        """,
        """
        CREATE TABLE publication_channel_next (
            county TEXT NOT NULL, kind TEXT NOT NULL, subject INTEGER NOT NULL, channel TEXT NOT NULL,
            publication INTEGER NOT NULL REFERENCES publication_next (id), checksum TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('shown', 'withdrawn')), at INTEGER NOT NULL,
            PRIMARY KEY (county, kind, subject, channel)
        ) STRICT
        """,
        """
        /* moved */ INSERT INTO publication_channel_next (county, kind, subject, channel, publication, checksum, state, at)
        SELECT county, kind, subject, channel, publication, checksum, state, at FROM publication_channel
        """,
        "DROP TABLE publication_channel",
        "DROP TABLE publication",
        "ALTER TABLE publication_next RENAME TO publication",
        "ALTER TABLE publication_channel_next RENAME TO publication_channel",
    ]
}
