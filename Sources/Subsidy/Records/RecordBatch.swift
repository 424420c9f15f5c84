/// RecordBatch is some canonical records by columns: integers for money, days and the like, UTF-8 for the rest.
package struct RecordBatch: Sendable {
    package struct Column: Sendable {
        package var integers: [Int64] = []
        package var text: [UInt8] = []
        package var ends: [Int] = []
        package var missing: [Bool] = []

        package init() {}
    }

    package let schema: RecordSchema
    package internal(set) var columns: [Column]
    /// Where each record came from: the row's number in its document, and its bytes.
    package internal(set) var rows: [Int] = []
    package internal(set) var ranges: [Range<Int>] = []
    /// Project-specific columns of the `ext` bag: name and UTF-8 text, per record; usually empty.
    package var extensions: [[(name: String, value: String)]] = []

    package init(_ schema: RecordSchema) {
        self.schema = schema
        columns = Array(repeating: Column(), count: schema.fields.count)
    }

    package var count: Int { rows.count }
    package var isEmpty: Bool { rows.isEmpty }

    /// Sets the value of the record under way; each column is set exactly once before `end`.
    package mutating func set(_ column: Int, integer: Int64) {
        columns[column].integers.append(integer)
        columns[column].missing.append(false)
    }

    package mutating func set(_ column: Int, text: some Sequence<UInt8>) {
        columns[column].text.append(contentsOf: text)
        columns[column].ends.append(columns[column].text.count)
        columns[column].missing.append(false)
    }

    package mutating func setMissing(_ column: Int) {
        if schema.fields[column].type.isInteger {
            columns[column].integers.append(0)
        } else {
            columns[column].ends.append(columns[column].text.count)
        }
        columns[column].missing.append(true)
    }

    package mutating func end(row: Int, range: Range<Int> = 0..<0) {
        rows.append(row)
        ranges.append(range)
        assert(columns.allSatisfy { $0.missing.count == rows.count }, "every column of a record is set once")
    }

    /// Drops the values of a record that was begun and not ended (its row is rejected).
    package mutating func abandon() {
        if extensions.count > rows.count { extensions.removeLast(extensions.count - rows.count) }
        for index in columns.indices {
            columns[index].missing.removeLast(columns[index].missing.count - rows.count)
            if schema.fields[index].type.isInteger {
                columns[index].integers.removeLast(columns[index].integers.count - rows.count)
            } else {
                columns[index].ends.removeLast(columns[index].ends.count - rows.count)
                columns[index].text.removeLast(columns[index].text.count - (columns[index].ends.last ?? 0))
            }
        }
    }

    package func isMissing(_ row: Int, _ column: Int) -> Bool { columns[column].missing[row] }
    package func integer(_ row: Int, _ column: Int) -> Int64 { columns[column].integers[row] }

    package func text(_ row: Int, _ column: Int) -> ArraySlice<UInt8> {
        let ends = columns[column].ends
        return columns[column].text[(row == 0 ? 0 : ends[row - 1])..<ends[row]]
    }

    package func string(_ row: Int, _ column: Int) -> String { String(decoding: text(row, column), as: UTF8.self) }

    /// The records as Swift values.
    package func records<Record: CanonicalRecord>(_: Record.Type = Record.self) -> [Record] {
        precondition(schema.name == Record.name, "a batch of \(schema.name) is not one of \(Record.name)")
        // By index: an iterator of a generic type would be looked up for each record.
        let loads = Record.fields.map(\.load)
        var records: [Record] = []
        records.reserveCapacity(count)
        for row in rows.indices {
            var record = Record()
            for column in loads.indices { loads[column](self, row, column, &record) }
            records.append(record)
        }
        return records
    }

    /// A batch of Swift values, rows numbered from 1.
    package init<Record: CanonicalRecord>(_ records: [Record]) {
        self.init(RecordSchema(Record.self))
        let stores = Record.fields.map(\.store)
        for index in records.indices {
            for column in stores.indices { stores[column](records[index], &self, column) }
            end(row: index + 1)
        }
    }
}
