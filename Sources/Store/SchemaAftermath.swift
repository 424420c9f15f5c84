/// The schema, fourth part: what comes after a failure. Money of those who moved out goes back to the treasury, money
/// paid in error is fetched back, each fen once.
enum SchemaAftermath {
    static let statements: [SQLText] = [
        // An order that pays failed lines again is no part of what the roster was ordered for.
        "ALTER TABLE payment_order ADD COLUMN reissue INTEGER NOT NULL DEFAULT 0",
        // Why a line leaves the payment; between the proposal and the approval the failure is `leaving`.
        "ALTER TABLE failure ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE failure ADD COLUMN extension TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE roster_line ADD COLUMN public_from INTEGER",
        // Money that goes back to the treasury (IM-22.1): of one order, by one number that the bank quotes.
        """
        CREATE TABLE refund (
            id INTEGER PRIMARY KEY, county TEXT NOT NULL, payment_order INTEGER NOT NULL REFERENCES payment_order (id),
            agency_account TEXT NOT NULL, number TEXT NOT NULL UNIQUE, line_count INTEGER NOT NULL,
            amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
            budget_year TEXT NOT NULL CHECK (budget_year IN ('current', 'prior')), indicator TEXT NOT NULL,
            created INTEGER NOT NULL, state TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE refund_line (
            attempt INTEGER PRIMARY KEY REFERENCES attempt (id), refund INTEGER NOT NULL REFERENCES refund (id),
            amount_fen INTEGER NOT NULL CHECK (amount_fen > 0)
        ) STRICT
        """,
        "CREATE INDEX refund_line_refund ON refund_line (refund)",
        "ALTER TABLE statement_line ADD COLUMN refund INTEGER",
        // What came back of a payment in error (NX-10.3, IM-21.4), never more than was paid in error.
        """
        ALTER TABLE recovery ADD COLUMN recovered_fen INTEGER NOT NULL DEFAULT 0
        CHECK (recovered_fen >= 0 AND recovered_fen <= amount_fen)
        """,
        "ALTER TABLE recovery ADD COLUMN write_off_proposed INTEGER",
        "ALTER TABLE recovery ADD COLUMN returned_to TEXT NOT NULL DEFAULT ''",
        """
        CREATE TABLE recovery_receipt (
            id INTEGER PRIMARY KEY, recovery INTEGER NOT NULL REFERENCES recovery (id),
            number TEXT NOT NULL UNIQUE, amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), day INTEGER NOT NULL,
            at INTEGER NOT NULL, confirmed INTEGER
        ) STRICT
        """,
        "CREATE INDEX recovery_receipt_recovery ON recovery_receipt (recovery)",
    ]

    static let mended: [SQLText] = [
        // Who brought the account that mends a failure, where it was not the payee: it becomes the library's (NX-7.2).
        "ALTER TABLE failure ADD COLUMN relation TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE failure ADD COLUMN changed INTEGER",
        // What a counterpart is said to have got of a sending whose answer was lost, until a second person confirms it.
        "ALTER TABLE outbox ADD COLUMN settlement TEXT NOT NULL DEFAULT ''",
        // The case whose money the agency account has back.
        "ALTER TABLE statement_line ADD COLUMN recovery INTEGER REFERENCES recovery (id)",
        "CREATE INDEX statement_line_recovery ON statement_line (recovery) WHERE recovery IS NOT NULL",
    ]
}
