/// The schema, eighth part: who is in the base library, in which household, and what was changed there by whom
/// (IM-11, IM-12, IM-33.1b, NX-4.3, NX-7.2).
enum SchemaBaseLibrary {
    static let statements: [SQLText] = changes + people + households + comparisons

    // A change is asked for by one person and applied by another; what it says before and after lies in `sealed`.
    private static let changes: [SQLText] = [
        """
        CREATE TABLE library_change (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, root TEXT NOT NULL, kind TEXT NOT NULL,
            person INTEGER REFERENCES person (id), household INTEGER,
            roster_line INTEGER REFERENCES roster_line (id), sealed BLOB NOT NULL, maker INTEGER, checker INTEGER,
            proposed INTEGER NOT NULL, decided INTEGER, reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE UNIQUE INDEX library_change_open ON library_change (person, kind) WHERE state = 'proposed'",
        "CREATE INDEX library_change_person ON library_change (person, kind, state)",
    ]

    private static let people: [SQLText] = [
        // A person belongs to one home, which keeps their record (IM-11.5, IM-11.6).
        """
        CREATE TABLE library_person (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL UNIQUE REFERENCES person (id), county TEXT NOT NULL,
            village TEXT NOT NULL, village_code TEXT NOT NULL, added INTEGER NOT NULL, is_new INTEGER NOT NULL,
            checked INTEGER, state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX library_person_county ON library_person (county, state)",
        // Another place pays somebody, and refers to them: it holds no copy (虚拟户, IM-11.6).
        """
        CREATE TABLE household_reference (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person (id), county TEXT NOT NULL,
            home TEXT NOT NULL, from_day INTEGER NOT NULL, until_day INTEGER, CHECK (county <> home),
            CHECK (until_day IS NULL OR from_day <= until_day)
        ) STRICT
        """,
        "CREATE UNIQUE INDEX household_reference_open ON household_reference (person, county) WHERE until_day IS NULL",
        // Why an account that is no social-security card may be used for the time being (IM-12.2, IM-12.3).
        """
        CREATE TABLE card_permit (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person (id),
            account INTEGER NOT NULL REFERENCES account (id),
            kind TEXT NOT NULL CHECK (kind IN ('fallback', 'exception')), reason TEXT NOT NULL,
            from_day INTEGER NOT NULL, until_day INTEGER NOT NULL, CHECK (from_day <= until_day)
        ) STRICT
        """,
        "ALTER TABLE library_account ADD COLUMN fallback TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE failure ADD COLUMN fallback TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX card_permit_person ON card_permit (person, until_day)",
    ]

    private static let households: [SQLText] = [
        // A household claims as the person who was its first head, whoever is its head today: a new head brings no
        // second claim (IM-11.1, G1).
        """
        CREATE TABLE household (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, claimant INTEGER NOT NULL UNIQUE REFERENCES person (id),
            code TEXT NOT NULL, village TEXT NOT NULL, village_code TEXT NOT NULL, sealed BLOB NOT NULL,
            from_day INTEGER NOT NULL, until_day INTEGER, source INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE UNIQUE INDEX household_code ON household (county, code) WHERE code <> ''",
        """
        CREATE TABLE household_member (
            id INTEGER PRIMARY KEY, household INTEGER NOT NULL REFERENCES household (id),
            person INTEGER NOT NULL REFERENCES person (id), relation TEXT NOT NULL, from_day INTEGER NOT NULL,
            until_day INTEGER, reason TEXT NOT NULL DEFAULT '', CHECK (until_day IS NULL OR from_day <= until_day)
        ) STRICT
        """,
        // Nobody is in two households, and a household has one head.
        "CREATE UNIQUE INDEX household_member_person ON household_member (person) WHERE until_day IS NULL",
        """
        CREATE UNIQUE INDEX household_member_head ON household_member (household)
        WHERE until_day IS NULL AND relation = 'head'
        """,
        "CREATE INDEX household_member_household ON household_member (household)",
        """
        CREATE TABLE household_asset (
            id INTEGER PRIMARY KEY, household INTEGER NOT NULL REFERENCES household (id), kind TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity >= 0), unit TEXT NOT NULL, from_day INTEGER NOT NULL,
            until_day INTEGER, CHECK (until_day IS NULL OR from_day <= until_day)
        ) STRICT
        """,
        "CREATE UNIQUE INDEX household_asset_open ON household_asset (household, kind) WHERE until_day IS NULL",
        // As whom a household's line claims, where that is not the head whom the list names.
        """
        CREATE TABLE list_claimant (
            list_line INTEGER PRIMARY KEY REFERENCES list_line (id), claimant INTEGER NOT NULL REFERENCES person (id)
        ) STRICT
        """,
        // One household, one card (一户一卡, NX-4.3): of whoever claims for it.
        """
        CREATE TABLE household_card (
            id INTEGER PRIMARY KEY, claimant INTEGER NOT NULL REFERENCES person (id),
            person INTEGER NOT NULL REFERENCES person (id), account INTEGER NOT NULL REFERENCES account (id),
            at INTEGER NOT NULL, ended INTEGER
        ) STRICT
        """,
        "CREATE UNIQUE INDEX household_card_effective ON household_card (claimant) WHERE ended IS NULL",
    ]

    private static let comparisons: [SQLText] = [
        """
        CREATE TABLE comparison (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, exchange TEXT NOT NULL, connection TEXT NOT NULL,
            document INTEGER NOT NULL REFERENCES document (id), at INTEGER NOT NULL, feed_count INTEGER NOT NULL,
            last_count INTEGER NOT NULL, people INTEGER NOT NULL, changes INTEGER NOT NULL, reason TEXT NOT NULL,
            decided INTEGER, state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX comparison_county ON comparison (county, exchange, connection, state)",
        """
        CREATE TABLE library_finding (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, comparison INTEGER REFERENCES comparison (id),
            kind TEXT NOT NULL, person INTEGER NOT NULL REFERENCES person (id), other INTEGER NOT NULL DEFAULT 0,
            day INTEGER, at INTEGER NOT NULL, seen INTEGER NOT NULL, decision TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL, sequence INTEGER NOT NULL, UNIQUE (person, kind, other)
        ) STRICT
        """,
        "CREATE INDEX library_finding_state ON library_finding (state, county)",
    ]
}
