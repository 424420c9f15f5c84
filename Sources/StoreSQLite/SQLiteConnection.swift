import GRDB
import GRDBSQLite
import Glibc
import Store

/// SQLiteConnection is one transaction; values are bound and read on GRDB's cached statement without its row layer.
/// Transactions and savepoints are statements as well: nobody observes the database, so GRDB need not know of them.
final class SQLiteConnection: StoreConnection {
    private let database: Database
    private let numbers: ParameterNumbers
    /// After an error nothing runs until the savepoint, or the transaction, is rolled back: as PostgreSQL has it, so
    /// that what passes here passes there.
    private var hasFailed = false

    /// SQLite writers wait for each other; there is nothing to skip.
    let skipLocked = ""

    init(_ database: Database, _ numbers: ParameterNumbers) {
        self.database = database
        self.numbers = numbers
    }

    func execute(_ sql: SQLText, _ arguments: [SQLValue]) throws(StoreError) -> Int {
        try attempt { () throws(StoreError) in
            let handle = try statement(sql.text)
            let before = sqlite3_total_changes64(sqlite3_db_handle(handle))
            try run(handle, arguments) { () throws(StoreError) in }
            let connection = sqlite3_db_handle(handle)
            // `changes` keeps its last value when a statement changes nothing by its nature.
            return sqlite3_total_changes64(connection) == before ? 0 : Int(sqlite3_changes64(connection))
        }
    }

    func rows(_ sql: SQLText, _ arguments: [SQLValue]) throws(StoreError) -> [[SQLValue]] {
        try attempt { () throws(StoreError) in
            let handle = try statement(sql.text)
            var rows: [[SQLValue]] = []
            try run(handle, arguments) { () throws(StoreError) in
                // Counted for each row: the first step may have prepared the statement anew after a change of a table.
                let columns = 0..<sqlite3_data_count(handle)
                var row: [SQLValue] = []
                row.reserveCapacity(columns.count)
                for column in columns { row.append(try SQLiteConnection.value(handle, column)) }
                rows.append(row)
            }
            return rows
        }
    }

