/// The schema, seventh part: ways to what few rows of a large table are, so that a step looks at those rows alone.
enum SchemaSpeed {
    static let statements: [SQLText] = [
        // Whose lines an answer of a register is about.
        "CREATE INDEX roster_line_payee ON roster_line (payee)",
        // What a roster still waits for.
        "CREATE INDEX question_open ON question (roster, outbox) WHERE answered = 0",
        // What still lies at a counterpart's.
        "CREATE INDEX document_far_end ON document (connection, exchange, name) WHERE far_end = 'there'",
        // What was sent in before.
        "CREATE INDEX document_digest ON document (digest)",
    ]
}
