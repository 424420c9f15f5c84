/// The schema: what must leave only after what was said before it.
enum SchemaOrder {
    static let statements: [SQLText] = [
        // The earlier entry; nil where nothing must be kept in order.
        "ALTER TABLE outbox ADD COLUMN follows INTEGER"
    ]
}
