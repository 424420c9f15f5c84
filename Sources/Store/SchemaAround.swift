/// The schema, ninth part: what goes on around the workflow. Messages, publications, complaints, archives, requests
/// from outside, findings of supervisors.
enum SchemaAround {
    static let statements: [SQLText] = notices + publications
    /// Came later: what is about lines, closed orders and people, and who asks online.
    static let outside: [SQLText] = complaints + archives + risks + requests

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

    /// What was said and by whom lies sealed; here is what it is about (NX-6.2.1, NX-13.2).
    private static let complaints: [SQLText] = [
        """
        CREATE TABLE complaint (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, number TEXT NOT NULL UNIQUE, channel TEXT NOT NULL,
            project TEXT NOT NULL, person INTEGER REFERENCES person (id),
            roster_line INTEGER REFERENCES roster_line (id), standing TEXT NOT NULL, owner TEXT NOT NULL,
            anonymous INTEGER NOT NULL, received INTEGER NOT NULL, answered INTEGER, outcome TEXT NOT NULL DEFAULT '',
            sealed BLOB NOT NULL, state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX complaint_line ON complaint (roster_line)",
    ]

    /// One bundle of what an order came to, and a further one for what came later; none is ever written over
    /// (NX-6.2.9).
    private static let archives: [SQLText] = [
        """
        CREATE TABLE archive (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL,
            payment_order INTEGER NOT NULL REFERENCES payment_order (id), ordinal INTEGER NOT NULL,
            content TEXT NOT NULL, digest TEXT NOT NULL, entries INTEGER NOT NULL, size INTEGER NOT NULL,
            audit_head TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (payment_order, ordinal),
            UNIQUE (payment_order, content)
        ) STRICT
        """
    ]

    /// Findings of supervisors by keyed digests: who is named may not be known here yet (NX-8.4).
    private static let risks: [SQLText] = [
        """
        CREATE TABLE risk (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL,
            grave INTEGER NOT NULL, id_digest BLOB, account_digest BLOB, found_day INTEGER,
            document INTEGER NOT NULL REFERENCES document (id), line INTEGER NOT NULL, sealed BLOB NOT NULL,
            state TEXT NOT NULL, sequence INTEGER NOT NULL, UNIQUE (county, number)
        ) STRICT
        """,
        "CREATE INDEX risk_person ON risk (id_digest)",
        "CREATE INDEX risk_account ON risk (account_digest)",
    ]

    /// Who asks online is a token; what it opens lies here as a digest (IM-12.4, IM-13.2).
    private static let requests: [SQLText] = [
        """
        CREATE TABLE portal_token (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, person INTEGER NOT NULL REFERENCES person (id),
            digest BLOB NOT NULL UNIQUE, issued INTEGER NOT NULL, expires INTEGER NOT NULL, revoked INTEGER
        ) STRICT
        """,
        "CREATE UNIQUE INDEX portal_token_valid ON portal_token (county, person) WHERE revoked IS NULL",
        """
        CREATE TABLE portal_request (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL,
            token INTEGER NOT NULL REFERENCES portal_token (id), person INTEGER NOT NULL REFERENCES person (id),
            project TEXT NOT NULL, period TEXT NOT NULL, quantity INTEGER, tail TEXT NOT NULL,
            document INTEGER NOT NULL REFERENCES document (id), received INTEGER NOT NULL,
            reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, sequence INTEGER NOT NULL, UNIQUE (county, number)
        ) STRICT
        """,
        "CREATE INDEX portal_request_person ON portal_request (person, state)",
        """
        CREATE TABLE portal_paper (
            id INTEGER PRIMARY KEY, request INTEGER NOT NULL REFERENCES portal_request (id), type TEXT NOT NULL,
            digest TEXT NOT NULL, sealed BLOB NOT NULL
        ) STRICT
        """,
        "CREATE INDEX portal_paper_request ON portal_paper (request)",
    ]
}
