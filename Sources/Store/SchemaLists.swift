/// The schema, eighth part: what departments say of their lists afterwards, and what follows from it (IM-14.2, IM-29.3).
enum SchemaLists {
    static let statements: [SQLText] = [
        // What the department's newest word makes of a line, beside what it sent first; nil where it says nothing.
        "ALTER TABLE list_line ADD COLUMN changed_fen INTEGER CHECK (changed_fen > 0)",
        "ALTER TABLE list_line ADD COLUMN changed_payee INTEGER REFERENCES person (id)",
        "ALTER TABLE list_line ADD COLUMN changed_account INTEGER REFERENCES account (id)",
        "ALTER TABLE list_line ADD COLUMN change_version INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE list_line ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))",
        // What the roster took over of it.
        "ALTER TABLE list_line ADD COLUMN taken_fen INTEGER",
        """
        CREATE TABLE list_change (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, connection TEXT NOT NULL, project TEXT NOT NULL,
            period TEXT NOT NULL, approval TEXT NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
            document INTEGER NOT NULL REFERENCES document (id), line INTEGER NOT NULL, kind TEXT NOT NULL,
            id_digest BLOB NOT NULL, list_row INTEGER NOT NULL DEFAULT 0, amount_fen INTEGER CHECK (amount_fen > 0),
            standard_fen INTEGER, payee INTEGER REFERENCES person (id), account INTEGER REFERENCES account (id),
            list_line INTEGER REFERENCES list_line (id), effect TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
            sequence INTEGER NOT NULL, CHECK (CASE WHEN kind = 'correct' THEN amount_fen IS NOT NULL
            ELSE kind = 'withdraw' END)
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX list_change_word ON list_change
        (connection, county, project, period, approval, version, id_digest, list_row)
        """,
        "CREATE INDEX list_change_waiting ON list_change (version, id) WHERE state = 'waiting'",
        "CREATE INDEX list_change_line ON list_change (list_line, version)",
        """
        CREATE TABLE supplement (
            id INTEGER PRIMARY KEY, claim INTEGER NOT NULL UNIQUE REFERENCES claim (id),
            amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), document INTEGER, opened INTEGER NOT NULL,
            cover INTEGER REFERENCES claim (id), state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX supplement_cover ON supplement (cover)",
        // Where a list comes from, and the lists of a roster (IM-16.0).
        "ALTER TABLE list ADD COLUMN source TEXT NOT NULL DEFAULT 'department'",
        """
        CREATE TABLE roster_source (
            list INTEGER PRIMARY KEY REFERENCES list (id), roster INTEGER NOT NULL REFERENCES roster (id)
        ) STRICT
        """,
        "CREATE INDEX roster_source_roster ON roster_source (roster)",
        // What was shown of each line (NX-4.2), and the publicity of a list before its roster (IM-15.1).
        """
        CREATE TABLE publicity_line (
            roster INTEGER NOT NULL REFERENCES roster (id), roster_line INTEGER NOT NULL REFERENCES roster_line (id),
            amount_fen INTEGER NOT NULL, PRIMARY KEY (roster, roster_line)
        ) STRICT
        """,
        """
        CREATE TABLE qualification (
            list INTEGER PRIMARY KEY REFERENCES list (id), started INTEGER NOT NULL, until_day INTEGER NOT NULL,
            channel TEXT NOT NULL, digest TEXT NOT NULL, evidence TEXT NOT NULL, closed INTEGER
        ) STRICT
        """,
        """
        CREATE TABLE qualification_objection (
            list_line INTEGER PRIMARY KEY REFERENCES list_line (id), at INTEGER NOT NULL, principal INTEGER NOT NULL
        ) STRICT
        """,
        // Whom an official is related to, and may not approve for (IM-14.0).
        """
        CREATE TABLE official_kin (
            natural_person TEXT NOT NULL, id_digest BLOB NOT NULL, relation TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (natural_person, id_digest)
        ) STRICT
        """,
        // An application after the last day, admitted for a coded reason by two people (NX-9.1).
        """
        CREATE TABLE late_admission (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, project TEXT NOT NULL, period TEXT NOT NULL,
            id_digest BLOB NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,
            sequence INTEGER NOT NULL, UNIQUE (county, project, period, id_digest)
        ) STRICT
        """,
        // How a sum is shared out over the townships (分配方案), reviewed before anything is paid from it (NX-5.2.1).
        """
        CREATE TABLE allocation_plan (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, project TEXT NOT NULL, period TEXT NOT NULL,
            total_fen INTEGER NOT NULL CHECK (total_fen > 0), at INTEGER NOT NULL, state TEXT NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX allocation_plan_reviewed ON allocation_plan (county, project, period)
        WHERE state = 'reviewed'
        """,
        """
        CREATE TABLE allocation_part (
            plan INTEGER NOT NULL REFERENCES allocation_plan (id), township TEXT NOT NULL,
            amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), PRIMARY KEY (plan, township)
        ) STRICT
        """,
        // By which treasury voucher a batch is paid (NX-3.2), and files that lie at a bank's and are none of ours (NX-3.1).
        "ALTER TABLE batch ADD COLUMN voucher TEXT NOT NULL DEFAULT ''",
        """
        CREATE TABLE stray_file (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, connection TEXT NOT NULL, name TEXT NOT NULL,
            size INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('unknown', 'changed')),
            first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, explanation TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL, sequence INTEGER NOT NULL, UNIQUE (connection, name, kind)
        ) STRICT
        """,
        // A death without a day, of somebody who was paid (IM-16.1e).
        """
        CREATE TABLE death_inquiry (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, person INTEGER NOT NULL UNIQUE REFERENCES person (id),
            document INTEGER NOT NULL REFERENCES document (id), opened INTEGER NOT NULL, day INTEGER,
            state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        // A case that ended because the day of death was corrected may begin again by another correction.
        "ALTER TABLE recovery ADD COLUMN by_day INTEGER NOT NULL DEFAULT 0",
        // What a full pull does not hold any more is void since then (IM-10.4).
        "ALTER TABLE indicator ADD COLUMN void_since INTEGER",
        "ALTER TABLE hot_topic ADD COLUMN void_since INTEGER",
        """
        CREATE TABLE indicator_pull (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, connection TEXT NOT NULL, kind TEXT NOT NULL,
            year INTEGER NOT NULL, at INTEGER NOT NULL, first_document INTEGER NOT NULL, last_document INTEGER NOT NULL,
            outcome TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        "CREATE INDEX indicator_pull_open ON indicator_pull (id) WHERE outcome = ''",
    ]
}
