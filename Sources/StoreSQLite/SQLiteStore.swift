import GRDB
import GRDBSQLite
import Glibc
package import Store

/// SQLiteStore is the default store: one file, WAL, `synchronous=FULL`, foreign keys on.
///
/// One write runs at a time, in the order of calls; reads run beside it, each on its snapshot. A `read` or `write`
/// inside another one's closure is a programming error and traps.
package final class SQLiteStore: StoreDatabase {
    /// Who uses the file, and what it outlives.
    package enum Use: Sendable {
        /// Readers beside the writer; what is committed outlives a loss of power.
        case shared
        /// One thread of one process, by one connection: what is committed outlives a close, and what is not committed
        /// is rolled back, but nothing waits for the disk. For simulations, whose machines do not lose their memory.
        case alone
    }

    private let pool: any DatabaseWriter
    private let use: Use
    private let numbers = ParameterNumbers()

    /// Opens or creates the file, readable by its owner only. Throws `connection`, `corrupt` (no such database) or
    /// `busy` (another process holds it).
    package init(path: String, use: Use = .shared) throws(StoreError) {
        self.use = use
        // SQLite gives its -wal and -shm the permissions of the file.
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StoreError(.connection) }
        Glibc.close(file)
        var configuration = Configuration()
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            // KiB. A large write gathers its pages; a reader finds those of the others in the system's cache, and there
            // are several readers.
            try database.execute(sql: "PRAGMA cache_size = -\(database.configuration.readonly ? 4096 : 49152)")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try ColumnTable.register(database.sqliteConnection)
        }
        do {
            switch use {
            case .shared:
                pool = try DatabasePool(path: path, configuration: configuration)
                // After opening, because GRDB sets NORMAL when it turns WAL on; NORMAL may lose the last transactions
                // when the power fails.
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            case .alone:
                pool = try DatabaseQueue(path: path, configuration: configuration)
                try pool.writeWithoutTransaction { database in
                    // Nobody else looks at the file: no lock is taken for a transaction, and no page read twice.
                    for setting in ["locking_mode = EXCLUSIVE", "journal_mode = MEMORY", "synchronous = OFF"] {
                        try database.execute(sql: "PRAGMA \(setting)")
                    }
                }
            }
        } catch let error as DatabaseError {
            throw StoreError(error)
        } catch {
            throw StoreError(.connection)
        }
    }

    package func read<Result>(_ body: (any StoreConnection) throws -> Result) throws -> Result {
        try reducing {
            // Readers of a file that several use cannot write; of one connection GRDB makes a reader meanwhile.
            guard use == .shared else { return try pool.read { try run($0, body) } }
            return try pool.unsafeRead { database in
                try SQLiteConnection.snapshot(database) { try run(database, body) }
            }
        }
    }

    /// A read without a snapshot: each statement sees what is committed when it runs. For a caller who knows that nobody
    /// writes meanwhile, and reads so often that opening snapshots is most of the work.
    package func readAlone<Result>(_ body: (any StoreConnection) throws -> Result) throws -> Result {
        try reducing { try pool.unsafeRead { try run($0, body) } }
    }

    package func write<Result>(_ body: (any StoreConnection) throws -> Result) throws -> Result {
        try reducing {
            try pool.writeWithoutTransaction { database in
                try SQLiteConnection.transaction(database) { try run(database, body) }
            }
        }
    }

    package func define(_ statements: [SQLText]) throws {
        try reducing {
            try pool.write { database in
                for statement in statements { try database.execute(sql: statement.text) }
            }
        }
    }

    package func prepare(_ sql: SQLText) throws {
        try reducing {
            try pool.writeWithoutTransaction { database in
                _ = try database.makeStatement(sql: numbers.rewritten(sql.text))
            }
        }
    }

    /// How many rows were changed since the file was opened, for good or not: where the number is the same again, nothing
    /// was written in between by this process.
    package func changes() throws -> Int64 {
        try reducing { pool.writeWithoutTransaction { sqlite3_total_changes64($0.sqliteConnection) } }
    }

    /// Closes the file when its transactions have ended; what is called afterwards throws `connection`.
    package func close() throws {
        try reducing { try pool.close() }
    }

    private func run<Result>(
        _ database: Database, _ body: (any StoreConnection) throws -> Result
    ) throws -> Result {
        let connection = SQLiteConnection(database, numbers)
        defer { connection.end() }
        let result = try body(connection)
        try connection.check()
        return result
    }

    private func reducing<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch { throw StoreError.reduced(error) }
    }
}
