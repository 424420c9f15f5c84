import Synchronization

/// Selection puts numbers aside inside one transaction, so that one statement can join what the caller found row by row.
package enum Selection {
    /// A token of its own for each use keeps PostgreSQL from walking over the dead rows of earlier ones; it may be the
    /// same in another process, whose rows nobody here sees.
    private static let uses = Atomic<Int64>(0)
    static func nextToken() -> SQLValue { .integer(uses.add(1, ordering: .relaxed).newValue) }

    /// Calls `body` with the token by which the numbers stand in `selection (token, subject)`, each once.
    @discardableResult
    package static func with<Result>(
        _ subjects: [Int64], _ c: any StoreConnection, _ body: (_ token: SQLValue) throws -> Result
    ) throws -> Result {
        let token = nextToken()
        var sorted = subjects.sorted()
        var kept = 0
        for index in sorted.indices where index == 0 || sorted[index] != sorted[kept - 1] {
            sorted[kept] = sorted[index]
            kept += 1
        }
        sorted.removeSubrange(kept...)
        try c.load(
            "selection",
            [
                (name: "token", values: StoreColumn(integers: sorted.map { _ in token.integer ?? 0 })),
                (name: "subject", values: StoreColumn(integers: sorted)),
                (name: "event", values: StoreColumn(.text, repeating: [])),
            ], rows: sorted.indices)
        let result = try body(token)
        try c.execute("DELETE FROM selection WHERE token = $1", [token])
        return result
    }
}
