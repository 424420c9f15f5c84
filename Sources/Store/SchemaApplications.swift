/// The schema, part fifteen: applications that are approved here (IM-14.1), by the flow that each began with.
enum SchemaApplications {
    static let statements: [SQLText] = applications + terms

    /// What a batch keeps of the rules with which it began, and how those that came later stand to it (IM-3.2).
    private static let terms: [SQLText] = [
        """
        CREATE TABLE roster_rule (
            roster INTEGER NOT NULL REFERENCES roster (id), rule TEXT NOT NULL, began TEXT NOT NULL,
            standing TEXT NOT NULL, at INTEGER NOT NULL, release TEXT NOT NULL, PRIMARY KEY (roster, rule)
        ) STRICT
        """,
        // The terms of the profile with which a batch began (IM-38).
        """
        CREATE TABLE profile_version (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, digest TEXT NOT NULL, effective INTEGER NOT NULL,
            terms TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (county, digest, effective)
        ) STRICT
        """,
        "ALTER TABLE roster ADD COLUMN profile_version INTEGER REFERENCES profile_version (id)",
        "CREATE INDEX alert_paid ON alert (roster, rule) WHERE stage = 'paid' AND state = 'open'",
    ]

    private static let applications: [SQLText] = [
        // A flow as it stood when cases began with it; an edited flow is another row.
        """
        CREATE TABLE approval_flow (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, project TEXT NOT NULL, digest TEXT NOT NULL,
            steps TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (county, project, digest)
        ) STRICT
        """,
        // `once` is 0 unless the project may be claimed for several times in one period: then it is the case's own id.
        """
        CREATE TABLE application (
            id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, county TEXT NOT NULL, project TEXT NOT NULL,
            period TEXT NOT NULL, flow INTEGER NOT NULL REFERENCES approval_flow (id), step INTEGER NOT NULL,
            round INTEGER NOT NULL, once INTEGER NOT NULL, subject INTEGER NOT NULL REFERENCES person (id),
            head INTEGER NOT NULL REFERENCES person (id), beneficiary INTEGER NOT NULL REFERENCES person (id),
            payee INTEGER NOT NULL REFERENCES person (id), account INTEGER REFERENCES account (id), quantity INTEGER NOT NULL, rate INTEGER,
            amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), village TEXT NOT NULL, village_code TEXT NOT NULL,
            filled INTEGER NOT NULL, request INTEGER UNIQUE REFERENCES portal_request (id),
            document INTEGER REFERENCES document (id), line INTEGER, asked INTEGER NOT NULL,
            reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, sequence INTEGER NOT NULL,
            CHECK (CASE WHEN state IN ('listing', 'listed') THEN document IS NOT NULL AND line IS NOT NULL
            ELSE true END)
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX application_once ON application (subject, project, period, once)
        WHERE state NOT IN ('refused', 'withdrawn')
        """,
        "CREATE UNIQUE INDEX application_line ON application (document, line)",
        "CREATE INDEX application_state ON application (state, county, project, period)",
        """
        CREATE TABLE application_step (
            application INTEGER NOT NULL REFERENCES application (id), round INTEGER NOT NULL, step INTEGER NOT NULL,
            entered INTEGER NOT NULL, ended INTEGER, decision TEXT NOT NULL DEFAULT '',
            reason TEXT NOT NULL DEFAULT '', principal INTEGER, PRIMARY KEY (application, round, step)
        ) STRICT
        """,
        // One person decides one step of a case; who registered it decides none (IM-23.1).
        """
        CREATE TABLE application_hand (
            application INTEGER NOT NULL REFERENCES application (id), natural_person TEXT NOT NULL,
            step INTEGER NOT NULL, PRIMARY KEY (application, natural_person)
        ) STRICT
        """,
    ]
}
