import CPQ
import Store

/// PostgresConnection is one transaction on a session.
final class PostgresConnection: StoreConnection {
    let session: PostgresSession
    /// After an error the server answers nothing until the savepoint, or the transaction, is rolled back. Kept here
    /// too, for the errors that only we see.
    private(set) var hasFailed = false
    private var depth = 0
    /// Scans under way, one inside another.
    var scans = 0

    let skipLocked = " FOR UPDATE SKIP LOCKED"

    init(_ session: PostgresSession) { self.session = session }

    func execute(_ sql: SQLText, _ arguments: [SQLValue]) throws(StoreError) -> Int {
        try attempt { () throws(StoreError) in try session.run(sql, arguments).changed }
    }

    func rows(_ sql: SQLText, _ arguments: [SQLValue]) throws(StoreError) -> [[SQLValue]] {
        try attempt { () throws(StoreError) in try session.run(sql, arguments).rows() }
    }

    func load(_ table: String, columns: [String], _ rows: [[SQLValue]]) throws(StoreError) {
        try copy(table, columns, rows.indices) { row, buffer throws(StoreError) in
            guard rows[row].count == columns.count else { throw StoreError(.syntax, constraint: "parameters") }
            try CopyText.append(rows[row], to: &buffer)
        }
    }

    /// Ends the COPY; with a reason it is undone. Throws what the server has against the rows.
    private func endCopy(_ reason: String?) throws(StoreError) {
        guard PQputCopyEnd(session.handle, reason) == 1 else { throw StoreError(.connection) }
        var failure: StoreError?
        while let result = PQgetResult(session.handle) {
            do throws(StoreError) {
                _ = try PostgresResult(result, connected: session.isConnected)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Runs a COPY of these rows, each of which `append` writes.
    func copy(
        _ table: String, _ columns: [String], _ rows: Range<Int>,
        _ append: (_ row: Int, _ buffer: inout [UInt8]) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try attempt { () throws(StoreError) in
            var names: [String] = []
            for column in columns { names.append(try SQLName.quoted(column)) }
            try session.command("COPY \(SQLName.quoted(table)) (\(names.joined(separator: ", "))) FROM STDIN")
            do throws(StoreError) {
                try send(rows, append)
            } catch {
                try? endCopy("stopped")
                throw error
            }
            try endCopy(nil)
        }
    }

    private func send(
        _ rows: Range<Int>, _ append: (_ row: Int, _ buffer: inout [UInt8]) throws(StoreError) -> Void
    ) throws(StoreError) {
        var buffer: [UInt8] = []
        let size = 1 << 17
        buffer.reserveCapacity(size + 1 << 12)
        for row in rows {
            try append(row, &buffer)
            guard buffer.count >= size || row + 1 == rows.upperBound else { continue }
            let sent = buffer.withUnsafeBytes { bytes in
                PQputCopyData(
                    session.handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
            }
            guard sent == 1 else { throw StoreError(.connection) }
            buffer.removeAll(keepingCapacity: true)
        }
    }

    func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
        try check()
        let name = "s\(depth)"
        try attempt { () throws(StoreError) in try session.command("SAVEPOINT \(name)") }
        depth += 1
        defer { depth -= 1 }
        do {
            let result = try body()
            try check()
            try session.command("RELEASE SAVEPOINT \(name)")
            return result
        } catch {
            hasFailed = true
            try session.command("ROLLBACK TO SAVEPOINT \(name); RELEASE SAVEPOINT \(name)")
            hasFailed = false
            throw error
        }
    }

    /// Throws when a statement failed and its error was kept from the transaction.
    func check() throws(StoreError) {
        if hasFailed { throw StoreError(.other, constraint: "transaction") }
    }

    /// The closure that the connection was made for has ended.
    func end() { hasFailed = true }

    @discardableResult
    func attempt<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        try check()
        do {
            return try body()
        } catch {
            hasFailed = true
            throw error
        }
    }
}
