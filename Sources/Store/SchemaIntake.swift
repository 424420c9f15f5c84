/// The schema, first part: documents, people, accounts, lists. Written in SQLite's STRICT words; the PostgreSQL driver
/// reads INTEGER as BIGINT and BLOB as BYTEA.
///
/// Personal values lie in `sealed` columns only, and are found by keyed digests (G7).
enum SchemaIntake {
    static let statements: [SQLText] = [
        """
        CREATE TABLE document (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, exchange TEXT NOT NULL, connection TEXT NOT NULL,
            direction TEXT NOT NULL CHECK (direction IN ('in', 'out')), name TEXT NOT NULL, digest TEXT NOT NULL,
            size INTEGER NOT NULL, proof TEXT NOT NULL, mapping TEXT NOT NULL, mapping_digest TEXT NOT NULL,
            parameters TEXT NOT NULL, state TEXT NOT NULL, sequence INTEGER NOT NULL, received INTEGER NOT NULL,
            question INTEGER, far_end TEXT NOT NULL, marker TEXT,
            row_count INTEGER NOT NULL DEFAULT 0, accepted_count INTEGER NOT NULL DEFAULT 0,
            rejected_count INTEGER NOT NULL DEFAULT 0, sum_fen INTEGER NOT NULL DEFAULT 0,
            accepted_fen INTEGER NOT NULL DEFAULT 0, rejected_fen INTEGER NOT NULL DEFAULT 0,
            reason TEXT NOT NULL DEFAULT '',
            CHECK (row_count = accepted_count + rejected_count), CHECK (sum_fen = accepted_fen + rejected_fen)
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX document_name ON document (connection, exchange, name)
        WHERE direction = 'in' AND state = 'promoted' AND name <> ''
        """,
        "CREATE INDEX document_state ON document (state, direction)",
        """
        CREATE TABLE reject (
            id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document (id), line INTEGER NOT NULL,
            field TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, amount_fen INTEGER
        ) STRICT
        """,
        "CREATE INDEX reject_document ON reject (document, line)",
        """
        CREATE TABLE person (
            id INTEGER PRIMARY KEY, id_digest BLOB NOT NULL UNIQUE, name_digest BLOB NOT NULL, sealed BLOB NOT NULL,
            legacy15 INTEGER NOT NULL, birth_year INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE account (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person (id), digest BLOB NOT NULL,
            bank TEXT NOT NULL, kind TEXT NOT NULL, sealed BLOB NOT NULL, state TEXT NOT NULL,
            sequence INTEGER NOT NULL, verified INTEGER, source INTEGER NOT NULL, UNIQUE (person, digest)
        ) STRICT
        """,
        "CREATE INDEX account_digest ON account (digest)",
        // What registers tell is kept for whoever it is about, known here or not yet: a list may come later.
        """
        CREATE TABLE death (
            id_digest BLOB NOT NULL, connection TEXT NOT NULL, death_day INTEGER, cremated_day INTEGER,
            document INTEGER NOT NULL REFERENCES document (id), line INTEGER NOT NULL,
            PRIMARY KEY (id_digest, connection)
        ) STRICT
        """,
        """
        CREATE TABLE welfare (
            id_digest BLOB NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, until_day INTEGER,
            document INTEGER NOT NULL REFERENCES document (id), line INTEGER NOT NULL, PRIMARY KEY (id_digest, kind)
        ) STRICT
        """,
        """
        CREATE TABLE list (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, project TEXT NOT NULL, period TEXT NOT NULL,
            approval TEXT NOT NULL, department TEXT NOT NULL, document INTEGER NOT NULL UNIQUE REFERENCES document (id),
            line_count INTEGER NOT NULL, sum_fen INTEGER NOT NULL, state TEXT NOT NULL, sequence INTEGER NOT NULL,
            receipt_sent INTEGER, fed_back INTEGER, feed_digest TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        """
        CREATE TABLE list_line (
            id INTEGER PRIMARY KEY, list INTEGER NOT NULL REFERENCES list (id), line INTEGER NOT NULL,
            subject INTEGER NOT NULL REFERENCES person (id), beneficiary INTEGER NOT NULL REFERENCES person (id),
            payee INTEGER NOT NULL REFERENCES person (id), account INTEGER REFERENCES account (id),
            quantity INTEGER, rate INTEGER, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), standard_fen INTEGER,
            village TEXT NOT NULL, village_code TEXT NOT NULL, name_differs INTEGER NOT NULL, sealed BLOB NOT NULL,
            first_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL, UNIQUE (list, line)
        ) STRICT
        """,
        "CREATE INDEX list_line_subject ON list_line (subject)",
        "CREATE INDEX list_line_beneficiary ON list_line (beneficiary)",
    ]
}
