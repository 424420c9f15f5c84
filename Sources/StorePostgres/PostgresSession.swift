import CPQ
import Store

/// PostgresSession is one connection to the server. The pool's lock hands it to one owner at a time, hence
/// `@unchecked`.
final class PostgresSession: @unchecked Sendable {
    let handle: OpaquePointer
    /// Prepared statements by their text.
    private var names: [SQLText: String] = [:]
    /// The shape of the tables that the prepared statements were made for.
    private(set) var shape: Int
    private static let limit = 1000

    var isConnected: Bool { PQstatus(handle) == CONNECTION_OK }
    var isIdle: Bool { isConnected && PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Connects and checks what the common dialect needs. Throws `connection`: without a name when the server does not
    /// answer, `collation` or `encoding` when the database is not made with `--locale=C --encoding=UTF8`.
    init(url: String, shape: Int) throws(StoreError) {
        // What stands after the address cannot be overridden by it; what stands before is a default.
        let words = [
            ("connect_timeout", "10"), ("fallback_application_name", "onecard"), ("dbname", url),
            ("client_encoding", "UTF8"),
        ]
        let pointer = PostgresSession.withStrings(words.map(\.0)) { keys in
            PostgresSession.withStrings(words.map(\.1)) { values in PQconnectdbParams(keys, values, 1) }
        }
        guard let pointer else { throw StoreError(.connection) }
        handle = pointer
        self.shape = shape
        guard isConnected else { throw StoreError(.connection) }
        // Messages and notices can hold values of rows: nobody is to see them.
        PQsetErrorVerbosity(handle, PQERRORS_SQLSTATE)
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        try checkDatabase()
        try command("SET lock_timeout = '30s'")
    }

    deinit { PQfinish(handle) }

    private func checkDatabase() throws(StoreError) {
        // The words catch libc's locales, the comparison those of ICU.
        let rows = try run(
            """
            SELECT CASE WHEN datcollate IN ('C', 'POSIX') AND 'B' < 'a' AND '_' < 'a' THEN 1 ELSE 0 END,
            CASE WHEN pg_encoding_to_char(encoding) = 'UTF8' THEN 1 ELSE 0 END,
            CASE WHEN current_setting('synchronous_commit') = 'off' THEN 1 ELSE 0 END
            FROM pg_database WHERE datname = current_database()
            """, []
        ).rows()
        guard rows.first?[0] == .integer(1) else { throw StoreError(.connection, constraint: "collation") }
        guard rows.first?[1] == .integer(1) else { throw StoreError(.connection, constraint: "encoding") }
        // A commit that a power failure takes back would be a payment forgotten.
        if rows.first?[2] == .integer(1) { try command("SET synchronous_commit = on") }
    }

    /// Runs a command of our own making, without parameters.
    @discardableResult
    func command(_ text: String) throws(StoreError) -> String {
        try PostgresResult(PQexec(handle, text), connected: isConnected).tag
    }

    /// Runs a statement, prepared once per session.
    func run(_ sql: SQLText, _ arguments: [SQLValue]) throws(StoreError) -> PostgresResult {
        let parameters = try PostgresParameters(arguments)
        let name = try prepared(sql)
        let result = parameters.withPointers { count, values, lengths, formats in
            PQexecPrepared(handle, name, count, values, lengths, formats, 1)
        }
        return try PostgresResult(result, connected: isConnected)
    }

    /// Runs a statement that is not kept.
    func runOnce(_ sql: String, _ arguments: [SQLValue]) throws(StoreError) -> PostgresResult {
        let parameters = try PostgresParameters(arguments)
        let result = parameters.withPointers { count, values, lengths, formats in
            PQexecParams(handle, sql, count, nil, values, lengths, formats, 1)
        }
        return try PostgresResult(result, connected: isConnected)
    }

    /// Whether the server understands a statement; nothing is kept of it.
    func check(_ sql: SQLText) throws(StoreError) {
        _ = try PostgresResult(PQprepare(handle, "", sql.text, 0, nil), connected: isConnected)
    }

    /// Statements past the limit share the unnamed one, so that a text made anew each time fills no memory.
    private func prepared(_ sql: SQLText) throws(StoreError) -> String {
        if let name = names[sql] { return name }
        let name = names.count < PostgresSession.limit ? "s\(names.count + 1)" : ""
        _ = try PostgresResult(PQprepare(handle, name, sql.text, 0, nil), connected: isConnected)
        if !name.isEmpty { names[sql] = name }
        return name
    }

    /// Forgets what was prepared before the tables changed.
    func renew(shape: Int) throws(StoreError) {
        guard shape != self.shape else { return }
        try command("DEALLOCATE ALL")
        names.removeAll()
        self.shape = shape
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        var starts: [Int] = []
        var bytes: [UInt8] = []
        for string in strings {
            starts.append(bytes.count)
            bytes.append(contentsOf: string.utf8)
            bytes.append(0)
        }
        return bytes.withUnsafeBytes { buffer in
            let pointers: [UnsafePointer<CChar>?] =
                starts.map { buffer.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) } + [nil]
            return pointers.withUnsafeBufferPointer { list in
                guard let first = list.baseAddress else { preconditionFailure("the list ends in nil") }
                return body(first)
            }
        }
    }
}
