package import Store
import Testing

/// StoreProbe is one sentence about what a store does, tried on a database of its own.
package struct StoreProbe: Sendable, CustomTestStringConvertible {
    package let name: String
    /// Expects with Swift Testing; the database is empty at first.
    package let run: @Sendable (any StoreDatabase) throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (any StoreDatabase) throws -> Void) {
        self.name = name
        self.run = run
    }

    package var testDescription: String { name }
}

/// StoreSuite is what every store must do alike; a store is claimed to work when it has passed.
package enum StoreSuite {
    package static let probes = ofOneThread + concurrency

    /// What a store must do that one thread has alone: there is nobody to wait for, or to be waited for by.
    package static let ofOneThread = values + columns + constraints + transactions + migrations + transitions + audit

    /// A table with every kind of column and constraint.
    static let payee: [SQLText] = [
        "CREATE TABLE county (code TEXT PRIMARY KEY) STRICT",
        """
        CREATE TABLE payee (
            id INTEGER PRIMARY KEY,
            card TEXT NOT NULL UNIQUE,
            county TEXT REFERENCES county (code),
            amount INTEGER CONSTRAINT amount_positive CHECK (amount >= 0),
            state TEXT NOT NULL DEFAULT 'new',
            sealed BLOB
        ) STRICT
        """,
        // At most one open row a county.
        "CREATE UNIQUE INDEX payee_open ON payee (county) WHERE state = 'open'",
    ]

    static func addPayee(
        _ id: Int64, card: String, county: SQLValue = .null, amount: Int64 = 0, state: String = "new",
        _ c: any StoreConnection
    ) throws(StoreError) {
        try c.execute(
            "INSERT INTO payee (id, card, county, amount, state) VALUES ($1, $2, $3, $4, $5)",
            [.integer(id), .text(card), county, .integer(amount), .text(state)])
    }

    static func count(_ table: String, _ c: any StoreConnection) throws(StoreError) -> Int64? {
        try c.rows(SQLText("SELECT count(*) FROM \(table)")).first?.first?.integer
    }

    /// Expects that `body` throws a StoreError of this kind, and gives it.
    @discardableResult
    static func expect(
        _ kind: StoreError.Kind, _ location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
    ) -> StoreError? {
        let error = #expect(throws: StoreError.self, sourceLocation: location, performing: body)
        #expect(error?.kind == kind, sourceLocation: location)
        return error
    }
}
