/// The schema, second part: rosters, claims, orders, batches, attempts and the agency account. G1 is held here, by keys
/// and checks, and not by code.
enum SchemaPayment {
    static let statements: [SQLText] = [
        """
        CREATE TABLE roster (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, project TEXT NOT NULL, period TEXT NOT NULL,
            approval TEXT NOT NULL, list INTEGER NOT NULL UNIQUE REFERENCES list (id), profile TEXT NOT NULL,
            disbursement TEXT NOT NULL CHECK (disbursement IN ('agencyAccount', 'treasuryDirect')),
            phase TEXT NOT NULL, digest TEXT NOT NULL, accounts_asked INTEGER, state TEXT NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT
        """,
        // What the register says of each person of a roster; a line has the worst of its people.
        """
        CREATE TABLE roster_person (
            roster INTEGER NOT NULL REFERENCES roster (id), person INTEGER NOT NULL REFERENCES person (id),
            verdict TEXT, at INTEGER, document INTEGER, death_day INTEGER, PRIMARY KEY (roster, person)
        ) STRICT
        """,
        "CREATE INDEX roster_person_person ON roster_person (person)",
        // A claim is one subject × project × period × approval. What is on its way and what is paid never exceed it.
        """
        CREATE TABLE claim (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, subject INTEGER NOT NULL REFERENCES person (id),
            project TEXT NOT NULL, period TEXT NOT NULL, approval TEXT NOT NULL,
            due_fen INTEGER NOT NULL CHECK (due_fen >= 0), open_fen INTEGER NOT NULL DEFAULT 0 CHECK (open_fen >= 0),
            paid_fen INTEGER NOT NULL DEFAULT 0 CHECK (paid_fen >= 0), over_fen INTEGER NOT NULL DEFAULT 0,
            CHECK (open_fen + paid_fen <= due_fen), UNIQUE (subject, project, period, approval)
        ) STRICT
        """,
        """
        CREATE TABLE roster_line (
            id INTEGER PRIMARY KEY, roster INTEGER NOT NULL REFERENCES roster (id),
            list_line INTEGER NOT NULL UNIQUE REFERENCES list_line (id), claim INTEGER UNIQUE REFERENCES claim (id),
            payee INTEGER NOT NULL REFERENCES person (id), account INTEGER REFERENCES account (id),
            amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), state TEXT NOT NULL, sequence INTEGER NOT NULL,
            reason TEXT NOT NULL, verdict TEXT, verdict_at INTEGER, verdict_document INTEGER, death_day INTEGER,
            heirs INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """,
        "CREATE INDEX roster_line_roster ON roster_line (roster, state)",
        """
        CREATE TABLE share (
            id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claim (id),
            roster_line INTEGER NOT NULL REFERENCES roster_line (id), payee INTEGER NOT NULL REFERENCES person (id),
            account INTEGER REFERENCES account (id), due_fen INTEGER NOT NULL CHECK (due_fen > 0),
            verdict TEXT, verdict_at INTEGER, UNIQUE (claim, payee)
        ) STRICT
        """,
        "CREATE INDEX share_line ON share (roster_line)",
        "CREATE INDEX share_payee ON share (payee)",
        """
        CREATE TABLE payment_order (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, roster INTEGER NOT NULL REFERENCES roster (id),
            number TEXT NOT NULL UNIQUE, disbursement TEXT NOT NULL, agency_account TEXT, indicator TEXT NOT NULL,
            budget_project TEXT NOT NULL, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
            line_count INTEGER NOT NULL, roster_digest TEXT NOT NULL, state TEXT NOT NULL, sequence INTEGER NOT NULL,
            created INTEGER NOT NULL, application TEXT NOT NULL DEFAULT '', voucher TEXT NOT NULL DEFAULT '',
            allocated_fen INTEGER NOT NULL DEFAULT 0, allocated_at INTEGER, results_read INTEGER NOT NULL DEFAULT 0,
            UNIQUE (id, disbursement),
            CHECK (disbursement IN ('agencyAccount', 'treasuryDirect')),
            CHECK (CASE WHEN disbursement = 'agencyAccount' THEN agency_account IS NOT NULL
                   ELSE agency_account IS NULL END)
        ) STRICT
        """,
        // A bank batch exists only under an order that pays through the agency account (requirements 1d.14).
        """
        CREATE TABLE batch (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, payment_order INTEGER NOT NULL,
            disbursement TEXT NOT NULL CHECK (disbursement = 'agencyAccount'), bank TEXT NOT NULL,
            number TEXT NOT NULL UNIQUE, file_name TEXT NOT NULL, line_count INTEGER NOT NULL,
            sum_fen INTEGER NOT NULL CHECK (sum_fen > 0), state TEXT NOT NULL, sequence INTEGER NOT NULL,
            released INTEGER NOT NULL, sent INTEGER, document INTEGER, UNIQUE (bank, file_name),
            FOREIGN KEY (payment_order, disbursement) REFERENCES payment_order (id, disbursement)
        ) STRICT
        """,
        """
        CREATE TABLE attempt (
            id INTEGER PRIMARY KEY, share INTEGER NOT NULL REFERENCES share (id), ordinal INTEGER NOT NULL,
            payment_order INTEGER NOT NULL REFERENCES payment_order (id), batch INTEGER REFERENCES batch (id),
            serial TEXT NOT NULL UNIQUE, account INTEGER NOT NULL REFERENCES account (id),
            amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
            paid_fen INTEGER NOT NULL DEFAULT 0 CHECK (paid_fen >= 0), over_fen INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL, sequence INTEGER NOT NULL, outcome TEXT, reason_code TEXT NOT NULL DEFAULT '',
            paid_on INTEGER, executor_serial TEXT NOT NULL DEFAULT '', returned_fen INTEGER NOT NULL DEFAULT 0,
            money_back INTEGER NOT NULL DEFAULT 0, result_document INTEGER, result_line INTEGER,
            UNIQUE (share, ordinal), CHECK (paid_fen <= amount_fen)
        ) STRICT
        """,
        // G1: of a share's attempts at most one is open, unknown or paid.
        """
        CREATE UNIQUE INDEX attempt_occupying ON attempt (share)
        WHERE state IN ('held', 'instructed', 'pending', 'unknown', 'paid', 'shortPaid', 'paidLate')
        """,
        "CREATE INDEX attempt_order ON attempt (payment_order, state)",
        "CREATE INDEX attempt_batch ON attempt (batch, state)",
        """
        CREATE TABLE failure (
            id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL UNIQUE REFERENCES attempt (id), class TEXT NOT NULL,
            owner TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, state TEXT NOT NULL,
            sequence INTEGER NOT NULL, new_account INTEGER REFERENCES account (id),
            approved INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """,
        """
        CREATE TABLE recovery (
            id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claim (id),
            attempt INTEGER NOT NULL REFERENCES attempt (id), amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
            reason TEXT NOT NULL, article TEXT NOT NULL, document INTEGER, opened INTEGER NOT NULL,
            state TEXT NOT NULL, sequence INTEGER NOT NULL, UNIQUE (attempt, article)
        ) STRICT
        """,
        """
        CREATE TABLE statement (
            id INTEGER PRIMARY KEY, agency_account TEXT NOT NULL, document INTEGER NOT NULL REFERENCES document (id),
            from_day INTEGER NOT NULL, through_day INTEGER NOT NULL, opening_fen INTEGER NOT NULL,
            closing_fen INTEGER NOT NULL
        ) STRICT
        """,
        // What a person proposes for an unknown outcome, until another confirms it.
        """
        CREATE TABLE settlement (
            attempt INTEGER PRIMARY KEY REFERENCES attempt (id), outcome TEXT NOT NULL, class TEXT NOT NULL,
            paid_on INTEGER, at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE statement_line (
            id INTEGER PRIMARY KEY, agency_account TEXT NOT NULL, document INTEGER NOT NULL REFERENCES document (id),
            line INTEGER NOT NULL, day INTEGER NOT NULL, serial TEXT NOT NULL, direction TEXT NOT NULL,
            amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), balance_fen INTEGER NOT NULL, kind TEXT NOT NULL,
            reference TEXT NOT NULL, payment_order INTEGER, batch INTEGER, attempt INTEGER,
            UNIQUE (agency_account, serial)
        ) STRICT
        """,
        "CREATE INDEX statement_line_attempt ON statement_line (attempt)",
        "CREATE INDEX statement_line_batch ON statement_line (batch)",
        "CREATE INDEX statement_line_order ON statement_line (payment_order)",
        """
        CREATE TABLE suspense (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, kind TEXT NOT NULL, document INTEGER NOT NULL,
            line INTEGER NOT NULL, reference TEXT NOT NULL, amount_fen INTEGER NOT NULL, reason TEXT NOT NULL,
            explanation TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, sequence INTEGER NOT NULL,
            UNIQUE (document, line, kind)
        ) STRICT
        """,
    ]
}
