/// IdSource hands out identifiers in blocks from the table `counter`, so that they are the gateway's own and replay.
package struct IdSource: Hashable, Sendable {
    /// The counter's name; each name counts from 1 by itself.
    package let name: String

    package init(_ name: String = "id") { self.name = name }

    /// The next `n` identifiers. They return to the counter when the transaction is rolled back; until it ends,
    /// the counter's row is held, so other takers of the same name wait: take a block late, take one block.
    package func ids(_ n: Int, _ c: any StoreConnection) throws(StoreError) -> Range<Int64> {
        precondition(n >= 0, "a block of identifiers has a size of at least 0")
        guard n > 0 else { return 0..<0 }
        let count = Int64(n)
        let rows = try c.rows(
            """
            INSERT INTO counter (name, next) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET next = counter.next + $3 RETURNING next
            """, [.text(name), .integer(1 + count), .integer(count)])
        guard let end = rows.first?.first?.integer else { throw StoreError(.corrupt, constraint: "counter") }
        return end - count..<end
    }

    /// The next `n` identifiers of the common counter.
    package static func ids(_ n: Int, _ c: any StoreConnection) throws(StoreError) -> Range<Int64> {
        try IdSource().ids(n, c)
    }

    /// One identifier.
    package func id(_ c: any StoreConnection) throws(StoreError) -> Int64 { try ids(1, c).lowerBound }
}
