import Store

extension PostgresConnection {
    func load(
        _ table: String, _ columns: [(name: String, values: StoreColumn)], rows: Range<Int>
    ) throws(StoreError) {
        guard !rows.isEmpty else { return }
        let values = columns.map(\.values)
        try attempt { () throws(StoreError) in
            guard !values.isEmpty, values.allSatisfy({ rows.upperBound <= $0.count }) else {
                throw StoreError(.syntax, constraint: "parameters")
            }
        }
        try copy(table, columns.map(\.name), rows) { row, buffer throws(StoreError) in
            try CopyText.append(values, row, to: &buffer)
        }
    }

    /// Through a cursor, of which the server gives so many rows at a time.
    func scan(
        _ sql: SQLText, _ arguments: [SQLValue], as kinds: [StoreColumn.Kind], rows most: Int,
        _ body: ([StoreColumn]) throws -> Void
    ) throws {
        precondition(most > 0, "rows are handed on one by one at least")
        let cursor = "scan\(scans)"
        try attempt { () throws(StoreError) in
            _ = try session.runOnce("DECLARE \(cursor) NO SCROLL CURSOR FOR \(sql.text)", arguments)
        }
        scans += 1
        defer {
            scans -= 1
            // After an error the cursor goes with what is rolled back.
            if !hasFailed { _ = try? session.command("CLOSE \(cursor)") }
        }
        var columns = kinds.map { StoreColumn($0) }
        while true {
            let count = try attempt { () throws(StoreError) in
                try session.runOnce("FETCH \(most) FROM \(cursor)", []).append(to: &columns)
            }
            if count > 0 { try body(columns) }
            guard count == most else { return }
            for index in columns.indices { columns[index].removeAll() }
        }
    }
}
