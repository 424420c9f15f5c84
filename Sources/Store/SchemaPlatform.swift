/// The schema, the platform beside us: what it said of rosters, and the numbers that other systems give to what is here.
enum SchemaPlatform {
    static let statements: [SQLText] = [
        // Each word about a roster as it came; its lines lie in its document.
        """
        CREATE TABLE platform_word (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, connection TEXT NOT NULL, number TEXT NOT NULL,
            version INTEGER NOT NULL, said TEXT NOT NULL, digest TEXT NOT NULL,
            document INTEGER NOT NULL REFERENCES document (id), line_count INTEGER NOT NULL, sum_fen INTEGER NOT NULL,
            voucher TEXT NOT NULL, made_day INTEGER, heard INTEGER NOT NULL,
            project TEXT NOT NULL, period TEXT NOT NULL, approval TEXT NOT NULL,
            roster INTEGER REFERENCES roster (id), reason TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '',
            mark TEXT NOT NULL DEFAULT '', explanation TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
            sequence INTEGER NOT NULL, UNIQUE (connection, number, version, digest)
        ) STRICT
        """,
        """
        CREATE INDEX platform_word_open ON platform_word (id)
        WHERE state IN ('heard', 'waiting', 'objected', 'explained', 'accepted')
        """,
        "CREATE INDEX platform_word_roster ON platform_word (roster)",
        // What our checks have against a word, line by line.
        """
        CREATE TABLE platform_finding (
            word INTEGER NOT NULL REFERENCES platform_word (id), line INTEGER NOT NULL, kind TEXT NOT NULL,
            roster_line INTEGER REFERENCES roster_line (id), PRIMARY KEY (word, line, kind)
        ) STRICT
        """,
        // Another system's number for something here (IM-3.1). One number may be given to several things, and one thing may
        // have a number in each of several systems.
        """
        CREATE TABLE cross_reference (
            system TEXT NOT NULL, number TEXT NOT NULL, subject TEXT NOT NULL, subject_id INTEGER NOT NULL,
            county TEXT NOT NULL, document INTEGER REFERENCES document (id), at INTEGER NOT NULL,
            PRIMARY KEY (number, system, subject, subject_id)
        ) STRICT
        """,
        "CREATE INDEX cross_reference_subject ON cross_reference (subject, subject_id)",
        "ALTER TABLE roster ADD COLUMN push_digest TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE roster ADD COLUMN verdict_digest TEXT NOT NULL DEFAULT ''",
    ]
}
