package import Store
import Synchronization

/// PostgresStore is a store that several gateways share.
///
/// A read sees one snapshot (REPEATABLE READ, READ ONLY). A write is READ COMMITTED: what it reads first and then
/// relies on, it locks or changes by compare-and-set. Sessions are opened as they are needed and kept for reuse.
package final class PostgresStore: StoreDatabase {
    private struct Pool {
        var idle: [PostgresSession] = []
        var isClosed = false
        /// Counts the changes of the tables' shape.
        var shape = 0
    }

    /// Holds a password: it is never printed.
    private let url: String
    private let kept: Int
    private let pool = Mutex(Pool())

    /// Opens `postgres://user@host/database?…`. At most `kept` idle sessions stay open. Throws `connection`, with
    /// `collation` or `encoding` when the database was not created with `LC_COLLATE 'C'` and `ENCODING 'UTF8'`.
    package init(url: String, kept: Int = 8) throws(StoreError) {
        self.url = url
        self.kept = kept
        giveBack(try PostgresSession(url: url, shape: 0))
    }

    package func read<Result>(_ body: (any StoreConnection) throws -> Result) throws -> Result {
        try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }

    /// Throws `connection` (`commit`) when the connection was lost while committing: whether the transaction holds is
    /// then unknown, and the caller looks before it repeats.
    package func write<Result>(_ body: (any StoreConnection) throws -> Result) throws -> Result {
        try transaction("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", body)
    }

    package func define(_ statements: [SQLText]) throws {
        let session = try begin("BEGIN")
        do throws(StoreError) {
            // One changes the tables at a time: CREATE … IF NOT EXISTS is no protection against another one.
            try session.command("SELECT pg_advisory_xact_lock(4061120261121)")
            for statement in statements { try session.command(PostgresDialect.translate(statement.text)) }
        } catch {
            abandon(session)
            throw error
        }
        try commit(session) { $0.shape += 1 }
    }

    package func prepare(_ sql: SQLText) throws {
        let session = try begin("BEGIN READ ONLY")
        defer { abandon(session) }
        try session.check(sql)
    }

    /// Closes what is idle; what is under way closes at its end. What is called afterwards throws `connection`.
    package func close() {
        pool.withLock { pool in
            pool.isClosed = true
            pool.idle.removeAll()
        }
    }

    private func transaction<Result>(
        _ begin: String, _ body: (any StoreConnection) throws -> Result
    ) throws -> Result {
        let session = try self.begin(begin)
        let connection = PostgresConnection(session)
        let result: Result
        do {
            defer { connection.end() }
            result = try body(connection)
            try connection.check()
        } catch {
            abandon(session)
            throw error
        }
        try commit(session)
        return result
    }

    private func commit(_ session: PostgresSession, _ change: (inout Pool) -> Void = { _ in }) throws(StoreError) {
        do throws(StoreError) {
            // The server answers the COMMIT of a failed transaction with success and the word ROLLBACK.
            guard try session.command("COMMIT") == "COMMIT" else { throw StoreError(.other, constraint: "transaction") }
        } catch {
            abandon(session)
            throw error.kind == .connection ? StoreError(.connection, constraint: "commit") : error
        }
        pool.withLock { change(&$0) }
        giveBack(session)
    }

    /// A session inside a transaction. A kept session may have died since its last use, so the next one is tried:
    /// nothing was done yet that could be done twice.
    private func begin(_ statement: String) throws(StoreError) -> PostgresSession {
        while true {
            let (session, isClosed, shape) = pool.withLock { ($0.idle.popLast(), $0.isClosed, $0.shape) }
            if isClosed { throw StoreError(.connection) }
            guard let session else {
                let fresh = try PostgresSession(url: url, shape: shape)
                try fresh.command(statement)
                return fresh
            }
            do throws(StoreError) {
                try session.renew(shape: shape)
                try session.command(statement)
                return session
            } catch  where !session.isConnected {
                continue
            }
        }
    }

    /// Rolls back. A session that cannot is dropped, and the server rolls back when it notices.
    private func abandon(_ session: PostgresSession) {
        if session.isConnected, !session.isIdle { _ = try? session.command("ROLLBACK") }
        giveBack(session)
    }

    private func giveBack(_ session: PostgresSession) {
        guard session.isIdle else { return }
        pool.withLock { pool in
            if !pool.isClosed, pool.idle.count < kept { pool.idle.append(session) }
        }
    }
}
