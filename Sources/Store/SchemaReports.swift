/// The schema, part ten: reports that can be made again later with the same figures, what is handed to auditors, visits
/// to sampled households, and changes of the catalogue with their papers.
enum SchemaReports {
    static let statements: [SQLText] = past + reports + catalogue

    /// What a row said before it was written over: with the events this is enough to see a past day as it was known then.
    private static let past: [SQLText] = [
        """
        CREATE TABLE failure_past (
            id INTEGER PRIMARY KEY, failure INTEGER NOT NULL REFERENCES failure (id), held_until INTEGER NOT NULL,
            class TEXT NOT NULL, owner TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, extension TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX failure_past_failure ON failure_past (failure, held_until)",
        """
        CREATE TABLE attempt_past (
            id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL REFERENCES attempt (id), held_until INTEGER NOT NULL,
            paid_fen INTEGER NOT NULL, over_fen INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX attempt_past_attempt ON attempt_past (attempt, held_until)",
        """
        CREATE TABLE indicator_version (
            id INTEGER PRIMARY KEY, indicator INTEGER NOT NULL REFERENCES indicator (id), at INTEGER NOT NULL,
            total_fen INTEGER NOT NULL, balance_fen INTEGER NOT NULL, live INTEGER NOT NULL, topic TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX indicator_version_indicator ON indicator_version (indicator, at)",
    ]

    private static let reports: [SQLText] = [
        // Figures told to others (IM-33.1d), as they were told; nothing personal stands in them.
        """
        CREATE TABLE briefing (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, from_day INTEGER NOT NULL, through_day INTEGER NOT NULL,
            made INTEGER NOT NULL, figures TEXT NOT NULL, digest TEXT NOT NULL,
            UNIQUE (county, from_day, through_day), CHECK (from_day <= through_day)
        ) STRICT
        """,
        // What an inspector asks to be given (NX-12.3): of whom, for what, which fields open; the data lie here no more
        // than their digest does.
        """
        CREATE TABLE extract (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, project TEXT NOT NULL, township TEXT NOT NULL,
            on_day INTEGER NOT NULL, authority TEXT NOT NULL, purpose BLOB NOT NULL, fields TEXT NOT NULL,
            until_day INTEGER NOT NULL, asked INTEGER NOT NULL, line_count INTEGER NOT NULL DEFAULT 0,
            digest TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE extract_key (
            id INTEGER PRIMARY KEY, public_key TEXT NOT NULL UNIQUE, sealed BLOB NOT NULL, made INTEGER NOT NULL
        ) STRICT
        """,
        // Who is to be visited, drawn by a number that everybody may see and draw by again (IM-32.2).
        """
        CREATE TABLE sample (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, project TEXT NOT NULL, township TEXT NOT NULL,
            on_day INTEGER NOT NULL, seed INTEGER NOT NULL, size INTEGER NOT NULL CHECK (size > 0),
            frame_count INTEGER NOT NULL, frame_digest TEXT NOT NULL, drawn INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE sample_line (
            sample INTEGER NOT NULL REFERENCES sample (id), roster_line INTEGER NOT NULL REFERENCES roster_line (id),
            ordinal INTEGER NOT NULL, result TEXT NOT NULL DEFAULT '', visited INTEGER, at INTEGER,
            PRIMARY KEY (sample, roster_line)
        ) STRICT
        """,
    ]

    private static let catalogue: [SQLText] = [
        // A change of the catalogue and its papers (IM-7.2, IM-7.3). `entry` is the digest of the project's entry as it
        // is to stand in the released file.
        """
        CREATE TABLE catalogue_request (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, catalogue TEXT NOT NULL, project TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('add', 'change', 'stop')),
            level TEXT NOT NULL CHECK (level IN ('region', 'league', 'county')), effective INTEGER NOT NULL,
            entry TEXT NOT NULL, asked INTEGER NOT NULL, return_code TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE catalogue_paper (
            request INTEGER NOT NULL REFERENCES catalogue_request (id), kind TEXT NOT NULL, digest TEXT NOT NULL,
            document INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (request, kind, digest)
        ) STRICT
        """,
        // What the catalogues said at each release, entry by entry: what a later one is compared with.
        """
        CREATE TABLE catalogue_entry (
            release TEXT NOT NULL, catalogue TEXT NOT NULL, project TEXT NOT NULL, entry TEXT NOT NULL,
            PRIMARY KEY (release, catalogue, project)
        ) STRICT
        """,
        "ALTER TABLE budget_link ADD COLUMN tried INTEGER",
        // Which level a rule is of, and which rules of lower levels it set aside (NX-11).
        "ALTER TABLE alert ADD COLUMN level TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE alert ADD COLUMN outweighed TEXT NOT NULL DEFAULT ''",
    ]
}
