import CPQ
import Store

/// PostgresResult owns a result that succeeded.
struct PostgresResult: ~Copyable {
    private let handle: OpaquePointer

    /// Takes what libpq returned, which may be an error.
    init(_ handle: OpaquePointer?, connected: Bool) throws(StoreError) {
        switch handle.map({ PQresultStatus($0) }) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN:
            guard let handle else { throw StoreError(.connection) }
            self.handle = handle
        default:
            let error = StoreError(handle, connected: connected)
            PQclear(handle)
            throw error
        }
    }

    deinit { PQclear(handle) }

    /// The server's word for what was done, `COMMIT` for one.
    var tag: String { String(cString: PQcmdStatus(handle)) }

    /// How many rows were changed; 0 for what changes none, a query too.
    var changed: Int { tag.hasPrefix("SELECT") ? 0 : Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    /// The rows, sent in binary form. Throws `syntax` (`result`) for a type outside the common dialect: a sum that was
    /// not cast, a boolean.
    func rows() throws(StoreError) -> [[SQLValue]] {
        let columns = 0..<PQnfields(handle)
        let types = columns.map { PQftype(handle, $0) }
        var rows: [[SQLValue]] = []
        rows.reserveCapacity(Int(PQntuples(handle)))
        for row in 0..<PQntuples(handle) {
            var values: [SQLValue] = []
            values.reserveCapacity(types.count)
            for column in columns { values.append(try value(row, column, types[Int(column)])) }
            rows.append(values)
        }
        return rows
    }

    /// Appends the rows to columns; how many they are. Throws `syntax` (`result`) when these are others.
    func append(to columns: inout [StoreColumn]) throws(StoreError) -> Int {
        guard Int(PQnfields(handle)) == columns.count else { throw StoreError(.syntax, constraint: "result") }
        let count = PQntuples(handle)
        for index in columns.indices {
            let column = Int32(index)
            let type = PQftype(handle, column)
            for row in 0..<count {
                switch (try value(row, column, type), columns[index].kind) {
                case (.null, _): columns[index].appendMissing()
                case (.integer(let number), .integer): columns[index].append(number)
                case (.text(var text), .text): text.withUTF8 { columns[index].append($0) }
                case (.bytes(let bytes), .bytes): columns[index].append(bytes)
                default: throw StoreError(.syntax, constraint: "result")
                }
            }
        }
        return Int(count)
    }

    private func value(_ row: Int32, _ column: Int32, _ type: Oid) throws(StoreError) -> SQLValue {
        if PQgetisnull(handle, row, column) == 1 { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column)))
        switch type {
        case 20: return .integer(bytes.loadUnaligned(as: Int64.self).bigEndian)
        case 23: return .integer(Int64(bytes.loadUnaligned(as: Int32.self).bigEndian))
        case 21: return .integer(Int64(bytes.loadUnaligned(as: Int16.self).bigEndian))
        // text, varchar, name and the untyped literal
        case 25, 1043, 19, 705: return .text(String(decoding: bytes, as: UTF8.self))
        case 17: return .bytes(Array(bytes))
        // void, of functions called for what they do
        case 2278: return .null
        default: throw StoreError(.syntax, constraint: "result")
        }
    }
}
