import GRDBSQLite
import Store

/// ColumnTable lets SQLite read the columns of a load as a table: one statement then inserts them all, where a
/// statement for each row spends half its time on binding and starting.
///
/// `SELECT c0, c1 FROM onecard_load(?1)`; the parameter is bound as a pointer of our own type, which no SQL text can
/// make up.
enum ColumnTable {
    static let name = "onecard_load"
    static let width = 48
    /// What the bound pointer is checked by; SQLite compares the text.
    private static let pointerType: StaticString = "onecard-load"

    /// An address where no content is.
    nonisolated(unsafe) static let nothing = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))

    /// One column as SQLite's calls need it: no array is touched for a cell.
    struct Column {
        var kind: StoreColumn.Kind
        var integers: UnsafePointer<Int64>?
        var content: UnsafePointer<UInt8>?
        var ends: UnsafePointer<Int>?
        var missing: UnsafePointer<Bool>?
        /// 0 where every row has the first value.
        var stride: Int
    }

    /// What the bound pointer points to, alive while the statement runs.
    struct Source {
        var columns: UnsafePointer<Column>
        var first: Int
        var end: Int
    }

    /// A cursor; SQLite knows its first part.
    private struct Cursor {
        var base: sqlite3_vtab_cursor
        var source: UnsafePointer<Source>?
        var row: Int
    }

    // Never changed after it was made: any connection may use it.
    private nonisolated(unsafe) static let module: UnsafePointer<sqlite3_module> = {
        let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        var calls = sqlite3_module()
        calls.xConnect = { connection, _, _, _, table, _ in connect(connection, table) }
        calls.xDisconnect = { table in
            table?.deallocate()
            return SQLITE_OK
        }
        calls.xBestIndex = { _, plan in bestIndex(plan) }
        calls.xOpen = { _, cursor in
            let opened = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            opened.initialize(to: Cursor(base: sqlite3_vtab_cursor(), source: nil, row: 0))
            cursor?.pointee = UnsafeMutableRawPointer(opened).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        calls.xClose = { cursor in
            UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self).deallocate()
            return SQLITE_OK
        }
        calls.xFilter = { cursor, _, _, count, values in filter(cursor, count, values) }
        calls.xNext = { cursor in
            ColumnTable.cursor(cursor)?.pointee.row += 1
            return SQLITE_OK
        }
        calls.xEof = { cursor in
            guard let cursor = ColumnTable.cursor(cursor), let source = cursor.pointee.source else { return 1 }
            return cursor.pointee.row < source.pointee.end ? 0 : 1
        }
        calls.xColumn = { cursor, context, index in column(cursor, context, Int(index)) }
        calls.xRowid = { cursor, id in
            id?.pointee = Int64(ColumnTable.cursor(cursor)?.pointee.row ?? 0)
            return SQLITE_OK
        }
        module.initialize(to: calls)
        return UnsafePointer(module)
    }()

    /// Makes the table known to a connection. Without `xCreate` nobody can make another of its kind.
    static func register(_ connection: OpaquePointer?) throws(StoreError) {
        let code = sqlite3_create_module_v2(connection, name, module, nil, nil)
        guard code == SQLITE_OK else { throw StoreError(sqlite: code, message: "") }
    }

    static func bind(_ statement: OpaquePointer, _ source: UnsafePointer<Source>) throws(StoreError) {
        let type = UnsafeRawPointer(pointerType.utf8Start).assumingMemoryBound(to: CChar.self)
        let code = sqlite3_bind_pointer(statement, 1, UnsafeMutableRawPointer(mutating: source), type, nil)
        guard code == SQLITE_OK else { throw StoreError(sqlite: code, message: "") }
    }

    private static func cursor(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> UnsafeMutablePointer<Cursor>? {
        UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self)
    }

    private static func connect(
        _ connection: OpaquePointer?, _ table: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?
    ) -> Int32 {
        let names = (0..<width).map { "c\($0)" }.joined(separator: ", ")
        let code = sqlite3_declare_vtab(connection, "CREATE TABLE x (\(names), source HIDDEN)")
        guard code == SQLITE_OK else { return code }
        let made = UnsafeMutablePointer<sqlite3_vtab>.allocate(capacity: 1)
        made.initialize(to: sqlite3_vtab())
        table?.pointee = made
        return SQLITE_OK
    }

    private static func bestIndex(_ plan: UnsafeMutablePointer<sqlite3_index_info>?) -> Int32 {
        guard let plan else { return SQLITE_ERROR }
        for index in 0..<Int(plan.pointee.nConstraint) {
            let constraint = plan.pointee.aConstraint[index]
            guard constraint.iColumn == Int32(width), constraint.op == UInt8(SQLITE_INDEX_CONSTRAINT_EQ) else {
                continue
            }
            guard constraint.usable != 0 else { return SQLITE_CONSTRAINT }
            plan.pointee.aConstraintUsage[index].argvIndex = 1
            plan.pointee.aConstraintUsage[index].omit = 1
            plan.pointee.estimatedCost = 1
            return SQLITE_OK
        }
        // Without a source it is an empty table.
        return SQLITE_OK
    }

    private static func filter(
        _ opened: UnsafeMutablePointer<sqlite3_vtab_cursor>?, _ count: Int32,
        _ values: UnsafeMutablePointer<OpaquePointer?>?
    ) -> Int32 {
        guard let cursor = cursor(opened) else { return SQLITE_ERROR }
        cursor.pointee.source = nil
        guard count == 1, let value = values?[0] else { return SQLITE_OK }
        let type = UnsafeRawPointer(pointerType.utf8Start).assumingMemoryBound(to: CChar.self)
        let pointer = sqlite3_value_pointer(value, type)
        cursor.pointee.source = pointer.map { UnsafePointer($0.assumingMemoryBound(to: Source.self)) }
        cursor.pointee.row = cursor.pointee.source?.pointee.first ?? 0
        return SQLITE_OK
    }

    private static func column(
        _ opened: UnsafeMutablePointer<sqlite3_vtab_cursor>?, _ context: OpaquePointer?, _ index: Int
    ) -> Int32 {
        guard let cursor = cursor(opened), let source = cursor.pointee.source, index < width else { return SQLITE_OK }
        let column = source.pointee.columns + index
        let row = cursor.pointee.row &* column.pointee.stride
        if let missing = column.pointee.missing, missing[row] { return SQLITE_OK }
        // Matched, not compared: `==` of another module's enumeration is a call, and this runs for each cell.
        if case .integer = column.pointee.kind, let integers = column.pointee.integers {
            sqlite3_result_int64(context, integers[row])
            return SQLITE_OK
        }
        guard let ends = column.pointee.ends, let content = column.pointee.content else { return SQLITE_OK }
        let start = row == 0 ? 0 : ends[row - 1]
        let count = Int32(truncatingIfNeeded: ends[row] - start)
        // Static: the content outlives the statement.
        if case .text = column.pointee.kind {
            content.withMemoryRebound(to: CChar.self, capacity: ends[row]) {
                sqlite3_result_text(context, $0 + start, count, nil)
            }
        } else {
            sqlite3_result_blob(context, content + start, count, nil)
        }
        return SQLITE_OK
    }
}
