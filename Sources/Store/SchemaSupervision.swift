/// The schema, what supervision needs beside the reports.
enum SchemaSupervision {
    static let statements: [SQLText] = [
        // The day of the document by which it was issued: from then on its money may lie with somebody (IM-10.2).
        "ALTER TABLE indicator ADD COLUMN issued INTEGER",
        "CREATE INDEX catalogue_request_state ON catalogue_request (catalogue, project, state)",
    ]
}