    func load(_ table: String, columns: [String], _ rows: [[SQLValue]]) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try attempt { () throws(StoreError) in
            var names: [String] = []
            for column in columns { names.append(try SQLName.quoted(column)) }
            let marks = (1...max(columns.count, 1)).map { "?\($0)" }
            let handle = try statement(
                """
                INSERT INTO \(try SQLName.quoted(table)) (\(names.joined(separator: ", "))) \
                VALUES (\(marks.joined(separator: ", ")))
                """)
            for row in rows { try run(handle, row) { () throws(StoreError) in } }
        }
    }

    func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
        try check()
        try attempt { () throws(StoreError) in try SQLiteConnection.say("SAVEPOINT part", database) }
        do {
            let result = try body()
            try check()
            try SQLiteConnection.say("RELEASE part", database)
            return result
        } catch {
            // A full disk, for one, makes SQLite roll the whole transaction back.
            hasFailed = true
            guard database.isInsideTransaction else { throw StoreError.reduced(error) }
            try SQLiteConnection.say("ROLLBACK TO part", database)
            try SQLiteConnection.say("RELEASE part", database)
            hasFailed = false
            throw StoreError.reduced(error)
        }
    }

    /// Sees one state of the database from its first look to its end.
    static func snapshot<Result>(_ database: Database, _ body: () throws -> Result) throws -> Result {
        try say("BEGIN", database)
        let result: Result
        do {
            result = try body()
        } catch {
            if database.isInsideTransaction { try say("ROLLBACK", database) }
            throw error
        }
        try say("COMMIT", database)
        return result
    }

    /// Commits what `body` did; rolls it back when it throws, or when it cannot be committed. By kept statements: the
    /// words of GRDB are prepared anew each time, which is a tenth of a small transaction.
    static func transaction<Result>(_ database: Database, _ body: () throws -> Result) throws -> Result {
        try say("BEGIN IMMEDIATE", database)
        do {
            let result = try body()
            try say("COMMIT", database)
            return result
        } catch {
            // After some errors SQLite has rolled back by itself.
            if database.isInsideTransaction { try say("ROLLBACK", database) }
            throw error
        }
    }

    private static func say(_ words: String, _ database: Database) throws(StoreError) {
        let handle: OpaquePointer
        do {
            handle = try database.cachedStatement(sql: words).sqliteStatement
        } catch let error as DatabaseError {
            // These words are right: what GRDB complains of is a file that is closed.
            throw StoreError(error)
        } catch {
            throw StoreError(.connection)
        }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE else {
            defer { sqlite3_reset(handle) }
            throw failure(handle, code)
        }
        sqlite3_reset(handle)
    }

    /// Throws when a statement failed and its error was kept from the transaction.
    func check() throws(StoreError) {
        if hasFailed { throw StoreError(.other, constraint: "transaction") }
    }

    /// The closure that the connection was made for has ended.
    func end() { hasFailed = true }

    func attempt<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        try check()
        do {
            return try body()
        } catch {
            hasFailed = true
            throw error
        }
    }

    func statement(_ text: String) throws(StoreError) -> OpaquePointer {
        try SQLiteConnection.understood { try database.cachedStatement(sql: numbers.rewritten(text)) }.sqliteStatement
    }

    /// A statement that nobody else has.
    func newStatement(_ text: String) throws(StoreError) -> Statement {
        try SQLiteConnection.understood { try database.makeStatement(sql: numbers.rewritten(text)) }
    }

    private static func understood(_ body: () throws -> Statement) throws(StoreError) -> Statement {
        do {
            return try body()
        } catch let error as DatabaseError {
            // GRDB's own complaint, about two statements in one text for instance.
            throw error.resultCode == .SQLITE_MISUSE ? StoreError(.syntax) : StoreError(error)
        } catch {
            throw StoreError(.syntax)
        }
    }

    private func run(
        _ handle: OpaquePointer, _ arguments: [SQLValue], row: () throws(StoreError) -> Void
    ) throws(StoreError) {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        try bind(handle, arguments)
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw SQLiteConnection.failure(handle, code) }
            try row()
        }
    }

    static func failure(_ handle: OpaquePointer, _ code: Int32) -> StoreError {
        let message = sqlite3_errmsg(sqlite3_db_handle(handle)).map { String(cString: $0) } ?? ""
        return StoreError(sqlite: code, message: message)
    }

    func bind(_ handle: OpaquePointer, _ arguments: [SQLValue]) throws(StoreError) {
        // An argument too few would be NULL without a word.
        guard Int(sqlite3_bind_parameter_count(handle)) == arguments.count else {
            throw StoreError(.syntax, constraint: "parameters")
        }
        for (position, argument) in arguments.enumerated() {
            try SQLiteConnection.bind(handle, Int32(position + 1), argument)
        }
    }

    /// SQLite copies what is bound.
    private nonisolated(unsafe) static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private static func bind(_ handle: OpaquePointer, _ index: Int32, _ value: SQLValue) throws(StoreError) {
        var code = SQLITE_OK
        switch value {
        case .null: code = sqlite3_bind_null(handle, index)
        case .integer(let number): code = sqlite3_bind_int64(handle, index, number)
        case .text(var text):
            let bound: Int32? = text.withUTF8 { utf8 in
                guard let start = utf8.baseAddress else {
                    return sqlite3_bind_text(handle, index, "", 0, transient)
                }
                // PostgreSQL has no text with NUL in it.
                if memchr(start, 0, utf8.count) != nil { return nil }
                return start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
                    sqlite3_bind_text64(handle, index, $0, UInt64(utf8.count), transient, UInt8(SQLITE_UTF8))
                }
            }
            guard let bound else { throw StoreError(.check, constraint: "text") }
            code = bound
        case .bytes(let bytes):
            code =
                bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob64(handle, index, bytes, UInt64(bytes.count), transient)
        }
        guard code == SQLITE_OK else { throw StoreError(sqlite: code, message: "") }
    }

    private static func value(_ handle: OpaquePointer, _ column: Int32) throws(StoreError) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return .bytes(Array(UnsafeRawBufferPointer(start: start, count: count)))
        default:
            // A REAL: no money is one.
            throw StoreError(.syntax, constraint: "result")
        }
    }
}
