/// SQLText is a statement in the common dialect: `$1`, `$2` … for parameters, no personal value inside.
package struct SQLText: Hashable, Sendable, ExpressibleByStringLiteral {
    package let text: String
    package init(_ text: String) { self.text = text }
    package init(stringLiteral text: String) { self.text = text }
}

/// One value of a row or a parameter.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    package var text: String? { if case .text(let value) = self { value } else { nil } }
    package var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    package var isNull: Bool { self == .null }
}

/// StoreError never holds a value of a row: a kind, and the constraint's name where the database tells it.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case unique, check, foreignKey, notNull, busy, serialization, corrupt, full, connection, syntax, other
    }
    package var kind: Kind
    /// The constraint (PostgreSQL) or `table.column` (SQLite).
    package var constraint: String

    package init(_ kind: Kind, constraint: String = "") {
        self.kind = kind
        self.constraint = constraint
    }

    package var description: String { "store: \(kind.rawValue)\(constraint.isEmpty ? "" : " (\(constraint))")" }
}

/// StoreConnection is a transaction in progress on one of the drivers. It must not leave its closure.
package protocol StoreConnection {
    /// Runs a statement; the number of rows it changed.
    @discardableResult
    func execute(_ sql: SQLText, _ arguments: [SQLValue]) throws(StoreError) -> Int
    /// Runs a query, or a statement with RETURNING.
    func rows(_ sql: SQLText, _ arguments: [SQLValue]) throws(StoreError) -> [[SQLValue]]
    /// Loads many rows at the driver's best speed (bound inserts, COPY).
    func load(_ table: String, columns: [String], _ rows: [[SQLValue]]) throws(StoreError)
    /// Loads some of the rows that these columns hold, without a value of its own for each cell. Throws `syntax`
    /// (`parameters`) when a column holds fewer.
    func load(_ table: String, _ columns: [(name: String, values: StoreColumn)], rows: Range<Int>) throws(StoreError)
    /// Runs a query and hands its rows on by columns, in their order and at most `rows` of them at a time: memory does
    /// not grow with the result. Throws `syntax` (`result`) when the query's columns are not as many, or not of these
    /// kinds. What `body` throws ends the scan and is thrown on, and the transaction can go on; `body` may run other
    /// statements, also another scan.
    func scan(
        _ sql: SQLText, _ arguments: [SQLValue], as kinds: [StoreColumn.Kind], rows: Int,
        _ body: ([StoreColumn]) throws -> Void
    ) throws
    /// Runs `body` inside a savepoint: what it did is undone when it throws.
    func savepoint<Result>(_ body: () throws -> Result) throws -> Result
    /// Appended to the inner SELECT of a lease: empty, or ` FOR UPDATE SKIP LOCKED`.
    var skipLocked: String { get }
}

extension StoreConnection {
    @discardableResult
    package func execute(_ sql: SQLText) throws(StoreError) -> Int { try execute(sql, []) }
    package func rows(_ sql: SQLText) throws(StoreError) -> [[SQLValue]] { try rows(sql, []) }
}

/// StoreDatabase is one opened database; reads see a snapshot, writes are one transaction each.
package protocol StoreDatabase: Sendable {
    func read<Result>(_ body: (any StoreConnection) throws -> Result) throws -> Result
    /// Commits when `body` returns, rolls back when it throws. On `serialization` the caller repeats the step.
    func write<Result>(_ body: (any StoreConnection) throws -> Result) throws -> Result
    /// Runs DDL written in SQLite's STRICT words.
    func define(_ statements: [SQLText]) throws
    /// Prepares a statement without running it; throws `syntax` when this database cannot.
    func prepare(_ sql: SQLText) throws
}
