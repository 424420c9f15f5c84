/// The schema: people whose death, or whose payment, was told since the last look for payments after a death. A look
/// goes through these alone, however many deaths were ever told.
enum SchemaNews {
    static let statements: [SQLText] = [
        """
        CREATE TABLE death_news (
            mark INTEGER NOT NULL, person INTEGER NOT NULL REFERENCES person (id), PRIMARY KEY (mark, person)
        ) STRICT, WITHOUT ROWID
        """,
        // In the order of the digests: so the people of one document are looked up from one end of the index to the other.
        "CREATE INDEX death_document ON death (document, id_digest)",
        // What was told before this table was there.
        """
        INSERT INTO death_news (mark, person)
        SELECT DISTINCT 0, p.id FROM death d JOIN person p ON p.id_digest = d.id_digest
        """,
    ]
}
