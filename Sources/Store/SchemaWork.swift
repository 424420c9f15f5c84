/// The schema, third part: people and their duties, the budget, alerts, publicity, traffic.
enum SchemaWork {
    static let statements: [SQLText] = [
        """
        CREATE TABLE principal (
            id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, natural_person TEXT NOT NULL, role TEXT NOT NULL,
            scope TEXT NOT NULL, password TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE session (
            token_digest BLOB PRIMARY KEY, principal INTEGER NOT NULL REFERENCES principal (id),
            expires INTEGER NOT NULL
        ) STRICT
        """,
        // One natural person takes one duty over an object and its descendants, whatever logins they hold (IM-23.1).
        """
        CREATE TABLE duty (
            root TEXT NOT NULL, natural_person TEXT NOT NULL, duty TEXT NOT NULL,
            principal INTEGER NOT NULL REFERENCES principal (id), at INTEGER NOT NULL,
            PRIMARY KEY (root, natural_person)
        ) STRICT
        """,
        """
        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY, act TEXT NOT NULL, object TEXT NOT NULL, principal INTEGER NOT NULL,
            at INTEGER NOT NULL, sealed BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE release (
            digest TEXT PRIMARY KEY, maker TEXT NOT NULL, checker TEXT NOT NULL, at INTEGER NOT NULL,
            CHECK (maker <> checker)
        ) STRICT
        """,
        """
        CREATE TABLE indicator (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, source_id TEXT NOT NULL, document_number TEXT NOT NULL,
            title TEXT NOT NULL, budget_project TEXT NOT NULL, year INTEGER NOT NULL, amount_fen INTEGER NOT NULL,
            reduced_fen INTEGER NOT NULL, applied_fen INTEGER NOT NULL, balance_fen INTEGER NOT NULL,
            executable INTEGER NOT NULL, deleted INTEGER NOT NULL, document INTEGER NOT NULL, line INTEGER NOT NULL,
            UNIQUE (county, source_id)
        ) STRICT
        """,
        """
        CREATE TABLE hot_topic (
            county TEXT NOT NULL, budget_project TEXT NOT NULL, name TEXT NOT NULL, deleted INTEGER NOT NULL,
            document INTEGER NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (county, budget_project)
        ) STRICT
        """,
        """
        CREATE TABLE budget_link (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, project TEXT NOT NULL, budget_project TEXT NOT NULL,
            from_day INTEGER NOT NULL, until_day INTEGER NOT NULL, state TEXT NOT NULL, sequence INTEGER NOT NULL,
            UNIQUE (county, project, budget_project, from_day), CHECK (from_day <= until_day)
        ) STRICT
        """,
        """
        CREATE TABLE alert (
            id INTEGER PRIMARY KEY, roster INTEGER NOT NULL REFERENCES roster (id),
            roster_line INTEGER NOT NULL REFERENCES roster_line (id), rule TEXT NOT NULL, stage TEXT NOT NULL,
            colour TEXT NOT NULL, article TEXT NOT NULL, message TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'cleared')),
            explanation TEXT NOT NULL DEFAULT '', principal INTEGER, at INTEGER NOT NULL,
            UNIQUE (roster_line, rule, stage)
        ) STRICT
        """,
        "CREATE INDEX alert_roster ON alert (roster, state, colour)",
        """
        CREATE TABLE publicity (
            roster INTEGER PRIMARY KEY REFERENCES roster (id), started INTEGER NOT NULL, until_day INTEGER NOT NULL,
            channel TEXT NOT NULL, digest TEXT NOT NULL, evidence TEXT NOT NULL, closed INTEGER
        ) STRICT
        """,
        // Intent to send, committed with the state that made it.
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, exchange TEXT NOT NULL, connection TEXT NOT NULL,
            subject TEXT NOT NULL, subject_id INTEGER NOT NULL, number TEXT NOT NULL,
            file_name TEXT NOT NULL, document INTEGER, parameters TEXT NOT NULL, state TEXT NOT NULL,
            sequence INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, last_start INTEGER, next_at INTEGER NOT NULL,
            answer INTEGER, reason TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL,
            UNIQUE (connection, exchange, number)
        ) STRICT
        """,
        "CREATE INDEX outbox_due ON outbox (state, next_at)",
        "CREATE INDEX outbox_subject ON outbox (subject, subject_id)",
        // Which line of a question asks about whom.
        """
        CREATE TABLE question (
            outbox INTEGER NOT NULL REFERENCES outbox (id), line INTEGER NOT NULL, serial TEXT NOT NULL,
            person INTEGER NOT NULL, account INTEGER, roster INTEGER NOT NULL, answered INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (outbox, line)
        ) STRICT
        """,
        "CREATE INDEX question_serial ON question (serial)",
        "CREATE INDEX question_account ON question (account)",
        "CREATE INDEX question_roster ON question (roster, person)",
        """
        CREATE TABLE schedule (
            county TEXT NOT NULL, exchange TEXT NOT NULL, connection TEXT NOT NULL, last_run INTEGER,
            last_success INTEGER, cursor TEXT NOT NULL DEFAULT '', PRIMARY KEY (county, exchange, connection)
        ) STRICT
        """,
        """
        CREATE TABLE nonce (
            api_key TEXT NOT NULL, nonce TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (api_key, nonce)
        ) STRICT
        """,
    ]
}

/// Schema is the whole of the gateway's tables, in the order in which they came.
package enum Schema {
    package static let migrations = [
        Migration(name: "001-infrastructure", statements: Infrastructure.statements),
        Migration(
            name: "002-schema",
            statements: SchemaIntake.statements + SchemaPayment.statements + SchemaWork.statements),
        Migration(name: "003-aftermath", statements: SchemaAftermath.statements),
        Migration(name: "004-library", statements: SchemaLibrary.statements),
        Migration(name: "005-oversight", statements: SchemaOversight.statements),
        Migration(name: "006-speed", statements: SchemaSpeed.statements),
        Migration(name: "007-base-library", statements: SchemaBaseLibrary.statements),
        Migration(name: "008-lists", statements: SchemaLists.statements),
        Migration(name: "009-around", statements: SchemaAround.statements),
        Migration(name: "010-reports", statements: SchemaReports.statements),
        Migration(name: "011-supervision", statements: SchemaSupervision.statements),
        Migration(name: "012-outside", statements: SchemaAround.outside),
        Migration(name: "013-sources", statements: SchemaSources.statements),
        Migration(name: "014-platform", statements: SchemaPlatform.statements),
        Migration(name: "016-services", statements: SchemaServices.statements),
        Migration(name: "017-news", statements: SchemaNews.statements),
        Migration(name: "018-inboxes", statements: SchemaServices.inboxes),
        Migration(name: "019-applications", statements: SchemaApplications.statements),
        Migration(name: "020-order", statements: SchemaOrder.statements),
        Migration(name: "021-mended", statements: SchemaAftermath.mended),
    ]
}
