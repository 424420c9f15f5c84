import GRDB
import GRDBSQLite
import Glibc
import Store

extension SQLiteConnection {
    func load(
        _ table: String, _ columns: [(name: String, values: StoreColumn)], rows: Range<Int>
    ) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try attempt { () throws(StoreError) in
            guard !columns.isEmpty, columns.count <= ColumnTable.width,
                columns.allSatisfy({ rows.upperBound <= $0.values.count })
            else { throw StoreError(.syntax, constraint: "parameters") }
            var names: [String] = []
            for column in columns { names.append(try SQLName.quoted(column.name)) }
            let cells = columns.indices.map { "c\($0)" }
            // FAIL and not ABORT: what went in before the fault need not be taken out again, because after it nothing
            // but rolling back is left to the transaction. So SQLite keeps no journal for the statement.
            let handle = try statement(
                """
                INSERT OR FAIL INTO \(try SQLName.quoted(table)) (\(names.joined(separator: ", "))) \
                SELECT \(cells.joined(separator: ", ")) FROM \(ColumnTable.name)(?1)
                """)
            for column in columns where column.values.hasNUL(rows) { throw StoreError(.check, constraint: "text") }
            try SQLiteConnection.pin(columns.map(\.values), []) { pinned throws(StoreError) in
                var source = ColumnTable.Source(columns: pinned, first: rows.lowerBound, end: rows.upperBound)
                try ColumnTable.bind(handle, &source)
                defer {
                    sqlite3_reset(handle)
                    sqlite3_clear_bindings(handle)
                }
                let code = sqlite3_step(handle)
                guard code == SQLITE_DONE else { throw SQLiteConnection.failure(handle, code) }
            }
        }
    }

    /// Calls `body` with the columns' memory, which stays where it is meanwhile.
    private static func pin(
        _ columns: [StoreColumn], _ pinned: [ColumnTable.Column],
        _ body: (UnsafePointer<ColumnTable.Column>) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard pinned.count < columns.count else {
            return try pinned.withUnsafeBufferPointer { buffer throws(StoreError) in
                guard let base = buffer.baseAddress else { return }
                try body(base)
            }
        }
        let column = columns[pinned.count]
        try column.integers.withUnsafeBufferPointer { integers throws(StoreError) in
            try column.content.withUnsafeBufferPointer { content throws(StoreError) in
                try column.ends.withUnsafeBufferPointer { ends throws(StoreError) in
                    try column.missing.withUnsafeBufferPointer { missing throws(StoreError) in
                        let next = ColumnTable.Column(
                            kind: column.kind, integers: integers.baseAddress,
                            // A column of empty texts may have no address, which would make them NULL.
                            content: content.baseAddress ?? ColumnTable.nothing, ends: ends.baseAddress,
                            missing: missing.isEmpty ? nil : missing.baseAddress, stride: column.isRepeated ? 0 : 1)
                        try pin(columns, pinned + [next], body)
                    }
                }
            }
        }
    }

    func scan(
        _ sql: SQLText, _ arguments: [SQLValue], as kinds: [StoreColumn.Kind], rows most: Int,
        _ body: ([StoreColumn]) throws -> Void
    ) throws {
        precondition(most > 0, "rows are handed on one by one at least")
        var columns = kinds.map { StoreColumn($0) }
        // Not the kept statement of this text: `body` may run the same one.
        let own = try attempt { () throws(StoreError) in try newStatement(sql.text) }
        let handle = own.sqliteStatement
        try attempt { () throws(StoreError) in try bind(handle, arguments) }
        defer { withExtendedLifetime(own) { _ = sqlite3_reset(handle) } }
        while try attempt({ () throws(StoreError) in try SQLiteConnection.fill(&columns, handle, most) }) {
            try body(columns)
            guard columns[0].count == most else { return }
            for index in columns.indices { columns[index].removeAll() }
            // A scan passes each page once: what it leaves behind in the cache is of no use, and would grow.
            sqlite3_db_release_memory(sqlite3_db_handle(handle))
        }
    }

    /// Takes at most so many rows; false when there is none.
    private static func fill(
        _ columns: inout [StoreColumn], _ handle: OpaquePointer, _ most: Int
    ) throws(StoreError) -> Bool {
        for row in 0..<most {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return row > 0 }
            guard code == SQLITE_ROW else { throw failure(handle, code) }
            guard !columns.isEmpty, Int(sqlite3_data_count(handle)) == columns.count else {
                throw StoreError(.syntax, constraint: "result")
            }
            for index in columns.indices {
                guard append(handle, Int32(index), to: &columns[index]) else {
                    throw StoreError(.syntax, constraint: "result")
                }
            }
        }
        return true
    }

    /// False for a value of another kind than the column's.
    private static func append(_ handle: OpaquePointer, _ index: Int32, to column: inout StoreColumn) -> Bool {
        switch (sqlite3_column_type(handle, index), column.kind) {
        case (SQLITE_INTEGER, .integer): column.append(sqlite3_column_int64(handle, index))
        case (SQLITE_TEXT, .text):
            let start = sqlite3_column_text(handle, index)
            column.append(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index))))
        case (SQLITE_BLOB, .bytes):
            let start = sqlite3_column_blob(handle, index)?.assumingMemoryBound(to: UInt8.self)
            column.append(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index))))
        case (SQLITE_NULL, _): column.appendMissing()
        default: return false
        }
        return true
    }
}

extension StoreColumn {
    /// Whether a text among these rows has NUL in it, which PostgreSQL could not keep.
    fileprivate func hasNUL(_ rows: Range<Int>) -> Bool {
        guard kind == .text, let last = isRepeated ? 0 : rows.last else { return false }
        let start = isRepeated || rows.lowerBound == 0 ? 0 : ends[rows.lowerBound - 1]
        return content.withUnsafeBufferPointer { content in
            content.baseAddress.map { memchr($0 + start, 0, ends[last] - start) != nil } ?? false
        }
    }
}
