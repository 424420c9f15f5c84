/// The schema, fifth part: the base library (全区受益人基础人员库, NX-7.2, IM-11, IM-12).
enum SchemaLibrary {
    static let statements: [SQLText] = [
        // The one account to which a person is paid, as they confirmed it themselves or somebody entitled did (NX-7.0).
        // What is waiting for approval stands beside what holds.
        """
        CREATE TABLE library_account (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person (id),
            account INTEGER NOT NULL REFERENCES account (id),
            channel TEXT NOT NULL CHECK (channel IN ('onSite', 'miniProgram', 'platform')),
            confirmed_by TEXT NOT NULL CHECK (confirmed_by IN ('self', 'guardian')), relation TEXT NOT NULL,
            at INTEGER NOT NULL, state TEXT NOT NULL, sequence INTEGER NOT NULL,
            CHECK (CASE WHEN confirmed_by = 'guardian' THEN relation <> '' ELSE relation = '' END)
        ) STRICT
        """,
        // One effective card per person (NX-4.3).
        "CREATE UNIQUE INDEX library_account_effective ON library_account (person) WHERE state = 'effective'",
        "CREATE INDEX library_account_account ON library_account (account)",
    ]
}
